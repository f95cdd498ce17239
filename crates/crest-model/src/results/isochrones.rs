//! Results of isochrones: the areas that are reached from places within some times.

use serde::{Deserialize, Serialize};

use crate::Text;

/// Holds the area that is reached from one place within one time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Isochrone {
    /// Table that holds it.
    pub table: String,
    /// Identifier of the place or point.
    pub place: String,
    /// Name of the place; empty where the project has no place of this identifier.
    pub name: Text,
    /// Travel time in minutes, which counts as reached.
    pub minutes: f64,
    /// Area in square kilometres; `None` where the place joins no street, and `polygons` is empty.
    pub area_km2: Option<f64>,
    /// Outer rings and holes, WGS-84 degrees: polygons → rings → points.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}
