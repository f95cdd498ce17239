//! A workbook archive from parts in text form, so that the fuzzer invents XML instead of checksums.
//!
//! Parts are stored, not packed. Source of the layout: PKWARE, .ZIP File Format Specification 6.3, sections 4.3.7, 4.3.12, 4.3.16.

use super::files::parts;

/// Parts that a workbook cannot do without; an input may bring its own.
const FRAME: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
];

/// Packs an input; what stands before the first `=== name` line is the first sheet.
pub fn workbook(bytes: &[u8]) -> Vec<u8> {
    let mut entries = parts(bytes, "xl/worksheets/sheet1.xml");
    for (name, content) in FRAME {
        if !entries.iter().any(|(own, _)| own == name) {
            entries.push((name, content.as_bytes()));
        }
    }
    archive(&entries)
}

/// Writes an archive of stored entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut count: u16 = 0;
    for (name, content) in entries.iter().take(1000) {
        let (Ok(name_length), Ok(length)) = (u16::try_from(name.len()), u32::try_from(content.len())) else { continue };
        let offset = u32::try_from(out.len()).expect("inputs of the fuzzer are small");
        // Version needed, flags (names are UTF-8), method 0, time and date.
        let mut head = Vec::new();
        for field in [20_u16, 0x0800, 0, 0, 0x21] {
            head.extend(field.to_le_bytes());
        }
        for field in [checksum(content), length, length] {
            head.extend(field.to_le_bytes());
        }
        head.extend(name_length.to_le_bytes());
        head.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(*content);
        // Version made by, the head again, comment, disk, attributes, offset.
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let start = u32::try_from(out.len()).expect("inputs of the fuzzer are small");
    let length = u32::try_from(directory.len()).expect("inputs of the fuzzer are small");
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The checksum of the format: CRC-32 with the reversed polynomial 0xEDB88320, bit by bit.
fn checksum(content: &[u8]) -> u32 {
    !content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}
