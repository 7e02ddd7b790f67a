//! A clean folder, the command line in it, a simulator beside it, and a memory of everything that was printed.
#![allow(dead_code, clippy::unwrap_used, clippy::print_stderr, unreachable_pub, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::device::{Stage, Store};
use khatm::gateway::Environment;
use khatm::simulator::{Rule, Simulator};
use khatm::vault::{RootKey, disk};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::devices::{PROPERTIES, SELLER, forms};
use crate::support::{repository, unaided};

pub const ENVIRONMENT: Environment = Environment::Simulation;

/// A clean folder, a simulator, and everything that was ever printed.
pub struct Shell {
    pub folder: PathBuf,
    pub runtime: Runtime,
    pub simulator: Simulator,
    printed: Mutex<Vec<u8>>,
}

impl Shell {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("device-cli-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("unit.properties"), PROPERTIES).unwrap();
        fs::write(folder.join("seller.json"), SELLER).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        Shell {
            folder,
            runtime,
            simulator,
            printed: Mutex::default(),
        }
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = unaided(env!("CARGO_BIN_EXE_khatm"));
        command.args(line.split_whitespace()).current_dir(&self.folder);
        command
            .env("HOME", &self.folder)
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .stdin(Stdio::null());
        command
    }

    pub fn finish(&self, mut command: Command) -> Output {
        let output = command.output().unwrap();
        let mut printed = self.printed.lock().unwrap();
        printed.extend_from_slice(&output.stdout);
        printed.extend_from_slice(&output.stderr);
        output
    }

    pub fn run(&self, line: &str) -> Output {
        self.finish(self.command(line))
    }

    /// Runs, and looks at the exit code.
    pub fn ends(&self, line: &str, code: i32) -> String {
        let output = self.run(line);
        let text = format!("{}{}", out(&output), err(&output));
        assert_eq!(output.status.code(), Some(code), "{line}\n{text}");
        text
    }

    pub fn json(&self, line: &str, code: i32) -> Vec<Value> {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(
            output.status.code(),
            Some(code),
            "{line}\n{}{}",
            out(&output),
            err(&output)
        );
        let lines = out(&output).lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
            .collect()
    }

    pub fn new_device(&self, name: &str) {
        let url = self.simulator.url().to_owned();
        self.ends(
            &format!("device new {name} --config unit.properties --seller seller.json --env simulation --url {url}"),
            0,
        );
    }

    pub fn otp(&self) -> String {
        self.simulator.otp(ENVIRONMENT).unwrap().expose().to_owned()
    }

    pub fn onboarded(&self, name: &str) {
        self.new_device(name);
        fs::write(self.folder.join("one.txt"), self.otp()).unwrap();
        self.ends(&format!("device onboard {name}.device --otp-file one.txt"), 0);
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn root(&self) -> RootKey {
        RootKey::parse(&disk::read(&self.folder.join("state/khatm/root.key")).unwrap()).unwrap()
    }

    pub fn stage(&self, name: &str) -> Stage {
        Store::read(&self.folder.join(name), &self.root()).unwrap().stage()
    }

    pub fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Drafts of the examples, without their seller: the device's takes his place.
    pub fn draft(&self, example: &str, name: &str) {
        let text = fs::read(repository().join("examples/drafts").join(example)).unwrap();
        let mut draft: Value = serde_json::from_slice(&text).unwrap();
        draft.as_object_mut().unwrap().remove("seller");
        fs::write(self.folder.join(name), draft.to_string()).unwrap();
    }

    pub fn fault(&self, rule: Rule) {
        self.simulator.faults().add(rule).unwrap();
    }

    /// Nothing that was printed or written holds a key, a certificate's secret or a password.
    pub fn nothing_leaked(&self, devices: &[&str], passwords: &[String]) {
        let mut secrets: Vec<Vec<u8>> = passwords.iter().map(|password| password.clone().into_bytes()).collect();
        let root = self.root();
        secrets.push(STANDARD.decode(root.to_base64().as_bytes()).unwrap());
        for name in devices {
            let device = Store::read(&self.folder.join(name), &root).unwrap();
            if let Some(credential) = device.credential() {
                secrets.push(credential.secret().expose().as_bytes().to_vec());
            }
        }
        // Those of the checks, too: as the simulator gave them out.
        for record in self.simulator.records() {
            if let Ok(reply) = serde_json::from_slice::<Value>(record.reply_body()) {
                secrets.extend(reply["secret"].as_str().map(|text| text.as_bytes().to_vec()));
            }
        }
        let mut texts = vec![("output".to_owned(), self.printed.lock().unwrap().clone())];
        for name in self.names() {
            let path = self.folder.join(&name);
            if path.is_file() {
                texts.push((name, fs::read(path).unwrap()));
            }
        }
        assert!(secrets.len() > 2 && texts.len() > 3);
        for (name, text) in &texts {
            for secret in &secrets {
                // Six digits stand by chance in longer numbers and in base64; alone they stand only where somebody put them.
                let forms = if secret.len() == 6 {
                    vec![secret.clone()]
                } else {
                    forms(secret)
                };
                for form in forms {
                    assert!(!holds(text, &form), "a secret of {} bytes in {name}", secret.len());
                }
            }
        }
    }
}

/// The needle, not as a part of a longer run of letters and digits if it is short.
pub fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| haystack.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let alone = |at: usize| needle.len() > 6 || !word(at.checked_sub(1)) && !word(Some(at + needle.len()));
    let found = haystack.windows(needle.len()).enumerate();
    found.filter(|(_, window)| *window == needle).any(|(at, _)| alone(at))
}

pub fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
