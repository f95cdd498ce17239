//! Small images written by hand.

use super::*;

/// A TIFF of one strip with the given tags (number, type, values as 4-byte words of payload).
fn geotiff(width: u16, height: u16, values: &[i16], keys: Option<&[u16]>, missing: Option<&str>) -> Vec<u8> {
    let doubles = |list: &[f64]| list.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let words = |list: &[u16]| list.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let strip: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let mut tags: Vec<(u16, u16, u32, Vec<u8>)> = vec![
        (256, 3, 1, words(&[width])),
        (257, 3, 1, words(&[height])),
        (258, 3, 1, words(&[16])),
        (259, 3, 1, words(&[1])),
        (262, 3, 1, words(&[1])),
        (273, 4, 1, 8_u32.to_le_bytes().to_vec()),
        (277, 3, 1, words(&[1])),
        (278, 3, 1, words(&[height])),
        (279, 4, 1, u32::try_from(strip.len()).unwrap().to_le_bytes().to_vec()),
        (339, 3, 1, words(&[2])),
        (33550, 12, 3, doubles(&[0.01, 0.02, 0.0])),
        (33922, 12, 6, doubles(&[0.0, 0.0, 0.0, 113.0, 23.0, 0.0])),
    ];
    if let Some(keys) = keys {
        tags.push((34735, 3, u32::try_from(keys.len()).unwrap(), words(keys)));
    }
    if let Some(missing) = missing {
        let text = format!("{missing}\0");
        tags.push((42113, 2, u32::try_from(text.len()).unwrap(), text.into_bytes()));
    }
    let directory = 8 + strip.len();
    let mut payload = directory + 2 + 12 * tags.len() + 4;
    let mut out = b"II\x2a\x00".to_vec();
    out.extend(u32::try_from(directory).unwrap().to_le_bytes());
    out.extend(&strip);
    out.extend(u16::try_from(tags.len()).unwrap().to_le_bytes());
    let mut rest = Vec::new();
    for (number, kind, count, bytes) in tags {
        out.extend(number.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        if bytes.len() <= 4 {
            let mut inline = bytes.clone();
            inline.resize(4, 0);
            out.extend(inline);
        } else {
            out.extend(u32::try_from(payload).unwrap().to_le_bytes());
            payload += bytes.len();
            rest.extend(bytes);
        }
    }
    out.extend([0; 4]);
    out.extend(rest);
    out
}

#[test]
fn heights_are_bilinear_between_the_middles_of_pixels() {
    // Pixels of 0.01° by 0.02° from 113° E, 23° N: the first middle is at 113.005, 22.99.
    let elevation = Elevation::read(&geotiff(2, 2, &[10, 20, 30, 80], None, None), 100).unwrap();
    assert_eq!(elevation.find(Point::new(113.005, 22.99)), Some(10.0));
    let close = |lon, lat, expected: f64| {
        let found = elevation.find(Point::new(lon, lat)).unwrap();
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    };
    close(113.01, 22.99, 15.0);
    close(113.005, 22.98, 20.0);
    close(113.01, 22.98, 35.0);
    assert_eq!(elevation.find(Point::new(113.0, 22.98)), None);
    assert_eq!(elevation.find(Point::new(f64::NAN, 22.98)), None);
}

#[test]
fn pixels_that_are_points_lie_at_the_tie_point() {
    let keys = [1, 1, 0, 2, MODEL_TYPE, 0, 1, 2, RASTER_TYPE, 0, 1, 2];
    let elevation = Elevation::read(&geotiff(2, 2, &[10, 20, 30, 80], Some(&keys), None), 100).unwrap();
    assert_eq!(elevation.find(Point::new(113.0, 23.0)), Some(10.0));
}

#[test]
fn missing_pixels_have_no_height() {
    let elevation = Elevation::read(&geotiff(2, 2, &[10, 20, -9999, 80], None, Some("-9999")), 100).unwrap();
    assert_eq!(elevation.find(Point::new(113.005, 22.99)), Some(10.0));
    assert_eq!(elevation.find(Point::new(113.005, 22.985)), None);
}

#[test]
fn images_that_say_too_little_are_refused() {
    let projected = [1, 1, 0, 1, MODEL_TYPE, 0, 1, 1];
    let bytes = geotiff(2, 2, &[1, 2, 3, 4], Some(&projected), None);
    assert_eq!(Elevation::read(&bytes, 100), Err(ElevationError::Projected));
    let sound = geotiff(2, 2, &[1, 2, 3, 4], None, None);
    assert_eq!(Elevation::read(&sound, 3), Err(ElevationError::TooLarge { pixels: 3 }));
    assert_eq!(Elevation::read(b"GIF89a", 100), Err(ElevationError::Image));
    for length in 0..sound.len() {
        assert!(Elevation::read(&sound[..length], 100).is_err(), "{length}");
    }
}
