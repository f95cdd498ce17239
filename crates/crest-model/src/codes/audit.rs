//! Codes of the audit trail (C14).

entries![C1501, C1502, C1503, C1504];
