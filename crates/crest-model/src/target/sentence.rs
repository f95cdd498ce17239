//! Writes a target as a sentence, in Chinese and in English; reading it again gives an equal target.

use std::fmt;

use super::{Measure, Target, TargetKind, Tolerances};
use crate::{Lang, Text, Unit};

impl Target {
    /// Writes the canonical sentence in a language.
    ///
    /// - Reading it with the unit of the same indicator gives an equal target: the tolerance is always written out, so it does
    ///   not hang on the tolerances of a project. For a bare number it is written where it is not the default.
    /// - Numbers are written in full (the shortest text that reads back as the same number).
    pub fn sentence(&self, lang: Lang) -> String {
        let mut sentence = self.core(lang, &|number| format!("{number}"));
        let open = |sentence: &mut String, content: &str| match lang {
            Lang::Zh => sentence.push_str(&format!("（{content}）")),
            Lang::En => sentence.push_str(&format!(" ({content})")),
        };
        if let Some(tolerance) = self.shown_tolerance(lang, &|number| format!("{number}")) {
            open(&mut sentence, &tolerance);
        }
        match (self.binding, lang) {
            (None, _) => {}
            (Some(true), Lang::Zh) => sentence.push_str("（约束性）"),
            (Some(false), Lang::Zh) => sentence.push_str("（预期性）"),
            (Some(true), Lang::En) => sentence.push_str(" (binding)"),
            (Some(false), Lang::En) => sentence.push_str(" (expected)"),
        }
        if let Some(aside) = &self.aside {
            open(&mut sentence, &aside.core(lang, &|number| format!("{number}")));
        }
        sentence
    }

    /// Returns how the sentence was understood, in both languages, for readers: numbers are rounded to six decimals.
    pub fn reading(&self) -> Text {
        let mut zh = self.core(Lang::Zh, &short);
        let mut en = self.core(Lang::En, &short);
        if let (Some(in_zh), Some(in_en)) =
            (self.shown_tolerance(Lang::Zh, &short), self.shown_tolerance(Lang::En, &short))
        {
            zh.push_str(&format!("（{in_zh}）"));
            en.push_str(&format!(" ({in_en})"));
        }
        if let Some(aside) = &self.aside {
            let aside = aside.reading();
            zh.push_str(&format!("；另述：{}", aside.zh));
            en.push_str(&format!("; also stated: {}", aside.en));
        }
        Text::new(zh, en)
    }

    /// Tolerance clause, where the kind shows one.
    fn shown_tolerance(&self, lang: Lang, write: &dyn Fn(f64) -> String) -> Option<String> {
        let (tolerance, is_shown) = match self.kind {
            TargetKind::About { tolerance, .. } | TargetKind::InStepWith { tolerance, .. } => (tolerance, true),
            TargetKind::Stated { tolerance, number } => {
                let unit = self.unit.clone().unwrap_or_else(Unit::number);
                (tolerance, tolerance != Tolerances::default().about(number, self.measure, &unit))
            }
            _ => return None,
        };
        is_shown.then(|| {
            let unit = match (&self.unit, self.is_in_points(), lang) {
                (_, true, Lang::Zh) => "个百分点".to_owned(),
                (_, true, Lang::En) => " percentage points".to_owned(),
                (Some(unit), false, _) if unit.written != "1" => format!(" {}", unit.written),
                _ => String::new(),
            };
            match lang {
                Lang::Zh => format!("容差{}{}", write(tolerance), bare(&unit)),
                Lang::En => format!("tolerance {}{unit}", write(tolerance)),
            }
        })
    }

    /// The sentence without tolerance, binding and aside.
    fn core(&self, lang: Lang, write: &dyn Fn(f64) -> String) -> String {
        match lang {
            Lang::Zh => self.core_zh(write),
            Lang::En => self.core_en(write),
        }
    }

    fn core_zh(&self, write: &dyn Fn(f64) -> String) -> String {
        let number = |n: f64| self.with_unit(n, Lang::Zh, write);
        let strives = if self.strives { "力争" } else { "" };
        let measure = match self.measure {
            Measure::Level | Measure::Rank => "",
            Measure::Total => "累计",
            Measure::Mean => "年均",
            Measure::Growth => "增长",
            Measure::MeanGrowth => "年均增长",
            Measure::TotalGrowth => "累计增长",
            Measure::Change => "提高",
            Measure::Share => "占比",
        };
        if let (Measure::Rank, TargetKind::AtMost { number, .. }) = (self.measure, &self.kind) {
            return format!("{strives}进入前{}名", write(*number));
        }
        let demand = match &self.kind {
            TargetKind::AtLeast { number: n, strict: false } => format!("{measure}不低于{}", number(*n)),
            TargetKind::AtLeast { number: n, strict: true } => format!("{measure}高于{}", number(*n)),
            TargetKind::AtMost { number: n, strict: false } => format!("{measure}不高于{}", number(*n)),
            TargetKind::AtMost { number: n, strict: true } => format!("{measure}低于{}", number(*n)),
            TargetKind::About { number: n, .. } => format!("{measure}{}左右", number(*n)),
            TargetKind::Positive if self.measure == Measure::Level => "正值".to_owned(),
            TargetKind::Positive => "正增长".to_owned(),
            TargetKind::Negative if self.measure == Measure::Level => "负值".to_owned(),
            TargetKind::Negative => "负增长".to_owned(),
            TargetKind::InStepWith { reference, .. } => format!("与“{reference}”同步"),
            TargetKind::Range { lower, upper } => format!("{measure}{}至{}", number(*lower), number(*upper)),
            TargetKind::Stated { number: n, .. } => format!("{measure}{}", number(*n)),
        };
        format!("{strives}{demand}")
    }

    fn core_en(&self, write: &dyn Fn(f64) -> String) -> String {
        let number = |n: f64| self.with_unit(n, Lang::En, write);
        let strives = if self.strives { "strive for " } else { "" };
        let measure = match self.measure {
            Measure::Level | Measure::Rank => "",
            Measure::Total => "a total of ",
            Measure::Mean => "a yearly mean of ",
            Measure::Growth => "growth of ",
            Measure::MeanGrowth => "mean yearly growth of ",
            Measure::TotalGrowth => "total growth of ",
            Measure::Change => "an increase of ",
            Measure::Share => "a share of ",
        };
        if let (Measure::Rank, TargetKind::AtMost { number, .. }) = (self.measure, &self.kind) {
            return format!("{strives}top {}", write(*number));
        }
        let demand = match &self.kind {
            TargetKind::AtLeast { number: n, strict: false } => format!("{measure}at least {}", number(*n)),
            TargetKind::AtLeast { number: n, strict: true } => format!("{measure}more than {}", number(*n)),
            TargetKind::AtMost { number: n, strict: false } => format!("{measure}at most {}", number(*n)),
            TargetKind::AtMost { number: n, strict: true } => format!("{measure}less than {}", number(*n)),
            TargetKind::About { number: n, .. } => format!("{measure}about {}", number(*n)),
            TargetKind::Positive if self.measure == Measure::Level => "positive".to_owned(),
            TargetKind::Positive => "positive growth".to_owned(),
            TargetKind::Negative if self.measure == Measure::Level => "negative".to_owned(),
            TargetKind::Negative => "negative growth".to_owned(),
            TargetKind::InStepWith { reference, .. } => format!("in step with {reference}"),
            TargetKind::Range { lower, upper } => format!("{measure}between {} and {}", write(*lower), number(*upper)),
            TargetKind::Stated { number: n, .. } => format!("{measure}{}", number(*n)),
        };
        format!("{strives}{demand}")
    }

    /// Number with the unit of the measure.
    fn with_unit(&self, number: f64, lang: Lang, write: &dyn Fn(f64) -> String) -> String {
        let number = write(number);
        match (self.measure, &self.unit, lang) {
            (Measure::Growth | Measure::MeanGrowth | Measure::TotalGrowth | Measure::Share, ..) => format!("{number}%"),
            (Measure::Change, _, Lang::Zh) => format!("{number}个百分点"),
            (Measure::Change, _, Lang::En) => format!("{number} percentage points"),
            (Measure::Rank, ..) | (_, None, _) => number,
            (_, Some(unit), _) if unit.written == "1" => number,
            (_, Some(unit), _) if unit.written == "%" => format!("{number}%"),
            (_, Some(unit), Lang::Zh) if starts_chinese(&unit.written) => format!("{number}{}", unit.written),
            (_, Some(unit), Lang::Zh) => format!("{number}（{}）", unit.written),
            (_, Some(unit), Lang::En) => format!("{number} ({})", unit.written),
        }
    }
}

impl fmt::Display for Target {
    /// Writes the canonical sentence in English; see [`Target::sentence`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

/// A unit after a blank, without it where the unit begins in Chinese.
fn bare(unit: &str) -> &str {
    let own = unit.trim_start();
    if starts_chinese(own) { own } else { unit }
}

fn starts_chinese(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '\u{3400}'..='\u{9FFF}'))
}

/// Writes a number for readers: at most six decimals, no trailing zeros.
fn short(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded.is_finite() { format!("{rounded}") } else { format!("{number}") }
}
