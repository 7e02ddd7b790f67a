//! The picture of a QR code for receipt printers: ESC/POS raster, which every make understands alike, while their own commands for
//! QR codes differ and stop at lengths that an invoice's code passes.

use qrcodegen::QrCodeEcc;

use super::picture::Picture;
use crate::error::{Code, Error, Result};

/// The paper of a receipt printer, by its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 58 mm: a head of 384 dots.
    Mm58,
    /// 80 mm: a head of 576 dots.
    Mm80,
}

impl Paper {
    /// The paper so many millimetres wide: 58 or 80.
    pub fn of_mm(width: i64) -> Result<Self> {
        match width {
            58 => Ok(Paper::Mm58),
            80 => Ok(Paper::Mm80),
            other => Err(Error::new(Code::QrPaper).at("paper").found(&other.to_string())),
        }
    }

    /// Dots in a line, eight to the millimetre.
    pub const fn dots(self) -> u32 {
        match self {
            Paper::Mm58 => 384,
            Paper::Mm80 => 576,
        }
    }
}

/// The least and the most dots a square: one alone runs into the next on thermal paper, and past a millimetre paper is wasted.
const FEWEST: u32 = 2;
const MOST: u32 = 8;
/// Squares of so many dots every telephone reads. For less, error correction gives way.
const READABLE: u32 = 3;
/// What a cheap printer keeps of one command. Some have no more than 4 KiB, and print what is over as letters.
const BAND: u32 = 2048;

/// Draws a text as commands of a receipt printer (`GS v 0`, one after the other), in the middle of the paper, with the light border that
/// readers need. The printer has to stand at the beginning of a line, and does so again afterwards; none of its settings is changed.
pub fn escpos(text: &str, paper: Paper) -> Result<Vec<u8>> {
    let fitting = |picture: &Picture| (paper.dots() / picture.side()).min(MOST);
    let mut picture = Picture::draw(text)?;
    if fitting(&picture) < READABLE {
        let lighter = Picture::corrected(text, QrCodeEcc::Low)?;
        if fitting(&lighter) > fitting(&picture) {
            picture = lighter;
        }
    }
    let scale = fitting(&picture);
    if scale < FEWEST {
        return Err(Error::new(Code::QrPicture));
    }

    let bytes = paper.dots() / 8;
    let margin = (paper.dots() - picture.side() * scale) / 2;
    let dark = |x: u32, y: u32| {
        let column = x.checked_sub(margin).map(|x| x / scale);
        column.is_some_and(|column| column < picture.side() && picture.is_dark(column, y))
    };
    // Bands of whole squares: where paper slips between two commands, no square is torn.
    let squares = BAND / (bytes * scale);
    let mut out = Vec::with_capacity((picture.side() * scale * bytes) as usize + 1024);
    for first in (0..picture.side()).step_by(squares as usize) {
        let after = (first + squares).min(picture.side());
        let [low, high, ..] = ((after - first) * scale).to_le_bytes();
        out.extend([0x1D, b'v', b'0', 0, bytes as u8, 0, low, high]);
        for y in first..after {
            let line: Vec<u8> = (0..bytes)
                .map(|byte| (0..8).fold(0, |bits, bit| bits << 1 | u8::from(dark(byte * 8 + bit, y))))
                .collect();
            (0..scale).for_each(|_| out.extend_from_slice(&line));
        }
    }
    Ok(out)
}
