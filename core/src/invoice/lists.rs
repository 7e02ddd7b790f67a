//! The authority's code lists, as its validator R3.4.8 has them (rules.md §0, xml.md §4), and the names people use.

/// True if a list of words separated by blanks has this one.
pub(super) fn has(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|entry| entry == word)
}

/// BR-CL-04: frozen years ago, without MRU, STN, VES, SLE, XCG.
pub(crate) const CURRENCIES: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
    CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
    GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP \
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRO MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN \
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SOS SRD SSP STD SVC SYP SZL THB TJS TMT \
    TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UZS VEF VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XOF XPD \
    XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWL";

/// BR-CL-14.
pub(crate) const COUNTRIES: &str = "\
    1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
    MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
    TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW";

/// BR-KSA-16 (UNTDID 4461).
pub(crate) const PAYMENT_MEANS: &str = "\
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 \
    41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 70 74 75 76 77 78 91 92 93 \
    94 95 96 97 ZZZ";

/// BR-KSA-CL-06 (UNTDID 7161).
pub(crate) const CHARGE_CODES: &str = "\
    AA AAA AAC AAD AAE AAF AAH AAI AAS AAT AAV AAY AAZ ABA ABB ABC ABD ABF ABK ABL ABN ABR ABS ABT ABU ACF ACG ACH \
    ACI ACJ ACK ACL ACM ACS ADC ADE ADJ ADK ADL ADM ADN ADO ADP ADQ ADR ADT ADW ADY ADZ AEA AEB AEC AED AEF AEH AEI \
    AEJ AEK AEL AEM AEN AEO AEP AES AET AEU AEV AEW AEX AEY AEZ AJ AU CA CAB CAD CAE CAF CAI CAJ CAK CAL CAM CAN CAO \
    CAP CAQ CAR CAS CAT CAU CAV CAW CD CG CS CT DAB DAD DL EG EP ER FAA FAB FAC FC FH FI GAA HAA HD HH IAA AB ID IF \
    IR IS KO L1 LA LAA LAB LF MAE MI ML NAA OA PA PAA PC PL RAB RAC RAD RAF RE RF RH RV SA SAA SAD SAE SAI SG SH SM \
    SU TAB AC TT TV V1 V2 WH XAA YY ZZZ";

/// A reason of a charge that shops use, by its code, in English and Arabic.
pub(super) const CHARGE_NAMES: [(&str, &str, &str); 14] = [
    ("AA", "Advertising", "إعلان"),
    ("ABL", "Additional packaging", "تغليف إضافي"),
    ("ADR", "Other services", "خدمات أخرى"),
    ("CG", "Cleaning", "تنظيف"),
    ("DL", "Delivery", "توصيل"),
    ("FC", "Freight", "شحن"),
    ("FI", "Financing", "تمويل"),
    ("HD", "Handling", "مناولة"),
    ("IS", "Invoicing", "فوترة"),
    ("LA", "Labelling", "وضع الملصقات"),
    ("PC", "Packing", "تغليف"),
    ("SH", "Special handling", "مناولة خاصة"),
    ("TT", "Testing", "اختبار"),
    ("ZZZ", "Charge", "رسم"),
];

/// A unit that shops use, by its code of UN/ECE Recommendation 20 or 21 and the names it goes by.
pub(super) const UNITS: [(&str, &str); 50] = [
    ("PCE", "piece pieces pcs pc unit units قطعة حبة وحدة"),
    ("C62", "one"),
    ("EA", "each"),
    ("H87", "item"),
    ("NAR", "articles"),
    ("NMP", "pack packs عبوة"),
    ("XPK", "package حزمة"),
    ("XBX", "box boxes صندوق علبة"),
    ("XCT", "carton cartons كرتون"),
    ("XCS", "case cases"),
    ("XBG", "bag bags كيس"),
    ("XBO", "bottle bottles قارورة زجاجة"),
    ("XCA", "can cans"),
    ("XRO", "roll rolls لفة"),
    ("SET", "set sets طقم"),
    ("PR", "pair pairs زوج"),
    ("DZN", "dozen درزن"),
    ("XTN", "tin"),
    ("XPX", "pallet pallets طبلية"),
    ("CEN", "hundred"),
    ("MIL", "thousand"),
    ("KGM", "kg kilogram kilograms kilo كجم كيلو كيلوغرام"),
    ("GRM", "g gram grams جرام غرام"),
    ("MGM", "mg milligram"),
    ("TNE", "ton tons tonne tonnes t طن"),
    ("LBR", "lb pound pounds رطل"),
    ("ONZ", "oz ounce"),
    ("LTR", "l litre litres liter liters لتر"),
    ("MLT", "ml millilitre milliliter مل"),
    ("GLL", "gallon gal جالون"),
    ("MTQ", "m3 cbm متر_مكعب"),
    ("BLL", "barrel برميل"),
    ("MTR", "m metre metres meter meters متر"),
    ("CMT", "cm centimetre سم"),
    ("MMT", "mm millimetre ملم"),
    ("KMT", "km kilometre كم"),
    ("INH", "inch in بوصة"),
    ("FOT", "foot feet ft قدم"),
    ("YRD", "yard yd ياردة"),
    ("MTK", "m2 sqm متر_مربع"),
    ("FTK", "sqft"),
    ("SEC", "second seconds ثانية"),
    ("MIN", "minute minutes دقيقة"),
    ("HUR", "h hr hour hours ساعة"),
    ("DAY", "day days يوم"),
    ("WEE", "week weeks أسبوع"),
    ("MON", "month months شهر"),
    ("ANN", "year years سنة"),
    ("KWH", "kwh"),
    ("E48", "service services خدمة"),
];

/// The unit's code for a code or a name.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase().replace(' ', "_");
    // A code stands above a name: EA is a code, though people say it for a piece.
    let code = UNITS.iter().find(|(code, _)| code.eq_ignore_ascii_case(word));
    let found = code.or_else(|| UNITS.iter().find(|(_, names)| has(names, &lower)));
    found.map(|(code, _)| *code)
}

/// Why a supply bears no VAT: category, code, and the text in English and Arabic.
pub(crate) struct Exemption {
    pub(crate) category: char,
    pub(crate) code: &'static str,
    pub(super) english: &'static str,
    pub(super) arabic: &'static str,
}

const fn exemption(category: char, code: &'static str, english: &'static str, arabic: &'static str) -> Exemption {
    Exemption {
        category,
        code,
        english,
        arabic,
    }
}

/// BR-KSA-CL-04, with the official texts. `VATEX-SA-OOS` has none: the taxpayer says why.
pub(crate) const EXEMPTIONS: [Exemption; 20] = [
    exemption(
        'E',
        "VATEX-SA-29",
        "Financial services mentioned in Article 29 of the VAT Regulations",
        "الخدمات المالية",
    ),
    exemption(
        'E',
        "VATEX-SA-29-7",
        "Life insurance services mentioned in Article 29 of the VAT Regulations",
        "عقد تأمين على الحياة",
    ),
    exemption(
        'E',
        "VATEX-SA-30",
        "Real estate transactions mentioned in Article 30 of the VAT Regulations",
        "التوريدات العقارية المعفاة من الضريبة",
    ),
    exemption('Z', "VATEX-SA-32", "Export of goods", "صادرات السلع من المملكة"),
    exemption('Z', "VATEX-SA-33", "Export of services", "صادرات الخدمات من المملكة"),
    exemption(
        'Z',
        "VATEX-SA-34-1",
        "The international transport of Goods",
        "النقل الدولي للسلع",
    ),
    exemption(
        'Z',
        "VATEX-SA-34-2",
        "International transport of passengers",
        "النقل الدولي للركاب",
    ),
    exemption(
        'Z',
        "VATEX-SA-34-3",
        "Services directly connected and incidental to a Supply of international passenger transport",
        "الخدمات المرتبطة مباشرة أو عرضياً بتوريد النقل الدولي للركاب",
    ),
    exemption(
        'Z',
        "VATEX-SA-34-4",
        "Supply of a qualifying means of transport",
        "توريد وسائل النقل المؤهلة",
    ),
    exemption(
        'Z',
        "VATEX-SA-34-5",
        "Any services relating to Goods or passenger transportation, as defined in article twenty five of these Regulations",
        "الخدمات ذات الصلة بنقل السلع أو الركاب، وفقاً للتعريف الوارد بالمادة الخامسة والعشرين من اللائحة التنفيذية لنظام ضريبة القيمة المضافة",
    ),
    exemption(
        'Z',
        "VATEX-SA-35",
        "Medicines and medical equipment",
        "الأدوية والمعدات الطبية",
    ),
    exemption('Z', "VATEX-SA-36", "Qualifying metals", "المعادن المؤهلة"),
    exemption(
        'Z',
        "VATEX-SA-EDU",
        "Private education to citizen",
        "الخدمات التعليمية الخاصة للمواطنين",
    ),
    exemption(
        'Z',
        "VATEX-SA-HEA",
        "Private healthcare to citizen",
        "الخدمات الصحية الخاصة للمواطنين",
    ),
    exemption(
        'Z',
        "VATEX-SA-MLTRY",
        "Supply of qualified military goods",
        "توريد السلع العسكرية المؤهلة",
    ),
    exemption(
        'Z',
        "VATEX-SA-DIPLOMAT",
        "Qualified Supplies to Diplomatic Missions",
        "التوريدات المؤهلة للبعثات الدبلوماسية",
    ),
    exemption(
        'Z',
        "VATEX-SA-DUTYFREE",
        "Qualified Supply of Goods in Duty Free area",
        "التوريد المؤهل للسلع في الأسواق الحرة",
    ),
    exemption(
        'Z',
        "VATEX-SA-ROYALDECREE",
        "Supply on which the Government bears the VAT",
        "العرض الذي تتحمل الحكومة ضريبة القيمة المضافة عليه",
    ),
    exemption(
        'Z',
        "VATEX-SA-32(bis)",
        "Supply under Customs Suspension Arrangement",
        "التوريد بموجب ترتيب تعليق الجمارك",
    ),
    exemption('O', "VATEX-SA-OOS", "", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_whole() {
        assert_eq!(CURRENCIES.split(' ').count(), 178);
        assert!(has(CURRENCIES, "SAR") && !has(CURRENCIES, "XCG") && !has(CURRENCIES, "SAR USD"));
        assert!(has(COUNTRIES, "SA") && has(COUNTRIES, "ZW") && has(PAYMENT_MEANS, "ZZZ") && !has(PAYMENT_MEANS, "69"));
        assert!(CHARGE_NAMES.iter().all(|(code, ..)| has(CHARGE_CODES, code)));
        assert_eq!(
            (unit("kg"), unit("KGM"), unit("كجم"), unit("xyz")),
            (Some("KGM"), Some("KGM"), Some("KGM"), None)
        );
    }
}
