//! The kernel's errors and audit findings with the names of the project, in words.

use crest_index::Matrix;
use crest_index::aggregate::AggregateError;
use crest_index::audit::{AuditLimits, Finding, Grade, Rule, Subject, audit as audit_index};
use crest_index::build::{BuildError, Built, PanelError};
use crest_index::normalise::NormaliseError;
use crest_model::model::Model;
use crest_model::results::AuditFinding;
use crest_model::{Lang, Period, Text};

use super::frame::Frame;

/// Says why the index of a period cannot be built, with names in place of positions.
pub(in crate::assemble) fn build_error(model: &Model, frame: &Frame, error: &BuildError) -> String {
    let column = |c: usize| model.nodes[frame.columns[c]].code.as_str();
    let node = |t: usize| model.nodes[frame.nodes[t]].code.as_str();
    let place = |p: usize| model.places[frame.places[p]].id.as_str();
    match *error {
        BuildError::Normalise(error) => match error {
            NormaliseError::Constant { column: c } => format!("`{}` has no spread to be scaled by", column(c)),
            NormaliseError::NoTarget { column: c } => {
                format!("`{}` has no target at a level, which this normalisation needs", column(c))
            }
            NormaliseError::TargetNotAhead { column: c, target } => {
                format!("the target {target} of `{}` is no better than its worst value", column(c))
            }
            NormaliseError::NoGoalposts { column: c } => {
                format!("`{}` has no goalpost_lower and goalpost_upper, which this normalisation needs", column(c))
            }
            NormaliseError::NoReference { column: c } => {
                format!("the reference place has no value of `{}`, or its worst one", column(c))
            }
            NormaliseError::NotPositive { column: c, value } => {
                format!("`{}` has {value} where a fraction of the best needs a positive number", column(c))
            }
        },
        BuildError::Aggregate(error) => aggregate_error(&node, &place, &error),
        BuildError::Weigh(crest_index::weigh::WeighError::Aggregate(error)) => aggregate_error(&node, &place, &error),
        BuildError::Weigh(crest_index::weigh::WeighError::Rule { parent, error }) => {
            format!("no weights for the members of `{}`: {error}", node(parent))
        }
        BuildError::Weigh(crest_index::weigh::WeighError::Optimise { root, error }) => {
            format!("no weights below `{}`: {error}", node(root))
        }
        BuildError::Input(error) => error.to_string(),
    }
}

fn aggregate_error<'a>(
    node: &dyn Fn(usize) -> &'a str,
    place: &dyn Fn(usize) -> &'a str,
    error: &AggregateError,
) -> String {
    match *error {
        AggregateError::NotPositive { place: p, node: t, member, value } => format!(
            "`{}` of `{}` is {value} where the mean at `{}` needs a positive number; normalise to a scale that starts above 0",
            node(member),
            place(p),
            node(t)
        ),
        AggregateError::NegativeWeight { node: t, member } => {
            format!("`{}` has a negative weight, which the mean at `{}` cannot take", node(member), node(t))
        }
        AggregateError::NotFinite { place: p, node: t } => {
            format!("the score of `{}` on `{}` is no finite number", place(p), node(t))
        }
    }
}

/// Says why the index of a panel cannot be built.
pub(super) fn panel_error(model: &Model, frame: &Frame, error: &PanelError, periods: &[(Period, Matrix)]) -> String {
    match error {
        PanelError::Period { period, error } => {
            format!("{}: {}", periods[*period].0, build_error(model, frame, error))
        }
        other => other.to_string(),
    }
}

/// Audits the index and tells the findings in both languages.
pub(super) fn audit(
    model: &Model,
    frame: &Frame,
    built: &Built,
    sizes: &Matrix,
    size_names: &[usize],
) -> Vec<AuditFinding> {
    let subject = Subject {
        tree: &built.tree,
        raw: &built.denominated.matrix,
        treated: Some(&built.treated),
        scores: &built.scores,
        denominators: Some(sizes),
    };
    // Every place of the frame has a row in every matrix, so there is always something to audit.
    let Ok(audit) = audit_index(&subject, &AuditLimits::default()) else { return Vec::new() };
    audit.findings.iter().map(|finding| line(model, frame, finding, size_names)).collect()
}

fn line(model: &Model, frame: &Frame, finding: &Finding, size_names: &[usize]) -> AuditFinding {
    let node_in = |t: usize, lang: Lang| {
        let node = &model.nodes[frame.nodes[t]];
        let name = node.name.show(lang);
        if name.is_empty() { node.code.clone() } else { name.to_owned() }
    };
    let place_in = |p: usize, lang: Lang| model.places[frame.places[p]].name.show(lang).to_owned();
    let size_in = |c: usize, lang: Lang| model.nodes[size_names[c]].name.show(lang).to_owned();
    let en = finding.sentence(&|t| node_in(t, Lang::En), &|p| place_in(p, Lang::En), &|c| size_in(c, Lang::En));
    let of =
        |text: Option<usize>, name: &dyn Fn(usize, Lang) -> String| text.map_or(String::new(), |t| name(t, Lang::Zh));
    let other =
        if finding.rule == Rule::SizeDriven { of(finding.other, &size_in) } else { of(finding.other, &node_in) };
    let zh = chinese(finding, &of(finding.node, &node_in), &other, &of(finding.place, &place_in));
    let code = |t: usize| model.nodes[frame.nodes[t]].code.clone();
    let subject = finding.node.map(code).or_else(|| finding.place.map(|p| model.places[frame.places[p]].id.clone()));
    AuditFinding {
        rule: rule_word(finding.rule).to_owned(),
        node: subject.unwrap_or_default(),
        other: finding.other.map(|other| match finding.rule {
            Rule::SizeDriven => model.nodes[size_names[other]].code.clone(),
            _ => code(other),
        }),
        grade: match finding.grade {
            Grade::Note => "note",
            Grade::Warning | Grade::Serious => "warning",
        }
        .to_owned(),
        number: finding.number,
        threshold: finding.threshold,
        words: Text::new(zh, en),
    }
}

fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::IndicatorCoverage => "indicator_coverage",
        Rule::PlaceCoverage => "place_coverage",
        Rule::PillarCoverage => "pillar_coverage",
        Rule::Constant => "constant",
        Rule::Outliers => "outliers",
        Rule::OutliersRemain => "outliers_remain",
        Rule::SizeDriven => "size_driven",
        Rule::NegativeInside => "negative_inside",
        Rule::Redundant => "redundant",
        Rule::NegativeWithParent => "negative_with_parent",
        Rule::WeakWithParent => "weak_with_parent",
        Rule::StrongerElsewhere => "stronger_elsewhere",
        Rule::SilentInIndex => "silent_in_index",
        Rule::Alpha => "alpha",
        Rule::SeveralDimensions => "several_dimensions",
        Rule::FirstComponent => "first_component",
        Rule::NegativeLoading => "negative_loading",
        Rule::Imbalance => "imbalance",
        Rule::SamePicture => "same_picture",
    }
}

fn chinese(finding: &Finding, node: &str, other: &str, place: &str) -> String {
    let number = finding.number.map_or(String::new(), |x| format!("{x:.2}"));
    let threshold = finding.threshold.map_or(String::new(), |x| format!("{x:.2}"));
    let percent = |x: Option<f64>| x.map_or(String::new(), |x| format!("{:.0}%", 100.0 * x));
    let (share, least) = (percent(finding.number), percent(finding.threshold));
    match finding.rule {
        Rule::IndicatorCoverage => format!("{node}：{share} 的地区有数据，一般要求 {least}。"),
        Rule::PlaceCoverage => format!("{place}：{share} 的指标有数据，一般要求 {least}。"),
        Rule::PillarCoverage => format!("{share} 的地区在{node}中有数据的指标不足 {least}。"),
        Rule::Constant => format!("{node}各地相同，不能区分任何地区。"),
        Rule::Outliers => format!("{node}有异常值：偏度 {number}，超出 ±{threshold}。"),
        Rule::OutliersRemain => format!("{node}处理后仍有异常值：偏度 {number}，超出 ±{threshold}。"),
        Rule::SizeDriven => format!("{node}随{other}变动（相关系数 {number}），可能反映的是规模而非质量。"),
        Rule::NegativeInside => format!("{node}与{other}同属一类却方向相反（相关系数 {number}）。"),
        Rule::Redundant => format!("{node}与{other}几乎说同一件事（相关系数 {number}，高于 {threshold}）。"),
        Rule::NegativeWithParent => format!("{node}与所属的{other}方向相反（相关系数 {number}）。"),
        Rule::WeakWithParent => format!("{node}与所属的{other}几乎无关（相关系数 {number}，低于 {threshold}）。"),
        Rule::StrongerElsewhere => {
            format!("{node}与{other}的相关（{number}）强于与所属上级的相关（{threshold}）。")
        }
        Rule::SilentInIndex => format!("{node}在指数中几乎不起作用（相关系数 {number}，低于 {threshold}）。"),
        Rule::Alpha => format!("{node}的各成员不一致：克朗巴赫 α 为 {number}，低于 {threshold}。"),
        Rule::SeveralDimensions => {
            format!("{node}的成员测量了 {} 件不同的事：有这么多特征值大于 1。", finding.number.unwrap_or(0.0))
        }
        Rule::FirstComponent => format!("{node}的第一主成分解释方差的 {share}，一般要求 {least}。"),
        Rule::NegativeLoading => format!("{node}与{other}的其他成员方向相反：第一主成分载荷 {number}。"),
        Rule::Imbalance => format!("{node}对上级的影响占 {share}，而权重是 {least}。"),
        Rule::SamePicture => {
            format!("只有 {share} 的地区在{node}中的位次与指数明显不同；低于 {least} 时指数增加的信息很少。")
        }
    }
}
