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
