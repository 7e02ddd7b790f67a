//! `khatm demo`: a shop's day at a simulator inside this process, with everything that goes wrong on such a day.
//!
//! The ledger is a file in a folder of its own that goes when the demonstration ends, however it ends; the root key exists in memory
//! only. Each step says what it expects: where something else comes, the demonstration fails, and says what.

mod drafts;
mod shop;
mod table;

use std::path::Path;
use std::time::Duration;

use crate::facade::{Progress, Way};
use crate::outbox::Waited;
use crate::qr::picture::Picture;
use crate::simulator::{Fault, Rule};
use crate::store::Uuid;
use crate::{Error, Language};

use crate::cli::device::Voice;
use crate::cli::issue::draw;
use crate::cli::output;
use drafts::Sold;
use shop::Shop;

/// So long the outage lasts: long enough to be noticed at the till.
const OUTAGE: Duration = Duration::from_millis(400);

/// Why the demonstration did not come to its end.
enum Failed {
    /// Something could not be done.
    Error(Error),
    /// Something was done, and is not what it should be.
    Otherwise(String),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Error(error)
    }
}

pub(crate) fn run(language: Language) -> u8 {
    let voice = Voice { json: false, language };
    match play(voice) {
        Ok(()) => output::GOOD,
        Err(Failed::Error(error)) => {
            output::error(Path::new("demo"), &error, false, language);
            output::USAGE
        }
        Err(Failed::Otherwise(what)) => {
            let failed = voice.say("this is not as it should be", "هذا ليس كما ينبغي");
            output::complain(&format!("demo: {failed}: {what}"));
            output::BAD
        }
    }
}

fn play(voice: Voice) -> Result<(), Failed> {
    output::line(voice.say(
        "A shop's day, rehearsed in this process: no network, nothing kept.",
        "يوم متجر، تجربة داخل هذا البرنامج: دون شبكة ودون أثر.",
    ));
    let mut day = Day {
        shop: Shop::open(voice)?,
        voice,
        sold: Vec::new(),
    };
    day.step("1. A device is onboarded", "1. تسجيل جهاز");
    day.shop.onboard(voice)?;
    let delivery = day.shop.khatm.start();
    let first = day.morning()?;
    day.lost_reply()?;
    day.rejection()?;
    day.outage()?;
    if let Some(trouble) = delivery.stop() {
        return Err(trouble.into());
    }
    day.evening(&first)
}

/// The day, as far as it has come.
struct Day {
    shop: Shop,
    voice: Voice,
    sold: Vec<Sold>,
}

impl Day {
    fn step(&self, english: &'static str, arabic: &'static str) {
        output::line(&format!("\n{}", self.voice.say(english, arabic)));
    }

    fn say(&self, number: &str, english: &'static str, arabic: &'static str) {
        output::line(&format!("   {number:<5} {}", self.voice.say(english, arabic)));
    }

    /// What a person reads at the till.
    fn read(&self, text: &str) {
        for line in wrapped(text, 66) {
            output::line(&format!("         {line}"));
        }
    }

    /// Everything that a shop issues: delivered while the next is made.
    fn morning(&mut self) -> Result<Uuid, Failed> {
        self.step(
            "2. Invoices and notes: issued, and delivered in the background",
            "2. فواتير وإشعارات: تصدر وتُسلّم في الخلفية",
        );
        let today = self.shop.today()?;
        let mut first = None;
        for (what, draft) in drafts::morning(&today) {
            let sold = self.shop.issue(what, &draft, None)?;
            self.shop.until(&sold, what.expected())?;
            self.told(&sold)?;
            first.get_or_insert(sold.uuid);
            self.sold.push(sold);
        }
        let first = first.ok_or_else(|| Failed::Otherwise("no document".to_owned()))?;
        // The till was not sure that its first request had arrived, and asks once more.
        let again = self.shop.again(&drafts::morning(&today)[0])?;
        if again != first {
            return Err(Failed::Otherwise(format!("{again} instead of {first}")));
        }
        self.say(
            "R-1",
            "asked for again under the same request key: the same document",
            "طُلبت ثانية بمفتاح الطلب نفسه: المستند نفسه",
        );
        Ok(first)
    }

    /// The authority cleared it, and its answer did not come.
    fn lost_reply(&mut self) -> Result<(), Failed> {
        self.step("3. A reply is lost", "3. ضياع رد");
        let lost = Rule::of(Fault::DropAfter)
            .on(crate::gateway::Operation::Clearance)
            .times(1);
        self.shop.simulator.faults().add(lost)?;
        let (what, draft) = drafts::invoice("T-5");
        let mut sold = self.shop.issue(what, &draft, None)?;
        self.shop.doubted(&sold)?;
        self.say(
            "T-5",
            "no answer: in doubt, the authority may have it",
            "لا رد: غير مؤكد، قد تكون لدى الهيئة",
        );
        self.shop.until(&sold, Progress::Cleared)?;
        self.shop.same_bytes()?;
        self.say(
            "T-5",
            "the same bytes again: cleared, once",
            "البايتات نفسها مرة أخرى: معتمد، مرة واحدة",
        );
        sold.note = self.voice.say("reply lost, resent", "ضاع الرد وأُعيد").to_owned();
        self.sold.push(sold);
        Ok(())
    }

    /// The authority says no. The document keeps its place in the chain; another one stands for it.
    fn rejection(&mut self) -> Result<(), Failed> {
        self.step("4. A document is rejected, and corrected", "4. رفض مستند وتصحيحه");
        let reject = Rule::of(Fault::Reject)
            .on(crate::gateway::Operation::Clearance)
            .times(1);
        self.shop.simulator.faults().add(reject)?;
        let (what, draft) = drafts::invoice("T-6");
        let mut refused = self.shop.issue(what, &draft, None)?;
        self.shop.until(&refused, Progress::Rejected)?;
        self.told(&refused)?;
        let receipt = self.shop.khatm.receipt(&refused.uuid)?;
        if receipt.may_hand_over {
            return Err(Failed::Otherwise("T-6: rejected, and may be handed over".to_owned()));
        }
        self.read(receipt.text);
        let (what, draft) = drafts::invoice("T-7");
        let corrected = self.shop.issue(what, &draft, Some(refused.uuid))?;
        self.shop.until(&corrected, Progress::Cleared)?;
        self.told(&corrected)?;
        refused.note = format!("{} T-7", self.voice.say("corrected by", "صُحّح في"));
        self.sold.extend([refused, corrected]);
        Ok(())
    }

    /// Nobody answers for a while. Issuing goes on; what waits is delivered when it is over.
    fn outage(&mut self) -> Result<(), Failed> {
        self.step(
            "5. The authority is out of order, and back",
            "5. تعطل خدمة الهيئة وعودتها",
        );
        let down = Fault::Status {
            status: 503,
            html: true,
        };
        let rule = self.shop.simulator.faults().add(Rule::of(down))?;
        let (what, draft) = drafts::sale("R-3");
        let sale = self.shop.issue(what, &draft, None)?;
        let (what, draft) = drafts::invoice("T-8");
        let bill = self.shop.issue(what, &draft, None)?;
        if !self.shop.khatm.receipt(&sale.uuid)?.may_hand_over {
            return Err(Failed::Otherwise("R-3: may not be handed over".to_owned()));
        }
        self.say(
            "R-3",
            "simplified: handed over at once, reported later",
            "مبسطة: تُسلّم فوراً ويُبلّغ عنها لاحقاً",
        );
        self.shop.doubted(&bill)?;
        let millis = u64::try_from(OUTAGE.as_millis()).unwrap_or(0);
        let waited = self.shop.khatm.wait_cleared(&bill.uuid, millis)?;
        if waited != Waited::NoAnswer {
            return Err(Failed::Otherwise(format!("T-8: {waited:?}")));
        }
        self.say("T-8", "503. The cashier reads:", "503. يقرأ الصرّاف:");
        self.read(waited.text(self.voice.language));
        self.shop.simulator.faults().remove(rule);
        for mut sold in [sale, bill] {
            self.shop.until(&sold, sold.what.expected())?;
            self.told(&sold)?;
            sold.note = self.voice.say("after the outage", "بعد العطل").to_owned();
            self.sold.push(sold);
        }
        Ok(())
    }

    /// What became of everything, and whether the chain holds.
    fn evening(&self, first: &Uuid) -> Result<(), Failed> {
        self.step("6. What became of everything", "6. ما صار إليه كل مستند");
        output::line("");
        let ways = self.ways()?;
        table::table(&self.sold, &ways, self.voice);
        output::line("");
        let verified = self.shop.verified()?;
        let (count, good) = (
            self.sold.len() as u64,
            output::paint(self.voice.say("verified", "مُتحقَّق"), "32"),
        );
        if verified != count {
            return Err(Failed::Otherwise(format!(
                "{verified} documents in the ledger, {count} issued"
            )));
        }
        let ledger = self
            .voice
            .say("the chain, its stamps and the audit", "السلسلة وأختامها وسجل التدقيق");
        output::line(&format!("   {ledger}: {good} (1–{count})"));
        self.shop.audited(count)?;
        let authority = self
            .voice
            .say("the same, as the authority sees it", "والسلسلة كما تراها الهيئة");
        output::line(&format!("   {authority}: {good}"));
        let receipt = self.shop.khatm.receipt(first)?;
        let qr = receipt
            .qr
            .ok_or_else(|| Failed::Otherwise("R-1: no QR code".to_owned()))?;
        let (columns, wide) = (Picture::draw(&qr)?.side(), self.voice.say("columns wide", "عموداً"));
        let title = self.voice.say(
            "7. The QR code of R-1, as it is printed",
            "7. رمز QR للفاتورة R-1 كما يُطبع",
        );
        output::line(&format!("\n{title} ({columns} {wide})"));
        draw(&qr);
        Ok(())
    }

    fn ways(&self) -> Result<Vec<Way>, Failed> {
        let way = |sold: &Sold| Ok(self.shop.khatm.way(&sold.uuid)?);
        self.sold.iter().map(way).collect()
    }

    /// The line of a document whose fate is known.
    fn told(&self, sold: &Sold) -> Result<(), Failed> {
        let way = self.shop.khatm.way(&sold.uuid)?;
        let what = self.voice.say(sold.what.english(), sold.what.arabic());
        let (what, fate) = (table::padded(what, 28), table::fate(&way, self.voice));
        output::line(format!("   {:<5} {what} {fate}", sold.number).trim_end());
        Ok(())
    }
}

/// Lines no longer than this.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
