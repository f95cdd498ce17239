//! `crest reach journey`: the parts of one journey, which add up to its time.

use std::path::PathBuf;

use anyhow::{Result, bail};
use crest::reach::{Explained, JourneysAsked, Means, Part, Points, journeys, show_time};
use crest_model::Lang;

use super::Found;
use crate::args::reach::{self, Network};
use crate::context::{Context, Exit};

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) network: Network,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) points: Option<PathBuf>,
    pub(crate) trip: reach::Trip,
    pub(crate) percentile: f64,
}

/// Explains a journey.
pub(super) fn journey(context: &mut Context, asked: &Asked) -> Result<Found<Exit>> {
    let trip = match super::trip_of(&asked.trip, &asked.network) {
        Ok(trip) => trip,
        Err(found) => return Ok(Err(found)),
    };
    let named = match asked.points.as_deref().map(super::points).transpose()?.transpose() {
        Ok(points) => points,
        Err(found) => return Ok(Err(found)),
    };
    let from = place(&asked.from, named.as_ref())?;
    let to = place(&asked.to, named.as_ref())?;
    let sources = super::sources(&asked.network)?;
    let network = match super::build(&sources, &trip, None, &asked.network) {
        Ok(network) => network,
        Err(found) => return Ok(Err(found)),
    };
    let of = JourneysAsked { network: &network, from: &from, to: &to, trip: &trip, percentile: asked.percentile };
    let found = match journeys(&of, &[(0, 0)]) {
        Ok(mut found) => found.pop().flatten(),
        Err(found) => return Ok(Err(found)),
    };
    if asked.network.streets.is_none() {
        super::say_without_streets(context, &trip);
    }
    match found {
        None => {
            let say =
                context.terminal.say("在最长时间内不可达", "it is not reached within the longest time").to_owned();
            if context.is_json() { context.json(&serde_json::Value::Null)? } else { context.terminal.line(&say) }
        }
        Some(found) if context.is_json() => json(context, &found)?,
        Some(found) => print(context, &found),
    }
    Ok(Ok(Exit::Fine))
}

fn place(text: &str, named: Option<&Points>) -> Result<Points> {
    if let Some(point) = super::place_of(text) {
        return Ok(super::single(text, point));
    }
    let Some(points) = named else {
        bail!("`{text}` is no LON,LAT; to name points by id give their file with --points")
    };
    let Some(position) = points.find(text) else {
        let near = crest_model::nearest(text, points.ids.iter().map(String::as_str));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        bail!("there is no point `{text}` in {}{hint}", points.source);
    };
    let zones = vec![points.zones[position].clone()];
    Ok(Points { zones, ..super::single(text, points.points[position]) })
}

fn word(context: &Context, part: Part) -> &str {
    let zh = match part {
        Part::Move(Means::Cycle) => "骑行",
        Part::Move(Means::Car) => "驾车",
        Part::Move(_) => "步行",
        Part::Wait => "候车",
        Part::Ride => "乘车",
        Part::Gate => "过关",
        Part::Early => "早到",
    };
    context.terminal.say(zh, part.word())
}

/// Minutes and seconds of a duration.
fn duration(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn print(context: &mut Context, found: &Explained) {
    let say = |zh: &str, en: &str| context.terminal.say(zh, en).to_owned();
    let header = [
        say("开始", "starts"),
        say("环节", "part"),
        say("起", "from"),
        say("止", "to"),
        say("线路", "line"),
        say("时长", "takes"),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for part in &found.parts {
        let to = if matches!(part.part, Part::Wait | Part::Early) { String::new() } else { part.to.clone() };
        let what = word(context, part.part).to_owned();
        let (starts, takes) = (show_time(part.starts_s), duration(part.seconds));
        rows.push(vec![starts, what, part.from.clone(), to, part.line.clone(), takes]);
    }
    let sum: u32 = found.parts.iter().map(|part| part.seconds).sum();
    let arrives = found.departure_s + i32::try_from(found.seconds).unwrap_or(0);
    let total = context.terminal.say("合计", "sum").to_owned();
    rows.push(vec![show_time(arrives), total, String::new(), String::new(), String::new(), duration(sum)]);
    context.terminal.table(&header, &rows);
    if found.draw.1 > 1 {
        let (own, n) = (found.draw.0 + 1, found.draw.1);
        let line = match context.lang() {
            Lang::Zh => format!("按{n}份抽取时刻表中的第{own}份"),
            Lang::En => format!("in drawn timetable {own} of {n}"),
        };
        context.terminal.note(&line);
    }
}

fn json(context: &mut Context, found: &Explained) -> Result<()> {
    let parts: Vec<serde_json::Value> = found
        .parts
        .iter()
        .map(|part| {
            serde_json::json!({
                "part": part.part.word(), "from": part.from, "to": part.to, "line": part.line,
                "starts": show_time(part.starts_s), "seconds": part.seconds,
            })
        })
        .collect();
    let departs = show_time(found.departure_s);
    context.json(&serde_json::json!({ "departs": departs, "seconds": found.seconds, "parts": parts }))
}
