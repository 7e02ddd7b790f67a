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

    QrUnproved "KHATM-QR-UNPROVED" Input
        "Tags 7 to 9 of the QR code cannot be compared: the document has no certificate that can be read", "Stamp the document again; the code is made with the stamp.",
        "تعذرت مقارنة الوسوم 7 إلى 9 في رمز QR لأن المستند بلا شهادة مقروءة", "اختم المستند من جديد؛ يُنشأ الرمز مع الختم.";
    SealBlanks "KHATM-SEAL-BLANKS" Input
        "White space stands in a value of the stamp; the authority's programs compare it letter by letter", "Write the value without blanks and line ends: <ds:DigestValue>3yX…=</ds:DigestValue>; do not re-indent a stamped file.",
        "توجد مسافات داخل قيمة في الختم وبرامج الهيئة تقارنها حرفياً", "اكتب القيمة دون مسافات ولا أسطر جديدة: <ds:DigestValue>3yX…=</ds:DigestValue>؛ ولا تُعِد تنسيق ملف مختوم.";
    SealOtherCertificate "KHATM-SEAL-OTHER-CERTIFICATE" Input
        "The certificate in the stamp is not the one that the request is made with", "Stamp with the key and certificate of the same CSID that you authenticate with, of the same environment.",
        "الشهادة في الختم ليست الشهادة المستخدمة في الطلب", "اختم بمفتاح وشهادة معرّف CSID نفسه المستخدم في المصادقة وفي البيئة نفسها.";
    PreviousFirst "KHATM-PIH-FIRST" Input
        "The previous hash is the digest of \"0\" itself, not the authority's constant for the first document", "The first document of a chain has NWZlY2ViNjZmZmM4NmYz…OQ==, base64 of the digest's hex text; leave the field out and it is filled in.",
        "تجزئة المستند السابق هي بصمة \"0\" نفسها لا الثابت المعتمد لأول مستند", "لأول مستند في السلسلة القيمة NWZlY2ViNjZmZmM4NmYz…OQ== وهي base64 للنص السداسي عشري؛ اترك الحقل ليُملأ تلقائياً.";
    Ksa13 "KSA-13" Input
        "The hash of the previous document (PIH) is missing, or is not the one that has to follow here", "Write the 44 characters that sealing the document before gave, e.g. z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ=, without blanks; the first document has the authority's constant.",
        "تجزئة المستند السابق (PIH) مفقودة أو ليست التجزئة المطلوبة هنا", "اكتب الخانات الـ44 الناتجة عن ختم المستند السابق مثل z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ= دون مسافات؛ ولأول مستند ثابت الهيئة.";

    // What the gateway looks at besides the rules.
    BodyHashMissing "KHATM-REQUEST-HASH-MISSING" Input
        "The request has no invoiceHash", "Send the invoice hash beside the document: {\"invoiceHash\": \"z5F9…JgQ=\", \"uuid\": …, \"invoice\": …}.",
        "الطلب بلا invoiceHash", "أرسل تجزئة الفاتورة مع المستند: {\"invoiceHash\": \"z5F9…JgQ=\", \"uuid\": …, \"invoice\": …}.";
    BodyHashFormat "KHATM-REQUEST-HASH-FORMAT" Input
        "The request's invoiceHash is not base64", "Write the 44 characters of base64 of the 32 bytes, e.g. z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ=, not hex.",
        "قيمة invoiceHash في الطلب ليست base64", "اكتب 44 خانة base64 للبايتات الـ32 مثل z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ= لا النص السداسي عشري.";
    BodyHash "KHATM-REQUEST-HASH" Input
        "The request's invoiceHash is not the hash of the document beside it, which is", "Take the hash of the very bytes that you send; do not re-format the file afterwards.",
        "قيمة invoiceHash في الطلب ليست تجزئة المستند المرفق وهي", "احسب التجزئة من البايتات المرسلة نفسها ولا تُعِد تنسيق الملف بعدها.";
    BodyInvoice "KHATM-REQUEST-INVOICE" Input
        "The request's document is missing, or is not base64", "Send the file's bytes in base64, in one line: \"invoice\": \"PD94bWwg…\".",
        "المستند في الطلب مفقود أو ليس base64", "أرسل بايتات الملف بصيغة base64 في سطر واحد: \"invoice\": \"PD94bWwg…\".";
    CallerSeller "KHATM-CALLER-SELLER" Input
        "The request is made with the certificate of another taxpayer than the document's seller", "Use the CSID of the seller's VAT number; in the sandbox the seller must be 399999999900003.",
        "أُرسل الطلب بشهادة مكلف غير البائع في المستند", "استخدم معرّف CSID للرقم الضريبي للبائع؛ وفي بيئة المطورين يجب أن يكون البائع 399999999900003.";
    CallerBuyer "KHATM-CALLER-BUYER" Input
        "The buyer bills himself, but the request is not made with his certificate", "Send self-billed documents with the buyer's CSID, or clear the flag: 0100001 becomes 0100000.",
        "المستند فوترة ذاتية لكن الطلب ليس بشهادة المشتري", "أرسل الفوترة الذاتية بمعرّف CSID للمشتري أو أزل العلامة: 0100001 تصبح 0100000.";
    CallerDocuments "KHATM-CALLER-DOCUMENTS" State
        "The certificate was not requested for this kind of document", "Onboard the unit again with a request of title 1100 (1000 is for standard documents only, 0100 for simplified ones).",
        "لم تُطلب الشهادة لهذا النوع من المستندات", "اربط الوحدة من جديد بطلب شهادة عنوانه 1100 (‏1000 للضريبية فقط و0100 للمبسطة فقط).";
    CallerValidity "KHATM-CALLER-VALIDITY" State
        "The certificate of the request is not valid now", "Renew the unit's certificate, or set the clock right.",
        "شهادة الطلب غير صالحة الآن", "جدّد شهادة الوحدة أو اضبط الساعة.";
    CallerCompliance "KHATM-CALLER-COMPLIANCE" State
        "The certificate of the compliance checks (CCSID) is used for a real document", "Finish onboarding: ask for the production CSID, then stamp and send with that.",
        "استُخدمت شهادة فحص الامتثال (CCSID) لمستند حقيقي", "أكمل الربط واطلب معرّف الإنتاج PCSID ثم اختم وأرسل به.";
    AlreadyReported "KHATM-DUPLICATE-REPORTED" State
        "The same document was accepted before", "Nothing to do: count it as reported, and do not send it again.",
        "سبق قبول المستند نفسه", "لا شيء مطلوب: اعتبره مُبلّغاً ولا ترسله مرة أخرى.";
    AlreadyCleared "KHATM-DUPLICATE-CLEARED" State
        "The same document was cleared before", "Nothing to do: the reply carries the cleared document; keep that.",
        "سبق اعتماد المستند نفسه", "لا شيء مطلوب: الرد يحمل المستند المعتمد فاحفظه.";

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

    // Numbers, times and JSON.
    NumberFormat "KHATM-NUMBER" Input
        "This is not a decimal number", "Write digits with a point: 12.50. No thousands separators, no other digits.",
        "هذا ليس رقماً عشرياً", "اكتب أرقاماً مع نقطة عشرية مثل 12.50 دون فواصل آلاف.";
    NumberPlaces "KHATM-NUMBER-PLACES" Input
        "The number has more than 12 decimal places, as numbers have that went through binary floating point", "Send money and quantities as decimal text, or round them on purpose first.",
        "للرقم أكثر من 12 منزلة عشرية كما يحدث مع الأعداد العشرية الثنائية", "أرسل المبالغ والكميات كنص عشري أو قرّبها عن قصد أولاً.";
    NumberRange "KHATM-NUMBER-RANGE" Input
        "The number, or what is computed from it, is too large to be exact", "At most 18 digits, and amounts up to 10,000,000,000,000.00; divide the document if it is real.",
        "الرقم أو ما يُحسب منه أكبر من أن يبقى دقيقاً", "18 رقماً كحد أقصى ومبالغ حتى 10,000,000,000,000.00؛ قسّم المستند إن كان حقيقياً.";
    DateFormat "KHATM-DATE" Input
        "This is not a day of the Gregorian calendar", "Write YYYY-MM-DD.",
        "هذا ليس يوماً في التقويم الميلادي", "اكتب التاريخ بصيغة YYYY-MM-DD.";
    TimeFormat "KHATM-TIME" Input
        "This is not a time", "Write YYYY-MM-DDTHH:MM:SS, with an offset (Z, +03:00) if it is not Riyadh's; a time alone is HH:MM:SS.",
        "هذا ليس وقتاً صحيحاً", "اكتب YYYY-MM-DDTHH:MM:SS مع فرق التوقيت (Z أو +03:00) إن لم يكن بتوقيت الرياض.";
    TimeLeapSecond "KHATM-TIME-LEAP" Input
        "An invoice cannot be issued in a leap second: its time has no second 60", "Use second 59, or 00 of the next minute.",
        "لا يمكن إصدار فاتورة في ثانية كبيسة: لا توجد ثانية 60", "استخدم الثانية 59 أو الثانية 00 من الدقيقة التالية.";
    TimeBefore "KHATM-TIME-BEFORE" Input
        "The document would be older than e-invoicing, which began in 2021", "Look at the clock, and at the field the date comes from; older documents are not reported.",
        "تاريخ المستند أقدم من بدء الفوترة الإلكترونية عام 2021", "تحقق من الساعة ومن مصدر التاريخ؛ المستندات الأقدم لا يُبلّغ عنها.";
    JsonSyntax "KHATM-JSON" Input
        "This is not JSON", "Write the draft with a JSON library; the place says where reading stopped.",
        "صياغة JSON غير سليمة", "أنشئ المسودة بمكتبة JSON؛ الموضع يبيّن أين توقفت القراءة.";
    JsonUtf8 "KHATM-JSON-UTF8" Input
        "The draft has bytes that are not UTF-8", "Write it as UTF-8.",
        "في المسودة بايتات ليست UTF-8", "اكتبها بترميز UTF-8.";
    JsonDepth "KHATM-JSON-DEPTH" Input
        "The draft is nested too deeply", "A draft nests five deep; this is none.",
        "تداخل المسودة أعمق من الحد", "تداخل المسودة خمسة مستويات؛ هذه ليست مسودة.";
    JsonTwice "KHATM-JSON-TWICE" Input
        "A field is given twice", "Keep one of the two.",
        "الحقل مكرر", "أبقِ واحداً منهما فقط.";

    // Drafts.
    DraftField "KHATM-DRAFT-FIELD" Input
        "A draft has no such field", "The nearest name, if one is near, stands after the arrow; docs/schema/draft.json has them all.",
        "لا يوجد حقل بهذا الاسم في المسودة", "الاسم الأقرب، إن وُجد، يرد بعد السهم؛ وجميع الأسماء في docs/schema/draft.json.";
    DraftType "KHATM-DRAFT-TYPE" Input
        "The field holds another kind of value than it should", "Write what stands after the sign.",
        "نوع قيمة الحقل غير صحيح", "اكتب النوع المذكور بعد العلامة.";
    DraftChoice "KHATM-DRAFT-CHOICE" Input
        "The field does not take this word", "Take one of the words after the arrow.",
        "الحقل لا يقبل هذه الكلمة", "استخدم إحدى الكلمات بعد السهم.";
    DraftMissing "KHATM-DRAFT-MISSING" Input
        "The document cannot be made without this field", "Fill it in; the path says which.",
        "لا يمكن إنشاء المستند دون هذا الحقل", "أضف قيمة الحقل.";
    DraftContradiction "KHATM-DRAFT-TWICE" Input
        "Two fields say the same thing", "Give one of them.",
        "حقلان يذكران الشيء نفسه", "استخدم واحداً منهما.";
    TextCharacter "KHATM-TEXT-CHARACTER" Input
        "The text has a character that XML cannot hold", "Remove control characters.",
        "في النص حرف لا تقبله XML", "احذف أحرف التحكم.";
    TextLong "KHATM-TEXT-LONG" Input
        "The text is longer than the authority's data dictionary allows", "Shorten it to the number of characters after the sign.",
        "النص أطول مما يسمح به قاموس بيانات الهيئة", "اختصره إلى العدد المذكور بعد العلامة.";
    UuidForm "KHATM-UUID" Input
        "The UUID does not have the form of one", "Leave it out to get one, or write 8-4-4-4-12 hexadecimal digits.",
        "صيغة UUID غير صحيحة", "اتركه ليُنشأ تلقائياً أو اكتبه بصيغة 8-4-4-4-12 خانة ست عشرية.";
    UnitUnknown "KHATM-UNIT" Input
        "The unit is neither a code of UN/ECE Recommendation 20 nor a common name", "Take the code: PCE piece, KGM kilogram, LTR litre, MTR metre, HUR hour.",
        "الوحدة ليست رمزاً في توصية UN/ECE رقم 20 ولا اسماً شائعاً", "استخدم الرمز: PCE قطعة، KGM كيلوغرام، LTR لتر، MTR متر، HUR ساعة.";
    IdentityDigit "KHATM-ID-DIGIT" Input
        "The check digit of the national or residence number does not fit: a digit is mistyped", "Compare it with the card.",
        "خانة التحقق في رقم الهوية أو الإقامة غير صحيحة: يوجد خطأ في الكتابة", "قارنه بالبطاقة.";
    IdentityCharacters "KHATM-ID-CHARACTERS" Input
        "The identifier has characters other than letters and digits", "Leave out blanks, dashes and signs.",
        "في المعرّف أحرف غير الحروف والأرقام", "احذف المسافات والشرطات والرموز.";
    ExchangeRate "KHATM-EXCHANGE-RATE" Input
        "VAT must also stand in riyals, and there is no exchange rate to reckon it with", "Give exchange.rate: riyals for one unit of the currency, as SAMA publishes it.",
        "يجب ذكر الضريبة بالريال أيضاً ولا يوجد سعر صرف لحسابها", "أضف exchange.rate: عدد الريالات مقابل وحدة العملة كما ينشره البنك المركزي.";
    ExchangeSar "KHATM-EXCHANGE-SAR" Input
        "A document in riyals needs no exchange rate; it is left out", "Remove it, or name the currency.",
        "المستند بالريال لا يحتاج سعر صرف؛ تم تجاهله", "احذفه أو حدد العملة.";
    ReferenceReserved "KHATM-REFERENCE-RESERVED" Input
        "ICV, PIH and QR are the chain's and the seal's own references", "Name the document otherwise.",
        "المعرّفات ICV وPIH وQR محجوزة للسلسلة والختم", "اختر معرّفاً آخر للمستند.";
    OriginalsOfInvoice "KHATM-ORIGINALS" Input
        "Only credit and debit notes correct other documents; the authority ignores this here", "Set kind to credit_note or debit_note, or use references.",
        "الإشعارات الدائنة والمدينة فقط تصحح مستندات أخرى", "اجعل kind إشعاراً دائناً أو مديناً أو استخدم references.";
    PreviousHash "KHATM-PIH" Input
        "The hash of the previous document does not have the form of one", "It is the 44 characters of base64 that sealing the previous document gave; leave it out for the first.",
        "صيغة تجزئة المستند السابق غير صحيحة", "هي 44 خانة base64 ناتجة عن ختم المستند السابق؛ اتركها لأول مستند.";
    LineNumber "KHATM-LINE-NUMBER" Input
        "The line's number is not a number", "Leave it out to have lines counted from 1.",
        "رقم السطر ليس رقماً", "اتركه لتُرقّم الأسطر بدءاً من 1.";
    LineNegative "KHATM-LINE-NEGATIVE" Input
        "The line is worth less than nothing", "Make what is taken off a discount: of the line up to its price, or under discounts of the document; what is given back is a credit note.",
        "قيمة السطر سالبة", "حوّل المبلغ إلى خصم على السطر أو على المستند؛ وما يُرد يكون بإشعار دائن.";
    LineAdjustmentVat "KHATM-LINE-DISCOUNT-VAT" Input
        "A discount or charge of a line has the line's VAT", "Leave the VAT fields out, or move it to the document.",
        "خصم السطر أو رسمه يتبع ضريبة السطر", "احذف حقول الضريبة أو انقله إلى مستوى المستند.";
    AmountPlaces "KHATM-AMOUNT-PLACES" Input
        "The amount has more than two decimal places and is rounded", "Send it rounded, so that both sides round alike.",
        "للمبلغ أكثر من منزلتين عشريتين وسيُقرّب", "أرسله مقرّباً حتى يتطابق التقريب لدى الطرفين.";
    ChargeVat "KHATM-CHARGE-VAT" Input
        "The lines bear different VAT, so it cannot be told which the charge bears", "Give the charge vat_category and vat_rate.",
        "ضرائب الأسطر مختلفة فلا يمكن معرفة ضريبة الرسم", "حدد vat_category وvat_rate للرسم.";
    DiscountLarge "KHATM-DISCOUNT-LARGE" Input
        "The discounts of a VAT category are larger than what they are taken off", "Lower the discount; what is given back beyond the price is a credit note.",
        "خصومات فئة ضريبية أكبر من المبلغ الذي تُخصم منه", "خفّض الخصم؛ وما يزيد عن السعر يُرد بإشعار دائن.";
    PayableNegative "KHATM-PAYABLE-NEGATIVE" Input
        "What is to be paid would be less than nothing", "Take off no more advances than the invoice is worth; give the rest back with a credit note.",
        "المبلغ المستحق سيكون سالباً", "لا تخصم دفعات مقدمة أكثر من قيمة الفاتورة؛ ويُرد الباقي بإشعار دائن.";
    RoundingLarge "KHATM-ROUNDING-LARGE" Input
        "The payable rounding is a riyal or more, which is no rounding", "Look at the smallest coin, and at where the difference comes from.",
        "تقريب المبلغ المستحق ريال أو أكثر وهذا ليس تقريباً", "تحقق من أصغر عملة ومن مصدر الفرق.";
    Coin "KHATM-COIN" Input
        "The smallest coin must be an amount above zero with at most two places", "Write 0.05, 0.10, 0.25, 0.50 or 1.",
        "أصغر عملة يجب أن تكون مبلغاً موجباً بمنزلتين كحد أقصى", "اكتب 0.05 أو 0.10 أو 0.25 أو 0.50 أو 1.";
    VatZeroWhy "KHATM-VAT-ZERO" Input
        "No VAT is due here, but not why: zero rate, exempt, or out of scope", "Give vat_category (Z, E or O) or exemption_code.",
        "لا ضريبة هنا دون ذكر السبب: نسبة صفرية أو إعفاء أو خارج النطاق", "حدد vat_category (Z أو E أو O) أو exemption_code.";
    ExemptionsMixed "KHATM-EXEMPTIONS-MIXED" Input
        "Lines of one VAT category have different exemption codes, and the document can state one only", "The first is stated; issue two documents if both must be.",
        "أسطر من فئة ضريبية واحدة لها رموز إعفاء مختلفة والمستند يذكر رمزاً واحداً", "يُذكر الأول؛ أصدر مستندين إن لزم ذكر الاثنين.";
    PrepaymentNested "KHATM-PREPAYMENT-KIND" Input
        "A prepayment invoice cannot take off advances", "Take them off on the final invoice.",
        "فاتورة الدفعة المقدمة لا تخصم دفعات مقدمة", "اخصمها في الفاتورة النهائية.";
    PrepaymentZero "KHATM-PREPAYMENT-ZERO" Input
        "An advance of nothing is taken off", "Leave it out, or give what was paid.",
        "الدفعة المقدمة المخصومة صفر", "احذفها أو اذكر ما دُفع.";
    PrepaymentVat "KHATM-PREPAYMENT-VAT" Input
        "The advance is of a VAT category that no line has", "Compare it with the prepayment invoice; an advance is taken off what it was paid for.",
        "الدفعة المقدمة لفئة ضريبية لا يحملها أي سطر", "قارنها بفاتورة الدفعة المقدمة؛ تُخصم الدفعة مما دُفعت من أجله.";
    BookedExact "KHATM-BOOKED-MODE" Input
        "There are booked amounts, but the mode is to compute them", "Set mode to as_booked, or leave booked out.",
        "توجد مبالغ مقيّدة لكن النمط هو الحساب", "اجعل mode as_booked أو احذف booked.";
    BookedCategory "KHATM-BOOKED-VAT" Input
        "The booked VAT is of a category and rate that no line has", "Compare it with the lines' vat_category and vat_rate.",
        "الضريبة المقيّدة لفئة ونسبة لا يحملها أي سطر", "قارنها بفئات الأسطر ونسبها.";
    Unmodelled "KHATM-UNMODELLED" Input
        "The document that was read had this, and it will not be written again", "Nothing, if it is not needed; else keep the original file.",
        "احتوى المستند المقروء على هذا الجزء ولن يُكتب من جديد", "لا شيء إن لم تكن بحاجة إليه؛ وإلا فاحتفظ بالملف الأصلي.";

    // The authority's rules, under their own names.
    Br16 "BR-16" Input
        "The document has no line", "Give at least one line with name, quantity and price.",
        "لا يحتوي المستند على أي سطر", "أضف سطراً واحداً على الأقل بالاسم والكمية والسعر.";
    Br22 "BR-22" Input
        "The quantity is zero", "Leave the line out, or give what was sold.",
        "الكمية صفر", "احذف السطر أو اذكر الكمية المباعة.";
    BrCl04 "BR-CL-04" Input
        "The authority does not know this currency", "Write the three letters of ISO 4217; some newer codes are not on its list.",
        "العملة غير معروفة لدى الهيئة", "اكتب رمز ISO 4217 من ثلاثة أحرف؛ بعض الرموز الحديثة ليست في قائمتها.";
    BrCl14 "BR-CL-14" Input
        "The authority does not know this country", "Write the two letters of ISO 3166-1, SA for Saudi Arabia.",
        "الدولة غير معروفة لدى الهيئة", "اكتب رمز ISO 3166-1 من حرفين، مثل SA للسعودية.";
    BrCo10 "BR-CO-10" Input
        "The booked amount is not the sum of the lines", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي مجموع الأسطر", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo11 "BR-CO-11" Input
        "The booked amount is not the sum of the discounts", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي مجموع الخصومات", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo12 "BR-CO-12" Input
        "The booked amount is not the sum of the charges", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي مجموع الرسوم", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo13 "BR-CO-13" Input
        "The booked amount is not the lines less discounts plus charges", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي الأسطر ناقص الخصومات زائد الرسوم", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo14 "BR-CO-14" Input
        "The booked amount is not the sum of the VAT breakdown", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي مجموع تفصيل الضريبة", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo15 "BR-CO-15" Input
        "The booked amount is not the total without VAT plus VAT", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي الإجمالي بدون الضريبة زائد الضريبة", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo16 "BR-CO-16" Input
        "The booked amount is not the total less advances plus rounding", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي الإجمالي ناقص الدفعات المقدمة زائد التقريب", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCo17 "BR-CO-17" Input
        "The booked amount is not what is taxed times the rate", "Correct it in the books, or let it be computed: mode exact.",
        "المبلغ المقيّد لا يساوي المبلغ الخاضع مضروباً في النسبة", "صحّحه في الدفاتر أو دعه يُحسب: mode exact.";
    BrCustomValidation01 "BR-CUSTOM-VALIDATION-01" Input
        "Seller and buyer have the same VAT number", "Give the buyer's own.",
        "البائع والمشتري لهما الرقم الضريبي نفسه", "اكتب الرقم الضريبي للمشتري.";
    BrZ05 "BR-Z-05" Input
        "A zero-rated line has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "السطر الخاضع لنسبة الصفر له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrZ06 "BR-Z-06" Input
        "A zero-rated discount has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "الخصم الخاضع لنسبة الصفر له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrZ07 "BR-Z-07" Input
        "A zero-rated charge has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "الرسم الخاضع لنسبة الصفر له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrE05 "BR-E-05" Input
        "An exempt line has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "السطر المعفى له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrE06 "BR-E-06" Input
        "An exempt discount has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "الخصم المعفى له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrE07 "BR-E-07" Input
        "An exempt charge has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "الرسم المعفى له نسبة ضريبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrS08 "BR-S-08" Input
        "The booked standard-rated amount is not the sum of its lines less discounts plus charges", "Correct it in the books, or let it be computed.",
        "مبلغ التوريدات الخاضعة للنسبة الأساسية المقيّد لا يساوي مجموع أسطرها", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrS09 "BR-S-09" Input
        "The booked VAT of standard-rated supplies is not what the rate gives", "Correct it in the books, or let it be computed.",
        "الضريبة المقيّدة للتوريدات الخاضعة للنسبة الأساسية لا تطابق النسبة", "صحّحها في الدفاتر أو دعها تُحسب.";
    BrZ08 "BR-Z-08" Input
        "The booked zero-rated amount is not the sum of its lines less discounts plus charges", "Correct it in the books, or let it be computed.",
        "مبلغ التوريدات الخاضعة لنسبة الصفر المقيّد لا يساوي مجموع أسطرها", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrZ09 "BR-Z-09" Input
        "The booked VAT of zero-rated supplies is not what the rate gives", "Correct it in the books, or let it be computed.",
        "الضريبة المقيّدة للتوريدات الخاضعة لنسبة الصفر لا تطابق النسبة", "صحّحها في الدفاتر أو دعها تُحسب.";
    BrE08 "BR-E-08" Input
        "The booked exempt amount is not the sum of its lines less discounts plus charges", "Correct it in the books, or let it be computed.",
        "مبلغ التوريدات المعفاة المقيّد لا يساوي مجموع أسطرها", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrE09 "BR-E-09" Input
        "The booked VAT of exempt supplies is not what the rate gives", "Correct it in the books, or let it be computed.",
        "الضريبة المقيّدة للتوريدات المعفاة لا تطابق النسبة", "صحّحها في الدفاتر أو دعها تُحسب.";
    BrO08 "BR-O-08" Input
        "The booked out-of-scope amount is not the sum of its lines less discounts plus charges", "Correct it in the books, or let it be computed.",
        "مبلغ التوريدات الخارجة عن النطاق المقيّد لا يساوي مجموع أسطرها", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrO09 "BR-O-09" Input
        "The booked VAT of out-of-scope supplies is not what the rate gives", "Correct it in the books, or let it be computed.",
        "الضريبة المقيّدة للتوريدات الخارجة عن النطاق لا تطابق النسبة", "صحّحها في الدفاتر أو دعها تُحسب.";
    BrS10 "BR-S-10" Input
        "A supply at the standard rate has a reason why no VAT is due", "Leave the exemption out, or set the category.",
        "توريد بالنسبة الأساسية وله سبب إعفاء", "احذف الإعفاء أو عدّل الفئة.";
    BrKsa03 "BR-KSA-03" Input
        "The document's UUID does not begin as one", "Leave it out to get one.",
        "بداية UUID غير صحيحة", "اتركه ليُنشأ تلقائياً.";
    BrKsa04 "BR-KSA-04" Input
        "The issue date is after today in Riyadh", "Look at the clock of the machine; an invoice is dated when it is issued.",
        "تاريخ الإصدار بعد تاريخ اليوم في الرياض", "تحقق من ساعة الجهاز؛ تؤرخ الفاتورة يوم إصدارها.";
    BrKsa07 "BR-KSA-07" Input
        "A self-billed document cannot be an export", "Clear one of the two flags.",
        "الفاتورة الذاتية لا تكون تصديراً", "ألغِ أحد المؤشرين.";
    BrKsa08 "BR-KSA-08" Input
        "The seller has no other identifier of a kind the authority takes", "Give seller.id: scheme CRN (commercial registration), MOM, MLS, 700, SAG or OTH, and value.",
        "لا يوجد معرّف إضافي للبائع من الأنواع المقبولة", "أضف seller.id بنوع CRN (السجل التجاري) أو MOM أو MLS أو 700 أو SAG أو OTH مع قيمته.";
    BrKsa09 "BR-KSA-09" Input
        "A part of the seller's address is missing", "Give street, building_number, postal_code, city and district.",
        "جزء من عنوان البائع مفقود", "أضف الشارع ورقم المبنى والرمز البريدي والمدينة والحي.";
    BrKsa10 "BR-KSA-10" Input
        "A part of the buyer's address is missing", "A standard document needs the buyer's street, city and country.",
        "جزء من عنوان المشتري مفقود", "الفاتورة الضريبية تحتاج شارع المشتري ومدينته ودولته.";
    BrKsa11 "BR-KSA-11" Input
        "An out-of-scope line has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "سطر خارج نطاق الضريبة له نسبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrKsa12 "BR-KSA-12" Input
        "An out-of-scope discount has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "خصم خارج نطاق الضريبة له نسبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrKsa13 "BR-KSA-13" Input
        "An out-of-scope charge has a VAT rate other than 0", "Leave vat_rate out, or set the category to S.",
        "رسم خارج نطاق الضريبة له نسبة غير 0", "احذف vat_rate أو اجعل الفئة S.";
    BrKsa14 "BR-KSA-14" Input
        "The buyer's identifier is of a kind the authority does not take", "Take one of the schemes after the arrow.",
        "نوع معرّف المشتري غير مقبول لدى الهيئة", "استخدم أحد الأنواع بعد السهم.";
    BrKsa16 "BR-KSA-16" Input
        "The means of payment is not on the list of UNTDID 4461", "10 cash, 30 transfer, 42 bank account, 48 card, 1 not defined.",
        "وسيلة الدفع ليست في قائمة UNTDID 4461", "10 نقداً، 30 تحويل، 42 حساب بنكي، 48 بطاقة، 1 غير محددة.";
    BrKsa17 "BR-KSA-17" Input
        "A credit or debit note must say why it is issued", "Give reason: cancellation, change of the supply, agreed change of value, return, or change of the parties' data.",
        "يجب أن يذكر الإشعار سبب إصداره", "أضف reason: إلغاء أو تغيير التوريد أو تعديل القيمة أو الترجيع أو تعديل بيانات الطرفين.";
    BrKsa19 "BR-KSA-19" Input
        "A charge on the document has no reason code", "Give reason_code, a code of UNTDID 7161: FC freight, DL delivery, PC packing.",
        "رسم على المستند دون رمز سبب", "أضف reason_code من UNTDID 7161 مثل FC شحن، DL توصيل، PC تغليف.";
    BrKsa20 "BR-KSA-20" Input
        "A charge on a line has no reason code", "Give reason_code, a code of UNTDID 7161: FC freight, DL delivery, PC packing.",
        "رسم على السطر دون رمز سبب", "أضف reason_code من UNTDID 7161 مثل FC شحن، DL توصيل، PC تغليف.";
    BrKsa21 "BR-KSA-21" Input
        "A charge on the document has no reason in words", "Fill in reason.",
        "رسم على المستند دون سبب مكتوب", "أضف نص السبب في reason.";
    BrKsa22 "BR-KSA-22" Input
        "A charge on a line has no reason in words", "Fill in reason.",
        "رسم على السطر دون سبب مكتوب", "أضف نص السبب في reason.";
    BrKsa23 "BR-KSA-23" Input
        "An exempt supply has no exemption code", "Give exemption_code: VATEX-SA-29, VATEX-SA-29-7 or VATEX-SA-30.",
        "توريد معفى دون رمز إعفاء", "أضف exemption_code: VATEX-SA-29 أو VATEX-SA-29-7 أو VATEX-SA-30.";
    BrKsa24 "BR-KSA-24" Input
        "An out-of-scope supply has no reason code", "Give exemption_code VATEX-SA-OOS and exemption_reason in your own words.",
        "توريد خارج النطاق دون رمز سبب", "أضف exemption_code بالقيمة VATEX-SA-OOS مع exemption_reason.";
    BrKsa25 "BR-KSA-25" Input
        "Private education and healthcare of citizens needs the buyer's name", "Fill in buyer.name.",
        "التعليم والصحة الخاصة للمواطنين تتطلب اسم المشتري", "أضف اسم المشتري في buyer.name.";
    BrKsa31 "BR-KSA-31" Input
        "A simplified document cannot be self-billed", "Clear the flag, or make the document standard.",
        "الفاتورة المبسطة لا تكون ذاتية", "ألغِ المؤشر أو اجعل الفاتورة ضريبية.";
    BrKsa34 "BR-KSA-34" Input
        "The document's counter is not a number of at most 20 digits", "It is the running number of the device, at most 20 digits.",
        "عداد المستند ليس رقماً من 20 خانة كحد أقصى", "هو الرقم التسلسلي للجهاز بحد أقصى 20 رقماً.";
    BrKsa35 "BR-KSA-35" Input
        "There is a last day of supply but no first", "Give supply_date.",
        "يوجد تاريخ نهاية للتوريد دون تاريخ بداية", "أضف supply_date أيضاً.";
    BrKsa36 "BR-KSA-36" Input
        "The supply ends before it begins", "Exchange the two dates.",
        "نهاية التوريد قبل بدايته", "بدّل التاريخين.";
    BrKsa37 "BR-KSA-37" Input
        "The seller's building number is not four digits", "It stands in the national address.",
        "رقم مبنى البائع ليس أربعة أرقام", "ستجده في العنوان الوطني.";
    BrKsa39 "BR-KSA-39" Input
        "The seller has no VAT number", "Give seller.vat_number.",
        "لا يوجد رقم ضريبي للبائع", "أضف seller.vat_number.";
    BrKsa40 "BR-KSA-40" Input
        "The seller's VAT number is not fifteen digits with a 3 at both ends", "Compare it with the VAT certificate.",
        "الرقم الضريبي للبائع ليس 15 رقماً يبدأ وينتهي بالرقم 3", "قارنه بشهادة ضريبة القيمة المضافة.";
    BrKsa42 "BR-KSA-42" Input
        "A standard document has no buyer name", "Fill in buyer.name.",
        "الفاتورة الضريبية دون اسم المشتري", "أضف اسم المشتري في buyer.name.";
    BrKsa44 "BR-KSA-44" Input
        "The buyer's VAT number is not fifteen digits with a 3 at both ends", "Compare it with the VAT certificate; leave it out if the buyer has none.",
        "الرقم الضريبي للمشتري ليس 15 رقماً يبدأ وينتهي بالرقم 3", "قارنه بشهادته الضريبية أو احذفه إن لم يكن مسجلاً.";
    BrKsa46 "BR-KSA-46" Input
        "The buyer of an export has a Saudi VAT number", "Leave it out: the buyer of an export is abroad.",
        "مشتري الصادرات له رقم ضريبي سعودي", "احذفه: مشتري الصادرات خارج المملكة.";
    BrKsa49 "BR-KSA-49" Input
        "Private education and healthcare of citizens needs the buyer's national number", "Give buyer.id with scheme NAT.",
        "التعليم والصحة الخاصة للمواطنين تتطلب رقم الهوية الوطنية للمشتري", "أضف buyer.id بنوع NAT.";
    BrKsa51 "BR-KSA-51" Input
        "The booked total of the line is not its net plus its VAT", "Correct it in the books, or let it be computed.",
        "إجمالي السطر المقيّد لا يساوي صافيه زائد ضريبته", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrKsa56 "BR-KSA-56" Input
        "A note does not say which invoice it corrects", "Give originals with the number, of another system too.",
        "الإشعار لا يذكر الفاتورة التي يصححها", "أضف originals مع رقم الفاتورة ولو كانت من نظام آخر.";
    BrKsa63 "BR-KSA-63" Input
        "A part of the Saudi buyer's address is missing", "A standard document needs building_number, postal_code and district of a buyer in Saudi Arabia.",
        "جزء من عنوان المشتري داخل المملكة مفقود", "الفاتورة الضريبية تحتاج رقم المبنى والرمز البريدي والحي للمشتري داخل المملكة.";
    BrKsa66 "BR-KSA-66" Input
        "The seller's postal code is not five digits", "It stands in the national address.",
        "الرمز البريدي للبائع ليس خمسة أرقام", "ستجده في العنوان الوطني.";
    BrKsa67 "BR-KSA-67" Input
        "The buyer's postal code is not five digits", "It stands in the national address.",
        "الرمز البريدي للمشتري ليس خمسة أرقام", "ستجده في العنوان الوطني.";
    BrKsa69 "BR-KSA-69" Input
        "A zero-rated supply has no exemption code", "Give exemption_code, VATEX-SA-32 for exported goods.",
        "توريد خاضع لنسبة الصفر دون رمز سبب", "أضف exemption_code مثل VATEX-SA-32 لصادرات السلع.";
    BrKsa71 "BR-KSA-71" Input
        "A simplified summary has no buyer name", "Fill in buyer.name.",
        "الفاتورة المبسطة التجميعية دون اسم المشتري", "أضف اسم المشتري في buyer.name.";
    BrKsa72 "BR-KSA-72" Input
        "A simplified summary must say from when to when", "Give supply_date and supply_end_date.",
        "الفاتورة المبسطة التجميعية يجب أن تذكر الفترة", "أضف supply_date وsupply_end_date.";
    BrKsa73 "BR-KSA-73" Input
        "An advance is booked, but no prepayment invoice is named", "Give prepayments with the documents it was paid by.",
        "توجد دفعة مقدمة مقيّدة دون ذكر فاتورتها", "أضف prepayments مع مستندات الدفعة.";
    BrKsa79 "BR-KSA-79" Input
        "The VAT of the advance is not its amount times the rate", "Compare it with the prepayment invoice, or leave vat_amount out.",
        "ضريبة الدفعة المقدمة لا تساوي مبلغها مضروباً في النسبة", "قارنها بفاتورة الدفعة المقدمة أو احذف vat_amount.";
    BrKsa80 "BR-KSA-80" Input
        "The booked advance is not the sum of the advances with their VAT", "Correct it in the books, or let it be computed.",
        "الدفعة المقدمة المقيّدة لا تساوي مجموع الدفعات مع ضريبتها", "صحّحها في الدفاتر أو دعها تُحسب.";
    BrKsa81 "BR-KSA-81" Input
        "The buyer of a standard document has neither a VAT number nor another identifier", "Give buyer.vat_number or buyer.id.",
        "مشتري الفاتورة الضريبية دون رقم ضريبي أو معرّف آخر", "أضف buyer.vat_number أو buyer.id.";
    BrKsa83 "BR-KSA-83" Input
        "There is a code why no VAT is due, but no words", "Give exemption_reason.",
        "يوجد رمز إعفاء دون نص السبب", "أضف exemption_reason.";
    BrKsa84 "BR-KSA-84" Input
        "The standard rate is 15, or 5 for supplies before July 2020", "Leave vat_rate out for 15.",
        "النسبة الأساسية 15 أو 5 لما قبل يوليو 2020", "احذف vat_rate لتكون 15.";
    BrKsa85 "BR-KSA-85" Input
        "The telephone number does not have the form the authority takes", "Write 0 or + and 4 to 15 digits, without blanks.",
        "صيغة رقم الهاتف غير مقبولة لدى الهيئة", "اكتب 0 أو + ثم 4 إلى 15 رقماً دون مسافات.";
    BrKsa90 "BR-KSA-90" Input
        "The exchange rate is longer than 14 characters", "Round it to fewer places.",
        "سعر الصرف أطول من 14 خانة", "قرّبه إلى منازل أقل.";
    BrKsa92 "BR-KSA-92" Input
        "A document for the government has no contract number", "Give contract_reference.",
        "مستند لجهة حكومية دون رقم العقد", "أضف contract_reference.";
    BrKsa93 "BR-KSA-93" Input
        "A zero-rated advance has no exemption code", "Give the exemption_code of the prepayment invoice.",
        "دفعة مقدمة خاضعة لنسبة الصفر دون رمز سبب", "أضف exemption_code كما في فاتورة الدفعة المقدمة.";
    BrKsa94 "BR-KSA-94" Input
        "An exempt advance has no exemption code", "Give the exemption_code of the prepayment invoice.",
        "دفعة مقدمة معفاة دون رمز إعفاء", "أضف exemption_code كما في فاتورة الدفعة المقدمة.";
    BrKsa95 "BR-KSA-95" Input
        "An out-of-scope advance has no reason code", "Give exemption_code VATEX-SA-OOS and exemption_reason.",
        "دفعة مقدمة خارج النطاق دون رمز سبب", "أضف exemption_code بالقيمة VATEX-SA-OOS مع exemption_reason.";
    BrKsa96 "BR-KSA-96" Input
        "An advance has a code why no VAT is due, but no words", "Give exemption_reason.",
        "دفعة مقدمة لها رمز إعفاء دون نص السبب", "أضف نص السبب في exemption_reason.";
    BrKsa97 "BR-KSA-97" Input
        "VAT in riyals equals VAT in the foreign currency", "Look at the exchange rate.",
        "الضريبة بالريال تساوي الضريبة بالعملة الأجنبية", "تحقق من سعر الصرف.";
    BrKsa98 "BR-KSA-98" Input
        "A simplified document must be reported within 24 hours of its issue", "Report it all the same, and at once; the authority accepts it with a warning.",
        "يجب الإبلاغ عن الفاتورة المبسطة خلال 24 ساعة من إصدارها", "أبلغ عنها فوراً على أي حال؛ تقبلها الهيئة مع تنبيه.";
    BrKsaCl04 "BR-KSA-CL-04" Input
        "The exemption code is not on the authority's list for this category", "Set the category to the one the code is for; a near code, if there is one, stands after the arrow.",
        "رمز الإعفاء ليس في قائمة الهيئة لهذه الفئة", "عدّل الفئة لتطابق الرمز؛ والرمز الأقرب، إن وُجد، يرد بعد السهم.";
    BrKsaCl06 "BR-KSA-CL-06" Input
        "The reason code of the charge is not on the list of UNTDID 7161", "FC freight, DL delivery, PC packing, ADR other services.",
        "رمز سبب الرسم ليس في قائمة UNTDID 7161", "FC شحن، DL توصيل، PC تغليف، ADR خدمات أخرى.";
    BrKsaCl07 "BR-KSA-CL-07" Input
        "The exemption code is not on the authority's list for advances", "Compare it with the prepayment invoice.",
        "رمز الإعفاء ليس في قائمة الهيئة للدفعات المقدمة", "قارنه بفاتورة الدفعة المقدمة.";
    BrKsaDec01 "BR-KSA-DEC-01" Input
        "A percentage is from 0 to 100 with at most two decimal places", "Round it, or give the amount instead.",
        "النسبة من 0 إلى 100 بمنزلتين عشريتين كحد أقصى", "قرّبها أو اكتب المبلغ بدلاً منها.";
    BrKsaDec02 "BR-KSA-DEC-02" Input
        "A VAT rate is from 0 to 100 with at most two decimal places", "Write 15, 5 or 0.",
        "نسبة الضريبة من 0 إلى 100 بمنزلتين عشريتين كحد أقصى", "اكتب 15 أو 5 أو 0.";
    BrKsaEn1693103 "BR-KSA-EN16931-03" Input
        "The amount is not the percentage of its base", "Give the amount alone, or the percentage alone.",
        "المبلغ لا يساوي النسبة من أساسها", "اكتب المبلغ وحده أو النسبة وحدها.";
    BrKsaEn1693105 "BR-KSA-EN16931-05" Input
        "There is a base but no percentage", "Give percent, or leave base out.",
        "يوجد أساس دون نسبة", "أضف percent أو احذف base.";
    BrKsaEn1693107 "BR-KSA-EN16931-07" Input
        "The price is not the gross price less its discount", "Give two of the three.",
        "السعر لا يساوي السعر الإجمالي ناقص خصمه", "اكتب اثنين من الثلاثة.";
    BrKsaEn1693111 "BR-KSA-EN16931-11" Input
        "The booked net of the line is not price times quantity less discounts plus charges", "Correct it in the books, or let it be computed.",
        "صافي السطر المقيّد لا يساوي السعر في الكمية ناقص الخصومات زائد الرسوم", "صحّحه في الدفاتر أو دعه يُحسب.";
    BrKsaEn1693112 "BR-KSA-EN16931-12" Input
        "The base quantity is not above zero", "Leave it out for 1.",
        "الكمية الأساسية ليست أكبر من صفر", "احذفها لتكون 1.";
    BrKsaF04 "BR-KSA-F-04" Input
        "The authority takes no amount, quantity or price below zero", "Take it off as a discount, or issue a credit note.",
        "لا تقبل الهيئة مبلغاً أو كمية أو سعراً سالباً", "اجعله خصماً أو أصدر إشعاراً دائناً.";
    BrKsaF06C1 "BR-KSA-F-06-C1" Input
        "The invoice number is too long for the authority", "Shorten it to 127 characters.",
        "رقم الفاتورة أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C2 "BR-KSA-F-06-C2" Input
        "The note is too long for the authority", "Shorten it to 1000 characters.",
        "الملاحظة أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C3 "BR-KSA-F-06-C3" Input
        "The order number is too long for the authority", "Shorten it to 127 characters.",
        "رقم أمر الشراء أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C4 "BR-KSA-F-06-C4" Input
        "The seller's street is too long for the authority", "Shorten it to 1000 characters.",
        "شارع البائع أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C5 "BR-KSA-F-06-C5" Input
        "The contract number is too long for the authority", "Shorten it to 127 characters.",
        "رقم العقد أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C6 "BR-KSA-F-06-C6" Input
        "The seller's second street line is too long for the authority", "Shorten it to 127 characters.",
        "تتمة شارع البائع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C7 "BR-KSA-F-06-C7" Input
        "The seller's city is too long for the authority", "Shorten it to 127 characters.",
        "مدينة البائع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C8 "BR-KSA-F-06-C8" Input
        "The seller's region is too long for the authority", "Shorten it to 127 characters.",
        "منطقة البائع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C9 "BR-KSA-F-06-C9" Input
        "The seller's district is too long for the authority", "Shorten it to 127 characters.",
        "حي البائع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C10 "BR-KSA-F-06-C10" Input
        "The seller's name is too long for the authority", "Shorten it to 1000 characters.",
        "اسم البائع أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C11 "BR-KSA-F-06-C11" Input
        "The buyer's second street line is too long for the authority", "Shorten it to 127 characters.",
        "تتمة شارع المشتري أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C12 "BR-KSA-F-06-C12" Input
        "The buyer's name is too long for the authority", "Shorten it to 1000 characters.",
        "اسم المشتري أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C13 "BR-KSA-F-06-C13" Input
        "The reason of the note is too long for the authority", "Shorten it to 1000 characters.",
        "سبب الإشعار أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C14 "BR-KSA-F-06-C14" Input
        "The terms of payment is too long for the authority", "Shorten it to 1000 characters.",
        "شروط الدفع أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C15 "BR-KSA-F-06-C15" Input
        "The payment account is too long for the authority", "Shorten it to 127 characters.",
        "حساب الدفع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C16 "BR-KSA-F-06-C16" Input
        "The exemption text is too long for the authority", "Shorten it to 1000 characters.",
        "نص الإعفاء أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C18 "BR-KSA-F-06-C18" Input
        "The unit is too long for the authority", "Shorten it to 127 characters.",
        "الوحدة أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C20 "BR-KSA-F-06-C20" Input
        "The item's standard number is too long for the authority", "Shorten it to 127 characters.",
        "الرقم المعياري للصنف أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C21 "BR-KSA-F-06-C21" Input
        "The unit of the base quantity is too long for the authority", "Shorten it to 127 characters.",
        "وحدة الكمية الأساسية أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C22 "BR-KSA-F-06-C22" Input
        "The number of the original is too long for the authority", "Shorten it to 5000 characters.",
        "رقم المستند الأصلي أطول مما تقبله الهيئة", "اختصره إلى 5000 حرفاً.";
    BrKsaF06C23 "BR-KSA-F-06-C23" Input
        "The buyer's street is too long for the authority", "Shorten it to 1000 characters.",
        "شارع المشتري أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C24 "BR-KSA-F-06-C24" Input
        "The buyer's street is too long for the authority", "Shorten it to 1000 characters.",
        "شارع المشتري أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C26 "BR-KSA-F-06-C26" Input
        "The buyer's city is too long for the authority", "Shorten it to 127 characters.",
        "مدينة المشتري أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C27 "BR-KSA-F-06-C27" Input
        "The buyer's region is too long for the authority", "Shorten it to 127 characters.",
        "منطقة المشتري أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C29 "BR-KSA-F-06-C29" Input
        "The buyer's district is too long for the authority", "Shorten it to 127 characters.",
        "حي المشتري أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C30 "BR-KSA-F-06-C30" Input
        "The buyer's number of the item is too long for the authority", "Shorten it to 127 characters.",
        "رقم الصنف لدى المشتري أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C31 "BR-KSA-F-06-C31" Input
        "The seller's number of the item is too long for the authority", "Shorten it to 127 characters.",
        "رقم الصنف لدى البائع أطول مما تقبله الهيئة", "اختصره إلى 127 حرفاً.";
    BrKsaF06C32 "BR-KSA-F-06-C32" Input
        "The buyer's name is too long for the authority", "Shorten it to 1000 characters.",
        "اسم المشتري أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C33 "BR-KSA-F-06-C33" Input
        "The reason of a charge is too long for the authority", "Shorten it to 1000 characters.",
        "سبب الرسم أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C34 "BR-KSA-F-06-C34" Input
        "The reason of a line's charge is too long for the authority", "Shorten it to 1000 characters.",
        "سبب رسم السطر أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C35 "BR-KSA-F-06-C35" Input
        "The reason of a discount is too long for the authority", "Shorten it to 1000 characters.",
        "سبب الخصم أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C36 "BR-KSA-F-06-C36" Input
        "The reason of a line's discount is too long for the authority", "Shorten it to 1000 characters.",
        "سبب خصم السطر أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C37 "BR-KSA-F-06-C37" Input
        "The name of the buyer's contact is too long for the authority", "Shorten it to 1000 characters.",
        "اسم مسؤول التواصل أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C38 "BR-KSA-F-06-C38" Input
        "The note on the buyer's contact is too long for the authority", "Shorten it to 1000 characters.",
        "ملاحظة مسؤول التواصل أطول مما تقبله الهيئة", "اختصره إلى 1000 حرفاً.";
    BrKsaF06C39 "BR-KSA-F-06-C39" Input
        "The exemption text of the advance is too long for the authority", "Shorten it to 1000 characters.",
        "نص إعفاء الدفعة المقدمة أطول مما تقبله الهيئة", "اختصره إلى 1000 حرف.";
    BrKsaF06C17 "BR-KSA-F-06-C17" Input
        "The line's number is longer than six characters", "Leave it out to have lines counted from 1.",
        "رقم السطر أطول من ست خانات", "اتركه لتُرقّم الأسطر بدءاً من 1.";
    BrKsaF06C19 "BR-KSA-F-06-C19" Input
        "The name of what is sold must have 3 to 1000 characters", "Write it out, or shorten it.",
        "اسم الصنف يجب أن يكون بين 3 و1000 حرف", "اكتبه كاملاً أو اختصره.";
    BrKsaF07 "BR-KSA-F-07" Input
        "A TIN is ten digits, the first a 3", "Compare it with the certificate.",
        "الرقم المميز عشرة أرقام يبدأ بالرقم 3", "قارنه بالشهادة.";
    BrKsaF08 "BR-KSA-F-08" Input
        "A commercial registration number is ten digits", "Compare it with the register.",
        "رقم السجل التجاري عشرة أرقام", "قارنه بالسجل التجاري.";
    BrKsaF09 "BR-KSA-F-09" Input
        "A 700 number is ten digits, the first a 7", "Compare it with the register.",
        "الرقم الموحد 700 عشرة أرقام يبدأ بالرقم 7", "قارنه بالسجل.";
    BrKsaF10 "BR-KSA-F-10" Input
        "A national number is ten digits, the first a 1", "Compare it with the card; residents have an IQA.",
        "رقم الهوية الوطنية عشرة أرقام يبدأ بالرقم 1", "قارنه بالبطاقة؛ وللمقيمين نوع IQA.";
    BrKsaF11 "BR-KSA-F-11" Input
        "A residence (iqama) number is ten digits, the first a 2", "Compare it with the card; citizens have a NAT.",
        "رقم الإقامة عشرة أرقام يبدأ بالرقم 2", "قارنه بالبطاقة؛ وللمواطنين نوع NAT.";
    BrKsaF13 "BR-KSA-F-13" Input
        "The identifier has eight digits in a row that climb, fall or stay, as a made-up one has", "Write the real one.",
        "في المعرّف ثمانية أرقام متتالية متصاعدة أو متنازلة أو متكررة كالمعرّفات الوهمية", "اكتب المعرّف الحقيقي.";
    BrKsaFC01 "BR-KSA-F-C-01" Input
        "The name of what is sold is only digits", "Write what it is; the number belongs under seller_item_id.",
        "اسم الصنف أرقام فقط", "اكتب اسم الصنف وضع الرقم في seller_item_id.";
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
