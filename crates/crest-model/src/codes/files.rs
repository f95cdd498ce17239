//! Codes of files: paths, encodings, sizes, workbooks and delimited text (C00).

entries![C0001, C0002, C0003, C0004, C0005, C0006, C0007, C0008, C0009, C0010, C0011,];
