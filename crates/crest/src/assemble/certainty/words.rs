//! What varies, and why something cannot be computed, in words.

use crest_index::recipe::{Normalisation, Scale, Scaling};
use crest_index::uncertainty::{UncertaintyError, Vary as Kernel};
use crest_model::model::Model;
use crest_model::uncertainty::{ErrorShape, SourceOptions, Vary, WeightsVary};
use crest_model::{Diagnostic, Lang, Text, UncertaintySpec};

use super::space::State;
use crate::assemble::index::{Ground, words::build_error};

/// Describes one factor.
pub(super) struct Described {
    pub(super) id: String,
    pub(super) name: Text,
    pub(super) how: Text,
    pub(super) options: Vec<(Text, f64)>,
}

/// Describes a factor by its input; the second factor of an input that fills cells is what is drawn around them.
pub(super) fn factor(model: &Model, spec: &UncertaintySpec, state: &State, factor: usize) -> Described {
    let input = &spec.inputs[state.inputs[factor]];
    let kernel = &state.factors[factor];
    let around = kernel.vary == Kernel::ImputeDraws;
    let (name, how) = described(model, &input.vary, around);
    let name = if input.name == Text::default() { name } else { input.name.clone() };
    let labels = if kernel.vary.n_options().is_some() { input.labels(&model.nodes) } else { Vec::new() };
    let n = labels.len();
    let chance = |option: usize| kernel.chances.get(option).copied().unwrap_or(1.0 / n as f64);
    let has_twin = state.inputs.iter().filter(|of| **of == state.inputs[factor]).count() > 1;
    Described {
        id: if around && has_twin { format!("{}.draws", input.id) } else { input.id.clone() },
        name,
        how,
        options: labels.into_iter().enumerate().map(|(option, label)| (label, chance(option))).collect(),
    }
}

/// Name and words of a kind of input.
fn described(model: &Model, vary: &Vary, around: bool) -> (Text, Text) {
    let at = |level: &Option<u32>| match level {
        None => ("各层".to_owned(), "at every level".to_owned()),
        Some(level) => (format!("第{level}层"), format!("at level {level}")),
    };
    let percent = |share: f64| format!("{}", (share * 1e4).round() / 100.0);
    match vary {
        Vary::Values { shape, shared, by_status, by_indicator, std_error } => {
            let (zh, en) = match shape {
                ErrorShape::Normal => ("正态误差", "normal errors"),
                ErrorShape::Uniform => ("均匀误差", "uniform errors"),
                ErrorShape::Triangular => ("三角误差", "triangular errors"),
            };
            let mut parts_zh = Vec::new();
            let mut parts_en = Vec::new();
            if *std_error {
                parts_zh.push("数值自带的标准误".to_owned());
                parts_en.push("the standard errors that values carry".to_owned());
            }
            for (word, share) in by_status {
                parts_zh.push(format!("{}值 {}%", status_zh(word), percent(*share)));
                parts_en.push(format!("{word} values {} %", percent(*share)));
            }
            for (code, share) in by_indicator {
                let name =
                    |lang| match model.nodes.iter().find(|node| node.code == *code).map(|node| node.name.show(lang)) {
                        Some(name) if !name.is_empty() => name.to_owned(),
                        _ => code.clone(),
                    };
                parts_zh.push(format!("{} {}%", name(Lang::Zh), percent(*share)));
                parts_en.push(format!("{} {} %", name(Lang::En), percent(*share)));
            }
            let (tail_zh, tail_en) = if *shared > 0.0 {
                (format!("；同一指标误差相关 {shared}"), format!("; errors of one indicator correlate by {shared}"))
            } else {
                (String::new(), String::new())
            };
            (
                Text::new("数值", "figures"),
                Text::new(
                    format!("{zh}：{}{tail_zh}", parts_zh.join("、")),
                    format!("{en} by {}{tail_en}", parts_en.join(", ")),
                ),
            )
        }
        Vary::Sources(SourceOptions::Orders(_)) => {
            (Text::new("来源", "sources"), Text::new("来源的先后次序", "the order of sources"))
        }
        Vary::Sources(SourceOptions::Any) => (
            Text::new("来源", "sources"),
            Text::new("每个指标随机取一个有数的来源", "for each indicator one of the sources that have it"),
        ),
        Vary::Impute { .. } if around => (
            Text::new("插补值", "imputed cells"),
            Text::new(
                "在方法给出的值附近抽取，离散程度取自把已知值藏起来再插补的误差",
                "drawn around what the method gives, as widely as it misses known values that are hidden from it",
            ),
        ),
        Vary::Impute { .. } => {
            (Text::new("插补方法", "imputation"), Text::new("插补方法", "the method that fills cells"))
        }
        Vary::Treat { .. } => {
            (Text::new("异常值处理", "outliers"), Text::new("异常值处理方式", "the treatment of outliers"))
        }
        Vary::Normalise { .. } => {
            (Text::new("标准化", "normalisation"), Text::new("标准化方法", "the method of normalisation"))
        }
        Vary::Weights { level, how } => {
            let (zh, en) = at(level);
            let how = match how {
                WeightsVary::Band(band) => Text::new(
                    format!("{zh}权重各在 ±{}% 内，同级再归一", percent(*band)),
                    format!("each weight {en} within ±{} %, siblings rescaled", percent(*band)),
                ),
                WeightsVary::Dirichlet(c) => Text::new(
                    format!("{zh}权重按狄利克雷分布围绕既定值，集中度 {c}"),
                    format!("weights {en} by a Dirichlet distribution around the stated ones, concentration {c}"),
                ),
                WeightsVary::Any { bounds } if bounds.is_empty() => {
                    Text::new(format!("{zh}一切权重等可能"), format!("all weights {en} equally likely"))
                }
                WeightsVary::Any { .. } => Text::new(
                    format!("{zh}界限内一切权重等可能"),
                    format!("all weights {en} within bounds equally likely"),
                ),
                WeightsVary::Order(nodes) => {
                    let codes: Vec<&str> = nodes.iter().map(|&node| model.nodes[node].code.as_str()).collect();
                    let order = codes.join(" ≥ ");
                    Text::new(format!("权重次序 {order}"), format!("all weights with {order}"))
                }
                WeightsVary::Sets { between: true, .. } => {
                    Text::new("几组权重的随机混合", "random mixtures of stated sets of weights")
                }
                WeightsVary::Sets { .. } => Text::new("几组权重之一", "one of stated sets of weights"),
            };
            (Text::new("权重", "weights"), how)
        }
        Vary::Aggregate { level, .. } => {
            let (zh, en) = at(level);
            (Text::new("合成", "aggregation"), Text::new(format!("{zh}合成方法"), format!("the mean {en}")))
        }
        Vary::LeaveOut { .. } => (
            Text::new("剔除", "left out"),
            Text::new("至多剔除其中一个", "at most one of several elements is left out"),
        ),
    }
}

/// Chinese word of a status of values.
fn status_zh(word: &str) -> &str {
    match word {
        "reported" => "上报",
        "estimated" => "估计",
        "interpolated" => "插值",
        "imputed" => "插补",
        "disputed" => "有争议",
        other => other,
    }
}

/// A normalisation in words.
pub(super) fn normalisation(normalisation: &Normalisation) -> Text {
    let (zh, en) = match normalisation.method {
        Scaling::MinMax => ("极差标准化", "min–max"),
        Scaling::ZScore => ("Z 分数", "z-score"),
        Scaling::Rank(_) => ("排名", "ranks"),
        Scaling::Borda => ("博尔达", "Borda"),
        Scaling::PercentileRank => ("百分位排名", "percentile ranks"),
        Scaling::DistanceToMax => ("与最优值的距离", "distance to the best"),
        Scaling::DistanceToTarget { .. } => ("与目标的距离", "distance to the target"),
        Scaling::FractionOfMax => ("最优值的比例", "fraction of the best"),
        Scaling::Goalposts { .. } => ("固定上下界", "goalposts"),
        Scaling::None => ("不标准化", "no normalisation"),
        Scaling::RobustZ | Scaling::Logistic | Scaling::DistanceToReference { .. } | Scaling::Interval => {
            ("其他", "another")
        }
    };
    match normalisation.scale {
        Scale::Range { lower, upper } if matches!(normalisation.method, Scaling::ZScore) => {
            let sd = upper - lower;
            Text::new(format!("{zh} {lower} ± {sd}"), format!("{en} {lower} ± {sd}"))
        }
        Scale::Range { lower, upper } => Text::new(format!("{zh} {lower}–{upper}"), format!("{en} {lower}–{upper}")),
        Scale::Own => Text::new(zh, en),
    }
}

/// Says what cannot be computed, and for which input.
pub(super) fn refused(
    model: &Model,
    ground: &Ground,
    spec: &UncertaintySpec,
    state: &State,
    error: &UncertaintyError,
) -> Diagnostic {
    let input = |factor: usize| state.inputs.get(factor).map(|&position| &spec.inputs[position]);
    let id = |factor: usize| input(factor).map_or("together", |input| input.id.as_str());
    let options = |options: &[(usize, usize)]| -> String {
        let one = |&(factor, option): &(usize, usize)| {
            let label = input(factor).and_then(|input| input.labels(&model.nodes).get(option).cloned());
            format!("{} = {}", id(factor), label.map_or_else(|| option.to_string(), |l| l.show(Lang::En).to_owned()))
        };
        let listed: Vec<String> = options.iter().map(one).collect();
        if listed.is_empty() { "as stated".to_owned() } else { listed.join(", ") }
    };
    let (words, location) = match error {
        UncertaintyError::Build { options: of, error } => {
            (format!("with {}: {}", options(of), build_error(model, &ground.frame, error)), of.first().map(|o| o.0))
        }
        UncertaintyError::Draw { options: of } => (
            format!("with {}: a mean of positive numbers meets a score that is not positive", options(of)),
            of.last().map(|o| o.0),
        ),
        UncertaintyError::Shape { factor }
        | UncertaintyError::Chances { factor }
        | UncertaintyError::Spread { factor }
        | UncertaintyError::NotFinite { factor } => (format!("`{}`: {}", id(*factor), plain(error)), Some(*factor)),
        UncertaintyError::NoWeights { factor, parent } => {
            let parent = &model.nodes[ground.frame.nodes[*parent]].code;
            (format!("`{}`: no weights below `{parent}` meet the bounds", id(*factor)), Some(*factor))
        }
        UncertaintyError::RareWeights { factor, tries } => (
            format!("`{}`: weights within these bounds are so rare that {tries} tries found none", id(*factor)),
            Some(*factor),
        ),
        _ => (plain(error), None),
    };
    let at = location.and_then(input).map_or(spec.location.clone(), |input| input.location.clone());
    let mut found = Diagnostic::error("C0805", format!("how sure the ranks are cannot be computed: {words}")).at(at);
    found = match error {
        UncertaintyError::Draw { .. } => found.hint(
            "let the scale start well above 0 (z-scores: `lower` several times `upper - lower`), or state under \
             [[uncertainty.together]] which means go with which scales",
        ),
        UncertaintyError::RareWeights { .. } => found.hint("widen the upper bounds, or state a band instead"),
        UncertaintyError::TooMany { .. } => {
            found.hint("state fewer options, or method = \"sobol\" with a number of draws")
        }
        UncertaintyError::Memory { .. } => {
            found.hint("rank fewer places: counts of all pairs and ranks grow with their square")
        }
        _ => found,
    };
    found
}

/// What the kernel says, without positions.
fn plain(error: &UncertaintyError) -> String {
    match error {
        UncertaintyError::Shape { .. } => "it does not fit the index".to_owned(),
        UncertaintyError::Chances { .. } => "its chances do not fit its options".to_owned(),
        UncertaintyError::Spread { .. } => "its spread is out of range".to_owned(),
        UncertaintyError::NotFinite { .. } => "it is continuous, so that combinations cannot be enumerated".to_owned(),
        UncertaintyError::TooMany { combinations, most } => {
            format!("there are {combinations} combinations of options, more than {most}")
        }
        UncertaintyError::Memory { bytes, most } => {
            format!("{} MiB are needed for the counts, {} are allowed", bytes >> 20, most >> 20)
        }
        other => other.to_string(),
    }
}
