//! Codes of data: reading (C10), units and currencies (C11), values (C12), queries (C13), data checks (C2).

entries![];
