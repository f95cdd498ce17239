//! Words of the kernel's answers in both languages.

use crest_index::scheme::{Unscored, VetoEffect};
use crest_model::Text;
use crest_model::scheme::{Reading, Scheme};

/// How an item is scored: the name of its score function, what it reads, and its method.
pub(super) fn scored(scheme: &Scheme, id: Option<&str>) -> Text {
    let Some(score) = id.and_then(|id| scheme.find_score(id)) else { return Text::default() };
    let (zh, en) = match score.reading {
        Reading::Value => ("", ""),
        Reading::Growth => ("增速：", "growth: "),
        Reading::Change => ("增量：", "change: "),
        Reading::ShareOfBase => ("与基准值之比：", "ratio to the base: "),
        Reading::OverBase => ("比基准值增长：", "growth over the base: "),
        Reading::FromBase => ("与基准值之差：", "difference to the base: "),
        Reading::ShareOfGoal => ("目标完成率：", "share of the goal: "),
    };
    let name = &score.name;
    let of = |lang| if name.is_empty() { score.function.word() } else { name.show(lang) };
    Text::new(format!("{zh}{}", of(crest_model::Lang::Zh)), format!("{en}{}", of(crest_model::Lang::En)))
}

/// Why an item could not be scored from its figures.
pub(super) fn reason(reason: Unscored) -> Text {
    let zh = match reason {
        Unscored::NoValue => "没有数值",
        Unscored::NoPrevious => "没有上年数值",
        Unscored::PreviousNotPositive => "上年数值不为正",
        Unscored::NoBase => "没有基准值",
        Unscored::BaseNotPositive => "基准值不为正",
        Unscored::NoGoal => "没有目标值",
        Unscored::GoalNotPositive => "目标值不为正",
        Unscored::GoalNotBeyondBase => "目标值不优于基准值",
        Unscored::NoGoalposts => "没有上下限，或下限不低于上限",
        Unscored::Overflow => "数值过大，无法计分",
        Unscored::NoWeight => "该指标对所在组没有权重",
    };
    Text::new(zh, reason.to_string())
}

/// Why an item has no figure though the project has a value.
pub(super) fn not_converted(unit: &str) -> Text {
    Text::new(
        format!("数值无法换算为{unit}：缺少该年汇率"),
        format!("the value cannot be converted to {unit}: there is no rate of that year"),
    )
}

/// What a veto does.
pub(super) fn veto(effect: VetoEffect) -> Text {
    match effect {
        VetoEffect::Last => Text::new("一票否决：排在最后", "veto: ranked last"),
        VetoEffect::Unranked => Text::new("一票否决：不参加排名", "veto: not ranked"),
        VetoEffect::NoAward => Text::new("一票否决：不得评优", "veto: no award"),
        VetoEffect::Zero => Text::new("一票否决：总分计零", "veto: the total is 0"),
    }
}
