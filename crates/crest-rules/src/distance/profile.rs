//! Answers or scores made ready for comparison: codes for what is the same or not, shares for what differs by degrees.

use super::Distance;
use crate::answer::{Absence, Answer, Answers};

/// Says how the answers of two jurisdictions to a provision are compared.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerComparison {
    /// Equal or not: 0 or 1. For numbers this is almost always 1; band or scale those.
    Equal,
    /// Numbers, or dates as days, in the same band or not; thresholds rise, and each belongs to the band above it.
    Banded(Vec<f64>),
    /// `min(|a − b| / range, 1)` of numbers, or of dates as days.
    Scaled {
        /// Difference that counts as wholly different, above 0.
        range: f64,
    },
    /// Steps between two ordered options as a share of the steps there are: `|a − b| / (n − 1)`.
    Ordered {
        /// Number of options, 2 or more.
        n_options: u32,
    },
    /// The provision takes no part.
    Ignored,
}

impl AnswerComparison {
    /// Difference of two answers, one pair at a time; the same figures as through [`Profiles`].
    pub fn difference(&self, a: Answer, b: Answer, weight: f64, not_applicable: NotApplicable) -> Distance {
        let range = match self {
            Self::Ignored => return Distance::default(),
            Self::Scaled { range } => Some(*range),
            Self::Ordered { n_options } => Some(f64::from(n_options - 1)),
            Self::Equal | Self::Banded(_) => None,
        };
        match range {
            Some(range) => {
                super::pairs::scaled_cell(share(a, range, not_applicable), share(b, range, not_applicable), weight)
            }
            None => {
                let codes = codes(&[a, b], self, not_applicable);
                super::pairs::coded_cell(codes[0], codes[1], weight)
            }
        }
    }
}

/// Says how a provision that does not apply to one of two jurisdictions counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApplicable {
    /// "Does not apply" is an answer like any other: equal to itself, different from the rest.
    IsAnAnswer,
    /// The provision takes no part for that pair, and the weight falls away.
    LeavesThePair,
}

/// Says how the scores of two jurisdictions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreComparison {
    /// `|a − b|` as a share of the component's range.
    Share,
    /// 0 if equal within a millionth of the range, else 1: two rules that restrict equally count as the same.
    Equal,
}

/// Says why answers or scores cannot be made ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileError {
    /// There is not one comparison, range, weight or topic per provision.
    Length {
        /// Number given.
        n_found: usize,
        /// Number of provisions.
        n_expected: usize,
    },
    /// A weight is negative or not finite.
    Weight {
        /// The provision.
        provision: usize,
    },
    /// A range is not above 0, thresholds do not rise, or there are fewer than two options.
    Comparison {
        /// The provision.
        provision: usize,
    },
    /// Topics do not count from 0 without a gap to the stated number.
    Topic {
        /// The topic.
        topic: usize,
    },
}

impl std::fmt::Display for ProfileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => {
                write!(f, "{n_found} entries for {n_expected} provisions")
            }
            Self::Weight { provision } => write!(f, "the weight of provision {provision} is negative or not finite"),
            Self::Comparison { provision } => {
                write!(f, "provision {provision} is compared by a range, thresholds or options that cannot be")
            }
            Self::Topic { topic } => write!(f, "topic {topic} does not exist"),
        }
    }
}

impl std::error::Error for ProfileError {}

/// Cell that is not known. Cells are finite or one of the two gaps; gaps are never computed with.
pub(super) const UNKNOWN: f64 = f64::INFINITY;
/// Cell that takes its provision out of the pair.
pub(super) const LEAVES: f64 = f64::NEG_INFINITY;
/// Cell of "does not apply" where it is an answer: equal to itself, and so far beyond every share that the difference to any is cut at 1.
const NOT_APPLICABLE: f64 = 1e300;
/// Cell of "no practice": as that, on the other side.
const NO_PRACTICE: f64 = -1e300;

/// Holds what is compared of all jurisdictions: coded columns by equality, scaled columns by degree.
///
/// Columns of a kind stand in the order of topics, so that each topic is a stretch of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    pub(super) n_jurisdictions: usize,
    pub(super) n_topics: usize,
    pub(super) coded: Block,
    pub(super) scaled: Block,
}

/// Columns of one kind; rows are jurisdictions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Provision or node of each column.
    pub(super) sources: Vec<usize>,
    pub(super) weights: Vec<f64>,
    /// First column of each topic, and the number of columns at the end.
    pub(super) topics: Vec<usize>,
    /// Sum of the weights of each topic.
    pub(super) totals: Vec<f64>,
    /// Jurisdictions × columns.
    pub(super) cells: Vec<f64>,
    /// Whether a jurisdiction has a cell that is unknown or leaves the pair.
    pub(super) has_gaps: Vec<bool>,
}

impl Block {
    /// Topic of a column: the last that starts at or before it.
    fn topic(&self, column: usize) -> usize {
        self.topics.partition_point(|start| *start <= column) - 1
    }

    pub(super) fn row(&self, jurisdiction: usize) -> &[f64] {
        let n = self.sources.len();
        &self.cells[jurisdiction * n..(jurisdiction + 1) * n]
    }
}

impl Profiles {
    /// Makes answers ready.
    ///
    /// Weights and topics have one entry per provision; topics count from 0 to `n_topics − 1`. "No practice" is an answer of its own;
    /// unknown, contested and not collected are not known, as is an answer of another kind than its comparison takes.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn of_answers(
        answers: &Answers,
        comparisons: &[AnswerComparison],
        weights: &[f64],
        topics: &[usize],
        n_topics: usize,
        not_applicable: NotApplicable,
    ) -> Result<Self, ProfileError> {
        let n = answers.n_provisions();
        check_lengths(n, &[comparisons.len(), weights.len(), topics.len()])?;
        check_columns(weights, topics, n_topics)?;
        for (provision, comparison) in comparisons.iter().enumerate() {
            let fine = match comparison {
                AnswerComparison::Equal | AnswerComparison::Ignored => true,
                AnswerComparison::Banded(thresholds) => {
                    thresholds.iter().all(|t| t.is_finite()) && thresholds.windows(2).all(|pair| pair[0] < pair[1])
                }
                AnswerComparison::Scaled { range } => range.is_finite() && *range > 0.0,
                AnswerComparison::Ordered { n_options } => *n_options >= 2,
            };
            if !fine {
                return Err(ProfileError::Comparison { provision });
            }
        }
        let scale = |provision: usize| match comparisons[provision] {
            AnswerComparison::Scaled { range } => Some(range),
            AnswerComparison::Ordered { n_options } => Some(f64::from(n_options - 1)),
            _ => None,
        };
        let columns = |scaled: bool| {
            let taken =
                (0..n).filter(|p| comparisons[*p] != AnswerComparison::Ignored && scale(*p).is_some() == scaled);
            in_order_of_topics(taken, topics)
        };
        let n_jurisdictions = answers.n_jurisdictions();
        let scaled_columns = columns(true);
        let shares = scaled_columns.iter().map(|&p| {
            let range = scale(p).expect("these are the scaled ones");
            (0..n_jurisdictions).map(|j| share(answers.get(j, p), range, not_applicable)).collect()
        });
        let scaled = block(&shares.collect::<Vec<Vec<f64>>>(), &scaled_columns, weights, topics, n_topics);
        let coded_columns = columns(false);
        let codes = coded_columns.iter().map(|&p| {
            let column: Vec<Answer> = (0..n_jurisdictions).map(|j| answers.get(j, p)).collect();
            codes(&column, &comparisons[p], not_applicable)
        });
        let codes: Vec<Vec<f64>> = codes.collect();
        let coded = block(&codes, &coded_columns, weights, topics, n_topics);
        Ok(Self { n_jurisdictions, n_topics, coded, scaled })
    }

    /// Makes scores ready: `scores` are jurisdictions × components, `ranges` the distance between both ends of each component.
    ///
    /// A missing score is not known.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn of_scores(
        scores: &[Option<f64>],
        ranges: &[f64],
        weights: &[f64],
        topics: &[usize],
        n_topics: usize,
        comparison: ScoreComparison,
    ) -> Result<Self, ProfileError> {
        let n = ranges.len();
        check_lengths(n, &[weights.len(), topics.len()])?;
        check_columns(weights, topics, n_topics)?;
        if let Some(provision) = ranges.iter().position(|range| !(range.is_finite() && *range > 0.0)) {
            return Err(ProfileError::Comparison { provision });
        }
        let n_jurisdictions = scores.len().checked_div(n).unwrap_or(0);
        check_lengths(scores.len(), &[n_jurisdictions * n])?;
        let columns = in_order_of_topics(0..n, topics);
        let empty = (Vec::new(), Vec::new());
        let column = |k: usize| (0..n_jurisdictions).map(move |j| scores[j * n + k]);
        let (shares, share_columns, code_columns, code_sources) = match comparison {
            ScoreComparison::Share => {
                let shares: Vec<Vec<f64>> = columns
                    .iter()
                    .map(|&k| column(k).map(|s| s.map_or(UNKNOWN, |score| score / ranges[k])).collect())
                    .collect();
                (shares, columns, empty.0, empty.1)
            }
            ScoreComparison::Equal => {
                let codes: Vec<Vec<f64>> = columns
                    .iter()
                    .map(|&k| {
                        let rounded = |score: f64| (score / ranges[k] * 1e6).round();
                        let answers: Vec<Answer> = column(k)
                            .map(|s| s.map_or(Answer::Absent(Absence::Unknown), |s| Answer::Number(rounded(s))))
                            .collect();
                        codes(&answers, &AnswerComparison::Equal, NotApplicable::IsAnAnswer)
                    })
                    .collect();
                (Vec::new(), Vec::new(), codes, columns)
            }
        };
        let scaled = block(&shares, &share_columns, weights, topics, n_topics);
        let coded = block(&code_columns, &code_sources, weights, topics, n_topics);
        Ok(Self { n_jurisdictions, n_topics, coded, scaled })
    }

    /// Number of jurisdictions.
    pub fn n_jurisdictions(&self) -> usize {
        self.n_jurisdictions
    }

    /// Number of topics.
    pub fn n_topics(&self) -> usize {
        self.n_topics
    }

    /// Topic of a provision and the difference of two jurisdictions in it; `None` if it takes no part at all.
    ///
    /// # Panics
    /// If a jurisdiction does not exist.
    pub fn provision(&self, a: usize, b: usize, provision: usize) -> Option<(usize, Distance)> {
        if let Some(k) = self.coded.sources.iter().position(|source| *source == provision) {
            let (x, y, w) = (self.coded.row(a)[k], self.coded.row(b)[k], self.coded.weights[k]);
            return Some((self.coded.topic(k), super::pairs::coded_cell(x, y, w)));
        }
        let k = self.scaled.sources.iter().position(|source| *source == provision)?;
        let cell = super::pairs::scaled_cell(self.scaled.row(a)[k], self.scaled.row(b)[k], self.scaled.weights[k]);
        Some((self.scaled.topic(k), cell))
    }
}

fn check_lengths(n_expected: usize, found: &[usize]) -> Result<(), ProfileError> {
    match found.iter().find(|n| **n != n_expected) {
        Some(&n_found) => Err(ProfileError::Length { n_found, n_expected }),
        None => Ok(()),
    }
}

fn check_columns(weights: &[f64], topics: &[usize], n_topics: usize) -> Result<(), ProfileError> {
    if let Some(provision) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        return Err(ProfileError::Weight { provision });
    }
    match topics.iter().find(|topic| **topic >= n_topics) {
        Some(&topic) => Err(ProfileError::Topic { topic }),
        None => Ok(()),
    }
}

fn in_order_of_topics(columns: impl Iterator<Item = usize>, topics: &[usize]) -> Vec<usize> {
    let mut columns: Vec<usize> = columns.collect();
    columns.sort_by_key(|column| (topics[*column], *column));
    columns
}

/// Lays columns side by side, jurisdiction by jurisdiction.
fn block(columns: &[Vec<f64>], sources: &[usize], weights: &[f64], topics: &[usize], n_topics: usize) -> Block {
    let n_rows = columns.first().map_or(0, Vec::len);
    let cells: Vec<f64> = (0..n_rows).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
    let has_gaps = (0..n_rows).map(|row| columns.iter().any(|column| !column[row].is_finite())).collect();
    let starts = (0..=n_topics).map(|topic| sources.partition_point(|source| topics[*source] < topic));
    let starts: Vec<usize> = starts.collect();
    let weights: Vec<f64> = sources.iter().map(|source| weights[*source]).collect();
    Block {
        sources: sources.to_vec(),
        totals: starts.windows(2).map(|ends| weights[ends[0]..ends[1]].iter().sum()).collect(),
        weights,
        topics: starts,
        cells,
        has_gaps,
    }
}

fn share(answer: Answer, range: f64, not_applicable: NotApplicable) -> f64 {
    match answer {
        Answer::Number(number) if number.is_finite() => number / range,
        Answer::Date(days) => f64::from(days.0) / range,
        Answer::Choice(option) => f64::from(option) / range,
        Answer::Absent(Absence::NotApplicable) if not_applicable == NotApplicable::LeavesThePair => LEAVES,
        Answer::Absent(Absence::NotApplicable) => NOT_APPLICABLE,
        Answer::Absent(Absence::NoPractice) => NO_PRACTICE,
        _ => UNKNOWN,
    }
}

/// Codes of a column: equal answers get equal codes, in the order of their first occurrence, or the band they lie in.
fn codes(column: &[Answer], comparison: &AnswerComparison, not_applicable: NotApplicable) -> Vec<f64> {
    let mut seen: std::collections::BTreeMap<(u8, u64), f64> = std::collections::BTreeMap::new();
    let mut code = |key: (u8, u64)| {
        let next = seen.len() as f64;
        *seen.entry(key).or_insert(next)
    };
    column
        .iter()
        .map(|answer| {
            let number = match *answer {
                Answer::Number(number) => Some(number),
                Answer::Date(days) => Some(f64::from(days.0)),
                _ => None,
            };
            match (*answer, comparison, number) {
                (Answer::Absent(Absence::NotApplicable), ..) => match not_applicable {
                    NotApplicable::IsAnAnswer => NOT_APPLICABLE,
                    NotApplicable::LeavesThePair => LEAVES,
                },
                (Answer::Absent(Absence::NoPractice), ..) => NO_PRACTICE,
                (Answer::Absent(_), ..) => UNKNOWN,
                (_, AnswerComparison::Banded(thresholds), Some(number)) => {
                    code((0, thresholds.partition_point(|threshold| *threshold <= number) as u64))
                }
                (_, AnswerComparison::Banded(_), None) => UNKNOWN,
                // Plus zero: −0 equals 0.
                (Answer::Number(number), ..) => code((1, (number + 0.0).to_bits())),
                (Answer::Date(days), ..) => code((2, u64::from(days.0.cast_unsigned()))),
                (Answer::Choice(option), ..) => code((3, u64::from(option))),
                (Answer::Text(text), ..) => code((4, u64::from(text))),
            }
        })
        .collect()
}
