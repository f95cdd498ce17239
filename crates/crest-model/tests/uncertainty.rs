//! The section on uncertainty: what every kind of input becomes, neighbours of its mistakes that pass, and keys replaced for
//! one run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may fail loudly")]

mod patched;

use std::fs;

use crest_model::uncertainty::{ErrorShape, SamplingMethod, SourceOptions, UncertaintySpec, Vary, WeightsVary};
use crest_model::{Diagnostic, Lang, Location, Model, Severity, Span, codes, load};
use patched::base;

/// Every kind of input, each in one of its forms.
const EVERY_KIND: &str = r##"
[uncertainty]
method = "sobol"
draws = 10_000
enumerate_up_to = 500
seed = 7
interval = 0.95
apart = 0.9
first = [3, 1]
last = [1]
sensitivity = 64

[[uncertainty.groups]]
name = { zh = "警告", en = "warning" }
from = -2
to = -1

[uncertainty.inputs.pillar_weights]
name = { zh = "领域权重", en = "Weights of pillars" }
vary = "weights"
band = 0.25
level = 2

[uncertainty.inputs.indicator_weights]
vary = "weights"
sets = { second = { pm25 = 3, clinics = 1 }, first = { growth = 1, income = 4 } }
chances = [0.25, 0.75]

[uncertainty.inputs.scale]
vary = "normalise"
options = ["min-max", { method = "z-score", lower = 50, upper = 60 }, "rank"]

[uncertainty.inputs.outliers]
vary = "treat"
options = ["none", { winsorise = 3 }, { winsorise = 5, fallback = "box-cox", lambda = 0.2 }]

[uncertainty.inputs.filling]
vary = "impute"
options = ["mean", "group-mean"]
draws = true

[uncertainty.inputs.mean]
vary = "aggregate"
level = 3
options = ["arithmetic", "geometric"]

[uncertainty.inputs.figures]
vary = "values"
std_error = true
status = { estimated = 0.05, disputed = "10%" }
indicators = { people = 0.02, pm25 = 0 }
shape = "triangular"
shared = 0.3

[uncertainty.inputs.sources]
vary = "sources"
options = "any"

[uncertainty.inputs.left_out]
vary = "leave-out"
nodes = "pillars"

[[uncertainty.together]]
inputs = ["scale", "mean"]
rows = [
  { options = ["min-max", "geometric"], chance = 0.4 },
  { options = ["#2", "算术平均"], chance = 0.5 },
  { options = ["rank", "arithmetic"], chance = 0.1 },
]
"##;

/// Loads the good project with a section.
fn with(section: &str) -> (Option<Model>, Vec<Diagnostic>) {
    let root = base();
    let path = root.path().join("crest.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n{section}\n")).unwrap();
    load(root.path())
}

/// Loads the good project with a section in which nothing is wrong.
fn declared(section: &str) -> Model {
    let (model, found) = with(section);
    assert_eq!(found, [], "{section}");
    model.unwrap()
}

/// Lists the codes found, each once.
fn codes_of(found: &[Diagnostic]) -> Vec<&str> {
    let mut codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Takes an input by its id.
fn vary<'a>(spec: &'a UncertaintySpec, id: &str) -> &'a Vary {
    &spec.inputs.iter().find(|input| input.id == id).unwrap().vary
}

fn owned(overrides: &[(&str, &str)]) -> Vec<(String, String)> {
    overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_kind_of_input_is_read() {
    let model = declared(EVERY_KIND);
    let spec = model.uncertainty.as_ref().unwrap();
    let node = |code: &str| model.find_node(code).unwrap();
    assert_eq!((spec.method, spec.draws, spec.enumerate_up_to, spec.seed), (SamplingMethod::Sobol, 10_000, 500, 7));
    assert_eq!((spec.interval, spec.apart, spec.sensitivity), (0.95, 0.9, 64));
    assert_eq!((spec.first.as_slice(), spec.last.as_slice()), (&[1, 3][..], &[1][..]), "in rising order");
    assert_eq!((spec.groups[0].name.zh.as_str(), spec.groups[0].from, spec.groups[0].to), ("警告", -2, -1));
    let ids: Vec<&str> = spec.inputs.iter().map(|input| input.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "pillar_weights",
            "indicator_weights",
            "scale",
            "outliers",
            "filling",
            "mean",
            "figures",
            "sources",
            "left_out"
        ],
        "in the order of the file"
    );
    let Vary::Weights { level: Some(2), how: WeightsVary::Band(band) } = vary(spec, "pillar_weights") else { panic!() };
    assert_eq!(*band, 0.25);
    let Vary::Weights { level: None, how: WeightsVary::Sets { sets, between: false } } =
        vary(spec, "indicator_weights")
    else {
        panic!()
    };
    let sets: Vec<(&str, &[(usize, f64)])> = sets.iter().map(|s| (s.name.as_str(), s.weights.as_slice())).collect();
    let second = [(node("pm25"), 3.0), (node("clinics"), 1.0)];
    let first = [(node("growth"), 1.0), (node("income"), 4.0)];
    assert_eq!(sets, [("second", second.as_slice()), ("first", first.as_slice())], "in the order of the file");
    let Vary::Normalise { options } = vary(spec, "scale") else { panic!() };
    let scales: Vec<_> = options.iter().map(|o| (o.method.as_str(), o.lower, o.upper)).collect();
    // Min–max keeps the ends that the recipe states for it; rank takes the defaults.
    assert_eq!(scales, [("min-max", 1.0, 100.0), ("z-score", 50.0, 60.0), ("rank", 0.0, 100.0)]);
    let Vary::Treat { options } = vary(spec, "outliers") else { panic!() };
    let told: Vec<_> =
        options.iter().map(|o| o.as_ref().map(|t| (t.winsorise, t.fallback.as_str(), t.lambda))).collect();
    assert_eq!(told, [None, Some((3, "log-ct", 0.5)), Some((5, "box-cox", 0.2))]);
    let Vary::Impute { options, draws: true } = vary(spec, "filling") else { panic!() };
    assert_eq!(options.iter().map(|o| o.method.as_str()).collect::<Vec<_>>(), ["mean", "group-mean"]);
    let Vary::Aggregate { level: Some(3), options, power } = vary(spec, "mean") else { panic!() };
    assert_eq!((options.as_slice(), *power), (&["arithmetic".to_owned(), "geometric".to_owned()][..], 0.5));
    let Vary::Values { std_error, by_status, by_indicator, shape, shared } = vary(spec, "figures") else { panic!() };
    assert_eq!((*std_error, *shape, *shared), (true, ErrorShape::Triangular, 0.3));
    assert_eq!(
        by_status.iter().map(|(s, x)| (s.as_str(), *x)).collect::<Vec<_>>(),
        [("disputed", 0.1), ("estimated", 0.05)]
    );
    assert_eq!(
        by_indicator.iter().map(|(s, x)| (s.as_str(), *x)).collect::<Vec<_>>(),
        [("people", 0.02), ("pm25", 0.0)]
    );
    assert!(matches!(vary(spec, "sources"), Vary::Sources(SourceOptions::Any)));
    let Vary::LeaveOut { nodes } = vary(spec, "left_out") else { panic!() };
    assert_eq!(*nodes, [node("life"), node("economy")]);
    assert_eq!(spec.together.len(), 1);
    assert_eq!(spec.together[0].inputs, [2, 5]);
    assert_eq!(spec.together[0].rows, [(vec![0, 1], 0.4), (vec![1, 0], 0.5), (vec![2, 0], 0.1)]);
}

#[test]
fn options_have_labels_in_both_languages() {
    let model = declared(EVERY_KIND);
    let spec = model.uncertainty.as_ref().unwrap();
    let labels = |id: &str, lang: Lang| -> Vec<String> {
        let input = spec.inputs.iter().find(|input| input.id == id).unwrap();
        input.labels(&model.nodes).iter().map(|label| label.show(lang).to_owned()).collect()
    };
    assert_eq!(labels("scale", Lang::En), ["min–max 1–100", "z-score 50–60", "rank"]);
    assert_eq!(labels("scale", Lang::Zh), ["极差法 1–100", "Z 分数 50–60", "名次"]);
    assert_eq!(labels("outliers", Lang::En), ["no treatment", "winsorise 3", "winsorise 5"]);
    assert_eq!(labels("left_out", Lang::En), ["nothing left out", "without Life", "without Economy"]);
    assert_eq!(labels("left_out", Lang::Zh), ["全部保留", "剔除生活", "剔除经济"]);
    assert_eq!(labels("indicator_weights", Lang::En), ["second", "first"]);
    assert_eq!(labels("figures", Lang::En), [""; 0]);
    let discrete: Vec<&str> =
        spec.inputs.iter().filter(|input| input.is_discrete()).map(|input| input.id.as_str()).collect();
    assert_eq!(discrete, ["indicator_weights", "scale", "outliers", "mean", "left_out"]);
}

#[test]
fn a_project_that_declares_nothing_has_no_section() {
    let model = declared("");
    assert!(model.uncertainty.is_none());
    let model = declared("[uncertainty]");
    let spec = model.uncertainty.unwrap();
    assert_eq!((spec.draws, spec.first.as_slice(), spec.inputs.len()), (4096, &[1, 3, 10][..], 0), "all defaults");
}

#[test]
fn the_examples_of_the_codes_are_bad_and_good() {
    // Parts of these examples stand in other files, or in other sections.
    let elsewhere = ["C0626", "C0629"];
    for entry in codes::all().iter().filter(|entry| ("C0615"..="C0634").contains(&entry.code)) {
        if elsewhere.contains(&entry.code) {
            continue;
        }
        let block = |heading: &str| {
            let (_, rest) = entry.text.split_once(heading).unwrap();
            let (_, rest) = rest.split_once("```toml\n").unwrap();
            rest.split_once("```").unwrap().0.to_owned()
        };
        let around = match entry.code {
            "C0627" => {
                "[uncertainty.inputs.scale]\nvary = \"normalise\"\noptions = [\"min-max\", \"rank\"]\n\
                 [uncertainty.inputs.mean]\nvary = \"aggregate\"\noptions = [\"arithmetic\", \"geometric\"]\n"
            }
            _ => "",
        };
        let (_, found) = with(&format!("{around}{}", block("## Bad")));
        assert_eq!(codes_of(&found), [entry.code], "the bad example of {}: {found:#?}", entry.code);
        assert!(found.iter().all(|diagnostic| diagnostic.location.is_some() && diagnostic.value.is_some()));
        let (_, found) = with(&format!("{around}{}", block("## Good")));
        assert_eq!(found, [], "the good example of {}", entry.code);
    }
}

#[test]
fn near_neighbours_of_mistakes_pass() {
    let good = [
        // One option, but drawn around.
        "[uncertainty.inputs.x]\nvary = \"impute\"\noptions = [\"mean\"]\ndraws = true",
        // No error of one indicator, over the error of its status.
        "[uncertainty.inputs.x]\nvary = \"values\"\nstd_error = false\nstatus = { reported = 1 }\nindicators = { pm25 = 0 }",
        // The widest band, the smallest concentration.
        "[uncertainty.inputs.x]\nvary = \"weights\"\nband = 0.999",
        "[uncertainty.inputs.x]\nvary = \"weights\"\ndirichlet = 0.001",
        // Bounds that just meet.
        "[uncertainty.inputs.x]\nvary = \"weights\"\nany = true\nbounds = { life = [0.3, 0.9], economy = [0.7, 0.9] }",
        "[uncertainty.inputs.x]\nvary = \"weights\"\nany = true\nlevel = 2\nbounds = { life = [0, 0.4] }",
        "[uncertainty.inputs.x]\nvary = \"weights\"\nany = true",
        // A set that empties one sibling but not both.
        "[uncertainty.inputs.x]\nvary = \"weights\"\nsets = { a = { life = 0 }, b = { economy = 0 } }\nbetween = true",
        // Other levels, other nodes.
        "[uncertainty.inputs.x]\nvary = \"weights\"\norder = [\"economy\", \"life\"]\n\
         [uncertainty.inputs.y]\nvary = \"weights\"\nany = true\nlevel = 1",
        "[uncertainty.inputs.x]\nvary = \"aggregate\"\nlevel = 2\noptions = [\"arithmetic\", \"median\"]\n\
         [uncertainty.inputs.y]\nvary = \"aggregate\"\nlevel = 3\noptions = [\"arithmetic\", \"geometric\"]",
        // The same points with another transform; the same method with another scale.
        "[uncertainty.inputs.x]\nvary = \"treat\"\noptions = [{ winsorise = 3 }, { winsorise = 3, fallback = \"none\" }]",
        "[uncertainty.inputs.x]\nvary = \"normalise\"\noptions = [\"min-max\", { method = \"min-max\", lower = 40 }]",
        // Chances that sum to 1 but for rounding.
        "[uncertainty.inputs.x]\nvary = \"treat\"\nwinsorise = [1, 2, 3]\nchances = [0.3333333333, 0.3333333333, 0.3333333334]",
        // Every combination of options.
        "[uncertainty]\nmethod = \"enumerate\"\n[uncertainty.inputs.x]\nvary = \"treat\"\nwinsorise = [1, 2]\n\
         [uncertainty.inputs.y]\nvary = \"sources\"\noptions = \"any\"",
        // An order of sources beside the stated one.
        "[uncertainty.inputs.x]\nvary = \"leave-out\"\nnodes = \"indicators\"\nchances = [0.6, 0.1, 0.1, 0.1, 0.1]",
        // The fewest and the most.
        "[uncertainty]\ndraws = 64\nsensitivity = 0\nfirst = [3]\nlast = []\napart = 1\nseed = 0",
        "[uncertainty]\ndraws = 100_000_000\nsensitivity = 32\nenumerate_up_to = 1\ninterval = 0.5",
    ];
    for section in good {
        declared(section);
    }
}

#[test]
fn means_of_positive_numbers_are_judged_in_every_combination_that_may_happen() {
    let scale = "[uncertainty.inputs.scale]\nvary = \"normalise\"\noptions = [\"min-max\", \"percentile-rank\"]\n";
    let means = |level: u32, options: &str| {
        format!(
            "[uncertainty.inputs.mean]\nvary = \"aggregate\"\nlevel = {level}\noptions = [\"arithmetic\", {options}]\n"
        )
    };
    // The recipe takes the geometric mean of the pillars, which only the scale from 0 endangers.
    let (model, found) = with(scale);
    assert!(model.is_some());
    assert_eq!((codes_of(&found), found[0].severity), (vec!["C0624"], Severity::Warning));
    // Of indicators it fails for certain: percentile ranks start at 0, min–max at the stated 1.
    let top = "[uncertainty.inputs.top]\nvary = \"aggregate\"\nlevel = 3\noptions = [\"arithmetic\", \"median\"]\n";
    let (model, found) = with(&format!("{scale}{top}{}", means(2, "\"geometric\"")));
    assert!(model.is_none());
    assert_eq!(codes_of(&found), ["C0624"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].value.as_deref(), Some("scale = percentile-rank 0–100, mean = geometric"));
    let rows = |row: &str| {
        format!(
            "[[uncertainty.together]]\ninputs = [\"scale\", \"mean\"]\nrows = [{{ options = [\"min-max\", \"geometric\"] }}, \
             {{ options = [\"percentile-rank\", \"{row}\"] }}, {{ options = [\"min-max\", \"arithmetic\"] }}]\n"
        )
    };
    let excluded = format!("{scale}{top}{}{}", means(2, "\"geometric\""), rows("arithmetic"));
    declared(&excluded);
    let (_, found) = with(&format!("{scale}{top}{}{}", means(2, "\"geometric\""), rows("geometric")));
    assert_eq!(codes_of(&found), ["C0624"]);
    // Zeros are lawful for a power above 0, not for one below.
    declared(&format!("{scale}{top}{}", means(2, "\"power\"")));
    let (_, found) = with(&format!("{scale}{top}{}power = -1", means(2, "\"power\"")));
    assert_eq!(codes_of(&found), ["C0624"]);
}

#[test]
fn weights_are_read_from_a_list() {
    let root = base();
    let path = root.path().join("crest.toml");
    let text = fs::read_to_string(&path).unwrap();
    let section = "[uncertainty.inputs.experts]\nvary = \"weights\"\nfile = \"data/weights.csv\"\nbetween = true\n";
    fs::write(&path, format!("{text}\n{section}")).unwrap();
    let list = root.path().join("data/weights.csv");
    fs::write(&list, "权重方案,节点,权重\n张,life,3\n张,economy,1\n李,economy,2\n李,pm25,0.5\n").unwrap();
    let (model, found) = load(root.path());
    assert_eq!(found, []);
    let model = model.unwrap();
    assert!(model.files.contains(&"data/weights.csv".to_owned()), "the list belongs to the files of the project");
    let spec = model.uncertainty.as_ref().unwrap();
    let Vary::Weights { how: WeightsVary::Sets { sets, between: true }, .. } = &spec.inputs[0].vary else { panic!() };
    let node = |code: &str| model.find_node(code).unwrap();
    assert_eq!(sets[0].weights, [(node("life"), 3.0), (node("economy"), 1.0)]);
    assert_eq!((sets[1].name.as_str(), sets[1].weights.len()), ("李", 2));
    // What was read stays as it was, also when the file changes afterwards.
    fs::write(&list, "set,node,weight\n").unwrap();
    let again = model.uncertainty_with(&[]).unwrap();
    assert_eq!(again.inputs[0].vary.word(), "weights");
    for (content, code, at) in [
        ("set,node,weight\na,life,-1\nb,life,1\n", "C0622", "data/weights.csv!C2"),
        ("set,node,weight\na,lief,1\nb,life,1\n", "C0628", "data/weights.csv!B2"),
        ("set,node,weight\na,life,1\na,life,2\nb,life,1\n", "C0618", "data/weights.csv!B3"),
        ("set,node,weight\na,life,1\n", "C0617", "crest.toml"),
        ("set,weight\na,1\n", "C0112", "data/weights.csv"),
    ] {
        fs::write(&list, content).unwrap();
        let (model, found) = load(root.path());
        assert!(model.is_none(), "{content}");
        assert_eq!(codes_of(&found), [code], "{content}: {found:#?}");
        let place = found[0].location.as_ref().unwrap().to_string();
        assert!(place.starts_with(at), "{place}");
    }
    fs::remove_file(&list).unwrap();
    assert_eq!(codes_of(&load(root.path()).1), ["C0002"]);
}

#[test]
fn keys_are_replaced_for_one_run() {
    let model = declared(EVERY_KIND);
    let changed = |overrides: &[(&str, &str)]| model.uncertainty_with(&owned(overrides)).unwrap();
    let spec = changed(&[("inputs.pillar_weights.band", "0.1"), ("draws", "100000"), ("method", "random")]);
    assert_eq!((spec.draws, spec.method, spec.seed), (100_000, SamplingMethod::Random, 7));
    assert!(matches!(vary(&spec, "pillar_weights"), Vary::Weights { how: WeightsVary::Band(b), .. } if *b == 0.1));
    assert_eq!(spec.inputs[0].id, "pillar_weights", "a changed input keeps its place");
    // One way of varying weights replaces another, and what belonged to it.
    let spec = changed(&[("inputs.indicator_weights.dirichlet", "50"), ("inputs.indicator_weights.level", "1")]);
    assert!(matches!(
        vary(&spec, "indicator_weights"),
        Vary::Weights { level: Some(1), how: WeightsVary::Dirichlet(c) } if *c == 50.0
    ));
    // Whatever the order of the keys.
    let spec = changed(&[("inputs.indicator_weights.level", "1"), ("inputs.indicator_weights.dirichlet", "50")]);
    assert!(matches!(vary(&spec, "indicator_weights"), Vary::Weights { level: Some(1), .. }));
    // Inputs go and come; new ones follow those of the file, sets keep the order in which they are written.
    let spec = changed(&[
        ("inputs.figures", "none"),
        ("inputs.pillar_weights", "none"),
        ("inputs.extra", "{ vary = \"weights\", sets = { b = { life = 1 }, a = { life = 2 } } }"),
    ]);
    let ids: Vec<&str> = spec.inputs.iter().map(|input| input.id.as_str()).collect();
    let kept = ["indicator_weights", "scale", "outliers", "filling", "mean", "sources", "left_out", "extra"];
    assert_eq!(ids, kept);
    let Vary::Weights { how: WeightsVary::Sets { sets, .. }, .. } = vary(&spec, "extra") else { panic!() };
    assert_eq!((sets[0].name.as_str(), sets[1].name.as_str()), ("b", "a"));
    assert_eq!(spec.inputs[7].location, Location::file("command line"));
    assert_eq!(spec.together[0].inputs, [1, 4], "positions follow");
    let spec = changed(&[("inputs", "none"), ("together", "none"), ("groups", "none")]);
    assert_eq!((spec.inputs.len(), spec.together.len(), spec.groups.len()), (0, 0, 0));
    assert_eq!(changed(&[]).inputs.len(), model.uncertainty.as_ref().unwrap().inputs.len());
    // Words need no quotes; another kind begins anew.
    let spec = changed(&[
        ("inputs.left_out.vary", "weights"),
        ("inputs.left_out.order", "[\"pm25\", \"clinics\"]"),
        ("inputs.indicator_weights", "none"),
    ]);
    assert!(
        matches!(vary(&spec, "left_out"), Vary::Weights { how: WeightsVary::Order(order), .. } if order.len() == 2)
    );
}

#[test]
fn keys_may_be_set_where_nothing_is_declared() {
    let model = declared("");
    let spec = model
        .uncertainty_with(&owned(&[
            ("inputs.w.vary", "weights"),
            ("inputs.w.band", "0.25"),
            ("inputs.figures.vary", "values"),
            ("inputs.figures.status.estimated", "5%"),
        ]))
        .unwrap();
    assert_eq!(spec.draws, 4096);
    assert_eq!(spec.inputs.iter().map(|input| input.id.as_str()).collect::<Vec<_>>(), ["w", "figures"]);
    assert!(model.uncertainty.is_none(), "the model stays as it is");
}

#[test]
fn mistakes_in_replaced_keys_are_placed_at_the_command_line() {
    let model = declared(EVERY_KIND);
    for (overrides, code, value) in [
        (&[("draws", "1_000_000_000")][..], "C0623", "1000000000"),
        (&[("draws", "many")][..], "C0104", "many"),
        (&[("drows", "100")][..], "C0102", "drows"),
        (&[("draws.x", "100")][..], "C0102", "draws.x"),
        (&[("", "100")][..], "C0102", ""),
        (&[("draws", "[1,")][..], "C0101", "[1,"),
        (&[("draws", "100\nseed = 2")][..], "C0101", "100\nseed = 2"),
        (&[("inputs.scal", "none")][..], "C0628", "scal"),
        (&[("inputs.pillar_weights.band", "1.5")][..], "C0620", "1.5"),
        (&[("inputs.pillar_weights.level", "9")][..], "C0625", "9"),
        (&[("inputs.new.band", "0.1")][..], "C0103", ""),
        (&[("inputs.pillar_weights.band", "0.1"), ("inputs.pillar_weights.any", "true")][..], "C0631", "band and any"),
    ] {
        let found = model.uncertainty_with(&owned(overrides)).unwrap_err();
        assert_eq!(codes_of(&found), [code], "{overrides:?}: {found:#?}");
        assert_eq!(found[0].value.as_deref().unwrap_or_default(), value, "{overrides:?}");
        let location = found[0].location.as_ref().unwrap();
        assert_eq!((location.file.as_str(), &location.span), ("command line", &Span::File), "{overrides:?}");
    }
    // What is wrong in the file because of a key keeps its place in the file.
    let found = model.uncertainty_with(&owned(&[("inputs.scale", "none")])).unwrap_err();
    assert_eq!(codes_of(&found), ["C0627"]);
    assert_eq!(found[0].location.as_ref().unwrap().file, "crest.toml");
    // All at once.
    let found = model.uncertainty_with(&owned(&[("draws", "1"), ("apart", "0.1")])).unwrap_err();
    assert_eq!(found.len(), 2);
}

#[test]
fn the_section_follows_a_changed_recipe() {
    let model = declared("[uncertainty.inputs.filling]\nvary = \"impute\"\noptions = [\"mean\", \"group-mean\"]");
    assert_eq!(model.uncertainty_with(&[]).unwrap().inputs.len(), 1);
    let changed = model.with_method(&[("normalise.lower".to_owned(), toml::Value::Integer(5))]).unwrap();
    let scale = owned(&[("inputs.scale", "{ vary = \"normalise\", options = [\"min-max\", \"rank\"] }")]);
    let spec = changed.uncertainty_with(&scale).unwrap();
    let Vary::Normalise { options } = vary(&spec, "scale") else { panic!() };
    assert_eq!(options[0].lower, 5.0, "the stated scale of the changed recipe");
}

#[test]
fn too_many_combinations_are_not_enumerated() {
    let list = |n: u32, entry: &dyn Fn(u32) -> String| (1..=n).map(entry).collect::<Vec<_>>().join(", ");
    let section = |n: u32| {
        format!(
            "[uncertainty]\nmethod = \"enumerate\"\n\
             [uncertainty.inputs.outliers]\nvary = \"treat\"\nwinsorise = [{}]\n\
             [uncertainty.inputs.scale]\nvary = \"normalise\"\noptions = [{}]\n\
             [uncertainty.inputs.weights]\nvary = \"weights\"\nsets = {{ {} }}\n",
            list(500, &|i| i.to_string()),
            list(500, &|i| format!("{{ method = \"min-max\", lower = {i}, upper = 1000 }}")),
            list(n, &|i| format!("s{i} = {{ life = {i} }}")),
        )
    };
    // 500 · 500 · 400 = 100 000 000 combinations are the most.
    declared(&section(400));
    let (_, found) = with(&section(401));
    assert_eq!(codes_of(&found), ["C0634"]);
    assert_eq!(found[0].value.as_deref(), Some("100250000"));
}
