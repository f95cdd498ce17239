//! A bounded look into a workbook before anything else reads it.
//!
//! The parts that matter are unpacked once, under bounds on their number, size, ratio and nesting, checked for references
//! no spreadsheet has, and packed again without compression. What reads the workbook afterwards sees nothing that was not
//! looked at, and cannot be misled by sizes a header states.

use std::io::{Cursor, Read, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Limits;
use super::workbook::{LAST_COLUMN, LAST_ROW};
use crate::{Diagnostic, Location};

/// Parts up to this size may unpack at any ratio: a small sheet of equal rows packs very well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Returns the workbook as an archive without compression that holds its XML parts alone.
pub(super) fn unpack(path: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Diagnostic> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(path, &e.to_string()))?;
    if archive.len() as u64 > limits.max_entries {
        return Err(expands(path, &format!("has {} parts; at most {} are read", archive.len(), limits.max_entries)));
    }
    let mut safe = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = limits.max_unpacked_bytes;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|e| damaged(path, &e.to_string()))?;
        let name = entry.name().map_err(|e| damaged(path, &e.to_string()))?.into_owned();
        let lower = name.to_lowercase();
        // Pictures, macros and what add-ins leave behind are not looked at; some of it is not even XML.
        let place = ["xl/", "_rels/", "[content_types]"].iter().any(|start| lower.starts_with(start));
        if !(place && (lower.ends_with(".xml") || lower.ends_with(".rels"))) {
            continue;
        }
        let by_ratio = entry.compressed_size().saturating_mul(limits.max_ratio).max(RATIO_FREE_BYTES);
        let bound = by_ratio.min(left);
        let mut part = Vec::new();
        (&mut entry)
            .take(bound.saturating_add(1))
            .read_to_end(&mut part)
            .map_err(|e| damaged(path, &format!("part {name}: {e}")))?;
        let size = part.len() as u64;
        if size > left {
            return Err(expands(path, &format!("unpacks to more than {} bytes", limits.max_unpacked_bytes)));
        }
        if size > by_ratio {
            return Err(expands(
                path,
                &format!("unpacks its part {name} to more than {} times its size", limits.max_ratio),
            ));
        }
        left -= size;
        scan(path, &name, &part, limits)?;
        safe.start_file(name.as_str(), stored).map_err(|e| damaged(path, &e.to_string()))?;
        safe.write_all(&part).map_err(|e| damaged(path, &e.to_string()))?;
    }
    Ok(safe.finish().map_err(|e| damaged(path, &e.to_string()))?.into_inner())
}

/// Checks nesting, declarations and references of one part.
fn scan(path: &str, name: &str, part: &[u8], limits: &Limits) -> Result<(), Diagnostic> {
    let text = std::str::from_utf8(part).map_err(|_| damaged(path, &format!("part {name} is not UTF-8")))?;
    let mut reader = Reader::from_str(text);
    let mut depth = 0_u32;
    loop {
        match reader.read_event().map_err(|e| damaged(path, &format!("part {name}: {e}")))? {
            Event::Start(element) => {
                depth += 1;
                if depth > limits.max_depth {
                    return Err(expands(
                        path,
                        &format!("nests the elements of its part {name} deeper than {}", limits.max_depth),
                    ));
                }
                references(path, name, &element, part.len())?;
            }
            Event::Empty(element) => references(path, name, &element, part.len())?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(expands(path, &format!("declares entities in its part {name}"))),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Checks the attributes that state positions and counts.
fn references(path: &str, name: &str, element: &BytesStart<'_>, part_bytes: usize) -> Result<(), Diagnostic> {
    let local = element.local_name();
    let wanted: &[&str] = match local.as_ref() {
        "c" | "row" => &["r"],
        "dimension" | "mergeCell" => &["ref"],
        "sst" => &["uniqueCount", "count"],
        _ => return Ok(()),
    };
    for attribute in element.attributes().with_checks(false).flatten() {
        if !wanted.contains(&attribute.key.as_ref()) {
            continue;
        }
        let value: &str = &attribute.value;
        let lawful = if local.as_ref() == "sst" {
            // Room is reserved by the stated count, and every text takes some bytes. The total count is a mere hint.
            attribute.key.as_ref() == "count" || value.parse::<usize>().is_ok_and(|n| n <= part_bytes)
        } else {
            value.split(':').all(is_reference)
        };
        if !lawful {
            return Err(damaged(path, &format!("part {name}: `{value}` is no position or count a workbook can have")));
        }
    }
    Ok(())
}

/// Tells whether a text is a row, a column or a cell within the bounds of a sheet.
fn is_reference(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = text.split_at(letters);
    let column_fits = column.len() <= 3
        && column.bytes().fold(0_u32, |n, c| n * 26 + u32::from(c.to_ascii_uppercase() - b'A') + 1) <= LAST_COLUMN;
    let row_fits = row.is_empty()
        || (row.len() <= 7
            && row.bytes().all(|b| b.is_ascii_digit())
            && row.parse::<u32>().is_ok_and(|n| (1..=LAST_ROW).contains(&n)));
    column_fits && row_fits && !text.is_empty()
}

/// Reports a workbook that cannot be understood.
pub(super) fn damaged(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error("C0005", format!("the workbook `{path}` cannot be read: {why}"))
        .at(Location::file(path))
        .expected("an .xlsx workbook without a password")
        .hint("open it in a spreadsheet program and save it again as .xlsx")
}

/// Reports a workbook that would grow beyond the bounds.
fn expands(path: &str, what: &str) -> Diagnostic {
    Diagnostic::error("C0006", format!("the workbook `{path}` {what}"))
        .at(Location::file(path))
        .hint("if the workbook is honest, export the sheet as CSV")
}
