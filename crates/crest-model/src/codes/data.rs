//! Codes of data: reading (C10), units and currencies (C11), values (C12), queries (C13), data checks (C2).

entries![
    C1001, C1002, C1003, C1004, C1005, C1101, C1102, C1103, C1104, C1105, C1201, C1202, C1203, C1204, C1205, C1206,
    C1207, C1301, C1302, C1303, C1304, C1305, C1306, C1307, C1308, C1309,
];
