//! The stories of a ledger, through what every host has: [`Ledger`], whose answers are JSON.

use std::path::Path;
use std::time::{Duration, Instant};

use khatm::facade::{Khatm, Sought};
use khatm::gateway::Environment;
use khatm::host::Failure;
use khatm::host::calls::report;
use khatm::host::ledger::{Drafted, Ledger, Plain, Told};
use khatm::host::opening::NewDevice;
use khatm::simulator::{Rule, Simulator, rehearsal};
use khatm::store::Uuid;
use khatm::{Language, Result};
use serde_json::{Value, json};

use crate::play::{Case, Player, read};
use crate::support::repository;

/// A shop, the authority that it delivers to, and what the steps before have answered.
struct Shop {
    runtime: tokio::runtime::Runtime,
    authority: Simulator,
    khatm: Khatm,
    player: Player,
}

/// What is told, as the corpus has it.
fn said(told: Told) -> Value {
    match told {
        Ok(plain) => json!({ "result": serde_json::from_str::<Value>(plain.text()).unwrap() }),
        Err(failure) => refused(&failure),
    }
}

fn refused(failure: &Failure) -> Value {
    json!({ "error": failure.value(Language::English) })
}

/// The same of what has nothing to tell.
fn done(told: Told<()>) -> Value {
    told.map_or_else(|failure| refused(&failure), |()| json!({ "result": null }))
}

fn drafted(draft: &Value, request_key: &Value) -> Drafted {
    Drafted {
        draft: draft.to_string().into_bytes(),
        request_key: request_key.as_str().map(str::to_owned),
        written: true,
    }
}

impl Shop {
    fn open(folder: &Path) -> Self {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir_all(folder).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let authority = runtime.block_on(Simulator::start()).unwrap();
        let khatm = rehearsal::ledger(&authority, folder).unwrap();
        Shop {
            runtime,
            authority,
            khatm,
            player: Player::new(&repository()),
        }
    }

    /// The arguments of a step, with everything that they refer to.
    fn arguments(&self, step: &Case) -> Value {
        let mut given = step["with"].clone();
        for value in given.as_object_mut().unwrap().values_mut() {
            match value.get("authority").and_then(Value::as_str) {
                Some("otp") => *value = json!(self.authority.otp(Environment::Simulation).unwrap().expose()),
                Some(_) => *value = json!(self.authority.url()),
                None => {}
            }
        }
        self.player
            .value(&given)
            .unwrap_or_else(|_| panic!("a story needs nothing but itself"))
    }

    fn step(&self, call: &str, given: &Value) -> Value {
        let ledger: &dyn Ledger = &self.khatm;
        let text = |name: &str| given[name].as_str().unwrap_or_default();
        let uuid = || Uuid::parse(text("uuid"));
        let of = |ask: &dyn Fn(&Uuid) -> Told| said(uuid().map_err(Failure::from).and_then(|uuid| ask(&uuid)));
        let deed = |ask: &dyn Fn(&Uuid) -> Told<()>| done(uuid().map_err(Failure::from).and_then(|uuid| ask(&uuid)));
        match call {
            "add_device" => said(
                ledger.make_device(
                    &NewDevice::new(
                        text("name"),
                        given["configuration"].to_string().as_bytes(),
                        given["seller"].to_string().as_bytes(),
                    )
                    .at(text("base_url")),
                ),
            ),
            "onboard" => said(ledger.onboard(text("name"), given["otp"].as_str())),
            "check" => match ledger.check(given["draft"].to_string().as_bytes(), given["device"].as_str()) {
                Ok(faults) => said(Ok(Plain::of(&report(faults, true, Language::English)))),
                Err(failure) => refused(&failure),
            },
            "issue" => {
                let corrects = given["corrects"].as_str().map(|uuid| Uuid::parse(uuid).unwrap());
                said(ledger.issue(
                    text("device"),
                    &drafted(&given["draft"], &given["request_key"]),
                    corrects,
                ))
            }
            "issue_all" => {
                let drafts = given["drafts"].as_array().unwrap().iter();
                let drafts: Vec<_> = drafts.map(|pair| drafted(&pair[0], &pair[1])).collect();
                said(ledger.issue_all(text("device"), &drafts))
            }
            "document" => of(&|uuid| ledger.document(uuid)),
            "find" => said(ledger.find(text("text"))),
            "receipt" => of(&|uuid| ledger.receipt(uuid)),
            "way" => of(&|uuid| ledger.way(uuid)),
            "deliver" => said(ledger.deliver(&|| true)),
            "wait_cleared" => of(&|uuid| ledger.wait_cleared(uuid, given["timeout_ms"].as_u64().unwrap(), &|| true)),
            "outbox" => said(ledger.outbox(&Sought {
                rejected: given["rejected"].as_bool().unwrap_or_default(),
                most: 1_000,
                ..Sought::default()
            })),
            "retry" => deed(&|uuid| ledger.retry(uuid, text("person"))),
            "hold" => {
                let [first, second] = [0, 1].map(|at| given["people"][at].as_str().unwrap());
                deed(&|uuid| ledger.hold(uuid, (first, second), text("why")))
            }
            "free" => deed(&|uuid| ledger.free(uuid, text("person"), text("why"))),
            "release" => deed(&|uuid| ledger.release(uuid, text("reason"), text("person"), text("note"))),
            "verify_ledger" => said(ledger.verify("")),
            "drain" => self.drain(),
            _ => self.told(call, given).unwrap(),
        }
    }

    fn drain(&self) -> Value {
        let end = Instant::now() + Duration::from_secs(240);
        while !self.khatm.outbox(1).unwrap().is_empty() {
            assert!(Instant::now() < end, "the outbox does not become empty");
            self.khatm.deliver_once().unwrap();
            std::thread::sleep(Duration::from_millis(50));
        }
        json!({ "result": null })
    }

    /// What the authority is told to do.
    fn told(&self, call: &str, given: &Value) -> Result<Value> {
        match call {
            "authority.add_fault" => {
                self.authority
                    .faults()
                    .add(Rule::parse(given["rule"].to_string().as_bytes())?)?;
            }
            "authority.clear_faults" => self.authority.faults().clear(),
            "authority.unplug" => self.runtime.block_on(self.authority.unplug()),
            "authority.plug" => self.runtime.block_on(self.authority.plug()),
            other => panic!("no step is named {other}"),
        }
        Ok(json!({ "result": null }))
    }
}

#[test]
fn every_story_goes_as_it_is_told() {
    let mut kinds = std::collections::BTreeSet::new();
    for (number, story) in read(&repository(), "stories.json").iter().enumerate() {
        let name = story["name"].as_str().unwrap();
        assert!(story["because"].as_str().is_some_and(|why| !why.is_empty()), "{name}");
        if story.get("not_in").is_some_and(|hosts| hosts.get("rust").is_some()) {
            continue;
        }
        let mut shop = Shop::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cases/{number}")));
        for step in story["steps"].as_array().unwrap() {
            let step = step.as_object().unwrap();
            let call = step["call"].as_str().unwrap();
            let answer = if matches!(call, "verify" | "verify_qr") {
                shop.player.play(step).unwrap_or_else(|_| panic!("{name}"))
            } else {
                let answer = shop.step(call, &shop.arguments(step));
                let key = step["name"].as_str().unwrap().to_owned();
                shop.player.answers.insert(key, answer.clone());
                answer
            };
            kinds.extend(answer.pointer("/error/kind").map(ToString::to_string));
            let wrong = shop.player.wrong(step, &answer).unwrap_or_else(|_| panic!("{name}"));
            assert!(wrong.is_empty(), "{name}, {}: {wrong:?}", step["name"]);
        }
    }
    // A defect of our own is the only kind that nobody can ask for.
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}
