//! `crest reach matrix`: travel times from every origin to every destination, written row by row.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use crest::reach::{
    CsvMatrix, Head, MatrixAsked, MatrixReport, ParquetMatrix, Points, ReachNetwork, Row, Trip, matrix as compute,
    matrix_after,
};
use crest_model::Lang;

use super::Found;
use crate::args::reach::{self, Network};
use crate::context::{Context, Exit};

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) network: Network,
    pub(crate) from: PathBuf,
    pub(crate) to: Option<PathBuf>,
    pub(crate) trip: reach::Trip,
    pub(crate) percentiles: Vec<f64>,
    pub(crate) scenario: Option<PathBuf>,
    pub(crate) output: Option<PathBuf>,
}

/// Where pairs are written.
enum Out<'a> {
    Csv(CsvMatrix<'a, Box<dyn Write + Send>>),
    Parquet(Box<ParquetMatrix<'a, BufWriter<File>>>),
}

impl Out<'_> {
    fn push(&mut self, row: Row<'_>) {
        match self {
            Self::Csv(writer) => writer.push(row),
            Self::Parquet(writer) => writer.push(row),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Csv(writer) => drop(writer.finish()?),
            Self::Parquet(writer) => writer.finish()?.flush()?,
        }
        Ok(())
    }
}

/// A file that takes its name only when it is whole.
struct Unfinished<'a> {
    path: &'a Path,
    part: PathBuf,
}

impl<'a> Unfinished<'a> {
    fn beside(path: &'a Path) -> Result<Self> {
        let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
        let part = path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        Ok(Self { path, part })
    }

    fn keep(self) -> Result<()> {
        std::fs::rename(&self.part, self.path).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // Gone already where it was kept.
        drop(std::fs::remove_file(&self.part));
    }
}

/// Computes and writes a matrix.
pub(super) fn matrix(context: &mut Context, asked: &Asked) -> Result<Found<Exit>> {
    let trip = match super::trip_of(&asked.trip, &asked.network) {
        Ok(trip) => trip,
        Err(found) => return Ok(Err(found)),
    };
    let (from, to) = match both(super::points(&asked.from)?, asked.to.as_deref().map(super::points).transpose()?) {
        Ok(points) => points,
        Err(found) => return Ok(Err(found)),
    };
    let to = to.as_ref().unwrap_or(&from);
    let sources = super::sources(&asked.network)?;
    let change = match super::change(asked.scenario.as_deref())? {
        Ok(change) => change,
        Err(found) => return Ok(Err(found)),
    };
    let network = match super::build(&sources, &trip, None, &asked.network) {
        Ok(network) => network,
        Err(found) => return Ok(Err(found)),
    };
    let percentiles = asked.percentiles.as_slice();
    // Before the head of the output is written.
    let faults = trip.check(percentiles);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let head = Head { from: &from, to, percentiles, profile: trip.profile };
    let unfinished = asked.output.as_deref().map(Unfinished::beside).transpose()?;
    let mut out = open(&head, asked.output.as_deref(), unfinished.as_ref())?;
    let base = MatrixAsked { network: &network, from: &from, to, trip: &trip, percentiles };
    let report = match &change {
        None => compute(&base, &mut |row| out.push(row)),
        Some(change) => {
            let changed = match super::build(&sources, &trip, Some(change), &asked.network) {
                Ok(network) => network,
                Err(found) => return Ok(Err(found)),
            };
            let after = MatrixAsked { network: &changed, ..base };
            let mut tally = Tally::new(percentiles);
            let done = matrix_after(&base, &after, change, &mut |before, after| {
                tally.add(before, after);
                out.push(after);
            });
            done.map(|(_, report, n_touched)| {
                tally.print(context, n_touched, (after.n_rows(), after.is_by_arrival()));
                report
            })
        }
    };
    let report = match report {
        Ok(report) => report,
        Err(found) => return Ok(Err(found)),
    };
    out.finish()?;
    unfinished.map(Unfinished::keep).transpose()?;
    tell(context, &report, &trip, &network, asked.output.as_deref());
    Ok(Ok(context.judge(&report.notes)))
}

/// Both lists of points, or the mistakes of both.
fn both(from: Found<Points>, to: Option<Found<Points>>) -> Found<(Points, Option<Points>)> {
    match (from, to.transpose()) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        (from, to) => Err(from.err().into_iter().chain(to.err()).flatten().collect()),
    }
}

fn open<'a>(head: &Head<'a>, output: Option<&Path>, unfinished: Option<&Unfinished<'_>>) -> Result<Out<'a>> {
    let Some((output, unfinished)) = output.zip(unfinished) else {
        return Ok(Out::Csv(CsvMatrix::begin(*head, Box::new(BufWriter::new(io::stdout())))));
    };
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !matches!(ending.as_str(), "csv" | "parquet") {
        bail!("{}: the ending says the form, .csv or .parquet", output.display());
    }
    let directory = output.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
    let file = File::create(&unfinished.part).with_context(|| format!("cannot write {}", output.display()))?;
    let file = BufWriter::new(file);
    Ok(match ending.as_str() {
        "csv" => Out::Csv(CsvMatrix::begin(*head, Box::new(file))),
        _ => Out::Parquet(Box::new(ParquetMatrix::begin(*head, file)?)),
    })
}

/// Says what was computed, what joins nothing, and what the file leaves out.
fn tell(context: &mut Context, report: &MatrixReport, trip: &Trip, network: &ReachNetwork, output: Option<&Path>) {
    context.show(&report.notes, Path::new("."));
    if report.is_without_streets {
        super::say_without_streets(context, trip);
    }
    let n_all = report.n_origins * report.n_destinations;
    let line = match context.lang() {
        Lang::Zh => format!(
            "{}个起点，{}个终点：{}对中有{}对可达，其余未写入；站点{}个，抽取时刻表{}份",
            report.n_origins,
            report.n_destinations,
            n_all,
            report.n_reached,
            network.stops.len(),
            report.n_draws
        ),
        Lang::En => format!(
            "{} origins, {} destinations: {} of {} pairs are reached, the others are left out; {} stops, {} timetables drawn",
            report.n_origins,
            report.n_destinations,
            report.n_reached,
            n_all,
            network.stops.len(),
            report.n_draws
        ),
    };
    context.terminal.note(&line);
    if let Some(output) = output {
        let line = format!("{} {}", context.terminal.say("已写入", "written:"), output.display());
        context.terminal.note(&line);
    }
}

/// Pairs by what a scenario does to them, for each percentile.
struct Tally<'a> {
    percentiles: &'a [f64],
    counts: Vec<crest::reach::PairChange>,
}

impl<'a> Tally<'a> {
    fn new(percentiles: &'a [f64]) -> Self {
        Self { percentiles, counts: vec![crest::reach::PairChange::default(); percentiles.len()] }
    }

    fn add(&mut self, before: Row<'_>, after: Row<'_>) {
        let n = self.percentiles.len();
        for (position, (old, new)) in before.minutes.iter().zip(after.minutes).enumerate() {
            self.counts[position % n].add(*old, *new);
        }
    }

    /// Prints the counts, under how many of the rows can be touched: of origins, or of destinations by arrival.
    fn print(&self, context: &mut Context, n_touched: usize, (n_rows, is_by_arrival): (usize, bool)) {
        let line = match (context.lang(), is_by_arrival) {
            (Lang::Zh, false) => format!("方案可能触及{n_rows}个起点中的{n_touched}个，其余沿用现状"),
            (Lang::Zh, true) => format!("方案可能触及{n_rows}个终点中的{n_touched}个，其余沿用现状"),
            (Lang::En, false) => {
                format!("the scenario can touch {n_touched} of {n_rows} origins, the others keep theirs")
            }
            (Lang::En, true) => {
                format!("the scenario can touch {n_touched} of {n_rows} destinations, the others keep theirs")
            }
        };
        context.terminal.note(&line);
        let say = |zh: &str, en: &str| context.terminal.say(zh, en).to_owned();
        let header = [
            say("分位", "percentile"),
            say("更快", "faster"),
            say("更慢", "slower"),
            say("不变", "unchanged"),
            say("新可达", "opened"),
            say("不再可达", "closed"),
            say("平均节省（分钟）", "mean minutes saved"),
        ];
        let rows: Vec<Vec<String>> = self
            .percentiles
            .iter()
            .zip(&self.counts)
            .map(|(percentile, own)| {
                let counts = [own.n_faster, own.n_slower, own.n_unchanged, own.n_opened, own.n_closed];
                let mut row = vec![format!("p{percentile}")];
                row.extend(counts.map(|count| count.to_string()));
                row.push(own.mean_saved().map_or("—".to_owned(), |minutes| format!("{minutes:.2}")));
                row
            })
            .collect();
        for line in crate::terminal::table_lines(&header, &rows) {
            context.terminal.note(&line);
        }
    }
}
