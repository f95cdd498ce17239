//! Grid towns.
