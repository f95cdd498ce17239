//! Theil T: inequality that adds up from that between groups and that within them.

use super::{Distribution, EquityError};

/// Holds the Theil T index and its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Theil {
    /// The index: 0 where all have the same, at most the logarithm of the number of people.
    pub total: f64,
    /// Inequality if everybody had the mean of her group.
    pub between: f64,
    /// Inequality within groups, each weighted by its share of access.
    pub within: f64,
    /// The groups that occur, in rising order of their number.
    pub groups: Vec<TheilGroup>,
}

/// Holds what one group adds to a Theil T index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TheilGroup {
    /// The group.
    pub group: usize,
    /// Its share of the people.
    pub people_share: f64,
    /// Its share of all access.
    pub access_share: f64,
    /// What it adds between groups, `a ln(a / p)` of its shares; negative for a group with less than its part.
    pub between: f64,
    /// What it adds within groups.
    pub within: f64,
}

/// Computes the Theil T index with its parts between and within groups.
///
/// `T = Σ_i p_i (x_i/μ) ln(x_i/μ)`, p shares of people; between `Σ_g a_g ln(a_g / p_g)`, within `Σ_g a_g T_g`, a_g the share of access of group g;
/// the two sum to T.
///
/// - A place without access adds nothing, since x ln x tends to 0; the R package `accessibility` has no value then.
/// - A place without a group is left out. Without groups of interest, pass one for all.
/// - Cost: a few passes and one sort of the groups.
///
/// # Errors
/// [`EquityError`] if lengths differ, nobody is left, or nobody has access.
///
/// # Source
/// Theil, Economics and Information Theory, 1967, chapter 4.
pub fn theil_t(distribution: &Distribution, groups: &[Option<usize>]) -> Result<Theil, EquityError> {
    let (people, groups) = distribution.joined(groups)?;
    let (total, n_people, mean) = (people.total(), people.n_people(), people.mean());
    if total <= 0.0 {
        return Err(EquityError::AllZero);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|position| groups[*position]);
    let mut found = Vec::new();
    for members in order.chunk_by(|a, b| groups[*a] == groups[*b]) {
        let members_people: f64 = members.iter().map(|at| people.people[*at]).sum();
        let members_access: f64 = members.iter().map(|at| people.people[*at] * people.access[*at]).sum();
        let (people_share, access_share) = (members_people / n_people, members_access / total);
        let own_mean = members_access / members_people;
        let own: f64 = if own_mean > 0.0 {
            members.iter().map(|at| people.people[*at] / members_people * x_ln_x(people.access[*at] / own_mean)).sum()
        } else {
            0.0
        };
        found.push(TheilGroup {
            group: groups[members[0]],
            people_share,
            access_share,
            between: people_share * x_ln_x(access_share / people_share),
            within: access_share * own,
        });
    }
    let sum = people.people.iter().zip(&people.access);
    Ok(Theil {
        total: sum.map(|(people, access)| people / n_people * x_ln_x(access / mean)).sum(),
        between: found.iter().map(|group| group.between).sum(),
        within: found.iter().map(|group| group.within).sum(),
        groups: found,
    })
}

fn x_ln_x(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}
