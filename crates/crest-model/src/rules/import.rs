//! Takes over data of others as lists of rules.
