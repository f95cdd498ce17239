//! The whole choice of method as one plain value that can be printed, compared, changed in one place and run again.
//!
//! Steps run in the order of the fields of [`Recipe`]; each field names one step and its parameters.

mod words;

#[cfg(test)]
mod tests;

/// Holds every choice from raw indicators to scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Division by the denominators of the input.
    pub denominate: Denominate,
    /// Places with too few values, judged before imputation; `None` keeps all.
    pub screen: Option<Screening>,
    /// Filling of missing cells.
    pub impute: Imputation,
    /// Treatment of outliers.
    pub treat: Treatments,
    /// Bringing indicators to one scale.
    pub normalise: Normalisation,
    /// Where the weights come from.
    pub weights: Weighting,
    /// Combining scores upwards.
    pub aggregate: Aggregation,
}

impl Default for Recipe {
    /// Returns the plain recipe: no denominators, screening, imputation or treatment; min–max to 0–100; given weights;
    /// arithmetic means over the members present.
    fn default() -> Self {
        Self {
            denominate: Denominate::No,
            screen: None,
            impute: Imputation::None,
            treat: Treatments::default(),
            normalise: Normalisation::default(),
            weights: Weighting::Given,
            aggregate: Aggregation::default(),
        }
    }
}

/// Says whether indicators are divided by their denominators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denominate {
    /// Left as they are.
    No,
    /// Divided by the denominator stated for each, where there is one.
    Ratio,
}

/// Says which places have too few values to be ranked.
///
/// A share counts indicators of the tree. A place is dropped when a share lies strictly below its threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Least share of indicators with a value, 0–1.
    pub availability: Option<f64>,
    /// Least share of non-zero values among those present, 0–1.
    pub non_zero: Option<f64>,
    /// Least share of indicators with a value below single nodes: node and threshold.
    pub below: Vec<(usize, f64)>,
    /// Places kept whatever their shares; wins over `drop`.
    pub keep: Vec<usize>,
    /// Places dropped whatever their shares.
    pub drop: Vec<usize>,
}

impl Screening {
    /// Returns the screening by one share of available indicators.
    pub fn by_availability(threshold: f64) -> Self {
        Self { availability: Some(threshold), non_zero: None, below: Vec::new(), keep: Vec::new(), drop: Vec::new() }
    }
}

/// Says how missing cells are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Imputation {
    /// Left missing.
    None,
    /// Mean of the indicator's present values.
    Mean,
    /// Median of the indicator's present values.
    Median,
    /// Mean of the indicator's present values in the place's group.
    GroupMean,
    /// Median of the indicator's present values in the place's group.
    GroupMedian,
    /// Mean of the place's own other indicators, all brought to `[0, 1]` first.
    RowMean(Siblings),
    /// Median of the place's own other indicators, all brought to `[0, 1]` first.
    RowMedian(Siblings),
    /// Conditional mean under a multivariate normal fitted by expectation–maximisation.
    Em(Siblings),
    /// Latest earlier value of the same place (panels only).
    PanelLatest,
    /// Linear interpolation between periods, nearest value outside the observed span (panels only).
    PanelLinear,
    /// Last earlier value, first value before the observed span (panels only).
    PanelConstant,
}

impl Imputation {
    /// Tells whether it reads other periods.
    pub fn is_panel(self) -> bool {
        matches!(self, Self::PanelLatest | Self::PanelLinear | Self::PanelConstant)
    }
}

/// Says which indicators inform each other in row-wise imputation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Siblings {
    /// All indicators of the tree.
    All,
    /// Those below the same node of this level (2 = pillars).
    Level(usize),
}

/// Says how outliers are treated, per indicator.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Treatments {
    /// Treatment of every indicator not named below.
    pub default: Treatment,
    /// Treatments of single columns.
    pub columns: Vec<(usize, Treatment)>,
}

impl Treatments {
    /// Returns one treatment for all indicators.
    pub fn all(treatment: Treatment) -> Self {
        Self { default: treatment, columns: Vec::new() }
    }

    /// Returns the treatment of a column.
    pub fn of(&self, column: usize) -> Treatment {
        self.columns.iter().find(|(named, _)| *named == column).map_or(self.default, |&(_, treatment)| treatment)
    }
}

/// Says how the outliers of one indicator are treated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Treatment {
    /// Left as it is.
    #[default]
    None,
    /// Tested; winsorised, then transformed, until the test passes.
    Test(OutlierTest),
    /// Transformed whatever the test would say.
    Transform(Transform),
}

/// Holds the outlier test and what follows when it fails.
///
/// The test passes when `|G1| < skewness` or `G2 < kurtosis`, strictly; it also passes where either cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutlierTest {
    /// Threshold of absolute skewness G1.
    pub skewness: f64,
    /// Threshold of excess kurtosis G2.
    pub kurtosis: f64,
    /// Most points winsorised; 0 skips winsorising. A tie at the extreme may overshoot it.
    pub winsorise: usize,
    /// Winsorises up to the limit even if the test passes on the way.
    pub force: bool,
    /// Transform applied when winsorising does not suffice.
    pub fallback: Option<Transform>,
    /// Transforms the winsorised values instead of the original ones.
    pub combine: bool,
}

impl Default for OutlierTest {
    /// Returns the usual test: |G1| 2, G2 3.5, at most five points, then log with 1 % shift of the original values.
    fn default() -> Self {
        Self {
            skewness: 2.0,
            kurtosis: 3.5,
            winsorise: 5,
            force: false,
            fallback: Some(Transform::LogCt),
            combine: false,
        }
    }
}

/// Names a transform that draws in a long tail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transform {
    /// `ln(x − min + a)`, `a = 0.01 (max − min)`.
    LogCt,
    /// `ln(x − min + a)` if skewness > 0, else `−ln(max + a − x)`.
    LogCtPlus,
    /// `ln(x − min + 1)`.
    LogCtOrig,
    /// `ln((max − 1)(x − min)/(max − min) + 1)`.
    LogGii,
    /// `(y^λ − 1)/λ` with `y = x − min + 1`; `ln y` for λ = 0.
    BoxCox {
        /// Exponent λ.
        lambda: f64,
    },
}

/// Says how indicators come to one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalisation {
    /// Method of every indicator not named below.
    pub method: Scaling,
    /// Methods of single columns.
    pub columns: Vec<(usize, Scaling)>,
    /// Scale of the result.
    pub scale: Scale,
    /// What becomes of an indicator that cannot be scaled because its values do not differ.
    pub constant: Constant,
}

impl Default for Normalisation {
    /// Returns min–max to 0–100 in which a constant indicator is left out.
    fn default() -> Self {
        Self::new(Scaling::MinMax, Scale::Range { lower: 0.0, upper: 100.0 })
    }
}

impl Normalisation {
    /// Returns one method for all indicators; a constant indicator is left out.
    pub fn new(method: Scaling, scale: Scale) -> Self {
        Self { method, columns: Vec::new(), scale, constant: Constant::LeaveOut }
    }

    /// Returns the method of a column.
    pub fn of(&self, column: usize) -> Scaling {
        self.columns.iter().find(|(named, _)| *named == column).map_or(self.method, |&(_, method)| method)
    }
}

/// Names a method of normalisation; `x` is the value times its direction, so that more is better.
///
/// Every method has a *unit form* `s` whose 0 and 1 are named here; [`Scale`] maps them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scaling {
    /// Left as it is, times the direction; the scale does not apply.
    None,
    /// `(x − min)/(max − min)`. 0 = worst, 1 = best.
    MinMax,
    /// `(x − mean)/sd`, sd with divisor n − 1. 0 = mean, 1 = one standard deviation above.
    ZScore,
    /// `(x − median)/(1.4826 · MAD)`. 0 = median, 1 = one robust standard deviation above.
    RobustZ,
    /// `1/(1 + e^(−z))` of the z-score.
    Logistic,
    /// Ascending rank, 1 = worst; unit form `(rank − 1)/(n − 1)`.
    Rank(crate::stats::Ties),
    /// Ascending rank minus 1, ties lowest; unit form as for ranks.
    Borda,
    /// `(rank − 1)/(n − 1)`, ties lowest.
    PercentileRank,
    /// `1 − (max − x)/(max − min)`.
    DistanceToMax,
    /// `1 − (x_r − x)/(x_r − min)` with the value of a reference place. 0 = worst, 1 = the reference.
    DistanceToReference {
        /// Position of the reference place.
        place: usize,
        /// Holds results at 1 at most.
        cap: bool,
    },
    /// Distance from the worst value as a share of the way to the target. 0 = worst, 1 = target.
    DistanceToTarget {
        /// Holds results at 1 at most.
        cap: bool,
    },
    /// `x / max` for more-is-better; `min / x` for less-is-better, of positive values. 1 = best.
    FractionOfMax,
    /// `(x − lower)/(upper − lower)` between stated goalposts, mirrored for less-is-better.
    Goalposts {
        /// Holds results in `[0, 1]`.
        clamp: bool,
    },
    /// 1 inside the goalposts ("nominal is best"), falling to 0 at the most distant value on each side.
    Interval,
}

/// Says on which scale the result stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// The method's own: ranks 1..n, z-scores with mean 0, shares in 0–1.
    Own,
    /// The 0 and 1 of the method's unit form become `lower` and `upper`.
    Range {
        /// Image of 0.
        lower: f64,
        /// Image of 1.
        upper: f64,
    },
}

/// Says what becomes of an indicator whose values do not differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant {
    /// The build stops with a typed error.
    Refuse,
    /// The indicator is left out for every place and the weights of its siblings are rescaled; the result says so.
    LeaveOut,
    /// Every place with a value gets this number on the final scale; the result says so.
    Give(f64),
}

/// Says where weights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// From the tree.
    Given,
    /// Equal among siblings everywhere.
    Equal,
    /// From the data at one level, from the tree elsewhere.
    Data {
        /// Rule.
        rule: WeightRule,
        /// Level at which it acts (1 = indicators).
        level: usize,
    },
}

/// Names a rule that draws weights from the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightRule {
    /// Squared loadings of the first principal component.
    Pca,
    /// Shannon entropy.
    Entropy,
    /// Contrast and conflict (CRITIC).
    Critic,
    /// Standard deviation.
    StdDev,
    /// Effect of removal (MEREC).
    Merec,
    /// Gini coefficient.
    Gini,
    /// Equal correlation with the index.
    Balance,
    /// Greatest sum of correlations with the index.
    Infomax,
}

/// Says how scores are combined upwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregation {
    /// Means by level, the first for the parents of indicators (level 2); the last serves all higher levels.
    pub levels: Vec<Mean>,
    /// Means of single nodes, over `levels`.
    pub nodes: Vec<(usize, Mean)>,
    /// Least share of members with a value by level, as `levels`; strictly less gives missing. Empty = no threshold.
    pub thresholds: Vec<f64>,
}

impl Default for Aggregation {
    /// Returns arithmetic means over the members present.
    fn default() -> Self {
        Self::all(Mean::Arithmetic)
    }
}

impl Aggregation {
    /// Returns one mean for every node, without threshold.
    pub fn all(mean: Mean) -> Self {
        Self { levels: vec![mean], nodes: Vec::new(), thresholds: Vec::new() }
    }

    /// Returns means by level, without threshold.
    pub fn by_level(levels: &[Mean]) -> Self {
        Self { levels: levels.to_vec(), nodes: Vec::new(), thresholds: Vec::new() }
    }

    /// Returns the mean of a node of this level (2 = parents of indicators).
    pub fn of(&self, node: usize, level: usize) -> Mean {
        let named = self.nodes.iter().find(|(named, _)| *named == node).map(|&(_, mean)| mean);
        named.unwrap_or_else(|| self.at_level(level))
    }

    /// Returns the mean of the nodes of a level that have none of their own.
    pub fn at_level(&self, level: usize) -> Mean {
        by_level(&self.levels, level).unwrap_or(Mean::Arithmetic)
    }

    /// Returns the least share of members with a value at this level.
    pub fn threshold(&self, level: usize) -> f64 {
        by_level(&self.thresholds, level).unwrap_or(0.0)
    }
}

/// Returns the entry of a level of aggregates; entries start at level 2 and the last serves all above.
fn by_level<T: Copy>(entries: &[T], level: usize) -> Option<T> {
    entries.get(level.saturating_sub(2)).or(entries.last()).copied()
}

/// Names a way to combine the scores of members into one; `w` are their weights rescaled to sum 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mean {
    /// `Σ w x`.
    Arithmetic,
    /// `exp(Σ w ln x)`; needs x > 0.
    Geometric,
    /// `1 / Σ(w/x)`; needs x > 0.
    Harmonic,
    /// `(Σ w x^p)^(1/p)`; needs x > 0 (x ≥ 0 for p > 0); p = 0 is the geometric mean.
    Power(f64),
    /// Weighted median.
    Median,
    /// The least member.
    Minimum,
    /// Ordered weighted average with quantifier `Q(s) = s^α`: members from best to worst, `Σ (Q(S_j) − Q(S_(j−1))) x_(j)`.
    Owa(f64),
    /// Copeland score: number of places beaten minus number of places lost to.
    Copeland,
}
