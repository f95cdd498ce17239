//! Equity: how unevenly access falls on people, and on which.
//!
//! All measures weigh places by their people and start from a [`Distribution`], which settles missing values once. Sources: Gini,
//! Variabilità e mutabilità, 1912; Lorenz, Publications of the American Statistical Association 9, 1905; Palma, Homogeneous middles vs.
//! heterogeneous tails, Development and Change 42, 2011; Theil, Economics and Information Theory, 1967; Wagstaff, Paci and van Doorslaer, On
//! the measurement of inequalities in health, Social Science & Medicine 33, 1991; Erreygers, Correcting the concentration index, Journal of
//! Health Economics 28, 2009; Foster, Greer and Thorbecke, A class of decomposable poverty measures, Econometrica 52, 1984.

mod by_income;
mod theil;

pub use by_income::{Concentration, PalmaCut, concentration_index, palma_ratio};
pub use theil::{Theil, TheilGroup, theil_t};

/// Holds the access of places with people, and who was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    places: Vec<usize>,
    access: Vec<f64>,
    people: Vec<f64>,
    n_places: usize,
    left_out: LeftOut,
}

/// Says who takes no part in a measure, so that a figure is not read as one about everybody.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LeftOut {
    /// Places without people.
    pub n_empty: usize,
    /// Places with people but without a value.
    pub n_missing: usize,
    /// People in these.
    pub people_missing: f64,
}

/// Says why a measure of equity has no value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EquityError {
    /// Another row has another length than the access.
    Length {
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// A number of people is negative or not finite.
    People {
        /// The place.
        place: usize,
        /// Its people.
        people: f64,
    },
    /// Access is negative or not finite; shares of it would have no meaning.
    Access {
        /// The place.
        place: usize,
        /// Its access.
        access: f64,
    },
    /// An income is not finite.
    Income {
        /// The place.
        place: usize,
        /// Its income.
        income: f64,
    },
    /// No place has both people and a value.
    Nobody,
    /// Nobody has any access, so that it has no shares.
    AllZero,
    /// The poorest have no access, so that the ratio has no value.
    PoorestWithout,
    /// No person stands above, or none below, the limits of income.
    EmptyGroup,
    /// Bounds do not enclose the access.
    Bounds {
        /// Lower bound.
        lower: f64,
        /// Upper bound.
        upper: f64,
    },
    /// A poverty line is not finite or not above 0.
    Line {
        /// The line.
        line: f64,
    },
}

impl std::fmt::Display for EquityError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} numbers for {n_expected} places"),
            Self::People { place, people } => write!(f, "{people} people at place {place}; expected 0 or more"),
            Self::Access { place, access } => write!(f, "access of {access} at place {place}; expected 0 or more"),
            Self::Income { place, income } => {
                write!(f, "an income of {income} at place {place}; expected a finite number")
            }
            Self::Nobody => write!(f, "no place has both people and a value"),
            Self::AllZero => write!(f, "nobody has any access"),
            Self::PoorestWithout => write!(f, "the poorest have no access, so that the ratio has no value"),
            Self::EmptyGroup => write!(f, "no place stands above or below the limits of income"),
            Self::Bounds { lower, upper } => write!(f, "bounds {lower} and {upper} do not enclose the access"),
            Self::Line { line } => write!(f, "a poverty line of {line}; expected a finite number above 0"),
        }
    }
}

impl std::error::Error for EquityError {}

impl Distribution {
    /// Takes up the access of each place and its people.
    ///
    /// A place without people is left out, and so is one without a value; both are counted.
    ///
    /// # Errors
    /// [`EquityError::Length`], [`EquityError::People`], [`EquityError::Access`] (negative or not finite), [`EquityError::Nobody`].
    pub fn new(access: &[Option<f64>], people: &[f64]) -> Result<Self, EquityError> {
        same(people.len(), access.len())?;
        let mut made = Self {
            places: Vec::new(),
            access: Vec::new(),
            people: Vec::new(),
            n_places: access.len(),
            left_out: LeftOut::default(),
        };
        for (place, (&access, &people)) in access.iter().zip(people).enumerate() {
            if !(people.is_finite() && people >= 0.0) {
                return Err(EquityError::People { place, people });
            }
            match access {
                _ if people == 0.0 => made.left_out.n_empty += 1,
                None => {
                    made.left_out.n_missing += 1;
                    made.left_out.people_missing += people;
                }
                Some(access) if !(access.is_finite() && access >= 0.0) => {
                    return Err(EquityError::Access { place, access });
                }
                Some(access) => {
                    made.places.push(place);
                    made.access.push(access);
                    made.people.push(people);
                }
            }
        }
        if made.places.is_empty() { Err(EquityError::Nobody) } else { Ok(made) }
    }

    /// Returns who takes no part.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// Returns the number of people who take part.
    pub fn n_people(&self) -> f64 {
        self.people.iter().sum()
    }

    /// Returns the mean access of a person.
    pub fn mean(&self) -> f64 {
        self.total() / self.n_people()
    }

    fn total(&self) -> f64 {
        self.access.iter().zip(&self.people).map(|(access, people)| access * people).sum()
    }

    /// Leaves out, besides, the places without a second value, and gives that value for the others.
    fn joined<T: Copy>(&self, second: &[Option<T>]) -> Result<(Self, Vec<T>), EquityError> {
        same(second.len(), self.n_places)?;
        let mut made = Self { places: Vec::new(), access: Vec::new(), people: Vec::new(), ..self.clone() };
        let mut found = Vec::new();
        for (position, &place) in self.places.iter().enumerate() {
            match second[place] {
                Some(value) => {
                    made.places.push(place);
                    made.access.push(self.access[position]);
                    made.people.push(self.people[position]);
                    found.push(value);
                }
                None => {
                    made.left_out.n_missing += 1;
                    made.left_out.people_missing += self.people[position];
                }
            }
        }
        if made.places.is_empty() { Err(EquityError::Nobody) } else { Ok((made, found)) }
    }

    /// Positions in rising order of access.
    fn by_access(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.access.len()).collect();
        order.sort_by(|a, b| self.access[*a].total_cmp(&self.access[*b]));
        order
    }
}

fn same(n_found: usize, n_expected: usize) -> Result<(), EquityError> {
    if n_found == n_expected { Ok(()) } else { Err(EquityError::Length { n_found, n_expected }) }
}

/// Gives the points of the Lorenz curve: which share of all access the share of people with least has.
///
/// Pairs (share of people, share of access) in rising order of access, from (0, 0) to (1, 1); one point after each place. Places with equal
/// access lie on one straight line. Cost: one sort.
///
/// # Errors
/// [`EquityError::AllZero`].
pub fn lorenz_curve(distribution: &Distribution) -> Result<Vec<(f64, f64)>, EquityError> {
    let (n_people, total) = (distribution.n_people(), distribution.total());
    if total <= 0.0 {
        return Err(EquityError::AllZero);
    }
    let (mut people, mut access) = (0.0, 0.0);
    let mut points = vec![(0.0, 0.0)];
    for position in distribution.by_access() {
        people += distribution.people[position];
        access += distribution.access[position] * distribution.people[position];
        points.push((people / n_people, access / total));
    }
    // The last sums run in another order than the totals and may miss 1 by a rounding.
    if let Some(last) = points.last_mut() {
        *last = (1.0, 1.0);
    }
    Ok(points)
}

/// Computes the Gini index: twice the area between the Lorenz curve and equality.
///
/// `G = 1 − Σ_k (F_k − F_{k−1}) (L_k + L_{k−1})`, which equals `Σ_ij p_i p_j |x_i − x_j| / (2 μ P²)`: 0 where all have the same, towards 1 where one
/// has all. No correction for small numbers, since p counts people. As the R package `accessibility`, but for missing values. Cost: one sort.
///
/// # Errors
/// [`EquityError::AllZero`].
///
/// # Example
/// ```
/// use crest_reach::equity::{Distribution, gini};
///
/// // Three of four people have nothing: 1 − ¼ · 1 = 0.75.
/// let jobs = Distribution::new(&[Some(0.0), Some(8.0)], &[3.0, 1.0])?;
/// assert_eq!(gini(&jobs)?, 0.75);
/// # Ok::<(), crest_reach::equity::EquityError>(())
/// ```
pub fn gini(distribution: &Distribution) -> Result<f64, EquityError> {
    let points = lorenz_curve(distribution)?;
    let twice: f64 = points.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1)).sum();
    Ok((1.0 - twice).max(0.0))
}

/// Holds the poverty measures of Foster, Greer and Thorbecke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poverty {
    /// FGT 0: share of people below the line.
    pub extent: f64,
    /// FGT 1: mean distance to the line as a part of it, 0 for those on or above it.
    pub gap: f64,
    /// FGT 2: mean of the squares of these distances.
    pub severity: f64,
}

/// Computes how many lie below a line of access, and how far.
///
/// `FGT_α = Σ_{i: x_i < z} p_i ((z − x_i) / z)^α / P` for α = 0, 1, 2. Who is on the line is not poor. Range 0–1, each no greater than the one before.
///
/// # Errors
/// [`EquityError::Line`].
pub fn poverty(distribution: &Distribution, line: f64) -> Result<Poverty, EquityError> {
    if !(line.is_finite() && line > 0.0) {
        return Err(EquityError::Line { line });
    }
    let mut sums = [0.0; 3];
    for (&access, &people) in distribution.access.iter().zip(&distribution.people) {
        if access < line {
            let gap = (line - access) / line;
            sums[0] += people;
            sums[1] += people * gap;
            sums[2] += people * gap * gap;
        }
    }
    let [extent, gap, severity] = sums.map(|sum| sum / distribution.n_people());
    Ok(Poverty { extent, gap, severity })
}

#[cfg(test)]
mod tests;
