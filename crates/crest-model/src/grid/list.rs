//! Lists of a project: a header row and records, from delimited text or a sheet, with a place for every cell.

use std::path::Path;

use super::{CsvOptions, Grid, Limits, SheetOptions, cell_name, read_csv, read_xlsx};
use crate::unit::plain_text;
use crate::{Diagnostic, Location};

/// Holds a list: named columns and records in file order; blank rows are left out.
#[derive(Debug, Clone, Default)]
pub struct List {
    grid: Grid,
    header_row: usize,
    /// Canonical name by column; empty where a column has none.
    header: Vec<String>,
    rows: Vec<usize>,
    texts: Vec<Vec<Option<String>>>,
    /// What was noticed while reading.
    pub notes: Vec<Diagnostic>,
}

/// Points at one record of a list.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    list: &'a List,
    position: usize,
}

impl List {
    /// Returns the column names in canonical form (see [`canonical_header`]), in file order; empty where a column has none.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Tells whether a column of that canonical name exists.
    pub fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// Finds the position of a column by its canonical name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|own| !own.is_empty() && own == name)
    }

    /// Points at the header cell of a column.
    pub fn header_location(&self, name: &str) -> Option<Location> {
        self.column(name).map(|column| self.grid.location(self.header_row, column))
    }

    /// Points at the file.
    pub fn location(&self) -> Location {
        Location::file(self.grid.file.clone())
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Goes through the records in file order.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.rows.len()).map(|position| Record { list: self, position })
    }
}

impl<'a> Record<'a> {
    /// Returns the text of a cell and where it stands; `None` where the column does not exist or the cell is blank.
    pub fn cell(&self, name: &str) -> Option<(&'a str, Location)> {
        let column = self.list.column(name)?;
        let text = self.list.texts[self.position].get(column)?.as_deref()?;
        Some((text, self.list.grid.location(self.list.rows[self.position], column)))
    }

    /// Returns the text of a cell, empty where there is none.
    pub fn text(&self, name: &str) -> &'a str {
        let texts = &self.list.texts[self.position];
        self.list.column(name).and_then(|column| texts.get(column)).and_then(|text| text.as_deref()).unwrap_or("")
    }

    /// Points at the cell of a column, filled or not; at the first cell of the row where the column does not exist.
    pub fn location_of(&self, name: &str) -> Location {
        self.list.grid.location(self.list.rows[self.position], self.list.column(name).unwrap_or(0))
    }

    /// Points at the first cell of the record.
    pub fn location(&self) -> Location {
        self.list.grid.location(self.list.rows[self.position], 0)
    }

    /// Goes through the filled cells: canonical column name, text, place.
    pub fn cells(&self) -> impl Iterator<Item = (&'a str, &'a str, Location)> {
        let (list, row) = (self.list, self.list.rows[self.position]);
        list.texts[self.position].iter().enumerate().filter_map(move |(column, text)| {
            let name = list.header.get(column)?;
            Some((name.as_str(), text.as_deref()?, list.grid.location(row, column)))
        })
    }
}

/// Chinese names of list columns and what they stand for.
const SYNONYMS: &[(&str, &str)] = &[
    ("代码", "code"),
    ("指标代码", "code"),
    ("编号", "id"),
    ("标识", "id"),
    ("上级", "parent"),
    ("上级代码", "parent"),
    ("名称", "name_zh"),
    ("中文名", "name_zh"),
    ("中文名称", "name_zh"),
    ("英文名", "name_en"),
    ("英文名称", "name_en"),
    ("单位", "unit"),
    ("计量单位", "unit"),
    ("方向", "direction"),
    ("权重", "weight"),
    ("权重方案", "set"),
    ("节点", "node"),
    ("表", "table"),
    ("数据表", "table"),
    ("列", "column"),
    ("目标", "target"),
    ("分母", "denominator"),
    ("来源类别", "origin"),
    ("下限", "goalpost_lower"),
    ("上限", "goalpost_upper"),
    ("累计", "cumulative"),
    ("汇总", "roll_up"),
    ("组成", "parts"),
    ("可为负", "may_be_negative"),
    ("备注", "note_zh"),
    ("说明", "note_zh"),
    ("英文备注", "note_en"),
    ("英文说明", "note_en"),
    ("别名", "aliases"),
    ("角色", "role"),
    ("所属", "within"),
    ("位于", "within"),
    ("经度", "lon"),
    ("纬度", "lat"),
    ("区划版本", "territory"),
    ("网址", "url"),
    ("日期", "date"),
    ("可信度", "confidence"),
    ("来源", "source"),
    ("项目群", "programme"),
    ("计划", "programme"),
    ("类型", "kind"),
    ("载体", "carriers"),
    ("指标", "indicators"),
    ("责任部门", "departments"),
    ("部门", "department"),
    ("里程碑", "milestones"),
    ("服务", "serves"),
    ("目标任务", "goals"),
    ("地区", "place"),
    ("期间", "period"),
    ("年份", "period"),
    ("表述", "sentence"),
    ("约束性", "binding"),
    ("基期", "baseline_period"),
    ("基期值", "baseline_value"),
    ("容差", "tolerance"),
    ("目标轨迹", "path"),
    ("数值", "value"),
    ("结论", "verdict"),
    ("考核年度", "period"),
    ("事项", "rule"),
    ("次数", "count"),
    ("佐证", "evidence"),
    ("佐证材料", "evidence"),
    ("计分项", "item"),
    ("考核项", "item"),
    ("基准值", "base"),
    ("目标值", "goal"),
    ("主题", "topic"),
    ("条款", "provision"),
    ("问题", "question_zh"),
    ("选项", "options"),
    ("有序", "ordered"),
    ("优先", "better"),
    ("抓手", "lever"),
    ("权限", "authority"),
    ("法域", "jurisdiction"),
    ("对方", "counterpart"),
    ("答案", "value"),
    ("法律或实践", "law_or_practice"),
    ("起始", "from"),
    ("终止", "to"),
    ("依据", "instrument"),
    ("条文", "article"),
    ("编码人", "coder"),
    ("复核人", "checked_by"),
    ("状态", "state"),
    ("条件", "condition"),
    ("范围", "scope"),
    ("额度", "quota"),
    ("适用区域", "area"),
    ("确定程度", "certainty"),
    ("人口", "population"),
];

/// Brings a column name to its canonical form: tidied, lower case, blanks and hyphens as `_`, Chinese synonyms replaced.
///
/// `group.东部` keeps what follows the point; `分组.x` and `组.x` are `group.x`.
pub fn canonical_header(written: &str) -> String {
    let tidy = plain_text(written).to_lowercase();
    for prefix in ["group.", "分组.", "组."] {
        if let Some(rest) = tidy.strip_prefix(prefix) {
            return format!("group.{}", rest.trim());
        }
    }
    let word = tidy.replace([' ', '-'], "_");
    SYNONYMS.iter().find(|(zh, _)| *zh == word).map_or(word, |(_, name)| (*name).to_owned())
}

/// Splits the cell of a list-valued column at `;`, `；` or `、`; blanks around entries and empty entries are dropped.
pub fn split(text: &str) -> Vec<&str> {
    text.split([';', '；', '、']).map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

/// Reads a list from `file.csv` or `book.xlsx#Sheet name` (without a name: the first sheet).
///
/// The first row that is not blank is the header.
///
/// # Errors
/// Those of [`read_csv`] and [`read_xlsx`]; `C0010` when there is no header, `C0011` when two columns have the same name.
pub fn read_list(root: &Path, reference: &str, limits: &Limits) -> Result<List, Vec<Diagnostic>> {
    let (path, sheet) = match reference.split_once('#') {
        Some((path, sheet)) => (path, Some(sheet.to_owned())),
        None => (reference, None),
    };
    let is_workbook = path.rsplit('.').next().is_some_and(|ext| matches!(&*ext.to_lowercase(), "xlsx" | "xlsm"));
    let grid = if is_workbook {
        read_xlsx(root, path, &SheetOptions { sheet, range: None }, limits)?
    } else {
        read_csv(root, path, &CsvOptions::default(), limits)?
    };
    list_of(grid)
}

/// Takes the first filled row as the header and the others as records.
///
/// # Errors
/// `C0010` when there is no header, `C0011` when two columns have the same name.
pub fn list_of(mut grid: Grid) -> Result<List, Vec<Diagnostic>> {
    let notes = std::mem::take(&mut grid.notes);
    let texts_of = |row: usize| -> Vec<Option<String>> {
        grid.rows[row]
            .iter()
            .map(|cell| cell.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
            .collect()
    };
    let Some(header_row) = (0..grid.rows.len()).find(|&row| texts_of(row).iter().any(Option::is_some)) else {
        return Err(vec![
            Diagnostic::error("C0010", format!("the list `{}` is empty", grid.file))
                .at(Location::file(grid.file.clone()))
                .expected("a header row with column names, then one row per entry"),
        ]);
    };
    let header: Vec<String> =
        texts_of(header_row).iter().map(|text| text.as_deref().map_or_else(String::new, canonical_header)).collect();
    let mut mistakes = Vec::new();
    for (column, name) in header.iter().enumerate() {
        let first = header.iter().position(|other| other == name).expect("the name itself is there");
        if !name.is_empty() && first < column {
            let first_cell = cell_name(grid.row_number(header_row), grid.column_number(first));
            mistakes.push(
                Diagnostic::error("C0011", format!("the column `{name}` appears twice"))
                    .at(grid.location(header_row, column))
                    .value(grid.cell(header_row, column).text().unwrap_or_default())
                    .hint(format!("the first one is {first_cell}; remove or rename one of them"))
                    .related(grid.location(header_row, first), "first column of this name"),
            );
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut rows = Vec::new();
    let mut texts = Vec::new();
    for row in header_row + 1..grid.rows.len() {
        let own = texts_of(row);
        if own.iter().any(Option::is_some) {
            rows.push(row);
            texts.push(own);
        }
    }
    Ok(List { grid, header_row, header, rows, texts, notes })
}
