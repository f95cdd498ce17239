//! Codes of files: paths, encodings, sizes, workbooks and delimited text (C00).

entries![];
