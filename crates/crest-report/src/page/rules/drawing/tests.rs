use super::*;

fn axis(quadrant: &str, change: f64, gain: f64) -> RuleAxis {
    RuleAxis {
        provision: quadrant.to_owned(),
        quadrant: quadrant.to_owned(),
        gain: Some(gain),
        distance_change: change,
        best_gain: Some(2.0),
        best_distance_change: 0.5,
        ..RuleAxis::default()
    }
}

#[test]
fn closer_is_to_the_right_and_better_is_above() {
    let rows =
        [axis("align-and-gain", -0.1, 1.0), axis("align-but-lose", -0.1, -1.0), axis("align-freely", -0.05, 0.0)];
    let drawn = plane(&rows.iter().collect::<Vec<_>>()).expect("three marks");
    let (zero_x, zero_y) = drawn.zero;
    assert!(drawn.marks[0].x > zero_x && drawn.marks[0].y < zero_y);
    assert!(drawn.marks[1].x > zero_x && drawn.marks[1].y > zero_y);
    assert!(drawn.marks[2].x > zero_x && drawn.marks[2].x < drawn.marks[0].x);
    assert!((drawn.marks[2].y - zero_y).abs() < 0.11);
}

#[test]
fn gain_without_aligning_stands_where_the_best_answer_brings_it() {
    assert_eq!(position(&axis("gain-without-aligning", 0.0, 0.0)), Some((0.5, 2.0)));
    assert_eq!(position(&axis("not-comparable", 0.0, 0.0)), None);
    assert_eq!(position(&axis("align-freely", f64::NAN, 0.0)), None);
}

#[test]
fn marks_lie_inside_the_frame() {
    let rows: Vec<RuleAxis> = (0..9).map(|k| axis("align-and-gain", -0.1 * f64::from(k), f64::from(k) - 4.0)).collect();
    let drawn = plane(&rows.iter().collect::<Vec<_>>()).expect("nine marks");
    for mark in &drawn.marks {
        assert!(mark.x > LEFT && mark.x < RIGHT && mark.y > TOP && mark.y < BOTTOM, "{} {}", mark.x, mark.y);
    }
}

#[test]
fn a_single_change_of_nothing_is_drawn_at_the_origin() {
    let row = axis("align-freely", 0.0, 0.0);
    let drawn = plane(&[&row]).expect("one mark");
    assert_eq!((drawn.marks[0].x, drawn.marks[0].y), drawn.zero);
}

#[test]
fn ticks_are_round_numbers_inside_both_ends() {
    assert_eq!(ticks(0.0, 10.0, 5.0), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    assert_eq!(ticks(-3.0, 3.0, 6.0), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]);
    assert!(ticks(1.0, 1.0, 5.0).is_empty());
    assert!(ticks(f64::NAN, 1.0, 5.0).is_empty());
}

#[test]
fn labels_at_the_ends_of_lines_are_apart() {
    let line = |y: f64| Line {
        label: Text::default(),
        path: String::new(),
        band: String::new(),
        points: Vec::new(),
        end: (0.0, y),
        label_y: y,
    };
    let mut lines = [line(105.0), line(100.0), line(300.0)];
    spread(&mut lines);
    assert_eq!([lines[0].label_y, lines[1].label_y, lines[2].label_y], [116.0, 100.0, 300.0]);
}

#[test]
fn a_day_is_a_year_and_its_part() {
    assert_eq!(time("2031-01-01"), Some(2031.0));
    assert!(time("2031-12-31").is_some_and(|at| at > 2031.95 && at < 2032.0));
    assert_eq!(time("soon"), None);
}

#[test]
fn days_are_named_by_their_years_unless_two_share_one() {
    let across = Scale { low: 2027.0, high: 2032.0, from: 0.0, to: 500.0 };
    let named = |days: &[&str]| named_days(days, &across).into_iter().map(|tick| tick.text).collect::<Vec<_>>();
    assert_eq!(named(&["2027-12-31", "2028-12-31"]), ["2027", "2028"]);
    assert_eq!(named(&["2028-06-30", "2028-12-31"]), ["2028-06-30", "2028-12-31"]);
    let many: Vec<String> = (2000..2020).map(|year| format!("{year}-12-31")).collect();
    let named = named(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(named, ["2001", "2004", "2007", "2010", "2013", "2016", "2019"]);
}

#[test]
fn long_names_are_shortened_by_their_width() {
    assert_eq!(shorten("Far Isle"), "Far Isle");
    assert_eq!(shorten("中华人民共和国海南自由贸易港"), "中华人民共和国海…");
    assert_eq!(shorten("Hainan Free Trade Port"), "Hainan Free Trad…");
}
