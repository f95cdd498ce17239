//! The recipe of the index, from what the project states to what the kernel takes, and in words.

use std::collections::BTreeMap;

use crest_index::recipe::{
    Aggregation, Constant, Denominate, Imputation, Mean, Normalisation, OutlierTest, Recipe, Scale, Scaling, Screening,
    Siblings, Transform, Treatment, Treatments, WeightRule, Weighting,
};
use crest_index::stats::Ties;
use crest_model::Text;
use crest_model::model::{IndexSpec, Model, NormaliseSpec, TreatSpec};
use crest_model::results::MethodChoice;

/// Positions by which the kernel knows nodes and ranked places.
#[derive(Debug)]
pub(crate) struct Positions {
    /// Position in the kernel's tree by node code.
    pub(crate) nodes: BTreeMap<String, usize>,
    /// Row by place id.
    pub(crate) places: BTreeMap<String, usize>,
}

/// Translates the stated recipe. Names were checked when the project was read.
pub(crate) fn recipe(spec: &IndexSpec, has_denominators: bool, positions: &Positions) -> Recipe {
    let rows = |ids: &[String]| ids.iter().filter_map(|id| positions.places.get(id).copied()).collect();
    Recipe {
        denominate: if has_denominators { Denominate::Ratio } else { Denominate::No },
        screen: spec.screen.as_ref().map(|screen| Screening {
            non_zero: screen.non_zero,
            keep: rows(&screen.keep),
            drop: rows(&screen.drop),
            ..Screening::by_availability(screen.availability)
        }),
        impute: imputation(&spec.impute.method),
        treat: treatments(spec.treat.as_ref()),
        normalise: normalisation(&spec.normalise),
        weights: weighting(spec),
        aggregate: Aggregation {
            levels: spec.aggregate.levels.iter().map(|name| mean(name, spec.aggregate.power)).collect(),
            nodes: spec
                .aggregate
                .nodes
                .iter()
                .filter_map(|(code, name)| Some((*positions.nodes.get(code)?, mean(name, spec.aggregate.power))))
                .collect(),
            thresholds: spec.aggregate.thresholds.clone(),
        },
    }
}

/// Translates a method of imputation.
pub(crate) fn imputation(name: &str) -> Imputation {
    match name {
        "mean" => Imputation::Mean,
        "median" => Imputation::Median,
        "group-mean" => Imputation::GroupMean,
        "group-median" => Imputation::GroupMedian,
        "row-mean" => Imputation::RowMean(Siblings::Level(2)),
        "em" => Imputation::Em(Siblings::Level(2)),
        "panel-latest" => Imputation::PanelLatest,
        "panel-linear" => Imputation::PanelLinear,
        "panel-constant" => Imputation::PanelConstant,
        _ => Imputation::None,
    }
}

/// Translates a treatment of outliers; `None` = none.
pub(crate) fn treatments(spec: Option<&TreatSpec>) -> Treatments {
    spec.map_or_else(Treatments::default, |treat| {
        Treatments::all(Treatment::Test(OutlierTest {
            skewness: treat.skewness,
            kurtosis: treat.kurtosis,
            winsorise: treat.winsorise as usize,
            fallback: transform(&treat.fallback, treat.lambda),
            ..OutlierTest::default()
        }))
    })
}

fn transform(name: &str, lambda: f64) -> Option<Transform> {
    match name {
        "log-ct" => Some(Transform::LogCt),
        "log-ct-plus" => Some(Transform::LogCtPlus),
        "log-ct-orig" => Some(Transform::LogCtOrig),
        "log-gii" => Some(Transform::LogGii),
        "box-cox" => Some(Transform::BoxCox { lambda }),
        _ => None,
    }
}

/// Translates a normalisation.
pub(crate) fn normalisation(spec: &NormaliseSpec) -> Normalisation {
    let scaling = match spec.method.as_str() {
        "z-score" => Scaling::ZScore,
        "rank" => Scaling::Rank(Ties::Lowest),
        "borda" => Scaling::Borda,
        "percentile-rank" => Scaling::PercentileRank,
        "distance-to-max" => Scaling::DistanceToMax,
        "fraction-of-max" => Scaling::FractionOfMax,
        "distance-to-target" => Scaling::DistanceToTarget { cap: false },
        "goalposts" => Scaling::Goalposts { clamp: true },
        "none" => Scaling::None,
        _ => Scaling::MinMax,
    };
    let (lower, upper) = (spec.lower, spec.upper);
    let scale = match scaling {
        // These have a scale of their own that the project does not set.
        Scaling::None | Scaling::Rank(_) | Scaling::Borda => Scale::Own,
        _ => Scale::Range { lower, upper },
    };
    Normalisation { constant: Constant::LeaveOut, ..Normalisation::new(scaling, scale) }
}

fn weighting(spec: &IndexSpec) -> Weighting {
    let level = spec.weights.level as usize;
    let rule = match spec.weights.method.as_str() {
        "equal" => return Weighting::Equal,
        "pca" => WeightRule::Pca,
        "entropy" => WeightRule::Entropy,
        "critic" => WeightRule::Critic,
        "std-dev" => WeightRule::StdDev,
        "merec" => WeightRule::Merec,
        "gini" => WeightRule::Gini,
        "balance" => WeightRule::Balance,
        "infomax" => WeightRule::Infomax,
        _ => return Weighting::Given,
    };
    Weighting::Data { rule, level }
}

/// Translates a mean.
pub(crate) fn mean(name: &str, power: f64) -> Mean {
    match name {
        "geometric" => Mean::Geometric,
        "harmonic" => Mean::Harmonic,
        "power" => Mean::Power(power),
        "median" => Mean::Median,
        "minimum" => Mean::Minimum,
        "copeland" => Mean::Copeland,
        _ => Mean::Arithmetic,
    }
}

/// Tells every choice in words, in the order of the computation, and whether the project states it.
pub(crate) fn in_words(model: &Model) -> Vec<MethodChoice> {
    let mut choices = Vec::new();
    let mut tell = |step: &str, zh: String, en: String, stated: bool, source: &str| {
        choices.push(MethodChoice { step: step.into(), words: Text::new(zh, en), stated, source: source.into() });
    };
    let order = if model.choice.order.is_empty() { String::new() } else { model.choice.order.join(" > ") };
    let vintage = match model.choice.vintage {
        crest_model::model::VintageChoice::Latest => ("最新发布", "the latest vintage"),
        crest_model::model::VintageChoice::First => ("首次发布", "the first vintage"),
    };
    if model.choice.stated {
        tell(
            "sources",
            format!("多来源时按次序取值：{order}；同一来源取{}", vintage.0),
            format!("several sources: taken in the order {order}; of one source, {}", vintage.1),
            true,
            "",
        );
    } else {
        tell(
            "sources",
            "未规定来源次序；来源相互矛盾即报错".into(),
            "no order of sources is stated; sources that contradict each other are an error".into(),
            false,
            "",
        );
    }
    let Some(spec) = &model.index else { return choices };
    const HANDBOOK: &str = "OECD/JRC Handbook on Constructing Composite Indicators (2008)";
    let stated = |prefix: &str| spec.stated.iter().any(|key| key == prefix || key.starts_with(&format!("{prefix}.")));
    let divided: Vec<String> = model
        .nodes
        .iter()
        .filter_map(|n| Some(format!("{}/{}", n.code, n.indicator.as_ref()?.denominator.as_ref()?)))
        .collect();
    if !divided.is_empty() {
        let list = divided.join(", ");
        tell("denominate", format!("按规模相除：{list}"), format!("divided by size: {list}"), true, HANDBOOK);
    }
    if let Some(screen) = &spec.screen {
        let percent = screen.availability * 100.0;
        tell(
            "screen",
            format!("指标数据少于 {percent}% 的地区不参与排名"),
            format!("places with fewer than {percent} % of the indicators take no part"),
            stated("screen"),
            HANDBOOK,
        );
    }
    let impute = &spec.impute.method;
    let (zh, en) = match impute.as_str() {
        "none" => (
            "缺失不插补，成员权重按比例放大".to_owned(),
            "missing stays missing; the weights of the members present are scaled up".to_owned(),
        ),
        name => (
            format!("缺失按“{name}”插补，插补值逐一列出"),
            format!("missing cells are filled by {name}; every filled cell is listed"),
        ),
    };
    tell("impute", zh, en, stated("impute"), HANDBOOK);
    match &spec.treat {
        None => tell("treat", "不处理异常值".into(), "outliers are left as they are".into(), stated("treat"), HANDBOOK),
        Some(treat) => tell(
            "treat",
            format!(
                "|偏度| ≥ {} 且峰度 ≥ {} 的指标缩尾，至多 {} 点；不足时用 {}",
                treat.skewness, treat.kurtosis, treat.winsorise, treat.fallback
            ),
            format!(
                "indicators with |skewness| ≥ {} and kurtosis ≥ {} are winsorised, at most {} points; then {}",
                treat.skewness, treat.kurtosis, treat.winsorise, treat.fallback
            ),
            stated("treat"),
            HANDBOOK,
        ),
    }
    let normalise = &spec.normalise;
    let scale = match normalise.method.as_str() {
        "none" | "rank" | "borda" => String::new(),
        "z-score" => format!(" ({} ± {})", normalise.lower, normalise.upper - normalise.lower),
        _ => format!(" [{}, {}]", normalise.lower, normalise.upper),
    };
    let bounds = match normalise.bounds.as_str() {
        "period" => ("界限取自本期".to_owned(), "bounds from the period itself".to_owned()),
        "all" => ("界限取自所有时期".to_owned(), "bounds from all periods together".to_owned()),
        base => (format!("界限取自 {base}"), format!("bounds from {base}")),
    };
    tell(
        "normalise",
        format!("{}{scale}，{}", normalise.method, bounds.0),
        format!("{}{scale}, {}", normalise.method, bounds.1),
        stated("normalise"),
        HANDBOOK,
    );
    let weights = &spec.weights;
    let (zh, en) = match weights.method.as_str() {
        "given" => ("权重见指标框架".to_owned(), "weights as the framework gives them".to_owned()),
        "equal" => ("同级等权".to_owned(), "equal weights among siblings".to_owned()),
        name => (
            format!("第 {} 层权重由 {name} 给出", weights.level),
            format!("weights at level {} by {name}", weights.level),
        ),
    };
    tell("weights", zh, en, stated("weights"), HANDBOOK);
    let mut levels = spec.aggregate.levels.join(" → ");
    for (node, method) in &spec.aggregate.nodes {
        levels.push_str(&format!("; {node}: {method}"));
    }
    if spec.aggregate.levels.iter().chain(spec.aggregate.nodes.values()).any(|m| m == "power") {
        levels.push_str(&format!(" (p = {})", spec.aggregate.power));
    }
    let thresholds = &spec.aggregate.thresholds;
    let least = if thresholds.is_empty() { String::new() } else { format!("; {thresholds:?}") };
    tell(
        "aggregate",
        format!("逐级合成：{levels}{least}"),
        format!("level by level: {levels}{least}"),
        stated("aggregate"),
        HANDBOOK,
    );
    tell(
        "rank",
        "名次 1 为最优，并列取最小名次".into(),
        "rank 1 is best; ties share the lowest rank".into(),
        false,
        HANDBOOK,
    );
    choices
}
