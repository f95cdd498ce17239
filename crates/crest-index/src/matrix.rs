//! A dense table of places × indicators in which a missing value is `None`.

/// Holds one number or nothing per place and indicator, column by column.
///
/// - Shape: `n_places × n_indicators`; column `j` holds indicator `j` of all places in order.
/// - Missing values: `None`, never NaN; a number that is not finite becomes missing on the way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    n_places: usize,
    n_indicators: usize,
    cells: Vec<Option<f64>>,
}

impl Matrix {
    /// Makes a matrix of missing cells.
    pub fn missing(n_places: usize, n_indicators: usize) -> Self {
        Self { n_places, n_indicators, cells: vec![None; n_places * n_indicators] }
    }

    /// Makes a matrix from its columns; a number that is not finite becomes missing.
    ///
    /// # Panics
    /// If the columns differ in length.
    pub fn from_columns(n_places: usize, columns: &[Vec<Option<f64>>]) -> Self {
        let mut cells = Vec::with_capacity(n_places * columns.len());
        for column in columns {
            assert_eq!(column.len(), n_places, "every column has one cell per place");
            cells.extend(column.iter().map(|cell| cell.filter(|x| x.is_finite())));
        }
        Self { n_places, n_indicators: columns.len(), cells }
    }

    /// Number of places (rows).
    pub fn n_places(&self) -> usize {
        self.n_places
    }

    /// Number of indicators (columns).
    pub fn n_indicators(&self) -> usize {
        self.n_indicators
    }

    /// Returns the cell of a place and an indicator.
    ///
    /// # Panics
    /// If either position lies outside the matrix.
    pub fn at(&self, place: usize, indicator: usize) -> Option<f64> {
        assert!(place < self.n_places, "place {place} of {}", self.n_places);
        self.cells[indicator * self.n_places + place]
    }

    /// Replaces the cell of a place and an indicator; a number that is not finite becomes missing.
    ///
    /// # Panics
    /// If either position lies outside the matrix.
    pub fn set(&mut self, place: usize, indicator: usize, value: Option<f64>) {
        assert!(place < self.n_places, "place {place} of {}", self.n_places);
        self.cells[indicator * self.n_places + place] = value.filter(|x| x.is_finite());
    }

    /// Returns the cells of one indicator, one per place.
    ///
    /// # Panics
    /// If the position lies outside the matrix.
    pub fn column(&self, indicator: usize) -> &[Option<f64>] {
        &self.cells[indicator * self.n_places..(indicator + 1) * self.n_places]
    }

    /// Returns the cells of one indicator for change; the caller keeps numbers finite.
    ///
    /// # Panics
    /// If the position lies outside the matrix.
    pub fn column_mut(&mut self, indicator: usize) -> &mut [Option<f64>] {
        let n = self.n_places;
        &mut self.cells[indicator * n..(indicator + 1) * n]
    }

    /// Returns the cells of one place, one per indicator.
    ///
    /// # Panics
    /// If the place lies outside the matrix.
    pub fn row(&self, place: usize) -> impl ExactSizeIterator<Item = Option<f64>> + '_ {
        (0..self.n_indicators).map(move |indicator| self.at(place, indicator))
    }

    /// Returns a matrix of the named columns, in the order named.
    ///
    /// # Panics
    /// If a position lies outside the matrix.
    pub fn columns(&self, indicators: &[usize]) -> Self {
        let mut cells = Vec::with_capacity(self.n_places * indicators.len());
        for &indicator in indicators {
            cells.extend_from_slice(self.column(indicator));
        }
        Self { n_places: self.n_places, n_indicators: indicators.len(), cells }
    }
}
