//! Rules across jurisdictions: from dated answers to scores, distances, recognition and the effect of reforms.
//!
//! The crate knows jurisdictions, provisions and methods by position only.
