use super::*;
use crate::scheme::score::{Between, Function, Outside, Reading};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Reads a text as a scheme in which nothing may be found.
fn good(text: &str) -> Scheme {
    let (scheme, found) = read("own.toml", text);
    assert_eq!(found, [], "{text}");
    scheme.expect("nothing was found")
}

#[test]
fn every_shipped_scheme_is_good_and_survives_two_round_trips() {
    for own in shipped() {
        let first = good(own.text);
        assert_eq!(first.id, own.id);
        assert!(!first.name.zh.is_empty() && !first.name.en.is_empty(), "{}", own.id);
        let printed = print(&first);
        let second = good(&printed);
        assert_eq!(second, first, "{}", own.id);
        let again = print(&second);
        assert_eq!(again, printed, "{}", own.id);
        assert_eq!(good(&again), first, "{}", own.id);
    }
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/schemes"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, shipped().iter().map(|own| own.id).collect::<Vec<_>>());
}

#[test]
fn every_shipped_text_has_both_languages_and_every_assumption_a_reason() {
    for own in shipped() {
        let scheme = own.scheme();
        let both = |text: &Text| !text.zh.is_empty() && !text.en.is_empty();
        for source in &scheme.sources {
            assert!(both(&source.name), "{}: {source:?}", own.id);
        }
        for item in &scheme.items {
            assert!(both(&item.name), "{}: {}", own.id, item.id);
            assert!(item.chosen.as_ref().is_none_or(both), "{}: {}", own.id, item.id);
        }
        for (path, figure) in scheme.assumed() {
            assert!(both(&figure.assumption.unwrap().why), "{}: {path}", own.id);
        }
        assert!(scheme.unknowns.iter().all(|unknown| both(&unknown.why)), "{}", own.id);
        assert!(!scheme.sources.is_empty(), "{} names its sources", own.id);
    }
}

/// What reports on the method of 2021 say: 30, 30, 15, 15 and 10; 7, 6, 5 and 4 items; twice in three years.
#[test]
fn the_national_scheme_of_2021_says_what_is_reported() {
    let scheme = find_shipped("etdz-2021").unwrap().scheme();
    let weights: Vec<f64> =
        scheme.classes.iter().map(|class| class.weight.as_ref().unwrap().find(None).unwrap().value).collect();
    assert_eq!(weights, [30.0, 30.0, 15.0, 15.0, 10.0]);
    let counts: Vec<Option<u32>> = scheme.classes.iter().map(|class| class.count).collect();
    assert_eq!(counts, [Some(7), None, Some(6), Some(5), Some(4)]);
    // As many items stand in each class as the reports count.
    for class in &scheme.classes {
        let here = scheme.items.iter().filter(|item| item.class.as_ref() == Some(&class.id)).count();
        assert!(class.count.is_none_or(|count| count as usize == here), "{}: {here}", class.id);
    }
    let exit = &scheme.exits[0];
    assert_eq!((exit.last, exit.times, exit.years, exit.ban_years), (5, 2, 3, Some(2)));
    assert_eq!((exit.among, exit.judged_on), (Among::Group, JudgedOn::Mean));
    let attributes = |region: &str| [("region".to_owned(), region.to_owned())].into_iter().collect();
    assert_eq!(scheme.find_group(&attributes("West")), Some(2));
    assert_eq!(scheme.find_group(&attributes(" 东部 ")), Some(0));
    assert_eq!(scheme.find_group(&attributes("North-East")), None);
    let exit = &find_shipped("etdz-2016").unwrap().scheme().exits[0];
    assert_eq!((exit.last, exit.times, exit.years, exit.among), (5, 2, 2, Among::All));
}

/// Annex 2 of the document: both columns of weights sum to 100.
#[test]
fn both_columns_of_the_wanjiang_scheme_sum_to_a_hundred() {
    let scheme = find_shipped("wanjiang-2010").unwrap().scheme();
    let sum = |column: usize| -> f64 {
        scheme.items.iter().filter_map(|item| item.weights[column].as_ref()).map(|w| w.find(None).unwrap().value).sum()
    };
    assert_eq!((sum(0), sum(1)), (100.0, 100.0));
    let gdp = scheme.find_item("gdp").unwrap();
    let of = |column: usize| gdp.weights[column].as_ref().unwrap().find(None).unwrap().value;
    assert_eq!((of(0), of(1)), (10.0, 6.0));
    assert_eq!(scheme.columns.iter().map(|column| column.share.value).collect::<Vec<_>>(), [0.2, 0.8]);
}

#[test]
fn the_two_firsts_have_one_goal_for_the_south_and_another_for_the_province() {
    let scheme = find_shipped("two-firsts-2013").unwrap().scheme();
    let Reference::Stated(goal) = &scheme.find_item("gdp_per_head").unwrap().goal else { panic!("a stated goal") };
    let of = |group: &str| goal.find(Some(group)).unwrap().value;
    assert_eq!((of("south"), of("rest")), (180_000.0, 130_000.0));
}

/// The constants of the published method, read from the World Bank's workbook, where the data are at hand.
#[test]
fn the_frontier_scheme_has_the_published_constants() {
    let shared = std::env::var_os("CREST_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let path = shared.join("data/rules/doing-business/indicators.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("left out: no {} (see CREST_SHARED)", path.display());
        return;
    };
    let scheme = find_shipped("frontier").unwrap().scheme();
    let mut n_seen = 0;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.unwrap();
        // id, topic_id, topic, group, name, better, worst, best, exponent, weight_in_topic
        let number = |column: usize| row[column].parse::<f64>();
        let Ok(weight) = number(9) else { continue };
        let item = scheme.find_item(&row[0]).unwrap_or_else(|| panic!("{} is an item", &row[0]));
        n_seen += 1;
        let (worst, best) = (number(6).unwrap(), number(7).unwrap());
        let (lower, upper) = item.goalposts.as_ref().unwrap();
        let ends = (lower.find(None).unwrap().value, upper.find(None).unwrap().value);
        assert_eq!(ends, (worst.min(best), worst.max(best)), "{}", item.id);
        assert_eq!(item.direction, if &row[5] == "lower" { -1 } else { 1 }, "{}", item.id);
        assert_eq!(item.weights[0].as_ref().unwrap().find(None).unwrap().value, weight, "{}", item.id);
        assert_eq!(item.class.as_deref(), Some(&row[1]), "{}", item.id);
        let score = scheme.find_score(item.scores[0].as_ref().unwrap()).unwrap();
        let Function::Goalposts { exponent, .. } = &score.function else { panic!("goalposts") };
        assert_eq!(exponent.value, number(8).unwrap(), "{}", item.id);
    }
    // All but the postfiling index, which is a mean of parts.
    assert_eq!(n_seen + 1, scheme.items.len());
    for class in &scheme.classes {
        let members = scheme.items.iter().filter(|item| item.class.as_ref() == Some(&class.id));
        let sum: f64 = members.map(|item| item.weights[0].as_ref().unwrap().find(None).unwrap().value).sum();
        assert!((sum - 1.0).abs() < 1e-12, "the weights of {} sum to {sum}", class.id);
    }
}

const SMALL: &str = r#"
[scheme]
id = "small"
name = "small"
first_year = 2021
[[classes]]
id = "c"
[[scores]]
id = "s"
method = "direct"
[[items]]
id = "i"
class = "c"
unit = "1"
score = "s"
weight = { assumed = 7.5, low = 3, high = 12, why = "not public" }
[[items]]
id = "j"
class = "c"
unit = "1"
score = "s"
weight = { assumed = 1, among = [2, 1, 2], why = "not public" }
"#;

#[test]
fn an_assumed_number_varies_within_its_range_only() {
    let scheme = good(SMALL);
    let paths: Vec<String> = scheme.assumed().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["items.i.weight", "items.j.weight"]);
    let weight =
        |scheme: &Scheme, item: usize| scheme.items[item].weights[0].as_ref().unwrap().find(None).unwrap().value;
    let varied = scheme.with_assumed("items.i.weight", 12.0).unwrap();
    assert_eq!((weight(&varied, 0), weight(&varied, 1)), (12.0, 1.0));
    assert_eq!(weight(&scheme.with_assumed("items.j.weight", 2.0).unwrap(), 1), 2.0);
    let refused = |path: &str, value| scheme.with_assumed(path, value).unwrap_err().to_string();
    assert_eq!(refused("items.i.weight", 12.5), "the assumption at `items.i.weight` does not admit 12.5");
    assert_eq!(refused("items.j.weight", 1.5), "the assumption at `items.j.weight` does not admit 1.5");
    assert_eq!(refused("items.k.weight", 1.0), "no number is assumed at `items.k.weight`");
}

#[test]
fn defaults_are_written_out() {
    let scheme = good(SMALL);
    assert_eq!((scheme.lag_years, scheme.last_year, scheme.scoring.scale), (1, None, 100.0));
    assert_eq!(scheme.data_year(2021, None), 2020);
    let printed = print(&scheme);
    for line in ["adding = \"points\"", "missing = \"zero\"", "rule = \"half-up\"", "ties = \"better\"", "share = 1"] {
        assert!(printed.contains(line), "{line} in {printed}");
    }
    assert_eq!(good(&printed), scheme);
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = SMALL
        .replace("method = \"direct\"", "method = \"derect\"")
        .replace("unit = \"1\"", "unit = \"?\"")
        .replacen("low = 3", "low = 8", 1);
    let (scheme, found) = read("small.toml", &text);
    assert!(scheme.is_none());
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    assert_eq!(codes, ["C1401", "C1412", "C1405", "C1412"]);
}

#[test]
fn no_text_breaks_the_reader() {
    for text in ["", "[", "[scheme]", "[[items]]\n[[items]]", "scores = 3", "[[scores]]\nmethod = \"blend\"\nparts = 1"]
    {
        let (scheme, found) = read("x.toml", text);
        assert!(scheme.is_none() && !found.is_empty(), "{text}");
    }
}

#[test]
fn every_reading_has_a_word() {
    for (word, reading) in Reading::WORDS {
        assert_eq!(Reading::WORDS.iter().filter(|(own, other)| own == word || other == reading).count(), 1);
    }
}

// ------------------------------------------------------------------ generated schemes

fn text() -> impl Strategy<Value = Text> {
    let word = || select(vec!["", "甲", "a", "quoted \"x\" \\ y", "two\nlines", "tab\tand 100 %", "# no comment", "'"]);
    (word(), word()).prop_map(|(zh, en)| Text::new(zh, en))
}

/// A text that is not empty.
fn said() -> impl Strategy<Value = Text> {
    text().prop_map(|text| if text.is_empty() { Text::new("未知", "") } else { text })
}

/// A number between two bounds, known or assumed within them.
fn figure(low: f64, high: f64) -> impl Strategy<Value = Figure> {
    let at = move |share: f64| low + share * (high - low);
    prop_oneof![
        (0.0..1.0_f64).prop_map(move |share| Figure::known(at(share))),
        (0.0..0.3_f64, 0.3..0.6_f64, 0.6..1.0_f64, said()).prop_map(move |(a, b, c, why)| Figure {
            value: at(b),
            assumption: Some(Assumption { within: Within::Range { low: at(a), high: at(c) }, why }),
        }),
        (0.0..0.5_f64, 0.5..1.0_f64, said()).prop_map(move |(a, b, why)| Figure {
            value: at(b),
            assumption: Some(Assumption { within: Within::Among(vec![at(a), at(b)]), why }),
        }),
        Just(Figure::known(high)),
    ]
}

fn per_group(groups: Vec<String>, low: f64, high: f64) -> BoxedStrategy<PerGroup> {
    let same = figure(low, high).prop_map(PerGroup::Same);
    if groups.is_empty() {
        return same.boxed();
    }
    let all = groups.clone();
    let n = groups.len();
    let by = (subsequence(groups, 1..=n), prop::collection::vec(figure(low, high), n + 1), any::<bool>()).prop_map(
        move |(named, numbers, is_more)| {
            let is_whole = named.len() == all.len();
            let otherwise = (is_more || !is_whole).then(|| numbers[n].clone());
            PerGroup::By { groups: named.into_iter().zip(numbers).collect(), otherwise }
        },
    );
    prop_oneof![same, by].boxed()
}

fn among() -> impl Strategy<Value = Among> {
    Just(Among::All)
}

fn function() -> impl Strategy<Value = Function> {
    let share = || figure(0.0, 0.4);
    let more = || figure(0.6, 1.5);
    let outside = || select(vec![Outside::Clamp, Outside::Extrapolate]);
    let between = || select(vec![Between::Linear, Between::Steps]);
    prop_oneof![
        (among(), share(), more()).prop_map(|(among, lower, upper)| Function::MinMax { among, lower, upper }),
        (among(), share(), figure(0.1, 0.5), share(), more())
            .prop_map(|(among, mean, deviation, floor, cap)| Function::ZScore { among, mean, deviation, floor, cap }),
        (outside(), figure(0.5, 2.0), share(), more())
            .prop_map(|(outside, exponent, floor, cap)| Function::Goalposts { outside, exponent, floor, cap }),
        (share(), more(), outside(), share(), more()).prop_map(|(at_base, at_goal, outside, floor, cap)| {
            Function::BaseGoal { at_base, at_goal, outside, floor, cap }
        }),
        (prop::collection::vec((0.01..9.0_f64, 0.0..2.0_f64), 2..6), between()).prop_map(|(steps, between)| {
            let mut x = -7.5;
            let points = steps.into_iter().map(|(step, share)| {
                x += step;
                (x, share)
            });
            Function::Piecewise { points: points.collect(), between }
        }),
        (share(), figure(1.0, 9.0), figure(0.5, 2.0), figure(0.0, 2.0), between(), more(), share()).prop_map(
            |(level, step, gain, loss, between, most, floor)| {
                Function::Increments { level, step, gain, loss, between, most, floor }
            }
        ),
        (among(), more(), share()).prop_map(|(among, first, last)| Function::Ranks { among, first, last }),
        (among(), prop::collection::vec(0.0..1.0_f64, 1..5)).prop_map(|(among, mut shares)| {
            shares.sort_by(|a, b| b.total_cmp(a));
            Function::Places { among, shares }
        }),
        prop::option::of(figure(-5.0, 5.0)).prop_map(|at| Function::Threshold { at }),
        (share(), more()).prop_map(|(floor, cap)| Function::ShareOfGoal { floor, cap }),
        (share(), more()).prop_map(|(floor, cap)| Function::Direct { floor, cap }),
    ]
}

fn missing() -> impl Strategy<Value = Missing> {
    prop_oneof![
        Just(Missing::Zero),
        Just(Missing::LeaveOut),
        Just(Missing::GroupMinimum),
        figure(0.0, 0.9).prop_map(Missing::Share)
    ]
}

fn reference(groups: Vec<String>) -> impl Strategy<Value = Reference> {
    prop_oneof![
        per_group(groups, -100.0, 1e6).prop_map(Reference::Stated),
        Just(Reference::Listed),
        Just(Reference::Previous),
        (1990..2030_i32).prop_map(Reference::Year),
    ]
}

fn item(position: usize, groups: Vec<String>, n_columns: usize) -> impl Strategy<Value = Item> {
    // The first item counts for every group, so that its units can be scored.
    let least = if position == 0 { 1.0 } else { 0.0 };
    let weights = prop::collection::vec(per_group(groups.clone(), least, 40.0), n_columns);
    let names = (text(), text(), text(), text(), text());
    let from = prop_oneof![
        Just(ItemFrom::Own),
        Just(ItemFrom::Indicator("gdp".to_owned())),
        Just(ItemFrom::Data { data: "d".to_owned(), per: None }),
        Just(ItemFrom::Data { data: "d".to_owned(), per: Some("e".to_owned()) }),
    ];
    let classes = [Some("c".to_owned()), Some("类".to_owned()), None];
    let class = select(classes[..if position == 0 { 2 } else { 3 }].to_vec());
    let values = (reference(groups.clone()), reference(groups.clone()), per_group(groups, 5.0, 9.0));
    let rest = (
        prop::option::of(figure(0.5, 2.0)),
        prop::option::of(missing()),
        prop::option::of(0..5_i32),
        prop::option::of(text()),
    );
    (names, from, class, weights, select(vec![1_i8, -1]), values, rest).prop_map(
        move |(names, from, class, weights, direction, (base, goal, upper), (cap, missing, lag_years, chosen))| {
            let unit = if matches!(&from, ItemFrom::Data { per: Some(_), .. }) { "万元/人" } else { "亿元" };
            let id = format!("item-{position}");
            let name = if names.0.is_empty() { Text::new("", id.clone()) } else { names.0 };
            Item {
                name,
                id,
                class,
                from,
                unit: unit.to_owned(),
                definition: names.1,
                direction,
                scores: weights.iter().map(|_| Some("s".to_owned())).collect(),
                weights: weights.into_iter().map(Some).collect(),
                base,
                goal,
                goalposts: Some((PerGroup::Same(Figure::known(-1.5)), upper)),
                cap,
                missing,
                lag_years,
                chosen,
                department: names.2,
                evidence: names.3,
                note: names.4,
            }
        },
    )
}

/// Schemes of any shape that the checks let pass. The items use the first score function, so that the others are unused,
/// which is a warning and no error.
fn scheme() -> impl Strategy<Value = Scheme> {
    (0..3_usize, 1..4_usize).prop_flat_map(|(n_groups, n_columns)| {
        let ids: Vec<String> = ["east", "西部"][..n_groups.min(2)].iter().map(|id| (*id).to_owned()).collect();
        let items: Vec<_> = (0..4).map(|position| item(position, ids.clone(), n_columns).boxed()).collect();
        let scoring =
            (any::<bool>(), prop::option::of(figure(50.0, 150.0)), prop::option::of(figure(0.0, 9.0)), missing());
        let rounding = (
            select(vec![RoundingRule::HalfUp, RoundingRule::HalfEven, RoundingRule::Down, RoundingRule::Up]),
            prop::option::of(0..9_u8),
            prop::option::of(0..9_u8),
        );
        let events = (figure(0.1, 3.0), prop::option::of(figure(3.0, 9.0)), select(vec![0, 1, 2]), text());
        let exit = (1..9_u32, 1..4_u32, 0..3_u32, prop::option::of(1..9_u32), any::<bool>(), text());
        let words = (
            select(vec![Ties::Better, Ties::Worse, Ties::Mean]),
            select(vec![VetoEffect::Last, VetoEffect::Unranked, VetoEffect::NoAward, VetoEffect::Zero]),
        );
        let heads = (text(), text(), text(), said(), prop::option::of(2021..2030_i32), 0..4_i32);
        let scores = (function(), function(), select(Reading::WORDS.to_vec()), text(), prop::option::of(said()));
        let weight = prop::option::of(per_group(ids.clone(), 1.0, 60.0));
        (items, scoring, rounding, events, exit, words, heads, scores, weight).prop_map(
            move |(items, scoring, rounding, events, exit, words, heads, scores, weight)| {
                build(&ids, n_columns, items, scoring, rounding, events, exit, words, heads, scores, weight)
            },
        )
    })
}

#[expect(clippy::too_many_arguments, clippy::needless_pass_by_value, reason = "the parts of a generated scheme")]
fn build(
    ids: &[String],
    n_columns: usize,
    items: Vec<Item>,
    scoring: (bool, Option<Figure>, Option<Figure>, Missing),
    rounding: (RoundingRule, Option<u8>, Option<u8>),
    events: (Figure, Option<Figure>, i32, Text),
    exit: (u32, u32, u32, Option<u32>, bool, Text),
    words: (Ties, VetoEffect),
    heads: (Text, Text, Text, Text, Option<i32>, i32),
    scores: (Function, Function, (&str, Reading), Text, Option<Text>),
    weight: Option<PerGroup>,
) -> Scheme {
    let named = |id: &str| Text::new("", id);
    let score = |id: &str, function: Function, reading: Reading, doubt: Option<ScoreDoubt>| {
        let reading = if matches!(function, Function::ShareOfGoal { .. } | Function::Blend { .. }) {
            Reading::Value
        } else {
            reading
        };
        Score { id: id.to_owned(), name: named(id), reading, function, doubt }
    };
    let touches = [Touches::Total, Touches::Class("c".to_owned()), Touches::Item("item-0".to_owned())];
    let rule = |id: &str| EventRule {
        id: id.to_owned(),
        name: named(id),
        points: events.0.clone(),
        ceiling: events.1.clone(),
        touches: touches[usize::try_from(events.2).unwrap()].clone(),
        department: events.3.clone(),
        evidence: Text::default(),
        note: heads.1.clone(),
    };
    let class = |id: &str| Class {
        id: id.to_owned(),
        name: named(id),
        weight: weight.clone(),
        count: Some(9),
        cap: scoring.1.clone(),
        floor: scoring.2.clone(),
        bonus: events.1.clone(),
        deductions: events.1.clone(),
        note: heads.2.clone(),
    };
    let exit = Exit {
        id: "out".to_owned(),
        name: named("out"),
        last: exit.0,
        among: if ids.is_empty() { Among::All } else { Among::Group },
        times: exit.1,
        years: exit.1 + exit.2,
        judged_on: [JudgedOn::Mean, JudgedOn::Latest, JudgedOn::Worst][exit.2 as usize],
        most: exit.3,
        ban_years: exit.3,
        border: if exit.4 { Border::Include } else { Border::Exclude },
        absence: if exit.4 { Absence::Skipped } else { Absence::Counts },
        note: exit.5,
    };
    let datum = |id: &str, unit: &str| BaseDatum {
        id: id.to_owned(),
        name: named(id),
        unit: unit.to_owned(),
        definition: heads.1.clone(),
        department: heads.2.clone(),
        evidence: Text::default(),
    };
    let share = 1.0 / f64::from(u32::try_from(n_columns).unwrap());
    let columns =
        (0..n_columns).map(|i| Column { id: format!("列{i}"), name: named("x"), share: Figure::known(share) });
    let conditions =
        |id: &String| [("region".to_owned(), vec![id.clone(), "a \"b\"".to_owned()])].into_iter().collect();
    let blend = Function::Blend { parts: vec![("s".to_owned(), 0.25), ("t".to_owned(), 0.75)] };
    Scheme {
        id: "generated".to_owned(),
        name: heads.0,
        body: heads.1.clone(),
        version: heads.3.en.trim().to_owned(),
        first_year: 2021,
        last_year: heads.4,
        lag_years: heads.5,
        note: heads.2.clone(),
        sources: vec![Citation {
            name: heads.3.clone(),
            url: "https://example.org/?a=b&c".to_owned(),
            date: String::new(),
            is_legal: scoring.0,
            note: heads.1.clone(),
        }],
        scoring: Scoring {
            adding: if scoring.0 { Adding::Points } else { Adding::Mean },
            scale: 100.0,
            cap: scoring.1.clone(),
            floor: scoring.2.clone(),
            bonus: scoring.2.clone(),
            deductions: scoring.1.clone(),
            missing: scoring.3,
            rounding: Rounding { rule: rounding.0, item: rounding.1, class: None, total: rounding.2 },
        },
        ranking: Ranking { among: Among::All, ties: words.0, break_by: vec!["c".to_owned(), "item-1".to_owned()] },
        columns: columns.collect(),
        groups: ids.iter().map(|id| Group { id: id.clone(), name: named(id), conditions: conditions(id) }).collect(),
        classes: vec![class("c"), class("类")],
        scores: vec![
            score("s", scores.0, scores.2.1, scores.4.map(|why| ScoreDoubt { among: vec!["t".to_owned()], why })),
            score("t", scores.1, Reading::Growth, None),
            score("m", blend, Reading::Value, None),
        ],
        data: vec![datum("d", "亿元"), datum("e", "人")],
        items,
        bonus: vec![rule("plus")],
        deductions: vec![rule("minus"), rule("减")],
        vetoes: vec![Veto {
            id: "no".to_owned(),
            name: named("no"),
            effect: words.1,
            evidence: scores.3.clone(),
            note: Text::default(),
        }],
        exits: vec![exit.clone()],
        warnings: vec![exit],
        unknowns: vec![Unknown {
            about: "ties".to_owned(),
            why: heads.3,
            among: vec!["better".to_owned(), "mean".to_owned()],
        }],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_the_same(scheme in scheme()) {
        let printed = print(&scheme);
        let (again, found) = read("own.toml", &printed);
        let errors: Vec<_> = found.iter().filter(|d| d.severity == crate::Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{printed}");
        let again = again.expect("no errors");
        prop_assert_eq!(&again, &scheme, "{}", printed);
        prop_assert_eq!(print(&again), printed);
    }

    #[test]
    fn damaged_files_never_panic(
        which in 0..11_usize,
        damages in prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize, select(vec![
            "", "\"", "[", "]", "{", "}", "=", "\n", "nan", "-1", "1e400", "inf", "east", "otherwise", "[[items]]\n", "万", "assumed", "0",
        ])), 1..6),
    ) {
        let mut text: Vec<char> = shipped()[which].text.chars().collect();
        for (at, removed, inserted) in damages {
            let start = at.index(text.len() + 1);
            let end = (start + removed).min(text.len());
            text.splice(start..end, inserted.chars());
        }
        let text: String = text.into_iter().collect();
        let (scheme, found) = read("damaged.toml", &text);
        prop_assert_eq!(scheme.is_none(), found.iter().any(|d| d.severity == crate::Severity::Error));
        if let Some(scheme) = scheme {
            prop_assert_eq!(read("again.toml", &print(&scheme)).0, Some(scheme));
        }
        for diagnostic in &found {
            prop_assert!(crate::codes::find(&diagnostic.code).is_some());
        }
    }
}
