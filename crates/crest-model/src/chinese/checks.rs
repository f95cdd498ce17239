//! Findings of the data checks (C20).

/// English template and its Chinese one.
pub(super) const ENTRIES: &[(&str, &str)] = &[
    // Settings.
    ("`[checks.{}]` names no data check", "`[checks.{1}]` 不是任何一项数据检查的名称"),
    ("data check `{}` has no parameter `{}`", "数据检查 `{1}` 没有参数 `{2}`"),
    ("`{}` of data check `{}` names no indicator", "数据检查 `{2}` 的 `{1}` 没有指向任何指标"),
    ("did you mean `{}`?", "是否想写 `{1}`？"),
    // Conflict.
    ("sources of `{}` of {} differ in {}: {} ({} % apart)", "{2}的 `{1}` 在 {3} 各来源不一致：{4}（相差 {5}%）"),
    (
        "sources of `{}` of {} differ in {}, most in {}: {} ({} % apart)",
        "{2}的 `{1}` 在 {3} 各来源不一致，{4} 差别最大：{5}（相差 {6}%）",
    ),
    ("about {}", "约 {1}"),
    ("the others agree; `{}` stands alone", "其余来源一致，只有 `{1}` 不同"),
    (
        "a revision may lie between them: state in [sources] which one is used",
        "其间可能有过修订：请在 [sources] 中写明采用哪一个",
    ),
    ("the value of `{}`", "`{1}` 的数值"),
    // Constant.
    (
        "`{}` of {} is {} in every one of {}, while that of other places changes",
        "{2}的 `{1}` 在 {4} 每一期都是 {3}，而其他地区的数值有变化",
    ),
    (
        "`{}` of {} is {} in every one of {}, while that of other places changes; the next rows are constant too: {}",
        "{2}的 `{1}` 在 {4} 每一期都是 {3}，而其他地区的数值有变化；其后各行也固定不变：{5}",
    ),
    ("a value of its own for each year", "每年各有自己的数值"),
    (
        "a column filled down with one number is not a series: take the values from the publication",
        "用同一个数字向下填充的一列不是时间序列：请从原始公布资料取数",
    ),
    ("`{}` is {} for {} places in {}: {}", "`{1}` 在 {4} 有 {3} 个地区同为 {2}：{5}"),
    ("a value of its own for each place", "每个地区各有自己的数值"),
    (
        "the figure of a province or a country may stand in for those of its cities",
        "可能是用全省或全国的数字代替了各市的数字",
    ),
    ("the same value", "相同的数值"),
    // Duplicate.
    (
        "{} and {} agree to the last digit in {} of {} cells, as in `{}` of {}: {}",
        "{1}与{2}在 {4} 个单元格中有 {3} 个逐位相同，例如 {6} 的 `{5}`：{7}",
    ),
    (
        "{} and {} bear the name `{}` and agree to the last digit in {} of {} cells, as in `{}` of {}: {}",
        "{1}与{2}同名 `{3}`，并且在 {5} 个单元格中有 {4} 个逐位相同，例如 {7} 的 `{6}`：{8}",
    ),
    ("{} and {} do not contradict each other in any cell", "{1}与{2}没有任何单元格相互矛盾"),
    (
        "{} and {} bear the name `{}` and do not contradict each other in any cell",
        "{1}与{2}同名 `{3}`，并且没有任何单元格相互矛盾",
    ),
    ("one code for one place", "一个地区只用一个代码"),
    (
        "keep one of the two in the list of places and write the other into its `aliases`",
        "在地区清单中保留其中一个，把另一个写入它的 `aliases`",
    ),
    ("the other place's value", "另一个地区的数值"),
    // Interpolation.
    (
        "{} values of `{}` of {} in {} lie on a straight line, {} a year, from {} in {} to {} in {}",
        "{3}的 `{2}` 在 {4} 的 {1} 个数值恰在一条直线上（每年 {5}），从 {7} 的 {6} 到 {9} 的 {8}",
    ),
    (
        "{} values of `{}` of {} in {} lie on a path of constant growth, {} % a year, from {} in {} to {} in {}",
        "{3}的 `{2}` 在 {4} 的 {1} 个数值恰按固定速度增长（每年 {5}%），从 {7} 的 {6} 到 {9} 的 {8}",
    ),
    ("reported values, or the status `interpolated`", "上报值，或标明数据状态 `interpolated`（内插值）"),
    (
        "give these rows the status `interpolated`; growth between them says nothing",
        "请把这些行的数据状态标为 `interpolated`；其间的增速没有意义",
    ),
    ("one end", "一端"),
    ("the other end", "另一端"),
    ("`{}` of {} in {} is interpolated by its source", "{2}的 `{1}` 在 {3} 是来源自己的内插值"),
    // Jump.
    (
        "`{}` of {} is {} in {}: from {} in {} it {} and comes back to {} in {}",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，随后在 {9} 回到 {8}",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {} and comes back to {} in {}; so do {} of the next rows: {}",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，随后在 {9} 回到 {8}；其后有 {10} 行同样如此：{11}",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {}, and nothing follows",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，此后没有数据",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {}, and nothing follows; so do {} of the next rows: {}",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，此后没有数据；其后有 {8} 行同样如此：{9}",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {}, which another source does not show",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，而另一来源并无此变化",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {}, which another source does not show; so do {} of the next rows: {}",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，而另一来源并无此变化；其后有 {8} 行同样如此：{9}",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {} and stays there",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，此后保持在这一水平",
    ),
    (
        "`{}` of {} is {} in {}: from {} in {} it {} and stays there; so do {} of the next rows: {}",
        "{2}的 `{1}` 在 {4} 为 {3}：由 {6} 的 {5} {7}，此后保持在这一水平；其后有 {8} 行同样如此：{9}",
    ),
    ("the year before", "上一年"),
    (
        "the land area changes at the same time: give the values before and after their territory versions",
        "土地面积同时发生变化：请为前后的数值分别注明区划版本",
    ),
    ("{} for this cell", "对这一单元格，{1}"),
    (
        "compare with the publication: a digit, a row or a unit may be wrong",
        "请与原始公布资料核对：可能是数位、行次或单位有误",
    ),
    (
        "if the definition or a revision breaks the series here, take all years from one revision or say so in a note",
        "如果序列在此因口径变化或数据修订而中断，请各年统一采用同一次修订的数据，或在备注中说明",
    ),
    // Outlier.
    (
        "`{}` of {} is far from its group in {}: {} in {}, {} robust standard deviations from the median {}",
        "{2}的 `{1}` 在 {3} 远离所在分组：{5} 为 {4}，与中位数 {7} 相差 {6} 个稳健标准差",
    ),
    (
        "if it is right, treat it in the index ([index.treat]) rather than in the data",
        "如果数值无误，请在指数中做异常值处理（[index.treat]），不要改动数据",
    ),
    // Parts.
    (
        "the parts of `{}` of {} miss it in {}: they sum to {}, the whole is {} ({} %)",
        "{2}的 `{1}` 在 {3} 分项与总量不符：分项合计 {4}，总量 {5}（{6}%）",
    ),
    (
        "the parts of `{}` of {} miss it in {}, most in {}: they sum to {}, the whole is {} ({} %)",
        "{2}的 `{1}` 在 {3} 分项与总量不符，{4} 差别最大：分项合计 {5}，总量 {6}（{7}%）",
    ),
    (
        "take whole and parts from one publication; after a revision both must be revised",
        "总量与分项应取自同一份公布资料；数据修订后两者须一并修订",
    ),
    // Population.
    (
        "`{}` of {} goes from {} in {} to {} in {} and stays there, while `{}` goes on as usual and no land area changes",
        "{2}的 `{1}` 由 {4} 的 {3} 变为 {6} 的 {5} 并保持在这一水平，而 `{7}` 走势如常，土地面积也没有变化",
    ),
    (
        "registered and resident people are two indicators, and a census corrects the estimates before it: take all years of one count",
        "户籍人口与常住人口是两个指标，普查还会修正此前的估计：请各年统一采用同一口径",
    ),
    ("the count before", "此前的人数"),
    // Repeat.
    ("`{}` of {} is {} in {}, the same as the year before", "{2}的 `{1}` 在 {4} 为 {3}，与上一年相同"),
    (
        "`{}` of {} is {} in {}, the same as all years from the one before",
        "{2}的 `{1}` 在 {4} 为 {3}，自上一年起各年都相同",
    ),
    (
        "`{}` of {} is {} in {}, the same as the year before; the next rows repeat too: {}",
        "{2}的 `{1}` 在 {4} 为 {3}，与上一年相同；其后各行也有重复：{5}",
    ),
    (
        "`{}` of {} is {} in {}, the same as all years from the one before; the next rows repeat too: {}",
        "{2}的 `{1}` 在 {4} 为 {3}，自上一年起各年都相同；其后各行也有重复：{5}",
    ),
    (
        "a value carried forward or copied is not a reported one: correct it, or give it the status `estimated`",
        "沿用或复制的数值不是上报值：请更正，或把数据状态标为 `estimated`（估计值）",
    ),
    ("rounding may explain it: a value with more digits would tell", "可能是四舍五入所致：保留更多位数即可分辨"),
    // Sign.
    ("`{}` of {} is {} in {}", "{2}的 `{1}` 在 {4} 为 {3}"),
    ("`{}` of {} is {} in {}, beside {} in {}", "{2}的 `{1}` 在 {4} 为 {3}，而 {6} 为 {5}"),
    ("`{}` of {} is {} in {}, beside {} in {} and {} in {}", "{2}的 `{1}` 在 {4} 为 {3}，而 {6} 为 {5}、{8} 为 {7}"),
    ("0 or more", "不小于 0"),
    ("a value near its neighbours, or none", "与相邻数值接近的数值，或留空"),
    (
        "if the indicator may be negative, say so in the column `may_be_negative` of the framework",
        "如果该指标可以为负，请在指标体系的 `may_be_negative` 列注明",
    ),
    ("a missing value is an empty cell, not 0", "缺失值应留空单元格，不写 0"),
    ("the value beside it", "相邻的数值"),
    // Slip.
    (
        "{} successive rows of `{}` in {} hold the value of the {} row in the years before and after: {}",
        "`{2}` 在 {3} 有连续 {1} 行填的是{4}一行在前后年份的数值：{5}",
    ),
    (
        "{} successive rows of `{}` in {} hold the value of the {} row in another source: {}",
        "`{2}` 在 {3} 有连续 {1} 行填的是{4}一行在另一来源中的数值：{5}",
    ),
    (
        "{} successive rows of `{}` in {} hold the value of the {} row in another source: {}; `{}` has them right",
        "`{2}` 在 {3} 有连续 {1} 行填的是{4}一行在另一来源中的数值：{5}；`{6}` 中的数值是正确的",
    ),
    ("about {} in the first of them", "其中第一行约为 {1}"),
    (
        "move the block by one row {}, then fill the row that is left from the publication",
        "把这一段整体{1}移一行，再按原始公布资料补齐空出的一行",
    ),
    ("{} stands here", "此处为 {1}"),
    // Territory.
    ("`{}` of {} goes from {} in {} to {} in {} ({} %)", "{2}的 `{1}` 由 {4} 的 {3} 变为 {6} 的 {5}（{7}%）"),
    (
        "`{}` of {} goes from {} in {} to {} in {} ({} %); {} breaks in the same year",
        "{2}的 `{1}` 由 {4} 的 {3} 变为 {6} 的 {5}（{7}%）；{8} 在同一年中断",
    ),
    (
        "`{}` of {} goes from {} in {} to {} in {} ({} %); {} break in the same year",
        "{2}的 `{1}` 由 {4} 的 {3} 变为 {6} 的 {5}（{7}%）；{8} 在同一年中断",
    ),
    (
        "name the territory versions of the values before and after, or recompute the earlier ones for today's territory",
        "请注明前后数值的区划版本，或按现行区划重新计算以前的数值",
    ),
    ("the area before", "此前的面积"),
    (
        "values of {} refer to territory `{}` until {} and to `{}` from {}",
        "{1}的数值到 {3} 为止按区划 `{2}`，自 {5} 起按区划 `{4}`",
    ),
    (
        "values of {} refer to territory `{}` until {} and to `{}` from {}; {} breaks in the same year",
        "{1}的数值到 {3} 为止按区划 `{2}`，自 {5} 起按区划 `{4}`；{6} 在同一年中断",
    ),
    (
        "values of {} refer to territory `{}` until {} and to `{}` from {}; {} break in the same year",
        "{1}的数值到 {3} 为止按区划 `{2}`，自 {5} 起按区划 `{4}`；{6} 在同一年中断",
    ),
    ("territory `{}`", "区划 `{1}`"),
    ("compare only values of one territory version", "只比较同一区划版本的数值"),
    ("the version before", "此前的版本"),
    // Unit change.
    (
        "`{}` of {} is {} in {}, {} times {} of the year before to within the usual change",
        "{2}的 `{1}` 在 {4} 为 {3}，是上一年 {6} 的 {5} 倍，误差不超过通常变动",
    ),
    (
        "`{}` of {} is {} in {}, {} times {} of the year before to within the usual change, and comes back",
        "{2}的 `{1}` 在 {4} 为 {3}，是上一年 {6} 的 {5} 倍，误差不超过通常变动，随后又恢复原水平",
    ),
    (
        "`{}` of {} is {} in {}, {} times {} of the year before to within the usual change; {} likewise",
        "{2}的 `{1}` 在 {4} 为 {3}，是上一年 {6} 的 {5} 倍，误差不超过通常变动；{7}同样如此",
    ),
    (
        "`{}` of {} is {} in {}, {} times {} of the year before to within the usual change, and comes back; {} likewise",
        "{2}的 `{1}` 在 {4} 为 {3}，是上一年 {6} 的 {5} 倍，误差不超过通常变动，随后又恢复原水平；{7}同样如此",
    ),
    ("the ratio is that of {}: check the unit in the header of this table", "这一比值相当于{1}：请核对该表表头的单位"),
    ("the level before", "此前的水平"),
];
