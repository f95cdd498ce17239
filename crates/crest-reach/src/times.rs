//! Travel times: for each origin, which destinations it reaches and in how many minutes; the input of every measure.
//!
//! A pair that is not in the matrix is unreachable. That is a state of its own: no measure puts a large number in its
//! place.

/// Holds travel times from a row of origins to a row of destinations, origin after origin.
///
/// - Minutes are finite and not negative. A function that says so also takes metres or money in their place.
/// - Size: 12 bytes a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    n_destinations: usize,
    starts: Vec<usize>,
    destinations: Vec<u32>,
    minutes: Vec<f64>,
}

/// Says why pairs of places and minutes are no matrix of travel times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimesError {
    /// An origin does not exist.
    Origin {
        /// The origin.
        origin: u32,
        /// Number of origins.
        n_origins: usize,
    },
    /// A destination does not exist.
    Destination {
        /// The destination.
        destination: u32,
        /// Number of destinations.
        n_destinations: usize,
    },
    /// A time is negative or not finite.
    Minutes {
        /// The origin.
        origin: u32,
        /// The destination.
        destination: u32,
        /// The time.
        minutes: f64,
    },
    /// A pair stands twice.
    Duplicate {
        /// The origin.
        origin: u32,
        /// The destination.
        destination: u32,
    },
    /// A dense matrix has another length than origins times destinations.
    Length {
        /// Times found.
        n_found: usize,
        /// Times expected.
        n_expected: usize,
    },
}

impl std::fmt::Display for TimesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Origin { origin, n_origins } => write!(f, "origin {origin} does not exist; there are {n_origins}"),
            Self::Destination { destination, n_destinations } => {
                write!(f, "destination {destination} does not exist; there are {n_destinations}")
            }
            Self::Minutes { origin, destination, minutes } => {
                write!(f, "{minutes} minutes from origin {origin} to destination {destination}; expected 0 or more")
            }
            Self::Duplicate { origin, destination } => {
                write!(f, "the pair of origin {origin} and destination {destination} stands twice")
            }
            Self::Length { n_found, n_expected } => write!(f, "{n_found} travel times, expected {n_expected}"),
        }
    }
}

impl std::error::Error for TimesError {}

impl Times {
    /// Builds a matrix from triples of origin, destination and minutes, in any order.
    ///
    /// - A pair without a triple is unreachable.
    /// - Cost: a sort of each origin's destinations that do not come in order already.
    ///
    /// # Errors
    /// [`TimesError`] if a place does not exist, a time is negative or not finite, or a pair stands twice.
    pub fn from_triples(
        n_origins: usize,
        n_destinations: usize,
        triples: &[(u32, u32, f64)],
    ) -> Result<Self, TimesError> {
        let mut starts = vec![0_usize; n_origins + 1];
        for &(origin, destination, minutes) in triples {
            if origin as usize >= n_origins {
                return Err(TimesError::Origin { origin, n_origins });
            }
            if destination as usize >= n_destinations {
                return Err(TimesError::Destination { destination, n_destinations });
            }
            if !(minutes.is_finite() && minutes >= 0.0) {
                return Err(TimesError::Minutes { origin, destination, minutes });
            }
            starts[origin as usize + 1] += 1;
        }
        for origin in 0..n_origins {
            starts[origin + 1] += starts[origin];
        }
        let mut next = starts.clone();
        let mut pairs = vec![(0_u32, 0.0_f64); triples.len()];
        for &(origin, destination, minutes) in triples {
            let place = &mut next[origin as usize];
            // Minus zero would be told apart from zero by its bytes.
            pairs[*place] = (destination, minutes + 0.0);
            *place += 1;
        }
        for origin in 0..n_origins {
            let row = &mut pairs[starts[origin]..starts[origin + 1]];
            if !row.is_sorted_by(|a, b| a.0 < b.0) {
                row.sort_unstable_by_key(|pair| pair.0);
                if let Some(twice) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                    let origin = u32::try_from(origin).expect("an origin of a triple fits u32");
                    return Err(TimesError::Duplicate { origin, destination: twice[0].0 });
                }
            }
        }
        let (destinations, minutes) = pairs.into_iter().unzip();
        Ok(Self { n_destinations, starts, destinations, minutes })
    }

    /// Builds a matrix from a dense one, origins × destinations, in whole minutes, where one number stands for unreachable.
    ///
    /// # Errors
    /// [`TimesError::Length`] if the number of times is not origins times destinations.
    pub fn from_dense(
        n_origins: usize,
        n_destinations: usize,
        minutes: &[u16],
        unreachable: u16,
    ) -> Result<Self, TimesError> {
        if minutes.len() != n_origins * n_destinations {
            return Err(TimesError::Length { n_found: minutes.len(), n_expected: n_origins * n_destinations });
        }
        let mut times = Self { n_destinations, starts: vec![0], destinations: Vec::new(), minutes: Vec::new() };
        for origin in 0..n_origins {
            for destination in 0..n_destinations {
                let found = minutes[origin * n_destinations + destination];
                if found != unreachable {
                    times.destinations.push(u32::try_from(destination).expect("destinations fit u32"));
                    times.minutes.push(f64::from(found));
                }
            }
            times.starts.push(times.destinations.len());
        }
        Ok(times)
    }

    /// Returns the number of origins.
    pub fn n_origins(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns the number of destinations, reached or not.
    pub fn n_destinations(&self) -> usize {
        self.n_destinations
    }

    /// Returns the number of pairs that are reachable.
    pub fn n_pairs(&self) -> usize {
        self.destinations.len()
    }

    /// Returns the destinations one origin reaches, in rising order, and the minutes to each.
    ///
    /// # Panics
    /// If the origin does not exist.
    pub fn row(&self, origin: usize) -> (&[u32], &[f64]) {
        let range = self.starts[origin]..self.starts[origin + 1];
        (&self.destinations[range.clone()], &self.minutes[range])
    }

    /// Returns the minutes of one pair; `None` where it is unreachable.
    ///
    /// # Panics
    /// If the origin does not exist.
    pub fn find(&self, origin: usize, destination: u32) -> Option<f64> {
        let (destinations, minutes) = self.row(origin);
        destinations.binary_search(&destination).ok().map(|position| minutes[position])
    }

    /// Returns the same times seen from the destinations: what was reached becomes who reaches.
    ///
    /// Twice transposed is the matrix itself. Cost: two passes over the pairs.
    pub fn transposed(&self) -> Self {
        let mut starts = vec![0_usize; self.n_destinations + 1];
        for &destination in &self.destinations {
            starts[destination as usize + 1] += 1;
        }
        for destination in 0..self.n_destinations {
            starts[destination + 1] += starts[destination];
        }
        let mut next = starts.clone();
        let mut destinations = vec![0_u32; self.n_pairs()];
        let mut minutes = vec![0.0; self.n_pairs()];
        for origin in 0..self.n_origins() {
            let (row, row_minutes) = self.row(origin);
            for (&destination, &time) in row.iter().zip(row_minutes) {
                let place = &mut next[destination as usize];
                destinations[*place] = u32::try_from(origin).expect("origins fit u32");
                minutes[*place] = time;
                *place += 1;
            }
        }
        Self { n_destinations: self.n_origins(), starts, destinations, minutes }
    }

    /// Returns where the pairs of each origin begin among all pairs; one number more than origins.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// Returns the minutes of all pairs, origin after origin.
    pub(crate) fn minutes(&self) -> &[f64] {
        &self.minutes
    }
}

#[cfg(test)]
mod tests;
