//! Invented isochrones: patches with known corners around three places, one of which joins no street.

use crest_model::Text;
use crest_model::results::Isochrone;

/// A closed ring of eight corners.
fn ring([x, y]: [f64; 2], reach: f64) -> Vec<[f64; 2]> {
    (0..=8)
        .map(|corner| std::f64::consts::TAU * f64::from(corner % 8) / 8.0)
        .map(|turn| [x + reach * turn.cos(), y + reach * turn.sin()])
        .collect()
}

/// The focus reaches an island from 30 minutes on and has a hole at 45.
pub(crate) fn isochrones() -> Vec<Isochrone> {
    let own = |place: &str, zh: &str, en: &str, minutes: f64, area: Option<f64>, polygons: Vec<Vec<Vec<[f64; 2]>>>| {
        let (table, place, name) = ("reach_area".to_owned(), place.to_owned(), Text::new(zh, en));
        Isochrone { table, place, name, minutes, area_km2: area, polygons }
    };
    let (lin, isle) = ([0.0, -0.1], [0.3, 0.2]);
    let hole: Vec<[f64; 2]> = ring([0.12, 0.1], 0.03).into_iter().rev().collect();
    vec![
        own("bei", "北屿市", "Northholm", 30.0, Some(120.5), vec![vec![ring([0.1, 0.4], 0.1)]]),
        own("bei", "北屿市", "Northholm", 15.0, Some(31.25), vec![vec![ring([0.1, 0.4], 0.05)]]),
        own("lin", "临潮区", "Lincrest", 45.0, Some(812.75), vec![vec![ring(lin, 0.28), hole], vec![ring(isle, 0.06)]]),
        own("lin", "临潮区", "Lincrest", 30.0, Some(402.5), vec![vec![ring(lin, 0.19)], vec![ring(isle, 0.02)]]),
        own("lin", "临潮区", "Lincrest", 15.0, Some(98.25), vec![vec![ring(lin, 0.09)]]),
        own("reef", "", "", 15.0, None, Vec::new()),
    ]
}
