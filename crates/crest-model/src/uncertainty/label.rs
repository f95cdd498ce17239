//! Short names of the options of an uncertain input: words by which files name them, and labels for readers.

use super::{Node, NormaliseSpec, SourceOptions, Text, TreatSpec, UncertainInput, Vary, WeightsVary};

impl UncertainInput {
    /// Returns the word of each option by which `[[uncertainty.together]]` names it; empty where there are no options.
    ///
    /// Words are the method, the name of the set, the code of the node, or the sources joined by `>` (`stated` where none
    /// is put first). Of a treatment they are `none` or `winsorise-3`; leaving out nothing is `none`. Two options may share a word.
    pub fn words(&self, nodes: &[Node]) -> Vec<String> {
        match &self.vary {
            Vary::Values { .. } | Vary::Sources(SourceOptions::Any) => Vec::new(),
            Vary::Sources(SourceOptions::Orders(orders)) => orders
                .iter()
                .map(|order| if order.is_empty() { "stated".to_owned() } else { order.join(">") })
                .collect(),
            Vary::Impute { options, .. } => options.iter().map(|option| option.method.clone()).collect(),
            Vary::Treat { options } => options
                .iter()
                .map(|option| match option {
                    None => "none".to_owned(),
                    Some(treat) => format!("winsorise-{}", treat.winsorise),
                })
                .collect(),
            Vary::Normalise { options } => options.iter().map(|option| option.method.clone()).collect(),
            Vary::Weights { how: WeightsVary::Sets { sets, between: false }, .. } => {
                sets.iter().map(|set| set.name.clone()).collect()
            }
            Vary::Weights { .. } => Vec::new(),
            Vary::Aggregate { options, .. } => options.clone(),
            Vary::LeaveOut { nodes: left_out } => std::iter::once("none".to_owned())
                .chain(left_out.iter().map(|node| nodes.get(*node).map_or_else(String::new, |node| node.code.clone())))
                .collect(),
        }
    }

    /// Returns a short label of each option in both languages, in their order; empty where there are no options.
    ///
    /// `nodes` are those of the model. Labels of one input differ from each other.
    pub fn labels(&self, nodes: &[Node]) -> Vec<Text> {
        let same = |word: &str| Text::new(word, word);
        match &self.vary {
            Vary::Values { .. } | Vary::Sources(SourceOptions::Any) => Vec::new(),
            Vary::Sources(SourceOptions::Orders(orders)) => {
                let label = |order: &Vec<String>| match order.as_slice() {
                    [] => Text::new("既定次序", "as stated"),
                    order => same(&order.join(" > ")),
                };
                orders.iter().map(label).collect()
            }
            Vary::Impute { options, .. } => options.iter().map(|option| imputation(&option.method)).collect(),
            Vary::Treat { options } => treatments(options),
            Vary::Normalise { options } => options.iter().map(normalisation).collect(),
            Vary::Weights { how: WeightsVary::Sets { sets, between: false }, .. } => {
                sets.iter().map(|set| same(&set.name)).collect()
            }
            Vary::Weights { .. } => Vec::new(),
            Vary::Aggregate { options, power, .. } => options.iter().map(|option| mean(option, *power)).collect(),
            Vary::LeaveOut { nodes: left_out } => std::iter::once(Text::new("全部保留", "nothing left out"))
                .chain(left_out.iter().filter_map(|node| nodes.get(*node)).map(|node| {
                    let named = |name: &str| if name.is_empty() { node.code.clone() } else { name.to_owned() };
                    let (zh, en) = (node.name.show(crate::Lang::Zh), node.name.show(crate::Lang::En));
                    Text::new(format!("剔除{}", named(zh)), format!("without {}", named(en)))
                }))
                .collect(),
        }
    }
}

/// Labels a method of imputation.
fn imputation(method: &str) -> Text {
    let zh = match method {
        "none" => "不插补",
        "mean" => "均值",
        "median" => "中位数",
        "group-mean" => "组内均值",
        "group-median" => "组内中位数",
        "row-mean" => "同地区均值",
        "em" => "期望最大化",
        "panel-latest" => "最近期值",
        "panel-linear" => "期间线性",
        "panel-constant" => "期间常数",
        other => other,
    };
    Text::new(zh, if method == "none" { "no imputation" } else { method })
}

/// Labels treatments; what differs besides the points is told where points alone do not tell options apart.
fn treatments(options: &[Option<TreatSpec>]) -> Vec<Text> {
    let twins = |treat: &TreatSpec| options.iter().flatten().filter(|o| o.winsorise == treat.winsorise).count() > 1;
    options
        .iter()
        .map(|option| match option {
            None => Text::new("不处理异常值", "no treatment"),
            Some(treat) => {
                let n = treat.winsorise;
                let mut more = String::new();
                if twins(treat) {
                    more = format!(", {}, {}, {}", treat.fallback, treat.skewness, treat.kurtosis);
                    if treat.fallback == "box-cox" {
                        more.push_str(&format!(", λ {}", treat.lambda));
                    }
                }
                Text::new(format!("缩尾至多 {n} 点{more}"), format!("winsorise {n}{more}"))
            }
        })
        .collect()
}

/// Labels a normalisation with its scale.
fn normalisation(option: &NormaliseSpec) -> Text {
    let zh = match option.method.as_str() {
        "min-max" => "极差法",
        "z-score" => "Z 分数",
        "rank" => "名次",
        "borda" => "波达得分",
        "percentile-rank" => "百分位",
        "distance-to-max" => "距最大值",
        "fraction-of-max" => "占最大值之比",
        "distance-to-target" => "距目标",
        "goalposts" => "门柱值",
        "none" => "原值",
        other => other,
    };
    let en = match option.method.as_str() {
        "min-max" => "min–max",
        "none" => "no normalisation",
        other => other,
    };
    let (lower, upper) = (option.lower, option.upper);
    let scale = match option.method.as_str() {
        "none" | "rank" | "borda" => String::new(),
        "z-score" if lower == 0.0 && upper == 1.0 => String::new(),
        _ if lower < 0.0 => format!(" {lower}…{upper}").replace('-', "−"),
        _ => format!(" {lower}–{upper}"),
    };
    let (bounds_zh, bounds_en) = match option.bounds.as_str() {
        "period" => (String::new(), String::new()),
        "all" => ("，各期合并".to_owned(), ", all periods".to_owned()),
        base => (format!("，基期 {base}"), format!(", base {base}")),
    };
    Text::new(format!("{zh}{scale}{bounds_zh}"), format!("{en}{scale}{bounds_en}"))
}

/// Labels a method of aggregation.
fn mean(method: &str, power: f64) -> Text {
    match method {
        "arithmetic" => Text::new("算术平均", "arithmetic"),
        "geometric" => Text::new("几何平均", "geometric"),
        "harmonic" => Text::new("调和平均", "harmonic"),
        "power" => Text::new(format!("幂平均 {power}"), format!("power {power}")),
        "median" => Text::new("中位数", "median"),
        "copeland" => Text::new("科普兰得分", "Copeland"),
        "minimum" => Text::new("最小值", "minimum"),
        other => Text::new(other, other),
    }
}
