use std::collections::BTreeMap;
use std::path::Path;

use crest_model::grid::Limits;
use crest_model::model::TableFrom;
use crest_model::{Period, Severity};

use super::*;
use crate::value::Status;
use crate::{panel_from_table, panel_to_table, read_file};

/// Writes a project, loads it and collects its values.
fn collect(files: &[(&str, &str)]) -> (Model, Panel, Vec<Diagnostic>) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let full = root.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }
    let (model, found) = crest_model::load(root.path());
    let model = model.unwrap_or_else(|| panic!("{found:#?}"));
    let (panel, found) = collected(&model, root.path());
    (model, panel, found)
}

fn collected(model: &Model, root: &Path) -> (Panel, Vec<Diagnostic>) {
    let tables: Vec<Option<Table>> = model
        .tables
        .iter()
        .map(|spec| match &spec.from {
            TableFrom::File(file) => {
                let (table, found) = read_file(root, &spec.name, file, &Limits::default());
                assert!(found.iter().all(|d| d.severity != Severity::Error), "{found:?}");
                table
            }
            TableFrom::Sql { .. } | TableFrom::Kernel { .. } => None,
        })
        .collect();
    collect_values(model, &tables.iter().map(Option::as_ref).collect::<Vec<_>>())
}

const PLACES: &str = "id,name_zh,name_en,aliases,role,territory\ngz,广州市,Guangzhou,广州;440100,unit,\nsz,深圳市,Shenzhen,深圳,unit,\nhn,淮南市,Huainan,,unit,2016\n";
const FRAMEWORK: &str =
    "code,parent,name_en,unit,direction,weight,table,column\nindex,,Index,,,,,\ngdp,index,GDP,亿元,+1,1,a,gdp\n";

fn toml(tables: &str) -> String {
    format!(
        "[project]\nid = \"p\"\nname = {{ zh = \"项目\", en = \"Project\" }}\nperiod = \"2021\"\nframework = \"framework.csv\"\nplaces = \"places.csv\"\n{tables}"
    )
}

fn project(tables: &str, framework: &str, files: &[(&str, &str)]) -> (Model, Panel, Vec<Diagnostic>) {
    let crest = toml(tables);
    let mut all = vec![("crest.toml", crest.as_str()), ("framework.csv", framework), ("places.csv", PLACES)];
    all.extend_from_slice(files);
    collect(&all)
}

const WIDE: &str = "[tables.a]\nfile = \"a.csv\"\nplace = \"city\"\nperiod = \"year\"\n";

fn lines(model: &Model, panel: &Panel) -> Vec<String> {
    panel
        .values
        .iter()
        .map(|v| {
            let number = v.number.map_or("-".to_owned(), |x| format!("{x}"));
            let mark = if v.chosen { "*" } else { "" };
            format!(
                "{} {} {} {number}{mark} {} {}",
                model.nodes[v.indicator as usize].code,
                model.places[v.place as usize].id,
                v.period,
                v.reason.word(),
                panel.text(v.source)
            )
        })
        .collect()
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|d| d.code.as_str()).collect()
}

#[test]
fn cells_become_values_in_the_unit_of_the_indicator() {
    let (model, panel, found) = project(
        WIDE,
        FRAMEWORK,
        &[("a.csv", "city,year,gdp（万元）\n广州,2021,282319700\nShenzhen,2021年,—\n440100,2020,250191100\n")],
    );
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        lines(&model, &panel),
        ["gdp gz 2020 25019.11* only ", "gdp gz 2021 28231.97* only ", "gdp sz 2021 - empty "]
    );
    let value = panel.find_chosen(1, 0, Period::year_of(2021)).unwrap();
    assert_eq!(panel.text(value.written), "282319700 万元");
    assert_eq!((value.row, value.column, value.status), (0, 2, Status::Reported));
}

#[test]
fn long_tables_carry_units_sources_and_status_in_columns() {
    let tables = "[tables.a]\nfile = \"a.csv\"\nplace = \"city\"\nperiod = \"year\"\nindicator = \"item\"\nvalue = \"value\"\nunit = \"unit\"\nstatus = \"status\"\nstd_error = \"se\"\n[currency]\nbase = \"CNY\"\nsource = \"\"\nrates = { USD = { 2021 = 6.4515 } }\n";
    let text = "city,year,item,value,unit,status,se\ngz,2021,gdp,28231.97,亿元,estimated,1.5\nsz,2021,gdp,475.3,billion USD,,\nsz,2020,gdp,400,billion USD,,\nsz,2019,gdp,1,万人,,\nhn,2021,gdp,1,斗,,\nhn,2021,other,1,斗,,\nhn,2020,gdp,1,亿元,fine,\n";
    let (model, panel, found) = project(tables, FRAMEWORK, &[("a.csv", text)]);
    let shown = lines(&model, &panel);
    assert_eq!(shown[0], "gdp gz 2021 28231.97* only ");
    // 475.3 billion USD · 6.4515 = 3066.39795 billion yuan = 30,663.9795 亿元
    assert!(shown[1].starts_with("gdp sz 2021 30663.979"), "{shown:?}");
    assert_eq!((panel.values[0].status, panel.values[0].std_error), (Status::Estimated, Some(1.5)));
    let mut all = codes(&found);
    all.sort_unstable();
    // One value of three carries a standard error.
    assert_eq!(all, ["C1101", "C1102", "C1103", "C1206", "C1209"], "{found:#?}");
}

#[test]
fn standard_errors_that_are_none_are_named() {
    let tables = "[tables.a]\nfile = \"a.csv\"\nplace = \"city\"\nperiod = \"year\"\nstd_error = \"se\"\n";
    let text =
        "city,year,gdp,se\ngz,2021,1,0.5\nsz,2021,2,-1\nhn,2021,3,NaN\ngz,2020,4,—\nsz,2020,5,\nhn,2020,6,much\n";
    let (_, panel, found) = project(tables, FRAMEWORK, &[("a.csv", text)]);
    assert_eq!(codes(&found), ["C1208", "C1208", "C1209"], "{found:#?}");
    let values: Vec<Option<&str>> = found.iter().map(|d| d.value.as_deref()).collect();
    assert_eq!(values, [Some("-1"), Some("much"), Some("3")]);
    assert!(found.iter().all(|d| d.location.is_some()));
    // `NaN`, a dash and a blank: none of them is an error, and none of them passes in silence.
    assert_eq!(found[2].severity, Severity::Warning);
    assert_eq!(panel.values.iter().filter_map(|v| v.std_error).collect::<Vec<_>>(), [0.5]);
}

#[test]
fn unknown_and_ambiguous_places_are_named_once() {
    let text = "city,year,gdp\n广洲市,2021,1\n广洲市,2020,1\n全国,2021,1\ngz,2021,1\ngz,十三五,1\n";
    let (_, panel, found) = project(WIDE, FRAMEWORK, &[("a.csv", text)]);
    assert_eq!(panel.values.len(), 1);
    assert_eq!(codes(&found), ["C1201", "C1201", "C1204"]);
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `广州市`? an alias in the list of places settles it"));
    let many: String = (0..40).map(|i| format!("place{i}00,2021,1\n")).collect();
    let (_, _, found) = project(WIDE, FRAMEWORK, &[("a.csv", &format!("city,year,gdp\ngz,2021,1\n{many}"))]);
    assert_eq!(found.len(), 6);
    assert!(found[5].message.starts_with("35 more names of `a` are no places of the project"), "{}", found[5].message);
}

const TWO: &str = "[tables.a]\nfile = \"a.csv\"\nplace = \"city\"\nperiod = \"year\"\nsource = \"source\"\nvintage = \"vintage\"\nterritory = \"land\"\n[tables.b]\nfile = \"b.csv\"\nplace = \"city\"\nperiod = \"year\"\n";
const SOURCES: (&str, &str) = ("sources.csv", "id,name_en\nyearbook,Yearbook\nbulletin,Bulletin\n");

fn two(choice: &str, a: &str, tables: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let framework = FRAMEWORK.replace(",a,gdp", &format!(",{tables},gdp"));
    let b = "city,year,gdp\ngz,2021,9\n";
    let a = format!("city,year,gdp,source,vintage,land\n{a}");
    let (model, panel, found) = project(&format!("{TWO}{choice}"), &framework, &[("a.csv", &a), ("b.csv", b), SOURCES]);
    (lines(&model, &panel), found)
}

#[test]
fn values_that_differ_need_a_stated_choice() {
    let a = "gz,2021,1,yearbook,2022,\ngz,2021,2,bulletin,2021,\n";
    let (shown, found) = two("", a, "a");
    assert_eq!(codes(&found), ["C1202"]);
    assert_eq!(
        found[0].message,
        "`gdp` of `gz` in 2021 is 1 (yearbook of 2022) and 2 (bulletin of 2021), and no choice is stated"
    );
    assert!(shown.iter().all(|line| !line.contains('*')), "none is chosen: {shown:?}");
    let (shown, found) = two("[sources]\norder = [\"bulletin\", \"yearbook\"]\n", a, "a");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(shown, ["gdp gz 2021 2* preferred_source bulletin", "gdp gz 2021 1 other_source yearbook"]);
    let (shown, _) = two("[sources]\norder = [\"bulletin\"]\nby_indicator = { gdp = [\"yearbook\"] }\n", a, "a");
    assert_eq!(shown[0], "gdp gz 2021 1* preferred_source yearbook");
}

#[test]
fn equal_values_agree() {
    let (shown, found) = two("", "gz,2021,1,yearbook,,\ngz,2021,1.0000000000001,bulletin,,\n", "a");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(shown, ["gdp gz 2021 1* only yearbook", "gdp gz 2021 1.0000000000001 agrees bulletin"]);
}

#[test]
fn vintages_and_tables_decide_where_stated() {
    let a = "gz,2021,1,yearbook,2021,\ngz,2021,2,yearbook,2022,\n";
    assert_eq!(codes(&two("", a, "a").1), ["C1202"]);
    let (shown, _) = two("[sources]\nvintage = \"latest\"\n", a, "a");
    assert_eq!(shown, ["gdp gz 2021 2* preferred_vintage yearbook", "gdp gz 2021 1 other_vintage yearbook"]);
    let (shown, _) = two("[sources]\nvintage = \"first\"\n", a, "a");
    assert_eq!(shown[0], "gdp gz 2021 1* preferred_vintage yearbook");
    let (shown, found) = two("", "gz,2021,1,yearbook,,\n", "b;a");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(shown, ["gdp gz 2021 9* preferred_source ", "gdp gz 2021 1 other_table yearbook"]);
}

#[test]
fn values_of_another_territory_are_kept_and_not_used() {
    let a = "hn,2021,1,yearbook,,2010\nhn,2021,2,bulletin,,2016\nhn,2020,3,bulletin,,\n";
    let (shown, found) = two("", a, "a");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        shown,
        ["gdp hn 2020 3* only bulletin", "gdp hn 2021 2* only bulletin", "gdp hn 2021 1 other_territory yearbook"]
    );
}

#[test]
fn a_missing_column_is_an_error_only_where_no_table_has_it() {
    let framework = FRAMEWORK.replace(",a,gdp", ",a;b,gdp");
    let plain = format!("{WIDE}[tables.b]\nfile = \"b.csv\"\nplace = \"city\"\nperiod = \"year\"\n");
    let b = ("b.csv", "city,year,gpd\ngz,2021,2\n");
    let (_, panel, found) = project(&plain, &framework, &[("a.csv", "city,year,gdp\ngz,2021,1\n"), b]);
    assert_eq!((panel.values.len(), found.len(), found[0].severity), (1, 1, Severity::Warning));
    let (_, _, found) = project(&plain, &framework, &[("a.csv", "city,year,g\ngz,2021,1\n"), b]);
    assert_eq!(codes(&found), ["C1205", "C1205"]);
    assert!(found.iter().all(|d| d.severity == Severity::Error));
}

#[test]
fn a_panel_is_kept_as_a_table() {
    let (model, panel, _) = project(
        WIDE,
        FRAMEWORK,
        &[("a.csv", "city,year,gdp（万元）\n广州,2021,282319700\nsz,2021,—\ngz,2020H1,250191100\n")],
    );
    let table = panel_to_table(&model, &panel);
    let mut bytes = Vec::new();
    table.to_parquet(&mut bytes).unwrap();
    let back = panel_from_table(&model, &Table::from_parquet(&bytes).unwrap()).unwrap();
    let plain = |p: &Panel| {
        p.values
            .iter()
            .map(|v| (v.number, v.period, v.chosen, v.reason, p.text(v.written).to_owned(), v.row))
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&back), plain(&panel));
    let renamed = table
        .with_rows_updated(&BTreeMap::new(), &BTreeMap::from([("place".to_owned(), "nowhere".to_owned())]))
        .unwrap()
        .0;
    assert!(panel_from_table(&model, &renamed).is_err());
}

#[test]
fn values_published_later_take_no_part_as_of_a_day() {
    let tables = format!(
        "{WIDE}source = \"source\"\nvintage = \"vintage\"\n\n[sources]\norder = [\"book\", \"web\", \"plain\"]\nvintage = \"latest\"\n"
    );
    let data = "city,year,gdp,source,vintage\n广州,2020,100,book,2021-03\n广州,2020,103,book,2022-03-15\n深圳,2020,90,web,\n\
                深圳,2020,91,plain,\n";
    let sources = "id,name_en,date\nbook,Yearbook,2030\nweb,Page,2021-06-30\nplain,Undated,\n";
    let (mut model, panel, _) = project(&tables, FRAMEWORK, &[("a.csv", data), ("sources.csv", sources)]);
    let chosen =
        |panel: &Panel| panel.values.iter().filter(|v| v.chosen).map(|v| v.number.unwrap()).collect::<Vec<_>>();
    assert_eq!(chosen(&panel), [103.0, 90.0]);
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("a.csv"), data).unwrap();
    let mut as_of = |day: &str| {
        model.choice.known_at = Some(day.parse().unwrap());
        collected(&model, root.path()).0
    };
    // The revision is of 15 March 2022; a vintage that names a month is known from its end.
    assert_eq!(chosen(&as_of("2022-03-15")), [103.0, 90.0]);
    assert_eq!(chosen(&as_of("2022-03-14")), [100.0, 90.0]);
    assert_eq!(
        chosen(&as_of("2021-03-30")),
        [91.0],
        "the page is of June; the undated value counts from the end of 2020"
    );
    let early = as_of("2020-06");
    assert!(chosen(&early).is_empty());
    assert!(early.values.iter().all(|v| v.reason == Reason::NotYetKnown));
}
