//! Names by which data files call places.

use std::collections::BTreeMap;

use crest_model::{Model, nearest};

use crate::read::comparable;

/// Says what a name stands for.
pub(super) enum Named {
    /// One place.
    Place(u32),
    /// Several places.
    Several(Vec<u32>),
    /// None.
    None,
}

/// Holds all names of all places.
pub(super) struct Names {
    ids: BTreeMap<String, u32>,
    names: BTreeMap<String, Vec<u32>>,
}

impl Names {
    /// Gathers ids, names in both languages and aliases.
    pub(super) fn of(model: &Model) -> Self {
        let mut ids = BTreeMap::new();
        let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (place, i) in model.places.iter().zip(0_u32..) {
            ids.insert(comparable(&place.id), i);
            for name in [&place.name.zh, &place.name.en].into_iter().chain(&place.aliases) {
                let name = comparable(name);
                let own = names.entry(name.clone()).or_default();
                if !name.is_empty() && !own.contains(&i) {
                    own.push(i);
                }
            }
        }
        names.remove("");
        Self { ids, names }
    }

    /// Finds the place of a name; an id comes before a name.
    pub(super) fn find(&self, text: &str) -> Named {
        let name = comparable(text);
        if let Some(place) = self.ids.get(&name) {
            return Named::Place(*place);
        }
        match self.names.get(&name).map(Vec::as_slice) {
            Some([place]) => Named::Place(*place),
            Some(several) => Named::Several(several.to_vec()),
            None => Named::None,
        }
    }

    /// Finds the name most like one that is not known.
    pub(super) fn near(&self, text: &str) -> Option<&str> {
        nearest(&comparable(text), self.ids.keys().chain(self.names.keys()).map(String::as_str))
    }
}
