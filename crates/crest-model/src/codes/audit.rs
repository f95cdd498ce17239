//! Codes of the audit trail (C14).

entries![C1401, C1402, C1403, C1404];
