//! Ways out, as somebody in a database has them: core names the commands of the command line, and here they are functions and views.

/// What a command is here; the longer ones first.
const COMMANDS: [(&str, &str); 21] = [
    ("khatm outbox list --rejected --store LEDGER", "khatm.rejections"),
    ("khatm outbox list", "khatm.deliveries"),
    ("khatm outbox show DOCUMENT", "khatm.story(UUID)"),
    ("khatm outbox show", "khatm.deliveries"),
    ("khatm issue … --corrects UUID", "khatm.issue(…, corrects => UUID)"),
    ("khatm device status --store LEDGER", "khatm.device"),
    ("khatm device status", "khatm.device"),
    ("khatm device new NAME --store LEDGER", "khatm.device_new"),
    ("khatm device new", "khatm.device_new"),
    (
        "khatm device import FILE --store LEDGER --last COUNTER:HASH",
        "khatm.device_import(FILE, COUNTER:HASH)",
    ),
    ("khatm device onboard", "khatm.device_onboard"),
    ("khatm deliver", "khatm agent"),
    ("khatm store anchor LEDGER >> FILE", "khatm.anchor()"),
    ("--anchor FILE", "khatm.verify_ledger"),
    ("khatm store anchor", "khatm.anchor()"),
    ("khatm store resume --abandon", "khatm.resume"),
    ("khatm store resume", "khatm.resume"),
    ("khatm store show", "khatm.chains()"),
    ("khatm verify --store", "khatm.verify_ledger"),
    (
        "look for a process that stands still",
        "see in khatm.blockers who holds it",
    ),
    ("ابحث عن عملية متوقفة", "اعرف من يحجزه من khatm.blockers"),
];

/// A way out in SQL.
pub(crate) fn in_sql(fix: &str) -> String {
    COMMANDS
        .iter()
        .fold(fix.to_owned(), |fix, (command, here)| fix.replace(command, here))
}
