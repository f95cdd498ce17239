//! The workbook in which people answer questions about rules: drop-downs from the options of each question.

use std::collections::BTreeMap;

use crest_model::Lang;
use crest_model::rules::{Template, TemplateSheet};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use crate::workbook::WorkbookError;

/// Name of the sheet that holds the words of drop-downs; it is hidden, and no list of rules.
const WORDS_SHEET: &str = "lists";
/// Rows below the filled ones that offer drop-downs too, for what people add.
const SPARE_ROWS: u32 = 500;
/// Most rows of a sheet.
const MOST_ROWS: u32 = 1_048_575;
/// Longest message beside a cell, in characters (Excel specifications and limits: 255).
const HELP_CHARACTERS: usize = 255;

/// Writes the workbook of a template.
///
/// Headers stay as they are read back; what to write is shown beside a cell in `lang`. A word that is not offered is refused in
/// a cell with a drop-down.
///
/// - Every text is a string cell, never a formula.
/// - Determinism: equal templates give equal bytes; the creation date of the document is fixed.
///
/// # Errors
/// [`WorkbookError`] if there are more rows or columns than a sheet can hold, or the packing fails.
pub fn rules_workbook(template: &Template, lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let pack = |source| WorkbookError::Pack { source };
    let sheet_error = |source| WorkbookError::Sheet { table: "rules", source };
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(pack)?;
    book.set_properties(&DocProperties::new().set_author("Crest").set_creation_datetime(&created));
    let lists = Lists::of(template);
    for sheet in &template.sheets {
        write_sheet(book.add_worksheet(), sheet, &lists, lang).map_err(sheet_error)?;
    }
    write_words(book.add_worksheet(), &lists).map_err(sheet_error)?;
    book.save_to_buffer().map_err(pack)
}

/// The different lists of words, each with its column in the sheet of words.
struct Lists<'a> {
    columns: BTreeMap<&'a [String], u16>,
}

impl<'a> Lists<'a> {
    fn of(template: &'a Template) -> Self {
        let mut columns = BTreeMap::new();
        for sheet in &template.sheets {
            let own = sheet.columns.iter().map(|column| &column.choices);
            for words in own.chain(sheet.rows.iter().flat_map(|row| row.choices.values())) {
                if !words.is_empty() {
                    columns.entry(words.as_slice()).or_insert(0);
                }
            }
        }
        for (place, column) in columns.values_mut().enumerate() {
            *column = u16::try_from(place).unwrap_or(u16::MAX);
        }
        Self { columns }
    }

    /// Makes the drop-down of a list of words.
    fn validation(&self, words: &[String], help: &str) -> Result<DataValidation, XlsxError> {
        let column = rust_xlsxwriter::utility::column_number_to_name(self.columns[words]);
        let range = format!("={WORDS_SHEET}!${column}$1:${column}${}", words.len());
        let validation = DataValidation::new()
            .allow_list_formula(Formula::new(range))
            .set_error_style(DataValidationErrorStyle::Stop);
        if help.is_empty() { Ok(validation) } else { validation.set_input_message(cut(help)) }
    }
}

/// Shortens a message to what a spreadsheet takes.
fn cut(help: &str) -> String {
    help.chars().take(HELP_CHARACTERS).collect()
}

fn write_sheet(
    sheet: &mut Worksheet,
    template: &TemplateSheet,
    lists: &Lists<'_>,
    lang: Lang,
) -> Result<(), XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("E8EEF2")
        .set_border_bottom(FormatBorder::Thin);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    sheet.set_name(&template.name)?;
    sheet.set_freeze_panes(1, 0)?;
    let n_rows = u32::try_from(template.rows.len()).unwrap_or(MOST_ROWS);
    let last = n_rows.saturating_add(SPARE_ROWS).min(MOST_ROWS);
    for (place, column) in template.columns.iter().enumerate() {
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        sheet.write_string_with_format(0, place, &column.name, &header)?;
        sheet.set_column_width(place, if column.name == "asked" { 48 } else { 16 })?;
        // Text format, so that a spreadsheet makes no day of a month.
        sheet.set_column_format(place, &text)?;
        let help = column.help.show(lang);
        if !column.choices.is_empty() {
            sheet.add_data_validation(1, place, last, place, &lists.validation(&column.choices, help)?)?;
        } else if !help.is_empty() && template.rows.iter().all(|row| !row.choices.contains_key(&usize::from(place))) {
            let validation = DataValidation::new().set_input_message(cut(help))?;
            sheet.add_data_validation(1, place, last, place, &validation)?;
        }
    }
    for (row, line) in (1_u32..).zip(&template.rows) {
        for (place, cell) in (0_u16..).zip(&line.cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, place, cell, &text)?;
            }
        }
        for (place, words) in line.choices.iter().filter(|(_, words)| !words.is_empty()) {
            let column = u16::try_from(*place).unwrap_or(u16::MAX);
            let help = template.columns[*place].help.show(lang);
            sheet.add_data_validation(row, column, row, column, &lists.validation(words, help)?)?;
        }
    }
    Ok(())
}

/// Writes the words of drop-downs, a column for each list.
fn write_words(sheet: &mut Worksheet, lists: &Lists<'_>) -> Result<(), XlsxError> {
    sheet.set_name(WORDS_SHEET)?;
    sheet.set_hidden(true);
    for (words, column) in &lists.columns {
        for (row, word) in (0_u32..).zip(words.iter()) {
            sheet.write_string(row, *column, word)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
