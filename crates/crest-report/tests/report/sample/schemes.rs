//! An invented scheme, scored by hand: ranks in the order of the places, one sheet with everything a sheet can hold.

use crest_model::results::{
    ExitRow, Figure, SchemeAssumption, SchemeCertainty, SchemeChances, SchemeChange, SchemeChangeRow, SchemeItem,
    SchemeResult, SchemeYear, ScoreSheet, SheetEvent, SheetRow,
};

use super::text;

/// The scheme for places in order of rank.
pub(crate) fn scheme(places: &[String]) -> SchemeResult {
    let n = places.len();
    let row = |k: usize| SheetRow {
        value: (k != 1).then_some(90.0 - k as f64),
        period: "2031".to_owned(),
        status: "reported".to_owned(),
        points: 30.0 - k as f64,
        maximum: 40.0,
        lost: 10.0 + k as f64,
        columns: vec![Some((Some(0.75), 30.0 - k as f64, 40.0))],
        reason: if k == 1 { text("没有数值", "there is no value") } else { text("", "") },
        next: Some((31.0 - k as f64, (k != 1).then_some(93.5))),
        full: Some((40.0, Some(120.0))),
        ..SheetRow::default()
    };
    let sheet = |(k, place): (usize, &String)| ScoreSheet {
        place: place.clone(),
        group: text("东岸", "East shore"),
        total: Some(33.0 - k as f64),
        maximum: 80.0,
        rank: Some(k as f64 + 1.0),
        group_rank: Some(k as f64 + 1.0),
        group_size: n,
        classes: vec![(30.0 - k as f64, 40.0)],
        columns: vec![(30.0 - k as f64, 40.0)],
        rows: vec![row(k), SheetRow { maximum: 40.0, lost: 40.0, is_unbound: true, ..SheetRow::default() }],
        events: if k == 0 {
            let name = text("获奖 <b>", "award <b>");
            let evidence = "=1+1 <script>".to_owned();
            vec![SheetEvent { kind: "bonus".to_owned(), name, count: 2, asked: 6.0, granted: 3.0, evidence }]
        } else {
            Vec::new()
        },
        bonus: if k == 0 { 3.0 } else { 0.0 },
        deducted: 0.0,
        veto: text("", ""),
    };
    let item = |id: &str, indicator: Option<&str>| SchemeItem {
        id: id.to_owned(),
        name: text("一项指标", "One item"),
        class: Some(0),
        indicator: indicator.map(str::to_owned),
        unit: "亿元".to_owned(),
        direction: 1,
        scored: vec![text("组内极差", "min–max within the group")],
        ..SchemeItem::default()
    };
    let chances = |k: usize| SchemeChances {
        mean: k as f64 + 1.2,
        lower: k as f64 + 1.0,
        upper: (k as f64 + 2.0).min(n as f64),
        first: Figure { value: if k < 10 { 0.98 } else { 0.02 }, error: 0.004 },
        last: Figure { value: if k + 1 == n { 0.9 } else { 0.1 }, error: 0.009 },
    };
    SchemeResult {
        id: "tidal".to_owned(),
        name: text("潮湾考核办法", "Assessment of the Tidal Bay"),
        assessment: 2032,
        data: 2031,
        valid: (2031, None),
        columns: vec![text("得分", "points")],
        ranks_groups: true,
        classes: vec![("economy".to_owned(), text("经济", "Economy"))],
        items: vec![item("gdp", Some("gdp_pc")), item("patents", None)],
        sheets: places.iter().enumerate().map(sheet).collect(),
        years: vec![SchemeYear {
            assessment: 2032,
            data: 2031,
            in_force: true,
            totals: (0..n).map(|k| Some(33.0 - k as f64)).collect(),
            ranks: (0..n).map(|k| Some(k as f64 + 1.0)).collect(),
            group_ranks: (0..n).map(|k| Some(k as f64 + 1.0)).collect(),
        }],
        exits: vec![ExitRow {
            rule: "removal".to_owned(),
            name: text("退出", "Removal"),
            is_exit: true,
            place: places[n - 1].clone(),
            standing: "warned".to_owned(),
            was_last: vec![(2031, Some(false)), (2032, Some(true))],
            times: 1,
            missing: 1,
            within: 2,
            ..ExitRow::default()
        }],
        assumptions: vec![SchemeAssumption {
            path: "items.gdp.weight".to_owned(),
            used: "40".to_owned(),
            within: "30–50".to_owned(),
            why: text("未公布", "not public"),
            is_varied: true,
        }],
        certainty: Some(SchemeCertainty {
            draws: 1024,
            seed: 1,
            interval: 0.9,
            n_varied: 1,
            varies_values: true,
            last: 1,
            first: 10,
            places: (0..n).map(|k| Some(chances(k))).collect(),
        }),
        ..SchemeResult::default()
    }
}

/// The change to it from one that ranked the first two the other way round.
pub(crate) fn change(places: &[String]) -> SchemeChange {
    let row = |(k, place): (usize, &String)| {
        let after = k as f64 + 1.0;
        let before = if k < 2 { 2.0 - k as f64 } else { after };
        let won = before - after;
        SchemeChangeRow {
            place: place.clone(),
            before,
            new_data: before,
            new_scheme: after,
            after,
            by_data: 0.0,
            by_scheme: won,
            scheme_alone: won,
        }
    };
    SchemeChange {
        schemes: ("older".to_owned(), "tidal".to_owned()),
        data: (2030, 2031),
        rows: places.iter().enumerate().map(row).collect(),
    }
}
