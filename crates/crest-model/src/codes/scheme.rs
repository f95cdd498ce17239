//! Codes of assessment schemes: their files, what a project binds them to, events and bases (C14).

entries![
    C1401, C1402, C1403, C1404, C1405, C1406, C1407, C1408, C1409, C1410, C1411, C1412, C1413, C1414, C1415, C1416,
    C1417, C1418, C1419, C1420, C1421, C1422, C1423, C1424,
];
