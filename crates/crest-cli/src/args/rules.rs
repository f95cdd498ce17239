//! Arguments of `crest rules`: scores, ranks, distances, reforms, bundles and the history of rules.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What to ask of rules.
#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// Scores jurisdictions under a method: overall, by topic, by component.
    Score {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction whose score is unfolded down to answers and citations.
        #[arg(long, value_name = "ID")]
        of: Option<String>,
        /// Also the scores of components.
        #[arg(long)]
        components: bool,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Ranks jurisdictions, with the points to each next place and the interval that rounding leaves.
    Rank {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Topic to rank by; overall if not given.
        #[arg(long, value_name = "TOPIC")]
        by: Option<String>,
        /// Jurisdiction whose ladder is shown: points to each next place, cheapest provision for each step.
        #[arg(long, value_name = "ID")]
        ladder: Option<String>,
        /// Prints only the first N.
        #[arg(long, value_name = "N")]
        top: Option<usize>,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Measures how far the rules of jurisdictions lie apart.
    Distance {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction from which to measure; all pairs if not given.
        #[arg(long, value_name = "ID")]
        from: Option<String>,
        /// Jurisdiction to which to measure; all others if not given. With --from: provision by provision.
        #[arg(long, value_name = "ID", requires = "from")]
        to: Option<String>,
        /// What is compared.
        #[arg(long, value_enum, default_value_t = Basis::Answers)]
        basis: Basis,
        /// Days on which to measure, for a series.
        #[arg(long, value_delimiter = ',', value_name = "DATE,…")]
        over: Vec<String>,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Shows what adopting other answers does to score, rank and distance, provision by provision.
    Reform {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction that reforms.
        #[arg(long, value_name = "ID")]
        of: String,
        /// Jurisdiction whose answers are adopted.
        #[arg(long, value_name = "ID", conflicts_with = "best")]
        adopt: Option<String>,
        /// Adopts the best answer of any jurisdiction.
        #[arg(long)]
        best: bool,
        /// Sets an answer: PROVISION=VALUE. May be repeated.
        #[arg(long, value_name = "PROVISION=VALUE")]
        set: Vec<String>,
        /// Only these provisions.
        #[arg(long, value_delimiter = ',', value_name = "ID,…")]
        only: Vec<String>,
        /// All at once, instead of each by itself.
        #[arg(long)]
        together: bool,
        /// Keeps its own answer where that scores better.
        #[arg(long)]
        keep_better: bool,
        /// Makes changes of system too (such as giving up a tax) and marks them; else they are refused.
        #[arg(long)]
        system_changes: bool,
        /// Partners to which the change of distance is shown.
        #[arg(long, value_delimiter = ',', value_name = "ID,…")]
        partners: Vec<String>,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Finds the best set of reforms: closest to a partner, highest score, or a rank at least cost.
    Bundle {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction that reforms.
        #[arg(long, value_name = "ID")]
        of: String,
        /// Partner whose answers are adopted.
        #[arg(long, value_name = "ID")]
        partner: String,
        /// What the set is to be best at.
        #[arg(long, value_enum, default_value_t = Aim::Distance)]
        aim: Aim,
        /// Rank to reach, with --aim rank.
        #[arg(long, value_name = "R")]
        rank: Option<u32>,
        /// Most provisions.
        #[arg(long, value_name = "K")]
        at_most: Option<usize>,
        /// Authority within which the provisions must lie: own, province, central.
        #[arg(long, value_enum, default_value_t = Authority::Central)]
        authority: Authority,
        /// Most that the set may cost.
        #[arg(long, value_name = "COST")]
        budget: Option<f64>,
        /// Most provisions of one year.
        #[arg(long, value_name = "K", requires = "years")]
        per_year: Option<usize>,
        /// Number of years, with --per-year.
        #[arg(long, value_name = "N", requires = "per_year")]
        years: Option<usize>,
        /// The score must not fall.
        #[arg(long)]
        keep_score: bool,
        /// Cost of a provision: ID=NUMBER; 1 if not given. May be repeated.
        #[arg(long, value_name = "ID=NUMBER")]
        cost: Vec<String>,
        /// Provision that needs another one: ID=ID. May be repeated.
        #[arg(long, value_name = "ID=ID")]
        needs: Vec<String>,
        /// Provisions that exclude each other: ID=ID. May be repeated.
        #[arg(long, value_name = "ID=ID")]
        excludes: Vec<String>,
        /// Number of sets, from the best on.
        #[arg(long, default_value_t = 1, value_name = "N")]
        best: usize,
        /// Shows the sets of which none is beaten in score, distance and cost at once, up to the cost of --budget (10 if not given).
        #[arg(long)]
        frontier: bool,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Shows what changed when: events, mean distance over time, what expires, where partners moved.
    Timeline {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction in focus; that of the project if not given.
        #[arg(long, value_name = "ID")]
        of: Option<String>,
        /// Partners; those of the project if not given.
        #[arg(long, value_delimiter = ',', value_name = "ID,…")]
        partners: Vec<String>,
        /// First year of the series.
        #[arg(long, value_name = "YEAR")]
        since: Option<i32>,
        /// Months that the radar looks back.
        #[arg(long, default_value_t = 24, value_name = "N")]
        months: u32,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Places every provision on two axes: change of score and change of distance to a partner (对标 and 对接).
    Axes {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Jurisdiction; that in focus if not given.
        #[arg(long, value_name = "ID")]
        of: Option<String>,
        /// Partner; the first of the project if not given.
        #[arg(long, value_name = "ID")]
        partner: Option<String>,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Shows who recognises whom: none, unilateral, mutual, identical.
    Recognition {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Says how far the answers can be trusted: sources, age, second coder, what is unknown.
    Coverage {
        /// Answers and method.
        #[command(flatten)]
        book: Book,
        /// Prints CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Lists the methods that come with Crest and those of the project, or prints one.
    Methods {
        /// Project.
        #[arg(default_value = ".", value_name = "PROJECT")]
        project: PathBuf,
        /// Prints the file of this method, to be copied and changed.
        #[arg(long, value_name = "METHOD")]
        print: Option<String>,
    },
    /// Brings answers of other forms into the lists of a project: dated facts, wide tables, question templates.
    Import {
        /// File: CSV or workbook.
        file: PathBuf,
        /// Method that comes with Crest, from which a table of the World Bank takes topics, names and units.
        #[arg(long, value_name = "METHOD")]
        method: Option<String>,
        /// Directory to write the lists into.
        #[arg(long, short, value_name = "DIR")]
        output: PathBuf,
    },
    /// Writes a workbook with drop-down lists, empty or filled with the answers of a project.
    Template {
        /// Project whose topics, provisions and jurisdictions the workbook takes; an empty one if not given.
        #[arg(value_name = "PROJECT")]
        project: Option<PathBuf>,
        /// Workbook to write.
        #[arg(long, short, value_name = "FILE", default_value = "rules.xlsx")]
        output: PathBuf,
    },
}

/// Answers and the method they are scored by.
#[derive(Debug, Clone, Args)]
pub(crate) struct Book {
    /// Project with rules, directory of lists, or one wide table of answers (CSV).
    #[arg(default_value = ".", value_name = "SOURCE")]
    pub(crate) source: PathBuf,
    /// Method: one that comes with Crest, one of the project, or a file.
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// Day for which answers hold (2020, 2020-05 and 2020-05-01 are days: the last of year and month); the latest if not given.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// Day on which answers were recorded: later entries take no part.
    #[arg(long, value_name = "DATE")]
    pub(crate) known: Option<String>,
    /// List of economies with the weights of their cities, for a wide table of answers.
    #[arg(long, value_name = "FILE")]
    pub(crate) economies: Option<PathBuf>,
}

/// What a distance compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Basis {
    /// Answers: the share of the weight on which they differ.
    Answers,
    /// Scores: the same, but answers that score alike count as equal.
    Scores,
    /// Answers, less what is recognised.
    Recognition,
}

/// What a bundle is best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Aim {
    /// Least distance to the partner.
    Distance,
    /// Highest score.
    Score,
    /// A rank at least cost.
    Rank,
}

/// Who can enact a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Authority {
    /// The jurisdiction itself.
    Own,
    /// The province.
    Province,
    /// The central authorities.
    Central,
}
