//! Ways out, as somebody in a database has them: core names the commands of the command line, and here they are functions and views.

/// What a command is here; the longer ones first.
const COMMANDS: &[(&str, &str)] = &[
    (
        "that `khatm device new` made",
        "that the command line's `device new` made",
    ),
    (
        "الذي أنشأه الأمر khatm device new",
        "الذي أنشأه أمر device new في سطر الأوامر",
    ),
    (
        "Ask the device what comes next, and do that",
        "See where it stands in khatm.device and khatm.onboarding; one that is active stays as it is, and another one is made by khatm.device_new",
    ),
    (
        "اسأل الجهاز عن الخطوة التالية ونفّذها",
        "اعرف حالته من khatm.device و khatm.onboarding؛ الجهاز النشط يبقى كما هو ويُنشأ غيره باستخدام khatm.device_new",
    ),
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
    (
        "and correct what was rejected",
        "correct what was rejected, and go on with khatm.unpark",
    ),
    (
        "أصلح ما ينشئ المسودات وصحّح ما رُفض",
        "أصلح ما ينشئ المسودات وصحّح ما رُفض ثم تابع باستخدام khatm.unpark",
    ),
    // Places where a command line has secrets and settings from.
    (
        "give it with --otp-file, in KHATM_OTP or on the terminal",
        "give it to khatm.device_onboard, or where it is not to be SQL text, to the command khatm device onboard NAME --dsn",
    ),
    (
        "قدّمها بالخيار --otp-file أو المتغير KHATM_OTP أو في الطرفية",
        "قدّمها إلى khatm.device_onboard أو إلى الأمر khatm device onboard NAME --dsn",
    ),
    (
        "KHATM_ROOT_KEY_FILE (or KHATM_ROOT_KEY, or KHATM_ROOT_KEY_COMMAND)",
        "khatm.root_key_file (or khatm.root_key_command) in the server's configuration",
    ),
    (
        "KHATM_ROOT_KEY_FILE (or KHATM_ROOT_KEY)",
        "khatm.root_key_file (or khatm.root_key_command) in the server's configuration",
    ),
    (
        "KHATM_ROOT_KEY_FILE (أو KHATM_ROOT_KEY)",
        "khatm.root_key_file (أو khatm.root_key_command) في إعدادات الخادم",
    ),
    (
        "as KHATM_ROOT_KEY_COMMAND names it",
        "as khatm.root_key_command names it, as the server's own user",
    ),
    (
        "شغّله يدوياً كما في KHATM_ROOT_KEY_COMMAND",
        "شغّله يدوياً بحساب الخادم كما في khatm.root_key_command",
    ),
    ("Give --env production", "Give production"),
    ("استخدم --env مع", "استخدم"),
    ("again with --env for", "again for"),
    ("من جديد مع --env للبيئة", "من جديد للبيئة"),
    ("set KHATM_ENV to the device's", "set khatm.environment to the device's"),
    ("عيّن KHATM_ENV لبيئة الجهاز", "عيّن khatm.environment لبيئة الجهاز"),
    (
        "Say which environment is meant: KHATM_ENV, or the host's own setting",
        "Say which environment is meant: environment => 'simulation'",
    ),
    (
        "حدّد البيئة المقصودة: KHATM_ENV أو إعداد النظام المضيف",
        "حدّد البيئة المقصودة: environment => 'simulation'",
    ),
    ("it is sent to (KHATM_ENV)", "it is sent to"),
    ("التي يُرسل إليها (KHATM_ENV)", "التي يُرسل إليها"),
    ("in KHATM_CA_FILE", "in khatm.ca_file"),
    ("في KHATM_CA_FILE", "في khatm.ca_file"),
    (
        "State it, --last COUNTER:HASH (0",
        "State it, last => 'COUNTER:HASH' ('0'",
    ),
    (", or name the folder of its documents: --documents FOLDER", ""),
    (
        "اذكره: --last COUNTER:HASH (أو 0",
        "اذكره: last => 'COUNTER:HASH' (أو '0'",
    ),
    (" أو حدّد مجلد مستنداته: --documents FOLDER", ""),
];

/// A way out in SQL.
pub(crate) fn in_sql(fix: &str) -> String {
    COMMANDS
        .iter()
        .fold(fix.to_owned(), |fix, (command, here)| fix.replace(command, here))
}
