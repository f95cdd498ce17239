//! Elevation: heights of the ground from a GeoTIFF, and the height at a point between its pixels.
//!
//! Source of the format: OGC GeoTIFF Standard 1.1 (OGC 19-008r4): ModelPixelScaleTag, ModelTiepointTag, and the keys
//! GTModelTypeGeoKey and GTRasterTypeGeoKey.

use std::io::Cursor;

use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use crate::geo::Point;

/// Holds heights on a grid of longitude and latitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Elevation {
    width: usize,
    height: usize,
    /// Middle of the first pixel, north-west.
    first: Point,
    /// Degrees from a pixel to the next one east, and to the next one south.
    steps: [f64; 2],
    /// Heights in metres, row after row from the north.
    metres: Vec<Option<f32>>,
}

/// Says why bytes are not heights that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElevationError {
    /// The bytes are not a TIFF image of one band of numbers, or are damaged.
    Image,
    /// The image has more pixels than allowed.
    TooLarge {
        /// The limit.
        pixels: usize,
    },
    /// The image does not say where it lies, or its pixels have no size.
    Place,
    /// The image is not laid out by longitude and latitude.
    Projected,
}

impl std::fmt::Display for ElevationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Image => f.write_str("the bytes are not a TIFF image of one band"),
            Self::TooLarge { pixels } => write!(f, "the image has more than {pixels} pixels"),
            Self::Place => f.write_str("the image does not say where on Earth it lies"),
            Self::Projected => f.write_str("the image is not laid out by longitude and latitude"),
        }
    }
}

impl std::error::Error for ElevationError {}

/// Number of the key that says how coordinates are meant: 1 projected, 2 geographic.
const MODEL_TYPE: u16 = 1024;
/// Number of the key that says whether pixels are areas (1) or points (2).
const RASTER_TYPE: u16 = 1025;

impl Elevation {
    /// Reads heights in metres from a GeoTIFF in longitude and latitude with at most so many pixels.
    ///
    /// A pixel that equals the image's value for missing data, or is not a finite number, has no height.
    ///
    /// # Errors
    /// [`ElevationError`] if it is not such an image.
    pub fn read(bytes: &[u8], max_pixels: usize) -> Result<Self, ElevationError> {
        let image = |_| ElevationError::Image;
        let mut limits = Limits::default();
        limits.decoding_buffer_size = max_pixels.saturating_mul(8);
        let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(image)?.with_limits(limits);
        let (width, height) = decoder.dimensions().map_err(image)?;
        let (width, height) = (width as usize, height as usize);
        let n_pixels = width.checked_mul(height).filter(|n| *n <= max_pixels);
        let n_pixels = n_pixels.ok_or(ElevationError::TooLarge { pixels: max_pixels })?;
        let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
        if find_key(&keys, MODEL_TYPE).is_some_and(|model| model != 2) {
            return Err(ElevationError::Projected);
        }
        let scale = decoder.get_tag_f64_vec(Tag::ModelPixelScaleTag).map_err(|_| ElevationError::Place)?;
        let tie = decoder.get_tag_f64_vec(Tag::ModelTiepointTag).map_err(|_| ElevationError::Place)?;
        let (&[east, south, ..], &[column, row, _, lon, lat, ..]) = (&scale[..], &tie[..]) else {
            return Err(ElevationError::Place);
        };
        // The tie point of an area is its corner, half a pixel from the middle.
        let half = if find_key(&keys, RASTER_TYPE) == Some(2) { 0.0 } else { 0.5 };
        let first = Point::new(lon + (half - column) * east, lat - (half - row) * south);
        if !(first.is_on_earth() && east > 0.0 && east < 360.0 && south > 0.0 && south < 180.0) {
            return Err(ElevationError::Place);
        }
        let missing = decoder
            .get_tag_ascii_string(Tag::GdalNodata)
            .ok()
            .and_then(|text| text.trim_matches(|c: char| c.is_whitespace() || c == '\0').parse::<f64>().ok());
        let values = numbers(decoder.read_image().map_err(image)?).ok_or(ElevationError::Image)?;
        if values.len() != n_pixels || n_pixels == 0 {
            return Err(ElevationError::Image);
        }
        let metres = values
            .into_iter()
            .map(|value| (Some(value) != missing).then_some(value as f32).filter(|metres| metres.is_finite()))
            .collect();
        Ok(Self { width, height, first, steps: [east, south], metres })
    }

    /// Returns the height in metres at a point, bilinear between the middles of the four pixels around.
    ///
    /// `None` outside the outermost middles, and where one of the four pixels that counts has no height.
    pub fn find(&self, point: Point) -> Option<f64> {
        let x = (point.lon - self.first.lon) / self.steps[0];
        let y = (self.first.lat - point.lat) / self.steps[1];
        let within = x >= 0.0 && y >= 0.0 && x <= (self.width - 1) as f64 && y <= (self.height - 1) as f64;
        if !within {
            return None;
        }
        let (column, row) = (x.floor(), y.floor());
        let (right, down) = (x - column, y - row);
        let mut sum = 0.0;
        for (step_x, step_y, share) in [
            (0, 0, (1.0 - right) * (1.0 - down)),
            (1, 0, right * (1.0 - down)),
            (0, 1, (1.0 - right) * down),
            (1, 1, right * down),
        ] {
            if share > 0.0 {
                let pixel = (row as usize + step_y) * self.width + column as usize + step_x;
                sum += share * f64::from(self.metres[pixel]?);
            }
        }
        Some(sum)
    }

    /// Makes heights of rows from the north, for towns made up in tests.
    #[cfg(test)]
    pub(crate) fn made(first: Point, steps: [f64; 2], width: usize, metres: Vec<Option<f32>>) -> Self {
        Self { width, height: metres.len() / width, first, steps, metres }
    }
}

/// Value of a key: the directory holds four numbers of head, then four per key of which the last is the value.
fn find_key(directory: &[u16], key: u16) -> Option<u16> {
    directory.chunks_exact(4).skip(1).find(|entry| entry[0] == key && entry[1] == 0).map(|entry| entry[3])
}

fn numbers(image: DecodingResult) -> Option<Vec<f64>> {
    Some(match image {
        DecodingResult::U8(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::U16(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::U32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I8(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I16(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::F32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::F64(values) => values,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
