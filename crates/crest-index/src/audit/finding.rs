//! What an audit found, as a value and as an English sentence.

/// Names a rule of the audit, in the order of the steps of the handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An indicator has values for too few places.
    IndicatorCoverage,
    /// A place has too few indicators.
    PlaceCoverage,
    /// Places have too few indicators of a pillar; the number is the share of such places.
    PillarCoverage,
    /// An indicator does not vary: it tells nobody apart.
    Constant,
    /// The values as given have outliers.
    Outliers,
    /// Outliers remain after treatment.
    OutliersRemain,
    /// An indicator moves with a measure of size.
    SizeDriven,
    /// Two members of one parent run against each other.
    NegativeInside,
    /// Two indicators say the same thing.
    Redundant,
    /// A node runs against its parent.
    NegativeWithParent,
    /// A node hardly moves with its parent.
    WeakWithParent,
    /// A node moves more with a sibling of its parent than with its parent.
    StrongerElsewhere,
    /// An indicator runs against, or hardly moves with, the index.
    SilentInIndex,
    /// The members of a node are not of one piece.
    Alpha,
    /// The members of a node measure more than one thing.
    SeveralDimensions,
    /// The first component explains too little.
    FirstComponent,
    /// A member loads negatively on the first component.
    NegativeLoading,
    /// A node has much more or less influence than its weight says.
    Imbalance,
    /// A pillar ranks nearly all places as the index does, so that the index adds little to it.
    SamePicture,
}

/// Says how serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Worth knowing.
    Note,
    /// Worth a justification.
    Warning,
    /// Contradicts what the framework says.
    Serious,
}

/// Holds one broken rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Node of the tree it is about; `None` if it is about a place.
    pub node: Option<usize>,
    /// Place it is about, if any.
    pub place: Option<usize>,
    /// The other node of a pair, or the column of a denominator for [`Rule::SizeDriven`].
    pub other: Option<usize>,
    /// How serious it is.
    pub grade: Grade,
    /// The number that breaks the rule, if it has one.
    pub number: Option<f64>,
    /// The threshold it was held against, if there is one.
    pub threshold: Option<f64>,
}

impl Finding {
    /// Says the finding in English; the callers give the names of nodes, places and denominators.
    pub fn sentence(
        &self,
        node_name: &dyn Fn(usize) -> String,
        place_name: &dyn Fn(usize) -> String,
        denominator_name: &dyn Fn(usize) -> String,
    ) -> String {
        let node = self.node.map_or_else(String::new, node_name);
        let other = self.other.map_or_else(String::new, node_name);
        let place = self.place.map_or_else(String::new, place_name);
        let number = self.number.map_or_else(String::new, |x| format!("{x:.2}"));
        let threshold = self.threshold.map_or_else(String::new, |x| format!("{x:.2}"));
        let percent = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{:.0} %", 100.0 * x));
        let (share, least) = (percent(self.number), percent(self.threshold));
        match self.rule {
            Rule::IndicatorCoverage => format!("{node} has values for {share} of the places; {least} are expected."),
            Rule::PlaceCoverage => format!("{place} has values for {share} of the indicators; {least} are expected."),
            Rule::PillarCoverage => {
                format!("{share} of the places have values for less than {least} of the indicators of {node}.")
            }
            Rule::Constant => format!("{node} is the same everywhere and tells no place apart."),
            Rule::Outliers => format!("{node} has outliers: its skewness is {number}, beyond ±{threshold}."),
            Rule::OutliersRemain => {
                format!("{node} still has outliers after treatment: its skewness is {number}, beyond ±{threshold}.")
            }
            Rule::SizeDriven => {
                let size = self.other.map_or_else(String::new, denominator_name);
                format!("{node} moves with {size} (correlation {number}): it may measure size rather than quality.")
            }
            Rule::NegativeInside => {
                format!("{node} and {other} belong together but run against each other (correlation {number}).")
            }
            Rule::Redundant => {
                format!("{node} and {other} say nearly the same thing (correlation {number}, above {threshold}).")
            }
            Rule::NegativeWithParent => {
                format!("{node} runs against {other}, of which it is a part (correlation {number}).")
            }
            Rule::WeakWithParent => {
                format!(
                    "{node} hardly moves with {other}, of which it is a part (correlation {number}, below {threshold})."
                )
            }
            Rule::StrongerElsewhere => {
                format!("{node} moves more with {other} (correlation {number}) than with its own parent ({threshold}).")
            }
            Rule::SilentInIndex => {
                format!("{node} hardly shows in the index (correlation {number}, below {threshold}).")
            }
            Rule::Alpha => {
                format!("The members of {node} are not of one piece: Cronbach's alpha is {number}, below {threshold}.")
            }
            Rule::SeveralDimensions => {
                format!(
                    "The members of {node} measure {} things: so many eigenvalues exceed 1.",
                    self.number.unwrap_or(0.0)
                )
            }
            Rule::FirstComponent => {
                format!("The first component of {node} explains {share} of the variance; {least} are expected.")
            }
            Rule::NegativeLoading => {
                format!(
                    "{node} runs against the other members of {other}: its loading on their first component is {number}."
                )
            }
            Rule::Imbalance => {
                format!("{node} has {share} of the influence on its parent, while its weight says {least}.")
            }
            Rule::SamePicture => format!(
                "Only {share} of the places rank much differently in {node} than in the index; below {least} the index adds little to it."
            ),
        }
    }
}
