//! Codes of rules across jurisdictions: their lists, relations, methods and what is taken over from others (C16).

entries![
    C1601, C1602, C1603, C1604, C1605, C1606, C1607, C1608, C1609, C1610, C1611, C1612, C1613, C1614, C1615, C1616,
    C1617, C1618, C1619, C1620, C1621, C1622, C1623, C1624, C1625, C1626, C1627, C1628, C1629, C1630,
];
