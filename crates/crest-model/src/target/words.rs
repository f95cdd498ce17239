//! The words of target sentences, Chinese and English, and how they are found in text.

/// Says what a word of a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    AtLeast,
    /// At least, unless the sentence says something stronger (`达到8%左右`).
    Reach,
    Above,
    AtMost,
    /// At most, unless the sentence says something stronger (`控制在5左右`).
    Hold,
    Below,
    About,
    Strive,
    Growth,
    Decline,
    Share,
    /// Since the baseline altogether (`累计`).
    Total,
    /// Both at once (`total growth`).
    TotalGrowth,
    /// On average per year since the baseline (`年均`).
    Yearly,
    Positive,
    Negative,
    GrowthPositive,
    GrowthNegative,
    Between,
    /// Between two numbers only; a filler elsewhere.
    To,
    Top,
    Place,
    PlaceSuffix,
    First,
    Filler,
}

/// Every word; the longest that fits at a position is taken.
const WORDS: &[(Key, &[&str])] = &[
    (
        Key::AtLeast,
        &[
            "不低于",
            "不少于",
            "不小于",
            "不得低于",
            "至少",
            "以上",
            "及以上",
            "≥",
            ">=",
            "at least",
            "no less than",
            "not less than",
            "no lower than",
            "not lower than",
            "not below",
            "no fewer than",
            "or more",
            "or above",
            "or higher",
            "and above",
            "a minimum of",
            "minimum",
        ],
    ),
    (
        Key::Reach,
        &[
            "达到",
            "达",
            "实现",
            "完成",
            "增长到",
            "增加到",
            "提高到",
            "提升到",
            "增至",
            "提高至",
            "提升至",
            "reach",
            "reaching",
            "reaches",
            "attain",
            "achieve",
            "increase to",
            "rise to",
            "raise to",
            "grow to",
            "growing to",
        ],
    ),
    (
        Key::Above,
        &[
            "超过",
            "超",
            "高于",
            "大于",
            "多于",
            "突破",
            "余",
            "多",
            ">",
            "more than",
            "over",
            "above",
            "exceed",
            "exceeds",
            "exceeding",
            "greater than",
            "higher than",
            "surpass",
            "break through",
        ],
    ),
    (
        Key::AtMost,
        &[
            "不超过",
            "不高于",
            "不大于",
            "不多于",
            "不得超过",
            "不突破",
            "以内",
            "以下",
            "及以下",
            "≤",
            "<=",
            "within",
            "at most",
            "no more than",
            "not more than",
            "up to",
            "not above",
            "not exceeding",
            "not exceed",
            "no higher than",
            "not higher than",
            "or less",
            "or below",
            "or lower",
            "a maximum of",
            "maximum",
            "capped at",
        ],
    ),
    (
        Key::Hold,
        &[
            "控制在",
            "控制到",
            "下降到",
            "下降至",
            "降低到",
            "降低至",
            "降到",
            "降至",
            "减少到",
            "减至",
            "fall to",
            "reduce to",
            "reduced to",
            "decrease to",
            "cut to",
        ],
    ),
    (Key::Below, &["低于", "小于", "少于", "<", "less than", "below", "under", "fewer than", "lower than"]),
    (
        Key::About,
        &[
            "左右",
            "上下",
            "大约",
            "约",
            "大致",
            "about",
            "around",
            "approximately",
            "approx.",
            "roughly",
            "or so",
            "~",
            "≈",
        ],
    ),
    (
        Key::Strive,
        &[
            "力争",
            "争取",
            "努力",
            "strive for",
            "strive to",
            "striving for",
            "strive",
            "aim for",
            "aim at",
            "aim to",
            "aiming for",
            "seek to",
        ],
    ),
    (
        Key::Growth,
        &[
            "增长",
            "增速",
            "增幅",
            "增长率",
            "增加",
            "提高",
            "提升",
            "上升",
            "growth",
            "growth rate",
            "grow",
            "grow by",
            "grows by",
            "increase",
            "increase by",
            "rise by",
            "raise by",
            "up by",
        ],
    ),
    (
        Key::Decline,
        &[
            "下降",
            "降低",
            "减少",
            "降幅",
            "fall by",
            "decline",
            "decline by",
            "decrease",
            "decrease by",
            "reduce by",
            "reduction",
            "down by",
            "cut by",
        ],
    ),
    (Key::Share, &["占比", "比重", "占", "share"]),
    (Key::Total, &["累计", "a total of", "in total", "cumulative", "cumulatively", "altogether"]),
    (Key::TotalGrowth, &["total growth", "cumulative growth", "total increase"]),
    (
        Key::Yearly,
        &[
            "年均",
            "每年",
            "平均每年",
            "a year",
            "per year",
            "annually",
            "annual",
            "yearly",
            "each year",
            "on average",
            "a yearly mean of",
            "mean yearly",
            "average annual",
        ],
    ),
    (Key::GrowthPositive, &["正增长", "positive growth"]),
    (Key::GrowthNegative, &["负增长", "negative growth"]),
    (Key::Positive, &["正值", "为正", "转正", "positive"]),
    (Key::Negative, &["负值", "为负", "negative"]),
    (Key::Between, &["之间", "区间", "between", "from", "in the range of"]),
    (Key::To, &["至", "到", "-", "–", "—", "to", "and", "~"]),
    (Key::Top, &["前", "top", "among the first", "among the top", "first"]),
    (Key::Place, &["第", "rank", "place"]),
    (Key::PlaceSuffix, &["名", "位", "强", "列"]),
    (Key::First, &["居首", "首位", "榜首", "the first", "first"]),
    (
        Key::Filler,
        &[
            "保持在",
            "保持",
            "稳定在",
            "维持在",
            "维持",
            "进入",
            "位居",
            "位列",
            "排名",
            "跻身",
            "确保",
            "同比",
            "新增",
            "全年",
            "目标",
            "控制",
            "为",
            "在",
            "要",
            "将",
            "the",
            "a",
            "an",
            "of",
            "be",
            "at",
            "in",
            "is",
            "to",
            "by",
            "for",
            "and",
            "maintain",
            "keep",
            "kept",
            "remain",
            "ensure",
            "target",
            "year on year",
            "average",
            "mean",
            ",",
            "，",
            "、",
            ";",
            "；",
            ".",
            "。",
            ":",
            "：",
            "的",
        ],
    ),
];

/// Finds the longest word at the start of `text` that `allowed` lets pass; returns it with its length in bytes.
///
/// Latin words must stand alone: `previous` is the character before, and none of their letters may run on.
pub(super) fn word_at(text: &str, previous: Option<char>, allowed: impl Fn(Key) -> bool) -> Option<(Key, usize)> {
    let mut best: Option<(Key, usize)> = None;
    for (key, words) in WORDS {
        if !allowed(*key) {
            continue;
        }
        for word in *words {
            if best.is_some_and(|(_, length)| length >= word.len()) {
                continue;
            }
            let Some(head) = text.get(..word.len()) else { continue };
            if !head.eq_ignore_ascii_case(word) {
                continue;
            }
            if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let next = text[word.len()..].chars().next();
                let runs_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
                if runs_on(previous) || next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
                    continue;
                }
            }
            best = Some((*key, word.len()));
        }
    }
    best
}

/// Reads a Chinese or English number word at the start of `text`: its value and length in bytes.
///
/// A Chinese number counts only before a magnitude, a unit word, a rank suffix or the end, so that words such as 一般
/// or 三次产业 are left alone.
pub(super) fn number_word(text: &str, previous: Option<char>) -> Option<(f64, usize)> {
    const ENGLISH: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if !previous.is_some_and(|c| c.is_ascii_alphanumeric()) {
        for (word, value) in ENGLISH.iter().zip(1_u8..) {
            if text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
                && !text[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
            {
                return Some((f64::from(value), word.len()));
            }
        }
    }
    let length: usize = text.chars().take_while(|c| chinese_digit(*c).is_some()).map(char::len_utf8).sum();
    let (digits, rest) = text.split_at(length);
    if digits.is_empty() {
        return None;
    }
    let follows = rest.trim_start().chars().next();
    let plausible = follows.is_none_or(|c| "万亿元名位强列个家项件人户所张天年成%以左之及上,，。;；)".contains(c));
    plausible.then(|| chinese_number(digits)).flatten().map(|value| (value, length))
}

/// Value of a Chinese digit, or minus the size of a Chinese place word.
fn chinese_digit(c: char) -> Option<f64> {
    Some(match c {
        '零' | '〇' => 0.0,
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        '十' => -10.0,
        '百' => -100.0,
        '千' => -1000.0,
        _ => return None,
    })
}

/// Reads a Chinese number below 10 000.
fn chinese_number(digits: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut digit: Option<f64> = None;
    for c in digits.chars() {
        let value = chinese_digit(c)?;
        if value < 0.0 {
            total += -value * digit.take().filter(|d| *d > 0.0).unwrap_or(1.0);
        } else {
            if digit.is_some_and(|d| d > 0.0) {
                return None;
            }
            digit = Some(value);
        }
    }
    Some(total + digit.unwrap_or(0.0))
}
