use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn double(value: f64) -> Number {
    Number::Double(value)
}

/// The right side is what SaxonC said.
#[test]
fn decimals_divide_and_round_as_saxon_does() {
    let three = decimal("3");
    let equal = |number: Decimal, text: &str| assert_eq!(number.compare(&decimal(text)), Ordering::Equal, "{text}");
    equal(decimal("10").divide(&three).unwrap(), "3.333333333333333333");
    equal(
        decimal("2").divide(&decimal("3.0000000000000000000001")).unwrap(),
        "0.666666666666666667",
    );
    equal(
        decimal("0.1234567890123456789012345").divide(&decimal("1")).unwrap(),
        "0.1234567890123456789012345",
    );
    equal(decimal("-2.5").round(0), "-2");
    equal(decimal("2.5").round(0), "3");
    equal(decimal("1.005").round(2), "1.01");
    equal(decimal("-0.5").floor(), "-1");
    equal(
        Decimal::of_double(0.1 + 0.2).unwrap(),
        "0.3000000000000000444089209850062616169452667236328125",
    );
    equal(
        Decimal::of_double(1234567.89).unwrap(),
        "1234567.88999999989755451679229736328125",
    );
    equal(Decimal::of_double(1e22).unwrap(), "10000000000000000000000");
    equal(Decimal::of_double(-0.5).unwrap(), "-.5");
    equal(
        decimal("10").divide(&decimal("30000000000000000000")).unwrap(),
        "0.000000000000000000333333333333333333",
    );
    equal(
        decimal("0.00000000000000000001").divide(&three).unwrap(),
        "0.00000000000000000000333333333333333333",
    );
    assert!(decimal("1").divide(&decimal("0.00")).is_none());
}

#[test]
fn long_numbers_are_as_exact_as_short_ones() {
    let long = "123456789012345678901234567890123456789012345.125";
    let twice = decimal(long).add(&decimal(long));
    assert_eq!(
        twice.compare(&decimal("246913578024691357802469135780246913578024690.25")),
        Ordering::Equal
    );
    assert_eq!(twice.subtract(&decimal(long)).compare(&decimal(long)), Ordering::Equal);
    let square = decimal(long).multiply(&decimal(long));
    assert_eq!(
        square.divide(&decimal(long)).unwrap().compare(&decimal(long)),
        Ordering::Equal
    );
    assert_eq!(decimal(long).to_double(), 1.2345678901234567e44);
    assert_eq!(
        Number::Decimal(decimal(long)).format(false),
        "123456789012345678901234567890123456789012345.12"
    );
    assert!(Decimal::parse(&"9".repeat(MOST_DIGITS + 1)).is_none());
}

#[test]
fn numbers_are_written_as_saxon_writes_them() {
    for (value, text) in [
        (0.125, ".12"),
        (1.005, "1.00"),
        (2.675, "2.68"),
        (1e22, "10000000000000000000000.00"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
        (f64::NAN, "NaN"),
        (-0.001, "-.00"),
        (-0.0, "-.00"),
        (0.0, ".00"),
        (12.5, "12.50"),
        (1e-7, ".00"),
    ] {
        assert_eq!(double(value).format(false), text, "{value}");
    }
    assert_eq!(double(-0.0).format(true), "-0.00");
    assert_eq!(double(0.5).format(true), "0.50");
    assert_eq!(Number::Decimal(decimal("-0.001")).format(false), "-.00");
}

#[test]
fn only_what_the_schema_calls_a_number_is_one() {
    for text in ["+5", ".5", "5.", " 5\n", "-0", "00"] {
        assert!(Decimal::parse(text).is_some() && parse_double(text).is_some(), "{text}");
    }
    for text in [
        "", "abc", ".", "+", "--1", "1d", "0x1", "Infinity", "1 2", "\u{a0}1", "٥", "1_0", "inf", "nan",
    ] {
        assert!(Decimal::parse(text).is_none() && parse_double(text).is_none(), "{text}");
    }
    for text in ["1e2", "1E+2", "INF", "+INF", "-INF", "NaN", "1.e1", ".1e-1"] {
        assert!(Decimal::parse(text).is_none() && parse_double(text).is_some(), "{text}");
    }
    for text in ["1e", "e1", "1e+", "1e1.0"] {
        assert!(parse_double(text).is_none(), "{text}");
    }
    assert_eq!(round_double(0.49999999999999994), 0.0);
    assert_eq!(round_double(-2.5), -2.0);
    assert_eq!(round_double(-0.3).to_bits(), (-0.0f64).to_bits());
}
