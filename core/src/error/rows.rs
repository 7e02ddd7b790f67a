// The rows of the catalogue: name, code, kind; what happened and the way out in English, then in Arabic. `catalogue.rs` makes the codes of
// them, and `build.rs` packs their texts.

catalogue! {
    LanguageUnknown "KHATM-LANGUAGE" Input
        "This language is not known", "Ask for \"en\" or \"ar\".",
        "هذه اللغة غير معروفة", "استخدم \"en\" أو \"ar\".";
    ArgumentNull "KHATM-NULL" Input
        "A value is null that is needed", "Give it one; the path says which.",
        "قيمة مطلوبة وهي null", "أعطِها قيمة؛ المسار يبيّن أيها.";

    // Reading XML.
    XmlEmpty "KHATM-XML-EMPTY" Input
        "The file holds no XML element", "Hand in the whole invoice file.",
        "لا يحتوي الملف على أي عنصر XML", "أرسل ملف الفاتورة كاملاً.";
    XmlTruncated "KHATM-XML-TRUNCATED" Input
        "The file ends before its last element is closed", "The file was cut off: take it again from where it was made.",
        "ينتهي الملف قبل إغلاق آخر عنصر", "الملف مقطوع: احصل عليه من مصدره مرة أخرى.";
    XmlMarkup "KHATM-XML-MARKUP" Input
        "This is not well-formed XML", "Hand in the XML itself, not JSON or base64, and write it with an XML library instead of joining text; a draft (JSON) is for check.",
        "صياغة XML غير سليمة هنا", "استخدم ملف XML نفسه لا JSON ولا base64، وأنشئه بمكتبة XML بدلاً من دمج النصوص؛ أما المسودة (JSON) فلها check.";
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

    QrPaper "KHATM-QR-PAPER" Input
        "There is no receipt paper of this width", "Say 58 or 80 (mm): heads of 384 or 576 dots.",
        "لا يوجد ورق إيصالات بهذا العرض", "اختر 58 أو 80 (مم): رؤوس طباعة من 384 أو 576 نقطة.";

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
    JsonSize "KHATM-JSON-SIZE" Input
        "The draft is larger than is read", "Split the document: the authority takes 10 MB, and a draft of 32 MiB would make more.",
        "حجم المسودة أكبر من الحد المقروء", "قسّم المستند: تقبل الهيئة 10 ميغابايت، ومسودة بحجم 32 ميبيبايت تتجاوزها.";

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
        "The document has no line", "Give at least one cac:InvoiceLine with name, quantity and price, e.g. Printer paper A4, 3 pieces at 20.00; in a draft lines.",
        "المستند بلا أي بند", "أضف cac:InvoiceLine واحداً على الأقل بالاسم والكمية والسعر، مثل: ورق طباعة A4، 3 قطع بسعر 20.00؛ وفي المسودة lines.";
    Br22 "BR-22" Input
        "The quantity of a line (BT-129) is zero or missing", "Leave the line out, or give what was sold: <cbc:InvoicedQuantity unitCode=\"PCE\">3</cbc:InvoicedQuantity>; a line that takes off an advance has 0.00, as the bare 0 is refused.",
        "كمية البند (BT-129) صفر أو مفقودة", "احذف البند أو اذكر الكمية المباعة: ‎<cbc:InvoicedQuantity unitCode=\"PCE\">3</cbc:InvoicedQuantity>‎؛ وفي بند خصم الدفعة المقدمة تُكتب 0.00 لأن الرقم 0 وحده مرفوض.";
    BrCl04 "BR-CL-04" Input
        "The authority does not know the currency of the document (BT-5); usually it is in small letters, the abbreviation SR, or newer than the list", "Write three capital letters of ISO 4217 in cbc:DocumentCurrencyCode, e.g. SAR or USD; newer codes such as SLE and XCG are not on its list.",
        "عملة المستند (BT-5) غير معروفة لدى الهيئة؛ وغالباً كُتبت بحروف صغيرة أو بالاختصار SR أو هي أحدث من القائمة", "اكتب رمز ISO 4217 بثلاثة أحرف كبيرة في cbc:DocumentCurrencyCode مثل SAR أو USD؛ والرموز الحديثة مثل SLE وXCG ليست في قائمتها.";
    BrCl14 "BR-CL-14" Input
        "The authority does not know this country (BT-40, BT-55); usually its name, three letters or small letters were written", "Write the two capital letters of ISO 3166-1 in cac:Country/cbc:IdentificationCode: SA for Saudi Arabia, AE for the Emirates, not KSA or UAE.",
        "رمز الدولة (BT-40، ‏BT-55) غير معروف لدى الهيئة؛ وغالباً كُتب اسمها أو ثلاثة أحرف أو حروف صغيرة", "اكتب رمز ISO 3166-1 من حرفين كبيرين في cac:Country/cbc:IdentificationCode: مثل SA للسعودية وAE للإمارات، لا KSA ولا UAE.";
    BrCo10 "BR-CO-10" Input
        "The sum of the lines (BT-106) is not what their net amounts (BT-131) add up to; usually it was added up before the lines were rounded", "Set cbc:LineExtensionAmount of cac:LegalMonetaryTotal to the sum of the lines as written: 100.05 + 33.30 = 133.35; in a draft correct booked.lines, or have it computed with mode exact.",
        "مجموع البنود (BT-106) لا يساوي حاصل جمع صافي البنود (BT-131)؛ وغالباً جُمعت المبالغ قبل تقريب البنود", "اجعل cbc:LineExtensionAmount في cac:LegalMonetaryTotal حاصل جمع البنود كما كُتبت: ‎100.05 + 33.30 = 133.35‎؛ وفي المسودة صحّح booked.lines أو دعه يُحسب بالنمط mode exact.";
    BrCo11 "BR-CO-11" Input
        "The sum of the discounts (BT-107) is not what the discounts on the document (BT-92) add up to; usually line discounts were counted in, or one of the two is missing", "Set cbc:AllowanceTotalAmount to the sum of the document's discounts only, 15.00 + 5.00 = 20.00, and leave it out if there are none; in a draft correct booked.discounts, or have it computed with mode exact.",
        "مجموع الخصم (BT-107) لا يساوي حاصل جمع الخصومات على مستوى المستند (BT-92)؛ وغالباً أُدخل فيه خصم البنود أو فُقد أحدهما", "اجعل cbc:AllowanceTotalAmount حاصل جمع خصومات المستند وحدها ‎15.00 + 5.00 = 20.00‎، واحذفه إن لم توجد؛ وفي المسودة صحّح booked.discounts أو دعه يُحسب بالنمط mode exact.";
    BrCo12 "BR-CO-12" Input
        "The sum of the charges (BT-108) is not what the charges on the document (BT-99) add up to; usually line charges were counted in, or one of the two is missing or empty", "Set cbc:ChargeTotalAmount to the sum of the document's charges only, 8.00 + 2.00 = 10.00, and leave it out if there are none; in a draft correct booked.charges, or have it computed with mode exact.",
        "مجموع الرسوم الإضافية (BT-108) لا يساوي حاصل جمع الرسوم على مستوى المستند (BT-99)؛ وغالباً أُدخلت فيه رسوم البنود أو فُقد أحدهما أو تُرك فارغاً", "اجعل cbc:ChargeTotalAmount حاصل جمع رسوم المستند وحدها ‎8.00 + 2.00 = 10.00‎، واحذفه إن لم توجد؛ وفي المسودة صحّح booked.charges أو دعه يُحسب بالنمط mode exact.";
    BrCo13 "BR-CO-13" Input
        "The total without VAT (BT-109) is not the lines less discounts plus charges of the document; usually a discount on the document was not taken off", "Set cbc:TaxExclusiveAmount of cac:LegalMonetaryTotal: 200.00 − 20.00 + 10.00 = 190.00, and without discounts and charges the same as cbc:LineExtensionAmount; in a draft correct booked.net, or have it computed with mode exact.",
        "الإجمالي بدون الضريبة (BT-109) لا يساوي مجموع البنود ناقص الخصم زائد الرسوم الإضافية على المستند؛ وغالباً لم يُطرح خصم المستند", "اجعل cbc:TaxExclusiveAmount في cac:LegalMonetaryTotal: ‎200.00 − 20.00 + 10.00 = 190.00‎، ومساوياً cbc:LineExtensionAmount إن لم يوجد خصم ولا رسوم؛ وفي المسودة صحّح booked.net أو دعه يُحسب بالنمط mode exact.";
    BrCo14 "BR-CO-14" Input
        "The VAT of the document (BT-110) is not the sum of the VAT breakdown (BT-117); usually it was added up from the lines", "Set cbc:TaxAmount of the cac:TaxTotal with the breakdown to the sum of its cac:TaxSubtotal: 28.50 + 2.50 = 31.00; in a draft correct booked.vat, or have it computed with mode exact.",
        "ضريبة المستند (BT-110) لا تساوي مجموع تفصيل الضريبة (BT-117)؛ وغالباً جُمعت من ضرائب البنود", "اجعل cbc:TaxAmount في cac:TaxTotal الذي فيه التفصيل حاصل جمع عناصر cac:TaxSubtotal فيه: ‎28.50 + 2.50 = 31.00‎؛ وفي المسودة صحّح booked.vat أو دعه يُحسب بالنمط mode exact.";
    BrCo15 "BR-CO-15" Input
        "The total with VAT (BT-112) is not the total without VAT plus the VAT of the breakdown, or no VAT is stated in the document's currency; usually the lines' totals were added up", "Set cbc:TaxInclusiveAmount of cac:LegalMonetaryTotal: 190.00 + 28.50 = 218.50, and give cac:TaxTotal/cbc:TaxAmount the document's currencyID; in a draft correct booked.total, or have it computed with mode exact.",
        "الإجمالي مع الضريبة (BT-112) لا يساوي الإجمالي بدونها زائد ضريبة التفصيل، أو لا توجد ضريبة بعملة المستند؛ وغالباً جُمعت إجماليات البنود", "اجعل cbc:TaxInclusiveAmount في cac:LegalMonetaryTotal: ‎190.00 + 28.50 = 218.50‎ واكتب عملة المستند في currencyID داخل cac:TaxTotal/cbc:TaxAmount؛ وفي المسودة صحّح booked.total أو دعه يُحسب بالنمط mode exact.";
    BrCo16 "BR-CO-16" Input
        "The amount that is due (BT-115) is not the total with VAT less advances plus rounding; usually an advance was taken off in one place only", "Set cbc:PayableAmount of cac:LegalMonetaryTotal: 218.50 − 100.00 = 118.50, or with cbc:PayableRoundingAmount -0.01: 1000.01 − 0.01 = 1000.00; in a draft correct booked.payable, or have it computed with mode exact.",
        "المبلغ المستحق (BT-115) لا يساوي الإجمالي مع الضريبة ناقص الدفعات المقدمة زائد التقريب؛ وغالباً خُصمت الدفعة في موضع واحد فقط", "اجعل cbc:PayableAmount في cac:LegalMonetaryTotal: ‎218.50 − 100.00 = 118.50‎، ومع cbc:PayableRoundingAmount بقيمة ‎-0.01‎: ‎1000.01 − 0.01 = 1000.00‎؛ وفي المسودة صحّح booked.payable أو دعه يُحسب بالنمط mode exact.";
    BrCo17 "BR-CO-17" Input
        "The tax of a VAT category (BT-117) is not what is taxed (BT-116) times the rate, give or take a halala per line; usually a rate is missing or the VAT is of other lines", "Set cbc:TaxAmount of the cac:TaxSubtotal: 190.00 × 15 % = 28.50, and write cbc:Percent for O too, as 0; in a draft correct booked.vat_breakdown, or have it computed with mode exact.",
        "ضريبة الفئة (BT-117) لا تساوي المبلغ الخاضع (BT-116) مضروباً في النسبة بفارق هللة لكل بند؛ وغالباً النسبة مفقودة أو الضريبة لبنود أخرى", "اجعل cbc:TaxAmount في cac:TaxSubtotal: ‎190.00 × 15% = 28.50‎، واكتب cbc:Percent للفئة O أيضاً بالقيمة 0؛ وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب بالنمط mode exact.";
    BrCustomValidation01 "BR-CUSTOM-VALIDATION-01" Input
        "Seller and buyer have the same VAT number (BT-31, BT-48); usually the seller's was filled in for a buyer who has none", "Give the buyer's own in PartyTaxScheme/cbc:CompanyID, e.g. 301234567800003, or leave the buyer's cac:PartyTaxScheme out; in a draft buyer.vat_number.",
        "البائع والمشتري لهما الرقم الضريبي نفسه (BT-31، ‏BT-48)؛ وغالباً كُتب رقم البائع لمشترٍ غير مسجل", "اكتب الرقم الضريبي للمشتري في PartyTaxScheme/cbc:CompanyID مثل 301234567800003 أو احذف cac:PartyTaxScheme للمشتري؛ وفي المسودة buyer.vat_number.";
    BrZ05 "BR-Z-05" Input
        "A zero-rated line (category Z) has a VAT rate (BT-152) other than 0, or none; usually 15 stayed as the default", "Write <cbc:Percent>0</cbc:Percent> in its cac:ClassifiedTaxCategory (in a draft leave vat_rate out), or set the category to S with 15.",
        "بند خاضع لنسبة الصفر (الفئة Z) نسبة ضريبته (BT-152) غير 0 أو مفقودة؛ وغالباً بقيت 15 افتراضياً", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:ClassifiedTaxCategory (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrZ06 "BR-Z-06" Input
        "A zero-rated discount on the document (category Z) has a VAT rate (BT-96) other than 0, or none", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "خصم على المستند خاضع لنسبة الصفر (الفئة Z) نسبة ضريبته (BT-96) غير 0 أو مفقودة", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrZ07 "BR-Z-07" Input
        "A zero-rated charge on the document (category Z) has a VAT rate (BT-103) other than 0, or none", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "رسوم إضافية على المستند خاضعة لنسبة الصفر (الفئة Z) نسبة ضريبتها (BT-103) غير 0 أو مفقودة", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrE05 "BR-E-05" Input
        "An exempt line (category E) has a VAT rate (BT-152) other than 0, or none; usually 15 stayed as the default", "Write <cbc:Percent>0</cbc:Percent> in its cac:ClassifiedTaxCategory (in a draft leave vat_rate out), or set the category to S with 15.",
        "بند معفى (الفئة E) نسبة ضريبته (BT-152) غير 0 أو مفقودة؛ وغالباً بقيت 15 افتراضياً", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:ClassifiedTaxCategory (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrE06 "BR-E-06" Input
        "An exempt discount on the document (category E) has a VAT rate (BT-96) other than 0, or none", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "خصم على المستند معفى (الفئة E) نسبة ضريبته (BT-96) غير 0 أو مفقودة", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrE07 "BR-E-07" Input
        "An exempt charge on the document (category E) has a VAT rate (BT-103) other than 0, or none", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "رسوم إضافية على المستند معفاة (الفئة E) نسبة ضريبتها (BT-103) غير 0 أو مفقودة", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrS08 "BR-S-08" Input
        "What is taxed at the standard rate (BT-116, category S) is not the sum of its lines less discounts plus charges; usually a discount on the document was not taken off, or nothing is of category S", "Set cbc:TaxableAmount of the cac:TaxSubtotal: lines 200.00 − discount 10.00 = 190.00; with 15 % and 5 % the two entries count together. In a draft correct booked.vat_breakdown, or have it computed.",
        "المبلغ الخاضع للنسبة الأساسية (BT-116، الفئة S) لا يساوي مجموع بنودها ناقص الخصم زائد الرسوم الإضافية؛ وغالباً لم يُطرح خصم المستند أو لا يوجد بند بالفئة S", "اجعل cbc:TaxableAmount في cac:TaxSubtotal: البنود 200.00 ناقص الخصم 10.00 يساوي 190.00؛ ومع النسبتين 15 و5 بالمئة يُحسب المجموع معاً. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrS09 "BR-S-09" Input
        "The VAT at the standard rate (BT-117, category S) is not what the rate gives, give or take a halala per line, or the rate is missing", "Set cbc:TaxAmount of the cac:TaxSubtotal: 190.00 × 15 % = 28.50, from the sum and not line by line. In a draft correct booked.vat_breakdown, or have it computed.",
        "الضريبة بالنسبة الأساسية (BT-117، الفئة S) لا تطابق النسبة بفارق هللة لكل بند، أو أن النسبة مفقودة", "اجعل cbc:TaxAmount في cac:TaxSubtotal: ‎190.00 × 15% = 28.50‎ من المجموع لا بنداً بنداً. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrZ08 "BR-Z-08" Input
        "What is zero-rated (BT-116, category Z) is not the sum of its lines less discounts plus charges; usually Z was split by reason, or nothing is of category Z", "Write one cac:TaxSubtotal for Z with all of it in cbc:TaxableAmount: 300.00 + 200.00 = 500.00, whatever the reasons. In a draft correct booked.vat_breakdown, or have it computed.",
        "المبلغ الخاضع لنسبة الصفر (BT-116، الفئة Z) لا يساوي مجموع بنودها ناقص الخصم زائد الرسوم الإضافية؛ وغالباً قُسمت الفئة Z حسب السبب أو لا يوجد بند بها", "اكتب cac:TaxSubtotal واحداً للفئة Z فيه كامل المبلغ في cbc:TaxableAmount: ‎300.00 + 200.00 = 500.00‎ أياً كانت الأسباب. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrZ09 "BR-Z-09" Input
        "The VAT of zero-rated supplies (BT-117, category Z) is not 0", "Write <cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount> in the cac:TaxSubtotal of Z; supplies that bear VAT are of category S. In a draft correct booked.vat_breakdown, or have it computed.",
        "ضريبة التوريدات الخاضعة لنسبة الصفر (BT-117، الفئة Z) ليست 0", "اكتب ‎<cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>‎ في cac:TaxSubtotal للفئة Z؛ والتوريدات التي عليها ضريبة فئتها S. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrE08 "BR-E-08" Input
        "What is exempt (BT-116, category E) is not the sum of its lines less discounts plus charges; usually E was split by reason, or nothing is of category E", "Write one cac:TaxSubtotal for E with all of it in cbc:TaxableAmount: 120.00 + 180.00 = 300.00, whatever the reasons. In a draft correct booked.vat_breakdown, or have it computed.",
        "المبلغ المعفى (BT-116، الفئة E) لا يساوي مجموع بنودها ناقص الخصم زائد الرسوم الإضافية؛ وغالباً قُسمت الفئة E حسب السبب أو لا يوجد بند بها", "اكتب cac:TaxSubtotal واحداً للفئة E فيه كامل المبلغ في cbc:TaxableAmount: ‎120.00 + 180.00 = 300.00‎ أياً كانت الأسباب. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrE09 "BR-E-09" Input
        "The VAT of exempt supplies (BT-117, category E) is not 0", "Write <cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount> in the cac:TaxSubtotal of E; supplies that bear VAT are of category S. In a draft correct booked.vat_breakdown, or have it computed.",
        "ضريبة التوريدات المعفاة (BT-117، الفئة E) ليست 0", "اكتب ‎<cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>‎ في cac:TaxSubtotal للفئة E؛ والتوريدات التي عليها ضريبة فئتها S. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrO08 "BR-O-08" Input
        "What is out of scope (BT-116, category O) is not the sum of its lines less discounts plus charges; usually O was split by reason, or nothing is of category O", "Write one cac:TaxSubtotal for O with all of it in cbc:TaxableAmount: 50.00 + 30.00 = 80.00, whatever the reasons. In a draft correct booked.vat_breakdown, or have it computed.",
        "المبلغ الخارج عن نطاق الضريبة (BT-116، الفئة O) لا يساوي مجموع بنودها ناقص الخصم زائد الرسوم الإضافية؛ وغالباً قُسمت الفئة O حسب السبب أو لا يوجد بند بها", "اكتب cac:TaxSubtotal واحداً للفئة O فيه كامل المبلغ في cbc:TaxableAmount: ‎50.00 + 30.00 = 80.00‎ أياً كانت الأسباب. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrO09 "BR-O-09" Input
        "The VAT of out-of-scope supplies (BT-117, category O) is not 0", "Write <cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount> in the cac:TaxSubtotal of O; supplies that bear VAT are of category S. In a draft correct booked.vat_breakdown, or have it computed.",
        "ضريبة التوريدات الخارجة عن النطاق (BT-117، الفئة O) ليست 0", "اكتب ‎<cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>‎ في cac:TaxSubtotal للفئة O؛ والتوريدات التي عليها ضريبة فئتها S. وفي المسودة صحّح booked.vat_breakdown أو دعه يُحسب.";
    BrS10 "BR-S-10" Input
        "A supply at the standard rate (category S) has a reason why no VAT is due (BT-120, BT-121); an empty element counts too", "Remove cbc:TaxExemptionReasonCode and cbc:TaxExemptionReason (in a draft the exemption), or set the category to the one the code is for, e.g. Z for VATEX-SA-32.",
        "توريد بالنسبة الأساسية (الفئة S) وله سبب إعفاء (BT-120، ‏BT-121)؛ والعنصر الفارغ يُحسب أيضاً", "احذف cbc:TaxExemptionReasonCode و cbc:TaxExemptionReason (وفي المسودة حقول الإعفاء) أو اجعل الفئة ما يناسب الرمز، مثل Z للرمز VATEX-SA-32.";
    BrKsa03 "BR-KSA-03" Input
        "The document has no UUID (KSA-1), or one that does not begin as one; often it stands in braces", "Write <cbc:UUID>8d487816-70b8-4ade-a618-9d620b73814a</cbc:UUID>, a new one for each document; in a draft leave uuid out to get one.",
        "المستند دون UUID ‏(KSA-1) أو أن بدايته غير صحيحة؛ وغالباً كُتب بين أقواس", "اكتب ‎<cbc:UUID>8d487816-70b8-4ade-a618-9d620b73814a</cbc:UUID>‎ جديداً لكل مستند؛ وفي المسودة اترك uuid ليُنشأ تلقائياً.";
    BrKsa04 "BR-KSA-04" Input
        "A date of issue (BT-2, or of a document referred to) is after today in Riyadh; usually a clock is wrong, or a due date was written", "Look at the clock of the machine and its time zone: an invoice is dated when it is issued, <cbc:IssueDate>2026-03-14</cbc:IssueDate> on 14 March 2026.",
        "تاريخ الإصدار (BT-2 أو تاريخ مستند مشار إليه) بعد تاريخ اليوم في الرياض؛ وغالباً ساعة الجهاز خاطئة أو كُتب تاريخ الاستحقاق", "تحقق من ساعة الجهاز ومنطقته الزمنية: تؤرخ الفاتورة يوم إصدارها، مثل ‎<cbc:IssueDate>2026-03-14</cbc:IssueDate>‎ في 14 مارس 2026.";
    BrKsa07 "BR-KSA-07" Input
        "A self-billed document cannot be an export (KSA-2)", "Clear one of the two flags: 5th (export) or 7th (self-billed) character of cbc:InvoiceTypeCode/@name, 0100100 or 0100001; in a draft flags.",
        "الفاتورة بفوترة ذاتية لا تكون تصديراً (KSA-2)", "ألغِ أحد المؤشرين: الخانة 5 (تصدير) أو 7 (فوترة ذاتية) في السمة name من cbc:InvoiceTypeCode، أي 0100100 أو 0100001؛ وفي المسودة flags.";
    BrKsa08 "BR-KSA-08" Input
        "The seller has no other identifier (BT-29) of a kind the authority takes; usually its schemeID is missing", "Write one, <cac:PartyIdentification><cbc:ID schemeID=\"CRN\">1010482736</cbc:ID></cac:PartyIdentification>: CRN (commercial registration), MOM, MLS, 700, SAG or OTH; in a draft seller.id with scheme and value.",
        "لا يوجد معرّف إضافي للبائع (BT-29) من الأنواع المقبولة؛ وغالباً السمة schemeID مفقودة", "اكتب معرّفاً واحداً ‎<cac:PartyIdentification><cbc:ID schemeID=\"CRN\">1010482736</cbc:ID></cac:PartyIdentification>‎ بنوع CRN (السجل التجاري) أو MOM أو MLS أو 700 أو SAG أو OTH؛ وفي المسودة seller.id بالنوع والقيمة.";
    BrKsa09 "BR-KSA-09" Input
        "A part of the seller's address is missing: street (BT-35), building number (KSA-17), city (BT-37), postal code (BT-38), district (KSA-3) or country (BT-40)", "Write all six in cac:PostalAddress, as in the national address: King Fahd Road, 2322, Riyadh, 12214, Al Olaya, SA; in a draft street, building_number, city, postal_code and district.",
        "جزء من عنوان البائع مفقود: الشارع (BT-35) أو رقم المبنى (KSA-17) أو المدينة (BT-37) أو الرمز البريدي (BT-38) أو الحي (KSA-3) أو الدولة (BT-40)", "اكتب الستة في cac:PostalAddress كما في العنوان الوطني: طريق الملك فهد، 2322، الرياض، 12214، العليا، SA؛ وفي المسودة street وbuilding_number وcity وpostal_code وdistrict.";
    BrKsa10 "BR-KSA-10" Input
        "A part of the buyer's address is missing on a standard document: street (BT-50), city (BT-52) or country (BT-55); it is asked of buyers abroad too", "Write the three in the buyer's cac:PostalAddress, e.g. Sheikh Zayed Road, Dubai, AE; in a draft street, city and country of buyer.",
        "جزء من عنوان المشتري مفقود في الفاتورة الضريبية: الشارع (BT-50) أو المدينة (BT-52) أو الدولة (BT-55)؛ وهي مطلوبة للمشتري خارج المملكة أيضاً", "اكتب الثلاثة في cac:PostalAddress للمشتري، مثل: شارع الشيخ زايد، دبي، AE؛ وفي المسودة street وcity وcountry ضمن buyer.";
    BrKsa11 "BR-KSA-11" Input
        "An out-of-scope line (category O) has a VAT rate (BT-152) other than 0", "Write <cbc:Percent>0</cbc:Percent> in its cac:ClassifiedTaxCategory (in a draft leave vat_rate out), or set the category to S with 15.",
        "بند خارج نطاق الضريبة (الفئة O) له نسبة ضريبة (BT-152) غير 0", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:ClassifiedTaxCategory (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrKsa12 "BR-KSA-12" Input
        "An out-of-scope discount on the document (category O) has a VAT rate (BT-96) other than 0", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "خصم على المستند خارج نطاق الضريبة (الفئة O) له نسبة ضريبة (BT-96) غير 0", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrKsa13 "BR-KSA-13" Input
        "An out-of-scope charge on the document (category O) has a VAT rate (BT-103) other than 0", "Write <cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge (in a draft leave vat_rate out), or set the category to S with 15.",
        "رسوم إضافية على المستند خارج نطاق الضريبة (الفئة O) لها نسبة ضريبة (BT-103) غير 0", "اكتب ‎<cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge (وفي المسودة احذف vat_rate) أو اجعل الفئة S بنسبة 15.";
    BrKsa14 "BR-KSA-14" Input
        "The buyer's identifier (BT-46) is of a kind the authority does not take, or says no kind; VAT is no kind, the VAT number has a place of its own", "Take CRN, 700, TIN, NAT, IQA, GCC, PAS, MOM, MLS, SAG or OTH: <cac:PartyIdentification><cbc:ID schemeID=\"CRN\">4030518264</cbc:ID></cac:PartyIdentification>; in a draft buyer.id.scheme.",
        "نوع معرّف المشتري (BT-46) غير مقبول لدى الهيئة أو غير مذكور؛ وVAT ليس نوعاً فللرقم الضريبي موضعه", "استخدم CRN أو 700 أو TIN أو NAT أو IQA أو GCC أو PAS أو MOM أو MLS أو SAG أو OTH: ‎<cac:PartyIdentification><cbc:ID schemeID=\"CRN\">4030518264</cbc:ID></cac:PartyIdentification>‎؛ وفي المسودة buyer.id.scheme.";
    BrKsa16 "BR-KSA-16" Input
        "The means of payment (BT-81) is not on the authority's list of UNTDID 4461; usually a word or the ERP's own code was written", "Write in cbc:PaymentMeansCode 10 for cash, 30 transfer, 42 bank account, 48 card, 1 not defined; 69 is missing from this list.",
        "وسيلة الدفع (BT-81) ليست في قائمة الهيئة من UNTDID 4461؛ وغالباً كُتبت كلمة أو رمز من نظامك", "اكتب في cbc:PaymentMeansCode الرمز 10 للنقد أو 30 للتحويل أو 42 للحساب البنكي أو 48 للبطاقة أو 1 لغير المحددة؛ والرمز 69 ليس في هذه القائمة.";
    BrKsa17 "BR-KSA-17" Input
        "A credit or debit note does not say why it is issued (KSA-10), or one of its means of payment lacks the reason", "Write in every cac:PaymentMeans, e.g. <cbc:InstructionNote>Return of goods</cbc:InstructionNote>; in a draft reason: cancellation, change of the supply, agreed change of value, return, or change of the parties' data.",
        "الإشعار الدائن أو المدين لا يذكر سبب إصداره (KSA-10)، أو أن إحدى وسائل الدفع فيه دون السبب", "اكتب في كل cac:PaymentMeans السبب في cbc:InstructionNote مثل «ترجيع السلع»؛ وفي المسودة reason: إلغاء أو تغيير التوريد أو تعديل القيمة المتفق عليه أو ترجيع أو تعديل بيانات الطرفين.";
    BrKsa19 "BR-KSA-19" Input
        "A charge on the document has no reason code (BT-105)", "Write a code of UNTDID 7161, <cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>: FC freight, DL delivery, PC packing; in a draft reason_code.",
        "رسوم إضافية على المستند دون رمز السبب (BT-105)", "اكتب رمزاً من UNTDID 7161: ‎<cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>‎، ‏FC شحن وDL توصيل وPC تغليف؛ وفي المسودة reason_code.";
    BrKsa20 "BR-KSA-20" Input
        "A charge on a line has no reason code (BT-145)", "Write a code of UNTDID 7161, <cbc:AllowanceChargeReasonCode>PC</cbc:AllowanceChargeReasonCode>: FC freight, DL delivery, PC packing; in a draft reason_code.",
        "رسوم إضافية على بند الفاتورة دون رمز السبب (BT-145)", "اكتب رمزاً من UNTDID 7161: ‎<cbc:AllowanceChargeReasonCode>PC</cbc:AllowanceChargeReasonCode>‎، ‏FC شحن وDL توصيل وPC تغليف؛ وفي المسودة reason_code.";
    BrKsa21 "BR-KSA-21" Input
        "A charge on the document has no reason in words (BT-104); the code alone is not enough", "Write <cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason> after the code; in a draft reason.",
        "رسوم إضافية على المستند دون سبب مكتوب (BT-104)؛ والرمز وحده لا يكفي", "اكتب بعد الرمز نص السبب مثل «شحن» في cbc:AllowanceChargeReason؛ وفي المسودة reason.";
    BrKsa22 "BR-KSA-22" Input
        "A charge on a line has no reason in words (BT-144); the code alone is not enough", "Write <cbc:AllowanceChargeReason>Packing</cbc:AllowanceChargeReason> after the code; in a draft reason.",
        "رسوم إضافية على بند الفاتورة دون سبب مكتوب (BT-144)؛ والرمز وحده لا يكفي", "اكتب بعد الرمز نص السبب مثل «تغليف» في cbc:AllowanceChargeReason؛ وفي المسودة reason.";
    BrKsa23 "BR-KSA-23" Input
        "An exempt supply (category E) has no exemption code (BT-121) in the VAT breakdown", "Write <cbc:TaxExemptionReasonCode>VATEX-SA-30</cbc:TaxExemptionReasonCode> in its cac:TaxCategory: VATEX-SA-29 financial services, VATEX-SA-29-7 life insurance, VATEX-SA-30 real estate; in a draft exemption_code.",
        "توريد معفى (الفئة E) دون رمز إعفاء (BT-121) في تفصيل الضريبة", "اكتب ‎<cbc:TaxExemptionReasonCode>VATEX-SA-30</cbc:TaxExemptionReasonCode>‎ في cac:TaxCategory: الرمز VATEX-SA-29 للخدمات المالية وVATEX-SA-29-7 للتأمين على الحياة وVATEX-SA-30 للعقارات؛ وفي المسودة exemption_code.";
    BrKsa24 "BR-KSA-24" Input
        "An out-of-scope supply (category O) has no reason code (BT-121) in the VAT breakdown", "Write <cbc:TaxExemptionReasonCode>VATEX-SA-OOS</cbc:TaxExemptionReasonCode> in its cac:TaxCategory, with the reason in your own words; in a draft exemption_code and exemption_reason.",
        "توريد خارج نطاق الضريبة (الفئة O) دون رمز سبب (BT-121) في تفصيل الضريبة", "اكتب ‎<cbc:TaxExemptionReasonCode>VATEX-SA-OOS</cbc:TaxExemptionReasonCode>‎ في cac:TaxCategory مع السبب بعبارتك؛ وفي المسودة exemption_code وexemption_reason.";
    BrKsa25 "BR-KSA-25" Input
        "Private education and healthcare of citizens needs the buyer's name (BT-44) on a simplified document too", "Write the citizen's name in the buyer's cac:PartyLegalEntity, e.g. <cbc:RegistrationName>Sara Al Harbi</cbc:RegistrationName>; in a draft buyer.name.",
        "التعليم والصحة الخاصة للمواطنين تتطلب اسم المشتري (BT-44) في الفاتورة المبسطة أيضاً", "اكتب اسم المواطن في cac:PartyLegalEntity للمشتري، مثل «سارة الحربي» في cbc:RegistrationName؛ وفي المسودة buyer.name.";
    BrKsa31 "BR-KSA-31" Input
        "A simplified document cannot be self-billed (KSA-2), and its flags are 0 or 1", "Write 0 as 7th character of cbc:InvoiceTypeCode/@name, e.g. 0200000, or make the document standard: 0100001; in a draft flags.self_billed.",
        "الفاتورة الضريبية المبسطة لا تكون بفوترة ذاتية (KSA-2)، ومؤشراتها 0 أو 1", "اجعل الخانة 7 في السمة name من cbc:InvoiceTypeCode صفراً، مثل 0200000، أو اجعل المستند فاتورة ضريبية: 0100001؛ وفي المسودة flags.self_billed.";
    BrKsa34 "BR-KSA-34" Input
        "The document's counter (ICV, KSA-16) is not made of digits alone, or has more than 20; usually a prefix or an invoice number was written", "Write the running number of the device, digits alone: <cbc:UUID>1042</cbc:UUID> in the reference ICV; in a draft counter.",
        "عداد المستند (ICV، ‏KSA-16) ليس أرقاماً فقط أو أطول من 20 خانة؛ وغالباً كُتبت بادئة أو رقم فاتورة", "اكتب الرقم التسلسلي للجهاز أرقاماً فقط: ‎<cbc:UUID>1042</cbc:UUID>‎ في مرجع ICV؛ وفي المسودة counter.";
    BrKsa35 "BR-KSA-35" Input
        "There is a last day of supply (KSA-24) but no first (KSA-5)", "Write both in cac:Delivery: <cbc:ActualDeliveryDate>2026-03-01</cbc:ActualDeliveryDate><cbc:LatestDeliveryDate>2026-03-31</cbc:LatestDeliveryDate>; in a draft supply_date.",
        "يوجد تاريخ نهاية للتوريد (KSA-24) دون تاريخ بداية (KSA-5)", "اكتبهما معاً في cac:Delivery: ‎<cbc:ActualDeliveryDate>2026-03-01</cbc:ActualDeliveryDate><cbc:LatestDeliveryDate>2026-03-31</cbc:LatestDeliveryDate>‎؛ وفي المسودة supply_date.";
    BrKsa36 "BR-KSA-36" Input
        "The supply ends (KSA-24) before it begins (KSA-5)", "Exchange the two dates: cbc:ActualDeliveryDate 2026-03-01, cbc:LatestDeliveryDate 2026-03-31; in a draft supply_date and supply_end_date.",
        "نهاية التوريد (KSA-24) قبل بدايته (KSA-5)", "بدّل التاريخين: cbc:ActualDeliveryDate بالقيمة 2026-03-01 و cbc:LatestDeliveryDate بالقيمة 2026-03-31؛ وفي المسودة supply_date وsupply_end_date.";
    BrKsa37 "BR-KSA-37" Input
        "The seller's building number (KSA-17) is not four digits; usually leading zeros were lost, or a house name was written", "Write it as in the national address, <cbc:BuildingNumber>0322</cbc:BuildingNumber>; in a draft as text, seller.building_number.",
        "رقم مبنى البائع (KSA-17) ليس أربعة أرقام؛ وغالباً ضاعت الأصفار البادئة أو كُتب اسم المبنى", "اكتبه كما في العنوان الوطني: ‎<cbc:BuildingNumber>0322</cbc:BuildingNumber>‎؛ وفي المسودة نصاً في seller.building_number.";
    BrKsa39 "BR-KSA-39" Input
        "The seller has no VAT number (BT-31), or its cac:TaxScheme is not VAT", "Write <cac:PartyTaxScheme><cbc:CompanyID>310123456700003</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>; in a draft seller.vat_number.",
        "لا يوجد رقم ضريبي للبائع (BT-31)، أو أن cac:TaxScheme فيه ليس VAT", "اكتب ‎<cac:PartyTaxScheme><cbc:CompanyID>310123456700003</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>‎؛ وفي المسودة seller.vat_number.";
    BrKsa40 "BR-KSA-40" Input
        "The seller's VAT number (BT-31) is not fifteen digits with a 3 at both ends; usually it has blanks, or is another number such as the TIN", "Compare it with the VAT certificate and write digits alone, e.g. <cbc:CompanyID>310123456700003</cbc:CompanyID>; in a draft seller.vat_number.",
        "الرقم الضريبي للبائع (BT-31) ليس 15 رقماً يبدأ وينتهي بالرقم 3؛ وغالباً فيه مسافات أو هو رقم آخر كالرقم المميز TIN", "قارنه بشهادة التسجيل في ضريبة القيمة المضافة واكتب أرقاماً فقط، مثل ‎<cbc:CompanyID>310123456700003</cbc:CompanyID>‎؛ وفي المسودة seller.vat_number.";
    BrKsa42 "BR-KSA-42" Input
        "A standard document has no buyer name (BT-44)", "Write it in the buyer's cac:PartyLegalEntity, e.g. <cbc:RegistrationName>Al Bahr Trading Company</cbc:RegistrationName>; in a draft buyer.name.",
        "الفاتورة الضريبية دون اسم المشتري (BT-44)", "اكتبه في cac:PartyLegalEntity للمشتري، مثل «شركة البحر التجارية» في cbc:RegistrationName؛ وفي المسودة buyer.name.";
    BrKsa44 "BR-KSA-44" Input
        "The buyer's VAT number (BT-48) is not fifteen digits with a 3 at both ends; usually it is a foreign one, or has blanks", "Compare it with the buyer's VAT certificate, e.g. <cbc:CompanyID>301234567800003</cbc:CompanyID>; leave it out if the buyer has none, a foreign number goes under another identifier (OTH).",
        "الرقم الضريبي للمشتري (BT-48) ليس 15 رقماً يبدأ وينتهي بالرقم 3؛ وغالباً هو رقم أجنبي أو فيه مسافات", "قارنه بشهادة المشتري الضريبية، مثل ‎<cbc:CompanyID>301234567800003</cbc:CompanyID>‎، واحذفه إن لم يكن مسجلاً؛ والرقم الأجنبي مكانه معرّف آخر (OTH).";
    BrKsa46 "BR-KSA-46" Input
        "The buyer of an export has a Saudi VAT number (BT-48); this stands in the authority's documents, its validator does not check it", "Leave the buyer's cac:PartyTaxScheme out, as the buyer of an export is abroad, and identify it otherwise: <cbc:ID schemeID=\"OTH\">AE2048576</cbc:ID>; in a draft buyer.vat_number and buyer.id.",
        "مشتري الصادرات له رقم ضريبي سعودي (BT-48)؛ ورد ذلك في وثائق الهيئة ولا يفحصه مدققها", "احذف cac:PartyTaxScheme للمشتري لأن مشتري الصادرات خارج المملكة، واذكر معرّفاً آخر: ‎<cbc:ID schemeID=\"OTH\">AE2048576</cbc:ID>‎؛ وفي المسودة buyer.vat_number وbuyer.id.";
    BrKsa49 "BR-KSA-49" Input
        "Private education and healthcare of citizens (VATEX-SA-EDU, VATEX-SA-HEA) needs the buyer's national number (BT-46)", "Write it in the buyer's cac:PartyIdentification, <cbc:ID schemeID=\"NAT\">1048273956</cbc:ID>; in a draft buyer.id with scheme NAT. Who is no citizen pays VAT.",
        "التعليم والصحة الخاصة للمواطنين (VATEX-SA-EDU، ‏VATEX-SA-HEA) تتطلب رقم الهوية الوطنية للمشتري (BT-46)", "اكتبه في cac:PartyIdentification للمشتري: ‎<cbc:ID schemeID=\"NAT\">1048273956</cbc:ID>‎؛ وفي المسودة buyer.id بنوع NAT. وغير المواطن يدفع الضريبة.";
    BrKsa51 "BR-KSA-51" Input
        "The total of a line (KSA-12) is not its net amount (BT-131) plus its VAT (KSA-11); usually it was reckoned from the price with VAT", "Set cbc:RoundingAmount of the line's cac:TaxTotal: 55.00 + 8.25 = 63.25; in a draft correct the line's booked.total, or have it computed.",
        "إجمالي البند (KSA-12) لا يساوي صافيه (BT-131) زائد ضريبته (KSA-11)؛ وغالباً حُسب من السعر الشامل للضريبة", "اجعل cbc:RoundingAmount في cac:TaxTotal داخل البند: ‎55.00 + 8.25 = 63.25‎؛ وفي المسودة صحّح booked.total في البند أو دعه يُحسب.";
    BrKsa56 "BR-KSA-56" Input
        "A credit or debit note does not say which invoice it corrects (BT-25)", "Write <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-2026-0042</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>, also for invoices of another system; in a draft originals with number.",
        "الإشعار الدائن أو المدين لا يذكر الفاتورة التي يصححها (BT-25)", "اكتب ‎<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-2026-0042</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>‎ ولو كانت الفاتورة من نظام آخر؛ وفي المسودة originals مع number.";
    BrKsa63 "BR-KSA-63" Input
        "A part of the address of a buyer in Saudi Arabia is missing on a standard document: street (BT-50), city (BT-52), district (KSA-4), building number (KSA-18) or postal code (BT-53)", "Write all in the buyer's cac:PostalAddress, as in the national address: Prince Sultan Road, Jeddah, Al Zahra, 3187, 23442, SA; in a draft building_number, postal_code and district of buyer too.",
        "جزء من عنوان المشتري داخل المملكة مفقود في الفاتورة الضريبية: الشارع (BT-50) أو المدينة (BT-52) أو الحي (KSA-4) أو رقم المبنى (KSA-18) أو الرمز البريدي (BT-53)", "اكتبها كلها في cac:PostalAddress للمشتري كما في العنوان الوطني: طريق الأمير سلطان، جدة، الزهراء، 3187، 23442، SA؛ وفي المسودة building_number وpostal_code وdistrict ضمن buyer أيضاً.";
    BrKsa66 "BR-KSA-66" Input
        "The seller's postal code (BT-38) is missing or not five digits", "Write it as in the national address, <cbc:PostalZone>12214</cbc:PostalZone>, without the additional number; in a draft seller.postal_code.",
        "الرمز البريدي للبائع (BT-38) مفقود أو ليس خمسة أرقام", "اكتبه كما في العنوان الوطني: ‎<cbc:PostalZone>12214</cbc:PostalZone>‎ دون الرقم الإضافي؛ وفي المسودة seller.postal_code.";
    BrKsa67 "BR-KSA-67" Input
        "The postal code (BT-53) of a buyer in Saudi Arabia is not five digits", "Write it as in the national address, <cbc:PostalZone>23442</cbc:PostalZone>; in a draft buyer.postal_code. For a buyer abroad check the country instead.",
        "الرمز البريدي (BT-53) للمشتري داخل المملكة ليس خمسة أرقام", "اكتبه كما في العنوان الوطني: ‎<cbc:PostalZone>23442</cbc:PostalZone>‎؛ وفي المسودة buyer.postal_code. وإن كان المشتري خارج المملكة فتحقق من رمز الدولة.";
    BrKsa69 "BR-KSA-69" Input
        "A zero-rated supply (category Z) has no exemption code (BT-121) in the VAT breakdown", "Write <cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode> in its cac:TaxCategory: VATEX-SA-32 exported goods, VATEX-SA-33 exported services, VATEX-SA-35 medicines; in a draft exemption_code.",
        "توريد خاضع لنسبة الصفر (الفئة Z) دون رمز سبب (BT-121) في تفصيل الضريبة", "اكتب ‎<cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode>‎ في cac:TaxCategory: الرمز VATEX-SA-32 لصادرات السلع وVATEX-SA-33 لصادرات الخدمات وVATEX-SA-35 للأدوية؛ وفي المسودة exemption_code.";
    BrKsa71 "BR-KSA-71" Input
        "A simplified summary (KSA-2) has no buyer name (BT-44)", "Write it in the buyer's cac:PartyLegalEntity, e.g. <cbc:RegistrationName>Al Bahr Trading Company</cbc:RegistrationName>; in a draft buyer.name.",
        "الفاتورة المبسطة الملخصة (KSA-2) دون اسم المشتري (BT-44)", "اكتبه في cac:PartyLegalEntity للمشتري، مثل «شركة البحر التجارية» في cbc:RegistrationName؛ وفي المسودة buyer.name.";
    BrKsa72 "BR-KSA-72" Input
        "A simplified summary (KSA-2) does not say from when (KSA-5) to when (KSA-24)", "Write both in cac:Delivery: <cbc:ActualDeliveryDate>2026-03-01</cbc:ActualDeliveryDate><cbc:LatestDeliveryDate>2026-03-31</cbc:LatestDeliveryDate>; in a draft supply_date and supply_end_date.",
        "الفاتورة المبسطة الملخصة (KSA-2) لا تذكر بداية الفترة (KSA-5) ونهايتها (KSA-24)", "اكتبهما معاً في cac:Delivery: ‎<cbc:ActualDeliveryDate>2026-03-01</cbc:ActualDeliveryDate><cbc:LatestDeliveryDate>2026-03-31</cbc:LatestDeliveryDate>‎؛ وفي المسودة supply_date وsupply_end_date.";
    BrKsa73 "BR-KSA-73" Input
        "An advance is taken off (BT-113), but no prepayment invoice is named, or its number (KSA-26), date (KSA-28), time (KSA-29) or type code (KSA-30) is missing", "Add a line for the advance whose cac:DocumentReference has <cbc:ID>ADV-2026-007</cbc:ID>, cbc:IssueDate, cbc:IssueTime and <cbc:DocumentTypeCode>386</cbc:DocumentTypeCode>; in a draft give prepayments with documents.",
        "خُصمت دفعة مقدمة (BT-113) دون ذكر فاتورتها، أو أن رقمها (KSA-26) أو تاريخها (KSA-28) أو وقتها (KSA-29) أو رمز نوعها (KSA-30) مفقود", "أضف بنداً للدفعة في cac:DocumentReference منه ‎<cbc:ID>ADV-2026-007</cbc:ID>‎ و cbc:IssueDate و cbc:IssueTime و‎<cbc:DocumentTypeCode>386</cbc:DocumentTypeCode>‎؛ وفي المسودة أضف prepayments مع documents.";
    BrKsa79 "BR-KSA-79" Input
        "The VAT of an advance (KSA-32) is not its amount (KSA-31) times the rate (KSA-34); a halala may be off for S only, and O without a rate fails always", "Compare it with the prepayment invoice and set cbc:TaxAmount of the line's cac:TaxSubtotal: 100.00 × 15 % = 15.00; write <cbc:Percent>0</cbc:Percent> for O. In a draft leave vat_amount out.",
        "ضريبة الدفعة المقدمة (KSA-32) لا تساوي مبلغها (KSA-31) مضروباً في النسبة (KSA-34)؛ ولا يُقبل فارق هللة إلا للفئة S، والفئة O دون نسبة مرفوضة دائماً", "قارنها بفاتورة الدفعة المقدمة واجعل cbc:TaxAmount في cac:TaxSubtotal داخل البند: ‎100.00 × 15% = 15.00‎، واكتب ‎<cbc:Percent>0</cbc:Percent>‎ للفئة O. وفي المسودة احذف vat_amount.";
    BrKsa80 "BR-KSA-80" Input
        "The advance (BT-113) is not the sum of the advances of the lines (KSA-31, KSA-32); usually ordinary lines have a cac:TaxSubtotal, or the advance was written without VAT", "Set cbc:PrepaidAmount to all taxable amounts plus tax, 100.00 + 15.00 = 115.00, and leave cac:TaxSubtotal out of lines that take off no advance of a 386; in a draft correct booked.prepaid, or have it computed.",
        "الدفعة المقدمة (BT-113) لا تساوي مجموع الدفعات في البنود (KSA-31، ‏KSA-32)؛ وغالباً في البنود العادية cac:TaxSubtotal أو كُتبت الدفعة دون ضريبتها", "اجعل cbc:PrepaidAmount كل المبالغ الخاضعة زائد ضرائبها ‎100.00 + 15.00 = 115.00‎ واحذف cac:TaxSubtotal من البنود التي لا تخصم دفعة من فاتورة 386؛ وفي المسودة صحّح booked.prepaid أو دعه يُحسب.";
    BrKsa81 "BR-KSA-81" Input
        "The buyer of a standard document has neither a VAT number (BT-48) nor another identifier (BT-46)", "Write one of the two, e.g. <cac:PartyIdentification><cbc:ID schemeID=\"CRN\">4030518264</cbc:ID></cac:PartyIdentification>, for a buyer abroad OTH; in a draft buyer.vat_number or buyer.id.",
        "مشتري الفاتورة الضريبية دون رقم ضريبي (BT-48) ودون معرّف آخر (BT-46)", "اكتب أحدهما، مثل ‎<cac:PartyIdentification><cbc:ID schemeID=\"CRN\">4030518264</cbc:ID></cac:PartyIdentification>‎، وللمشتري خارج المملكة OTH؛ وفي المسودة buyer.vat_number أو buyer.id.";
    BrKsa83 "BR-KSA-83" Input
        "There is a code why no VAT is due (BT-121), but no words (BT-120)", "Write both in the cac:TaxCategory: <cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode><cbc:TaxExemptionReason>Export of goods</cbc:TaxExemptionReason>; in a draft exemption_reason.",
        "يوجد رمز إعفاء (BT-121) دون نص السبب (BT-120)", "اكتب في cac:TaxCategory بعد ‎<cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode>‎ النص «صادرات السلع من المملكة» في cbc:TaxExemptionReason؛ وفي المسودة exemption_reason.";
    BrKsa84 "BR-KSA-84" Input
        "A standard rate (category S) is neither 15, nor 5 for supplies before July 2020; usually a fraction such as 0.15 was written", "Write <cbc:Percent>15</cbc:Percent> wherever S stands (breakdown, lines, discounts, charges, advances); in a draft leave vat_rate out for 15.",
        "النسبة الأساسية (الفئة S) ليست 15 ولا 5 لما قبل يوليو 2020؛ وغالباً كُتبت كسراً مثل 0.15", "اكتب ‎<cbc:Percent>15</cbc:Percent>‎ حيثما وردت الفئة S (التفصيل والبنود والخصم والرسوم والدفعات المقدمة)؛ وفي المسودة احذف vat_rate لتكون 15.";
    BrKsa85 "BR-KSA-85" Input
        "The telephone of the buyer's contact (BT-57) does not have the form the authority takes; usually it has blanks, dashes or no leading 0 or +", "Write 0 or + and 4 to 15 digits: <cbc:Telephone>+966112345670</cbc:Telephone> or 0112345670; in a draft contact_telephone.",
        "هاتف مسؤول التواصل لدى المشتري (BT-57) بصيغة لا تقبلها الهيئة؛ وغالباً فيه مسافات أو شرطات أو لا يبدأ بـ 0 أو +", "اكتب 0 أو + ثم 4 إلى 15 رقماً: ‎<cbc:Telephone>+966112345670</cbc:Telephone>‎ أو 0112345670؛ وفي المسودة contact_telephone.";
    BrKsa90 "BR-KSA-90" Input
        "The exchange rate (KSA-39) is longer than 14 characters; usually it was divided and not rounded", "Round cbc:CalculationRate, point included: 4.08163265306122 → 4.08163265306; in a draft exchange.rate.",
        "سعر الصرف (KSA-39) أطول من 14 خانة؛ وغالباً نتج عن قسمة دون تقريب", "قرّب cbc:CalculationRate مع احتساب النقطة: القيمة 4.08163265306122 تصبح 4.08163265306؛ وفي المسودة exchange.rate.";
    BrKsa92 "BR-KSA-92" Input
        "A document for the government (KSA-2, 9th character) has no contract number (BT-12)", "Write <cac:ContractDocumentReference><cbc:ID>C-2026-07</cbc:ID></cac:ContractDocumentReference>; in a draft contract_reference.",
        "مستند لجهة حكومية (KSA-2، الخانة 9) دون رقم العقد (BT-12)", "اكتب ‎<cac:ContractDocumentReference><cbc:ID>C-2026-07</cbc:ID></cac:ContractDocumentReference>‎؛ وفي المسودة contract_reference.";
    BrKsa93 "BR-KSA-93" Input
        "A zero-rated advance (category Z) has no exemption code (KSA-41)", "Write the code of the prepayment invoice in the cac:TaxCategory of its line, e.g. <cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode>; in a draft exemption_code.",
        "دفعة مقدمة خاضعة لنسبة الصفر (الفئة Z) دون رمز سبب (KSA-41)", "اكتب رمز فاتورة الدفعة المقدمة في cac:TaxCategory لبندها، مثل ‎<cbc:TaxExemptionReasonCode>VATEX-SA-32</cbc:TaxExemptionReasonCode>‎؛ وفي المسودة exemption_code.";
    BrKsa94 "BR-KSA-94" Input
        "An exempt advance (category E) has no exemption code (KSA-41)", "Write the code of the prepayment invoice in the cac:TaxCategory of its line, e.g. <cbc:TaxExemptionReasonCode>VATEX-SA-30</cbc:TaxExemptionReasonCode>; in a draft exemption_code.",
        "دفعة مقدمة معفاة (الفئة E) دون رمز إعفاء (KSA-41)", "اكتب رمز فاتورة الدفعة المقدمة في cac:TaxCategory لبندها، مثل ‎<cbc:TaxExemptionReasonCode>VATEX-SA-30</cbc:TaxExemptionReasonCode>‎؛ وفي المسودة exemption_code.";
    BrKsa95 "BR-KSA-95" Input
        "An out-of-scope advance (category O) has no reason code (KSA-41)", "Write <cbc:TaxExemptionReasonCode>VATEX-SA-OOS</cbc:TaxExemptionReasonCode> in the cac:TaxCategory of its line, with the reason; in a draft exemption_code and exemption_reason.",
        "دفعة مقدمة خارج نطاق الضريبة (الفئة O) دون رمز سبب (KSA-41)", "اكتب ‎<cbc:TaxExemptionReasonCode>VATEX-SA-OOS</cbc:TaxExemptionReasonCode>‎ في cac:TaxCategory لبندها مع السبب؛ وفي المسودة exemption_code وexemption_reason.";
    BrKsa96 "BR-KSA-96" Input
        "An advance has a code why no VAT is due (KSA-41), but no words (KSA-42)", "Write the words after the code in the cac:TaxCategory of its line, e.g. <cbc:TaxExemptionReason>Export of goods</cbc:TaxExemptionReason>; in a draft exemption_reason.",
        "دفعة مقدمة لها رمز إعفاء (KSA-41) دون نص السبب (KSA-42)", "اكتب النص بعد الرمز في cac:TaxCategory لبندها، مثل «صادرات السلع من المملكة» في cbc:TaxExemptionReason؛ وفي المسودة exemption_reason.";
    BrKsa97 "BR-KSA-97" Input
        "VAT in riyals (BT-111) equals VAT in the foreign currency (BT-110); usually it was copied and not converted", "Convert it with the rate of the day, 28.50 dollars × 3.75 = 106.88 riyals, in the cac:TaxTotal with currencyID=\"SAR\"; in a draft look at exchange.rate.",
        "الضريبة بالريال (BT-111) تساوي الضريبة بالعملة الأجنبية (BT-110)؛ وغالباً نُسخت دون تحويل", "حوّلها بسعر اليوم: 28.50 دولاراً في 3.75 تساوي 106.88 ريالاً في cac:TaxTotal ذي السمة currencyID=\"SAR\"؛ وفي المسودة تحقق من exchange.rate.";
    BrKsa98 "BR-KSA-98" Input
        "A simplified document must be reported within 24 hours of its issue (BT-2, KSA-25); usually the device was offline, or its clock or time zone is wrong", "Report it all the same, and at once; the authority accepts it with a warning. A cbc:IssueTime in UTC ends with Z: 11:05:09Z is 14:05:09 in Riyadh.",
        "يجب الإبلاغ عن الفاتورة الضريبية المبسطة خلال 24 ساعة من إصدارها (BT-2، ‏KSA-25)؛ وغالباً كان الجهاز غير متصل أو ساعته أو منطقته الزمنية خاطئة", "أبلغ عنها فوراً على أي حال؛ تقبلها الهيئة مع تنبيه. وإن كان cbc:IssueTime بالتوقيت العالمي فينتهي بالحرف Z: الوقت 11:05:09Z هو 14:05:09 في الرياض.";
    BrKsaCl04 "BR-KSA-CL-04" Input
        "The exemption code (BT-121) is not on the authority's list for this category", "Set the category to the one the code is for: VATEX-SA-29, VATEX-SA-29-7 and VATEX-SA-30 are of E, VATEX-SA-OOS of O, all others of the list, such as VATEX-SA-32, of Z; a near code, if there is one, stands after the arrow.",
        "رمز الإعفاء (BT-121) ليس في قائمة الهيئة لهذه الفئة", "عدّل الفئة لتطابق الرمز: الرموز VATEX-SA-29 و VATEX-SA-29-7 و VATEX-SA-30 للفئة E، والرمز VATEX-SA-OOS للفئة O، وبقية رموز القائمة مثل VATEX-SA-32 للفئة Z؛ والرمز الأقرب، إن وُجد، يرد بعد السهم.";
    BrKsaCl06 "BR-KSA-CL-06" Input
        "The reason code of a charge (BT-105, BT-145) is not on the list of UNTDID 7161; codes of discounts (UNTDID 5189), such as 95, do not fit a charge", "Write in cbc:AllowanceChargeReasonCode e.g. FC freight, DL delivery, PC packing, ADR other services; in a draft reason_code.",
        "رمز سبب الرسوم الإضافية (BT-105، ‏BT-145) ليس في قائمة UNTDID 7161؛ ورموز الخصم (UNTDID 5189) مثل 95 لا تصلح للرسوم", "اكتب في cbc:AllowanceChargeReasonCode مثلاً FC شحن أو DL توصيل أو PC تغليف أو ADR خدمات أخرى؛ وفي المسودة reason_code.";
    BrKsaCl07 "BR-KSA-CL-07" Input
        "The exemption code of an advance (KSA-41) is not on the authority's list for its category; the list for advances is shorter, without VATEX-SA-ROYALDECREE and VATEX-SA-32(bis)", "Compare it with the prepayment invoice: in the cac:TaxCategory of its line e.g. VATEX-SA-32 belongs to Z, VATEX-SA-30 to E, VATEX-SA-OOS to O; in a draft exemption_code.",
        "رمز إعفاء الدفعة المقدمة (KSA-41) ليس في قائمة الهيئة لفئتها؛ وقائمة الدفعات المقدمة أقصر فلا تشمل VATEX-SA-ROYALDECREE ولا VATEX-SA-32(bis)", "قارنه بفاتورة الدفعة المقدمة: في cac:TaxCategory لبندها يتبع VATEX-SA-32 مثلاً الفئة Z وVATEX-SA-30 الفئة E وVATEX-SA-OOS الفئة O؛ وفي المسودة exemption_code.";
    BrKsaDec01 "BR-KSA-DEC-01" Input
        "The percentage of a discount (BT-94, BT-138) is not from 0 to 100 with at most two decimal places; usually it was reckoned back from the amount", "Round it and reckon the amount with it, or leave it and the base out and give the amount alone: 33.3333 → <cbc:MultiplierFactorNumeric>33.33</cbc:MultiplierFactorNumeric>, without a % sign; in a draft percent.",
        "نسبة الخصم (BT-94، ‏BT-138) ليست بين 0 و100 بمنزلتين عشريتين كحد أقصى؛ وغالباً حُسبت من المبلغ", "قرّبها واحسب المبلغ بها، أو احذفها مع الأساس واكتب المبلغ وحده: 33.3333 تصبح ‎<cbc:MultiplierFactorNumeric>33.33</cbc:MultiplierFactorNumeric>‎ دون علامة %؛ وفي المسودة percent.";
    BrKsaDec02 "BR-KSA-DEC-02" Input
        "A VAT rate (BT-152, BT-119, BT-96, BT-103, KSA-34) is not from 0 to 100 with at most two decimal places", "Write 15, 5 or 0, with two places at most: <cbc:Percent>15.00</cbc:Percent>, not 15.000 and without a % sign; in a draft vat_rate.",
        "نسبة الضريبة (BT-152، ‏BT-119، ‏BT-96، ‏BT-103، ‏KSA-34) ليست بين 0 و100 بمنزلتين عشريتين كحد أقصى", "اكتب 15 أو 5 أو 0 بمنزلتين على الأكثر: ‎<cbc:Percent>15.00</cbc:Percent>‎ لا 15.000 ودون علامة %؛ وفي المسودة vat_rate.";
    BrKsaEn1693103 "BR-KSA-EN16931-03" Input
        "The amount of a discount or charge is not the percentage of its base, or there is a base without a percentage; usually the amount was rounded otherwise", "Reckon cbc:Amount from cbc:BaseAmount, half up: 250.00 × 10 % = 25.00, or leave cbc:BaseAmount and cbc:MultiplierFactorNumeric out; in a draft give amount alone or percent alone.",
        "مبلغ الخصم أو الرسوم الإضافية لا يساوي النسبة من أساسها، أو يوجد أساس دون نسبة؛ وغالباً قُرّب المبلغ بطريقة أخرى", "احسب cbc:Amount من cbc:BaseAmount مع تقريب النصف إلى أعلى: ‎250.00 × 10% = 25.00‎، أو احذف cbc:BaseAmount و cbc:MultiplierFactorNumeric؛ وفي المسودة اكتب amount وحده أو percent وحده.";
    BrKsaEn1693105 "BR-KSA-EN16931-05" Input
        "A discount or charge has a base (cbc:BaseAmount) but no percentage (cbc:MultiplierFactorNumeric)", "Write both, 10 and 250.00 for an amount of 25.00, or leave the base out; in a draft give percent, or leave base out.",
        "للخصم أو الرسوم الإضافية أساس (cbc:BaseAmount) دون نسبة (cbc:MultiplierFactorNumeric)", "اكتبهما معاً، 10 و250.00 لمبلغ 25.00، أو احذف الأساس؛ وفي المسودة أضف percent أو احذف base.";
    BrKsaEn1693107 "BR-KSA-EN16931-07" Input
        "The price (BT-146) is not the gross price (BT-148) less its discount (BT-147)", "Set cbc:PriceAmount to cbc:BaseAmount less cbc:Amount of its cac:AllowanceCharge: 20.00 − 2.00 = 18.00; in a draft give two of the three: price, gross_price, price_discount.",
        "السعر (BT-146) لا يساوي السعر الإجمالي (BT-148) ناقص خصمه (BT-147)", "اجعل cbc:PriceAmount يساوي cbc:BaseAmount ناقص cbc:Amount في cac:AllowanceCharge داخله: ‎20.00 − 2.00 = 18.00‎؛ وفي المسودة اكتب اثنين من الثلاثة: price وgross_price وprice_discount.";
    BrKsaEn1693111 "BR-KSA-EN16931-11" Input
        "The net amount of a line (BT-131) is not price times quantity less discounts plus charges, to the halala; usually the price was rounded, or is of more units than one", "Set cbc:LineExtensionAmount: 3 × 20.00 − 5.00 = 55.00, with cbc:BaseQuantity 10 it is 3 × 20.00 ÷ 10 − 5.00 = 1.00; in a draft correct the line's booked.net, or have it computed.",
        "صافي البند (BT-131) لا يساوي السعر في الكمية ناقص الخصم زائد الرسوم الإضافية بفارق هللة؛ وغالباً قُرّب السعر أو كان لأكثر من وحدة", "اجعل cbc:LineExtensionAmount: ‎3 × 20.00 − 5.00 = 55.00‎، ومع cbc:BaseQuantity بقيمة 10 هو ‎3 × 20.00 ÷ 10 − 5.00 = 1.00‎؛ وفي المسودة صحّح booked.net في البند أو دعه يُحسب.";
    BrKsaEn1693112 "BR-KSA-EN16931-12" Input
        "The base quantity of a price (BT-149) is not above zero", "Leave cbc:BaseQuantity out for 1, or write for how many units the price is: <cbc:BaseQuantity unitCode=\"PCE\">10</cbc:BaseQuantity>; in a draft base_quantity.",
        "الكمية الأساسية للسعر (BT-149) ليست أكبر من صفر", "احذف cbc:BaseQuantity لتكون 1 أو اكتب عدد الوحدات التي لها السعر: ‎<cbc:BaseQuantity unitCode=\"PCE\">10</cbc:BaseQuantity>‎؛ وفي المسودة base_quantity.";
    BrKsaF04 "BR-KSA-F-04" Input
        "An amount, quantity, price or exchange rate is below zero, which the authority does not take; usually a return or a discount was written with a minus", "Take it off as a discount, cac:AllowanceCharge with <cbc:Amount currencyID=\"SAR\">5.00</cbc:Amount>, or issue a credit note (381) with amounts above zero; only cbc:PayableRoundingAmount may be negative.",
        "مبلغ أو كمية أو سعر أو سعر صرف سالب لا تقبله الهيئة؛ وغالباً كُتب المرتجع أو الخصم بإشارة ناقص", "اجعله خصماً في cac:AllowanceCharge مع ‎<cbc:Amount currencyID=\"SAR\">5.00</cbc:Amount>‎ أو أصدر إشعاراً دائناً (381) بمبالغ موجبة؛ ولا يجوز السالب إلا في cbc:PayableRoundingAmount.";
    BrKsaF06C1 "BR-KSA-F-06-C1" Input
        "The invoice number (BT-1) is longer than 127 characters; usually text of the ERP was joined to it", "Shorten cbc:ID, e.g. to INV-2026-0042; in a draft it is number.",
        "رقم الفاتورة (BT-1) أطول من 127 حرفاً؛ وغالباً أُلحق به نص من النظام", "اختصر cbc:ID، مثل INV-2026-0042؛ وفي المسودة هو number.";
    BrKsaF06C2 "BR-KSA-F-06-C2" Input
        "A note (BT-22) is longer than 1000 characters; usually the terms of business were copied into it", "Split it over several cbc:Note of at most 1000 characters each, or refer to the text: Terms of business: see our web site; in a draft notes.",
        "ملاحظة (BT-22) أطول من 1000 حرف؛ وغالباً نُسخت إليها شروط البيع", "قسّمها على عدة عناصر cbc:Note لا يزيد كل منها على 1000 حرف أو أشر إلى النص، مثل «شروط البيع في موقعنا»؛ وفي المسودة notes.";
    BrKsaF06C3 "BR-KSA-F-06-C3" Input
        "The order number (BT-13) is longer than 127 characters; usually a list of orders was written", "Shorten cac:OrderReference/cbc:ID, e.g. to PO-2026-118; in a draft it is order_reference.",
        "رقم أمر الشراء (BT-13) أطول من 127 حرفاً؛ وغالباً كُتبت قائمة أوامر", "اختصر cac:OrderReference/cbc:ID، مثل PO-2026-118؛ وفي المسودة هو order_reference.";
    BrKsaF06C4 "BR-KSA-F-06-C4" Input
        "The seller's street (BT-35) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Write cac:PostalAddress/cbc:StreetName short and not empty, e.g. King Fahd Road; in a draft it is seller.street.",
        "شارع البائع (BT-35) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اكتب cac:PostalAddress/cbc:StreetName مختصراً وغير فارغ، مثل «طريق الملك فهد»؛ وفي المسودة هو seller.street.";
    BrKsaF06C5 "BR-KSA-F-06-C5" Input
        "The contract number (BT-12) is longer than 127 characters; usually the title of the contract was written as well", "Shorten cac:ContractDocumentReference/cbc:ID, e.g. to C-2026-07; in a draft it is contract_reference.",
        "رقم العقد (BT-12) أطول من 127 حرفاً؛ وغالباً كُتب عنوان العقد معه", "اختصر cac:ContractDocumentReference/cbc:ID، مثل C-2026-07؛ وفي المسودة هو contract_reference.";
    BrKsaF06C6 "BR-KSA-F-06-C6" Input
        "The seller's second street line (BT-36) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:AdditionalStreetName, e.g. to Gate 4; in a draft it is seller.additional_street.",
        "تتمة شارع البائع (BT-36) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:AdditionalStreetName، مثل «البوابة 4»؛ وفي المسودة هو seller.additional_street.";
    BrKsaF06C7 "BR-KSA-F-06-C7" Input
        "The seller's city (BT-37) is longer than 127 characters, or empty; usually the whole address was written there, or nothing", "Write cac:PostalAddress/cbc:CityName short and not empty, e.g. Riyadh; in a draft it is seller.city.",
        "مدينة البائع (BT-37) أطول من 127 حرفاً أو بلا قيمة؛ وغالباً كُتب العنوان كاملاً أو لم يُكتب شيء", "اكتب cac:PostalAddress/cbc:CityName مختصراً وغير فارغ، مثل «الرياض»؛ وفي المسودة هو seller.city.";
    BrKsaF06C8 "BR-KSA-F-06-C8" Input
        "The seller's region (BT-39) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:CountrySubentity, e.g. to Riyadh Region; in a draft it is seller.region.",
        "منطقة البائع (BT-39) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:CountrySubentity، مثل «منطقة الرياض»؛ وفي المسودة هو seller.region.";
    BrKsaF06C9 "BR-KSA-F-06-C9" Input
        "The seller's district (KSA-3) is longer than 127 characters, or empty; usually the whole address was written there, or nothing", "Write cac:PostalAddress/cbc:CitySubdivisionName short and not empty, e.g. Al Olaya; in a draft it is seller.district.",
        "حي البائع (KSA-3) أطول من 127 حرفاً أو بلا قيمة؛ وغالباً كُتب العنوان كاملاً أو لم يُكتب شيء", "اكتب cac:PostalAddress/cbc:CitySubdivisionName مختصراً وغير فارغ، مثل «العليا»؛ وفي المسودة هو seller.district.";
    BrKsaF06C10 "BR-KSA-F-06-C10" Input
        "The seller's name (BT-27) is longer than 1000 characters, or empty; usually an empty field of the ERP was written, or texts of several fields were joined", "Write cac:PartyLegalEntity/cbc:RegistrationName short and not empty, e.g. Nakheel Trading Company; in a draft it is seller.name.",
        "اسم البائع (BT-27) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام أو دُمجت نصوص عدة حقول", "اكتب cac:PartyLegalEntity/cbc:RegistrationName مختصراً وغير فارغ، مثل «شركة النخيل التجارية»؛ وفي المسودة هو seller.name.";
    BrKsaF06C11 "BR-KSA-F-06-C11" Input
        "The buyer's second street line (BT-51) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:AdditionalStreetName, e.g. to Gate 2; in a draft it is buyer.additional_street.",
        "تتمة شارع المشتري (BT-51) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:AdditionalStreetName، مثل «البوابة 2»؛ وفي المسودة هو buyer.additional_street.";
    BrKsaF06C12 "BR-KSA-F-06-C12" Input
        "The name of the buyer of a standard document (BT-44) is longer than 1000 characters, or empty; usually an empty field of the ERP was written, or texts of several fields were joined", "Write cac:PartyLegalEntity/cbc:RegistrationName short and not empty, e.g. Al Bahr Trading Company; in a draft it is buyer.name.",
        "اسم المشتري في الفاتورة الضريبية (BT-44) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام أو دُمجت نصوص عدة حقول", "اكتب cac:PartyLegalEntity/cbc:RegistrationName مختصراً وغير فارغ، مثل «شركة البحر التجارية»؛ وفي المسودة هو buyer.name.";
    BrKsaF06C13 "BR-KSA-F-06-C13" Input
        "The reason of a credit or debit note (KSA-10) is longer than 1000 characters, or empty; usually an empty field of the ERP was written, or a whole correspondence was copied", "Write cac:PaymentMeans/cbc:InstructionNote short and not empty, e.g. Return of goods; in a draft it is reason.",
        "سبب الإشعار الدائن أو المدين (KSA-10) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام أو نُسخت مراسلة كاملة", "اكتب cac:PaymentMeans/cbc:InstructionNote مختصراً وغير فارغ، مثل «ترجيع السلع»؛ وفي المسودة هو reason.";
    BrKsaF06C14 "BR-KSA-F-06-C14" Input
        "The text of the payment terms (KSA-22) is longer than 1000 characters, or empty; usually an empty field of the ERP was written, or the whole contract was copied", "Shorten cac:PayeeFinancialAccount/cbc:PaymentNote, e.g. to 30 days net; leave the element out rather than empty; in a draft it is terms.",
        "شروط الدفع (KSA-22) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام أو نُسخ العقد كاملاً", "اختصر cac:PayeeFinancialAccount/cbc:PaymentNote، مثل «خلال 30 يوماً»، واحذف العنصر بدلاً من تركه فارغاً؛ وفي المسودة هو terms.";
    BrKsaF06C15 "BR-KSA-F-06-C15" Input
        "The payment account (BT-84) is longer than 127 characters; usually the name of the bank or several accounts were written", "Shorten cac:PayeeFinancialAccount/cbc:ID, e.g. to SA0380000000608010167519; in a draft it is account.",
        "حساب الدفع (BT-84) أطول من 127 حرفاً؛ وغالباً كُتب اسم البنك أو عدة حسابات", "اختصر cac:PayeeFinancialAccount/cbc:ID، مثل SA0380000000608010167519؛ وفي المسودة هو account.";
    BrKsaF06C16 "BR-KSA-F-06-C16" Input
        "The text why no VAT is due (BT-120) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Write cac:TaxCategory/cbc:TaxExemptionReason short and not empty, e.g. Export of goods; in a draft it is exemption_reason.",
        "نص سبب الإعفاء (BT-120) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اكتب cac:TaxCategory/cbc:TaxExemptionReason مختصراً وغير فارغ، مثل «صادرات السلع من المملكة»؛ وفي المسودة هو exemption_reason.";
    BrKsaF06C18 "BR-KSA-F-06-C18" Input
        "The unit of a line (BT-130) is longer than 127 characters; usually a description was written instead of a code", "Shorten cbc:InvoicedQuantity/@unitCode, e.g. to PCE; in a draft it is unit.",
        "وحدة القياس في البند (BT-130) أطول من 127 حرفاً؛ وغالباً كُتب وصف بدلاً من الرمز", "اختصر cbc:InvoicedQuantity/@unitCode، مثل PCE؛ وفي المسودة هو unit.";
    BrKsaF06C20 "BR-KSA-F-06-C20" Input
        "An item's standard number (BT-157) is longer than 127 characters; usually several numbers or a text were written", "Shorten cac:StandardItemIdentification/cbc:ID, e.g. to 6281234500018; in a draft it is standard_item_id.",
        "الرقم المعياري للصنف (BT-157) أطول من 127 حرفاً؛ وغالباً كُتبت عدة أرقام أو نص", "اختصر cac:StandardItemIdentification/cbc:ID، مثل 6281234500018؛ وفي المسودة هو standard_item_id.";
    BrKsaF06C21 "BR-KSA-F-06-C21" Input
        "The unit of a base quantity (BT-150) is longer than 127 characters; usually a description was written instead of a code", "Shorten cbc:BaseQuantity/@unitCode, e.g. to PCE; in a draft it is base_unit.",
        "وحدة الكمية الأساسية (BT-150) أطول من 127 حرفاً؛ وغالباً كُتب وصف بدلاً من الرمز", "اختصر cbc:BaseQuantity/@unitCode، مثل PCE؛ وفي المسودة هو base_unit.";
    BrKsaF06C22 "BR-KSA-F-06-C22" Input
        "The number of the document that a note corrects (BT-25) is longer than 5000 characters, or empty; usually an empty field of the ERP was written, or very many numbers stand in one text", "Write cac:InvoiceDocumentReference/cbc:ID short and not empty, e.g. INV-2026-0042; in a draft it is number under originals.",
        "رقم الفاتورة التي يصححها الإشعار (BT-25) أطول من 5000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام أو كُتبت أرقام كثيرة في نص واحد", "اكتب cac:InvoiceDocumentReference/cbc:ID مختصراً وغير فارغ، مثل INV-2026-0042؛ وفي المسودة هو number ضمن originals.";
    BrKsaF06C23 "BR-KSA-F-06-C23" Input
        "The street of the buyer of a standard document (BT-50) is missing, empty, or longer than 1000 characters; usually only a post office box is known", "Write cac:PostalAddress/cbc:StreetName, e.g. Prince Sultan Road; in a draft it is buyer.street.",
        "شارع المشتري في الفاتورة الضريبية (BT-50) غير مذكور أو بلا قيمة أو أطول من 1000 حرف؛ وغالباً لا يُعرف إلا صندوق البريد", "اكتب cac:PostalAddress/cbc:StreetName، مثل «طريق الأمير سلطان»؛ وفي المسودة هو buyer.street.";
    BrKsaF06C24 "BR-KSA-F-06-C24" Input
        "The street of the buyer of a simplified document (BT-50) is longer than 1000 characters; usually texts of several fields were joined", "Shorten cac:PostalAddress/cbc:StreetName, e.g. to Prince Sultan Road; in a draft it is buyer.street.",
        "شارع المشتري في الفاتورة المبسطة (BT-50) أطول من 1000 حرف؛ وغالباً دُمجت نصوص عدة حقول", "اختصر cac:PostalAddress/cbc:StreetName، مثل «طريق الأمير سلطان»؛ وفي المسودة هو buyer.street.";
    BrKsaF06C26 "BR-KSA-F-06-C26" Input
        "The buyer's city (BT-52) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:CityName, e.g. to Jeddah; in a draft it is buyer.city.",
        "مدينة المشتري (BT-52) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:CityName، مثل «جدة»؛ وفي المسودة هو buyer.city.";
    BrKsaF06C27 "BR-KSA-F-06-C27" Input
        "The buyer's region (BT-54) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:CountrySubentity, e.g. to Makkah Region; in a draft it is buyer.region.",
        "منطقة المشتري (BT-54) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:CountrySubentity، مثل «منطقة مكة المكرمة»؛ وفي المسودة هو buyer.region.";
    BrKsaF06C29 "BR-KSA-F-06-C29" Input
        "The buyer's district (KSA-4) is longer than 127 characters; usually the whole address was written there", "Shorten cac:PostalAddress/cbc:CitySubdivisionName, e.g. to Al Zahra; in a draft it is buyer.district.",
        "حي المشتري (KSA-4) أطول من 127 حرفاً؛ وغالباً كُتب العنوان كاملاً", "اختصر cac:PostalAddress/cbc:CitySubdivisionName، مثل «الزهراء»؛ وفي المسودة هو buyer.district.";
    BrKsaF06C30 "BR-KSA-F-06-C30" Input
        "The buyer's number of an item (BT-156) is longer than 127 characters; usually the description was written instead", "Shorten cac:BuyersItemIdentification/cbc:ID, e.g. to B-7741; in a draft it is buyer_item_id.",
        "رقم الصنف لدى المشتري (BT-156) أطول من 127 حرفاً؛ وغالباً كُتب الوصف بدلاً منه", "اختصر cac:BuyersItemIdentification/cbc:ID، مثل B-7741؛ وفي المسودة هو buyer_item_id.";
    BrKsaF06C31 "BR-KSA-F-06-C31" Input
        "The seller's number of an item (BT-155) is longer than 127 characters; usually the description was written instead", "Shorten cac:SellersItemIdentification/cbc:ID, e.g. to SKU-2041; in a draft it is seller_item_id.",
        "رقم الصنف لدى البائع (BT-155) أطول من 127 حرفاً؛ وغالباً كُتب الوصف بدلاً منه", "اختصر cac:SellersItemIdentification/cbc:ID، مثل SKU-2041؛ وفي المسودة هو seller_item_id.";
    BrKsaF06C32 "BR-KSA-F-06-C32" Input
        "The name of the buyer of a simplified document (BT-44) is longer than 1000 characters; usually texts of several fields were joined", "Shorten cac:PartyLegalEntity/cbc:RegistrationName, e.g. to Sara Al Harbi; in a draft it is buyer.name.",
        "اسم المشتري في الفاتورة المبسطة (BT-44) أطول من 1000 حرف؛ وغالباً دُمجت نصوص عدة حقول", "اختصر cac:PartyLegalEntity/cbc:RegistrationName، مثل «سارة الحربي»؛ وفي المسودة هو buyer.name.";
    BrKsaF06C33 "BR-KSA-F-06-C33" Input
        "The reason of a charge on the document (BT-104) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Write cbc:AllowanceChargeReason short and not empty, e.g. Freight; in a draft it is reason.",
        "سبب الرسوم الإضافية على المستند (BT-104) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اكتب cbc:AllowanceChargeReason مختصراً وغير فارغ، مثل «شحن»؛ وفي المسودة هو reason.";
    BrKsaF06C34 "BR-KSA-F-06-C34" Input
        "The reason of a charge on a line (BT-144) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Write cbc:AllowanceChargeReason short and not empty, e.g. Packing; in a draft it is reason.",
        "سبب الرسوم الإضافية على البند (BT-144) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اكتب cbc:AllowanceChargeReason مختصراً وغير فارغ، مثل «تغليف»؛ وفي المسودة هو reason.";
    BrKsaF06C35 "BR-KSA-F-06-C35" Input
        "The reason of a discount on the document (BT-97) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Shorten cbc:AllowanceChargeReason, e.g. to Volume discount; leave the element out rather than empty; in a draft it is reason.",
        "سبب الخصم على المستند (BT-97) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اختصر cbc:AllowanceChargeReason، مثل «خصم كميات»، واحذف العنصر بدلاً من تركه فارغاً؛ وفي المسودة هو reason.";
    BrKsaF06C36 "BR-KSA-F-06-C36" Input
        "The reason of a discount on a line (BT-139) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Shorten cbc:AllowanceChargeReason, e.g. to Seasonal discount; leave the element out rather than empty; in a draft it is reason.",
        "سبب الخصم على البند (BT-139) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اختصر cbc:AllowanceChargeReason، مثل «خصم موسمي»، واحذف العنصر بدلاً من تركه فارغاً؛ وفي المسودة هو reason.";
    BrKsaF06C37 "BR-KSA-F-06-C37" Input
        "The name of the buyer's contact (BT-56) is longer than 1000 characters; usually a signature of an e-mail was copied", "Shorten cac:Contact/cbc:Name, e.g. to Khalid Al Otaibi; in a draft it is contact_name.",
        "اسم مسؤول التواصل لدى المشتري (BT-56) أطول من 1000 حرف؛ وغالباً نُسخ توقيع بريد إلكتروني", "اختصر cac:Contact/cbc:Name، مثل «خالد العتيبي»؛ وفي المسودة هو contact_name.";
    BrKsaF06C38 "BR-KSA-F-06-C38" Input
        "The note on the buyer's contact (KSA-35) is longer than 1000 characters; usually a whole correspondence was copied", "Shorten cac:Contact/cbc:Note, e.g. to Reachable until 3 pm; in a draft it is contact_note.",
        "ملاحظة مسؤول التواصل لدى المشتري (KSA-35) أطول من 1000 حرف؛ وغالباً نُسخت مراسلة كاملة", "اختصر cac:Contact/cbc:Note، مثل «متاح حتى الثالثة عصراً»؛ وفي المسودة هو contact_note.";
    BrKsaF06C39 "BR-KSA-F-06-C39" Input
        "The text why no VAT is due on an advance (KSA-42) is longer than 1000 characters, or empty; usually an empty field of the ERP was written", "Write cac:TaxCategory/cbc:TaxExemptionReason short and not empty, e.g. Export of goods; in a draft it is exemption_reason.",
        "نص سبب إعفاء الدفعة المقدمة (KSA-42) أطول من 1000 حرف أو بلا قيمة؛ وغالباً كُتب حقل فارغ من النظام", "اكتب cac:TaxCategory/cbc:TaxExemptionReason مختصراً وغير فارغ، مثل «صادرات السلع من المملكة»؛ وفي المسودة هو exemption_reason.";
    BrKsaF06C17 "BR-KSA-F-06-C17" Input
        "A line's number (BT-126) is longer than six characters, or empty; usually an identifier of the database was written", "Count the lines from 1: <cbc:ID>1</cbc:ID> in the cac:InvoiceLine; in a draft leave id out to have them counted.",
        "رقم البند (BT-126) أطول من ست خانات أو فارغ؛ وغالباً كُتب معرّف من قاعدة البيانات", "رقّم البنود من 1: ‎<cbc:ID>1</cbc:ID>‎ في cac:InvoiceLine؛ وفي المسودة اترك id لتُرقّم تلقائياً.";
    BrKsaF06C19 "BR-KSA-F-06-C19" Input
        "The name of what is sold (BT-153) must have 3 to 1000 characters; usually it is an abbreviation, or the whole description", "Write it out in cac:Item/cbc:Name, e.g. Printer paper A4 instead of A4, or shorten it; in a draft name.",
        "اسم السلعة أو الخدمة (BT-153) يجب أن يكون بين 3 و1000 حرف؛ وغالباً هو اختصار أو وصف كامل", "اكتبه كاملاً في cac:Item/cbc:Name، مثل «ورق طباعة A4» بدلاً من A4، أو اختصره؛ وفي المسودة name.";
    BrKsaF07 "BR-KSA-F-07" Input
        "A TIN is ten digits, the first a 3; usually the whole VAT number was written", "Compare it with the certificate and write it in cac:PartyIdentification: <cbc:ID schemeID=\"TIN\">3012749586</cbc:ID>; the VAT number has a field of its own.",
        "الرقم المميز (TIN) عشرة أرقام يبدأ بالرقم 3؛ وغالباً كُتب الرقم الضريبي كاملاً", "قارنه بالشهادة واكتبه في cac:PartyIdentification: ‎<cbc:ID schemeID=\"TIN\">3012749586</cbc:ID>‎؛ وللرقم الضريبي حقله.";
    BrKsaF08 "BR-KSA-F-08" Input
        "A commercial registration number (CRN) is ten digits; usually leading or trailing characters were added or lost", "Compare it with the register and write it in cac:PartyIdentification: <cbc:ID schemeID=\"CRN\">1010482736</cbc:ID>; a foreign registration is OTH.",
        "رقم السجل التجاري (CRN) عشرة أرقام؛ وغالباً أُضيفت إليه خانات أو ضاعت منه", "قارنه بالسجل التجاري واكتبه في cac:PartyIdentification: ‎<cbc:ID schemeID=\"CRN\">1010482736</cbc:ID>‎؛ والسجل الأجنبي نوعه OTH.";
    BrKsaF09 "BR-KSA-F-09" Input
        "A 700 number is ten digits, the first a 7; usually the commercial registration number was written under this kind", "Compare it with the register and write it in cac:PartyIdentification: <cbc:ID schemeID=\"700\">7012849365</cbc:ID>.",
        "الرقم الموحد 700 عشرة أرقام يبدأ بالرقم 7؛ وغالباً كُتب رقم السجل التجاري بهذا النوع", "قارنه بالسجل واكتبه في cac:PartyIdentification: ‎<cbc:ID schemeID=\"700\">7012849365</cbc:ID>‎.";
    BrKsaF10 "BR-KSA-F-10" Input
        "A national number (NAT) is ten digits, the first a 1; usually a resident's number was written under this kind", "Compare it with the card and write it in cac:PartyIdentification: <cbc:ID schemeID=\"NAT\">1048273956</cbc:ID>; residents have an IQA.",
        "رقم الهوية الوطنية (NAT) عشرة أرقام يبدأ بالرقم 1؛ وغالباً كُتب رقم مقيم بهذا النوع", "قارنه بالبطاقة واكتبه في cac:PartyIdentification: ‎<cbc:ID schemeID=\"NAT\">1048273956</cbc:ID>‎؛ وللمقيمين نوع IQA.";
    BrKsaF11 "BR-KSA-F-11" Input
        "A residence number (IQA, iqama) is ten digits, the first a 2; usually a citizen's number was written under this kind", "Compare it with the card and write it in cac:PartyIdentification: <cbc:ID schemeID=\"IQA\">2059371846</cbc:ID>; citizens have a NAT.",
        "رقم الإقامة (IQA) عشرة أرقام يبدأ بالرقم 2؛ وغالباً كُتب رقم مواطن بهذا النوع", "قارنه بالبطاقة واكتبه في cac:PartyIdentification: ‎<cbc:ID schemeID=\"IQA\">2059371846</cbc:ID>‎؛ وللمواطنين نوع NAT.";
    BrKsaF13 "BR-KSA-F-13" Input
        "An identifier (BT-29, BT-46) has eight digits in a row that climb, fall or stay, as a made-up one has", "Write the real one in cac:PartyIdentification, or none: a number such as 1012345678 or 1000000000 is a placeholder.",
        "في المعرّف (BT-29، ‏BT-46) ثمانية أرقام متتالية متصاعدة أو متنازلة أو متكررة كالمعرّفات الوهمية", "اكتب المعرّف الحقيقي في cac:PartyIdentification أو لا تكتب شيئاً: فالرقم 1012345678 أو 1000000000 وهمي.";
    BrKsaFC01 "BR-KSA-F-C-01" Input
        "The name of what is sold (BT-153) is only digits; usually the item's number was written", "Write in cac:Item/cbc:Name what it is, e.g. Printer paper A4; the number belongs in cac:SellersItemIdentification, in a draft under seller_item_id.",
        "اسم السلعة أو الخدمة (BT-153) أرقام فقط؛ وغالباً كُتب رقم الصنف", "اكتب في cac:Item/cbc:Name ما بيع، مثل «ورق طباعة A4»؛ ومكان الرقم cac:SellersItemIdentification وفي المسودة seller_item_id.";

    // The authority's other rules, in the order of its stylesheets: XML that Khatm wrote keeps them. Last, what only
    // its documents (BR-KSA-F-03) and its SDK (KSA-13) say.
    Br52 "BR-52" Input
        "A supporting document has no number (BT-122), or an empty one; usually an optional field was written without its value", "Give every cac:AdditionalDocumentReference a cbc:ID, e.g. <cac:AdditionalDocumentReference><cbc:ID>DN-2041</cbc:ID></cac:AdditionalDocumentReference>, or leave the element out; in a draft it is id under references.",
        "مستند داعم دون رقم (BT-122) أو برقم فارغ؛ وغالباً كُتب حقل اختياري دون قيمته", "أضف cbc:ID لكل cac:AdditionalDocumentReference مثل ‎<cbc:ID>DN-2041</cbc:ID>‎ أو احذف العنصر؛ وفي المسودة هو id ضمن references.";
    Br31 "BR-31" Input
        "A discount on the document has no amount (BT-92); usually only the percentage was written", "Write the amount beside the percentage: 10 % of 250.00 is <cbc:Amount currencyID=\"SAR\">25.00</cbc:Amount> in the cac:AllowanceCharge.",
        "خصم على مستوى المستند دون مبلغ (BT-92)؛ وغالباً كُتبت النسبة وحدها", "اكتب المبلغ مع النسبة في cac:AllowanceCharge: نسبة 10% من 250.00 هي ‎<cbc:Amount currencyID=\"SAR\">25.00</cbc:Amount>‎.";
    Br32 "BR-32" Input
        "A discount on the document has no VAT category (BT-95), or its cac:TaxScheme is not VAT", "Add <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory> to the cac:AllowanceCharge, with the category of the lines it is taken off.",
        "خصم على مستوى المستند دون فئة ضريبة (BT-95)، أو أن cac:TaxScheme فيه ليس VAT", "أضف إلى cac:AllowanceCharge العنصر ‎<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>‎ بفئة البنود التي يُطرح منها الخصم.";
    BrDec01 "BR-DEC-01" Input
        "The amount of a discount on the document (BT-92) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:AllowanceCharge/cbc:Amount half up before writing it, 12.345 → 12.35, and reckon on with the rounded amount; zeros at the end count too, so not 12.350.",
        "مبلغ خصم على مستوى المستند (BT-92) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:AllowanceCharge/cbc:Amount إلى منزلتين قبل كتابته فتصبح 12.345 هي 12.35، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 12.350.";
    BrDec02 "BR-DEC-02" Input
        "What a discount on the document is a percentage of (BT-93) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:AllowanceCharge/cbc:BaseAmount half up before writing it, 250.125 → 250.13, and reckon on with the rounded amount; zeros at the end count too, so not 250.130.",
        "المبلغ الذي تُحسب منه نسبة خصم على مستوى المستند (BT-93) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:AllowanceCharge/cbc:BaseAmount إلى منزلتين قبل كتابته فتصبح 250.125 هي 250.13، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 250.130.";
    Br36 "BR-36" Input
        "A charge on the document has no amount (BT-99); usually only the percentage was written", "Write the amount beside the percentage: 2 % of 400.00 is <cbc:Amount currencyID=\"SAR\">8.00</cbc:Amount> in the cac:AllowanceCharge.",
        "رسوم إضافية على مستوى المستند دون مبلغ (BT-99)؛ وغالباً كُتبت النسبة وحدها", "اكتب المبلغ مع النسبة في cac:AllowanceCharge: نسبة 2% من 400.00 هي ‎<cbc:Amount currencyID=\"SAR\">8.00</cbc:Amount>‎.";
    Br37 "BR-37" Input
        "A charge on the document has no VAT category (BT-102); freight and fees bear VAT like the goods they go with", "Add <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory> to the cac:AllowanceCharge.",
        "رسوم إضافية على مستوى المستند دون فئة ضريبة (BT-102)؛ والشحن والرسوم تخضع للضريبة كالسلع التي تتبعها", "أضف إلى cac:AllowanceCharge العنصر ‎<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>‎.";
    BrDec06 "BR-DEC-06" Input
        "What a charge on the document is a percentage of (BT-100) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:AllowanceCharge/cbc:BaseAmount half up before writing it, 400.255 → 400.26, and reckon on with the rounded amount; zeros at the end count too, so not 400.260.",
        "المبلغ الذي تُحسب منه نسبة رسوم إضافية على مستوى المستند (BT-100) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:AllowanceCharge/cbc:BaseAmount إلى منزلتين قبل كتابته فتصبح 400.255 هي 400.26، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 400.260.";
    BrDec05 "BR-DEC-05" Input
        "The amount of a charge on the document (BT-99) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:AllowanceCharge/cbc:Amount half up before writing it, 8.004 → 8.00, and reckon on with the rounded amount; zeros at the end count too, so not 8.000.",
        "مبلغ رسوم إضافية على مستوى المستند (BT-99) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:AllowanceCharge/cbc:Amount إلى منزلتين قبل كتابته فتصبح 8.004 هي 8.00، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 8.000.";
    Br43 "BR-43" Input
        "A charge on a line has no amount (BT-141); usually only the percentage was written", "Write the amount beside the percentage: 5 % of 60.00 is <cbc:Amount currencyID=\"SAR\">3.00</cbc:Amount> in the line's cac:AllowanceCharge.",
        "رسوم إضافية على بند الفاتورة دون مبلغ (BT-141)؛ وغالباً كُتبت النسبة وحدها", "اكتب المبلغ مع النسبة في cac:AllowanceCharge داخل البند: نسبة 5% من 60.00 هي ‎<cbc:Amount currencyID=\"SAR\">3.00</cbc:Amount>‎.";
    BrDec27 "BR-DEC-27" Input
        "The amount of a charge on a line (BT-141) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount half up before writing it, 3.336 → 3.34, and reckon on with the rounded amount; zeros at the end count too, so not 3.340.",
        "مبلغ رسوم إضافية على بند الفاتورة (BT-141) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount إلى منزلتين قبل كتابته فتصبح 3.336 هي 3.34، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 3.340.";
    BrDec28 "BR-DEC-28" Input
        "What a charge on a line is a percentage of (BT-142) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:InvoiceLine/cac:AllowanceCharge/cbc:BaseAmount half up before writing it, 66.665 → 66.67, and reckon on with the rounded amount; zeros at the end count too, so not 66.670.",
        "المبلغ الذي تُحسب منه نسبة رسوم إضافية على بند الفاتورة (BT-142) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:InvoiceLine/cac:AllowanceCharge/cbc:BaseAmount إلى منزلتين قبل كتابته فتصبح 66.665 هي 66.67، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 66.670.";
    Br13 "BR-13" Input
        "The total without VAT (BT-109) is missing", "Write cbc:TaxExclusiveAmount in cac:LegalMonetaryTotal: lines less discounts plus charges of the document, e.g. 200.00 − 20.00 + 10.00 = 190.00.",
        "الإجمالي بدون ضريبة القيمة المضافة (BT-109) مفقود", "اكتب cbc:TaxExclusiveAmount في cac:LegalMonetaryTotal: مجموع البنود ناقص الخصم زائد الرسوم الإضافية، مثل ‎200.00 − 20.00 + 10.00 = 190.00‎.";
    Br14 "BR-14" Input
        "The total with VAT (BT-112) is missing", "Write cbc:TaxInclusiveAmount in cac:LegalMonetaryTotal: total without VAT plus VAT, e.g. 190.00 + 28.50 = 218.50.",
        "الإجمالي مع ضريبة القيمة المضافة (BT-112) مفقود", "اكتب cbc:TaxInclusiveAmount في cac:LegalMonetaryTotal: الإجمالي بدون الضريبة زائد الضريبة، مثل ‎190.00 + 28.50 = 218.50‎.";
    Br15 "BR-15" Input
        "The amount that is due (BT-115) is missing; usually it was left out because all was paid at once", "Write cbc:PayableAmount in cac:LegalMonetaryTotal also when the customer has paid: it is the total with VAT less advances plus rounding, e.g. 218.50 − 100.00 = 118.50.",
        "المبلغ المستحق (BT-115) مفقود؛ وغالباً تُرك لأن المبلغ دُفع كاملاً", "اكتب cbc:PayableAmount في cac:LegalMonetaryTotal حتى لو دفع العميل: هو الإجمالي مع الضريبة ناقص الدفعات المقدمة زائد التقريب، مثل ‎218.50 − 100.00 = 118.50‎.";
    BrDec09 "BR-DEC-09" Input
        "The sum of the lines (BT-106) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:LineExtensionAmount half up before writing it, 133.345 → 133.35, and reckon on with the rounded amount; zeros at the end count too, so not 133.350.",
        "مجموع البنود (BT-106) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:LineExtensionAmount إلى منزلتين قبل كتابته فتصبح 133.345 هي 133.35، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 133.350.";
    BrDec10 "BR-DEC-10" Input
        "The sum of the discounts (BT-107) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount half up before writing it, 20.005 → 20.01, and reckon on with the rounded amount; zeros at the end count too, so not 20.010.",
        "مجموع الخصم (BT-107) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount إلى منزلتين قبل كتابته فتصبح 20.005 هي 20.01، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 20.010.";
    BrDec11 "BR-DEC-11" Input
        "The sum of the charges (BT-108) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:ChargeTotalAmount half up before writing it, 10.125 → 10.13, and reckon on with the rounded amount; zeros at the end count too, so not 10.130.",
        "مجموع الرسوم الإضافية (BT-108) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:ChargeTotalAmount إلى منزلتين قبل كتابته فتصبح 10.125 هي 10.13، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 10.130.";
    BrDec12 "BR-DEC-12" Input
        "The total without VAT (BT-109) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount half up before writing it, 189.994 → 189.99, and reckon on with the rounded amount; zeros at the end count too, so not 189.990.",
        "الإجمالي بدون الضريبة (BT-109) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount إلى منزلتين قبل كتابته فتصبح 189.994 هي 189.99، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 189.990.";
    BrDec14 "BR-DEC-14" Input
        "The total with VAT (BT-112) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount half up before writing it, 218.4985 → 218.50, and reckon on with the rounded amount; zeros at the end count too, so not 218.500.",
        "الإجمالي مع الضريبة (BT-112) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount إلى منزلتين قبل كتابته فتصبح 218.4985 هي 218.50، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 218.500.";
    BrDec16 "BR-DEC-16" Input
        "The advance that is taken off (BT-113) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:PrepaidAmount half up before writing it, 99.995 → 100.00, and reckon on with the rounded amount; zeros at the end count too, so not 100.000.",
        "الدفعة المقدمة المخصومة (BT-113) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:PrepaidAmount إلى منزلتين قبل كتابته فتصبح 99.995 هي 100.00، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 100.000.";
    BrDec17 "BR-DEC-17" Input
        "The payable rounding (BT-114) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:PayableRoundingAmount half up before writing it, 0.014 → 0.01, and reckon on with the rounded amount; zeros at the end count too, so not 0.010.",
        "تقريب المبلغ المستحق (BT-114) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:PayableRoundingAmount إلى منزلتين قبل كتابته فتصبح 0.014 هي 0.01، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 0.010.";
    BrDec18 "BR-DEC-18" Input
        "The amount that is due (BT-115) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:LegalMonetaryTotal/cbc:PayableAmount half up before writing it, 118.5041 → 118.50, and reckon on with the rounded amount; zeros at the end count too, so not 118.500.",
        "المبلغ المستحق (BT-115) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:LegalMonetaryTotal/cbc:PayableAmount إلى منزلتين قبل كتابته فتصبح 118.5041 هي 118.50، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 118.500.";
    Br02 "BR-02" Input
        "The document has no invoice number (BT-1), or an empty one", "Write it in cbc:ID directly below Invoice, e.g. <cbc:ID>INV-2026-0042</cbc:ID>; in a draft it is number.",
        "المستند دون رقم فاتورة (BT-1) أو أن الرقم فارغ", "اكتبه في cbc:ID تحت Invoice مباشرة مثل ‎<cbc:ID>INV-2026-0042</cbc:ID>‎؛ وفي المسودة هو number.";
    Br03 "BR-03" Input
        "The document has no issue date (BT-2), or an empty one", "Write the day in Riyadh in cbc:IssueDate, e.g. <cbc:IssueDate>2026-03-14</cbc:IssueDate>; in a draft it is issued_at.",
        "المستند دون تاريخ إصدار (BT-2) أو أن التاريخ فارغ", "اكتب تاريخ اليوم بتوقيت الرياض في cbc:IssueDate مثل ‎<cbc:IssueDate>2026-03-14</cbc:IssueDate>‎؛ وفي المسودة هو issued_at.";
    Br04 "BR-04" Input
        "The document does not say what it is: its type code (BT-3) is missing or empty", "Write cbc:InvoiceTypeCode: 388 invoice, 386 prepayment invoice, 381 credit note, 383 debit note, e.g. <cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>; in a draft it is kind.",
        "المستند لا يبيّن نوعه: رمز نوع الفاتورة (BT-3) مفقود أو فارغ", "اكتب cbc:InvoiceTypeCode: الرمز 388 للفاتورة و386 لفاتورة الدفعة المقدمة و381 للإشعار الدائن و383 للإشعار المدين، مثل ‎<cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>‎؛ وفي المسودة هو kind.";
    Br05 "BR-05" Input
        "The document does not say in what currency its amounts are (BT-5)", "Write <cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode>, or the foreign currency, e.g. USD; in a draft it is currency, SAR if left out.",
        "المستند لا يبيّن عملة مبالغه (BT-5)", "اكتب ‎<cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode>‎ أو العملة الأجنبية مثل USD؛ وفي المسودة هو currency، وإن تُرك فالعملة SAR.";
    Br06 "BR-06" Input
        "The seller has no name (BT-27), or an empty one", "Write the registered name in cac:PartyLegalEntity of the seller, e.g. <cbc:RegistrationName>Nakheel Trading Company</cbc:RegistrationName>; in a draft it is seller.name.",
        "البائع دون اسم (BT-27) أو أن الاسم فارغ", "اكتب الاسم المسجل في cac:PartyLegalEntity للبائع، مثل «شركة النخيل التجارية» في cbc:RegistrationName؛ وفي المسودة هو seller.name.";
    Br08 "BR-08" Input
        "The seller has no postal address (cac:PostalAddress)", "Write the seller's national address in cac:AccountingSupplierParty: street, building number, district, city, postal code and country, e.g. King Fahd Road, 2322, Al Olaya, Riyadh, 12214, SA.",
        "البائع دون عنوان بريدي (cac:PostalAddress)", "اكتب العنوان الوطني للبائع في cac:AccountingSupplierParty: الشارع ورقم المبنى والحي والمدينة والرمز البريدي والدولة، مثل: طريق الملك فهد، 2322، العليا، الرياض، 12214، SA.";
    Br53 "BR-53" Input
        "The VAT in riyals (BT-111) is not stated in the tax currency: a TaxTotal without subtotals has no amount or another currencyID", "Write one cac:TaxTotal that holds only <cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount>, with the currency of cbc:TaxCurrencyCode, for documents in riyals too.",
        "الضريبة بالريال (BT-111) غير مذكورة بعملة الضريبة: عنصر TaxTotal دون تفصيل بلا مبلغ أو بعملة أخرى", "اكتب عنصر cac:TaxTotal لا يحوي إلا ‎<cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount>‎ بالعملة المذكورة في cbc:TaxCurrencyCode، حتى لو كان المستند بالريال.";
    BrCo18 "BR-CO-18" Input
        "The document has no VAT breakdown (BG-23); it is needed also where no VAT is due", "Write one cac:TaxSubtotal per category and rate in the cac:TaxTotal in the currency of the document, e.g. 190.00 taxable, 28.50 tax, category S, 15 %.",
        "المستند دون تفصيل لضريبة القيمة المضافة (BG-23)، وهو مطلوب حتى عند عدم استحقاق الضريبة", "اكتب cac:TaxSubtotal لكل فئة ونسبة في cac:TaxTotal بعملة المستند، مثل: المبلغ الخاضع 190.00 والضريبة 28.50 والفئة S والنسبة 15%.";
    BrE01 "BR-E-01" Input
        "Something is exempt (category E), but the VAT breakdown has no entry for E, or for E without cac:TaxScheme VAT", "Add a cac:TaxSubtotal with category E to cac:TaxTotal: 300.00 taxable, 0.00 tax, <cbc:ID>E</cbc:ID>, <cbc:Percent>0</cbc:Percent>, a reason code such as VATEX-SA-30, and TaxScheme VAT.",
        "يوجد توريد معفى (الفئة E) دون مقابل له في تفصيل الضريبة، أو دون cac:TaxScheme بالقيمة VAT", "أضف إلى cac:TaxTotal عنصر cac:TaxSubtotal بالفئة E: المبلغ الخاضع 300.00 والضريبة 0.00 و‎<cbc:Percent>0</cbc:Percent>‎ ورمز سبب مثل VATEX-SA-30 و TaxScheme بالقيمة VAT.";
    BrO01 "BR-O-01" Input
        "Something is out of the scope of VAT (category O), but the VAT breakdown has no entry for O, or for O without cac:TaxScheme VAT", "Add a cac:TaxSubtotal with category O to cac:TaxTotal: 80.00 taxable, 0.00 tax, <cbc:ID>O</cbc:ID>, <cbc:Percent>0</cbc:Percent>, code VATEX-SA-OOS with its reason, and TaxScheme VAT.",
        "يوجد توريد خارج نطاق الضريبة (الفئة O) دون مقابل له في تفصيل الضريبة، أو دون cac:TaxScheme بالقيمة VAT", "أضف إلى cac:TaxTotal عنصر cac:TaxSubtotal بالفئة O: المبلغ 80.00 والضريبة 0.00 و‎<cbc:Percent>0</cbc:Percent>‎ والرمز VATEX-SA-OOS مع نص السبب و TaxScheme بالقيمة VAT.";
    BrS01 "BR-S-01" Input
        "Something bears VAT at 15 % or 5 % (category S), but the VAT breakdown has no entry for S, or for S without cac:TaxScheme VAT", "Add a cac:TaxSubtotal with category S to cac:TaxTotal: 190.00 taxable, 28.50 tax, <cbc:ID>S</cbc:ID>, <cbc:Percent>15</cbc:Percent>, and TaxScheme VAT.",
        "يوجد توريد خاضع للنسبة الأساسية (الفئة S) دون مقابل له في تفصيل الضريبة، أو دون cac:TaxScheme بالقيمة VAT", "أضف إلى cac:TaxTotal عنصر cac:TaxSubtotal بالفئة S: المبلغ الخاضع 190.00 والضريبة 28.50 و‎<cbc:Percent>15</cbc:Percent>‎ و TaxScheme بالقيمة VAT.";
    BrZ01 "BR-Z-01" Input
        "Something is zero-rated (category Z), but the VAT breakdown has no entry for Z, or for Z without cac:TaxScheme VAT", "Add a cac:TaxSubtotal with category Z to cac:TaxTotal: 500.00 taxable, 0.00 tax, <cbc:ID>Z</cbc:ID>, <cbc:Percent>0</cbc:Percent>, a reason code such as VATEX-SA-32, and TaxScheme VAT.",
        "يوجد توريد خاضع لنسبة الصفر (الفئة Z) دون مقابل له في تفصيل الضريبة، أو دون cac:TaxScheme بالقيمة VAT", "أضف إلى cac:TaxTotal عنصر cac:TaxSubtotal بالفئة Z: المبلغ الخاضع 500.00 والضريبة 0.00 و‎<cbc:Percent>0</cbc:Percent>‎ ورمز سبب مثل VATEX-SA-32 و TaxScheme بالقيمة VAT.";
    Br21 "BR-21" Input
        "A line has no number (BT-126), or an empty one", "Number the lines from 1 in cbc:ID of each cac:InvoiceLine: <cbc:ID>1</cbc:ID>; in a draft leave id out to have them counted.",
        "بند الفاتورة دون رقم (BT-126) أو أن الرقم فارغ", "رقّم البنود من 1 في cbc:ID لكل cac:InvoiceLine: ‎<cbc:ID>1</cbc:ID>‎؛ وفي المسودة اترك id لتُرقّم تلقائياً.";
    Br24 "BR-24" Input
        "A line has no net amount (BT-131); a line that costs nothing and an advance need it as well", "Write cbc:LineExtensionAmount in the cac:InvoiceLine: quantity times price less discounts plus charges of the line, e.g. 3 × 20.00 − 5.00 = 55.00, or 0.00.",
        "بند الفاتورة دون مبلغ صافٍ (BT-131)، وهو مطلوب أيضاً للبند المجاني ولبند الدفعة المقدمة", "اكتب cbc:LineExtensionAmount في cac:InvoiceLine: الكمية في السعر ناقص الخصم زائد الرسوم الإضافية للبند، مثل ‎3 × 20.00 − 5.00 = 55.00‎ أو 0.00.";
    Br25 "BR-25" Input
        "A line does not say what is sold: the name of the item (BT-153) is missing or empty", "Write cbc:Name in cac:Item of the line, at least 3 characters, e.g. <cbc:Name>Printer paper A4</cbc:Name>; in a draft it is name.",
        "البند لا يبيّن ما بيع: اسم السلعة أو الخدمة (BT-153) مفقود أو فارغ", "اكتب cbc:Name في cac:Item بثلاثة أحرف على الأقل، مثل «ورق طباعة A4»؛ وفي المسودة هو name.";
    Br26 "BR-26" Input
        "A line has no unit price (BT-146); a gift and an advance need it as well", "Write cac:Price in the cac:InvoiceLine: <cac:Price><cbc:PriceAmount currencyID=\"SAR\">20.00</cbc:PriceAmount></cac:Price>, or 0.00; in a draft it is price.",
        "بند الفاتورة دون سعر وحدة (BT-146)، وهو مطلوب أيضاً للهدية ولبند الدفعة المقدمة", "اكتب cac:Price في cac:InvoiceLine: ‎<cac:Price><cbc:PriceAmount currencyID=\"SAR\">20.00</cbc:PriceAmount></cac:Price>‎ أو 0.00؛ وفي المسودة هو price.";
    BrCo04 "BR-CO-04" Input
        "A line has no VAT category (BT-151), or its cac:TaxScheme is not VAT", "Write <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory> in cac:Item of every line.",
        "بند الفاتورة دون فئة ضريبة (BT-151)، أو أن cac:TaxScheme فيه ليس VAT", "اكتب في cac:Item لكل بند العنصر ‎<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>‎.";
    BrDec23 "BR-DEC-23" Input
        "The net amount of a line (BT-131) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:InvoiceLine/cbc:LineExtensionAmount half up before writing it, 33.333 → 33.33, and reckon on with the rounded amount; zeros at the end count too, so not 33.330.",
        "صافي بند الفاتورة (BT-131) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:InvoiceLine/cbc:LineExtensionAmount إلى منزلتين قبل كتابته فتصبح 33.333 هي 33.33، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 33.330.";
    Br41 "BR-41" Input
        "A discount on a line has no amount (BT-136); the authority's validator does not report this today, but the net amount of the line needs it", "Write the amount in the line's cac:AllowanceCharge beside the percentage: 10 % of 50.00 is <cbc:Amount currencyID=\"SAR\">5.00</cbc:Amount>.",
        "خصم على بند الفاتورة دون مبلغ (BT-136)؛ ولا يبلّغ عنه مدقق الهيئة حالياً، لكن صافي البند يحتاج إليه", "اكتب المبلغ مع النسبة في cac:AllowanceCharge داخل البند: نسبة 10% من 50.00 هي ‎<cbc:Amount currencyID=\"SAR\">5.00</cbc:Amount>‎.";
    BrDec24 "BR-DEC-24" Input
        "The amount of a discount on a line (BT-136) has more than two decimal places; the authority's validator does not report this today", "Round cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount half up all the same, 5.005 → 5.01, and reckon the net amount of the line with it.",
        "مبلغ خصم على بند الفاتورة (BT-136) بأكثر من منزلتين عشريتين؛ ولا يبلّغ عنه مدقق الهيئة حالياً", "قرّب cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount إلى منزلتين على أي حال فتصبح 5.005 هي 5.01، واحسب بها صافي البند.";
    BrDec25 "BR-DEC-25" Input
        "What a discount on a line is a percentage of (BT-137) has more than two decimal places; the authority's validator does not report this today", "Round cac:InvoiceLine/cac:AllowanceCharge/cbc:BaseAmount half up all the same, 50.055 → 50.06, and reckon the net amount of the line with it.",
        "المبلغ الذي تُحسب منه نسبة خصم على بند الفاتورة (BT-137) بأكثر من منزلتين عشريتين؛ ولا يبلّغ عنه مدقق الهيئة حالياً", "قرّب cac:InvoiceLine/cac:AllowanceCharge/cbc:BaseAmount إلى منزلتين على أي حال فتصبح 50.055 هي 50.06، واحسب بها صافي البند.";
    Br54 "BR-54" Input
        "A property of an item has only one half: name (BT-160) and value (BT-161) belong together", "Write both in cac:AdditionalItemProperty: <cbc:Name>Colour</cbc:Name><cbc:Value>Blue</cbc:Value>, or leave it out.",
        "خاصية للصنف ناقصة: الاسم (BT-160) والقيمة (BT-161) متلازمان", "اكتبهما معاً في cac:AdditionalItemProperty: ‎<cbc:Name>Colour</cbc:Name><cbc:Value>Blue</cbc:Value>‎ أو احذف العنصر.";
    Br49 "BR-49" Input
        "The payment of a standard document has no code for its means (BT-81); usually cac:PaymentMeans was written only for the reason of a note", "Write it first in every cac:PaymentMeans: <cbc:PaymentMeansCode>10</cbc:PaymentMeansCode> is cash, 30 transfer, 42 bank account, 48 card, 1 not defined; in a draft it is means.",
        "وسيلة الدفع في الفاتورة الضريبية دون رمز (BT-81)؛ وغالباً كُتب cac:PaymentMeans لسبب الإشعار فقط", "اكتبه أولاً في كل cac:PaymentMeans: ‎<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>‎ نقداً، و30 تحويل، و42 حساب بنكي، و48 بطاقة، و1 غير محددة؛ وفي المسودة هو means.";
    Br55 "BR-55" Input
        "A reference to the document that is corrected (cac:BillingReference) has no number (BT-25)", "Write <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-2026-0042</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>, or leave the empty reference out; in a draft it is number under originals.",
        "مرجع الفاتورة المصححة (cac:BillingReference) دون رقم (BT-25)", "اكتب ‎<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-2026-0042</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>‎ أو احذف المرجع الفارغ؛ وفي المسودة هو number ضمن originals.";
    Br09 "BR-09" Input
        "The seller's address has no country (BT-40)", "Write <cac:Country><cbc:IdentificationCode>SA</cbc:IdentificationCode></cac:Country> at the end of the seller's cac:PostalAddress.",
        "عنوان البائع دون رمز دولة (BT-40)", "اكتب في آخر cac:PostalAddress للبائع ‎<cac:Country><cbc:IdentificationCode>SA</cbc:IdentificationCode></cac:Country>‎.";
    Br45 "BR-45" Input
        "An entry of the VAT breakdown does not say what is taxed (BT-116)", "Write cbc:TaxableAmount in the cac:TaxSubtotal: the lines of its category and rate less discounts plus charges, e.g. <cbc:TaxableAmount currencyID=\"SAR\">190.00</cbc:TaxableAmount>.",
        "تفصيل الضريبة لا يبيّن المبلغ الخاضع لها (BT-116)", "اكتب cbc:TaxableAmount في cac:TaxSubtotal: بنود الفئة والنسبة ناقص الخصم زائد الرسوم الإضافية، مثل ‎<cbc:TaxableAmount currencyID=\"SAR\">190.00</cbc:TaxableAmount>‎.";
    Br46 "BR-46" Input
        "An entry of the VAT breakdown has no tax (BT-117); where no VAT is due it is 0.00", "Write cbc:TaxAmount in the cac:TaxSubtotal: what is taxed times the rate, 190.00 × 15 % = 28.50, or <cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>.",
        "تفصيل الضريبة دون مبلغ الضريبة (BT-117)؛ وعند عدم استحقاقها يُكتب 0.00", "اكتب cbc:TaxAmount في cac:TaxSubtotal: المبلغ الخاضع في النسبة ‎190.00 × 15% = 28.50‎ أو ‎<cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>‎.";
    Br47 "BR-47" Input
        "An entry of the VAT breakdown has no VAT category (BT-118), or its cac:TaxScheme is not VAT", "Write <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory> in the cac:TaxSubtotal.",
        "تفصيل الضريبة دون رمز فئة الضريبة (BT-118)، أو أن cac:TaxScheme فيه ليس VAT", "اكتب في cac:TaxSubtotal العنصر ‎<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>‎.";
    Br48 "BR-48" Input
        "An entry of the VAT breakdown has no rate (BT-119), or its cac:TaxScheme is not VAT; usually it was left out because the rate is zero", "Write cbc:Percent in its cac:TaxCategory: 15 or 5 for S, <cbc:Percent>0</cbc:Percent> for Z and E; for O this rule does not ask, but BR-CO-17 does.",
        "تفصيل الضريبة دون نسبة (BT-119)، أو أن cac:TaxScheme فيه ليس VAT؛ وغالباً تُركت النسبة لأنها صفر", "اكتب cbc:Percent في cac:TaxCategory: القيمة 15 أو 5 للفئة S و‎<cbc:Percent>0</cbc:Percent>‎ للفئتين Z وE؛ ولا تطلبها هذه القاعدة للفئة O لكن BR-CO-17 تحتاج إليها.";
    BrDec19 "BR-DEC-19" Input
        "What is taxed in the VAT breakdown (BT-116) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:TaxSubtotal/cbc:TaxableAmount half up before writing it, 189.9951 → 190.00, and reckon on with the rounded amount; zeros at the end count too, so not 190.000.",
        "المبلغ الخاضع في تفصيل الضريبة (BT-116) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:TaxSubtotal/cbc:TaxableAmount إلى منزلتين قبل كتابته فتصبح 189.9951 هي 190.00، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 190.000.";
    BrDec20 "BR-DEC-20" Input
        "The tax in the VAT breakdown (BT-117) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:TaxSubtotal/cbc:TaxAmount half up before writing it, 28.4985 → 28.50, and reckon on with the rounded amount; zeros at the end count too, so not 28.500.",
        "مبلغ الضريبة في تفصيل الضريبة (BT-117) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:TaxSubtotal/cbc:TaxAmount إلى منزلتين قبل كتابته فتصبح 28.4985 هي 28.50، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 28.500.";
    BrS06 "BR-S-06" Input
        "A discount at the standard rate (category S) has no rate (BT-96), or a rate of 0", "Write <cbc:Percent>15</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge, or set its category to Z, E or O if no VAT is due.",
        "خصم بالفئة S دون نسبة ضريبة (BT-96) أو بنسبة 0", "اكتب ‎<cbc:Percent>15</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge، أو اجعل الفئة Z أو E أو O إن لم تُستحق ضريبة.";
    BrS07 "BR-S-07" Input
        "A charge at the standard rate (category S) has no rate (BT-103), or a rate of 0", "Write <cbc:Percent>15</cbc:Percent> in the cac:TaxCategory of the cac:AllowanceCharge, or set its category to Z, E or O if no VAT is due.",
        "رسوم إضافية بالفئة S دون نسبة ضريبة (BT-103) أو بنسبة 0", "اكتب ‎<cbc:Percent>15</cbc:Percent>‎ في cac:TaxCategory داخل cac:AllowanceCharge، أو اجعل الفئة Z أو E أو O إن لم تُستحق ضريبة.";
    BrDec13 "BR-DEC-13" Input
        "The VAT in the document's currency (BT-110) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:TaxTotal/cbc:TaxAmount half up before writing it, 28.4985 → 28.50, and reckon on with the rounded amount; zeros at the end count too, so not 28.500.",
        "الضريبة بعملة المستند (BT-110) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:TaxTotal/cbc:TaxAmount إلى منزلتين قبل كتابته فتصبح 28.4985 هي 28.50، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 28.500.";
    BrDec15 "BR-DEC-15" Input
        "The VAT in riyals (BT-111) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:TaxTotal/cbc:TaxAmount half up before writing it, 106.8694 → 106.87, and reckon on with the rounded amount; zeros at the end count too, so not 106.870.",
        "الضريبة بالريال (BT-111) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:TaxTotal/cbc:TaxAmount إلى منزلتين قبل كتابته فتصبح 106.8694 هي 106.87، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 106.870.";
    BrCl01 "BR-CL-01" Input
        "The type code (BT-3) is not on the list of UNTDID 1001; usually a word or the ERP's own code was written", "Write <cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>; of the listed codes the authority takes only 388, 386, 381 and 383.",
        "رمز نوع الفاتورة (BT-3) ليس في قائمة UNTDID 1001؛ وغالباً كُتبت كلمة أو رمز من نظامك", "اكتب ‎<cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>‎؛ ولا تقبل الهيئة من القائمة إلا 388 و386 و381 و383.";
    BrCl03 "BR-CL-03" Input
        "The currency of an amount (its attribute currencyID) is not on the list; usually it is in small letters, a sign, or the abbreviation SR", "Write currencyID=\"SAR\", three capital letters, in every amount; the list is frozen, so newer codes such as SLE and XCG are not on it.",
        "عملة أحد المبالغ (السمة currencyID) ليست في القائمة؛ وغالباً كُتبت بحروف صغيرة أو برمز أو بالاختصار SR", "اكتب currencyID=\"SAR\" بثلاثة أحرف كبيرة في كل مبلغ؛ والقائمة مجمدة فلا تشمل رموزاً حديثة مثل SLE وXCG.";
    BrCl05 "BR-CL-05" Input
        "The tax currency (BT-6) is not a currency of the list; usually it is empty or in small letters", "Write <cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>, whatever the currency of the document.",
        "عملة الضريبة (BT-6) ليست في قائمة العملات؛ وغالباً تُركت فارغة أو كُتبت بحروف صغيرة", "اكتب ‎<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>‎ أياً كانت عملة المستند.";
    BrCl16 "BR-CL-16" Input
        "The code of the means of payment (BT-81) is not on the list of UNCL 4461; usually a word or the ERP's own code was written", "Write in cbc:PaymentMeansCode 10 for cash, 30 transfer, 42 bank account, 48 card, 1 not defined.",
        "رمز وسيلة الدفع (BT-81) ليس في قائمة UNCL 4461؛ وغالباً كُتبت كلمة أو رمز من نظامك", "اكتب في cbc:PaymentMeansCode الرمز 10 للنقد أو 30 للتحويل أو 42 للحساب البنكي أو 48 للبطاقة أو 1 لغير المحددة.";
    BrCl18 "BR-CL-18" Input
        "The VAT category is not on the list of UNCL 5305; usually a word, a rate, or a small letter was written", "Write cbc:ID of the tax category as S (15 or 5 %), Z (zero rate), E (exempt) or O (out of scope): <cbc:ID>S</cbc:ID>.",
        "فئة الضريبة ليست في قائمة UNCL 5305؛ وغالباً كُتبت كلمة أو نسبة أو حرف صغير", "اكتب cbc:ID لفئة الضريبة: الفئة S (15 أو 5 بالمئة) أو Z (نسبة الصفر) أو E (معفى) أو O (خارج النطاق)، مثل ‎<cbc:ID>S</cbc:ID>‎.";
    BrS05 "BR-S-05" Input
        "A line at the standard rate (category S) has no rate (BT-152), or a rate of 0; usually S stayed as the default where no VAT is due", "Write <cbc:Percent>15</cbc:Percent> in its cac:ClassifiedTaxCategory, or set the category to Z (exports, 0 %), E or O and give the reason.",
        "بند بالفئة S دون نسبة ضريبة (BT-152) أو بنسبة 0؛ وغالباً بقيت الفئة S افتراضياً حيث لا ضريبة", "اكتب ‎<cbc:Percent>15</cbc:Percent>‎ في cac:ClassifiedTaxCategory، أو اجعل الفئة Z (للصادرات بنسبة 0) أو E أو O مع ذكر السبب.";
    BrKsa27 "BR-KSA-27" Input
        "A simplified document has no QR code (KSA-14), or one that is empty or not marked text/plain; usually it was sent before it was signed", "Sign it, which makes the code; it stands as <cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">AQ1O…</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>.",
        "الفاتورة الضريبية المبسطة دون رمز QR (KSA-14)، أو أن الرمز فارغ أو نوعه ليس text/plain؛ وغالباً أُرسلت قبل توقيعها", "وقّعها فيُنشأ الرمز؛ وموضعه ‎<cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">AQ1O…</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>‎.";
    BrClKsa14 "BR-CL-KSA-14" Input
        "The text of the QR code (KSA-14) is empty, or has more than 1000 characters; usually the seller's name in it is very long", "Shorten the seller's name, e.g. to 60 letters, and make the code again; a standard document may leave the reference QR out, an empty one it may not have.",
        "نص رمز QR (KSA-14) فارغ أو أطول من 1000 حرف؛ وغالباً لأن اسم البائع فيه طويل جداً", "اختصر اسم البائع، إلى 60 حرفاً مثلاً، وأنشئ الرمز من جديد؛ ويجوز في الفاتورة الضريبية حذف مرجع QR لا تركه فارغاً.";
    BrKsa33 "BR-KSA-33" Input
        "The document has no counter (ICV, KSA-16); usually it was written as text of the attachment instead of as cbc:UUID", "Write <cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>1042</cbc:UUID></cac:AdditionalDocumentReference>, one more than in the document before; in a draft it is counter.",
        "المستند دون عداد (ICV، ‏KSA-16)؛ وغالباً كُتب في المرفق لا في cbc:UUID", "اكتب ‎<cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>1042</cbc:UUID></cac:AdditionalDocumentReference>‎ بزيادة واحد عن المستند السابق؛ وفي المسودة هو counter.";
    BrKsa61 "BR-KSA-61" Input
        "The document does not carry the hash of the document before it (PIH, KSA-13), or carries it without mimeCode text/plain", "Write <cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">NWZl…OQ==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>; the first document has base64 of the hex SHA-256 of the character 0.",
        "المستند لا يحمل تجزئة المستند السابق (PIH، ‏KSA-13)، أو يحملها دون mimeCode بالقيمة text/plain", "اكتب ‎<cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">NWZl…OQ==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>‎؛ وفي أول مستند تُكتب base64 لتجزئة SHA-256 الست عشرية للحرف 0.";
    BrKsa68 "BR-KSA-68" Input
        "The document does not name the currency in which VAT is due (BT-6)", "Write <cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode> after cbc:DocumentCurrencyCode, for documents in riyals too.",
        "المستند لا يذكر عملة الضريبة (BT-6)", "اكتب ‎<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>‎ بعد cbc:DocumentCurrencyCode حتى لو كان المستند بالريال.";
    BrKsa70 "BR-KSA-70" Input
        "The time of issue (KSA-25) is missing or has another form; usually with an offset, fractions of a second, or without seconds", "Write cbc:IssueTime as <cbc:IssueTime>14:05:09</cbc:IssueTime> in Riyadh's time, or 11:05:09Z in UTC; in a draft it is issued_at.",
        "وقت الإصدار (KSA-25) مفقود أو بصيغة أخرى؛ وغالباً مع فرق توقيت أو أجزاء من الثانية أو دون ثوانٍ", "اكتب cbc:IssueTime هكذا ‎<cbc:IssueTime>14:05:09</cbc:IssueTime>‎ بتوقيت الرياض أو 11:05:09Z بالتوقيت العالمي؛ وفي المسودة هو issued_at.";
    BrKsa74 "BR-KSA-74" Input
        "What a line with an advance refers to is no prepayment invoice: its type code (KSA-30) is not 386", "Write <cbc:DocumentTypeCode>386</cbc:DocumentTypeCode> in the line's cac:DocumentReference; only prepayment invoices can be taken off, and other documents are named under AdditionalDocumentReference.",
        "المستند المشار إليه في بند الدفعة المقدمة ليس فاتورة دفعة مقدمة: رمز نوعه (KSA-30) ليس 386", "اكتب ‎<cbc:DocumentTypeCode>386</cbc:DocumentTypeCode>‎ في cac:DocumentReference داخل البند؛ فلا تُخصم إلا فواتير الدفعات المقدمة، وتُذكر المستندات الأخرى في AdditionalDocumentReference.";
    BrKsa82 "BR-KSA-82" Input
        "A line that takes off an advance has amounts of its own; usually the advance was written as price or net amount of the line", "Write 0.00 as cbc:LineExtensionAmount, TaxTotal/cbc:TaxAmount, TaxTotal/cbc:RoundingAmount, cbc:PriceAmount and every discount of the line; the advance itself stands in cac:TaxSubtotal, e.g. 100.00 taxable and 15.00 tax.",
        "بند خصم الدفعة المقدمة له مبالغ خاصة به؛ وغالباً كُتبت الدفعة سعراً أو صافياً للبند", "اكتب 0.00 في cbc:LineExtensionAmount و TaxTotal/cbc:TaxAmount و TaxTotal/cbc:RoundingAmount و cbc:PriceAmount وكل خصم في البند؛ أما الدفعة فمكانها cac:TaxSubtotal، مثل 100.00 خاضعة و15.00 ضريبة.";
    BrKsa75 "BR-KSA-75" Input
        "A line that takes off an advance does not say how it was taxed: taxable amount (KSA-31), tax (KSA-32), category (KSA-33) or rate (KSA-34) is missing", "Write all four in the line's TaxTotal/cac:TaxSubtotal, e.g. 100.00 taxable, 15.00 tax, category S, <cbc:Percent>15</cbc:Percent>; the rate also where it is 0.",
        "بند خصم الدفعة المقدمة لا يبيّن ضريبتها: المبلغ الخاضع (KSA-31) أو الضريبة (KSA-32) أو الفئة (KSA-33) أو النسبة (KSA-34) مفقود", "اكتب الأربعة في TaxTotal/cac:TaxSubtotal داخل البند، مثل 100.00 خاضعة و15.00 ضريبة والفئة S و‎<cbc:Percent>15</cbc:Percent>‎؛ وتُكتب النسبة حتى لو كانت 0.";
    BrKsaDec06 "BR-KSA-DEC-06" Input
        "An advance (KSA-31) or the VAT on it (KSA-32) has more than two decimal places; usually the net was reckoned back from the gross and not rounded", "Round both in the line's cac:TaxSubtotal: 500.00 with VAT is 434.78 taxable and 65.22 tax, not 434.782608; zeros at the end count too.",
        "للدفعة المقدمة (KSA-31) أو ضريبتها (KSA-32) أكثر من منزلتين عشريتين؛ وغالباً حُسب الصافي من الإجمالي دون تقريب", "قرّب القيمتين في cac:TaxSubtotal داخل البند: مبلغ 500.00 مع الضريبة هو 434.78 خاضع و65.22 ضريبة لا 434.782608؛ والأصفار في النهاية تُحسب أيضاً.";
    BrKsa76 "BR-KSA-76" Input
        "A zero-rated advance (category Z) has a rate (KSA-34) other than 0, or none", "Write <cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the line with the advance, and 0.00 as tax; if VAT was paid on it, the category is S.",
        "دفعة مقدمة خاضعة لنسبة الصفر (الفئة Z) نسبتها (KSA-34) غير 0 أو مفقودة", "اكتب ‎<cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory لبند الدفعة مع ضريبة 0.00؛ وإن دُفعت عنها ضريبة فالفئة S.";
    BrKsa77 "BR-KSA-77" Input
        "An exempt advance (category E) has a rate (KSA-34) other than 0, or none", "Write <cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the line with the advance, and 0.00 as tax; if VAT was paid on it, the category is S.",
        "دفعة مقدمة معفاة (الفئة E) نسبتها (KSA-34) غير 0 أو مفقودة", "اكتب ‎<cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory لبند الدفعة مع ضريبة 0.00؛ وإن دُفعت عنها ضريبة فالفئة S.";
    BrKsa78 "BR-KSA-78" Input
        "An out-of-scope advance (category O) has a rate (KSA-34) other than 0, or none; elsewhere O may go without a rate, here it may not", "Write <cbc:ID>O</cbc:ID><cbc:Percent>0</cbc:Percent> in the cac:TaxCategory of the line with the advance, and 0.00 as tax.",
        "دفعة مقدمة خارج نطاق الضريبة (الفئة O) نسبتها (KSA-34) غير 0 أو مفقودة؛ وهنا لا تُترك النسبة خلافاً لبقية المواضع", "اكتب ‎<cbc:ID>O</cbc:ID><cbc:Percent>0</cbc:Percent>‎ في cac:TaxCategory لبند الدفعة مع ضريبة 0.00.";
    BrKsa05 "BR-KSA-05" Input
        "The type code (BT-3) is none of the four that the authority takes", "Write 388 for an invoice, 386 for a prepayment invoice, 381 for a credit note or 383 for a debit note: <cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>; in a draft it is kind.",
        "رمز نوع الفاتورة (BT-3) ليس من الرموز الأربعة التي تقبلها الهيئة", "اكتب 388 للفاتورة أو 386 لفاتورة الدفعة المقدمة أو 381 للإشعار الدائن أو 383 للإشعار المدين: ‎<cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>‎؛ وفي المسودة هو kind.";
    BrKsa06 "BR-KSA-06" Input
        "The code of the transaction (KSA-2) is not built as it should be; usually it is missing, or lacks a flag", "Write cbc:InvoiceTypeCode/@name as 01 (standard) or 02 (simplified) and five to seven flags of 0 or 1: third party, nominal, export, summary, self-billed, then if wanted continuous and government; a standard export is 0100100.",
        "رمز معاملة الفاتورة (KSA-2) ليس بالبنية الصحيحة؛ وغالباً هو مفقود أو ينقصه مؤشر", "اكتب السمة name في cbc:InvoiceTypeCode: الرقم 01 (فاتورة ضريبية) أو 02 (مبسطة) ثم خمسة إلى سبعة مؤشرات من 0 أو 1: طرف ثالث، توريد مفترض، تصدير، ملخصة، فوترة ذاتية، ثم اختيارياً توريد مستمر وجهة حكومية؛ فالتصدير بفاتورة ضريبية 0100100.";
    BrKsaF06C40 "BR-KSA-F-06-C40" Input
        "The code of the transaction (KSA-2) has fewer than 7 or more than 9 characters", "Write cbc:InvoiceTypeCode/@name with 01 or 02 and five to seven flags of 0 and 1: 0100000 for a plain standard, 0200000 for a plain simplified document.",
        "رمز معاملة الفاتورة (KSA-2) أقصر من 7 خانات أو أطول من 9", "اكتب السمة name في cbc:InvoiceTypeCode بالرقم 01 أو 02 ثم خمسة إلى سبعة مؤشرات من 0 و1: مثل 0100000 للفاتورة الضريبية و0200000 للفاتورة الضريبية المبسطة.";
    BrKsaF12 "BR-KSA-F-12" Input
        "The kind of an identifier (its attribute schemeID) has blanks before or after it; usually it comes from a database column of fixed width", "Trim the attribute of cac:PartyIdentification/cbc:ID: schemeID=\"CRN\" instead of schemeID=\"CRN \".",
        "نوع المعرّف (السمة schemeID) مسبوق أو متبوع بمسافات؛ وغالباً جاء من عمود ثابت العرض في قاعدة البيانات", "احذف المسافات من سمة cac:PartyIdentification/cbc:ID: اكتب schemeID=\"CRN\" دون مسافة بعد CRN.";
    BrKsa26 "BR-KSA-26" Input
        "The reference PIH (KSA-13) has no hash in it, or is not marked text/plain", "Write the hash of the document before in its cac:Attachment, with the attribute: <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">44 characters of base64</cbc:EmbeddedDocumentBinaryObject>.",
        "مرجع PIH ‏(KSA-13) لا يحوي التجزئة أو نوعه ليس text/plain", "اكتب تجزئة المستند السابق (44 خانة base64) في cac:Attachment مع السمة mimeCode=\"text/plain\" في cbc:EmbeddedDocumentBinaryObject.";
    BrKsa28 "BR-KSA-28" Input
        "The signature information of a simplified document does not have the id that is prescribed (KSA-15), or an attachment such as the QR code is empty", "Sign the file again; <cbc:ID>urn:oasis:names:specification:ubl:signature:1</cbc:ID> belongs in sac:SignatureInformation, and no cac:Attachment may be empty.",
        "معلومات التوقيع في الفاتورة المبسطة لا تحمل المعرّف المحدد (KSA-15)، أو أن أحد المرفقات مثل رمز QR فارغ", "أعد توقيع الملف؛ ومكان ‎<cbc:ID>urn:oasis:names:specification:ubl:signature:1</cbc:ID>‎ هو sac:SignatureInformation، ولا يُترك cac:Attachment فارغاً.";
    BrKsa29 "BR-KSA-29" Input
        "The stamp of a simplified document (KSA-15) is not named as prescribed in one of two places: cac:Signature and sbc:ReferencedSignatureID", "Sign the file again; both places hold urn:oasis:names:specification:ubl:signature:Invoice; in cac:Signature it stands in cbc:ID.",
        "ختم الفاتورة المبسطة (KSA-15) لا يحمل الاسم المحدد في أحد موضعين: cac:Signature و sbc:ReferencedSignatureID", "أعد توقيع الملف؛ وفي الموضعين القيمة urn:oasis:names:specification:ubl:signature:Invoice، فهي في cac:Signature داخل cbc:ID.";
    BrKsa30 "BR-KSA-30" Input
        "A simplified document does not name the prescribed way of signing (KSA-15), or an attachment such as the QR code is empty", "Sign the file again; <cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod> belongs in cac:Signature, and no cac:Attachment may be empty.",
        "الفاتورة المبسطة لا تذكر طريقة التوقيع المحددة (KSA-15)، أو أن أحد المرفقات مثل رمز QR فارغ", "أعد توقيع الملف؛ ومكان ‎<cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod>‎ هو cac:Signature، ولا يُترك cac:Attachment فارغاً.";
    BrKsa18 "BR-KSA-18" Input
        "A VAT category is none of S, Z, E and O; other letters of the European list are not used in Saudi Arabia", "Write cbc:ID of the tax category as S (15 or 5 %), Z (zero rate), E (exempt) or O (out of scope): an export is <cbc:ID>Z</cbc:ID>, not G.",
        "فئة الضريبة ليست S أو Z أو E أو O؛ وبقية حروف القائمة الأوروبية لا تُستخدم في المملكة", "اكتب cbc:ID لفئة الضريبة: الفئة S (15 أو 5 بالمئة) أو Z (نسبة الصفر) أو E (معفى) أو O (خارج النطاق)؛ فالتصدير ‎<cbc:ID>Z</cbc:ID>‎ لا G.";
    BrKsaF06C28 "BR-KSA-F-06-C28" Input
        "The buyer of a standard document is in Saudi Arabia, and the district of the address (KSA-4) is missing or empty", "Write it in the buyer's cac:PostalAddress: <cbc:CitySubdivisionName>Al Olaya</cbc:CitySubdivisionName>; in a draft it is buyer.district.",
        "مشتري الفاتورة الضريبية داخل المملكة والحي في عنوانه (KSA-4) مفقود أو فارغ", "اكتب الحي في cac:PostalAddress للمشتري، مثل «العليا» في cbc:CitySubdivisionName؛ وفي المسودة هو buyer.district.";
    BrKsa52 "BR-KSA-52" Input
        "A line of a standard document has no VAT amount (KSA-11); it is needed also where no VAT is due and for advances", "Write it in cac:TaxTotal of every cac:InvoiceLine: 55.00 × 15 % is <cbc:TaxAmount currencyID=\"SAR\">8.25</cbc:TaxAmount>, or 0.00.",
        "بند في الفاتورة الضريبية دون مبلغ ضريبة (KSA-11)، وهو مطلوب حتى عند عدم استحقاق الضريبة ولبند الدفعة المقدمة", "اكتبه في cac:TaxTotal لكل cac:InvoiceLine: نسبة 15% من 55.00 هي ‎<cbc:TaxAmount currencyID=\"SAR\">8.25</cbc:TaxAmount>‎ أو 0.00.";
    BrKsaF06C25 "BR-KSA-F-06-C25" Input
        "The city of the buyer of a standard document (BT-52) is missing or empty", "Write it in the buyer's cac:PostalAddress, for a buyer abroad too: <cbc:CityName>Jeddah</cbc:CityName>; in a draft it is buyer.city.",
        "مدينة المشتري في الفاتورة الضريبية (BT-52) مفقودة أو فارغة", "اكتبها في cac:PostalAddress للمشتري ولو كان خارج المملكة، مثل «جدة» في cbc:CityName؛ وفي المسودة هو buyer.city.";
    BrKsa53 "BR-KSA-53" Input
        "A line of a standard document has no total with VAT (KSA-12)", "Write it in cac:TaxTotal of every cac:InvoiceLine, net amount plus VAT: 55.00 + 8.25 is <cbc:RoundingAmount currencyID=\"SAR\">63.25</cbc:RoundingAmount>; 0.00 for an advance.",
        "بند في الفاتورة الضريبية دون إجمالي مع الضريبة (KSA-12)", "اكتبه في cac:TaxTotal لكل cac:InvoiceLine وهو الصافي زائد الضريبة: ‎55.00 + 8.25‎ هو ‎<cbc:RoundingAmount currencyID=\"SAR\">63.25</cbc:RoundingAmount>‎، و0.00 لبند الدفعة المقدمة.";
    BrKsa15 "BR-KSA-15" Input
        "A standard invoice (388) does not say on which day the supply was made (KSA-5)", "Write <cac:Delivery><cbc:ActualDeliveryDate>2026-03-14</cbc:ActualDeliveryDate></cac:Delivery>, the day of issue if goods were handed over then; in a draft it is supply_date.",
        "الفاتورة الضريبية (388) لا تذكر تاريخ التوريد (KSA-5)", "اكتب ‎<cac:Delivery><cbc:ActualDeliveryDate>2026-03-14</cbc:ActualDeliveryDate></cac:Delivery>‎، وهو تاريخ الإصدار إن سُلّمت السلع فيه؛ وفي المسودة هو supply_date.";
    BrKsa60 "BR-KSA-60" Input
        "A simplified document has no cac:Signature, or an empty one; usually it was sent before it was signed", "Sign it; the file then has <cac:Signature><cbc:ID>urn:oasis:names:specification:ubl:signature:Invoice</cbc:ID><cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod></cac:Signature>.",
        "الفاتورة الضريبية المبسطة دون cac:Signature أو أن العنصر فارغ؛ وغالباً أُرسلت قبل توقيعها", "وقّعها فيظهر ‎<cac:Signature><cbc:ID>urn:oasis:names:specification:ubl:signature:Invoice</cbc:ID><cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod></cac:Signature>‎.";
    BrKsa99 "BR-KSA-99" Input
        "The buyer of a standard document has an element for the VAT number (BT-48), but nothing is in it; usually the field of a buyer without one was written empty", "Write 15 digits, e.g. <cbc:CompanyID>301234567800003</cbc:CompanyID>, or leave the buyer's whole cac:PartyTaxScheme out and give another identifier.",
        "في الفاتورة الضريبية عنصر للرقم الضريبي للمشتري (BT-48) لكنه فارغ؛ وغالباً كُتب الحقل فارغاً لمشترٍ غير مسجل", "اكتب 15 رقماً مثل ‎<cbc:CompanyID>301234567800003</cbc:CompanyID>‎ أو احذف cac:PartyTaxScheme للمشتري كاملاً واذكر معرّفاً آخر.";
    BrKsaDec03 "BR-KSA-DEC-03" Input
        "The VAT of a line (KSA-11) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:InvoiceLine/cac:TaxTotal/cbc:TaxAmount half up before writing it, 8.2455 → 8.25, and reckon on with the rounded amount; zeros at the end count too, so not 8.250.",
        "ضريبة بند الفاتورة (KSA-11) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:InvoiceLine/cac:TaxTotal/cbc:TaxAmount إلى منزلتين قبل كتابته فتصبح 8.2455 هي 8.25، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 8.250.";
    BrKsaDec04 "BR-KSA-DEC-04" Input
        "The total of a line with VAT (KSA-12) has more than two decimal places; usually it was written as reckoned, without rounding", "Round cac:InvoiceLine/cac:TaxTotal/cbc:RoundingAmount half up before writing it, 63.2455 → 63.25, and reckon on with the rounded amount; zeros at the end count too, so not 63.250.",
        "إجمالي بند الفاتورة مع الضريبة (KSA-12) بأكثر من منزلتين عشريتين؛ وغالباً كُتب المبلغ كما حُسب دون تقريب", "قرّب cac:InvoiceLine/cac:TaxTotal/cbc:RoundingAmount إلى منزلتين قبل كتابته فتصبح 63.2455 هي 63.25، ثم أكمل الحساب بالمبلغ المقرّب؛ والأصفار في النهاية تُحسب أيضاً فلا تكتب 63.250.";
    BrKsaCl01 "BR-KSA-CL-01" Input
        "The document currency (BT-5), or the currencyID of an advance or of the payable rounding, is not on the authority's list", "Write three capital letters of ISO 4217, e.g. <cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>; the list is frozen, so newer codes such as SLE and XCG are not on it.",
        "عملة المستند (BT-5) أو السمة currencyID لدفعة مقدمة أو لتقريب المبلغ المستحق ليست في قائمة الهيئة", "اكتب رمز ISO 4217 بثلاثة أحرف كبيرة مثل ‎<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>‎؛ والقائمة مجمدة فلا تشمل رموزاً حديثة مثل SLE وXCG.";
    BrKsaCl02 "BR-KSA-CL-02" Input
        "An amount has no currencyID, or another one than the document (BT-5); usually SAR stayed in a template of a document in a foreign currency", "Write the document's currency in every amount, e.g. currencyID=\"USD\" throughout a document in dollars; only the VAT in riyals (BT-111) keeps SAR.",
        "مبلغ دون السمة currencyID أو بعملة تخالف عملة المستند (BT-5)؛ وغالباً بقيت SAR من قالب في مستند بعملة أجنبية", "اكتب عملة المستند في كل مبلغ، مثل currencyID=\"USD\" في مستند بالدولار كله؛ ولا تبقى SAR إلا في الضريبة بالريال (BT-111).";
    BrKsaCl03 "BR-KSA-CL-03" Input
        "The kind of an attachment (its attribute mimeCode) is missing or not on the authority's list", "Write mimeCode=\"text/plain\" for PIH and QR; other attachments may be text/csv, application/pdf, image/png, image/jpeg, image/tiff, DWG drawings and spreadsheets (xlsx, ods), not application/xml.",
        "نوع المرفق (السمة mimeCode) مفقود أو ليس في قائمة الهيئة", "اكتب mimeCode=\"text/plain\" لمرجعي PIH وQR؛ والأنواع الأخرى المقبولة text/csv و application/pdf و image/png و image/jpeg و image/tiff ورسومات DWG والجداول (xlsx وods)، لا application/xml.";
    BrKsaF01 "BR-KSA-F-01" Input
        "A date is not written as YYYY-MM-DD, or is no day of the calendar; usually it has a time or an offset behind it, slashes, or is of the Hijri calendar", "Write all dates of the document (issue, due, supply, originals, prepayment invoices, tax point) with ten characters, e.g. <cbc:IssueDate>2026-03-14</cbc:IssueDate>.",
        "تاريخ ليس بصيغة YYYY-MM-DD أو ليس يوماً صحيحاً؛ وغالباً يتبعه وقت أو فرق توقيت، أو فيه شرطات مائلة، أو هو هجري", "اكتب كل تواريخ المستند (الإصدار والاستحقاق والتوريد والفواتير المصححة وفواتير الدفعات المقدمة) بعشر خانات، مثل ‎<cbc:IssueDate>2026-03-14</cbc:IssueDate>‎.";
    BrKsaF05 "BR-KSA-F-05" Input
        "The time of a prepayment invoice (KSA-29) is not a time; usually the seconds are missing", "Write cbc:IssueTime in the line's cac:DocumentReference as it stands on that invoice, e.g. <cbc:IssueTime>09:30:00</cbc:IssueTime>; in a draft it is issue_time under the documents of prepayments.",
        "وقت فاتورة الدفعة المقدمة (KSA-29) ليس وقتاً صحيحاً؛ وغالباً تنقصه الثواني", "اكتب cbc:IssueTime في cac:DocumentReference داخل البند كما ورد في تلك الفاتورة، مثل ‎<cbc:IssueTime>09:30:00</cbc:IssueTime>‎؛ وفي المسودة هو issue_time ضمن documents في prepayments.";
    BrKsaF02 "BR-KSA-F-02" Input
        "Whether a cac:AllowanceCharge is a discount or a charge is told by neither true nor false; the authority's validator then stops before it comes to this rule", "Write <cbc:ChargeIndicator>false</cbc:ChargeIndicator> for a discount, true for a charge.",
        "العنصر cac:AllowanceCharge لا يبيّن بـ true أو false هل هو خصم أم رسوم إضافية؛ وعندها يتوقف مدقق الهيئة قبل بلوغ هذه القاعدة", "اكتب ‎<cbc:ChargeIndicator>false</cbc:ChargeIndicator>‎ للخصم و true للرسوم الإضافية.";
    BrKsaEn1693101 "BR-KSA-EN16931-01" Input
        "The business process (BT-23) is missing or another one than the authority's", "Write <cbc:ProfileID>reporting:1.0</cbc:ProfileID> as it stands, for clearance too; it is the first element after the signature.",
        "إجراء الأعمال (BT-23) مفقود أو غير المعتمد لدى الهيئة", "اكتب ‎<cbc:ProfileID>reporting:1.0</cbc:ProfileID>‎ كما هو، حتى للفواتير التي تُعتمد (clearance)؛ وهو أول عنصر بعد التوقيع.";
    BrKsaEn1693108 "BR-KSA-EN16931-08" Input
        "The VAT breakdown does not stand in one place: the document has no cac:TaxTotal with subtotals, or several (BT-110)", "Keep one, with all entries in it: <cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount><cac:TaxSubtotal>…</cac:TaxSubtotal></cac:TaxTotal>; the other cac:TaxTotal, for the VAT in riyals, has none.",
        "تفصيل الضريبة ليس في موضع واحد: لا يوجد cac:TaxTotal فيه تفصيل أو يوجد أكثر من واحد (BT-110)", "أبقِ واحداً فيه كل التفصيل: ‎<cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount><cac:TaxSubtotal>…</cac:TaxSubtotal></cac:TaxTotal>‎؛ أما cac:TaxTotal الآخر للضريبة بالريال فلا تفصيل فيه.";
    BrKsaEn1693102 "BR-KSA-EN16931-02" Input
        "The tax currency (BT-6) is not the riyal; usually the currency of the document was copied into it", "Write <cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode> and the VAT in riyals in a cac:TaxTotal of its own; only cbc:DocumentCurrencyCode names the foreign currency.",
        "عملة الضريبة (BT-6) ليست الريال؛ وغالباً نُسخت إليها عملة المستند", "اكتب ‎<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>‎ والضريبة بالريال في cac:TaxTotal مستقل؛ أما العملة الأجنبية ففي cbc:DocumentCurrencyCode وحده.";
    BrKsaEn1693109 "BR-KSA-EN16931-09" Input
        "The VAT in riyals (BT-111) does not stand exactly once: the document has no cac:TaxTotal without subtotals, or several; often it was left out because all is in riyals", "Write exactly one, before the one with the breakdown: <cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount></cac:TaxTotal>.",
        "الضريبة بالريال (BT-111) ليست مذكورة مرة واحدة: لا يوجد cac:TaxTotal دون تفصيل أو يوجد أكثر من واحد؛ وغالباً تُركت لأن المستند كله بالريال", "اكتب عنصراً واحداً قبل العنصر الذي فيه التفصيل: ‎<cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">28.50</cbc:TaxAmount></cac:TaxTotal>‎.";
    BrKsaEn1693104 "BR-KSA-EN16931-04" Input
        "There is a percentage of a discount or charge (cbc:MultiplierFactorNumeric) but not what it is of (cbc:BaseAmount)", "Write both, e.g. <cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount currencyID=\"SAR\">25.00</cbc:Amount><cbc:BaseAmount currencyID=\"SAR\">250.00</cbc:BaseAmount>, or the amount alone.",
        "توجد نسبة للخصم أو الرسوم الإضافية (cbc:MultiplierFactorNumeric) دون المبلغ الذي تُحسب منه (cbc:BaseAmount)", "اكتبهما معاً: ‎<cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount currencyID=\"SAR\">25.00</cbc:Amount><cbc:BaseAmount currencyID=\"SAR\">250.00</cbc:BaseAmount>‎ أو اكتب المبلغ وحده.";
    BrKsaEn1693106 "BR-KSA-EN16931-06" Input
        "The price of an item bears a charge (BT-147): only a discount may stand in cac:Price; old samples have true here by mistake", "Write <cbc:ChargeIndicator>false</cbc:ChargeIndicator> in the cac:AllowanceCharge of cac:Price, or move the charge to the line: 2.00 on a price of 20.00 becomes a charge of 2.00 times the quantity.",
        "سعر الصنف عليه رسوم إضافية (BT-147)، ولا يُسمح في cac:Price إلا بالخصم؛ وفي النماذج القديمة true خطأً", "اكتب ‎<cbc:ChargeIndicator>false</cbc:ChargeIndicator>‎ في cac:AllowanceCharge داخل cac:Price، أو انقل الرسوم إلى البند: مبلغ 2.00 على سعر 20.00 يصبح رسماً قدره 2.00 مضروباً في الكمية.";
    BrKsa87 "BR-KSA-87" Input
        "The exchange rate (cac:TaxExchangeRate, KSA-36) is stated only in part", "Write all three, e.g. <cbc:SourceCurrencyCode>USD</cbc:SourceCurrencyCode><cbc:TargetCurrencyCode>SAR</cbc:TargetCurrencyCode><cbc:CalculationRate>3.75</cbc:CalculationRate>, or leave the element out: it is optional.",
        "سعر الصرف (cac:TaxExchangeRate، ‏KSA-36) مذكور جزئياً", "اكتب الثلاثة: ‎<cbc:SourceCurrencyCode>USD</cbc:SourceCurrencyCode><cbc:TargetCurrencyCode>SAR</cbc:TargetCurrencyCode><cbc:CalculationRate>3.75</cbc:CalculationRate>‎ أو احذف العنصر فهو اختياري.";
    BrKsa88 "BR-KSA-88" Input
        "The exchange rate is from another currency (KSA-37) than that of the document (BT-5); usually the two were written the wrong way round", "Write the document's currency in cac:TaxExchangeRate: <cbc:SourceCurrencyCode>USD</cbc:SourceCurrencyCode> where cbc:DocumentCurrencyCode is USD.",
        "سعر الصرف من عملة (KSA-37) غير عملة المستند (BT-5)؛ وغالباً كُتبت العملتان معكوستين", "اكتب عملة المستند في cac:TaxExchangeRate: ‎<cbc:SourceCurrencyCode>USD</cbc:SourceCurrencyCode>‎ إذا كان cbc:DocumentCurrencyCode هو USD.";
    BrKsa89 "BR-KSA-89" Input
        "The exchange rate is into another currency (KSA-38) than the tax currency (BT-6), which is the riyal", "Write <cbc:TargetCurrencyCode>SAR</cbc:TargetCurrencyCode> in cac:TaxExchangeRate, and a rate into riyals: 3.75 for the dollar, not 0.2667.",
        "سعر الصرف إلى عملة (KSA-38) غير عملة الضريبة (BT-6) وهي الريال", "اكتب ‎<cbc:TargetCurrencyCode>SAR</cbc:TargetCurrencyCode>‎ في cac:TaxExchangeRate وسعراً إلى الريال: 3.75 للدولار لا 0.2667.";
    BrKsaF03 "BR-KSA-F-03" Input
        "An element is there but holds nothing; usually an optional field was written although it had no value", "Leave the element out where there is nothing to say: no <cbc:AdditionalStreetName/>, rather nothing. The authority's documents forbid empty elements; its validator has no rule of this name, but checks them where it passes over absent ones.",
        "عنصر موجود لكنه فارغ؛ وغالباً كُتب حقل اختياري بلا قيمة", "احذف العنصر حين لا قيمة له: فلا تكتب ‎<cbc:AdditionalStreetName/>‎ بل اتركه. تمنع وثائق الهيئة العناصر الفارغة؛ وليس في مدققها قاعدة بهذا الاسم لكنه يفحصها ولا يفحص الغائبة.";
    Ksa13 "KSA-13" Input
        "The hash of the previous document (PIH, KSA-13) is missing, is no hash, or is not that of the document before this one; usually it has blanks around it, a document was built twice, or two devices share one chain", "Put the invoice hash that sealing the document before gave (44 characters of base64) into the reference PIH, then sign again; the first document of a device has NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==.",
        "تجزئة المستند السابق (PIH، ‏KSA-13) مفقودة أو ليست تجزئة أصلاً أو ليست تجزئة المستند الذي قبل هذا؛ وغالباً حولها مسافات أو أُنشئ مستند مرتين أو اشترك جهازان في سلسلة واحدة", "ضع في مرجع PIH التجزئة الناتجة عن ختم المستند السابق (44 خانة base64) ثم وقّع من جديد؛ ولأول مستند في الجهاز ‎NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==‎.";

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

    // What stops the authority's validator in the middle of its rules.
    RulesNumber "KHATM-RULES-NUMBER" Input
        "A number is needed here and the text is none: the authority's validator stops at it and rejects the document", "Write digits with a point and nothing else: 100.00, not 100,00, 1 000 or an empty element.",
        "يلزم رقم هنا والنص ليس رقماً: يتوقف عنده مدقق الهيئة ويرفض المستند", "اكتب أرقاماً بفاصلة عشرية نقطية فقط: 100.00 لا 100,00 ولا عنصراً فارغاً.";
    RulesBoolean "KHATM-RULES-BOOLEAN" Input
        "Neither true nor false: the authority's validator stops at it and rejects the document", "Write <cbc:ChargeIndicator>false</cbc:ChargeIndicator> for a discount, true for a charge.",
        "القيمة ليست true ولا false: يتوقف عندها مدقق الهيئة ويرفض المستند", "اكتب ‎<cbc:ChargeIndicator>false</cbc:ChargeIndicator>‎ للخصم و true للرسوم.";
    RulesDate "KHATM-RULES-DATE" Input
        "Not a date or time of the calendar: the authority's validator stops at it and rejects the document", "Write cbc:IssueDate as 2026-11-21 and cbc:IssueTime as 14:05:00.",
        "ليس تاريخاً أو وقتاً صحيحاً: يتوقف عنده مدقق الهيئة ويرفض المستند", "اكتب cbc:IssueDate هكذا 2026-11-21 و cbc:IssueTime هكذا 14:05:00.";
    RulesSeveral "KHATM-RULES-SEVERAL" Input
        "The element stands more than once where the rules look at one: the authority's validator stops at it and rejects the document", "Keep one, for example one cac:PartyIdentification for each party.",
        "العنصر مكرر حيث تنظر القواعد إلى عنصر واحد: يتوقف عنده مدقق الهيئة ويرفض المستند", "أبقِ واحداً فقط، مثل cac:PartyIdentification واحد لكل طرف.";
    RulesDivision "KHATM-RULES-DIVISION" Input
        "The price is divided by a quantity of zero: the authority's validator stops at it and rejects the document", "Leave cbc:BaseQuantity out, or say for how many units the price is: 1.",
        "السعر مقسوم على كمية صفر: يتوقف عندها مدقق الهيئة ويرفض المستند", "احذف cbc:BaseQuantity أو اذكر لكم وحدة يكون السعر: 1.";
    RulesPattern "KHATM-RULES-PATTERN" Input
        "The currency is read as a pattern and is none: the authority's validator stops at it and rejects the document", "Write the currency's three letters: currencyID=\"SAR\".",
        "تُقرأ العملة كنمط وليست نمطاً صحيحاً: يتوقف عندها مدقق الهيئة ويرفض المستند", "اكتب أحرف العملة الثلاثة: currencyID=\"SAR\".";
    RulesTooMuch "KHATM-RULES-TOO-MUCH" Input
        "The document asks for more work than any invoice does, so its rules were not decided", "Elements that an invoice has once stand there thousands of times: write each once.",
        "يتطلب المستند عملاً يفوق أي فاتورة فلم تُحسم قواعده", "عناصر ترد مرة واحدة في الفاتورة مكررة آلاف المرات: اكتب كلاً منها مرة واحدة.";

    // Structure.
    XsdElement "KHATM-XSD-ELEMENT" Input
        "An element stands where UBL does not allow it", "Remove it, or correct its name or namespace: <cbc:ID>, not <cbc:Id> or <cac:ID>.",
        "عنصر في موضع لا تسمح به UBL", "احذفه أو صحّح اسمه أو مساحة اسمه: <cbc:ID> وليس <cbc:Id> أو <cac:ID>.";
    XsdOrder "KHATM-XSD-ORDER" Input
        "An element stands after one that it must stand before", "Keep the order of UBL: e.g. cbc:ID, cbc:UUID, cbc:IssueDate, cbc:IssueTime.",
        "عنصر ورد بعد عنصر يجب أن يسبقه", "اتبع ترتيب UBL: مثلاً cbc:ID ثم cbc:UUID ثم cbc:IssueDate ثم cbc:IssueTime.";
    XsdMissing "KHATM-XSD-MISSING" Input
        "An element that UBL requires is missing", "Add it: e.g. every cac:InvoiceLine has cbc:ID, cbc:LineExtensionAmount and cac:Item.",
        "عنصر تشترطه UBL مفقود", "أضفه: مثلاً لكل cac:InvoiceLine عناصر cbc:ID و cbc:LineExtensionAmount و cac:Item.";
    XsdTooMany "KHATM-XSD-TWICE" Input
        "An element that may stand once here stands again", "Keep one: e.g. an Invoice has one cbc:IssueDate.",
        "عنصر يُسمح به هنا مرة واحدة تكرر", "أبقِ واحداً: مثلاً للفاتورة cbc:IssueDate واحد.";
    XsdChild "KHATM-XSD-CHILD" Input
        "An element stands inside one that holds a value", "Write the value alone: <cbc:Note>text</cbc:Note>.",
        "عنصر داخل عنصر لا يحمل إلا قيمة", "اكتب القيمة وحدها: <cbc:Note>نص</cbc:Note>.";
    XsdText "KHATM-XSD-TEXT" Input
        "Text stands between elements where none may stand", "Move it into an element for text, e.g. cbc:Note, or remove it.",
        "نص بين العناصر في موضع لا يُسمح فيه بنص", "انقله إلى عنصر نصي مثل cbc:Note أو احذفه.";
    XsdAttribute "KHATM-XSD-ATTRIBUTE" Input
        "An element has an attribute that UBL does not know on it", "Remove it, or correct its name: currencyID on amounts, schemeID on identifiers.",
        "للعنصر سمة لا تعرفها UBL فيه", "احذفها أو صحّح اسمها: currencyID للمبالغ و schemeID للمعرّفات.";
    XsdAttributeMissing "KHATM-XSD-ATTRIBUTE-MISSING" Input
        "An element lacks an attribute that UBL requires", "Add it: <cbc:TaxAmount currencyID=\"SAR\">15.00</cbc:TaxAmount>.",
        "تنقص العنصر سمة تشترطها UBL", "أضفها: <cbc:TaxAmount currencyID=\"SAR\">15.00</cbc:TaxAmount>.";
    XsdDecimal "KHATM-XSD-NUMBER" Input
        "A value is not a decimal number", "Write digits and one point, e.g. 1234.50: no comma, exponent or unit, and not nothing.",
        "القيمة ليست عدداً عشرياً", "اكتب أرقاماً ونقطة واحدة مثل 1234.50: دون فاصلة أو أس أو وحدة، ولا تتركها فارغة.";
    XsdInteger "KHATM-XSD-INTEGER" Input
        "A value is not a whole number", "Write digits alone, e.g. 42.",
        "القيمة ليست عدداً صحيحاً", "اكتب أرقاماً فقط مثل 42.";
    XsdDate "KHATM-XSD-DATE" Input
        "A value is not a date of the calendar", "Write YYYY-MM-DD, e.g. 2026-11-01.",
        "القيمة ليست تاريخاً صحيحاً", "اكتب YYYY-MM-DD مثل 2026-11-01.";
    XsdTime "KHATM-XSD-TIME" Input
        "A value is not a time of day", "Write HH:MM:SS, e.g. 11:30:05 or 11:30:05Z.",
        "القيمة ليست وقتاً صحيحاً", "اكتب HH:MM:SS مثل 11:30:05 أو 11:30:05Z.";
    XsdDateTime "KHATM-XSD-DATETIME" Input
        "A value is not a date and time", "Write YYYY-MM-DDTHH:MM:SS, e.g. 2026-11-01T11:30:05.",
        "القيمة ليست تاريخاً ووقتاً", "اكتب YYYY-MM-DDTHH:MM:SS مثل 2026-11-01T11:30:05.";
    XsdBoolean "KHATM-XSD-BOOLEAN" Input
        "A value is neither true nor false", "Write true or false in small letters: <cbc:ChargeIndicator>false</cbc:ChargeIndicator>.",
        "القيمة ليست true ولا false", "اكتب true أو false بأحرف صغيرة: <cbc:ChargeIndicator>false</cbc:ChargeIndicator>.";
    XsdBase64 "KHATM-XSD-BASE64" Input
        "A value is not base64", "Write A to Z, a to z, 0 to 9, + and /, filled up to groups of four with =, e.g. QUI=.",
        "القيمة ليست base64", "اكتب A إلى Z و a إلى z و 0 إلى 9 و + و / وأكمل المجموعات الرباعية بـ = مثل QUI=.";
    XsdUri "KHATM-XSD-URI" Input
        "A value is not a URI", "Write e.g. urn:oasis:names or https://example.org/a; a '%' stands before two hexadecimal digits.",
        "القيمة ليست URI", "اكتب مثلاً urn:oasis:names أو https://example.org/a؛ ويتبع الرمز '%' رقمان سداسيا عشر.";
    XsdLanguage "KHATM-XSD-LANGUAGE" Input
        "A value is not a language tag", "Write e.g. ar or en-GB.",
        "القيمة ليست رمز لغة", "اكتب مثلاً ar أو en-GB.";
    XsdId "KHATM-XSD-ID" Input
        "An id is not a name", "Begin it with a letter or '_', without blanks and colons: Id=\"signature-1\".",
        "المعرّف (Id) ليس اسماً صحيحاً", "ابدأه بحرف أو '_' دون مسافات أو نقطتين: Id=\"signature-1\".";
    XsdIdTwice "KHATM-XSD-ID-TWICE" Input
        "The same id stands twice in the document", "Give each element an id of its own: Id=\"a\", Id=\"b\".",
        "المعرّف (Id) نفسه مكرر في المستند", "اجعل لكل عنصر معرّفاً خاصاً: Id=\"a\" و Id=\"b\".";
    XsdReference "KHATM-XSD-REFERENCE" Input
        "A reference names an id that no element has", "Give the element the id, or correct the reference.",
        "مرجع إلى معرّف (Id) لا يحمله أي عنصر", "أضف المعرّف إلى العنصر أو صحّح المرجع.";
    XsdValue "KHATM-XSD-VALUE" Input
        "A value is not of the type that its place asks for", "Look up the type in the schema: e.g. OIDAsURI or OIDAsURN for Qualifier.",
        "القيمة ليست من النوع المطلوب في موضعها", "راجع النوع في المخطط: مثلاً OIDAsURI أو OIDAsURN للسمة Qualifier.";
    XsdType "KHATM-XSD-TYPE" Input
        "xsi:type names a type that is unknown or does not suit the element", "Remove xsi:type: an invoice needs none.",
        "السمة xsi:type تذكر نوعاً مجهولاً أو لا يناسب العنصر", "احذف xsi:type: لا تحتاج إليها الفاتورة.";
    XsdNil "KHATM-XSD-NIL" Input
        "xsi:nil stands on an element that may not be nil", "Remove xsi:nil; leave the whole element out if there is no value.",
        "السمة xsi:nil على عنصر لا يقبلها", "احذف xsi:nil؛ وإن لم توجد قيمة فاحذف العنصر كله.";

    // Environments, endpoints, credentials.
    EndpointUrl "KHATM-ENDPOINT-URL" Input
        "This is not a base URL", "Write https://host or http://127.0.0.1:8080, without user name, query or escapes.",
        "هذا ليس عنوان URL أساسياً", "اكتب https://host أو http://127.0.0.1:8080 دون اسم مستخدم أو استعلام أو رموز مهرّبة.";
    EndpointHost "KHATM-ENDPOINT-HOST" Input
        "Nothing is sent to this host: it is neither the authority's (https, under zatca.gov.sa) nor this machine", "Leave the URL out to reach the authority, or name a simulator on loopback: http://127.0.0.1:8080.",
        "لا يُرسل شيء إلى هذا المضيف: فهو ليس للهيئة (https تحت zatca.gov.sa) ولا هذا الجهاز", "احذف العنوان للوصول إلى الهيئة، أو حدّد محاكياً على الجهاز نفسه: http://127.0.0.1:8080.";
    EndpointEnvironment "KHATM-ENDPOINT-ENVIRONMENT" Input
        "The path of the URL is another environment's", "Leave the path out: the environment supplies it.",
        "مسار العنوان يخص بيئة أخرى", "احذف المسار: البيئة تحدده.";
    EndpointVersion "KHATM-ENDPOINT-VERSION" Input
        "This is no version of the interface", "Write V2.",
        "هذا ليس إصداراً للواجهة", "اكتبه هكذا: V2.";
    OtpFormat "KHATM-OTP-FORMAT" Input
        "A one-time password has six digits", "Copy it from the authority's portal, with its zeros in front.",
        "كلمة المرور لمرة واحدة ستة أرقام", "انسخها من بوابة الهيئة مع الأصفار في أولها.";
    CredentialToken "KHATM-CREDENTIAL-TOKEN" Input
        "The token is not a certificate in base64 of base64", "Keep binarySecurityToken exactly as the authority answered it.",
        "الرمز ليس شهادة بترميز base64 مضاعف", "احتفظ بـ binarySecurityToken كما أرسلته الهيئة تماماً.";
    CredentialSecret "KHATM-CREDENTIAL-SECRET" Input
        "The secret of the certificate is missing or not plain text", "Keep secret exactly as the authority answered it.",
        "السر المرافق للشهادة مفقود أو ليس نصاً بسيطاً", "احتفظ بـ secret كما أرسلته الهيئة تماماً.";
    CredentialEnvironment "KHATM-CREDENTIAL-ENVIRONMENT" State
        "The certificate belongs to another environment", "Use the device of this environment, or set KHATM_ENV to the device's.",
        "الشهادة تخص بيئة أخرى", "استخدم جهاز هذه البيئة أو عيّن KHATM_ENV لبيئة الجهاز.";
    CredentialReal "KHATM-CREDENTIAL-REAL" State
        "A real certificate never goes to this machine's own address", "Leave the URL out; to rehearse, onboard a device at the simulator.",
        "الشهادة الحقيقية لا تُرسل إلى عنوان الجهاز نفسه", "احذف العنوان؛ وللتجربة سجّل جهازاً لدى المحاكي.";
    CredentialRehearsal "KHATM-CREDENTIAL-REHEARSAL" State
        "A simulator's certificate goes to this machine only", "Name the simulator's URL on loopback, or onboard the device at the authority.",
        "شهادة المحاكي لا تُرسل إلا إلى الجهاز نفسه", "حدّد عنوان المحاكي على الجهاز نفسه أو سجّل الجهاز لدى الهيئة.";
    CredentialKind "KHATM-CREDENTIAL-KIND" State
        "The certificate of onboarding sends nothing that counts, and the production one does not onboard", "Finish the onboarding: khatm device onboard.",
        "شهادة التسجيل لا ترسل مستندات حقيقية وشهادة الإنتاج لا تُستخدم في التسجيل", "أكمل التسجيل: khatm device onboard.";
    RequestBody "KHATM-REQUEST-BODY" Bug
        "The body of a request could not be written", "Please report this with the document.",
        "تعذرت كتابة نص الطلب", "يرجى إبلاغنا مع إرفاق المستند.";
    EnvironmentMissing "KHATM-ENV-MISSING" Input
        "No environment is chosen", "Set KHATM_ENV to production, simulation or sandbox; there is no default, because production is earnest.",
        "لم تُحدد البيئة", "عيّن KHATM_ENV إلى production أو simulation أو sandbox؛ لا قيمة افتراضية لأن بيئة الإنتاج حقيقية.";
    EnvironmentUnknown "KHATM-ENV-UNKNOWN" Input
        "This environment is not known", "Write production (core), simulation, or sandbox (developer-portal).",
        "هذه البيئة غير معروفة", "اكتب production (core) أو simulation أو sandbox (developer-portal).";

    // What the gateway's replies mean.
    GatewayRejected "KHATM-GATEWAY-REJECTED" Refused
        "The authority refused it", "Mend what the findings name, and make a new document: the refused one keeps its place in the chain.",
        "رفضت الهيئة الطلب", "أصلح ما ورد في الملاحظات وأنشئ مستنداً جديداً: المرفوض يبقى في مكانه من السلسلة.";
    GatewayRoute "KHATM-GATEWAY-ROUTE" State
        "The authority wants the document at its other operation (303)", "Send the same bytes there: a standard document to reporting while clearance is off, else to clearance.",
        "تطلب الهيئة إرسال المستند إلى العملية الأخرى (303)", "أرسل البايتات نفسها إليها: الفاتورة الضريبية إلى الإبلاغ عند إيقاف الاعتماد وإلا فإلى الاعتماد.";
    GatewayCredential "KHATM-GATEWAY-CREDENTIAL" State
        "The authority does not take the credential", "See in its portal whether the certificate was revoked or has ended; else onboard again. The documents wait unchanged.",
        "لم تقبل الهيئة بيانات الاعتماد", "تحقق في بوابة الهيئة من إلغاء الشهادة أو انتهائها، وإلا فسجّل من جديد. المستندات تنتظر كما هي.";
    GatewayThrottled "KHATM-GATEWAY-THROTTLED" Busy
        "Too many requests: the authority did not take this one", "Send the same bytes again after the time that it names.",
        "طلبات كثيرة: لم تستلم الهيئة هذا الطلب", "أرسل البايتات نفسها مرة أخرى بعد المدة المذكورة.";
    GatewayUnsure "KHATM-GATEWAY-UNSURE" Unsure
        "Nobody knows whether the authority has it", "Send the same bytes again: if it has them, it says so.",
        "لا يُعرف هل استلمته الهيئة", "أرسل البايتات نفسها مرة أخرى: إن كانت لديها فستجيب بذلك.";
    GatewayRenewal "KHATM-GATEWAY-RENEWAL" State
        "The renewal was answered with a certificate for the checks of onboarding (428)", "Go through the compliance set with it, then ask for the production certificate.",
        "أُجيب طلب التجديد بشهادة خاصة بفحوص التسجيل (428)", "أكمل مستندات الامتثال بها ثم اطلب شهادة الإنتاج.";
    GatewayTooLarge "KHATM-GATEWAY-TOO-LARGE" Refused
        "The document is larger than the authority takes (413)", "Divide it: these bytes will never be taken. The next document takes the next counter.",
        "المستند أكبر مما تقبله الهيئة (413)", "قسّمه: لن تُقبل هذه البايتات أبداً. والمستند التالي يأخذ العداد التالي.";
    GatewayDefect "KHATM-GATEWAY-DEFECT" State
        "The request did not reach the authority's program as it should: a fault of configuration or of a proxy", "Look at URL, version and proxy first; the same bytes may then be sent again.",
        "لم يصل الطلب إلى نظام الهيئة كما ينبغي: خلل في الإعداد أو في الوكيل", "تحقق أولاً من العنوان والإصدار والوكيل؛ ثم يمكن إرسال البايتات نفسها مرة أخرى.";
    OtpRefused "KHATM-OTP-REFUSED" State
        "The authority does not take the one-time password: it is wrong, an hour old or used", "Make a new one in the portal of the same environment and VAT number, and use it at once, once.",
        "لم تقبل الهيئة كلمة المرور لمرة واحدة: خاطئة أو مضت عليها ساعة أو استُخدمت", "أنشئ كلمة جديدة في بوابة البيئة نفسها للرقم الضريبي نفسه واستخدمها فوراً مرة واحدة.";
    OtpLost "KHATM-OTP-LOST" State
        "The authority saw no one-time password in the request", "It goes as the header OTP: see whether a proxy on the way removes headers that it does not know.",
        "لم تصل إلى الهيئة كلمة المرور لمرة واحدة مع الطلب", "تُرسل في الترويسة OTP: تحقق من أن الوكيل في الطريق لا يحذف ترويسات لا يعرفها.";
    CsrLost "KHATM-CSR-LOST" State
        "The authority saw no certificate request", "See whether a proxy on the way changes the body of requests.",
        "لم يصل إلى الهيئة طلب الشهادة", "تحقق من أن الوكيل في الطريق لا يغيّر نص الطلبات.";
    CsrRefused "KHATM-CSR-REFUSED" Refused
        "The authority finds the certificate request wrong", "See what is wrong in it: khatm csr inspect FILE. Mend the device's data, and take a new one-time password.",
        "وجدت الهيئة خطأ في طلب الشهادة", "اعرف الخطأ بالأمر khatm csr inspect FILE وأصلح بيانات الجهاز وخذ كلمة مرور جديدة.";
    CsrTooLong "KHATM-CSR-REFUSED-LENGTH" Refused
        "A part of the certificate request is longer than the authority takes", "The serial (1-…|2-…|3-…) has at most 64 characters: shorten solution, model or number, and take a new one-time password.",
        "جزء من طلب الشهادة أطول مما تقبله الهيئة", "الرقم التسلسلي (1-…|2-…|3-…) حده 64 حرفاً: اختصر الحل أو الطراز أو الرقم وخذ كلمة مرور جديدة.";
    CsrTemplateRefused "KHATM-CSR-REFUSED-TEMPLATE" Refused
        "The certificate request was made for another environment: the authority's issuer does not know its template", "Make the request for the environment it is sent to (KHATM_ENV), and take a one-time password from that environment's portal.",
        "أُنشئ طلب الشهادة لبيئة أخرى: لا يعرف مُصدر الهيئة قالبه", "أنشئ الطلب للبيئة التي يُرسل إليها (KHATM_ENV) وخذ كلمة المرور من بوابة تلك البيئة.";
    ComplianceSteps "KHATM-COMPLIANCE-STEPS" State
        "Documents of the compliance set are still missing", "Hand in the missing kinds with the same certificate, then ask for the production certificate again.",
        "مستندات من مجموعة الامتثال ما زالت ناقصة", "أرسل الأنواع الناقصة بالشهادة نفسها ثم اطلب شهادة الإنتاج مرة أخرى.";
    ComplianceRequest "KHATM-COMPLIANCE-REQUEST" State
        "The authority does not know the number of the compliance request", "Use certificate, secret and number of one and the same answer; else begin the onboarding again with a new one-time password.",
        "لا تعرف الهيئة رقم طلب الامتثال", "استخدم الشهادة والسر والرقم من الإجابة نفسها، وإلا فابدأ التسجيل من جديد بكلمة مرور جديدة.";
    CsidLost "KHATM-CSID-LOST" State
        "The authority saw no certificate to renew", "It goes as the header Authorization: see whether a proxy on the way removes it.",
        "لم تصل إلى الهيئة الشهادة المراد تجديدها", "تُرسل في الترويسة Authorization: تحقق من أن الوكيل في الطريق لا يحذفها.";
    CsidRefused "KHATM-CSID-REFUSED" State
        "The authority does not take the certificate that is to be renewed", "Only a production certificate that is neither revoked nor replaced can be renewed; else onboard again.",
        "لم تقبل الهيئة الشهادة المراد تجديدها", "لا تُجدد إلا شهادة إنتاج لم تُلغَ ولم تُستبدل، وإلا فسجّل من جديد.";
    CertificateRefused "KHATM-CERTIFICATE-REFUSED" Refused
        "The authority refused to issue a certificate", "Read its reason beside this, mend the device's data, and begin again with a new one-time password.",
        "رفضت الهيئة إصدار الشهادة", "اقرأ السبب المذكور وأصلح بيانات الجهاز وابدأ من جديد بكلمة مرور جديدة.";
    OnboardingDenied "KHATM-ONBOARDING-DENIED" State
        "The authority turned the request for a first certificate away (401 or 403)", "No certificate is needed for it: look at URL and proxy, and whether this network may reach the authority.",
        "ردّت الهيئة طلب الشهادة الأولى (401 أو 403)", "لا يحتاج هذا الطلب إلى شهادة: تحقق من العنوان والوكيل ومن وصول هذه الشبكة إلى الهيئة.";
    CheckRefused "KHATM-COMPLIANCE-REFUSED" Refused
        "The authority refused a document of the compliance set", "Read the findings: they are of the device's data, e.g. VAT number, address or kinds of document. Mend it and onboard again.",
        "رفضت الهيئة مستنداً من مجموعة الامتثال", "اقرأ الملاحظات: سببها بيانات الجهاز كالرقم الضريبي أو العنوان أو أنواع المستندات. أصلحها وسجّل من جديد.";
    GatewaySchema "KHATM-GATEWAY-SCHEMA" Input
        "The authority finds the structure of the document wrong", "khatm validate FILE names element and line.",
        "وجدت الهيئة بنية المستند خاطئة", "الأمر khatm validate FILE يحدد العنصر والسطر.";
    GatewayRulesDown "KHATM-GATEWAY-RULES-DOWN" Busy
        "The authority's own checks are out of order", "Send the same bytes again later: nothing is wrong with them.",
        "فحوص الهيئة نفسها معطلة", "أرسل البايتات نفسها لاحقاً: لا خطأ فيها.";
    GatewayOther "KHATM-GATEWAY-OTHER-DOCUMENT" Unsure
        "The cleared document in the reply is not the one that was sent", "Send the same bytes again; if it happens again, tell the authority. Hand nothing to the buyer until then.",
        "المستند المعتمد في الرد ليس هو المُرسل", "أرسل البايتات نفسها مرة أخرى، وإن تكرر ذلك فأبلغ الهيئة. ولا تسلّم المشتري شيئاً قبل ذلك.";
    CertificateUnsure "KHATM-CERTIFICATE-UNSURE" Unsure
        "Nobody knows whether the authority issued a certificate", "Ask again; where that takes a one-time password, take a new one: the old one may be used up. A certificate that was lost does no harm.",
        "لا يُعرف هل أصدرت الهيئة شهادة", "اطلب مرة أخرى، وإن لزمت كلمة مرور لمرة واحدة فخذ جديدة لأن القديمة قد تكون استُهلكت. والشهادة الضائعة لا تضر.";
    ClearedStamp "KHATM-CLEARED-STAMP" State
        "The authority's document bears no stamp of its own", "It is recorded, but ask the authority before handing it out.",
        "لا يحمل مستند الهيئة ختماً خاصاً بها", "المستند مسجل، لكن اسأل الهيئة قبل تسليمه.";

    // The driver.
    DriveSetting "KHATM-DRIVE-SETTING" Input
        "A setting of the connection is out of its range", "Give times and sizes above zero, and a connect time no longer than the whole call.",
        "أحد إعدادات الاتصال خارج حدوده", "حدّد أزمنة وأحجاماً أكبر من الصفر، ومهلة اتصال لا تتجاوز مهلة النداء كله.";
    DriveProxyUrl "KHATM-PROXY-URL" Input
        "The proxy's URL cannot be used", "Write http://host:port (or https://), with user:password@ before the host if it asks for them, or none for no proxy.",
        "لا يمكن استخدام عنوان الوكيل", "اكتب http://host:port أو https:// مع user:password@ قبل المضيف عند الحاجة، أو none لعدم استخدام وكيل.";
    DriveRootFile "KHATM-CA-FILE" Input
        "The file of additional root certificates cannot be used", "Name a PEM file with one or more certificates of authorities in KHATM_CA_FILE.",
        "لا يمكن استخدام ملف شهادات الجذر الإضافية", "حدّد في KHATM_CA_FILE ملف PEM فيه شهادة جهة إصدار واحدة أو أكثر.";
    DriveRoots "KHATM-ROOTS" State
        "This machine has no root certificates: no server can be proved to be the right one", "Install the system's root certificates (ca-certificates), or name a PEM file in KHATM_CA_FILE.",
        "لا توجد شهادات جذر على هذا الجهاز: لا يمكن إثبات هوية أي خادم", "ثبّت شهادات الجذر للنظام (ca-certificates) أو حدّد ملف PEM في KHATM_CA_FILE.";
    DriveRuntime "KHATM-RUNTIME" Busy
        "The connection's event loop could not be started", "Call it inside a tokio runtime, or use the blocking call; look at the limits on threads and open files.",
        "تعذر تشغيل حلقة أحداث الاتصال", "نفّذ النداء داخل tokio أو استخدم النداء المتزامن، وتحقق من حدود الخيوط والملفات المفتوحة.";
    DriveUrl "KHATM-DRIVE-URL" Bug
        "Nothing was sent: the address is not read by all in the same way", "Please report this with the URL that was set.",
        "لم يُرسل شيء: العنوان لا يُقرأ بطريقة واحدة عند الجميع", "يرجى إبلاغنا مع العنوان المستخدم.";
    DriveRequestTooLarge "KHATM-REQUEST-TOO-LARGE" Input
        "The request is larger than is ever sent, and was not sent", "Divide the document: fewer lines, or a smaller attachment.",
        "الطلب أكبر من الحد المسموح بإرساله ولم يُرسل", "قسّم المستند: أسطر أقل أو مرفق أصغر.";
    DriveDns "KHATM-DNS" Busy
        "The host's name could not be looked up, and nothing was sent", "Look at this machine's network and name server; the same bytes can be sent later.",
        "تعذر العثور على عنوان المضيف ولم يُرسل شيء", "تحقق من الشبكة وخادم الأسماء؛ يمكن إرسال البايتات نفسها لاحقاً.";
    DriveDnsAddress "KHATM-DNS-ADDRESS" State
        "The host's name leads to an address that cannot be the authority's, and nothing was sent", "Look at the hosts file and the name server: the authority is never on this machine.",
        "اسم المضيف يقود إلى عنوان لا يمكن أن يكون للهيئة ولم يُرسل شيء", "تحقق من ملف hosts وخادم الأسماء: الهيئة ليست على هذا الجهاز.";
    DriveConnect "KHATM-CONNECT" Busy
        "No connection came about, and nothing was sent", "Look at network and firewall (port 443 outwards); the same bytes can be sent later.",
        "لم يتم الاتصال ولم يُرسل شيء", "تحقق من الشبكة والجدار الناري (المنفذ 443 للخارج)؛ يمكن إرسال البايتات نفسها لاحقاً.";
    DriveProxy "KHATM-PROXY" State
        "The proxy did not let the connection through, and nothing was sent", "Look at its URL, user name and password, and have it allow *.zatca.gov.sa:443.",
        "لم يسمح الوكيل بالاتصال ولم يُرسل شيء", "تحقق من عنوانه واسم المستخدم وكلمة المرور، واطلب السماح بـ *.zatca.gov.sa:443.";
    DriveTls "KHATM-TLS" State
        "No secure connection came about, and nothing was sent", "TLS 1.2 or 1.3 must pass: look for a firewall or proxy on the way that breaks it.",
        "لم يتم إنشاء اتصال آمن ولم يُرسل شيء", "يجب أن يمر TLS 1.2 أو 1.3: ابحث عن جدار ناري أو وكيل يعطّله في الطريق.";
    DriveTlsExpired "KHATM-TLS-EXPIRED" State
        "The server's certificate has ended, and nothing was sent", "Look at this machine's date first; else somebody on the way shows an old certificate.",
        "انتهت صلاحية شهادة الخادم ولم يُرسل شيء", "تحقق أولاً من تاريخ الجهاز؛ وإلا فهناك من يعرض شهادة قديمة في الطريق.";
    DriveTlsNotYet "KHATM-TLS-NOT-YET" State
        "The server's certificate is not valid yet, and nothing was sent", "Set this machine's date and time: it is probably behind.",
        "شهادة الخادم لم تبدأ صلاحيتها بعد ولم يُرسل شيء", "اضبط تاريخ الجهاز ووقته: الأرجح أنه متأخر.";
    DriveTlsHost "KHATM-TLS-HOST" State
        "The server's certificate is for another host, and nothing was sent", "Somebody else answers: look at name server, hosts file and proxy.",
        "شهادة الخادم لمضيف آخر ولم يُرسل شيء", "جهة أخرى هي التي تجيب: تحقق من خادم الأسماء وملف hosts والوكيل.";
    DriveTlsIssuer "KHATM-TLS-ISSUER" State
        "The server's certificate is by nobody that this machine trusts, and nothing was sent", "If your own proxy inspects TLS, or it is a simulator, name its root certificate in KHATM_CA_FILE; else do not go on.",
        "شهادة الخادم من جهة لا يثق بها هذا الجهاز ولم يُرسل شيء", "إن كان وكيلكم يفحص TLS أو كان محاكياً فحدّد شهادة جذره في KHATM_CA_FILE؛ وإلا فلا تتابع.";
    DriveTlsCertificate "KHATM-TLS-CERTIFICATE" State
        "The server's certificate cannot be taken, and nothing was sent", "Somebody else answers, or a proxy on the way makes poor certificates: have its owner look at them.",
        "لا يمكن قبول شهادة الخادم ولم يُرسل شيء", "جهة أخرى هي التي تجيب، أو وكيل في الطريق يصدر شهادات معيبة: اطلب من صاحبه فحصها.";
    DriveCircuitOpen "KHATM-CIRCUIT-OPEN" Busy
        "The endpoint failed again and again: nothing is sent until it is tried once more", "Wait for the time that is named; one call at a time tries it.",
        "تكرر فشل جهة الاتصال: لا يُرسل شيء حتى تُجرّب مرة أخرى", "انتظر المدة المذكورة؛ تُجرّب بنداء واحد كل مرة.";
    DriveRate "KHATM-RATE" Busy
        "Nothing was sent: the device has no free slot within this call's patience", "Send the same bytes after the time that is named.",
        "لم يُرسل شيء: لا توجد فرصة للجهاز ضمن مهلة هذا النداء", "أرسل البايتات نفسها بعد المدة المذكورة.";
    DriveReplyTimeout "KHATM-REPLY-TIMEOUT" Unsure
        "The request left, and no whole reply came in time", "Send the same bytes again: if the authority has them, it says so.",
        "أُرسل الطلب ولم يصل رد كامل في الوقت المحدد", "أرسل البايتات نفسها مرة أخرى: إن كانت لدى الهيئة فستجيب بذلك.";
    DriveReplyBroken "KHATM-REPLY-BROKEN" Unsure
        "The request left, or part of it, and the connection broke", "Send the same bytes again: if the authority has them, it says so.",
        "أُرسل الطلب أو جزء منه وانقطع الاتصال", "أرسل البايتات نفسها مرة أخرى: إن كانت لدى الهيئة فستجيب بذلك.";
    DriveReplyTruncated "KHATM-REPLY-TRUNCATED" Unsure
        "The request left, and the reply ended before its end", "Send the same bytes again: if the authority has them, it says so.",
        "أُرسل الطلب ووصل الرد مقطوعاً", "أرسل البايتات نفسها مرة أخرى: إن كانت لدى الهيئة فستجيب بذلك.";
    DriveReplyTooLarge "KHATM-REPLY-TOO-LARGE" Unsure
        "The request left, and the reply is larger than any true one", "Somebody on the way may answer in the authority's place: look at the proxy, then send the same bytes again.",
        "أُرسل الطلب والرد أكبر من أي رد صحيح", "قد تكون جهة في الطريق هي التي تجيب: تحقق من الوكيل ثم أرسل البايتات نفسها مرة أخرى.";
    DriveReplyEncoding "KHATM-REPLY-ENCODING" Unsure
        "The request left, and the reply is packed in a way that was not asked for, or wrongly", "A proxy on the way may have changed it: look at it, then send the same bytes again.",
        "أُرسل الطلب والرد مضغوط بطريقة لم تُطلب أو بشكل خاطئ", "ربما غيّره وكيل في الطريق: تحقق منه ثم أرسل البايتات نفسها مرة أخرى.";
    DriveClockSkew "KHATM-CLOCK-SKEW" State
        "This machine's clock and the authority's differ by more than a minute", "Set the clock by a time server (NTP): invoices bear its time.",
        "ساعة هذا الجهاز تختلف عن ساعة الهيئة بأكثر من دقيقة", "اضبط الساعة من خادم وقت (NTP): فالفواتير تحمل وقتها.";

    // Devices.
    RootKeyAbsent "KHATM-VAULT-KEY-ABSENT" State
        "There is no root key, with which keys and secrets are sealed", "Set KHATM_ROOT_KEY_FILE (or KHATM_ROOT_KEY, or KHATM_ROOT_KEY_COMMAND) as it was when the device was made. Without that key the device cannot be opened.",
        "لا يوجد المفتاح الجذري الذي تُختم به المفاتيح والأسرار", "عيّن KHATM_ROOT_KEY_FILE (أو KHATM_ROOT_KEY) كما كان عند إنشاء الجهاز. دون هذا المفتاح لا يمكن فتح الجهاز.";
    RootKeyFormat "KHATM-VAULT-KEY-FORMAT" Input
        "The root key is not 32 bytes in base64", "Take the whole line of the file that was made for it (44 characters), or make one: openssl rand -base64 32.",
        "المفتاح الجذري ليس 32 بايتاً بصيغة base64", "خذ السطر كاملاً من الملف الذي أُنشئ له (44 حرفاً)، أو أنشئ مفتاحاً: openssl rand -base64 32.";
    SealedVersion "KHATM-VAULT-VERSION" State
        "This was sealed by another version of Khatm", "Open it with the version that made it, or a newer one.",
        "خُتم هذا بإصدار آخر من ختم", "افتحه بالإصدار الذي أنشأه أو بإصدار أحدث.";
    SealedOtherKey "KHATM-VAULT-OTHER-KEY" State
        "This was sealed under another root key", "Set KHATM_ROOT_KEY_FILE (or KHATM_ROOT_KEY) to the root key of the time when it was made.",
        "خُتم هذا بمفتاح جذري آخر", "عيّن KHATM_ROOT_KEY_FILE (أو KHATM_ROOT_KEY) إلى المفتاح الجذري المستخدم عند الإنشاء.";
    SealedChanged "KHATM-VAULT-CHANGED" State
        "What was sealed does not open: it was changed, or belongs elsewhere", "Take it from a backup. Nothing of it can be edited or moved to another device, environment or version.",
        "تعذر فتح المختوم: عُدّل أو يخص موضعاً آخر", "استعده من نسخة احتياطية. لا يمكن تعديل شيء منه ولا نقله إلى جهاز أو بيئة أو إصدار آخر.";
    FileMode "KHATM-FILE-MODE" State
        "Others than its owner can read the file, and it holds secrets", "chmod 600 FILE. If others may have read it, make a new key.",
        "يستطيع غير المالك قراءة الملف وفيه أسرار", "نفّذ chmod 600 على الملف. وإن احتُمل أن قرأه غيرك فأنشئ مفتاحاً جديداً.";
    FileBusy "KHATM-FILE-BUSY" Busy
        "Another process is at work with this file", "Wait until it has finished, then call again.",
        "تعمل عملية أخرى على هذا الملف", "انتظر حتى تنتهي ثم أعد المحاولة.";
    DeviceName "KHATM-DEVICE-NAME" Input
        "A device cannot be called that", "Take letters, digits, '.', '-' and '_', at most 64, beginning with a letter or digit; not six digits, which is a password's form.",
        "لا يصلح هذا اسماً لجهاز", "استخدم حروفاً وأرقاماً و '.' و '-' و '_' بحد أقصى 64 وابدأ بحرف أو رقم؛ ولا تستخدم ستة أرقام فهي صيغة كلمة المرور.";
    DeviceExists "KHATM-DEVICE-EXISTS" State
        "There is a device in this file already", "Take another name or file (-o). A device's key is nowhere else: delete the file only if the device is never used again.",
        "يوجد جهاز في هذا الملف", "اختر اسماً أو ملفاً آخر (-o). مفتاح الجهاز لا يوجد في غيره: لا تحذف الملف إلا إذا لن يُستخدم الجهاز أبداً.";
    DeviceFile "KHATM-DEVICE-FILE" Input
        "This is not a device's file, or a damaged one", "Name the .device file that `khatm device new` made, or take it from a backup.",
        "هذا ليس ملف جهاز أو أنه تالف", "حدّد ملف .device الذي أنشأه الأمر khatm device new أو استعده من نسخة احتياطية.";
    DeviceFileVersion "KHATM-DEVICE-FILE-VERSION" State
        "The device's file is of another version of Khatm", "Use the version that wrote it, or a newer one.",
        "ملف الجهاز من إصدار آخر من ختم", "استخدم الإصدار الذي كتبه أو إصداراً أحدث.";
    DeviceFileChanged "KHATM-DEVICE-FILE-CHANGED" State
        "The device's file was changed by another hand than ours", "Undo the change, or take the file from a backup. To change a device's data, make a new device.",
        "عُدّل ملف الجهاز من خارج البرنامج", "ألغِ التعديل أو استعد الملف من نسخة احتياطية. لتغيير بيانات الجهاز أنشئ جهازاً جديداً.";
    DeviceSellerVat "KHATM-DEVICE-SELLER-VAT" Input
        "The seller's VAT number is not that of the certificate request", "Write the same number in both: the authority refuses documents of another taxpayer.",
        "الرقم الضريبي للبائع ليس رقم طلب الشهادة", "اكتب الرقم نفسه في كليهما: ترفض الهيئة مستندات مكلف آخر.";
    DeviceSet "KHATM-DEVICE-SET" State
        "A document of the compliance set would break a rule", "Look at the seller's data: make the device anew with a seller whom `khatm check` accepts.",
        "سيخالف أحد مستندات الامتثال قاعدة", "راجع بيانات البائع: أنشئ الجهاز من جديد ببائع يقبله الأمر khatm check.";
    DeviceStep "KHATM-DEVICE-STEP" State
        "The device is not at this step", "Ask the device what comes next, and do that.",
        "الجهاز ليس في هذه الخطوة", "اسأل الجهاز عن الخطوة التالية ونفّذها.";
    DeviceNotActive "KHATM-DEVICE-NOT-ACTIVE" State
        "The device has no certificate for real documents yet", "Finish its onboarding: khatm device onboard.",
        "لا يملك الجهاز شهادة للمستندات الفعلية بعد", "أكمل تسجيله: khatm device onboard.";
    DeviceOtpNeeded "KHATM-DEVICE-OTP-NEEDED" State
        "A one-time password is needed", "Make one in the authority's portal, and give it with --otp-file, in KHATM_OTP or on the terminal. It is good for an hour.",
        "تلزم كلمة مرور لمرة واحدة", "أنشئها في بوابة الهيئة وقدّمها بالخيار --otp-file أو المتغير KHATM_OTP أو في الطرفية. صلاحيتها ساعة.";
    DeviceOtpSpent "KHATM-DEVICE-OTP-SPENT" State
        "The one-time password was used, its answer never arrived", "Make a new one in the authority's portal and call again: key and certificate request are kept.",
        "استُخدمت كلمة المرور لمرة واحدة ولم تصل الإجابة", "أنشئ كلمة جديدة في بوابة الهيئة وأعد المحاولة: المفتاح وطلب الشهادة محفوظان.";
    DeviceOtpArgument "KHATM-DEVICE-OTP-ARGUMENT" Input
        "A one-time password does not belong on the command line, where every process of the machine can read it", "Type it when asked, or give it with --otp-file or in KHATM_OTP. Make a new one: this one was seen.",
        "لا توضع كلمة المرور لمرة واحدة في سطر الأوامر حيث تقرؤها كل عمليات الجهاز", "اكتبها عند الطلب أو قدّمها بالخيار --otp-file أو المتغير KHATM_OTP. وأنشئ كلمة جديدة فهذه انكشفت.";
    DeviceOtpLine "KHATM-DEVICE-OTP-LINE" Input
        "A line of the file of passwords cannot be read", "Write six digits, or a device's name and six digits: 123456 or POS-1 123456; '#' begins a comment.",
        "تعذرت قراءة سطر في ملف كلمات المرور", "اكتب ستة أرقام أو اسم الجهاز ثم ستة أرقام: 123456 أو POS-1 123456؛ ويبدأ التعليق بالرمز '#'.";
    DeviceOtpShort "KHATM-DEVICE-OTP-SHORT" State
        "The file of passwords has too few for these devices", "Make as many more in the authority's portal (up to 100 at once), add them to the file, and call again.",
        "كلمات المرور في الملف أقل من عدد الأجهزة", "أنشئ العدد الناقص في بوابة الهيئة (حتى 100 دفعة واحدة) وأضفه إلى الملف وأعد المحاولة.";
    DeviceOtherKey "KHATM-DEVICE-OTHER-KEY" Refused
        "The certificate that came back is not for this device's key", "Onboard again with a new password. The developer portal gives everybody one fixed certificate: use the simulation environment, or `khatm simulator`.",
        "الشهادة الواردة ليست لمفتاح هذا الجهاز", "سجّل من جديد بكلمة مرور جديدة. بوابة المطورين تعطي الجميع شهادة ثابتة واحدة: استخدم بيئة المحاكاة أو khatm simulator.";
    DeviceOtherTaxpayer "KHATM-DEVICE-OTHER-TAXPAYER" Refused
        "The certificate that came back is another taxpayer's", "Make the password under the VAT number of the certificate request, and onboard again.",
        "الشهادة الواردة لمكلف آخر", "أنشئ كلمة المرور تحت الرقم الضريبي الوارد في طلب الشهادة ثم سجّل من جديد.";
    DeviceRealFromLoopback "KHATM-DEVICE-REAL-FROM-LOOPBACK" Refused
        "A program on this machine answered with a certificate that is not a simulator's", "Look at what listens at the device's URL: a simulator of ours marks its certificates.",
        "ردّ برنامج على هذا الجهاز بشهادة ليست من محاكٍ", "تحقق مما يعمل على عنوان الجهاز: محاكينا يضع علامة على شهاداته.";
    DeviceRehearsalFromAuthority "KHATM-DEVICE-REHEARSAL-FROM-AUTHORITY" Refused
        "The authority's address answered with a simulator's certificate", "Somebody stands between you and the authority: look at name resolution, proxy and extra root certificates.",
        "ردّ عنوان الهيئة بشهادة محاكٍ", "هناك من يتوسط بينك وبين الهيئة: تحقق من أسماء النطاقات والوكيل وشهادات الجذر الإضافية.";
    DeviceClock "KHATM-DEVICE-CLOCK" State
        "This machine's clock is wrong: by it, the new certificate is not valid now", "Set the clock (NTP), then call again: nothing is lost.",
        "ساعة هذا الجهاز خاطئة: وفقها لا تسري الشهادة الجديدة الآن", "اضبط الساعة (NTP) ثم أعد المحاولة: لم يضِع شيء.";
    DeviceDocument "KHATM-DEVICE-DOCUMENT" Refused
        "The authority refused a document of the compliance set", "Look at its findings. Calling again makes the document anew; if it is refused again, make the device anew with a corrected seller.",
        "رفضت الهيئة أحد مستندات الامتثال", "راجع ملاحظاتها. إعادة المحاولة تنشئ المستند من جديد؛ فإن رُفض ثانية فأنشئ الجهاز من جديد ببائع مصحح.";
    OutputSecret "KHATM-FILE-SECRET" Input
        "The output would replace a ledger, a device, a key or the root key, which nobody can make again", "Name another file for the output; this one was left alone.",
        "الملف الناتج سيستبدل سجلاً أو جهازاً أو مفتاحاً أو المفتاح الجذري، ولا يمكن صنعه مرة أخرى", "حدّد ملفاً آخر للناتج؛ لم يتغير هذا الملف.";
    OutputTaken "KHATM-FILE-TAKEN" Input
        "The file for the cleared document is taken: it holds something other than this document", "Name another with -o, or move it away; nothing was sent.",
        "الملف المخصص للمستند المعتمد مشغول بغير هذا المستند", "حدّد ملفاً آخر بالخيار -o أو انقل الملف؛ لم يُرسل شيء.";
    SubmitHeld "KHATM-SUBMIT-HELD" State
        "Not sent: the authority did not take the device's credential with the document before", "Mend that first; the document waits unchanged, then submit it again.",
        "لم يُرسل: لم تقبل الهيئة بيانات اعتماد الجهاز مع المستند السابق", "أصلح ذلك أولاً؛ المستند ينتظر كما هو، ثم أرسله مرة أخرى.";
    DeviceEnded "KHATM-DEVICE-CERTIFICATE-TIME" State
        "The device's certificate is not valid at this time: it has ended, or has not begun", "Look at the clock of this machine and at khatm device status; an ended one needs a new device.",
        "شهادة الجهاز غير صالحة في هذا الوقت: انتهت أو لم تبدأ بعد", "تحقق من ساعة هذا الجهاز ومن khatm device status؛ والمنتهية تحتاج جهازاً جديداً.";
    SubmitUnsealed "KHATM-SUBMIT-UNSEALED" State
        "A simplified document is sent with its stamp, and this one has none", "Seal it first, and hand out what you send: khatm sign --device D FILE -o OUT.",
        "تُرسل الفاتورة المبسطة مختومة وهذه بلا ختم", "اختمها أولاً وسلّم للمشتري ما ترسله: khatm sign --device D FILE -o OUT.";
    SubmitDamaged "KHATM-SUBMIT-DAMAGED" Input
        "The document was changed after it was stamped", "Send the file as it was stamped. `khatm explain FILE` says what was changed.",
        "عُدّل المستند بعد ختمه", "أرسل الملف كما خُتم. ويبين الأمر khatm explain FILE ما الذي تغيّر.";
    SubmitOtherDevice "KHATM-SUBMIT-OTHER-DEVICE" State
        "The document was stamped by another device", "Send it with the device that stamped it.",
        "خُتم المستند بجهاز آخر", "أرسله بالجهاز الذي ختمه.";
    DeviceUnknown "KHATM-DEVICE-UNKNOWN" Input
        "There is no device of this name in the ledger", "See which there are: khatm device status --store LEDGER. Or add one: khatm device new NAME --store LEDGER.",
        "لا يوجد جهاز بهذا الاسم في السجل", "اعرض الأجهزة: khatm device status --store LEDGER، أو أضف جهازاً: khatm device new NAME --store LEDGER.";
    DeviceAmbiguous "KHATM-DEVICE-AMBIGUOUS" Input
        "Devices of several environments have this name", "Say which environment is meant: KHATM_ENV, or the host's own setting.",
        "عدة بيئات فيها جهاز بهذا الاسم", "حدّد البيئة المقصودة: KHATM_ENV أو إعداد النظام المضيف.";
    DeviceKnown "KHATM-DEVICE-KNOWN" State
        "The ledger has a device of this name", "Choose another name, or go on with the one that is there.",
        "في السجل جهاز بهذا الاسم", "اختر اسماً آخر أو أكمل بالجهاز الموجود.";
    RootKeyCommand "KHATM-VAULT-COMMAND" State
        "The program that says the root key did not say it", "Call it by hand as KHATM_ROOT_KEY_COMMAND names it: it must print the key's line, and nothing else, within half a minute, and end well. No shell stands between.",
        "لم يعطِ البرنامجُ المفتاحَ الجذري", "شغّله يدوياً كما في KHATM_ROOT_KEY_COMMAND: يجب أن يطبع سطر المفتاح وحده خلال نصف دقيقة وينتهي بنجاح. لا تُستخدم أي صدفة (shell).";
    RootKeyForgotten "KHATM-VAULT-KEY-FORGOTTEN" State
        "The root key was forgotten, and there is nowhere to ask for it", "Open the vault again with the key, or name a place that it is read from.",
        "نُسي المفتاح الجذري ولا موضع لطلبه", "افتح الخزنة من جديد بالمفتاح أو حدّد موضعاً يُقرأ منه.";
    DeviceMoved "KHATM-DEVICE-MOVED" State
        "The ledger's device does not open: its row was changed, or comes from another device, environment or version", "Nobody can edit or move it. Take the device from a backup: khatm vault restore.",
        "تعذر فتح جهاز السجل: عُدّل قيده أو نُقل من جهاز أو بيئة أو إصدار آخر", "لا يمكن تعديله ولا نقله. استعد الجهاز من نسخة احتياطية: khatm vault restore.";
    RootKeyInside "KHATM-VAULT-KEY-INSIDE" State
        "The root key's file lies inside the server's data directory: whoever gets a backup would get both", "Move it to a folder of its own, outside the data directory, and name it in khatm.root_key_file.",
        "ملف المفتاح الجذري داخل مجلد بيانات الخادم: من يحصل على نسخة احتياطية يحصل على الاثنين", "انقله إلى مجلد مستقل خارج مجلد البيانات واذكره في khatm.root_key_file.";
    AdoptLast "KHATM-ADOPT-LAST" Input
        "It is not known which document was the last one of the old system", "State it, --last COUNTER:HASH (0 if it issued none with this certificate), or name the folder of its documents: --documents FOLDER.",
        "لا يُعرف آخر مستند في النظام السابق", "اذكره: --last COUNTER:HASH (أو 0 إن لم يُصدر بهذه الشهادة شيئاً) أو حدّد مجلد مستنداته: --documents FOLDER.";
    ImportLast "KHATM-IMPORT-LAST" Input
        "The device is active, and its last document is not known", "State it, one device at a time: khatm device import FILE --store LEDGER --last COUNTER:HASH (0 if it issued none with this certificate).",
        "الجهاز فعّال ولا يُعرف آخر مستند له", "اذكره، جهازاً بعد جهاز: khatm device import FILE --store LEDGER --last COUNTER:HASH (أو 0 إن لم يُصدر بهذه الشهادة شيئاً).";
    AdoptDiffers "KHATM-ADOPT-DIFFERS" Input
        "The last of the old documents is another than was stated, or not the only one at its place", "Bring all documents of the certificate, up to the last one issued, and state that one. Going on from another would fork the chain for good.",
        "آخر المستندات السابقة غير ما ذُكر أو ليس وحده في موضعه", "أحضر كل مستندات الشهادة حتى آخر مستند صدر واذكره. المتابعة من غيره تفرّع السلسلة نهائياً.";
    AdoptBroken "KHATM-ADOPT-BROKEN" Input
        "Something is wrong with the old documents", "Each fault is listed: mostly a document is missing from the folder. If the old system itself broke the chain, go on with --accept-breaks REASON; the reason is kept.",
        "في المستندات السابقة خلل", "كل خلل مذكور أعلاه: وغالباً ينقص مستند في المجلد. وإن كان النظام السابق هو من كسر السلسلة فتابع بالخيار --accept-breaks REASON ويُحفظ السبب.";
    AdoptTaxpayer "KHATM-ADOPT-TAXPAYER" Input
        "An old document is another taxpayer's than the certificate", "Take it out of the folder: it is of another chain.",
        "أحد المستندات السابقة لمكلف غير صاحب الشهادة", "أخرجه من المجلد: فهو من سلسلة أخرى.";
    AdoptUnstamped "KHATM-ADOPT-UNSTAMPED" Input
        "An old simplified document has no stamp", "Bring the file as it was reported, with its stamp.",
        "أحد المستندات المبسطة السابقة بلا ختم", "أحضر الملف كما أُبلغ عنه مع ختمه.";
    AdoptCertificate "KHATM-ADOPT-CERTIFICATE" Input
        "An old document is stamped with another certificate", "Each certificate has a chain of its own: bring the documents of the one that is taken over.",
        "أحد المستندات السابقة مختوم بشهادة أخرى", "لكل شهادة سلسلتها: أحضر مستندات الشهادة المنقولة وحدها.";
    AdoptStamp "KHATM-ADOPT-STAMP" Input
        "The stamp of an old document is not good", "See with khatm explain what was done to the file, and bring it as it was issued.",
        "ختم أحد المستندات السابقة غير سليم", "اعرف ما جرى للملف باستخدام khatm explain وأحضره كما صدر.";
    AdoptTwice "KHATM-ADOPT-TWICE" State
        "This certificate has a chain in the ledger already", "It was taken over before, or is issued with here: go on with that device.",
        "لهذه الشهادة سلسلة في السجل", "نُقلت سابقاً أو يُصدر بها هنا: تابع بذلك الجهاز.";
    RotateSame "KHATM-VAULT-SAME-KEY" Input
        "The new root key is the one in use", "Name another file for the new key; one that is not there is made.",
        "المفتاح الجذري الجديد هو المستخدم حالياً", "حدّد ملفاً آخر للمفتاح الجديد؛ ويُنشأ إن لم يكن موجوداً.";
    RotateFile "KHATM-VAULT-NEW-KEY" Input
        "The root key does not come from a file, so a new one cannot take its place", "Name a file for the new key (--new-key-file), and then make the place where yours comes from give it.",
        "المفتاح الجذري لا يأتي من ملف فلا يمكن وضع مفتاح جديد مكانه", "حدّد ملفاً للمفتاح الجديد (--new-key-file) ثم اجعل مصدر مفتاحك يعطيه.";
    PhraseShort "KHATM-VAULT-PHRASE" Input
        "The pass phrase is too short, or far too long", "Take twelve characters or more: whoever has the file may try as often as he likes. Four or five words of no sentence do well.",
        "عبارة المرور قصيرة أو مفرطة الطول", "استخدم 12 حرفاً أو أكثر: فمن يملك الملف يجرّب ما يشاء. أربع أو خمس كلمات لا تكوّن جملة خيار جيد.";
    PhraseTwice "KHATM-VAULT-PHRASE-TWICE" Input
        "The pass phrase was not typed the same twice", "Nothing was written. Call again.",
        "لم تُكتب عبارة المرور نفسها مرتين", "لم يُكتب شيء. أعد المحاولة.";
    PhraseAbsent "KHATM-VAULT-PHRASE-ABSENT" Input
        "There is no pass phrase, and no terminal to ask for it", "Give it with --phrase-file or in KHATM_PHRASE; never on the command line.",
        "لا توجد عبارة مرور ولا طرفية لطلبها", "قدّمها بالخيار --phrase-file أو المتغير KHATM_PHRASE، لا في سطر الأوامر أبداً.";
    BackupExists "KHATM-VAULT-BACKUP-EXISTS" State
        "There is a file of this name already", "Name another for the backup; what is there was left alone.",
        "يوجد ملف بهذا الاسم", "حدّد اسماً آخر للنسخة الاحتياطية؛ لم يتغير الموجود.";
    BackupDamaged "KHATM-VAULT-BACKUP" Input
        "This is not a backup of Khatm's, or a damaged one", "Take another copy of the file. The pass phrase was not tried on it.",
        "هذه ليست نسخة احتياطية لختم أو أنها تالفة", "استخدم نسخة أخرى من الملف. لم تُجرّب عبارة المرور عليه.";
    BackupSettings "KHATM-VAULT-BACKUP-COST" Input
        "Opening the backup asks for more memory or time than any of ours, or in a way that is not known", "Use a file that khatm vault backup wrote, on a machine with memory to spare (a GiB at most).",
        "فتح النسخة الاحتياطية يطلب ذاكرة أو وقتاً أكثر من نسخنا أو بطريقة غير معروفة", "استخدم ملفاً كتبه khatm vault backup على جهاز فيه ذاكرة كافية (1 جيبي بايت على الأكثر).";
    BackupPhrase "KHATM-VAULT-BACKUP-PHRASE" Input
        "The pass phrase does not open the backup", "The file is whole, so it is another phrase (or somebody has changed the file on purpose): look at the keyboard's language and capital letters.",
        "عبارة المرور لا تفتح النسخة الاحتياطية", "الملف سليم، فالعبارة غير صحيحة (أو عُدّل الملف عمداً): تحقق من لغة لوحة المفاتيح وحالة الأحرف.";
    RestoreUnstated "KHATM-VAULT-RESTORE-LAST" State
        "The ledger does not have the device's chain, and a backup does not know what was issued after it: going on from it could issue counters that are taken", "Restore the newest ledger first. Without one, state the last document of each device from the authority's portal or the last receipt (--last DEVICE=COUNTER:HASH, or DEVICE=0), or give --set-aside and onboard the devices again.",
        "لا يحوي السجل سلسلة الجهاز ولا تعرف النسخة الاحتياطية ما صدر بعدها: المتابعة منها قد تُصدر عدادات مستخدمة", "استعد أحدث سجل أولاً. وإن لم يوجد فاذكر آخر مستند لكل جهاز من بوابة الهيئة أو آخر إيصال (--last DEVICE=COUNTER:HASH أو DEVICE=0)، أو استخدم --set-aside وسجّل الأجهزة من جديد.";
    RestoreDiffers "KHATM-VAULT-RESTORE-DIFFERS" Input
        "What was stated of the device's last document cannot be: the backup knows of a later one, or of another in its place, or its chain was begun elsewhere", "Look for the last document again: in the authority's portal, or on the last receipt.",
        "ما ذُكر عن آخر مستند للجهاز غير ممكن: تعرف النسخة مستنداً بعده أو غيره في موضعه أو بدأت سلسلته في موضع آخر", "ابحث عن آخر مستند من جديد: في بوابة الهيئة أو على آخر إيصال.";
    RestoreBehind "KHATM-VAULT-RESTORE-BEHIND" State
        "The ledger is older than the backup: the device's last document is not in it", "Restore the newest ledger. If it is lost, restore the backup into a new one, and state the last document of each device.",
        "السجل أقدم من النسخة الاحتياطية: آخر مستند للجهاز ليس فيه", "استعد أحدث سجل. وإن فُقد فاستعد النسخة في سجل جديد واذكر آخر مستند لكل جهاز.";

    // The simulator.
    SimulatorListen "KHATM-SIMULATOR-LISTEN" Input
        "The address cannot be listened on", "See who holds the port, or take a free one with port 0; ports below 1024 need rights.",
        "تعذر الاستماع على العنوان", "تحقق ممن يستخدم المنفذ أو استخدم المنفذ 0 لاختيار منفذ متاح؛ المنافذ دون 1024 تتطلب صلاحيات.";
    SimulatorTls "KHATM-SIMULATOR-TLS" Bug
        "The simulator's own certificate cannot be used", "Please report this with the address that it listens on.",
        "تعذر استخدام شهادة المحاكي", "يرجى إبلاغنا بالعنوان الذي يستمع عليه.";
    SimulatorFault "KHATM-SIMULATOR-FAULT" Input
        "This is no rule of faults", "Write e.g. {\"when\":{\"operation\":\"clearance\",\"times\":1},\"fault\":\"drop_after\"}; all kinds and limits stand in docs/schema/simulator.openapi.json.",
        "هذه ليست قاعدة أعطال", "اكتب مثلاً {\"when\":{\"operation\":\"clearance\",\"times\":1},\"fault\":\"drop_after\"}؛ الأنواع والحدود كلها في docs/schema/simulator.openapi.json.";
    SimulatorHost "KHATM-SIMULATOR-HOST" Refused
        "The simulator does not answer under this name", "Call it by its address or as localhost: another name may be anybody's.",
        "لا يجيب المحاكي بهذا الاسم", "استخدم عنوانه أو localhost: أي اسم آخر قد يكون لجهة أخرى.";
    SimulatorCrossSite "KHATM-SIMULATOR-CROSS-SITE" Refused
        "The request came from another site's page", "Use the simulator's own page, or send JSON without a browser.",
        "جاء الطلب من صفحة موقع آخر", "استخدم صفحة المحاكي نفسه أو أرسل JSON دون متصفح.";
    SimulatorRequest "KHATM-SIMULATOR-REQUEST" Input
        "The request to the control interface cannot be understood", "Send Content-Type: application/json and a body as docs/schema/simulator.openapi.json describes it.",
        "تعذر فهم الطلب الموجه إلى واجهة التحكم", "أرسل Content-Type: application/json ونصاً كما يصفه docs/schema/simulator.openapi.json.";
    SimulatorUnknown "KHATM-SIMULATOR-UNKNOWN" Input
        "There is no such thing in this simulator", "List what there is first: devices, submissions, records, faults. A reset forgets all of it.",
        "لا يوجد هذا في المحاكي", "اعرض الموجود أولاً: devices و submissions و records و faults. وإعادة التهيئة تمحو كل ذلك.";
    SimulatorPath "KHATM-SIMULATOR-PATH" Input
        "The gateway has no such path", "Send to /e-invoicing/ENVIRONMENT followed by one of its five paths, without a slash at the end.",
        "لا يوجد هذا المسار في البوابة", "أرسل إلى /e-invoicing/البيئة متبوعاً بأحد مساراتها الخمسة دون شرطة مائلة في النهاية.";
    SimulatorMethod "KHATM-SIMULATOR-METHOD" Input
        "The gateway does not take this method here", "Use POST, or PATCH to renew at /production/csids; it cannot be called from a browser's page.",
        "لا تقبل البوابة هذا الفعل هنا", "استخدم POST، أو PATCH للتجديد على /production/csids؛ ولا يمكن استدعاؤها من صفحة متصفح.";
    SimulatorVersion "KHATM-SIMULATOR-VERSION" Input
        "The header Accept-Version is missing or names another version", "Send Accept-Version: V2.",
        "الترويسة Accept-Version مفقودة أو تذكر إصداراً آخر", "أرسل Accept-Version: V2.";
    SimulatorTooLarge "KHATM-SIMULATOR-TOO-LARGE" Input
        "The body is longer than the simulator takes", "Divide the document, or raise the simulator's limit: the authority publishes none.",
        "نص الطلب أطول مما يقبله المحاكي", "قسّم المستند أو ارفع حد المحاكي: الهيئة لا تعلن حداً.";
    SimulatorBody "KHATM-SIMULATOR-BODY" Input
        "The body is not a JSON object", "Send the operation's object in UTF-8, with Content-Type: application/json.",
        "نص الطلب ليس كائن JSON", "أرسل كائن العملية بترميز UTF-8 مع Content-Type: application/json.";
    SimulatorCredentialMissing "KHATM-SIMULATOR-CREDENTIAL-MISSING" State
        "The request comes without certificate and secret", "Send Authorization: Basic with binarySecurityToken as user name and secret as password.",
        "ورد الطلب دون شهادة وسر", "أرسل Authorization: Basic مع binarySecurityToken اسماً للمستخدم و secret كلمةً للمرور.";
    SimulatorCredentialUnknown "KHATM-SIMULATOR-CREDENTIAL-UNKNOWN" State
        "This environment has not issued the certificate that the request comes with", "Onboard at this simulator and environment; after a restart without --state all certificates are new. Send binarySecurityToken as it came.",
        "لم تُصدر هذه البيئة الشهادة التي ورد بها الطلب", "سجّل لدى هذا المحاكي وهذه البيئة؛ فبعد إعادة التشغيل دون --state تكون الشهادات جديدة. وأرسل binarySecurityToken كما ورد.";
    SimulatorCredentialSecret "KHATM-SIMULATOR-CREDENTIAL-SECRET" State
        "The secret is not the one that was issued with this certificate", "Keep token and secret of one answer together, both as they came.",
        "السر ليس الذي صدر مع هذه الشهادة", "احتفظ بالرمز والسر من الرد نفسه معاً وكما وردا.";
    SimulatorRevoked "KHATM-SIMULATOR-REVOKED" State
        "The certificate of the request was revoked, or another followed it", "Use the newest certificate of the unit, or onboard it again.",
        "أُلغيت شهادة الطلب أو حلت محلها أخرى", "استخدم أحدث شهادة للوحدة أو سجّلها من جديد.";
    SimulatorOtpMissing "KHATM-SIMULATOR-OTP-MISSING" Input
        "The header OTP is missing", "Send the six digits from the portal in the header OTP.",
        "الترويسة OTP مفقودة", "أرسل الأرقام الستة من البوابة في الترويسة OTP.";
    SimulatorOtpUnknown "KHATM-SIMULATOR-OTP-UNKNOWN" Input
        "This environment has not made this one-time password", "Make one for this environment, and send it as text with its zeros in front.",
        "لم تُنشئ هذه البيئة كلمة المرور هذه", "أنشئ واحدة لهذه البيئة وأرسلها نصاً مع الأصفار في أولها.";
    SimulatorOtpEnded "KHATM-SIMULATOR-OTP-ENDED" Input
        "The one-time password is older than an hour", "Make a new one and use it within the hour.",
        "مضى على كلمة المرور أكثر من ساعة", "أنشئ واحدة جديدة واستخدمها خلال الساعة.";
    SimulatorOtpUsed "KHATM-SIMULATOR-OTP-USED" Input
        "The one-time password was used before, be it for a request that failed", "Make a new one: each is good for one request.",
        "استُخدمت كلمة المرور من قبل ولو لطلب لم ينجح", "أنشئ واحدة جديدة: كل كلمة لطلب واحد.";
    SimulatorOtpTaxpayer "KHATM-SIMULATOR-OTP-TAXPAYER" Input
        "The one-time password was made for another VAT number than the request's", "Make one for the VAT number of the certificate request, or correct that number.",
        "أُنشئت كلمة المرور لرقم ضريبي غير رقم الطلب", "أنشئ واحدة للرقم الضريبي في طلب الشهادة أو صحّح ذلك الرقم.";
    SimulatorCsrMissing "KHATM-SIMULATOR-CSR-MISSING" Input
        "The body has no csr", "Send {\"csr\": \"…\"} with base64 over the whole PEM text.",
        "لا يحتوي نص الطلب على csr", "أرسل {\"csr\": \"…\"} وفيه base64 لنص PEM كاملاً.";
    SimulatorCsrForm "KHATM-SIMULATOR-CSR-FORM" Input
        "The csr is not base64 over a whole PEM text", "Encode the PEM text with its BEGIN and END lines in base64, in one line.",
        "حقل csr ليس base64 لنص PEM كامل", "رمّز نص PEM مع سطري BEGIN و END بصيغة base64 في سطر واحد.";
    SimulatorCsrKind "KHATM-SIMULATOR-CSR-KIND" Input
        "The csr holds something else than a certificate request", "Send the certificate request (PKCS#10), not a certificate.",
        "يحتوي csr على شيء غير طلب شهادة", "أرسل طلب الشهادة (PKCS#10) لا شهادة.";
    SimulatorCsrTaxpayer "KHATM-SIMULATOR-CSR-TAXPAYER" Input
        "The certificate request names another VAT number than the certificate that is renewed", "Renew each unit with its own certificate.",
        "يذكر طلب الشهادة رقماً ضريبياً غير رقم الشهادة المراد تجديدها", "جدّد كل وحدة بشهادتها.";
    SimulatorRequestId "KHATM-SIMULATOR-REQUEST-ID" Input
        "compliance_request_id is missing, or not the requestID that came with this certificate", "Send back the requestID of the answer that the token is from, as text.",
        "الحقل compliance_request_id مفقود أو ليس requestID الذي ورد مع هذه الشهادة", "أعد إرسال requestID من الرد الذي ورد فيه الرمز، نصاً.";
    SimulatorSteps "KHATM-SIMULATOR-STEPS" State
        "Documents of the compliance set have not passed yet", "Send one of each kind that is named to /compliance/invoices, stamped with this certificate.",
        "لم تجتز مستندات من مجموعة الامتثال بعد", "أرسل مستنداً من كل نوع مذكور إلى /compliance/invoices مختوماً بهذه الشهادة.";
    SimulatorClearanceOff "KHATM-SIMULATOR-CLEARANCE-OFF" State
        "Clearance is switched off: standard documents are reported", "Send the same bytes to /invoices/reporting/single.",
        "الاعتماد متوقف: تُبلَّغ الفواتير الضريبية", "أرسل البايتات نفسها إلى /invoices/reporting/single.";
    SimulatorClearanceOn "KHATM-SIMULATOR-CLEARANCE-ON" State
        "A standard document is cleared, not reported", "Send the same bytes to /invoices/clearance/single.",
        "الفاتورة الضريبية تُعتمد ولا تُبلَّغ", "أرسل البايتات نفسها إلى /invoices/clearance/single.";
    SimulatorNotCleared "KHATM-SIMULATOR-NOT-CLEARED" State
        "A simplified document is reported, not cleared", "Send the same bytes to /invoices/reporting/single.",
        "الفاتورة المبسطة تُبلَّغ ولا تُعتمد", "أرسل البايتات نفسها إلى /invoices/reporting/single.";
    SimulatorCanned "KHATM-SIMULATOR-CANNED" Input
        "The developer portal's fixed answers cannot be read", "Name the folder with the OpenAPI files that the authority publishes, unchanged: clearance-api_openapi.json and renewal-api_openapi.json.",
        "تعذرت قراءة ردود بوابة المطورين الثابتة", "حدّد المجلد الذي يحوي ملفات OpenAPI المنشورة من الهيئة دون تغيير: clearance-api_openapi.json و renewal-api_openapi.json.";
    SimulatorState "KHATM-SIMULATOR-STATE" Input
        "The saved state of the simulator cannot be read", "Take the file that this version has written, whole; or begin without one and onboard again.",
        "تعذرت قراءة حالة المحاكي المحفوظة", "استخدم الملف الذي كتبه هذا الإصدار كاملاً؛ أو ابدأ دونه وسجّل من جديد.";
    AuditGap "KHATM-AUDIT-GAP" State
        "Counters are missing so far", "Send the documents that were generated with them: a gap that stays has to be explained to the authority.",
        "عدادات مفقودة حتى الآن", "أرسل المستندات التي أُنشئت بها: فالفجوة الباقية يجب تفسيرها للهيئة.";
    AuditDouble "KHATM-AUDIT-DOUBLE" Input
        "Different documents have the same counter", "Give each document the next counter, once, from one place for each certificate.",
        "مستندات مختلفة لها العداد نفسه", "أعطِ كل مستند العداد التالي مرة واحدة ومن مصدر واحد لكل شهادة.";
    AuditBackward "KHATM-AUDIT-BACKWARD" Input
        "The counter went backwards: the document names as its predecessor one with the same or a higher counter", "Never set the counter back: after a restore or a copy of the database onboard the unit again.",
        "رجع العداد إلى الوراء: يذكر المستند سابقاً له بعداد مساوٍ أو أكبر", "لا تُرجع العداد أبداً: بعد استعادة قاعدة البيانات أو نسخها سجّل الوحدة من جديد.";
    AuditJump "KHATM-AUDIT-JUMP" Input
        "The counter jumped: the document's predecessor is not the one with the counter before", "Raise the counter by one for each document that is generated, whatever becomes of it.",
        "قفز العداد: السابق المذكور ليس صاحب العداد الذي قبله", "ارفع العداد بواحد لكل مستند يُنشأ أياً كان مصيره.";
    AuditPrevious "KHATM-AUDIT-PREVIOUS" Input
        "The previous hash is not that of the document with the counter before", "Take the hash of the document that was generated last, be it accepted or refused, as it was sent.",
        "البصمة السابقة ليست بصمة المستند صاحب العداد الذي قبله", "استخدم بصمة آخر مستند أُنشئ، مقبولاً كان أو مرفوضاً، كما أُرسل.";
    AuditFirst "KHATM-AUDIT-FIRST" Input
        "The first document of a certificate does not have the first previous hash", "Begin the chain of each certificate with the authority's constant (NWZlY2ViNjZm…).",
        "المستند الأول للشهادة لا يحمل البصمة السابقة الأولى", "ابدأ سلسلة كل شهادة بثابت الهيئة (NWZlY2ViNjZm…).";
    AuditRestart "KHATM-AUDIT-RESTART" Input
        "A later document has the previous hash of a first one", "Only the document with counter 1 has that constant: take the hash of the document before.",
        "مستند لاحق يحمل البصمة السابقة الخاصة بالأول", "ذلك الثابت لصاحب العداد 1 وحده: استخدم بصمة المستند السابق.";
    AuditCounter "KHATM-AUDIT-COUNTER" Input
        "A document has no counter that is a number from 1", "Write the counter in digits: cac:AdditionalDocumentReference with cbc:ID ICV and cbc:UUID 1.",
        "مستند دون عداد رقمي يبدأ من 1", "اكتب العداد بالأرقام: cac:AdditionalDocumentReference وفيه cbc:ID بقيمة ICV و cbc:UUID بقيمة 1.";
    AuditUuid "KHATM-AUDIT-UUID" Input
        "Different documents have the same UUID", "Make a fresh UUID for each document, also for one that replaces a refused one.",
        "مستندات مختلفة لها UUID نفسه", "أنشئ UUID جديداً لكل مستند، حتى البديل عن مرفوض.";
    AuditNumber "KHATM-AUDIT-NUMBER" Input
        "Different documents that were accepted have the same number", "Number each document once; only a refused one's number may be used again.",
        "مستندات مقبولة مختلفة لها الرقم نفسه", "رقّم كل مستند مرة واحدة؛ ولا يُعاد استخدام رقم إلا لمرفوض.";

    // The chain and the ledger.
    ChainStart "KHATM-CHAIN-START" Input
        "A chain cannot begin like this", "A new certificate begins at counter 1 with the first hash; a device that is taken over goes on after the last counter and hash of its old system.",
        "لا يمكن أن تبدأ السلسلة هكذا", "تبدأ الشهادة الجديدة بالعداد 1 وتجزئة البداية؛ والجهاز المنقول يكمل بعد آخر عداد وتجزئة في نظامه السابق.";
    ChainEnd "KHATM-CHAIN-END" State
        "The counter has reached its end", "Onboard the device again: a new certificate begins at 1.",
        "بلغ العداد نهايته", "سجّل الجهاز من جديد: تبدأ الشهادة الجديدة بالعداد 1.";
    ChainCounter "KHATM-CHAIN-COUNTER" Input
        "A document has no counter (ICV), or one that is no number", "Leave it out of this chain, or find the right one; Khatm gives every document its counter.",
        "المستند دون عداد (ICV) أو عداده ليس رقماً", "استبعده من هذه السلسلة أو ابحث عن الصحيح؛ ختم يعطي كل مستند عداده.";
    ChainGap "KHATM-CHAIN-GAP" Input
        "Documents are missing between two counters", "Name their files too. If they are lost, tell the authority of it; a number is never used again to fill a gap.",
        "مستندات ناقصة بين عدادين", "اذكر ملفاتها أيضاً؛ وإن فُقدت فأبلغ الهيئة؛ ولا يُعاد استخدام رقم لسد فجوة.";
    ChainDouble "KHATM-CHAIN-DOUBLE" Input
        "Two documents have the same counter", "Two programs or two devices used one certificate: give each device its own, and onboard this one again.",
        "لمستندين العداد نفسه", "استخدم برنامجان أو جهازان شهادة واحدة: اجعل لكل جهاز شهادة وسجّل هذا الجهاز من جديد.";
    ChainTwice "KHATM-CHAIN-TWICE" Input
        "The same document was named twice", "Name it once.",
        "ذُكر المستند نفسه مرتين", "اذكره مرة واحدة.";
    ChainFork "KHATM-CHAIN-FORK" Input
        "Two documents follow the same one: the chain divides here", "Usually a copy or a restored backup went on issuing: stop one of the two, and onboard a new device: khatm device new.",
        "مستندان يتبعان المستند نفسه: تتفرع السلسلة هنا", "غالباً واصلت نسخة أو نسخة احتياطية مستعادة الإصدار: أوقف إحداهما وسجّل جهازاً جديداً: khatm device new.";
    ChainLink "KHATM-CHAIN-LINK" Input
        "The previous hash (PIH) is not the hash of the document before", "One of the two was changed after it was made, or a document that was made was left out. Compare with khatm verify.",
        "تجزئة المستند السابق (PIH) ليست تجزئة المستند الذي قبله", "تغيّر أحدهما بعد إنشائه أو أُهمل مستند بينهما. قارن باستخدام khatm verify.";
    ChainSkips "KHATM-CHAIN-SKIPS" Input
        "The previous hash (PIH) is that of an earlier document, not of the one directly before", "The next document links to the last that was made, rejected or not; not to the last that was accepted.",
        "تجزئة المستند السابق (PIH) تخص مستنداً أقدم لا الذي قبله مباشرة", "يرتبط المستند التالي بآخر مستند أُنشئ ولو رُفض، لا بآخر مستند قُبل.";
    ChainFirst "KHATM-CHAIN-FIRST" Input
        "The first document does not repeat the hash that the chain begins with", "The first of a certificate has NWZlY2ViNjZmZmM4NmYz…OQ==; that of a device taken over, the last hash of its old system.",
        "أول مستند لا يحمل التجزئة التي تبدأ بها السلسلة", "أول مستند للشهادة يحمل NWZlY2ViNjZmZmM4NmYz…OQ==؛ وللجهاز المنقول آخر تجزئة في نظامه السابق.";
    ChainRestart "KHATM-CHAIN-RESTART" Input
        "A later document repeats the hash of a chain's beginning, as test programs do for every document", "Each document repeats the hash of the one before; only counter 1 has the beginning's.",
        "مستند لاحق يحمل تجزئة البداية كما تفعل برامج الاختبار مع كل مستند", "يحمل كل مستند تجزئة الذي قبله؛ وتجزئة البداية للعداد 1 فقط.";
    ChainPrevious "KHATM-CHAIN-PREVIOUS" Input
        "A document has no previous hash (PIH), or one that cannot be read", "It is 44 characters of base64, without blanks around them.",
        "المستند دون تجزئة للمستند السابق (PIH) أو هي غير مقروءة", "هي 44 خانة base64 دون مسافات حولها.";
    ChainUuid "KHATM-CHAIN-UUID" Input
        "Two documents have the same UUID", "Every document has its own, a corrected one too.",
        "لمستندين معرّف UUID نفسه", "لكل مستند معرّفه، وللمصحَّح أيضاً.";
    ChainNumber "KHATM-CHAIN-NUMBER" Input
        "Two documents have the same number", "That is right only if the first was rejected and the second corrects it.",
        "لمستندين الرقم نفسه", "هذا صحيح فقط إن رُفض الأول وصحّحه الثاني.";
    ChainTime "KHATM-CHAIN-TIME" Input
        "A document is issued before the one that it follows", "Look at the device's clock.",
        "وقت إصدار المستند يسبق المستند الذي قبله", "تحقق من ساعة الجهاز.";
    ChainSeller "KHATM-CHAIN-SELLER" Input
        "The documents are of several taxpayers", "Look at the documents of each by themselves: every device has a chain of its own.",
        "المستندات لعدة مكلفين", "افحص مستندات كل مكلف على حدة: لكل جهاز سلسلته.";
    ChainBegins "KHATM-CHAIN-BEGINS" Input
        "The chain is looked at from this counter on; what came before was not named", "Name the earlier documents too, if they shall be looked at.",
        "فُحصت السلسلة من هذا العداد فقط ولم يُذكر ما قبله", "اذكر المستندات السابقة أيضاً إن أردت فحصها.";
    ChainBefore "KHATM-CHAIN-BEFORE" Input
        "A document stands before the beginning of the chain", "It belongs to the chain before, or to another device.",
        "يقع المستند قبل بداية السلسلة", "هو من السلسلة السابقة أو من جهاز آخر.";
    StoreChain "KHATM-STORE-CHAIN" Input
        "The ledger has no such chain", "See which there are: khatm store show.",
        "لا توجد هذه السلسلة في السجل", "اعرض السلاسل الموجودة: khatm store show.";
    StoreRevive "KHATM-STORE-REVIVE" State
        "A chain that was set aside does not issue again", "Onboard the device again: a new certificate has a new chain.",
        "السلسلة التي أُوقفت لا تصدر من جديد", "سجّل الجهاز من جديد: للشهادة الجديدة سلسلة جديدة.";
    StoreLink "KHATM-STORE-LINK" Bug
        "A document does not follow the last one of its chain, and was not kept", "Nothing was issued. Please report this.",
        "المستند لا يتبع آخر مستند في سلسلته ولم يُحفظ", "لم يُصدر شيء. يرجى إبلاغنا.";
    StoreTaken "KHATM-STORE-TAKEN" State
        "The ledger has a document with this place, UUID or request key already, and keeps it", "Ask the ledger for it; a new document needs a UUID and a request key of its own.",
        "في السجل مستند بهذا الموضع أو المعرّف UUID أو مفتاح الطلب، وهو محفوظ كما هو", "اطلبه من السجل؛ والمستند الجديد يحتاج معرّف UUID ومفتاح طلب خاصين به.";

    // Delivery.
    OutboxStep "KHATM-OUTBOX-STEP" State
        "The document stands where this cannot happen to it", "Look where it stands: khatm outbox show.",
        "لا يمكن تنفيذ ذلك على المستند في حالته الحالية", "اعرض حالته: khatm outbox show.";
    OutboxFinished "KHATM-OUTBOX-FINISHED" State
        "The document is finished: the authority has accepted or rejected it", "Nothing is left to be done with it; a correction is a new document.",
        "انتهى أمر المستند: قبلته الهيئة أو رفضته", "لا يلزم أي إجراء عليه؛ والتصحيح مستند جديد.";
    OutboxUnknown "KHATM-OUTBOX-UNKNOWN" Input
        "There is no such document in the ledger", "See which there are: khatm outbox list.",
        "لا يوجد هذا المستند في السجل", "اعرض المستندات: khatm outbox list.";
    OutboxSeveral "KHATM-OUTBOX-SEVERAL" Input
        "Several documents have this number", "Name the one that is meant by its UUID.",
        "عدة مستندات لها هذا الرقم", "حدّد المستند المقصود بمعرّفه UUID.";
    OutboxTwoPeople "KHATM-OUTBOX-TWO-PEOPLE" Input
        "Keeping a document back takes two people", "Name a second person who agrees.",
        "حجز مستند يتطلب شخصين", "اذكر شخصاً ثانياً موافقاً.";
    OutboxReason "KHATM-OUTBOX-REASON" Input
        "A name or a reason is missing", "Say who does it and why: both are kept in the audit.",
        "ينقص الاسم أو السبب", "اذكر من يقوم بذلك ولماذا: كلاهما يُحفظ في سجل التدقيق.";
    OutboxReleaseRejected "KHATM-OUTBOX-RELEASE-REJECTED" Refused
        "The authority has rejected the document: it may not be handed over", "Issue a correction, and hand that over when it is cleared.",
        "رفضت الهيئة المستند فلا يجوز تسليمه", "أصدر مستنداً مصححاً وسلّمه بعد اعتماده.";
    OutboxTold "KHATM-OUTBOX-TOLD" Input
        "What was told of a document's way does not fit together", "Settle what khatm agent tells, as it tells it; look at the field that is named.",
        "ما قيل عن مسار المستند غير متسق", "سجّل ما يبلغه khatm agent كما هو، وراجع الحقل المذكور.";
    OutboxAsked "KHATM-OUTBOX-ASKED" Input
        "What a worker asks for cannot be", "Mend the value that is named; khatm agent asks as it should.",
        "طلب غير ممكن من عامل التسليم", "صحّح القيمة المذكورة؛ يطلب khatm agent كما ينبغي.";
    PostgresDsn "KHATM-POSTGRES-DSN" Input
        "The connection string cannot be read", "Write it as for psql: postgresql://ROLE@HOST/DATABASE or host=… dbname=… user=…; the PG variables say what it leaves out.",
        "تعذرت قراءة عبارة الاتصال", "اكتبها كما في psql: postgresql://ROLE@HOST/DATABASE أو host=… dbname=… user=…، وتُكمل متغيرات PG ما نقص.";
    PostgresConnect "KHATM-POSTGRES-CONNECT" Busy
        "The PostgreSQL server does not answer", "It is tried again. Look whether the server runs, and at host and port of the connection string.",
        "خادم PostgreSQL لا يجيب", "تُعاد المحاولة. تحقق من عمل الخادم ومن المضيف والمنفذ في عبارة الاتصال.";
    PostgresRefused "KHATM-POSTGRES-REFUSED" State
        "The PostgreSQL server refuses this role, its password or what it wants to do", "Check role and password, and what the role may do: khatm_issuer issues, khatm_worker delivers, khatm_admin makes devices, e.g. grant khatm_worker to ROLE.",
        "رفض خادم PostgreSQL هذا الدور أو كلمة مروره أو طلبه", "تحقق من الدور وكلمة المرور وصلاحياته: khatm_issuer يصدر وkhatm_worker يسلّم وkhatm_admin يضيف الأجهزة، مثل grant khatm_worker to ROLE.";
    PostgresTls "KHATM-POSTGRES-TLS" State
        "The connection to the PostgreSQL server is not as secure as sslmode asks for", "Turn TLS on in the server; name the issuer of its certificate in sslrootcert.",
        "الاتصال بخادم PostgreSQL أقل أماناً مما يطلبه sslmode", "فعّل TLS في الخادم وحدّد مُصدر شهادته في sslrootcert.";
    PostgresExtension "KHATM-POSTGRES-EXTENSION" State
        "The extension khatm is not in this database, or is of another version", "Install it (create extension khatm), or update it or this program: both must be of one version.",
        "إضافة khatm غير موجودة في قاعدة البيانات أو من إصدار آخر", "ثبّتها (create extension khatm) أو حدّثها أو حدّث هذا البرنامج: يجب أن يتطابق الإصداران.";
    PostgresLost "KHATM-POSTGRES-LOST" Unsure
        "The connection to the PostgreSQL server was lost before its answer came", "What delivers asks again by itself; issue again with the same request key. Nothing is done twice by that.",
        "انقطع الاتصال بخادم PostgreSQL قبل وصول جوابه", "يُعاد السؤال عند التسليم تلقائياً؛ وأصدر مجدداً بمفتاح الطلب نفسه. لا يتكرر بذلك شيء.";
    PostgresBusy "KHATM-POSTGRES-BUSY" Busy
        "The PostgreSQL server cannot do it now", "It is tried again. Look into the server's log under the SQLSTATE that is named.",
        "لا يستطيع خادم PostgreSQL تنفيذ ذلك الآن", "تُعاد المحاولة. راجع سجل الخادم بحثاً عن رمز SQLSTATE المذكور.";
    PostgresFailed "KHATM-POSTGRES-FAILED" Bug
        "The PostgreSQL server refused what should have been right", "Please report this with the SQLSTATE that is named and the server's log.",
        "رفض خادم PostgreSQL ما كان يجب أن يكون صحيحاً", "يرجى إبلاغنا مع رمز SQLSTATE المذكور وسجل الخادم.";
    StoreCursor "KHATM-STORE-CURSOR" Bug
        "A lane would have passed a document that was not sent, and was left as it is", "Nothing was lost. Please report this.",
        "كان المسار سيتجاوز مستنداً لم يُرسل فبقي كما هو", "لم يُفقد شيء. يرجى إبلاغنا.";
    StoreJob "KHATM-STORE-DELIVERY" Bug
        "A row of the deliveries would have contradicted another, and was left as it is", "Nothing was lost. Please report this.",
        "كان أحد قيود الإرسال سيناقض قيداً آخر فبقي كما هو", "لم يُفقد شيء. يرجى إبلاغنا.";

    // Issuing.
    IssueCompliance "KHATM-ISSUE-COMPLIANCE" State
        "The certificate for the checks of onboarding stamps no real documents", "Finish the onboarding: khatm device onboard.",
        "شهادة فحوص التسجيل لا تختم مستندات حقيقية", "أكمل التسجيل: khatm device onboard.";
    IssueAside "KHATM-ISSUE-ASIDE" State
        "The chain was set aside and issues no more", "Issue with the device's newer certificate, or onboard a new device: khatm device new.",
        "أُوقفت السلسلة ولا تُصدر بعد الآن", "أصدر بشهادة الجهاز الأحدث أو سجّل جهازاً جديداً: khatm device new.";
    IssueCertificate "KHATM-ISSUE-CERTIFICATE" State
        "The chain belongs to another certificate", "A new certificate has a chain of its own, from counter 1 on: begin it.",
        "السلسلة تخص شهادة أخرى", "للشهادة الجديدة سلسلة خاصة تبدأ من العداد 1: ابدأها.";
    CertificateEarly "KHATM-CERTIFICATE-EARLY" State
        "The certificate is not valid yet", "Look at the clock of this machine.",
        "الشهادة غير سارية بعد", "تحقق من ساعة هذا الجهاز.";
    CertificateEnded "KHATM-CERTIFICATE-ENDED" State
        "The certificate has ended", "Onboard the device again: it gets a new one.",
        "انتهت صلاحية الشهادة", "سجّل الجهاز من جديد ليحصل على شهادة جديدة.";
    IssueClock "KHATM-ISSUE-CLOCK" State
        "The clock is behind the last document", "Set the clock right. If it ran ahead before, wait until it is past that time, or onboard a new device: khatm device new.",
        "الساعة متأخرة عن آخر مستند", "اضبط الساعة. وإن كانت متقدمة سابقاً فانتظر تجاوز ذلك الوقت أو سجّل جهازاً جديداً: khatm device new.";
    IssueKey "KHATM-ISSUE-KEY" Input
        "The request key is empty, too long, like an attached table's row's, or given for several documents", "Use up to 255 characters, the same at each try: e.g. the number of the sale.",
        "مفتاح الطلب فارغ أو طويل جداً أو كمفتاح صف جدول مربوط أو أُعطي لعدة مستندات", "استخدم حتى 255 حرفاً والمفتاح نفسه في كل محاولة، مثل رقم عملية البيع.";
    IssueKeys "KHATM-ISSUE-KEYS" Input
        "There are not as many request keys as drafts", "Give one key for each draft, in the same order (null for none), or no keys at all.",
        "عدد مفاتيح الطلب لا يساوي عدد المسودات", "أعطِ مفتاحاً لكل مسودة بالترتيب نفسه (أو null)، أو لا تعطِ أي مفتاح.";
    IssueOther "KHATM-ISSUE-OTHER" Input
        "This request key was used for another content", "What was issued stays. Use a key of its own for this one; correct an issued invoice by a note.",
        "استُخدم مفتاح الطلب هذا لمحتوى آخر", "ما صدر يبقى كما هو. استخدم مفتاحاً خاصاً لهذا، وصحّح الفاتورة الصادرة بإشعار.";
    IssueSeller "KHATM-ISSUE-SELLER" Input
        "The document is another taxpayer's than the device's certificate", "Issue it with a device of that seller (of the buyer when self-billed).",
        "المستند لمكلف غير صاحب شهادة الجهاز", "أصدره بجهاز ذلك البائع (أو المشتري في الفوترة الذاتية).";
    IssueNumber "KHATM-ISSUE-NUMBER" Input
        "There is a document with this number already", "Take the next number, and at each try of one sale the same request key. Only a rejected document's number may be used again.",
        "يوجد مستند بهذا الرقم", "استخدم الرقم التالي، ومفتاح الطلب نفسه في كل محاولة للبيع نفسه. ولا يُعاد إلا رقم مستند مرفوض.";
    CorrectsUnknown "KHATM-CORRECTS-UNKNOWN" Input
        "The document that is to be corrected is not in the ledger", "Look at its UUID.",
        "المستند المراد تصحيحه غير موجود في السجل", "تحقق من معرّف UUID.";
    CorrectsOpen "KHATM-CORRECTS-OPEN" State
        "It is not certain that the document was rejected", "Wait until the authority has said so.",
        "ليس مؤكداً أن المستند رُفض", "انتظر حتى تجيب الهيئة بذلك.";
    CorrectsAccepted "KHATM-CORRECTS-ACCEPTED" State
        "The document was accepted", "Correct it by a credit or debit note.",
        "قُبل المستند", "صحّحه بإشعار دائن أو مدين.";
    CorrectsTwice "KHATM-CORRECTS-TWICE" State
        "The rejected document has its correction already", "If that was rejected too, correct that one.",
        "للمستند المرفوض تصحيح سابق", "إن رُفض التصحيح أيضاً فصحّح ذلك التصحيح.";
    NoteRoute "KHATM-NOTE-ROUTE" Input
        "A note takes the route of its original", "Leave profile out, or give that of the original.",
        "يسلك الإشعار مسار المستند الأصلي", "احذف profile أو اجعله كما في الأصل.";
    NoteRoutes "KHATM-NOTE-ROUTES" Input
        "The note's originals are of both kinds, standard and simplified", "Make a note for each kind.",
        "أصول الإشعار من النوعين الضريبي والمبسط", "أنشئ إشعاراً لكل نوع.";
    NoteUnknown "KHATM-NOTE-UNKNOWN" Input
        "The original is not in this ledger: whether it has so much left to credit is not known", "Look at its number, or give its UUID.",
        "المستند الأصلي ليس في هذا السجل ولا يُعرف المتبقي منه للإشعار الدائن", "تحقق من رقمه أو اذكر معرّف UUID.";
    NoteRejected "KHATM-NOTE-REJECTED" Input
        "The original was rejected", "Usually a rejected document is corrected, not credited.",
        "المستند الأصلي مرفوض", "غالباً يُصحَّح المستند المرفوض ولا يُصدر له إشعار دائن.";
    NoteExceeds "KHATM-NOTE-EXCEEDS" Input
        "The note credits more than the original has left, with its debit notes and without what was credited before", "Look at the amounts and at the notes there are; name debit notes among the originals.",
        "يتجاوز الإشعار الدائن المتبقي من الأصل مع إشعاراته المدينة وبعد خصم ما سبق", "تحقق من المبالغ والإشعارات السابقة، واذكر الإشعارات المدينة ضمن الأصول.";
    IssueKind "KHATM-ISSUE-KIND" State
        "The device's certificate is not for documents of this kind", "Issue it with a device whose request asked for them: csr.invoice.type 1000 standard, 0100 simplified, 1100 both.",
        "شهادة الجهاز ليست لهذا النوع من المستندات", "أصدره بجهاز طلبت شهادته هذا النوع: ‏csr.invoice.type يكون 1000 للقياسية و0100 للمبسطة و1100 لكليهما.";
    IssueNumberLong "KHATM-ISSUE-NUMBER-LONG" Input
        "The number is too long to be looked up again", "Shorten it to 127 characters, as the authority wants it; usually text of the ERP was joined to it.",
        "رقم المستند أطول من أن يُبحث عنه", "اختصره إلى 127 حرفاً كما تطلب الهيئة؛ غالباً أُلحق به نص من النظام.";
    IssueMany "KHATM-ISSUE-MANY" Input
        "These are more documents than one call issues", "Call several times, in one transaction if all or none shall be.",
        "عدد المستندات أكبر مما يُصدره استدعاء واحد", "قسّمها على عدة استدعاءات، في معاملة واحدة إن أردت الكل أو لا شيء.";

    // Tables whose rows become documents.
    AttachOwner "KHATM-ATTACH-OWNER" State
        "A table is attached by its owner", "Ask the table's owner, or act as him: SET ROLE.",
        "لا يربط الجدول إلا مالكه", "اطلب ذلك من مالك الجدول أو نفّذه باسمه: SET ROLE.";
    AttachKind "KHATM-ATTACH-KIND" Input
        "Rows become documents from ordinary and partitioned tables: not from views, nor from foreign, temporary or unlogged tables, nor from the server's or Khatm's own", "Attach the table that keeps the rows; an unlogged one becomes an ordinary one with ALTER TABLE ... SET LOGGED.",
        "لا تصدر المستندات إلا من جداول عادية أو مجزأة: لا من العروض ولا الجداول الخارجية أو المؤقتة أو غير المسجلة ولا من جداول الخادم أو ختم", "اربط الجدول الذي يحفظ الصفوف؛ والجدول غير المسجل يصبح عادياً بالأمر ALTER TABLE ... SET LOGGED.";
    AttachPartition "KHATM-ATTACH-PARTITION" Input
        "The table is a partition", "Attach the table that it is a partition of: that holds for all of them.",
        "الجدول جزء من جدول مجزأ", "اربط الجدول المجزأ نفسه فيشمل كل أجزائه.";
    AttachInherits "KHATM-ATTACH-INHERITS" Input
        "The table inherits from another, or another from it: a key could stand in both", "Use a partitioned table, or end it: ALTER TABLE ... NO INHERIT ....",
        "يرث الجدول من آخر أو يرث منه آخر، فقد يتكرر المفتاح في كليهما", "استخدم جدولاً مجزأً أو أنهِ الوراثة: ALTER TABLE ... NO INHERIT ....";
    AttachKey "KHATM-ATTACH-KEY" Input
        "The table has no primary key, a deferrable one, or another one than its parked rows are kept by", "Give it one: ALTER TABLE ... ADD PRIMARY KEY (...). Parked rows first, with the key that they had: khatm.seal_parked.",
        "ليس للجدول مفتاح أساسي، أو أنه قابل للتأجيل، أو غير الذي حُفظت به صفوفه الموقوفة", "أضف مفتاحاً: ALTER TABLE ... ADD PRIMARY KEY (...). وأصدر الصفوف الموقوفة أولاً بمفتاحها السابق: khatm.seal_parked.";
    AttachValues "KHATM-ATTACH-VALUES" Input
        "The table's primary key has another number of columns than there are values", "Give one for each column, in the key's order: khatm.status_of('erp.invoice', '2026', '17').",
        "عدد القيم يختلف عن عدد أعمدة المفتاح الأساسي للجدول", "أعطِ قيمة لكل عمود بترتيب المفتاح: khatm.status_of('erp.invoice', '2026', '17').";
    AttachForced "KHATM-ATTACH-FORCED" State
        "Row-level security is forced upon the table's owner: a row that became final could be overlooked", "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY, or let the owner pass it: ALTER ROLE ... BYPASSRLS.",
        "أمان الصفوف مفروض على مالك الجدول وقد يُغفل صف صار نهائياً", "نفّذ ALTER TABLE ... NO FORCE ROW LEVEL SECURITY أو استثنِ المالك: ALTER ROLE ... BYPASSRLS.";
    AttachTwice "KHATM-ATTACH-TWICE" State
        "The table is attached already", "To change how, first khatm.detach, then khatm.attach again, in one transaction: nothing is issued twice.",
        "الجدول مربوط من قبل", "لتغيير الربط نفّذ khatm.detach ثم khatm.attach في معاملة واحدة؛ لن يُصدر شيء مرتين.";
    AttachNone "KHATM-ATTACH-NONE" State
        "The table is not attached", "Look at the view khatm.attachments.",
        "الجدول غير مربوط", "انظر العرض khatm.attachments.";
    AttachExpression "KHATM-ATTACH-EXPRESSION" Input
        "An expression over the row cannot be used", "Write one SQL expression over the table's columns, with everything outside pg_catalog under its schema's name: status = 'posted', erp.till(branch). becomes_final has no subquery, and asks for no time and no session.",
        "تعذر استخدام تعبير على الصف", "اكتب تعبير SQL واحداً على أعمدة الجدول مع ذكر اسم المخطط لكل ما هو خارج pg_catalog مثل status = 'posted' أو erp.till(branch)، ولا يحتوي becomes_final على استعلام فرعي، ولا يسأل عن الوقت أو الجلسة.";
    AttachMapping "KHATM-ATTACH-MAPPING" Input
        "The mapping is no function from the columns of the primary key to a draft", "Make a function that takes these columns, in the key's order, and returns jsonb.",
        "الدالة لا تأخذ أعمدة المفتاح الأساسي ولا تعيد مسودة", "أنشئ دالة تأخذ هذه الأعمدة بترتيب المفتاح وتعيد jsonb.";
    AttachMappingOwner "KHATM-ATTACH-MAPPING-OWNER" State
        "The mapping runs as the table's owner, but another role can change it", "Give it to the table's owner with ALTER FUNCTION ... OWNER TO ..., or make it SECURITY DEFINER: then it runs as its own owner.",
        "تعمل الدالة بصلاحيات مالك الجدول بينما يستطيع دور آخر تغييرها", "انقل ملكيتها إلى مالك الجدول: ALTER FUNCTION ... OWNER TO ...، أو اجعلها SECURITY DEFINER لتعمل بصلاحيات مالكها.";
    AttachMappingRight "KHATM-ATTACH-MAPPING-RIGHT" State
        "The table's owner may not call the mapping", "GRANT EXECUTE ON FUNCTION ... to him, and USAGE on its schema.",
        "لا يملك مالك الجدول صلاحية تنفيذ الدالة", "امنحه الصلاحية: GRANT EXECUTE ON FUNCTION ... مع USAGE على مخططها.";
    AttachLines "KHATM-ATTACH-LINES" Input
        "It is not clear how a table's rows belong to the row that becomes a document: no foreign key to its primary key, or several", "Name the columns in the primary key's order: lines => array['erp.line (invoice_id)'].",
        "ليس واضحاً كيف تنتمي صفوف الجدول إلى الصف الذي يصير مستنداً: لا مفتاح أجنبي أو عدة مفاتيح", "سمِّ الأعمدة بترتيب المفتاح الأساسي: lines => array['erp.line (invoice_id)'].";
    AttachColumns "KHATM-ATTACH-COLUMNS" Input
        "Only columns of the table outside its primary key can stay changeable, and only where rows are frozen", "Look at the names in mutable and lines, and at freeze.",
        "لا يبقى قابلاً للتغيير إلا أعمدة الجدول خارج مفتاحه الأساسي وعند تجميد الصفوف فقط", "تحقق من الأسماء في mutable و lines ومن freeze.";
    AttachInvalid "KHATM-ATTACH-INVALID" Input
        "What happens with an invalid row is refuse or park", "refuse: the transaction fails. park: the row stays, without a document, until khatm.seal_parked.",
        "التعامل مع الصف غير الصالح إما refuse أو park", "refuse: تفشل المعاملة. park: يبقى الصف دون مستند حتى khatm.seal_parked.";
    AttachDevice "KHATM-ATTACH-DEVICE" Input
        "The row names no device", "Look at the expression for the device in khatm.attachments: it gives the name of one for each row.",
        "الصف لا يحدد جهازاً", "تحقق من تعبير الجهاز في khatm.attachments فهو يعطي اسم جهاز لكل صف.";
    AttachElsewhere "KHATM-ATTACH-ELSEWHERE" Input
        "The row was issued before, on another device", "What was issued stays: correct it by a note, with a row of its own.",
        "صدر هذا الصف من قبل بجهاز آخر", "ما صدر يبقى: صحّحه بإشعار في صف مستقل.";
    AttachFailed "KHATM-ATTACH-FAILED" Input
        "The table's own mapping or expression failed for this row", "Call the mapping with the row's key as the table's owner, and mend what it says.",
        "فشلت دالة الجدول أو أحد تعابيره لهذا الصف", "استدعِ الدالة بمفتاح الصف باسم مالك الجدول وأصلح ما تقوله.";
    AttachStale "KHATM-ATTACH-STALE" State
        "The table, or what its attachment names, was changed since it was attached", "Attach it anew: khatm.detach, then khatm.attach, in one transaction. Nothing is issued twice.",
        "تغير الجدول أو ما يسميه ربطه منذ ربطه", "اربطه من جديد: khatm.detach ثم khatm.attach في معاملة واحدة. لن يُصدر شيء مرتين.";
    AttachTrigger "KHATM-ATTACH-TRIGGER" State
        "A trigger of Khatm's is not as khatm.attach made it", "Drop it, and attach the table: khatm.attach.",
        "محفّز لختم ليس كما أنشأه khatm.attach", "احذفه ثم اربط الجدول: khatm.attach.";
    AttachUnsealed "KHATM-ATTACH-UNSEALED" State
        "Rows became final, and no document came of them: a trigger of Khatm's is missing or disabled", "Enable it with ALTER TABLE ... ENABLE TRIGGER ..., or attach the table anew; then do this again.",
        "صارت صفوف نهائية دون مستندات: أحد محفّزات ختم مفقود أو معطل", "فعّله: ALTER TABLE ... ENABLE TRIGGER ...، أو اربط الجدول من جديد ثم أعد العملية.";
    Frozen "KHATM-FROZEN" State
        "The row belongs to a document that was issued: it stays as it is", "Correct an issued invoice by a credit or debit note. Columns that may change are named when the table is attached: mutable.",
        "ينتمي الصف إلى مستند صادر ويبقى كما هو", "صحّح الفاتورة الصادرة بإشعار دائن أو مدين. وتُسمى الأعمدة القابلة للتغيير عند ربط الجدول: mutable.";
    AttachOff "KHATM-ATTACH-OFF" State
        "Triggers of Khatm's on an attached table are missing or disabled, or look at columns that are others now: rows may become final without a document, or change after it", "Enable them with ALTER TABLE ... ENABLE TRIGGER ..., or attach the table anew: khatm.detach, then khatm.attach. Then look for rows that became final meanwhile.",
        "محفّزات ختم على جدول مربوط مفقودة أو معطلة، أو تنظر إلى أعمدة تغيّرت: قد تصير صفوف نهائية دون مستند أو تتغير بعده", "فعّلها: ALTER TABLE ... ENABLE TRIGGER ...، أو اربط الجدول من جديد: khatm.detach ثم khatm.attach. ثم ابحث عن صفوف صارت نهائية في الأثناء.";
    AttachParked "KHATM-ATTACH-PARKED" State
        "Rows of attached tables are final and have no document", "See which and why: khatm.parked. Mend them, then khatm.seal_parked().",
        "صفوف نهائية في جداول مربوطة ليس لها مستند", "اعرف أيّها ولماذا: khatm.parked. أصلحها ثم khatm.seal_parked().";
    AttachOvertaken "KHATM-ATTACH-OVERTAKEN" Busy
        "Another transaction changed the row's lines after this one took its snapshot, so its document would be made of what is no longer true", "Run the whole transaction again, as after any serialization failure: it then sees them.",
        "غيّرت معاملة أخرى بنود الصف بعد أن أخذت هذه المعاملة لقطتها، فكان المستند سيُبنى على بيانات قديمة", "أعد تنفيذ المعاملة كلها كما بعد أي تعارض تسلسل: سترى البنود حينها.";

    // The ledger's file and its fence.
    StoreOpen "KHATM-STORE-OPEN" Input
        "The ledger's file cannot be reached", "Look at its path and your rights.",
        "تعذر الوصول إلى ملف السجل", "تحقق من المسار والصلاحيات.";
    StoreExists "KHATM-STORE-EXISTS" State
        "There is a file of this name already", "Open it, or name another.",
        "يوجد ملف بهذا الاسم", "افتحه أو اختر اسماً آخر.";
    StoreAbsent "KHATM-STORE-ABSENT" Input
        "There is no ledger of this name", "Look at the path, or make one: khatm store new FILE.",
        "لا يوجد سجل بهذا الاسم", "تحقق من المسار أو أنشئ سجلاً: khatm store new FILE.";
    StoreForeign "KHATM-STORE-FOREIGN" Input
        "The file is no ledger of Khatm's", "Name the right file; this one was not changed.",
        "الملف ليس سجلاً لختم", "حدّد الملف الصحيح؛ لم يتغير هذا الملف.";
    StoreForm "KHATM-STORE-FORM" State
        "The ledger was written by another version of Khatm", "Use that version or a later one.",
        "كُتب السجل بإصدار آخر من ختم", "استخدم ذلك الإصدار أو أحدث.";
    StoreNetwork "KHATM-STORE-NETWORK" State
        "The ledger's file is on a network file system, where two devices could issue the same counter", "Put it on a disk of this machine.",
        "ملف السجل على نظام ملفات شبكي وقد يُصدر جهازان العداد نفسه", "ضعه على قرص في هذا الجهاز.";
    StoreJournal "KHATM-STORE-JOURNAL" State
        "The file's journal cannot be kept as it must", "Put the file on a disk of this machine where you may write, and update SQLite if you link your own.",
        "تعذر ضبط سجل التغييرات للملف كما يجب", "ضع الملف على قرص محلي قابل للكتابة، وحدّث SQLite إن كنت تربط نسختك.";
    ReceiptEarly "KHATM-RECEIPT-EARLY" State
        "The document is not committed: what is rolled back must not have been printed", "Commit, then ask for the receipt.",
        "لم تُثبَّت المعاملة بعد: لا تجوز طباعة ما قد يُلغى", "نفّذ commit ثم اطلب الإيصال.";
    StoreBusy "KHATM-STORE-BUSY" Busy
        "Another process has held the ledger for too long", "Try again; look for a process that stands still.",
        "تستخدم عملية أخرى السجل منذ وقت طويل", "أعد المحاولة وابحث عن عملية متوقفة.";
    StoreFull "KHATM-STORE-FULL" Busy
        "The disk is full: nothing was issued", "Make room, then ask again with the same request key.",
        "القرص ممتلئ: لم يُصدر شيء", "وفّر مساحة ثم أعد الطلب بمفتاح الطلب نفسه.";
    StoreFailed "KHATM-STORE-FAILED" Busy
        "The ledger's file cannot be read or written: nothing was issued", "Look at the disk and your rights, then ask again with the same request key.",
        "تعذرت قراءة ملف السجل أو كتابته: لم يُصدر شيء", "تحقق من القرص والصلاحيات ثم أعد الطلب بمفتاح الطلب نفسه.";
    StoreDamaged "KHATM-STORE-DAMAGED" State
        "The ledger's file is damaged", "Keep it as it is, see with khatm verify --store where, and restore a backup: it has to be resumed.",
        "ملف السجل تالف", "احتفظ به كما هو واعرف الموضع باستخدام khatm verify --store ثم استعد نسخة احتياطية، ويلزم استئنافها.";
    StoreStatement "KHATM-STORE-STATEMENT" Bug
        "The ledger refused a statement", "Please report this.",
        "رفض السجل أمراً", "يرجى إبلاغنا.";
    StoreUnsure "KHATM-STORE-UNSURE" Unsure
        "It is not known whether the last step reached the disk", "Ask again with the same request key: what was kept is returned.",
        "لا يُعرف هل وصلت الخطوة الأخيرة إلى القرص", "أعد الطلب بمفتاح الطلب نفسه: يُعاد ما حُفظ.";
    StoreBroken "KHATM-STORE-BROKEN" Busy
        "A write to the ledger failed half way before, and it cannot be opened again: nothing is issued", "Look at the disk and your rights, then ask again with the same request key.",
        "تعثرت كتابة سابقة في السجل قبل اكتمالها وتعذر فتحه من جديد: لا يُصدر شيء", "تحقق من القرص والصلاحيات ثم أعد الطلب بمفتاح الطلب نفسه.";
    FenceUnknown "KHATM-FENCE-UNKNOWN" State
        "Nothing is remembered of this ledger here: it seems to be a copy, or this machine lost its memory of it", "Is it the only one in use? Then khatm store resume. In a container keep the folder that KHATM_WITNESS names, too.",
        "لا يوجد هنا ما يُعرف عن هذا السجل: يبدو نسخة أو فقد الجهاز ذاكرته عنه", "هل هو الوحيد المستخدم؟ إذن khatm store resume. وفي الحاويات احفظ أيضاً المجلد المحدد في KHATM_WITNESS.";
    FenceRetired "KHATM-FENCE-RETIRED" State
        "A copy of this ledger was resumed in its place", "Use that one: it goes on with the chain. Should this one go on instead, khatm store resume with the last document of each device; the other issues no more then.",
        "استؤنفت نسخة من هذا السجل بدلاً منه", "استخدم تلك النسخة فهي تتابع السلسلة. وإن أردت هذا السجل فنفّذ khatm store resume بآخر مستند لكل جهاز، وعندها تتوقف الأخرى عن الإصدار.";
    FenceCopied "KHATM-FENCE-COPIED" State
        "This is a copy of the ledger, not the ledger: it would issue the same counters again", "Use the original. If it is gone, khatm store resume with the last document of each device.",
        "هذه نسخة من السجل لا السجل نفسه: ستُصدر العدادات نفسها من جديد", "استخدم الأصل. وإن فُقد فنفّذ khatm store resume مع آخر مستند لكل جهاز.";
    FenceOlder "KHATM-FENCE-OLDER" State
        "This is an older state of the ledger: documents that were issued after it are not in it", "Bring the newest state back. If it is lost, khatm store resume --abandon, and onboard the devices again.",
        "هذه حالة أقدم من السجل ولا تحوي مستندات صدرت بعدها", "استعد أحدث حالة. وإن فُقدت فنفّذ khatm store resume --abandon وسجّل الأجهزة من جديد.";
    FenceElsewhere "KHATM-FENCE-ELSEWHERE" State
        "This database is not where its ledger goes on: it was copied, restored, promoted or moved. It is read and verified, and issues and delivers nothing", "See that the original issues no more, and that the last document of each device is here; then: select khatm.resume('why'). A rehearsal's copy stays as it is.",
        "قاعدة البيانات هذه ليست موضع استمرار سجلها: نُسخت أو استُعيدت أو رُقّيت أو نُقلت. تُقرأ ويُتحقق منها ولا تصدر ولا ترسل شيئاً", "تأكد من توقف الأصل عن الإصدار ومن وجود آخر مستند لكل جهاز هنا، ثم: select khatm.resume('السبب'). واترك نسخة التجربة كما هي.";
    FenceOpen "KHATM-FENCE-OPEN" State
        "This is the ledger itself: there is nothing to resume", "Go on using it.",
        "هذا هو السجل نفسه ولا حاجة لاستئنافه", "تابع استخدامه.";
    FenceUnstated "KHATM-FENCE-UNSTATED" Input
        "The last document of a device was not stated", "Say it for every device that issues: --last DEVICE=COUNTER:HASH, or DEVICE=0.",
        "لم يُذكر آخر مستند لأحد الأجهزة", "اذكره لكل جهاز يُصدر: --last DEVICE=COUNTER:HASH أو DEVICE=0.";
    FenceDiffers "KHATM-FENCE-DIFFERS" State
        "The last document of a device is another than was stated: the file is not its newest state", "Bring the newest state back, or give up issuing with this one: khatm store resume --abandon.",
        "آخر مستند للجهاز غير ما ذُكر: الملف ليس أحدث حالة", "استعد أحدث حالة أو أوقف الإصدار بهذا الملف: khatm store resume --abandon.";
    WitnessFolder "KHATM-WITNESS-FOLDER" State
        "What is remembered of the ledger cannot be read or written", "Name a folder outside the ledger's that stays, in KHATM_WITNESS.",
        "تعذرت قراءة ما يُعرف عن السجل أو كتابته", "حدّد في KHATM_WITNESS مجلداً دائماً خارج مجلد السجل.";
    WitnessDamaged "KHATM-WITNESS-DAMAGED" State
        "What is remembered of the ledger is damaged", "Is the ledger the only one in use? Then khatm store resume with the last document of each device.",
        "ما يُعرف عن السجل تالف", "هل السجل هو الوحيد المستخدم؟ إذن khatm store resume مع آخر مستند لكل جهاز.";
    StoreDeviceChanged "KHATM-STORE-DEVICE-CHANGED" Busy
        "Somebody else saved the device meanwhile", "Nothing was changed by this call. Read the device again, and do it once more.",
        "حُفظ الجهاز من جهة أخرى في هذه الأثناء", "لم يغيّر هذا الطلب شيئاً. اقرأ الجهاز من جديد ثم أعد المحاولة.";
    LedgerKept "KHATM-LEDGER-KEPT" State
        "The database keeps documents that were issued: what holds them is neither dropped nor changed", "Is it meant, and is there a backup? A superuser says so first: set khatm.allow_drop = on.",
        "تحفظ قاعدة البيانات مستندات صادرة: لا يُحذف ما يحفظها ولا يُغيَّر", "هل هذا مقصود وتوجد نسخة احتياطية؟ يصرّح بذلك مدير النظام أولاً: set khatm.allow_drop = on.";
    TenantRole "KHATM-TENANT-ROLE" Input
        "There is no such role in this server", "Create it first: create role NAME nologin; its members see the taxpayer's devices and documents.",
        "لا يوجد هذا الدور في الخادم", "أنشئه أولاً: create role NAME nologin؛ ويرى أعضاؤه أجهزة المكلف ومستنداته.";
    TenantKnown "KHATM-TENANT-KNOWN" State
        "The taxpayer has a role already", "A superuser sees which (table khatm.tenant), and may give him another one there: update khatm.tenant set role = …",
        "للمكلف دور بالفعل", "يراه المستخدم المتميز (superuser) في khatm.tenant وله تغييره هناك: update khatm.tenant set role = …";
    TenantNone "KHATM-TENANT-NONE" Refused
        "You see none of the taxpayers in this ledger: nothing is said of them here", "Ask as a member of a taxpayer's role (khatm.tenant), or of khatm_worker.",
        "لا ترى أي مكلف في هذا السجل، فلا يُقال عنهم شيء هنا", "اسأل بصفة عضو في دور مكلف (khatm.tenant) أو في khatm_worker.";
    TenantOther "KHATM-TENANT-OTHER" Refused
        "That is not for members of one taxpayer's role: it concerns another taxpayer, or all of them", "What concerns all of them is for superusers, and for members of every taxpayer's role; what concerns another one, for members of his.",
        "هذا ليس لأعضاء دور مكلف واحد: فهو يخص مكلفاً آخر أو جميع المكلفين", "ما يخص الجميع فللمستخدم المتميز (superuser) أو لعضو في أدوار المكلفين كلها، وما يخص مكلفاً آخر فلأعضاء دوره.";

    // What verify finds in a ledger.
    VerifyHash "KHATM-VERIFY-HASH" State
        "A document is not the one that was stamped: its hash has changed", "Keep the file as evidence, and bring the newest backup back.",
        "المستند ليس ما خُتم: تغيّرت تجزئته", "احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyColumn "KHATM-VERIFY-COLUMN" State
        "A column of the ledger does not say what the document says", "Keep the file as evidence, and bring the newest backup back.",
        "عمود في السجل لا يطابق المستند", "احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyStamp "KHATM-VERIFY-STAMP" State
        "The stamp of a document is not good", "See with khatm explain what was done to it, and bring the newest backup back.",
        "ختم المستند غير سليم", "اعرف ما جرى له باستخدام khatm explain واستعد أحدث نسخة احتياطية.";
    VerifyCertificate "KHATM-VERIFY-CERTIFICATE" State
        "A document is stamped with another certificate than its chain's", "Somebody else made it. Keep the file as evidence.",
        "المستند مختوم بشهادة غير شهادة سلسلته", "أنشأه طرف آخر. احتفظ بالملف دليلاً.";
    VerifyAudit "KHATM-VERIFY-AUDIT" State
        "The audit was changed or cut", "Keep the file as evidence, and bring the newest backup back.",
        "تغيّر سجل التدقيق أو قُطع", "احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyOrphan "KHATM-VERIFY-ORPHAN" State
        "A row belongs to another that is not there", "Something was deleted. Keep the file as evidence, and bring the newest backup back.",
        "قيد يشير إلى قيد غير موجود", "حُذف شيء ما. احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyRules "KHATM-VERIFY-RULES" State
        "A table or a rule of the ledger was changed", "Somebody has lifted what keeps it append-only: do not issue with this file any more.",
        "تغيّر جدول أو قاعدة في السجل", "أُزيل ما يمنع تعديل السجل: لا تُصدر بهذا الملف بعد الآن.";
    VerifyRow "KHATM-VERIFY-ROW" State
        "What is kept of a delivery is not what the audit says of it", "Something was changed. Keep the file as evidence, and bring the newest backup back.",
        "المحفوظ عن الإرسال لا يطابق سجل التدقيق", "حدث تغيير. احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyMissing "KHATM-VERIFY-MISSING" State
        "The audit tells of something that is not in the ledger, or tells of it twice", "Something was deleted. Keep the file as evidence, and bring the newest backup back.",
        "يذكر سجل التدقيق ما لا يوجد في السجل أو يذكره مرتين", "حُذف شيء ما. احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyUntold "KHATM-VERIFY-UNTOLD" State
        "The ledger holds something that the audit does not tell of", "Somebody added it. Keep the file as evidence, and bring the newest backup back.",
        "في السجل ما لا يذكره سجل التدقيق", "أضافه طرف ما. احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyCursor "KHATM-VERIFY-CURSOR" State
        "A document is not where its delivery left it, and might never be sent", "Somebody changed the queue. Keep the file as evidence, and bring the newest backup back.",
        "المستند ليس حيث تركه الإرسال وقد لا يُرسل أبداً", "غيّر أحدهم قائمة الإرسال. احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyChain "KHATM-VERIFY-CHAIN" State
        "A chain is not what it was when it began, or its state is not the last one that was noted", "Keep the file as evidence, and bring the newest backup back.",
        "السلسلة ليست كما بدأت أو حالتها ليست آخر حالة مسجّلة", "احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    VerifyDevice "KHATM-VERIFY-DEVICE" State
        "A device is not the version that was saved last", "Somebody replaced it: onboard no device with this file, and bring the newest backup back.",
        "الجهاز ليس آخر نسخة حُفظت", "استبدله أحدهم: لا تسجّل أجهزة بهذا الملف واستعد أحدث نسخة احتياطية.";
    VerifyOrder "KHATM-VERIFY-ORDER" State
        "The documents of the ledger are not numbered in the order in which they were made", "Keep the file as evidence, and bring the newest backup back.",
        "ترقيم مستندات السجل لا يتبع ترتيب إنشائها", "احتفظ بالملف دليلاً واستعد أحدث نسخة احتياطية.";
    AnchorNone "KHATM-ANCHOR-NONE" State
        "Without an anchor it cannot be seen whether the newest rows were cut off, or everything was made again with the device's own key", "Keep anchors elsewhere (khatm store anchor LEDGER >> FILE) and verify with them: --anchor FILE.",
        "دون علامة مرجعية لا يُعرف هل حُذفت أحدث القيود أو أُعيد إنشاء كل شيء بمفتاح الجهاز نفسه", "احفظ العلامات في مكان آخر (khatm store anchor LEDGER >> FILE) وتحقق بها: --anchor FILE.";
    AnchorForm "KHATM-ANCHOR-FORM" Input
        "This is no anchor, or it was changed", "An anchor is one whole line that khatm store anchor printed. Take it from where it was kept.",
        "هذه ليست علامة مرجعية أو جرى تغييرها", "العلامة سطر كامل طبعه khatm store anchor. خذها من مكان حفظها.";
    AnchorOther "KHATM-ANCHOR-OTHER" Input
        "The anchor belongs to another ledger", "Name the anchors of this ledger, or the ledger that they were taken of.",
        "العلامة المرجعية تخص سجلاً آخر", "حدّد علامات هذا السجل أو السجل الذي أُخذت منه.";
    AnchorTail "KHATM-ANCHOR-TAIL" State
        "Something is gone that was there when the anchor was taken: the ledger was cut, or an older state was brought back", "Do not issue with this file. Bring the newest state back, or stop issuing with it: khatm store resume --abandon.",
        "فُقد ما كان موجوداً عند أخذ العلامة: قُطع السجل أو استُعيدت حالة أقدم", "لا تُصدر بهذا الملف. استعد أحدث حالة أو أوقف الإصدار به: khatm store resume --abandon.";
    AnchorRewritten "KHATM-ANCHOR-REWRITTEN" State
        "Something else stands there than when the anchor was taken: it was made again", "Whoever did it has the device's key. Do not issue with this file, keep it as evidence, and have the certificate revoked.",
        "المحتوى مختلف عمّا كان عند أخذ العلامة: أُعيد إنشاؤه", "من فعل ذلك يملك مفتاح الجهاز. لا تُصدر بهذا الملف واحتفظ به دليلاً واطلب إلغاء الشهادة.";
    VerifyLost "KHATM-VERIFY-LOST" Bug
        "A document could not be looked at", "Please report this with the document.",
        "تعذر فحص المستند", "يرجى إبلاغنا مع إرفاق المستند.";

    // What health shows: something that a person should do.
    HealthAge "KHATM-HEALTH-AGE" State
        "A document has been on its way for long: the authority wants it within 24 hours", "See which and why: khatm outbox list. Is the connection up, is khatm deliver running?",
        "مستند في الطريق منذ وقت طويل والهيئة تطلبه خلال 24 ساعة", "اعرف أيّه ولماذا: khatm outbox list. هل الاتصال قائم و khatm deliver يعمل؟";
    HealthLate "KHATM-HEALTH-LATE" State
        "A document is late and still not with the authority", "It is sent all the same. Find out what holds it up: khatm outbox list, and note the reason for an inspection.",
        "مستند متأخر ولم يصل الهيئة بعد", "يستمر إرساله. اعرف ما يؤخره: khatm outbox list، ودوّن السبب للتفتيش.";
    HealthDoubt "KHATM-HEALTH-DOUBT" State
        "For more than an hour nobody knows whether the authority has a document", "The same bytes are sent again until it answers. Look at the connection and at the authority's announcements.",
        "منذ أكثر من ساعة لا يُعرف هل استلمت الهيئة مستنداً", "تُرسل البايتات نفسها حتى ترد. تحقق من الاتصال ومن إعلانات الهيئة.";
    HealthContrary "KHATM-HEALTH-CONTRARY" State
        "The authority said of a document both that it accepts and that it rejects it", "Ask the authority which one counts. The chain is set aside; onboard a new device: khatm device new.",
        "قالت الهيئة عن مستند إنه مقبول ومرفوض معاً", "اسأل الهيئة أيهما المعتمد. أُوقفت السلسلة؛ سجّل جهازاً جديداً: khatm device new.";
    HealthParked "KHATM-HEALTH-PARKED" State
        "Nothing of a device goes out but one try now and then", "Mend the cause: it opens by itself when a try succeeds, a quarter of an hour later at most.",
        "لا يُرسل شيء من جهاز سوى محاولة بين حين وآخر", "أصلح السبب: يُفتح وحده عند نجاح محاولة، خلال ربع ساعة على الأكثر.";
    HealthCredential "KHATM-HEALTH-CREDENTIAL" State
        "The authority does not take a device's certificate or secret: nothing of it goes out", "Look at the portal. Where the certificate ended or was revoked, go on with a new device: khatm device new. Documents wait unchanged.",
        "لا تقبل الهيئة شهادة جهاز أو سره: لا يُرسل منه شيء", "تحقق من البوابة. إن انتهت الشهادة أو أُلغيت فتابع بجهاز جديد: khatm device new. تنتظر المستندات كما هي.";
    HealthStorm "KHATM-HEALTH-STORM" State
        "The authority rejected several documents of a device in a row for the same reason: it is paused", "See the reason, mend what makes the drafts, and correct what was rejected.",
        "رفضت الهيئة عدة مستندات متتالية من جهاز للسبب نفسه: أُوقف مؤقتاً", "اعرف السبب وأصلح ما ينشئ المسودات وصحّح ما رُفض.";
    HealthCertificate "KHATM-HEALTH-CERTIFICATE" State
        "A device's certificate ends soon, or has ended", "Make a new device before it ends: khatm device new. Without a certificate none can stamp.",
        "تنتهي شهادة جهاز قريباً أو انتهت", "أنشئ جهازاً جديداً قبل انتهائها: khatm device new. لا يختم جهاز دون شهادة.";
    HealthHeld "KHATM-HEALTH-HELD" State
        "Documents are kept back by people", "See which and why: khatm outbox list. Free them as soon as they may go.",
        "مستندات محجوزة بقرار أشخاص", "اعرف أيّها ولماذا: khatm outbox list. حرّرها حالما يمكن إرسالها.";
    HealthQuarantined "KHATM-HEALTH-QUARANTINED" State
        "A device issues no more: its chain was set aside", "Onboard it again: a new certificate begins a chain of its own.",
        "جهاز لا يصدر شيئاً: أُوقفت سلسلته", "سجّله من جديد: شهادة جديدة تبدأ سلسلة جديدة.";
    HealthClock "KHATM-HEALTH-CLOCK" State
        "This machine's clock is off", "Let the system set it from a time service: documents bear its time.",
        "ساعة هذا الجهاز غير مضبوطة", "دع النظام يضبطها من خدمة توقيت: تحمل المستندات وقتها.";
    HealthRejected "KHATM-HEALTH-REJECTED" State
        "The authority rejected documents, and nothing was issued in their place", "See which and why: khatm outbox list --rejected --store LEDGER. Mend each draft and issue the correction: khatm issue … --corrects UUID.",
        "رفضت الهيئة مستندات ولم يصدر بديل لها", "اعرف أيّها ولماذا: khatm outbox list --rejected --store LEDGER. أصلح كل مسودة وأصدر التصحيح: khatm issue … --corrects UUID.";
    HealthCopyMissing "KHATM-HEALTH-COPY-MISSING" State
        "Documents are cleared, but the authority's version of them did not come: they cannot be handed over", "Do not issue them again: the authority has them. Ask it for the cleared invoice of each; the answers it gave: khatm outbox show DOCUMENT.",
        "مستندات معتمدة لم تصل نسخة الهيئة منها: لا يمكن تسليمها", "لا تُصدرها ثانية فهي لدى الهيئة. اطلب منها النسخة المعتمدة لكل منها؛ وما ردّت به: khatm outbox show DOCUMENT.";
    WaitInside "KHATM-WAIT-TRANSACTION" State
        "Waiting for the authority is not done inside a transaction: nothing leaves before it is committed, and it would hold the device", "Commit first, then call khatm.wait by itself, not in a block, a function or a trigger.",
        "لا يجوز انتظار الهيئة داخل معاملة: لا يُرسل شيء قبل تثبيتها وتبقى ممسكة بالجهاز", "نفّذ commit أولاً ثم استدعِ khatm.wait وحدها لا داخل كتلة أو دالة أو مُطلِق.";
    WaitTime "KHATM-WAIT-TIME" Input
        "Nobody waits for so long, or for less than nothing", "Give a time between 0 and one hour, e.g. timeout => '15 s'.",
        "مدة الانتظار أطول مما يجوز أو سالبة", "أعطِ مدة بين صفر وساعة، مثل timeout => '15 s'.";
    CodeUnknown "KHATM-CODE" Input
        "There is no such code", "Take it from an error's first word or a finding, e.g. KHATM-ISSUE-NUMBER or BR-KSA-17.",
        "لا يوجد رمز كهذا", "انسخه من أول كلمة في الخطأ أو من الملاحظة، مثل KHATM-ISSUE-NUMBER أو BR-KSA-17.";
    PeriodForm "KHATM-PERIOD" Input
        "The last day is before the first, or there are too many between them", "Give two days that are at most ten years apart, the first one first.",
        "اليوم الأخير يسبق الأول أو المدة بينهما طويلة جداً", "أعطِ يومين بينهما عشر سنوات على الأكثر والأول أولاً.";

    // What keeps the ledger, inside a server.
    GuardOff "KHATM-GUARD-OFF" State
        "What keeps the ledger from being changed or dropped is missing or switched off", "Switch it on again as a superuser: ALTER TABLE ... ENABLE ALWAYS TRIGGER ..., ALTER EVENT TRIGGER ... ENABLE ALWAYS. Then look at everything: select * from khatm.verify_ledger().",
        "ما يحمي السجل من التغيير أو الحذف مفقود أو معطل", "فعّله من جديد بصلاحية المستخدم الأعلى: ALTER TABLE ... ENABLE ALWAYS TRIGGER ... و ALTER EVENT TRIGGER ... ENABLE ALWAYS. ثم افحص كل شيء: select * from khatm.verify_ledger().";

    // Who delivers, inside a server.
    WorkerUnloaded "KHATM-WORKER-UNLOADED" State
        "Work waits, and nobody does it: the server was started without khatm's worker, and no agent works on this database", "Set shared_preload_libraries = 'khatm' and restart the server, or run khatm agent --dsn beside it.",
        "يوجد عمل ينتظر ولا أحد ينجزه: بدأ الخادم دون عامل ختم، ولا وكيل يعمل على قاعدة البيانات هذه", "اضبط shared_preload_libraries = 'khatm' وأعد تشغيل الخادم، أو شغّل khatm agent --dsn إلى جانبه.";
    WorkerOff "KHATM-WORKER-OFF" State
        "Work waits, and nobody does it: the server's worker is told to leave this database alone, and no agent works on it", "See khatm.worker and khatm.databases in the server's configuration, or run khatm agent --dsn beside it.",
        "يوجد عمل ينتظر ولا أحد ينجزه: أُمر عامل الخادم بترك قاعدة البيانات هذه، ولا وكيل يعمل عليها", "راجع khatm.worker و khatm.databases في إعدادات الخادم، أو شغّل khatm agent --dsn إلى جانبه.";
    WorkerRoom "KHATM-WORKER-ROOM" State
        "The server has no process left for a worker of this database", "Raise max_worker_processes and restart the server; khatm.workers says how many of them Khatm may take.",
        "لم تبق في الخادم عملية لعامل قاعدة البيانات هذه", "ارفع max_worker_processes وأعد تشغيل الخادم؛ ويحدد khatm.workers كم منها لختم.";
    WorkerDatabases "KHATM-WORKER-DATABASES" State
        "The server has more databases than its worker has places for, and this one has none: nobody delivers its documents", "Name the databases that have a ledger in khatm.databases and reload the configuration, or raise khatm.max_databases and restart the server.",
        "عدد قواعد البيانات في الخادم أكبر من الأماكن المتاحة لدى عامله، ولا مكان لهذه القاعدة: لا أحد يسلّم مستنداتها", "سمِّ القواعد التي لها سجل في khatm.databases وأعد تحميل الإعدادات، أو ارفع khatm.max_databases وأعد تشغيل الخادم.";
    WorkerLate "KHATM-WORKER-LATE" State
        "Documents have waited for a worker for longer than they should", "See what the worker does: select * from khatm.worker(), and the server's log.",
        "تنتظر مستندات العامل أطول مما ينبغي", "اعرف ما يفعله العامل: select * from khatm.worker()، وسجل الخادم.";
    WorkerEnvironment "KHATM-WORKER-ENVIRONMENT" State
        "Documents wait of an environment for which nobody delivers here", "Set khatm.environment to theirs, or to nothing for all (KHATM_ENV for an agent); or let another agent deliver them.",
        "تنتظر مستندات بيئة لا يسلّم لها أحد هنا", "عيّن khatm.environment لبيئتها أو اتركه فارغاً للجميع (KHATM_ENV للوكيل)، أو شغّل وكيلاً آخر لها.";
    WorkerPanic "KHATM-WORKER-PANIC" Bug
        "The worker met a fault of ours; it was started anew, and what was in its hands is sent again with the same bytes", "Nothing was lost. Please report what the server's log says.",
        "صادف العامل خللاً منا فبدأ من جديد، وما كان بيده يُرسل ثانية بالبايتات نفسها", "لم يُفقد شيء. يرجى إبلاغنا بما في سجل الخادم.";

    // The command line and the files around it.
    FileRead "KHATM-FILE-READ" Input
        "The file cannot be read", "Look at its path and your rights, and name files, not a folder.",
        "تعذرت قراءة الملف", "تحقق من المسار والصلاحيات، وحدّد ملفات لا مجلداً.";
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
    InputTwice "KHATM-INPUT-TWICE" Input
        "Standard input (-) is named more than once, and can be read only once", "Name - once, and the other documents as files.",
        "ذُكر الدخل القياسي (-) أكثر من مرة ولا يُقرأ إلا مرة", "اذكر - مرة واحدة، والمستندات الأخرى كملفات.";

    // Bindings of other languages.
    ValueFloat "KHATM-VALUE-FLOAT" Input
        "A binary floating-point number is not taken: it is not the number that was written", "Give text, a whole number or a decimal: \"0.10\", in Python Decimal(\"0.10\").",
        "لا يُقبل عدد عشري ثنائي (float): ليس العدد الذي كُتب", "أعط نصاً أو عدداً صحيحاً أو Decimal: \"0.10\".";
    ValueKind "KHATM-VALUE-TYPE" Input
        "A value of this type says nothing that a draft can hold", "Give text, numbers, dates, lists and records; what was found stands in the message.",
        "قيمة من نوع لا تحمله المسودة", "استخدم نصوصاً وأعداداً وتواريخ وقوائم وسجلات؛ والنوع مذكور في الرسالة.";
    ValueText "KHATM-VALUE-TEXT" Input
        "The text is no Unicode: half of a character stands alone", "It was cut in the middle of a character, or read in the wrong encoding: read it again.",
        "النص ليس Unicode: فيه نصف حرف", "قُطع وسط حرف أو قُرئ بترميز خاطئ: اقرأه من جديد.";
    StoreAddress "KHATM-STORE-ADDRESS" Input
        "No ledger has an address of this kind", "Write sqlite:PATH, the path of a ledger's file.",
        "لا يوجد سجل بعنوان من هذا النوع", "اكتب sqlite:PATH أي مسار ملف السجل.";
    HandleClosed "KHATM-CLOSED" State
        "This was closed", "Open it again; within the block that opened it, it stays open.",
        "أُغلق هذا", "افتحه من جديد؛ ويبقى مفتوحاً داخل الكتلة التي فتحته.";
    HandleForked "KHATM-FORKED" State
        "The process was copied (fork) while a ledger was in use, so the copy must not touch one", "Start the process anew (in Python multiprocessing's \"spawn\"), or fork before ledgers are used.",
        "نُسخت العملية (fork) أثناء استخدام سجل فلا يجوز للنسخة استخدامه", "ابدأ عملية جديدة (في Python: spawn) أو انسخ العملية قبل استخدام السجلات.";
    HandlePanic "KHATM-PANIC" Bug
        "A fault of ours ended the call", "What was on the disk before is there still. Please report this with what you called.",
        "أنهى خلل منا هذا الاستدعاء", "ما كان محفوظاً على القرص باقٍ. يرجى إبلاغنا بما استدعيته.";
    SimulatorForked "KHATM-SIM-FORKED" State
        "The simulator runs in the process that this one was copied from (fork)", "Use it by its address, or start another one here.",
        "يعمل المحاكي في العملية التي نُسخت منها هذه", "استخدمه بعنوانه أو شغّل محاكياً آخر هنا.";
    HostCallback "KHATM-HOST-CALLBACK" State
        "Something of the app's own that was asked threw an exception", "Look at the part of the app that is named, then do the same again; the ledger is as it was.",
        "رمى جزء من التطبيق سُئل عن شيء استثناءً", "راجع الجزء المسمى من التطبيق ثم كرر العملية؛ والسجل كما كان.";
    RootKeyWrap "KHATM-VAULT-KEY-WRAP" State
        "The root key does not come back out of its wrapping", "The phone's key that wrapped it is gone, or was changed: restore the backup of the root key, or onboard a new device. If it was wrapped just now, the app's wrap and unwrap do not fit together.",
        "تعذر استخراج المفتاح الجذري من غلافه", "مفتاح الهاتف الذي غلّفه مفقود أو تغير: استعد نسخة المفتاح الجذري الاحتياطية أو سجّل جهازاً جديداً. وإن غُلّف الآن فالتغليف وفكه في التطبيق لا يتوافقان.";
}
