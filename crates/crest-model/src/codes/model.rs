//! Codes of the model: TOML (C01), framework (C02), places (C03), strategy (C04), tables (C05), index and scenarios (C06).

entries![C0101];
