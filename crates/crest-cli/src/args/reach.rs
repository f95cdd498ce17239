//! Arguments of `crest reach`: travel times, isochrones, single journeys, measures of accessibility, checks of feeds.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What to do with streets and timetables.
#[derive(Debug, Subcommand)]
pub(crate) enum Reach {
    /// Computes travel times from every origin to every destination over a window of departures.
    Matrix {
        /// Streets and timetables.
        #[command(flatten)]
        network: Network,
        /// Points from which one travels: CSV with id, lon, lat.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// Points to which one travels; those of --from if not given.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// How one travels.
        #[command(flatten)]
        trip: Trip,
        /// Percentiles of travel time over the window, 1–99.
        #[arg(long, value_delimiter = ',', default_value = "50", value_name = "P,…")]
        percentiles: Vec<f64>,
        /// Network scenario (TOML). Times go on from those before, which --cache keeps, where lines are only added; else origins
        /// that it can touch are computed anew.
        #[arg(long, value_name = "FILE")]
        scenario: Option<PathBuf>,
        /// File to write; its ending decides: .csv or .parquet.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Draws the area that is reached within a time, or from which a place is reached by a time, as polygons (GeoJSON).
    Isochrones {
        /// Streets and timetables.
        #[command(flatten)]
        network: Network,
        /// Points from which one travels, or to which with --arrive-by: CSV with id, lon, lat; or one point LON,LAT.
        #[arg(long, value_name = "FILE|LON,LAT", allow_hyphen_values = true)]
        from: String,
        /// How one travels.
        #[command(flatten)]
        trip: Trip,
        /// Minutes.
        #[arg(long, value_delimiter = ',', default_value = "15,30,45,60", value_name = "MIN,…")]
        cutoffs: Vec<f64>,
        /// Percentile of travel time over the window.
        #[arg(long, default_value_t = 50.0, value_name = "P")]
        percentile: f64,
        /// Edge of the cells that the polygons are drawn from, in metres.
        #[arg(long, default_value_t = 100.0, value_name = "M")]
        cell: f64,
        /// File to write (.geojson); the screen if not given.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Explains one journey: legs, waits and transfers that make up its time.
    Journey {
        /// Streets and timetables.
        #[command(flatten)]
        network: Network,
        /// Where it starts: LON,LAT, or the id of a point of --points.
        #[arg(long, value_name = "LON,LAT|ID", allow_hyphen_values = true)]
        from: String,
        /// Where it ends.
        #[arg(long, value_name = "LON,LAT|ID", allow_hyphen_values = true)]
        to: String,
        /// Points by name: CSV with id, lon, lat.
        #[arg(long, value_name = "FILE")]
        points: Option<PathBuf>,
        /// How one travels.
        #[command(flatten)]
        trip: Trip,
        /// Percentile of the window whose journey is shown.
        #[arg(long, default_value_t = 50.0, value_name = "P")]
        percentile: f64,
    },
    /// Computes a measure of accessibility from a matrix of travel times.
    Access(Box<Access>),
    /// Sums who gains and who loses between two tables of one measure, before and after a change.
    Gains(Box<Gains>),
    /// Checks timetables: what is repaired, what a rider would miss, what the streets do not reach.
    CheckFeed {
        /// GTFS feeds: zip files or directories.
        #[arg(required = true, value_name = "FEED")]
        feeds: Vec<PathBuf>,
        /// Street extract against which the stops are checked.
        #[arg(long, value_name = "FILE")]
        streets: Option<PathBuf>,
    },
}

/// A measure and what it is computed from.
#[derive(Debug, Clone, Args)]
pub(crate) struct Access {
    /// Measure.
    #[arg(value_enum)]
    pub(crate) measure: Measure,
    /// Matrix, CSV or Parquet, with from_id, to_id and a column of minutes.
    #[arg(long, value_name = "FILE")]
    pub(crate) matrix: Option<PathBuf>,
    /// Column of minutes; the first one of numbers if not given.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) times: Option<String>,
    /// What stands at the origins: CSV with id and columns of numbers.
    #[arg(long, value_name = "FILE")]
    pub(crate) points: PathBuf,
    /// What stands at the destinations; --points if not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) to_points: Option<PathBuf>,
    /// Column of opportunities (supply).
    #[arg(long, value_name = "COLUMN")]
    pub(crate) opportunities: Option<String>,
    /// Column of people (demand, weights of inequality).
    #[arg(long, value_name = "COLUMN")]
    pub(crate) population: Option<String>,
    /// Column of income, for palma and concentration.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) income: Option<String>,
    /// Column of groups, for theil.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) groups: Option<String>,
    /// Minutes of a cutoff; several for an interval.
    #[arg(long, value_delimiter = ',', value_name = "MIN,…")]
    pub(crate) cutoffs: Vec<f64>,
    /// Minutes count up to and with the cutoff instead of below it.
    #[arg(long)]
    pub(crate) inclusive: bool,
    /// Decay: step, exponential, power, linear, logistic, stepped, gaussian, gaussian-within.
    #[arg(long, value_name = "NAME")]
    pub(crate) decay: Option<String>,
    /// Parameters of the decay, as the guide lists them.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_name = "X,…")]
    pub(crate) parameters: Vec<f64>,
    /// Number of the nearest opportunity, for nearest.
    #[arg(long, default_value_t = 1.0, value_name = "K")]
    pub(crate) k: f64,
    /// Minutes of travel that are set against crowding, for raam.
    #[arg(long, default_value_t = 60.0, value_name = "MIN")]
    pub(crate) tau: f64,
    /// Sites to choose, for the siting measures.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) sites: usize,
    /// Column that is 1 at points where a site stands already, for the siting measures.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) existing: Option<String>,
    /// Threshold of poverty, in the unit of the measured column; for marginal, access below which people are short of it (their mean if not given).
    #[arg(long, value_name = "X")]
    pub(crate) line: Option<f64>,
    /// Column of points that is measured, for inequality of something that is computed already.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) of: Option<String>,
    /// CSV with id and the column of --of, such as one that this command wrote; --points if not given.
    #[arg(long, value_name = "FILE", requires = "of")]
    pub(crate) of_file: Option<PathBuf>,
    /// File to write (.csv); the screen if not given.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A measure before and after a change.
#[derive(Debug, Clone, Args)]
pub(crate) struct Gains {
    /// Measure before: CSV with id and the column of --of.
    #[arg(long, value_name = "FILE")]
    pub(crate) before: PathBuf,
    /// Measure after.
    #[arg(long, value_name = "FILE")]
    pub(crate) after: PathBuf,
    /// Column of the measure.
    #[arg(long, default_value = "access", value_name = "COLUMN")]
    pub(crate) of: String,
    /// Who lives where: CSV with id and columns of numbers.
    #[arg(long, value_name = "FILE")]
    pub(crate) points: PathBuf,
    /// Column of people.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) population: String,
    /// Column of groups, such as deciles of income.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) groups: Option<String>,
    /// Less is better, as with minutes.
    #[arg(long)]
    pub(crate) less_is_better: bool,
    /// Differences up to this count as none.
    #[arg(long, default_value_t = 0.0, value_name = "X")]
    pub(crate) resolution: f64,
    /// File to write (.csv); the screen if not given.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Streets and timetables.
#[derive(Debug, Clone, Args)]
pub(crate) struct Network {
    /// Street extract (.osm.pbf); without one, walking goes along great circles times --detour.
    #[arg(long, value_name = "FILE")]
    pub(crate) streets: Option<PathBuf>,
    /// GTFS feed, a zip file or a directory; may be repeated.
    #[arg(long, value_name = "FEED")]
    pub(crate) gtfs: Vec<PathBuf>,
    /// Walking detour over the great circle where there is no street extract.
    #[arg(long, default_value_t = 1.3, value_name = "FACTOR")]
    pub(crate) detour: f64,
    /// Gates between stops, such as border control points (CSV); zones are then crossed there only.
    #[arg(long, value_name = "FILE")]
    pub(crate) gates: Option<PathBuf>,
    /// Elevation (GeoTIFF): slopes slow walking down.
    #[arg(long, value_name = "FILE", requires = "streets")]
    pub(crate) elevation: Option<PathBuf>,
    /// Directory in which built streets, timetables that were read and travel times that scenarios go on from are kept, by
    /// the fingerprint of their inputs.
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
}

/// How one travels.
#[derive(Debug, Clone, Args)]
pub(crate) struct Trip {
    /// Conventions: crest (seconds kept) or r5 (those of R5 and r5r, whole minutes).
    #[arg(long, value_enum, default_value_t = Profile::Crest)]
    pub(crate) profile: Profile,
    /// Means of travel: transit (with --access and --egress), walk, cycle, car.
    #[arg(long, value_enum, default_value_t = Mode::Transit)]
    pub(crate) mode: Mode,
    /// Day of service, such as 2026-06-10.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// First departure of the window.
    #[arg(long, default_value = "08:00", value_name = "HH:MM")]
    pub(crate) time: String,
    /// Length of the window, one departure a minute.
    #[arg(long, default_value_t = 60, value_name = "MIN", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) window: u32,
    /// The window is one of arrivals, from --time on: who arrives by then leaves as late as possible.
    #[arg(long)]
    pub(crate) arrive_by: bool,
    /// Longest travel time.
    #[arg(long, default_value_t = 120, value_name = "MIN", value_parser = clap::value_parser!(u32).range(1..=900))]
    pub(crate) max_time: u32,
    /// Longest walk to, between, from and instead of rides.
    #[arg(long, default_value_t = 30, value_name = "MIN", value_parser = clap::value_parser!(u32).range(0..=900))]
    pub(crate) max_walk: u32,
    /// Modes to stops: walk, cycle, car; the best of them counts.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "walk", value_name = "MODE,…")]
    pub(crate) access: Vec<StreetMode>,
    /// Modes from stops.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "walk", value_name = "MODE,…")]
    pub(crate) egress: Vec<StreetMode>,
    /// Modes without any ride; those of --access if not given.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "MODE,…")]
    pub(crate) direct: Vec<StreetMode>,
    /// Longest way by bicycle to, from and instead of rides.
    #[arg(long, default_value_t = 30, value_name = "MIN", value_parser = clap::value_parser!(u32).range(0..=900))]
    pub(crate) max_cycle: u32,
    /// Longest way by car to, from and instead of rides.
    #[arg(long, default_value_t = 30, value_name = "MIN", value_parser = clap::value_parser!(u32).range(0..=900))]
    pub(crate) max_car: u32,
    /// Longest walk between stops in metres; only --max-walk if not given, 1000 in the profile r5.
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) max_transfer: Option<u32>,
    /// Longest walk from a stop in metres; only --max-walk if not given, 2000 in the profile r5.
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) max_egress: Option<u32>,
    /// Most rides; 4 if not given, 3 in the profile r5.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=12))]
    pub(crate) max_rides: Option<u32>,
    /// Walking speed in km/h; 4.5 if not given, 3.6 in the profile r5.
    #[arg(long, value_name = "KMH")]
    pub(crate) walk_speed: Option<f64>,
    /// Cycling speed in km/h.
    #[arg(long, default_value_t = 12.0, value_name = "KMH")]
    pub(crate) cycle_speed: f64,
    /// Schedules drawn for services that are known by their headway.
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) draws: u32,
    /// Seed of these draws.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Waits half of the headway instead of drawing schedules.
    #[arg(long)]
    pub(crate) half_headway: bool,
}

/// Conventions of travel times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Seconds kept, percentiles interpolated.
    Crest,
    /// Those of R5: whole minutes, item ⌈p·n⌉ of the sorted list.
    R5,
}

/// Means of travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Public transport, with walking.
    Transit,
    /// On foot.
    Walk,
    /// By bicycle.
    Cycle,
    /// By car.
    Car,
}

/// Modes beside transit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StreetMode {
    /// On foot.
    Walk,
    /// By bicycle, which is pushed where one may only walk.
    Cycle,
    /// By car, left or taken up anywhere on its streets.
    Car,
}

/// A measure of accessibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measure {
    /// Opportunities within a cutoff, or within an interval of cutoffs.
    Cumulative,
    /// Opportunities weighted by a decay.
    Gravity,
    /// Two-step floating catchment area.
    #[value(name = "2sfca")]
    TwoStep,
    /// Enhanced two-step floating catchment area: with a decay.
    #[value(name = "e2sfca")]
    EnhancedTwoStep,
    /// Three-step floating catchment area.
    #[value(name = "3sfca")]
    ThreeStep,
    /// Balanced floating catchment area.
    Bfca,
    /// Rational agent access model.
    Raam,
    /// Spatial availability: opportunities shared out, totals kept.
    Availability,
    /// Supply within reach where all demand is met and all supply used; totals must be equal.
    DoublyConstrained,
    /// What one more opportunity at each place adds to what people reach.
    Marginal,
    /// The same under the two-step floating catchment area.
    #[value(name = "marginal-2sfca")]
    MarginalTwoStep,
    /// The same under the three-step floating catchment area.
    #[value(name = "marginal-3sfca")]
    MarginalThreeStep,
    /// The same under the balanced floating catchment area.
    MarginalBfca,
    /// Minutes to the k-th nearest opportunity.
    Nearest,
    /// Minutes until the supply within reach matches the demand.
    Balancing,
    /// Gini coefficient.
    Gini,
    /// Points of the Lorenz curve.
    Lorenz,
    /// Palma ratio.
    Palma,
    /// Theil T, with its parts between and within groups.
    Theil,
    /// Concentration index.
    Concentration,
    /// Foster–Greer–Thorbecke measures of poverty.
    Poverty,
    /// Fewest sites that cover everybody.
    Lscp,
    /// Sites that cover most people.
    Mclp,
    /// Sites of least mean travel time.
    PMedian,
    /// Sites of least longest travel time.
    PCentre,
}
