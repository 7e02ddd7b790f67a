//! The picture of a QR code, for paper and for screens.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::error::{Code, Error, Result};

/// A code drawn as dark and light squares, with the four light squares around it that readers need.
pub struct Picture(QrCode);

const BORDER: i32 = 4;

impl Picture {
    /// Draws a text. Medium error correction: a receipt may be folded.
    pub fn draw(text: &str) -> Result<Self> {
        Picture::corrected(text, QrCodeEcc::Medium)
    }

    /// Draws a text so that so much of it may be spoilt.
    pub(super) fn corrected(text: &str, correction: QrCodeEcc) -> Result<Self> {
        QrCode::encode_binary(text.as_bytes(), correction)
            .map(Picture)
            .map_err(|_| Error::new(Code::QrPicture))
    }

    /// Squares in a row, borders included.
    pub fn side(&self) -> u32 {
        (self.0.size() + 2 * BORDER).unsigned_abs()
    }

    pub(super) fn is_dark(&self, x: u32, y: u32) -> bool {
        // Outside the code `get_module` says light.
        self.0.get_module(x as i32 - BORDER, y as i32 - BORDER)
    }

    /// Scalable, one unit a square.
    pub fn svg(&self) -> String {
        let side = self.side();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let run = (x..side).take_while(|&at| self.is_dark(at, y)).count() as u32;
                if run > 0 {
                    path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>\n"
        )
    }

    /// Black and white, `scale` pixels a square (1 to 64).
    pub fn png(&self, scale: u32) -> Result<Vec<u8>> {
        let scale = scale.clamp(1, 64);
        let side = self.side() * scale;
        let mut rows = Vec::with_capacity((side * side.div_ceil(8)) as usize);
        for y in 0..side {
            for byte in 0..side.div_ceil(8) {
                let bit = |at: u32| {
                    let x = byte * 8 + at;
                    x >= side || !self.is_dark(x / scale, y / scale)
                };
                rows.push((0..8).fold(0u8, |bits, at| bits << 1 | u8::from(bit(at))));
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let written = encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&rows));
        written.map_err(|_| Error::new(Code::QrPicture))?;
        Ok(out)
    }

    /// Half blocks: two squares a character. Drawn light on dark by escape codes if `colour`, else in plain blocks, which
    /// needs a dark terminal.
    pub fn terminal(&self, colour: bool) -> String {
        let side = self.side();
        let mut out = String::new();
        for y in (0..side).step_by(2) {
            if colour {
                out.push_str("\x1b[30;47m");
            }
            for x in 0..side {
                let (upper, lower) = (self.is_dark(x, y), y + 1 < side && self.is_dark(x, y + 1));
                // On white ground a dark square is a block; on a dark terminal a light one is.
                out.push(match (upper == colour, lower == colour) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            out.push_str(if colour { "\x1b[0m\n" } else { "\n" });
        }
        out
    }
}
