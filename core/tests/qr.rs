//! The code's bytes, and its picture read back by a reader that shares nothing with the writer.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Code;
use khatm::qr::paper::{Paper, escpos};
use khatm::qr::picture::Picture;
use khatm::qr::{Qr, Tag};

fn tag(number: u8, value: impl Into<Vec<u8>>) -> Tag {
    Tag {
        number,
        value: value.into(),
        plain_long_length: false,
    }
}

#[test]
fn lengths_are_bytes_in_ber() {
    let cases = [
        (1, vec![1]),
        (127, vec![127]),
        (128, vec![0x81, 128]),
        (200, vec![0x81, 200]),
        (255, vec![0x81, 255]),
        (256, vec![0x82, 1, 0]),
        (300, vec![0x82, 1, 44]),
    ];
    for (length, expected) in cases {
        let qr = Qr {
            tags: vec![tag(1, vec![b'a'; length])],
        };
        let bytes = STANDARD.decode(qr.encode().unwrap()).unwrap();
        assert_eq!(bytes[1..1 + expected.len()], expected, "{length}");
        assert_eq!(bytes.len(), 1 + expected.len() + length);
        assert_eq!(Qr::decode(&qr.encode().unwrap()).unwrap(), qr);
    }
    // Arabic: two bytes a letter, and the length counts bytes.
    let qr = Qr {
        tags: vec![tag(1, "شركة")],
    };
    assert_eq!(STANDARD.decode(qr.encode().unwrap()).unwrap()[1], 8);
}

#[test]
fn plain_long_lengths_of_other_programs_are_read_and_pointed_at() {
    for length in [128usize, 129, 130, 200, 255] {
        let mut bytes = vec![1, length as u8];
        bytes.extend(vec![b'x'; length]);
        bytes.extend([2, 1, b'y']);
        let qr = Qr::decode(&STANDARD.encode(&bytes)).unwrap();
        assert_eq!(qr.tags.len(), 2, "{length}");
        assert!(qr.tags[0].plain_long_length && !qr.tags[1].plain_long_length);
        assert_eq!(qr.value(1).unwrap().len(), length);
    }
}

#[test]
fn longer_ber_than_needed_and_both_forms_in_one_code_are_read() {
    let read = |bytes: &[u8]| Qr::decode(&STANDARD.encode(bytes)).unwrap();
    assert_eq!(read(&[1, 0x81, 1, b'a']).text(1), Some("a"));
    let value = [b'x'; 200];
    let long = read(
        &[
            &[1, 0x81, 127][..],
            &value[..127],
            &[2, 0x82, 0, 200],
            &value,
            &[3, 200],
            &value,
        ]
        .concat(),
    );
    let lengths: Vec<_> = long
        .tags
        .iter()
        .map(|tag| (tag.value.len(), tag.plain_long_length))
        .collect();
    assert_eq!(lengths, [(127, false), (200, false), (200, true)]);
    // Bytes that could be read in very many ways are given up in time that grows with their number.
    assert_eq!(
        Qr::decode(&STANDARD.encode([0x81; 2999])).unwrap_err().code(),
        Code::QrFormat
    );
    assert_eq!(Qr::decode(&"A".repeat(5000)).unwrap_err().code(), Code::QrTooLong);
}

#[test]
fn what_is_no_code_is_refused() {
    for text in ["", "AQ", "AQ==", "AQI=", "AQIB", "////", "أ"] {
        assert_eq!(Qr::decode(text).unwrap_err().code(), Code::QrFormat, "{text:?}");
    }
}

#[test]
fn a_text_over_a_thousand_characters_is_not_written() {
    // 748 bytes and two of head are 1000 characters of base64.
    assert_eq!(
        Qr {
            tags: vec![tag(1, vec![b'a'; 746])]
        }
        .encode()
        .unwrap()
        .len(),
        1000
    );
    assert_eq!(
        Qr {
            tags: vec![tag(1, vec![b'a'; 747])]
        }
        .encode()
        .unwrap_err()
        .code(),
        Code::QrTooLong
    );
}

/// Squares of a picture, true for dark.
fn read(dark: impl Fn(usize, usize) -> bool, side: usize) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if dark(x, y) { 0 } else { 255 });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the picture");
    grids[0].decode().unwrap().1
}

#[test]
fn every_picture_is_read_back() {
    let sealed = support::sample("simplified-sealed.xml");
    let text = khatm::verify(&sealed, khatm::Language::English).unwrap().qr.unwrap();
    for content in [text.clone(), "A".repeat(1000)] {
        let picture = Picture::draw(&content).unwrap();

        let decoder = png::Decoder::new(std::io::Cursor::new(picture.png(3).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rows).unwrap();
        let (side, stride) = (info.width as usize, info.line_size);
        assert_eq!(
            read(|x, y| rows[y * stride + x / 8] >> (7 - x % 8) & 1 == 0, side),
            content
        );

        let svg = picture.svg();
        let units = picture.side() as usize;
        let mut squares = vec![false; units * units];
        let path = support::between(&svg, "<path d=\"", "\"");
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            let start = y.parse::<usize>().unwrap() * units + x.parse::<usize>().unwrap();
            squares[start..start + length].fill(true);
        }
        assert_eq!(read(|x, y| squares[y / 4 * units + x / 4], units * 4), content);

        for colour in [false, true] {
            let drawn = picture.terminal(colour);
            let rows: Vec<Vec<char>> = drawn
                .lines()
                .map(|line| line.replace("\x1b[30;47m", "").replace("\x1b[0m", "").chars().collect())
                .collect();
            let dark = |x: usize, y: usize| {
                let block = rows[y / 4 / 2][x / 4];
                let inked = if (y / 4).is_multiple_of(2) {
                    matches!(block, '█' | '▀')
                } else {
                    matches!(block, '█' | '▄')
                };
                inked == colour
            };
            assert_eq!(read(dark, units * 4), content);
        }
    }
}

/// What a receipt printer prints: the commands carried out, dot by dot, by the manual's rules, for a head so many dots wide.
fn printed(mut commands: &[u8], head: usize) -> Vec<Vec<bool>> {
    let mut paper = Vec::new();
    while !commands.is_empty() {
        let [0x1D, b'v', b'0', mode, x_low, x_high, y_low, y_high, dots @ ..] = commands else {
            panic!("no command but GS v 0: {:?}", &commands[..commands.len().min(8)]);
        };
        assert_eq!(*mode, 0, "neither stretched nor doubled");
        let (width, height) = (
            usize::from(*x_low) + 256 * usize::from(*x_high),
            usize::from(*y_low) + 256 * usize::from(*y_high),
        );
        assert!(width * 8 <= head && height > 0);
        let length = width * height;
        assert!(length + 8 <= 4096, "a cheap printer's buffer");
        for line in dots[..length].chunks(width) {
            let mut row: Vec<bool> = (0..width * 8).map(|x| line[x / 8] & (0x80 >> (x % 8)) != 0).collect();
            row.resize(head, false);
            paper.push(row);
        }
        commands = &dots[length..];
    }
    paper
}

/// A code of what the law asks for, as long as the seller's name makes it, that the simplified documents of one seller have.
fn payload(seller: &str) -> khatm::Result<String> {
    let sealed = support::sample("simplified-sealed.xml");
    let text = khatm::verify(&sealed, khatm::Language::English).unwrap().qr.unwrap();
    let mut qr = Qr::decode(&text).unwrap();
    qr.tags[0].value = seller.as_bytes().to_vec();
    qr.encode()
}

#[test]
fn a_receipt_printer_prints_what_is_read_back() {
    // The longest name whose code the authority still takes; one of a thousand letters has none.
    assert_eq!(payload(&"ش".repeat(1000)).unwrap_err().code(), Code::QrTooLong);
    let name = "شركة مخابز ومطاعم الأصالة والمعاصرة المحدودة للتجارة ".repeat(20);
    let longest = (1..name.chars().count())
        .map(|letters| name.chars().take(letters).collect::<String>())
        .take_while(|name| payload(name).is_ok())
        .last()
        .unwrap();
    let short = payload("مخبز").unwrap();
    let long = payload(&longest).unwrap();
    assert!(long.len() > 990 && longest.chars().count() > 150, "{}", long.len());

    let squares = [
        (short, 4, 6),
        (long, 3, 4),
        ("A".repeat(2331), 2, 3),
        ("AQE=".into(), 8, 8),
    ];
    for (content, narrow, wide) in squares {
        for (paper, head, scale) in [(Paper::Mm58, 384, narrow), (Paper::Mm80, 576, wide)] {
            let commands = escpos(&content, paper).unwrap();
            let dots = printed(&commands, head);
            let dark = |x: usize, y: usize| dots.get(y).is_some_and(|row| row[x]);
            assert_eq!(read(dark, head), content);

            // In the middle, to a dot, with at least the four light squares around it that readers need.
            let columns = |row: &Vec<bool>| row.iter().position(|&dot| dot).zip(row.iter().rposition(|&dot| dot));
            let left = dots.iter().filter_map(columns).map(|(left, _)| left).min().unwrap();
            let right = head - 1 - dots.iter().filter_map(columns).map(|(_, right)| right).max().unwrap();
            let above = dots.iter().position(|row| row.contains(&true)).unwrap();
            let below = dots.iter().rev().position(|row| row.contains(&true)).unwrap();
            assert!(left.abs_diff(right) <= 1, "{left} {right}");
            let first = dots[above][left..].iter().take_while(|&&dot| dot).count();
            assert_eq!(first, 7 * scale, "{} characters on {paper:?}", content.len());
            assert!([left, right, above, below].iter().all(|&light| light >= 4 * scale));
            assert!(
                dots.chunks(scale).all(|rows| rows.iter().all(|row| *row == rows[0])),
                "whole squares"
            );
            // No square is torn by the end of a command.
            let mut rest = &commands[..];
            while !rest.is_empty() {
                let height = usize::from(rest[6]) + 256 * usize::from(rest[7]);
                assert_eq!(height % scale, 0);
                rest = &rest[8 + height * head / 8..];
            }
        }
    }
}

#[test]
fn what_no_receipt_printer_can_print_is_refused() {
    for paper in [Paper::Mm58, Paper::Mm80] {
        assert_eq!(escpos(&"A".repeat(2332), paper).unwrap_err().code(), Code::QrPicture);
    }
    for width in [i64::MIN, -58, 0, 57, 59, 79, 384, i64::MAX] {
        let error = Paper::of_mm(width).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::QrPaper, Some("paper")));
    }
}
