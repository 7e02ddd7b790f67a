//! All layers of a document, one after the other, over one parse.

use std::sync::LazyLock;

use super::context::Context;
use super::field::Fields;
use super::integrity::Integrity;
use super::program::{self, Outcome, Program};
use super::report::{Found, LayerResult, Layers, Report, Stage};
use super::{r3_4_8, shape, xpath};
use crate::error::{Code, Error, Language, Severity};
use crate::seal::Verifier;
use crate::time::Moment;
use crate::ubl::{self, Document, Invoice, Profile};

/// The rules that are in force.
static IN_FORCE: LazyLock<Program> = LazyLock::new(|| {
    // What a table says that cannot be read would be a silence nobody asked for.
    Program::new(&r3_4_8::R3_4_8).expect("a test reads the tables")
});

/// What the layers say of a document, as yet without a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Standard or simplified, if the document says.
    pub profile: Option<Profile>,
    /// Each layer and how it ended.
    pub layers: Layers,
    /// What is wrong or deserves a look, layer by layer.
    pub found: Vec<Found>,
}

impl Verdict {
    /// True when nothing failed.
    pub fn is_valid(&self) -> bool {
        self.found.iter().all(|found| found.severity == Severity::Warning)
    }

    /// The same as plain data, its texts in a language.
    pub fn report(&self, language: Language) -> Report {
        Report {
            valid: self.is_valid(),
            profile: self.profile,
            layers: self.layers,
            findings: self.found.iter().map(|found| found.say(language)).collect(),
        }
    }

    /// Nothing could be read but this.
    pub fn unreadable(error: Error, stage: Stage) -> Self {
        let xsd = match stage {
            Stage::File => LayerResult::NotRun,
            _ => LayerResult::Failed,
        };
        let not_run = LayerResult::NotRun;
        Verdict {
            profile: None,
            layers: Layers {
                xsd,
                en: not_run,
                ksa: not_run,
                qr: not_run,
                signature: not_run,
                pih: not_run,
            },
            found: vec![Found::new(stage, Severity::Error, error)],
        }
    }
}

/// Every verdict of the authority's validator on a document. A file that is not XML has no structure: that is the finding.
///
/// ```
/// use khatm::rules::{Context, validate};
/// use khatm::time::Moment;
///
/// let now = Moment::parse("2026-11-21T12:00:00")?;
/// let verdict = validate(b"<Invoice/>", &Context::new(now));
/// assert!(!verdict.is_valid());
/// # Ok::<(), khatm::Error>(())
/// ```
pub fn validate(xml: &[u8], context: &Context) -> Verdict {
    validate_with(Verifier::shared(), xml, context)
}

/// [`validate`], with the issuers of certificates that a verifier of your own knows.
pub fn validate_with(verifier: &Verifier, xml: &[u8], context: &Context) -> Verdict {
    match ubl::parse(xml) {
        Ok(doc) => look(verifier, &doc, context),
        Err(error) => Verdict::unreadable(error, Stage::Xsd),
    }
}

fn look(verifier: &Verifier, doc: &Document<'_>, context: &Context) -> Verdict {
    let mut found = structure(doc);
    let xsd = LayerResult::of(&found);
    let outcome = IN_FORCE.run(doc, context.now);
    let en = rules(doc, &outcome, Stage::En);
    let ksa = rules(doc, &outcome, Stage::Ksa);
    let integrity = Integrity::with(verifier, doc, context);
    let [qr, signature, pih] = integrity.results();
    let layers = Layers {
        xsd,
        en: LayerResult::of(&en),
        ksa: LayerResult::of(&ksa),
        qr,
        signature,
        pih,
    };
    let rest = [integrity.qr, integrity.signature, Some(integrity.pih)];
    found.extend(en.into_iter().chain(ksa));
    found.extend(rest.into_iter().flatten().flatten());
    let fields = Fields::new(doc);
    found.iter_mut().for_each(|found| fields.fill(found));
    let profile = Invoice::new(doc).and_then(|invoice| invoice.profile()).ok();
    Verdict { profile, layers, found }
}

/// The layers that need nothing but the document and the time: structure and rules. It is what the gateway's own checks ask for
/// ([`Gateway::rules`](crate::gateway::Gateway)).
pub fn document(doc: &Document<'_>, now: Moment) -> Vec<Found> {
    let outcome = IN_FORCE.run(doc, now);
    let mut found = structure(doc);
    found.extend(rules(doc, &outcome, Stage::En));
    found.extend(rules(doc, &outcome, Stage::Ksa));
    found
}

/// The first layer, alone: is the document an Invoice as UBL 2.1 has it?
pub fn structure(doc: &Document<'_>) -> Vec<Found> {
    shape::look(doc)
}

/// What a stage of rules found: each code once, with the first place and the number of places.
fn rules(doc: &Document<'_>, outcome: &Outcome, stage: Stage) -> Vec<Found> {
    if let Some(abort) = outcome.aborted[program::number(stage)] {
        return vec![stopped(doc, stage, abort)];
    }
    let mut found: Vec<Found> = Vec::new();
    for (rule, (count, blame)) in IN_FORCE.rules().iter().zip(&outcome.fired) {
        if rule.stage != stage || *count == 0 {
            continue;
        }
        if let Some(same) = found.iter_mut().find(|known| known.error.code() == rule.source.code) {
            same.count += count;
            continue;
        }
        let mut error = Error::new(rule.source.code);
        if let Some(node) = blame.as_ref().and_then(|blame| blame.node) {
            let attribute = blame.as_ref().and_then(|blame| blame.attribute.as_ref());
            let path = match attribute {
                Some(name) => format!("{}/@{name}", doc.path(node)),
                None => doc.path(node),
            };
            error = error.at(path).place(doc.place(node));
        }
        if let Some(missing) = blame.as_ref().and_then(|blame| blame.missing.as_ref()) {
            error = error.found(missing);
        }
        found.push(Found {
            count: *count,
            ..Found::new(stage, rule.source.severity, error)
        });
    }
    found
}

/// What stopped a stage: the authority's validator says no more of it than that it stopped.
fn stopped(doc: &Document<'_>, stage: Stage, abort: xpath::Abort) -> Found {
    use xpath::Cause;
    let code = match abort.cause {
        Cause::NotANumber => Code::RulesNumber,
        Cause::NotABoolean => Code::RulesBoolean,
        Cause::NotADate => Code::RulesDate,
        Cause::Several | Cause::Type => Code::RulesSeveral,
        Cause::Division => Code::RulesDivision,
        Cause::Pattern => Code::RulesPattern,
        Cause::TooMuch => Code::RulesTooMuch,
    };
    let mut error = Error::new(code);
    if let Some(node) = abort.node {
        error = error.at(doc.path(node)).place(doc.place(node));
    }
    Found::new(stage, Severity::Error, error)
}

/// The version of the authority's SDK whose rules are in force.
pub const VERSION: &str = r3_4_8::R3_4_8.version;

/// What the conditions of the version in force share: `$name`, and the text that it stands for.
pub fn macros() -> &'static [(&'static str, &'static str)] {
    r3_4_8::R3_4_8.macros
}

/// A row of the tables, for whoever lists or counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// `en` or `ksa`.
    pub stage: Stage,
    /// The rule's code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The first SDK that is known to have had it.
    pub since: &'static str,
    /// Where it looks.
    pub matches: &'static str,
    /// Its steps.
    pub steps: &'static [super::table::Step],
}

/// Every row of the tables in force, in their order.
pub fn sites() -> Vec<Site> {
    let templates = r3_4_8::R3_4_8.tables.iter().flat_map(|table| table.iter());
    let rows = templates.flat_map(|template| template.rules.iter().map(move |rule| (template, rule)));
    let site = |(template, rule): (&super::table::Template, &super::table::Rule)| Site {
        stage: template.stage,
        code: rule.code,
        severity: rule.severity,
        since: rule.since,
        matches: template.matches,
        steps: rule.steps,
    };
    rows.map(site).collect()
}

/// For each of [`sites`], in how many places of a document it fired, and in how many its last condition was asked and did
/// not hold. `None` for a stage that was stopped.
pub fn trace(xml: &[u8], now: Moment) -> crate::Result<Vec<Option<(u32, u32)>>> {
    let doc = ubl::parse(xml)?;
    let outcome = IN_FORCE.run(&doc, now);
    let rules = IN_FORCE.rules().iter().zip(outcome.fired.iter().zip(&outcome.silent));
    let site = |(rule, ((fired, _), silent)): (&program::Rule, (&(u32, Option<Box<super::blame::Blame>>), &u32))| {
        let stopped = outcome.aborted[program::number(rule.stage)].is_some();
        (!stopped).then_some((*fired, *silent))
    };
    Ok(rules.map(site).collect())
}
