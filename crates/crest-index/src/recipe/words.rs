//! A recipe in words, one sentence per step.

use std::fmt::{Display, Formatter, Result};

use super::{
    Aggregation, Constant, Denominate, Imputation, Mean, Normalisation, OutlierTest, Recipe, Scale, Scaling, Screening,
    Siblings, Transform, Treatment, Treatments, WeightRule, Weighting,
};
use crate::stats::Ties;

impl Display for Recipe {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "denominate: {}", self.denominate)?;
        match &self.screen {
            Some(screen) => writeln!(f, "screen: {screen}")?,
            None => writeln!(f, "screen: all places are kept")?,
        }
        writeln!(f, "impute: {}", self.impute)?;
        writeln!(f, "treat: {}", self.treat)?;
        writeln!(f, "normalise: {}", self.normalise)?;
        writeln!(f, "weights: {}", self.weights)?;
        write!(f, "aggregate: {}", self.aggregate)
    }
}

impl Display for Denominate {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::No => "indicators are taken as they are",
            Self::Ratio => "indicators with a denominator are divided by it",
        })
    }
}

impl Display for Screening {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("a place is dropped when")?;
        let mut rules = Vec::new();
        if let Some(share) = self.availability {
            rules.push(format!("its share of indicators with a value is below {share}"));
        }
        if let Some(share) = self.non_zero {
            rules.push(format!("its share of non-zero values is below {share}"));
        }
        for (node, share) in &self.below {
            rules.push(format!("its share of values below node {node} is below {share}"));
        }
        if rules.is_empty() {
            rules.push("it is named".to_owned());
        }
        write!(f, " {}", rules.join(" or "))?;
        if !self.keep.is_empty() {
            write!(f, "; kept in any case: {:?}", self.keep)?;
        }
        if !self.drop.is_empty() {
            write!(f, "; dropped in any case: {:?}", self.drop)?;
        }
        Ok(())
    }
}

impl Display for Imputation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::None => f.write_str("missing cells stay missing"),
            Self::Mean => f.write_str("mean of the indicator"),
            Self::Median => f.write_str("median of the indicator"),
            Self::GroupMean => f.write_str("mean of the indicator within the place's group"),
            Self::GroupMedian => f.write_str("median of the indicator within the place's group"),
            Self::RowMean(among) => write!(f, "mean of the place's own indicators {among}, on [0, 1] and mapped back"),
            Self::RowMedian(among) => {
                write!(f, "median of the place's own indicators {among}, on [0, 1] and mapped back")
            }
            Self::Em(among) => {
                write!(f, "conditional mean of a multivariate normal fitted by EM to the indicators {among}")
            }
            Self::PanelLatest => f.write_str("latest earlier value of the same place"),
            Self::PanelLinear => f.write_str("linear interpolation over periods, nearest value at the ends"),
            Self::PanelConstant => f.write_str("last earlier value, first value before the observed span"),
        }
    }
}

impl Display for Siblings {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All => f.write_str("of the whole tree"),
            Self::Level(level) => write!(f, "below the same node of level {level}"),
        }
    }
}

impl Display for Treatments {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}", self.default)?;
        self.columns.iter().try_for_each(|(column, treatment)| write!(f, "; indicator {column}: {treatment}"))
    }
}

impl Display for Treatment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::None => f.write_str("no treatment"),
            Self::Test(test) => write!(f, "{test}"),
            Self::Transform(transform) => write!(f, "{transform} in any case"),
        }
    }
}

impl Display for OutlierTest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(
            f,
            "outliers are those of an indicator with |skewness| ≥ {} and kurtosis ≥ {}: ",
            self.skewness, self.kurtosis
        )?;
        match (self.winsorise, self.force) {
            (0, _) => f.write_str("no winsorising")?,
            (limit, false) => write!(f, "up to {limit} points are winsorised")?,
            (limit, true) => write!(f, "{limit} points are winsorised even if fewer would do")?,
        }
        match (self.fallback, self.combine) {
            (None, _) => Ok(()),
            (Some(transform), false) => write!(f, ", else {transform} of the original values"),
            (Some(transform), true) => write!(f, ", else {transform} of the winsorised values"),
        }
    }
}

impl Display for Transform {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::LogCt => f.write_str("ln(x − min + 1 % of the range)"),
            Self::LogCtPlus => f.write_str("logarithm from the side of the tail, shifted by 1 % of the range"),
            Self::LogCtOrig => f.write_str("ln(x − min + 1)"),
            Self::LogGii => f.write_str("ln((max − 1)(x − min)/(max − min) + 1)"),
            Self::BoxCox { lambda } => write!(f, "Box–Cox of x − min + 1 with λ = {lambda}"),
        }
    }
}

impl Display for Normalisation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", self.method, self.scale)?;
        self.columns.iter().try_for_each(|(column, method)| write!(f, "; indicator {column}: {method}"))?;
        match self.constant {
            Constant::Refuse => f.write_str("; a constant indicator is refused"),
            Constant::LeaveOut => f.write_str("; a constant indicator is left out"),
            Constant::Give(number) => write!(f, "; a constant indicator gives {number} to every place"),
        }
    }
}

impl Display for Scale {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Own => Ok(()),
            Self::Range { lower, upper } => write!(f, ", 0 and 1 mapped to {lower} and {upper}"),
        }
    }
}

impl Display for Scaling {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::None => "values times their direction",
            Self::MinMax => "min–max",
            Self::ZScore => "z-score",
            Self::RobustZ => "robust z-score (median and MAD)",
            Self::Logistic => "logistic of the z-score",
            Self::Rank(Ties::Lowest) => "rank, ties lowest",
            Self::Rank(Ties::Average) => "rank, ties average",
            Self::Borda => "Borda points",
            Self::PercentileRank => "percentile rank",
            Self::DistanceToMax => "distance to the maximum",
            Self::DistanceToReference { place, cap } => {
                return write!(f, "distance to place {place}{}", if *cap { ", capped" } else { "" });
            }
            Self::DistanceToTarget { cap: false } => "distance to the target",
            Self::DistanceToTarget { cap: true } => "distance to the target, capped",
            Self::FractionOfMax => "fraction of the best",
            Self::Goalposts { clamp: false } => "goalposts",
            Self::Goalposts { clamp: true } => "goalposts, clamped",
            Self::Interval => "nearness to the stated interval",
        })
    }
}

impl Display for Weighting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Given => f.write_str("as given"),
            Self::Equal => f.write_str("equal among siblings"),
            Self::Data { rule, level } => write!(f, "{rule} at level {level}, as given elsewhere"),
        }
    }
}

impl Display for WeightRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Pca => "squared loadings of the first principal component",
            Self::Entropy => "entropy",
            Self::Critic => "CRITIC",
            Self::StdDev => "standard deviation",
            Self::Merec => "MEREC",
            Self::Gini => "Gini coefficient",
            Self::Balance => "equal correlation with the index",
            Self::Infomax => "greatest sum of correlations with the index",
        })
    }
}

impl Display for Aggregation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let levels: Vec<String> = self.levels.iter().map(Mean::to_string).collect();
        f.write_str(&levels.join(", then "))?;
        self.nodes.iter().try_for_each(|(node, mean)| write!(f, "; node {node}: {mean}"))?;
        if !self.thresholds.is_empty() {
            let shares: Vec<String> = self.thresholds.iter().map(f64::to_string).collect();
            write!(f, "; missing when fewer members have a value than {}", shares.join(", then "))?;
        }
        Ok(())
    }
}

impl Display for Mean {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Arithmetic => f.write_str("weighted arithmetic mean"),
            Self::Geometric => f.write_str("weighted geometric mean"),
            Self::Harmonic => f.write_str("weighted harmonic mean"),
            Self::Power(p) => write!(f, "weighted power mean with p = {p}"),
            Self::Median => f.write_str("weighted median"),
            Self::Minimum => f.write_str("minimum"),
            Self::Owa(alpha) => write!(f, "ordered weighted average with α = {alpha}"),
            Self::Copeland => f.write_str("Copeland score"),
        }
    }
}
