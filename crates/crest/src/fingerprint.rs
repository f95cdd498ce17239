//! Content fingerprints: the identity of a node's result from its method, parameters and inputs.
//!
//! A fingerprint covers labelled fields, each with its length, so that no two different lists of fields hash alike.

use std::fmt;

/// Identifies content; equal content has equal fingerprints on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Takes the fingerprint of plain bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Returns its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns it in hexadecimal, 64 characters.
    pub fn hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// Reads 64 hexadecimal characters.
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|hash| Self(*hash.as_bytes()))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// Collects the labelled fields of a fingerprint.
#[derive(Debug, Clone)]
pub struct Fields(blake3::Hasher);

impl Fields {
    /// Starts the fingerprint of a node of a stated kind and method version.
    pub fn new(kind: &str, version: u32) -> Self {
        let fields = Self(blake3::Hasher::new());
        fields.text("kind", kind).text("version", &version.to_string())
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, label: &str, value: &str) -> Self {
        self.bytes(label, value.as_bytes())
    }

    /// Adds bytes.
    #[must_use]
    pub fn bytes(mut self, label: &str, value: &[u8]) -> Self {
        for part in [label.as_bytes(), value] {
            self.0.update(&(part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
        self
    }

    /// Adds the fingerprint of an input.
    #[must_use]
    pub fn input(self, label: &str, value: Fingerprint) -> Self {
        self.bytes(label, &value.0)
    }

    /// Adds the `Debug` form of a plain value that has no floats of its own meaning beyond their shortest text.
    #[must_use]
    pub fn value(self, label: &str, value: &impl fmt::Debug) -> Self {
        self.text(label, &format!("{value:?}"))
    }

    /// Finishes the fingerprint.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(*self.0.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests;
