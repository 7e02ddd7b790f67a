//! The codes: append-only, one per cause, with what to say and the way out in both languages.

use super::{Kind, Language};

macro_rules! catalogue {
    ($($name:ident $code:literal $kind:ident
        $en:literal, $en_fix:literal,
        $ar:literal, $ar_fix:literal;)*) => {
        /// The cause of an error or finding: stable, the same in every host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            /// Every code, in the order in which they were added.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as it is written everywhere: `KHATM-…`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// What the caller should do about it.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$name => Kind::$kind,)* }
            }

            /// What happened.
            pub const fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Code::$name, Language::English) => $en, (Code::$name, Language::Arabic) => $ar,)*
                }
            }

            /// The way out.
            pub const fn fix(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Code::$name, Language::English) => $en_fix, (Code::$name, Language::Arabic) => $ar_fix,)*
                }
            }
        }
    };
}

catalogue! {
    LanguageUnknown "KHATM-LANGUAGE" Input
        "This language is not known", "Ask for \"en\" or \"ar\".",
        "هذه اللغة غير معروفة", "استخدم \"en\" أو \"ar\".";

    // Reading XML.
    XmlEmpty "KHATM-XML-EMPTY" Input
        "The file holds no XML element", "Hand in the whole invoice file.",
        "لا يحتوي الملف على أي عنصر XML", "أرسل ملف الفاتورة كاملاً.";
    XmlTruncated "KHATM-XML-TRUNCATED" Input
        "The file ends before its last element is closed", "The file was cut off: take it again from where it was made.",
        "ينتهي الملف قبل إغلاق آخر عنصر", "الملف مقطوع: احصل عليه من مصدره مرة أخرى.";
    XmlMarkup "KHATM-XML-MARKUP" Input
        "This is not well-formed XML", "Write the file with an XML library instead of joining text.",
        "صياغة XML غير سليمة هنا", "أنشئ الملف بمكتبة XML بدلاً من دمج النصوص.";
    XmlMismatch "KHATM-XML-MISMATCH" Input
        "An end tag does not match the element it closes", "Close elements in the order in which they were opened.",
        "وسم الإغلاق لا يطابق العنصر المفتوح", "أغلق العناصر بعكس ترتيب فتحها.";
    XmlTrailing "KHATM-XML-TRAILING" Input
        "Something follows the end of the document", "Keep one document per file; remove what follows its last tag.",
        "يوجد محتوى بعد نهاية المستند", "اجعل في الملف مستنداً واحداً واحذف ما يلي آخر وسم.";
    XmlName "KHATM-XML-NAME" Input
        "A name has a character that XML names may not have", "Use letters, digits, '-', '_' and '.'; a name starts with a letter or '_'.",
        "الاسم يحتوي على حرف لا تسمح به أسماء XML", "استخدم الحروف والأرقام و'-' و'_' و'.' ويبدأ الاسم بحرف أو '_'.";
    XmlCharacter "KHATM-XML-CHARACTER" Input
        "A character that XML does not allow stands here", "Remove control characters from the text before writing it.",
        "يوجد هنا حرف لا تسمح به XML", "احذف أحرف التحكم من النص قبل كتابته.";
    XmlReference "KHATM-XML-REFERENCE" Input
        "An '&' starts neither a known entity nor a character reference", "Write '&amp;' for '&'; only amp, lt, gt, quot, apos and numbers are taken.",
        "الرمز '&' لا يبدأ كياناً معروفاً ولا مرجع حرف", "اكتب '&amp;' بدل '&'؛ لا يُقبل إلا amp وlt وgt وquot وapos والأرقام.";
    XmlDuplicateAttribute "KHATM-XML-ATTRIBUTE-TWICE" Input
        "An element has the same attribute twice", "Keep one of the two.",
        "للعنصر سمة مكررة", "أبقِ واحدة منهما فقط.";
    XmlDtd "KHATM-XML-DTD" Input
        "The file has a document type declaration", "Remove the <!DOCTYPE …>: an invoice never needs one, and it can hide an attack.",
        "يحتوي الملف على تعريف نوع المستند (DTD)", "احذف <!DOCTYPE …>: الفاتورة لا تحتاجه وقد يخفي هجوماً.";
    XmlEncoding "KHATM-XML-ENCODING" Input
        "The file is not in UTF-8", "Save it as UTF-8 and declare encoding=\"UTF-8\", or nothing.",
        "ترميز الملف ليس UTF-8", "احفظه بترميز UTF-8 مع encoding=\"UTF-8\" أو دون ذكر الترميز.";
    XmlUtf8 "KHATM-XML-UTF8" Input
        "The file has bytes that are not UTF-8", "It was cut or written in another encoding: write it as UTF-8.",
        "في الملف بايتات ليست UTF-8", "الملف مقطوع أو كُتب بترميز آخر: اكتبه بترميز UTF-8.";
    XmlVersion "KHATM-XML-VERSION" Input
        "Only XML 1.0 is read", "Declare version=\"1.0\".",
        "لا يُقرأ إلا XML 1.0", "صرّح بالإصدار version=\"1.0\".";
    XmlDepth "KHATM-XML-DEPTH" Input
        "Elements are nested too deeply", "An invoice nests about fifteen deep; this is no invoice.",
        "العناصر متداخلة أكثر من الحد", "تداخل الفاتورة نحو خمسة عشر مستوى؛ هذا ليس ملف فاتورة.";
    XmlSize "KHATM-XML-SIZE" Input
        "The file is larger than is read", "Split the invoice, or raise the limit on purpose.",
        "حجم الملف أكبر من الحد المقروء", "قسّم الفاتورة أو ارفع الحد عن قصد.";
    XmlAttributes "KHATM-XML-ATTRIBUTES" Input
        "An element has too many attributes or the file too many prefixes", "An invoice needs a handful of each; this is no invoice.",
        "عدد السمات أو البادئات أكبر من الحد", "تحتاج الفاتورة القليل منها؛ هذا ليس ملف فاتورة.";
    XmlPrefix "KHATM-XML-PREFIX" Input
        "A prefix is used that no xmlns declares", "Declare it on the Invoice element, e.g. xmlns:cbc=\"…\".",
        "بادئة مستخدمة دون تعريفها بـ xmlns", "عرّفها في عنصر Invoice مثل xmlns:cbc=\"…\".";
    XmlNamespace "KHATM-XML-NAMESPACE" Input
        "A namespace declaration is not allowed", "Bind prefixes to absolute names; leave xml and xmlns alone.",
        "تعريف مساحة الأسماء غير مسموح", "اربط البادئات بأسماء مطلقة واترك xml وxmlns.";

    // The invoice as a document.
    NotInvoice "KHATM-UBL-ROOT" Input
        "The document is not a UBL Invoice", "The root element must be Invoice of UBL 2.1, for credit and debit notes too.",
        "المستند ليس فاتورة UBL", "يجب أن يكون العنصر الجذر Invoice من UBL 2.1 حتى للإشعارات الدائنة والمدينة.";
    FieldMissing "KHATM-UBL-MISSING" Input
        "A field that is needed here is missing or empty", "Fill it in and build the document again.",
        "حقل مطلوب هنا مفقود أو فارغ", "املأه ثم أنشئ المستند من جديد.";
    FieldTwice "KHATM-UBL-TWICE" Input
        "A field that may stand once stands several times", "Keep one.",
        "حقل يُسمح به مرة واحدة ورد أكثر من مرة", "أبقِ واحداً فقط.";
    TransactionCode "KHATM-UBL-TRANSACTION" Input
        "InvoiceTypeCode/@name says neither standard (01…) nor simplified (02…)", "Write e.g. 0100000 or 0200000.",
        "لا تحدد السمة name في InvoiceTypeCode فاتورة ضريبية (01…) ولا مبسطة (02…)", "اكتب مثلاً 0100000 أو 0200000.";
    IssueTime "KHATM-UBL-TIME" Input
        "The issue date or time cannot be read", "Write YYYY-MM-DD and HH:MM:SS, with Z only for UTC.",
        "تعذرت قراءة تاريخ الإصدار أو وقته", "اكتب YYYY-MM-DD و HH:MM:SS مع Z للتوقيت العالمي فقط.";
    Unprotected "KHATM-UBL-UNPROTECTED" Input
        "Content stands where the invoice hash does not cover it", "Only one UBLExtensions, one QR reference and one cac:Signature may stand, directly below Invoice.",
        "يوجد محتوى لا يغطيه تجزئة الفاتورة", "يُسمح بعنصر UBLExtensions واحد ومرجع QR واحد و cac:Signature واحد تحت Invoice مباشرة.";

    // Keys and certificates.
    KeyFormat "KHATM-KEY-FORMAT" Input
        "This is not a private key that can be read", "Hand in SEC1 or PKCS#8, as PEM, base64 or DER, without a password.",
        "تعذرت قراءة المفتاح الخاص", "استخدم SEC1 أو PKCS#8 بصيغة PEM أو base64 أو DER وبدون كلمة مرور.";
    KeyCurve "KHATM-KEY-CURVE" Input
        "The key is on a curve that is not used here", "Use secp256k1 (the authority's), or an existing P-256 key.",
        "المفتاح على منحنى غير مستخدم هنا", "استخدم secp256k1 (المعتمد لدى الهيئة) أو مفتاح P-256 موجوداً.";
    KeyMismatch "KHATM-KEY-CERTIFICATE" Input
        "The certificate was not issued for this key", "Use the key from which the certificate request was made.",
        "الشهادة لم تصدر لهذا المفتاح", "استخدم المفتاح الذي أُنشئ منه طلب الشهادة.";
    CertificateFormat "KHATM-CERTIFICATE-FORMAT" Input
        "This is not a certificate that can be read", "Hand in X.509 as DER, PEM, base64, or the authority's binarySecurityToken.",
        "تعذرت قراءة الشهادة", "استخدم X.509 بصيغة DER أو PEM أو base64 أو binarySecurityToken من الهيئة.";
    CertificateVat "KHATM-CERTIFICATE-VAT" Input
        "The certificate is another taxpayer's: its VAT number is not the seller's", "Sign with the certificate of the seller (of the buyer when self-billed).",
        "الشهادة لمكلف آخر: رقمها الضريبي لا يطابق البائع", "وقّع بشهادة البائع (أو المشتري في الفوترة الذاتية).";
    SelfCheck "KHATM-SEAL-SELFCHECK" Bug
        "Our own stamp did not verify, so it was not handed out", "Please report it, with the version and the kind of key.",
        "لم يجتز ختمنا التحقق الذاتي فلم يُسلَّم", "نرجو الإبلاغ مع ذكر الإصدار ونوع المفتاح.";
    SignerFailed "KHATM-SIGNER" Busy
        "The signing device did not sign", "Look at the device; nothing was changed, so try again.",
        "لم يوقّع جهاز التوقيع", "افحص الجهاز ثم أعد المحاولة؛ لم يتغير شيء.";
    NoRandomness "KHATM-RANDOM" Busy
        "The system gave no random bytes", "Try again; on a very young system wait for its entropy.",
        "لم يوفر النظام بايتات عشوائية", "أعد المحاولة؛ وانتظر اكتمال إقلاع النظام.";

    // What verify finds in a stamped document.
    SealMissing "KHATM-SEAL-MISSING" Input
        "The document has no stamp", "Sign it; a simplified invoice must not leave without one.",
        "المستند بلا ختم", "وقّع المستند؛ لا تصدر الفاتورة المبسطة دون ختم.";
    SealStructure "KHATM-SEAL-STRUCTURE" Input
        "The stamp is not built as the authority's rules have it", "Sign the file again with one tool, and do not move parts of the stamp.",
        "بنية الختم ليست كما تحددها الهيئة", "أعد توقيع الملف بأداة واحدة ولا تنقل أجزاء الختم.";
    SealWrapped "KHATM-SEAL-WRAPPED" Input
        "Parts of the stamp are doubled, moved or refer elsewhere", "Treat the file as forged: take the original, or sign again.",
        "أجزاء من الختم مكررة أو منقولة أو تشير إلى موضع آخر", "عامل الملف كأنه مزوّر: خذ الأصل أو وقّع من جديد.";
    SealAlgorithm "KHATM-SEAL-ALGORITHM" Input
        "The stamp names an algorithm or transform that is not the authority's", "Sign the file again.",
        "الختم يذكر خوارزمية أو تحويلاً غير المعتمد", "أعد توقيع الملف.";
    HashMismatch "KHATM-SEAL-HASH" Input
        "The document was changed after it was stamped: its hash is another", "Send the bytes that were stamped; `khatm explain FILE` looks for what changed.",
        "تغيّر المستند بعد ختمه: التجزئة مختلفة", "أرسل البايتات التي خُتمت؛ الأمر `khatm explain FILE` يبحث عما تغيّر.";
    PropertiesMismatch "KHATM-SEAL-PROPERTIES" Input
        "The signed properties were changed after stamping: their digest is another", "Sign again and do not re-save the file; `khatm explain FILE` looks for what changed.",
        "تغيّرت خصائص التوقيع بعد الختم: بصمتها مختلفة", "وقّع من جديد ولا تُعِد حفظ الملف؛ `khatm explain FILE` يبحث عما تغيّر.";
    CertificateDigest "KHATM-SEAL-CERTIFICATE-DIGEST" Input
        "The certificate digest in the stamp is not this certificate's", "It is base64 of the hex SHA-256 of the certificate's base64 text; sign again.",
        "بصمة الشهادة في الختم لا تطابق الشهادة", "هي base64 لنص SHA-256 السداسي عشري لنص base64 للشهادة؛ وقّع من جديد.";
    IssuerMismatch "KHATM-SEAL-ISSUER" Input
        "The issuer name in the stamp is not the certificate's", "Write it most specific part first, joined by ', '; sign again.",
        "اسم مُصدر الشهادة في الختم لا يطابق الشهادة", "اكتبه بدءاً بالجزء الأخص مفصولاً بـ ', ' ثم وقّع من جديد.";
    SerialMismatch "KHATM-SEAL-SERIAL" Input
        "The certificate serial number in the stamp is not the certificate's", "Write it in decimal without leading zeros; sign again.",
        "الرقم التسلسلي في الختم لا يطابق الشهادة", "اكتبه بالنظام العشري دون أصفار بادئة ثم وقّع من جديد.";
    StampMismatch "KHATM-SEAL-STAMP" Input
        "The signature value does not belong to this document and certificate", "Sign with the certificate's own key, over the raw 32 bytes of the invoice hash.",
        "قيمة التوقيع لا تخص هذا المستند وهذه الشهادة", "وقّع بمفتاح الشهادة نفسها على بايتات التجزئة الخام (32 بايت).";
    AuthorityMismatch "KHATM-SEAL-AUTHORITY" Input
        "The certificate names a known authority that did not sign it", "Treat the certificate as forged.",
        "الشهادة تنسب نفسها إلى جهة معروفة لم توقّعها", "عامل الشهادة كأنها مزوّرة.";
    AuthorityUnknown "KHATM-SEAL-AUTHORITY-UNKNOWN" Input
        "The certificate's issuer is not known here, so its signature was not checked", "Nothing to do for tests; in production ask where the certificate comes from.",
        "مُصدر الشهادة غير معروف هنا فلم يُتحقق من توقيعه", "لا شيء مطلوب في الاختبار؛ في الإنتاج اسأل عن مصدر الشهادة.";
    CertificateTime "KHATM-SEAL-CERTIFICATE-TIME" Input
        "The signing time lies outside the certificate's validity", "Renew the certificate, or set the clock right, and sign again.",
        "وقت التوقيع خارج فترة صلاحية الشهادة", "جدّد الشهادة أو اضبط الساعة ثم وقّع من جديد.";

    // QR codes.
    QrMissing "KHATM-QR-MISSING" Input
        "The document has no QR code", "Sign it: the code is made with the stamp.",
        "المستند بلا رمز QR", "وقّعه: يُنشأ الرمز مع الختم.";
    QrFormat "KHATM-QR-FORMAT" Input
        "The QR code's text cannot be read", "It must be base64 of tag, length, value; lengths count bytes, in BER form above 127.",
        "تعذرت قراءة نص رمز QR", "يجب أن يكون base64 لوسم ثم طول ثم قيمة؛ والطول بالبايت وبصيغة BER فوق 127.";
    QrLengthForm "KHATM-QR-LENGTH" Input
        "A length in the QR code is a plain byte of 128 or more, which the authority's reader refuses", "Write BER lengths (0x81 nn, 0x82 nn nn).",
        "طول في رمز QR مكتوب كبايت مفرد 128 أو أكثر وقارئ الهيئة يرفضه", "اكتب الأطوال بصيغة BER ‏(0x81 nn أو 0x82 nn nn).";
    QrTagMissing "KHATM-QR-TAG-MISSING" Input
        "The QR code lacks a tag", "Standard documents have tags 1 to 8, simplified ones 1 to 9.",
        "ينقص رمز QR وسم", "للفاتورة الضريبية الوسوم 1 إلى 8 وللمبسطة 1 إلى 9.";
    QrTagOrder "KHATM-QR-TAG-ORDER" Input
        "The QR code has a tag twice, out of order, or unknown", "Write the tags 1 to 9 once each, in order.",
        "في رمز QR وسم مكرر أو في غير ترتيبه أو غير معروف", "اكتب الوسوم من 1 إلى 9 مرة واحدة وبالترتيب.";
    QrTooLong "KHATM-QR-TOO-LONG" Input
        "The QR code's text is longer than 1000 characters", "Shorten the seller's name.",
        "نص رمز QR أطول من 1000 حرف", "اختصر اسم البائع.";
    QrSeller "KHATM-QR-SELLER" Input
        "The seller's name in the QR code is not the document's", "Make the code from the finished document.",
        "اسم البائع في رمز QR لا يطابق المستند", "أنشئ الرمز من المستند النهائي.";
    QrVat "KHATM-QR-VAT" Input
        "The VAT number in the QR code is not the seller's", "Make the code from the finished document.",
        "الرقم الضريبي في رمز QR لا يطابق البائع", "أنشئ الرمز من المستند النهائي.";
    QrTime "KHATM-QR-TIME" Input
        "The time in the QR code is not the issue time in Riyadh, without Z", "Write IssueDate, T, IssueTime; turn UTC into Riyadh time.",
        "الوقت في رمز QR ليس وقت الإصدار بتوقيت الرياض دون Z", "اكتب التاريخ ثم T ثم الوقت وحوّل التوقيت العالمي إلى توقيت الرياض.";
    QrTotal "KHATM-QR-TOTAL" Input
        "The amount in the QR code is not the payable amount (BT-115), letter by letter", "Copy the text of cbc:PayableAmount.",
        "المبلغ في رمز QR ليس المبلغ المستحق (BT-115) حرفياً", "انسخ نص cbc:PayableAmount كما هو.";
    QrTotalInclusive "KHATM-QR-TOTAL-INCLUSIVE" Input
        "The amount in the QR code is the total with VAT (BT-112), not the payable amount (BT-115)", "Copy the text of cbc:PayableAmount; the authority warns about this.",
        "المبلغ في رمز QR هو الإجمالي مع الضريبة (BT-112) لا المستحق (BT-115)", "انسخ نص cbc:PayableAmount؛ الهيئة تصدر تنبيهاً بذلك.";
    QrTax "KHATM-QR-TAX" Input
        "The VAT in the QR code is not that of the first TaxTotal, letter by letter", "Copy the text of the first cac:TaxTotal/cbc:TaxAmount.",
        "الضريبة في رمز QR لا تطابق أول TaxTotal حرفياً", "انسخ نص أول cac:TaxTotal/cbc:TaxAmount.";
    QrHash "KHATM-QR-HASH" Input
        "The hash in the QR code is not the document's", "Make the code after the last change of the document; the hash is its base64 text.",
        "التجزئة في رمز QR لا تطابق المستند", "أنشئ الرمز بعد آخر تعديل؛ والتجزئة هي نص base64.";
    QrStamp "KHATM-QR-STAMP" Input
        "The signature in the QR code is not the stamp's", "Make the code with the stamp; the signature is its base64 text.",
        "التوقيع في رمز QR لا يطابق الختم", "أنشئ الرمز مع الختم؛ والتوقيع هو نص base64.";
    QrPublicKey "KHATM-QR-PUBLIC-KEY" Input
        "The public key in the QR code is not the certificate's", "Write the certificate's SubjectPublicKeyInfo as DER, not as base64.",
        "المفتاح العام في رمز QR لا يطابق الشهادة", "اكتب SubjectPublicKeyInfo من الشهادة بصيغة DER لا base64.";
    QrCertificateSignature "KHATM-QR-CERTIFICATE-SIGNATURE" Input
        "The certificate signature in the QR code is not the certificate's", "Write the signature bits of the certificate as DER, not as base64.",
        "توقيع الشهادة في رمز QR لا يطابق الشهادة", "اكتب توقيع الشهادة بصيغة DER لا base64.";
    QrSignature "KHATM-QR-SIGNATURE" Input
        "The signature in the QR code does not belong to its hash and key", "Treat the code as forged, or make it again from the document.",
        "التوقيع في رمز QR لا يخص التجزئة والمفتاح فيه", "عامل الرمز كأنه مزوّر أو أنشئه من المستند من جديد.";
    QrPicture "KHATM-QR-PICTURE" Input
        "The text does not fit a QR code", "At most 2331 bytes fit; an invoice's code has at most 1000.",
        "النص لا يتسع له رمز QR", "الحد الأقصى 2331 بايت؛ ورمز الفاتورة لا يتجاوز 1000.";

    // What `explain` proves.
    Reindented "KHATM-EXPLAIN-INDENTED" Input
        "White space was added or removed after stamping", "Keep the stamped bytes; store them as bytes, not as an XML type, and never pretty-print them.",
        "أُضيفت مسافات أو حُذفت بعد الختم", "احفظ بايتات المستند المختوم كما هي ولا تُعِد تنسيقها.";
    Recoded "KHATM-EXPLAIN-ENCODING" Input
        "The text was read in one encoding and written in another", "Read and write the file as bytes, or as UTF-8 on both sides.",
        "قُرئ النص بترميز وكُتب بترميز آخر", "اقرأ الملف واكتبه كبايتات أو بترميز UTF-8 في الحالتين.";
    LineEnds "KHATM-EXPLAIN-LINE-ENDS" Input
        "Line ends were written into the text as carriage returns", "Write LF, and never a carriage return as a character reference.",
        "كُتبت نهايات الأسطر داخل النص كأحرف CR", "اكتب LF ولا تكتب CR كمرجع حرف.";
    NamespacesChanged "KHATM-EXPLAIN-NAMESPACES" Input
        "Namespace declarations or prefixes were changed after stamping", "The tool that saved the file rewrote them: keep the stamped bytes.",
        "تغيّرت تعريفات مساحات الأسماء أو بادئاتها بعد الختم", "الأداة التي حفظت الملف أعادت كتابتها: احتفظ بالبايتات المختومة.";
    ContentChanged "KHATM-EXPLAIN-CONTENT" Input
        "The content differs", "Take the file as it was stamped, or issue a new document.",
        "المحتوى مختلف", "استخدم الملف كما خُتم أو أصدر مستنداً جديداً.";
    CauseUnknown "KHATM-EXPLAIN-UNKNOWN" Input
        "No known way of re-saving the file gives back the signed hash: its content was changed, or its white space in an irregular way", "Compare with the stamped file: `khatm explain FILE --against ORIGINAL` names the first difference.",
        "لا تعيد أي طريقة معروفة لإعادة الحفظ التجزئة الموقّعة: تغيّر المحتوى أو المسافات بشكل غير منتظم", "قارن بالملف المختوم: `khatm explain FILE --against ORIGINAL` يذكر أول اختلاف.";

    // Certificate requests.
    CsrConfigText "KHATM-CSR-CONFIG" Input
        "The configuration cannot be read", "Hand in a properties file in UTF-8, or a JSON object of the nine fields with text values.",
        "تعذرت قراءة ملف الإعداد", "استخدم ملف properties بترميز UTF-8 أو كائن JSON للحقول التسعة بقيم نصية.";
    CsrPropertyUnknown "KHATM-CSR-PROPERTY" Input
        "The configuration has a name that is not known", "Use the nine names of the SDK's configuration; the nearest is given.",
        "في ملف الإعداد اسم غير معروف", "استخدم الأسماء التسعة في إعداد SDK؛ الاسم الأقرب مذكور.";
    CsrPropertyTwice "KHATM-CSR-PROPERTY-TWICE" Input
        "The configuration gives the same field twice", "Keep one of the two lines.",
        "ورد الحقل نفسه مرتين في ملف الإعداد", "أبقِ سطراً واحداً منهما.";
    CsrPropertyLine "KHATM-CSR-PROPERTY-LINE" Input
        "A line of the configuration has no '='", "Write name=value, or start a comment with '#'.",
        "سطر في ملف الإعداد بلا '='", "اكتب الاسم=القيمة أو ابدأ التعليق بـ '#'.";
    CsrEnvironment "KHATM-CSR-ENVIRONMENT" Input
        "The environment is not named, or not known", "Give --env production, simulation or sandbox: each has a template of its own.",
        "البيئة غير محددة أو غير معروفة", "استخدم --env مع production أو simulation أو sandbox: لكل بيئة قالبها.";
    CsrKeyLost "KHATM-CSR-KEY-LOST" Input
        "Nothing says where to keep the new key", "Give --key-out FILE, or --key with an existing key, or --print-key.",
        "لم يُحدد مكان حفظ المفتاح الجديد", "استخدم --key-out مع ملف أو --key لمفتاح موجود أو --print-key.";
    KeyFileExists "KHATM-KEY-EXISTS" Input
        "The file for the new key exists already and was left alone", "Name another file; --force replaces it, and the old key is gone then.",
        "ملف المفتاح موجود من قبل ولم يُمس", "اختر ملفاً آخر؛ أما --force فيستبدله ويضيع المفتاح القديم.";
    CsrMissing "KHATM-CSR-MISSING" Input
        "A field of the certificate request is missing or empty", "All nine fields are mandatory: fill it in.",
        "حقل في طلب الشهادة مفقود أو فارغ", "الحقول التسعة كلها إلزامية: املأ الحقل.";
    CsrCharacter "KHATM-CSR-CHARACTER" Input
        "The value has one of the forbidden characters ! @ # $ % & * _", "Write it without them; a blank or a hyphen is fine.",
        "في القيمة أحد الأحرف الممنوعة ! @ # $ % & * _", "اكتبها دونها؛ المسافة والشرطة مقبولتان.";
    CsrControl "KHATM-CSR-CONTROL" Input
        "The value has a line break, another control character, or a lost letter (U+FFFD)", "Type the value again, on one line.",
        "في القيمة سطر جديد أو حرف تحكم أو حرف مفقود (U+FFFD)", "أعد كتابة القيمة في سطر واحد.";
    CsrBlanks "KHATM-CSR-BLANKS" Input
        "The value begins or ends with a blank", "Remove it: the authority compares whole values.",
        "تبدأ القيمة أو تنتهي بمسافة", "احذفها: الهيئة تقارن القيم كاملة.";
    CsrLong "KHATM-CSR-LONG" Input
        "The value is longer than the 64 characters that X.509 allows a name", "Shorten it: an issuer may refuse it.",
        "القيمة أطول من 64 حرفاً وهو حد X.509 للأسماء", "اختصرها: قد ترفضها جهة الإصدار.";
    CsrMojibake "KHATM-CSR-MOJIBAKE" Input
        "UTF-8 was read as Latin-1 and encoded once more; the text was meant to be", "With openssl set utf8 = yes, or -utf8; write the configuration in UTF-8.",
        "قُرئ نص UTF-8 على أنه Latin-1 ثم رُمّز مرة ثانية؛ والنص المقصود", "في openssl عيّن utf8 = yes أو -utf8 واكتب الإعداد بترميز UTF-8.";
    CsrSerialFormat "KHATM-CSR-SERIAL" Input
        "The unit's serial is not of the form 1-…|2-…|3-…", "Write vendor, model and device number, none empty: 1-Vendor|2-Model|3-Device.",
        "الرقم التسلسلي للوحدة ليس بالصيغة 1-…|2-…|3-…", "اكتب المورّد ثم الطراز ثم رقم الجهاز دون فراغ: ‎1-Vendor|2-Model|3-Device.";
    CsrSerialEquals "KHATM-CSR-SERIAL-CHARACTER" Input
        "The unit's serial has a '='", "Leave it out: it is the one character that the serial may not have.",
        "في الرقم التسلسلي للوحدة علامة '='", "احذفها: هي الحرف الوحيد الممنوع فيه.";
    CsrSerialLong "KHATM-CSR-SERIAL-LENGTH" Input
        "The unit's serial is longer than 64 characters", "Shorten it; the gateway answers EXCEED_CHARACTER_LIMIT.",
        "الرقم التسلسلي للوحدة أطول من 64 حرفاً", "اختصره؛ وإلا ردت المنصة بـ EXCEED_CHARACTER_LIMIT.";
    CsrSerialPlace "KHATM-CSR-SERIAL-PLACE" Input
        "The unit's serial stands in serialNumber (2.5.4.5)", "Put it in SN (2.5.4.4) of the alternative name: openssl's SN means surname.",
        "الرقم التسلسلي للوحدة موضوع في serialNumber ‏(2.5.4.5)", "ضعه في SN ‏(2.5.4.4) من الاسم البديل: SN في openssl تعني surname.";
    CsrVatDigits "KHATM-CSR-VAT" Input
        "The VAT number does not have exactly 15 digits", "Write the 15 digits 0 to 9 of the VAT certificate, without blanks.",
        "الرقم الضريبي ليس 15 رقماً بالضبط", "اكتب أرقام شهادة التسجيل الضريبي الخمسة عشر ‏(0-9) دون مسافات.";
    CsrVatStart "KHATM-CSR-VAT-START" Input
        "The VAT number does not begin with 3", "Look at the VAT certificate: Saudi numbers begin with 3.",
        "الرقم الضريبي لا يبدأ بـ 3", "راجع شهادة التسجيل: الأرقام السعودية تبدأ بـ 3.";
    CsrVatEnd "KHATM-CSR-VAT-END" Input
        "The VAT number does not end with 3", "Look at the VAT certificate: the last digit 3 stands for VAT.",
        "الرقم الضريبي لا ينتهي بـ 3", "راجع شهادة التسجيل: الرقم الأخير 3 يعني ضريبة القيمة المضافة.";
    CsrVatPlace "KHATM-CSR-VAT-PLACE" Input
        "The VAT number stands in organizationIdentifier (2.5.4.97)", "Put it in UID of the alternative name; the standard's table differs from what the gateway reads.",
        "الرقم الضريبي موضوع في organizationIdentifier ‏(2.5.4.97)", "ضعه في UID من الاسم البديل؛ جدول المعيار يختلف عما تقرؤه المنصة.";
    CsrGroupUnit "KHATM-CSR-GROUP" Input
        "The VAT number is a group's (its 11th digit is 1), but the unit (OU) is no TIN", "Write in OU the member's TIN: 10 digits, the first is 3.",
        "الرقم الضريبي لمجموعة (الرقم الحادي عشر 1) لكن الوحدة (OU) ليست رقماً مميزاً", "اكتب في OU الرقم المميز للعضو: 10 أرقام أولها 3.";
    CsrCountry "KHATM-CSR-COUNTRY" Input
        "The country is not SA", "Write SA, two capital letters.",
        "رمز الدولة ليس SA", "اكتب SA بحرفين كبيرين.";
    CsrInvoiceType "KHATM-CSR-INVOICE-TYPE" Input
        "The invoice type is not four digits of 0 and 1", "Write 1000 (standard), 0100 (simplified) or 1100 (both).",
        "نوع الفاتورة ليس أربعة أرقام من 0 و1", "اكتب 1000 (ضريبية) أو 0100 (مبسطة) أو 1100 (كلتاهما).";
    CsrInvoiceTypeNone "KHATM-CSR-INVOICE-TYPE-NONE" Input
        "The invoice type allows neither standard nor simplified invoices", "Set the first digit for standard, the second for simplified invoices.",
        "نوع الفاتورة لا يسمح بالضريبية ولا بالمبسطة", "اجعل الرقم الأول 1 للضريبية والثاني 1 للمبسطة.";
    CsrInvoiceTypeReserved "KHATM-CSR-INVOICE-TYPE-RESERVED" Input
        "The third or fourth digit of the invoice type is set: both are reserved", "Leave them 0, else onboarding asks for documents that do not exist.",
        "الرقم الثالث أو الرابع من نوع الفاتورة ليس صفراً وهما محجوزان", "اتركهما 0 وإلا طلب الربط مستندات لا وجود لها.";
    CsrInvoiceTypePlace "KHATM-CSR-INVOICE-TYPE-PLACE" Input
        "The invoice type stands in businessCategory (2.5.4.15)", "Put it in title (2.5.4.12); businessCategory takes the industry.",
        "نوع الفاتورة موضوع في businessCategory ‏(2.5.4.15)", "ضعه في title ‏(2.5.4.12)؛ أما businessCategory فللنشاط.";

    // What inspect finds around and in a certificate request or certificate.
    InspectEmpty "KHATM-INSPECT-EMPTY" Input
        "The file is empty", "Make the request again, or take the file again from where it came.",
        "الملف فارغ", "أنشئ الطلب من جديد أو احصل على الملف من مصدره.";
    InspectSize "KHATM-INSPECT-SIZE" Input
        "The file is far larger than a request or a certificate", "Hand in the request or certificate alone: it has about a thousand bytes.",
        "الملف أكبر بكثير من طلب شهادة أو شهادة", "أرسل الطلب أو الشهادة وحدها: حجمها نحو ألف بايت.";
    InspectUtf16 "KHATM-INSPECT-UTF16" Input
        "The text is in UTF-16", "Save it as plain ASCII or UTF-8; in PowerShell: Set-Content -Encoding ascii.",
        "النص بترميز UTF-16", "احفظه بترميز ASCII أو UTF-8؛ في PowerShell: ‏Set-Content -Encoding ascii.";
    InspectPrivateKey "KHATM-INSPECT-PRIVATE-KEY" Input
        "This is a private key, not a request; nothing of it is shown", "Hand in the request. If the key went to anybody, make a new one.",
        "هذا مفتاح خاص وليس طلب شهادة؛ لا يُعرض منه شيء", "أرسل ملف الطلب. وإن وصل المفتاح إلى أحد فأنشئ غيره.";
    InspectFormat "KHATM-INSPECT-FORMAT" Input
        "This is neither DER, nor PEM, nor base64", "Hand in a certificate request or a certificate.",
        "ليس هذا DER ولا PEM ولا base64", "أرسل طلب شهادة أو شهادة.";
    InspectOther "KHATM-INSPECT-OTHER" Input
        "This is neither a certificate request nor a certificate", "Hand in the file that `khatm csr new` or openssl req wrote.",
        "ليس هذا طلب شهادة ولا شهادة", "أرسل الملف الذي كتبه `khatm csr new` أو openssl req.";
    InspectBase64 "KHATM-INSPECT-BASE64" Input
        "A character stands in the base64 that does not belong there", "Copy the text again, without quotes, marks or another alphabet (- and _).",
        "في نص base64 حرف لا مكان له", "انسخ النص من جديد دون علامات اقتباس ولا أبجدية أخرى (- و _).";
    InspectBase64Cut "KHATM-INSPECT-BASE64-CUT" Input
        "The base64 ends in the middle of a group: it was cut off", "Copy the whole text; a column or field may be too short for it.",
        "ينتهي نص base64 في وسط مجموعة: النص مقطوع", "انسخ النص كاملاً؛ قد يكون الحقل أو العمود أقصر منه.";
    InspectEscapes "KHATM-INSPECT-ESCAPES" Input
        "Line ends are written as the two characters \\n", "Turn them into line breaks: the text was copied out of JSON or code.",
        "نهايات الأسطر مكتوبة بحرفين ‎\\n", "حوّلها إلى أسطر جديدة: النص منسوخ من JSON أو من برنامج.";
    InspectArmour "KHATM-INSPECT-PEM" Input
        "The PEM text lacks its END line", "Copy everything from -----BEGIN to the end of the -----END line.",
        "نص PEM بلا سطر END", "انسخ كل شيء من -----BEGIN حتى نهاية سطر -----END.";
    InspectLabel "KHATM-INSPECT-LABEL" Input
        "The label of the PEM text does not say what is in it", "A request has CERTIFICATE REQUEST, a certificate has CERTIFICATE.",
        "عنوان نص PEM لا يطابق محتواه", "لطلب الشهادة CERTIFICATE REQUEST وللشهادة CERTIFICATE.";
    InspectSeveral "KHATM-INSPECT-SEVERAL" Input
        "The file holds several PEM blocks; the first that fits was inspected", "Keep one block per file.",
        "في الملف أكثر من كتلة PEM وفُحصت أول كتلة مناسبة", "اجعل في كل ملف كتلة واحدة.";
    DerTruncated "KHATM-DER-TRUNCATED" Input
        "The DER ends in the middle of an element", "The file was cut off: take it again from where it was made.",
        "تنتهي بيانات DER في وسط عنصر", "الملف مقطوع: احصل عليه من مصدره مرة أخرى.";
    DerIndefinite "KHATM-DER-INDEFINITE" Input
        "An element has an indefinite length, which is BER, not DER", "Write definite lengths; let an X.509 library encode it.",
        "لعنصر طول غير محدد وهذا BER لا DER", "اكتب أطوالاً محددة بواسطة مكتبة X.509.";
    DerLength "KHATM-DER-LENGTH" Input
        "A length is not written in its shortest form", "DER has one form of each length; let an X.509 library encode it.",
        "طول عنصر غير مكتوب بأقصر صيغة", "لكل طول في DER صيغة واحدة؛ استخدم مكتبة X.509.";
    DerTrailing "KHATM-DER-TRAILING" Input
        "Bytes follow the end of the element", "Remove them: often a line end or padding was added to the DER.",
        "توجد بايتات بعد نهاية العنصر", "احذفها: غالباً أضيف سطر جديد أو حشو إلى DER.";
    DerShape "KHATM-DER-SHAPE" Input
        "Another element is expected here", "Build the request with an X.509 library, in the order of PKCS#10.",
        "المتوقع هنا عنصر آخر", "أنشئ الطلب بمكتبة X.509 وبترتيب PKCS#10.";
    DerInteger "KHATM-DER-INTEGER" Input
        "A number is negative, empty, or has needless bytes in front", "Write it as DER: a zero byte goes before a first bit of 1, and nowhere else.",
        "رقم سالب أو فارغ أو مسبوق ببايتات زائدة", "اكتبه بصيغة DER: يسبق بايت صفري أول بت إذا كان 1 فقط.";
    DerOid "KHATM-DER-OID" Input
        "An object identifier is malformed", "Write it as DER; the name it stands for cannot be told.",
        "معرّف كائن (OID) غير سليم", "اكتبه بصيغة DER؛ لا يمكن معرفة ما يدل عليه.";
    DerDepth "KHATM-DER-DEPTH" Input
        "Elements are nested too deeply, or there are too many", "A request nests about a dozen deep; this is no request.",
        "العناصر متداخلة أو كثيرة أكثر من الحد", "تداخل طلب الشهادة نحو اثني عشر مستوى؛ هذا ليس طلباً.";
    CsrVersion "KHATM-CSR-VERSION" Input
        "The version of the request is not 0 (v1)", "PKCS#10 knows no other version.",
        "إصدار الطلب ليس 0 ‏(v1)", "لا يعرف PKCS#10 إصداراً آخر.";
    CsrKeyAlgorithm "KHATM-CSR-KEY-ALGORITHM" Input
        "The key is not an elliptic-curve key", "Make a key on secp256k1 (khatm csr new); RSA is refused, whatever a forum says.",
        "المفتاح ليس مفتاح منحنى إهليلجي", "أنشئ مفتاحاً على secp256k1 ‏(khatm csr new)؛ مفاتيح RSA مرفوضة مهما قيل.";
    CsrKeyCurve "KHATM-CSR-KEY-CURVE" Input
        "The key is on another curve than secp256k1", "Make a new key: khatm csr new, or openssl ecparam -name secp256k1 -genkey.",
        "المفتاح على منحنى غير secp256k1", "أنشئ مفتاحاً جديداً: khatm csr new أو openssl ecparam -name secp256k1 -genkey.";
    CsrKeyParameters "KHATM-CSR-KEY-PARAMETERS" Input
        "The curve is spelt out instead of named", "Name it: openssl's -param_enc named_curve.",
        "المنحنى مكتوب بمعاملاته لا باسمه", "اكتب اسمه: ‎-param_enc named_curve في openssl.";
    CsrKeyCompressed "KHATM-CSR-KEY-COMPRESSED" Input
        "The public key is a compressed point", "Write the point in full (65 bytes): openssl's -conv_form uncompressed.",
        "المفتاح العام نقطة مضغوطة", "اكتب النقطة كاملة (65 بايت): ‎-conv_form uncompressed في openssl.";
    CsrKeyPoint "KHATM-CSR-KEY-POINT" Input
        "The public key is no point of its curve", "Make a new key and a new request.",
        "المفتاح العام ليس نقطة على المنحنى", "أنشئ مفتاحاً جديداً وطلباً جديداً.";
    CsrSignatureAlgorithm "KHATM-CSR-SIGNATURE-ALGORITHM" Input
        "It is not signed with ecdsa-with-SHA256", "Sign with SHA-256: openssl req -sha256.",
        "التوقيع ليس ecdsa-with-SHA256", "وقّع باستخدام SHA-256: ‏openssl req -sha256.";
    CsrSignature "KHATM-CSR-SIGNATURE" Input
        "The request's own signature does not verify", "It was changed after signing, or signed with another key: make it again.",
        "توقيع الطلب على نفسه غير صحيح", "تغيّر الطلب بعد توقيعه أو وُقّع بمفتاح آخر: أنشئه من جديد.";
    CsrExtensionsMissing "KHATM-CSR-EXTENSIONS" Input
        "The request asks for no extensions", "With openssl name the section: -reqexts (or req_extensions), not -extensions.",
        "الطلب لا يتضمن أي امتدادات", "في openssl حدد القسم بـ ‎-reqexts (أو req_extensions) لا -extensions.";
    CsrExtensionsPlace "KHATM-CSR-EXTENSIONS-PLACE" Input
        "The extensions stand outside the attribute extensionRequest", "Put them in the attribute 1.2.840.113549.1.9.14.",
        "الامتدادات خارج السمة extensionRequest", "ضعها في السمة 1.2.840.113549.1.9.14.";
    CsrTwice "KHATM-CSR-TWICE" Input
        "The same field or extension stands twice", "Keep one.",
        "ورد الحقل أو الامتداد نفسه مرتين", "أبقِ واحداً فقط.";
    CsrCritical "KHATM-CSR-CRITICAL" Input
        "The extension is marked critical", "Leave the mark out: the authority's own requests have none.",
        "الامتداد معلّم بأنه حرج (critical)", "احذف العلامة: طلبات الهيئة نفسها بلا علامة.";
    CsrExtra "KHATM-CSR-EXTRA" Input
        "A field that the authority does not ask for", "It is tolerated; leave it out unless somebody needs it.",
        "حقل لا تطلبه الهيئة", "هو مقبول؛ احذفه ما لم يحتج إليه أحد.";
    CsrPlace "KHATM-CSR-PLACE" Input
        "The field stands in the wrong part of the request", "C, OU, O and CN go into the subject; the other five into the alternative name.",
        "الحقل في غير موضعه من الطلب", "مكان C و OU و O و CN اسم صاحب الطلب، والخمسة الباقية في الاسم البديل.";
    CsrStringType "KHATM-CSR-STRING" Input
        "The text is of an unusual string type", "Write UTF8String, and PrintableString for the country.",
        "نوع النص غير معتاد", "استخدم UTF8String، و PrintableString لرمز الدولة.";
    CsrStringBytes "KHATM-CSR-STRING-BYTES" Input
        "The bytes of the text do not fit its string type", "Write the text in UTF-8, as UTF8String.",
        "بايتات النص لا تناسب نوعه", "اكتب النص بترميز UTF-8 وبنوع UTF8String.";
    CsrSanMissing "KHATM-CSR-SAN" Input
        "The request has no subject alternative name", "It carries serial, VAT number, invoice type, address and industry: add it as dirName.",
        "الطلب بلا اسم بديل (subjectAltName)", "هو يحمل الرقم التسلسلي والضريبي ونوع الفاتورة والعنوان والنشاط: أضفه بصيغة dirName.";
    CsrSanForm "KHATM-CSR-SAN-FORM" Input
        "The alternative name is not one directoryName", "Write subjectAltName = dirName:section, and the five fields in that section.",
        "الاسم البديل ليس directoryName واحداً", "اكتب subjectAltName = dirName:section والحقول الخمسة في ذلك القسم.";
    CsrSanOrder "KHATM-CSR-SAN-ORDER" Input
        "The fields of the alternative name are in another order, or share a set", "Write SN, UID, title, registeredAddress, businessCategory, each in its own set.",
        "حقول الاسم البديل بترتيب آخر أو في مجموعة واحدة", "اكتب SN ثم UID ثم title ثم registeredAddress ثم businessCategory كلاً في مجموعة.";
    CsrTemplateMissing "KHATM-CSR-TEMPLATE" Input
        "The request names no certificate template", "Add the extension 1.3.6.1.4.1.311.20.2 with the template of your environment.",
        "الطلب لا يذكر قالب الشهادة", "أضف الامتداد 1.3.6.1.4.1.311.20.2 بقالب بيئتك.";
    CsrTemplateName "KHATM-CSR-TEMPLATE-NAME" Input
        "No environment knows this template", "Production: ZATCA-Code-Signing; simulation: PREZATCA-Code-Signing; sandbox: TSTZATCA-Code-Signing.",
        "لا تعرف أي بيئة هذا القالب", "الإنتاج: ZATCA-Code-Signing؛ المحاكاة: PREZATCA-Code-Signing؛ المطورون: TSTZATCA-Code-Signing.";
    CsrTemplateEnvironment "KHATM-CSR-TEMPLATE-ENVIRONMENT" Input
        "The template is another environment's", "Make the request again with --env for the environment that you talk to.",
        "القالب لبيئة أخرى", "أنشئ الطلب من جديد مع --env للبيئة التي تتصل بها.";
    CsrTemplateType "KHATM-CSR-TEMPLATE-TYPE" Input
        "The template name is neither a UTF8String nor a PrintableString", "With openssl write ASN1:UTF8String:… or ASN1:PRINTABLESTRING:….",
        "اسم القالب ليس UTF8String ولا PrintableString", "في openssl اكتب ASN1:UTF8String:… أو ASN1:PRINTABLESTRING:….";
    CsrTemplateNested "KHATM-CSR-TEMPLATE-NESTED" Input
        "The template name is wrapped in an OCTET STRING once too often", "Give the library the string's DER itself; it adds the wrapper.",
        "اسم القالب داخل OCTET STRING إضافي", "مرّر إلى المكتبة DER النص نفسه؛ هي تضيف الغلاف.";
    CsrTemplateOid "KHATM-CSR-TEMPLATE-OID" Input
        "The template is named by another extension than 1.3.6.1.4.1.311.20.2", "Use 1.3.6.1.4.1.311.20.2 with the template's name.",
        "القالب مذكور في امتداد غير 1.3.6.1.4.1.311.20.2", "استخدم 1.3.6.1.4.1.311.20.2 مع اسم القالب.";
    CertificateValidity "KHATM-CERTIFICATE-VALIDITY" Input
        "The certificate's validity cannot be read, or ends before it begins", "Ask its issuer for another.",
        "فترة صلاحية الشهادة غير مقروءة أو تنتهي قبل أن تبدأ", "اطلب شهادة أخرى من مُصدرها.";
    CertificateEnvironment "KHATM-CERTIFICATE-ENVIRONMENT" Input
        "The certificate is another environment's", "Use the credentials of the environment that you talk to.",
        "الشهادة لبيئة أخرى", "استخدم بيانات الاعتماد الخاصة بالبيئة التي تتصل بها.";

    // The command line and the files around it.
    FileRead "KHATM-FILE-READ" Input
        "The file cannot be read", "Look at its path and your rights.",
        "تعذرت قراءة الملف", "تحقق من المسار والصلاحيات.";
    FileWrite "KHATM-FILE-WRITE" Input
        "The file cannot be written", "Look at the folder, your rights and the free space.",
        "تعذرت كتابة الملف", "تحقق من المجلد والصلاحيات والمساحة المتاحة.";
    SigningTime "KHATM-SEAL-TIME" Input
        "The signing time cannot be read", "Write YYYY-MM-DDTHH:MM:SS, in UTC, without a zone.",
        "تعذرت قراءة وقت التوقيع", "اكتب YYYY-MM-DDTHH:MM:SS بالتوقيت العالمي دون منطقة زمنية.";
    NothingNamed "KHATM-KEY-ABSENT" Input
        "No file is named for the key or the certificate", "Give --key and --cert, or set KHATM_KEY and KHATM_CERT, or SDK_CONFIG.",
        "لم يُحدد ملف للمفتاح أو للشهادة", "استخدم --key و --cert أو عيّن KHATM_KEY و KHATM_CERT أو SDK_CONFIG.";
    FileTwice "KHATM-FILE-TWICE" Input
        "Two of the files would be written under the same name", "Call once for each, or write them to folders of their own.",
        "سيُكتب ملفان بالاسم نفسه", "نفّذ الأمر لكل ملف على حدة أو اكتب كلاً منهما في مجلد مستقل.";
}
