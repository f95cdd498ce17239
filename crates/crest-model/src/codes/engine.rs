//! Codes of the engine: kernels (C07), computing the index (C08), applying scenarios (C09).

entries![C0701, C0702, C0703, C0704, C0705, C0801, C0802, C0803, C0804, C0805, C0901, C0903, C0904, C0905];
