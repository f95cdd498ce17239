//! The arguments of the `crest` command.

pub(crate) mod reach;
pub(crate) mod rules;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Strategy as code for regions and development zones.
#[derive(Debug, Parser)]
#[command(name = "crest", version, about, long_about = LONG, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = EXITS)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub(crate) common: Common,
}

const LONG: &str = "Strategy as code for regions and development zones.\n\nA project is a directory of plain files: \
places, an indicator framework, data, a strategy with programmes, actions and targets, and the method of the index. \
Crest checks the files, measures every indicator, ranks the places, judges the targets, explains every figure down to \
file and cell, and shows what a change would do.";

const EXITS: &str = "Exit codes: 0 fine, 1 findings of severity error (or warnings with --strict), 2 failure, \
3 targets that call for attention (crest status).\n\
Start with: crest new my-zone --example toy && crest run my-zone";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Language of output; taken from the locale if not given.
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(crate) lang: Option<Language>,
    /// Output for people or for programs.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Prints nothing but results and errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Treats warnings as findings for the exit code.
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// Name under which runs enter the audit trail; that of the user of the machine if not given.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// Language of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Names the project directory.
#[derive(Debug, Clone, Args)]
pub(crate) struct In {
    /// Project directory.
    #[arg(default_value = ".", value_name = "PROJECT")]
    pub(crate) project: PathBuf,
}

/// Names the project directory where other arguments come first.
#[derive(Debug, Clone, Args)]
pub(crate) struct At {
    /// Project directory.
    #[arg(long, short = 'C', default_value = ".", value_name = "PROJECT")]
    pub(crate) project: PathBuf,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a new project, empty or from an example.
    New {
        /// Directory to make.
        dir: PathBuf,
        /// Example to copy: toy, living-circle-toy, guangzhou, zones219.
        #[arg(long, value_name = "NAME")]
        example: Option<String>,
        /// Seed of generated examples.
        #[arg(long, default_value_t = 219)]
        seed: u64,
    },
    /// Checks the files of a project and tells every mistake at once.
    Check {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Also reads the data and runs the data checks.
        #[arg(long)]
        data: bool,
    },
    /// Measures, ranks, evaluates, stores the run and writes the report.
    Run {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Scenario to run instead of the baseline.
        #[arg(long, value_name = "SCENARIO")]
        scenario: Option<String>,
        /// Where the report is written; `report.html` in the project if not given.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Writes no report.
        #[arg(long)]
        no_report: bool,
    },
    /// Prints the ranking.
    Rank {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Index, pillar or indicator to rank by; the main index if not given.
        #[arg(long, value_name = "CODE")]
        by: Option<String>,
        /// Grouping within which to rank, such as region.
        #[arg(long, value_name = "GROUPING")]
        within: Option<String>,
        /// Prints only the first N, of every group with --within.
        #[arg(long, value_name = "N")]
        top: Option<usize>,
    },
    /// Shows how sure the ranks are: intervals, chances, who is truly ahead, and which choice matters.
    Certainty {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Place (id or name) to look at closely.
        #[arg(long, value_name = "PLACE")]
        place: Option<String>,
        /// Second place: the chance that --place is truly ahead of it.
        #[arg(long, value_name = "PLACE", requires = "place")]
        against: Option<String>,
        /// Draws of a sampled space, over what the project declares.
        #[arg(long, value_name = "N")]
        draws: Option<String>,
        /// Seed of the draws.
        #[arg(long, value_name = "N")]
        seed: Option<String>,
        /// How choices are gone through: auto, enumerate, sobol, random.
        #[arg(long, value_name = "METHOD")]
        method: Option<String>,
        /// Changes what is uncertain: KEY=VALUE below [uncertainty], such as inputs.weights.band=0.1; VALUE `none` removes.
        #[arg(long, value_name = "CHANGE")]
        vary: Vec<String>,
        /// Prints only the first N places.
        #[arg(long, value_name = "N")]
        top: Option<usize>,
    },
    /// Computes travel times, isochrones, journeys and accessibility from streets and timetables; needs no project.
    Reach {
        /// What to do.
        #[command(subcommand)]
        what: reach::Reach,
    },
    /// Scores the places under an official assessment scheme: ranks, one place's score sheet, exit rules, a change of scheme.
    Score {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Scheme of the project, or one that comes with Crest; not needed where the project has one.
        #[arg(long, value_name = "SCHEME")]
        scheme: Option<String>,
        /// Place (id or name) whose score sheet is shown.
        #[arg(long, value_name = "PLACE")]
        place: Option<String>,
        /// Assessment year; the one that measures the project's period if not given.
        #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=2200))]
        year: Option<i32>,
        /// Other scheme: what the change from it to --scheme alone did to every place.
        #[arg(long, value_name = "SCHEME", conflicts_with = "place")]
        against: Option<String>,
        /// Shows who is warned or about to be removed.
        #[arg(long, conflicts_with_all = ["place", "against"])]
        exits: bool,
        /// Shows what is assumed because it is not public.
        #[arg(long, conflicts_with_all = ["place", "against", "exits"])]
        assumed: bool,
        /// Lists the schemes of the project and those that come with Crest.
        #[arg(long, conflicts_with_all = ["scheme", "place", "against", "exits", "assumed"])]
        list: bool,
        /// Prints the file of --scheme, to be copied and changed.
        #[arg(long, requires = "scheme", conflicts_with_all = ["place", "against", "exits", "assumed"])]
        print: bool,
    },
    /// Finds the least change of a place's figures that brings it to a rank.
    LeastChange {
        /// Place (id or name).
        place: String,
        /// Rank to reach; the next better one if not given.
        #[arg(long, value_name = "K")]
        rank: Option<u32>,
        /// Cost per unit of an indicator: CODE=NUMBER; only indicators named so are then moved. May be repeated.
        #[arg(long, value_name = "CODE=NUMBER")]
        cost: Vec<String>,
        /// Farthest value of an indicator: CODE=NUMBER; the best of any ranked place if not given. May be repeated.
        #[arg(long, value_name = "CODE=NUMBER")]
        limit: Vec<String>,
        /// Most indicators that are moved.
        #[arg(long, value_name = "N")]
        at_most: Option<usize>,
        /// Also shows the cost of every rank up to the first.
        #[arg(long)]
        ladder: bool,
        /// Project.
        #[command(flatten)]
        at: At,
    },
    /// Shows which weights go with which order: the range of ranks over all admissible weights; two places; a published list.
    Weights {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Only this place (id or name).
        #[arg(long, value_name = "PLACE", conflicts_with_all = ["ahead", "list"])]
        place: Option<String>,
        /// Two places: at which weights the first is ahead of the second.
        #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "list")]
        ahead: Option<Vec<String>>,
        /// CSV file of a published list with the columns place and rank: whether any weights reproduce it.
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// Ranked places that are not on the list stand behind it.
        #[arg(long, requires = "list")]
        others_behind: bool,
        /// Level of the nodes whose weights move, 1 = indicators; the members of the index if not given.
        #[arg(long, value_name = "N")]
        level: Option<u32>,
        /// Half-width of the band around the stated weights.
        #[arg(long, value_name = "SHARE", default_value_t = 0.25, conflicts_with = "any")]
        band: f64,
        /// All weights, whatever is stated.
        #[arg(long)]
        any: bool,
    },
    /// Explains a diagnostic code, or a place's score, rank or value down to file and cell.
    Explain {
        /// Diagnostic code (C0123) or place (id or name).
        subject: String,
        /// Index, pillar or indicator of the place; its rank on the main index if not given.
        node: Option<String>,
        /// Period of a value; the measured one if not given.
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// Project.
        #[command(flatten)]
        at: At,
    },
    /// Shows what a scenario changes: every value, score, rank and target, and why.
    Whatif {
        /// Project.
        #[arg(value_name = "PROJECT")]
        project: PathBuf,
        /// Scenario: name of a file under scenarios/, or a path inside the project.
        scenario: Option<String>,
        /// Sets a value: INDICATOR@PLACE=NUMBER or INDICATOR@PLACE@PERIOD=NUMBER (also +=, -=, *=).
        #[arg(long, value_name = "CHANGE")]
        set: Vec<String>,
        /// Changes a weight: CODE=NUMBER.
        #[arg(long, value_name = "CHANGE")]
        weight: Vec<String>,
        /// Changes the method: KEY=VALUE, such as normalise.method=z-score.
        #[arg(long, value_name = "CHANGE")]
        method: Vec<String>,
    },
    /// Shows the difference between two runs: run ids (a prefix will do), latest, previous.
    Diff {
        /// Run before.
        #[arg(default_value = "previous")]
        before: String,
        /// Run after.
        #[arg(default_value = "latest")]
        after: String,
        /// Tells the difference in sentences, as for a change log.
        #[arg(long)]
        words: bool,
        /// Project.
        #[command(flatten)]
        at: At,
    },
    /// Writes the tables of the results to files.
    Export {
        /// Form of the files.
        #[arg(value_enum)]
        form: Form,
        /// Project.
        #[command(flatten)]
        at: In,
        /// File (xlsx, json) or directory (csv, parquet) to write.
        #[arg(long, short, value_name = "PATH")]
        output: Option<PathBuf>,
        /// Only this table; may be repeated.
        #[arg(long, value_name = "NAME")]
        table: Vec<String>,
    },
    /// Lists the tables of a project, or prints one.
    Tables {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Table to print.
        #[arg(long, short, value_name = "NAME")]
        show: Option<String>,
        /// Rows to print.
        #[arg(long, default_value_t = 20, value_name = "N")]
        rows: usize,
        /// Lists the kernels that a table may name.
        #[arg(long)]
        kernels: bool,
    },
    /// Runs a query over the tables of a project, and over `panel`, `scores` and `targets`.
    Sql {
        /// The query.
        query: String,
        /// Project.
        #[command(flatten)]
        at: At,
    },
    /// Writes the report of a project as one HTML file, or as a workbook.
    Report {
        /// Project.
        #[command(flatten)]
        at: In,
        /// File to write; its ending decides: .html or .xlsx.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Scenario to report instead of the baseline.
        #[arg(long, value_name = "SCENARIO")]
        scenario: Option<String>,
    },
    /// Shows what is behind, who answers for it, since when and what it would take; exit code 3 if there is anything.
    Status {
        /// Project.
        #[command(flatten)]
        at: In,
        /// As known on this day (2021-06-30; a year or month stands for its last day): later values take no part.
        #[arg(long = "at", value_name = "DATE")]
        day: Option<String>,
        /// Also shows the targets that call for no attention, and the counts of every part of the strategy.
        #[arg(long)]
        all: bool,
        /// Writes the list of warnings for a program; the ending decides: .json or .csv.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Checks the audit trail and shows who imported which file when and which values changed.
    Audit {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Hash (or its first 8 characters or more) that must stand in the trail, noted when it was its end.
        #[arg(long, value_name = "HASH")]
        expect: Option<String>,
        /// Shows the history of a value: INDICATOR, INDICATOR@PLACE or INDICATOR@PLACE@PERIOD.
        #[arg(long, value_name = "VALUE")]
        of: Option<String>,
    },
    /// Compares rules across jurisdictions: scores, distances, reforms, bundles, history, recognition.
    Rules {
        /// What to ask.
        #[command(subcommand)]
        asked: rules::Rules,
    },
    /// Removes stored results that the latest runs do not need.
    Clean {
        /// Project.
        #[command(flatten)]
        at: In,
        /// Latest runs to keep.
        #[arg(long, default_value_t = 3, value_name = "N")]
        keep: usize,
    },
    /// Prints shell completions.
    Completions {
        /// Shell.
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// Form of exported files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// One CSV file per table.
    Csv,
    /// One workbook.
    Xlsx,
    /// One Parquet file per table.
    Parquet,
    /// One JSON file: the results contract.
    Json,
}
