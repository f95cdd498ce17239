//! Codes of reach: points, streets, timetables, matrices and measures (C17).

entries![
    C1701, C1702, C1703, C1704, C1705, C1706, C1707, C1708, C1709, C1710, C1711, C1712, C1713, C1714, C1715, C1716,
];
