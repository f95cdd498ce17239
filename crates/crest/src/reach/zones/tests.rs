use super::*;

#[test]
fn nearest_is_the_nearest_of_all() {
    // Places on a spiral over the globe from 24° to 20° north, with the odd one twice.
    let place =
        |i: usize| Point::new((i * 7919 % 3600) as f64 / 10.0 - 180.0, 24.0 - (i * 104_729 % 400) as f64 / 100.0);
    for n in [0, 1, 2, 17, 300] {
        let points: Vec<Point> = (0..n).map(|i| place(i % 250)).collect();
        let mut stops: Vec<(Point, usize)> = points.iter().copied().zip(0..).collect();
        stops.sort_by(|(a, i), (b, j)| a.lat.total_cmp(&b.lat).then(i.cmp(j)));
        for asked in (0..200).map(|i| Point::new(place(i + 1000).lon + 0.03, place(i + 1000).lat - 0.004)) {
            let apart = |point: &Point| {
                let east = (point.lon - asked.lon).abs();
                (east.min(360.0 - east) * asked.lat.to_radians().cos()).hypot(point.lat - asked.lat)
            };
            let least = points.iter().map(apart).fold(f64::INFINITY, f64::min);
            let found = nearest(&stops, asked);
            assert_eq!(found.is_some(), n > 0);
            assert!(found.is_none_or(|found| apart(&points[found]) <= least + 1e-9));
            assert!(found.is_none_or(|found| found < 250), "of equal ones the first");
        }
    }
}
