use super::*;

/// English sentences as they are raised, with their Chinese ones.
const REAL: &[(&str, &str)] = &[
    (
        "sources of `gdp` of 广州 (gz) differ in 2019, 2020, most in 2020: 5 in `yearbook`, 6 in `bulletin` (20.0 % apart)",
        "广州 (gz) 的 `gdp` 在 2019, 2020 各来源不一致，2020 差别最大：5（来源 `yearbook`）、6（来源 `bulletin`）（相差 20.0%）",
    ),
    (
        "`gdp` of 广州 (gz) is 120 in 2021 in `yearbook`: from 80 in 2020 it rises by 50 % and stays there; so do 2 of the next rows: 佛山 (fs), 中山 (zs)",
        "广州 (gz) 的 `gdp` 在 2021（来源 `yearbook`）为 120：由 2020 的 80 上升 50%，此后保持在这一水平；其后有 2 行同样如此：佛山 (fs), 中山 (zs)",
    ),
    (
        "`gdp` of gz is 3 in 2021 in `y`, the same as the year before; the next rows repeat too: a, b",
        "gz 的 `gdp` 在 2021（来源 `y`）为 3，与上一年相同；其后各行也有重复：a, b",
    ),
    ("`gdp` of gz is -3 in 2021, beside 4 in 2020 and 5 in 2022", "gz 的 `gdp` 在 2021 为 -3，而 2020 为 4、2022 为 5"),
    (
        "`area` of gz is 150 in 2021, 10 times 15 of the year before to within the usual change, and comes back; 2 other places likewise",
        "gz 的 `area` 在 2021 为 150，是上一年 15 的 10 倍，误差不超过通常变动，随后又恢复原水平；另有 2 个地区同样如此",
    ),
    (
        "a and b bear the name `广州` and agree to the last digit in 9 of 10 cells, as in `gdp` of 2020: 5",
        "a 与 b 同名 `广州`，并且在 10 个单元格中有 9 个逐位相同，例如 2020 的 `gdp`：5",
    ),
    (
        "3 successive rows of `gdp` in 2021 hold the value of the next row in another source: a, b, c; `y` has them right",
        "`gdp` 在 2021 有连续 3 行填的是下一行在另一来源中的数值：a, b, c；`y` 中的数值是正确的",
    ),
    ("the path `../x` climbs out with `..`", "路径 `../x` 用 `..` 跳出了目录"),
    ("the file `a.csv` holds more than 10 cells", "文件 `a.csv` 含有超过 10 个单元格"),
    ("2 lines were left out, as no records: `注`, `a`", "有 2 行不是记录，未读入：`注`, `a`"),
    ("the indicator `x` names the table `t`, which does not exist", "指标 `x` 指向不存在的数据表 `t`"),
    ("the unit of the indicator `x`: `亿圆` is no known unit", "指标 `x` 的单位：`亿圆` 不是已知的单位"),
    ("the unit of the indicator `x`: `` is no known unit", "指标 `x` 的单位：`` 不是已知的单位"),
    ("one of file, table, place", "以下之一：file, table, place"),
    (
        "the target `35` cannot be read: `万人` measures something else than the indicator, which is in `μg/m3`",
        "无法读懂目标表述 `35`：`万人` 与指标的量纲不同，指标的单位是 `μg/m3`",
    ),
    (
        "`a.json` cannot be read as JSON: EOF while parsing a value at line 1 column 10",
        "`a.json` 无法按 JSON 读取：内容不完整，缺少值（第 1 行第 10 列）",
    ),
    ("one of the 12 places of the project", "项目中 12 个地区之一"),
    ("`x` is a text, expected a whole number", "`x` 是文本，应为整数"),
    ("the target `约` cannot be read: the sentence holds no number", "无法读懂目标表述 `约`：表述中没有数字"),
    (
        "`crest.toml` is not valid TOML here: key with no value, expected `=`",
        "`crest.toml` 此处不是合法的 TOML：键没有值，应为 `=`",
    ),
    (
        "how sure the ranks are cannot be computed: with a = b: `x` has no spread to be scaled by",
        "位次的可靠程度无法计算：当 a = b 时：`x` 没有可供标准化的离散程度",
    ),
    ("did you mean `period`?", "是否想写 `period`？"),
    ("`scheme.lag_years` is -1", "`scheme.lag_years` 的值为 -1"),
    ("the unit of `items.gdp`: `hundred` is no known unit", "`items.gdp` 的单位：`hundred` 不是已知的单位"),
    ("of `air` more is better, of the indicator `pm25` less", "`air` 以大者为优，而指标 `pm25` 以小者为优"),
    ("`items.air` names the base datum `x`, which does not exist", "`items.air` 指向不存在的基础数据 `x`"),
];

#[test]
fn real_sentences_are_put_into_chinese() {
    for (english, expected) in REAL {
        assert_eq!(chinese(english).as_deref(), Some(*expected), "{english}");
    }
}

#[test]
fn unknown_texts_have_none() {
    for text in ["", "x", "the moon is full", "`gdp`", "广州", "{}", "{1}", "`", "``", "did you mean ``` `?"] {
        assert_eq!(chinese(text), None, "{text}");
    }
}

#[test]
fn an_unknown_sentence_is_shown_in_english() {
    let diagnostic = crate::Diagnostic::error("C0101", "the moon is full").hint("wait");
    assert_eq!(diagnostic.message_in(crate::Lang::Zh), "the moon is full");
    assert_eq!(diagnostic.hint_in(crate::Lang::Zh).as_deref(), Some("wait"));
    assert_eq!(diagnostic.expected_in(crate::Lang::Zh), None);
}

#[test]
fn names_between_backticks_are_kept() {
    assert_eq!(chinese("there is no table `a whole number`").unwrap(), "没有数据表 `a whole number`");
}

/// Every hole is used once and none that is not there; two holes never touch.
#[test]
fn templates_fit_each_other() {
    let all = SENTENCES.into_iter().flatten().chain(fragments::ENTRIES).chain(faults::ENTRIES);
    for (english, chinese) in all {
        let template = Template::new(english, chinese);
        let n_holes = template.literals.len() - 1;
        let mut used: Vec<usize> = template
            .chinese
            .iter()
            .filter_map(|p| if let Piece::Hole(hole, _) = p { Some(*hole) } else { None })
            .collect();
        used.sort_unstable();
        assert_eq!(used, (0..n_holes).collect::<Vec<_>>(), "{english} / {chinese}");
        assert!(template.literals[1..].iter().rev().skip(1).all(|literal| !literal.is_empty()), "{english}");
        let ticks = |text: &str| text.matches('`').count();
        assert!(ticks(chinese).is_multiple_of(2) && ticks(english).is_multiple_of(2), "{english}");
    }
}

#[test]
fn no_sentence_stands_twice() {
    let mut all: Vec<&str> = SENTENCES.into_iter().flatten().map(|(english, _)| *english).collect();
    all.sort_unstable();
    let twice: Vec<&[&str]> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Work is bounded by length and number of templates; a search that tried all splits would not end here.
#[test]
fn hostile_texts_end() {
    let pieces =
        ["`", " in ", " of ", ": ", ", ", "` is ", " and ", "no weights below `a`: ", "with a: ", "(", "`{}` gives "];
    for piece in pieces {
        for n in [1, 100, LONGEST / piece.len()] {
            let _ = chinese(&piece.repeat(n));
            let _ = chinese(&format!("the index cannot be computed: {}", piece.repeat(n)));
        }
    }
    assert_eq!(chinese(&format!("did you mean `{}`?", "x".repeat(LONGEST))), None);
    assert!(chinese(&format!("did you mean `{}`?", "中".repeat(100))).is_some());
}
