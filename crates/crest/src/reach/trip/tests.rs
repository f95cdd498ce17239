use super::*;

#[test]
fn times_of_day_are_read_and_shown() {
    assert_eq!(read_time("08:05").unwrap(), 8 * 3600 + 300);
    assert_eq!(read_time("25:00:30").unwrap(), 90_030);
    assert_eq!(show_time(90_030), "25:00:30");
    for text in ["8", "08:60", "48:00", "8 am", "-1:00", ""] {
        assert_eq!(read_time(text).unwrap_err().code, "C1707", "{text}");
    }
    assert_eq!(read_day("10 June").unwrap_err().value.as_deref(), Some("10 June"));
}

#[test]
fn profiles_have_their_own_speed_and_rides() {
    let crest = Trip::usual().query(&[50.0]);
    let r5 = Trip { profile: Profile::R5, ..Trip::usual() }.query(&[50.0]);
    assert_eq!((crest.walking.speed_mm_per_s, crest.max_rides), (1250, 4));
    assert_eq!((r5.walking.speed_mm_per_s, r5.max_rides), (1000, 3));
    let own = Trip { walk_km_h: Some(3.6), max_rides: Some(2), ..Trip::usual() }.query(&[50.0]);
    assert_eq!((own.walking.speed_mm_per_s, own.max_rides), (1000, 2));
}
