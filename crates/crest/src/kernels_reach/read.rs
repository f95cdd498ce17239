//! What the kernels of reach read: parameters with clear refusals, columns by name, and files that parameters name.

use crest_data::Table;
use crest_model::Diagnostic;

use crate::kernel::Call;
use crate::reach::{
    FeedSource, Means, NetworkChange, Points, Profile, SourceFile, Sources, StreetMode, Trip, Waits, read_day,
    read_time,
};

type Found<T> = Result<T, Vec<Diagnostic>>;

/// Reads one call.
pub(super) struct Reader<'a>(pub(super) &'a Call<'a>);

impl<'a> Reader<'a> {
    /// Puts the place of the call to findings that have none.
    pub(super) fn here(&self, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for one in found.iter_mut().filter(|one| one.location.is_none()) {
            one.location = Some(self.0.location.clone());
        }
        found
    }

    fn unfit(&self, name: &str, value: &toml::Value, expected: &str) -> Vec<Diagnostic> {
        let message = format!("table `{}`: the parameter `{name}` is {value}", self.0.table);
        let found = Diagnostic::error("C0703", message).at(self.0.location.clone());
        vec![found.value(value.to_string()).expected(expected)]
    }

    /// Reports that a parameter is missing.
    pub(super) fn lacks(&self, name: &str, expected: &str) -> Vec<Diagnostic> {
        let message = format!("table `{}` needs the parameter `{name}`", self.0.table);
        vec![Diagnostic::error("C0703", message).at(self.0.location.clone()).expected(expected)]
    }

    pub(super) fn input(&self, name: &str) -> &'a Table {
        self.0.inputs.get(name).expect("inputs of kernels are checked")
    }

    pub(super) fn text(&self, name: &str) -> Found<Option<&'a str>> {
        match self.0.with.get(name) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.unfit(name, other, "a text")),
        }
    }

    pub(super) fn number(&self, name: &str) -> Found<Option<f64>> {
        let Some(value) = self.0.with.get(name) else { return Ok(None) };
        number(value).map(Some).ok_or_else(|| self.unfit(name, value, "a finite number"))
    }

    pub(super) fn whole(&self, name: &str, usual: u32) -> Found<u32> {
        match self.0.with.get(name) {
            None => Ok(usual),
            Some(value) => {
                let whole = value.as_integer().and_then(|own| u32::try_from(own).ok());
                whole.ok_or_else(|| self.unfit(name, value, "a whole number from 0 upwards"))
            }
        }
    }

    fn find_whole(&self, name: &str) -> Found<Option<u32>> {
        self.0.with.contains_key(name).then(|| self.whole(name, 0)).transpose()
    }

    /// A mode or a list of modes.
    fn modes(&self, name: &str) -> Found<Option<Vec<StreetMode>>> {
        let Some(value) = self.0.with.get(name) else { return Ok(None) };
        let mode = |value: &toml::Value| match value.as_str()? {
            "walk" => Some(StreetMode::Walk),
            "cycle" => Some(StreetMode::Cycle),
            "car" => Some(StreetMode::Car),
            _ => None,
        };
        let list = match value {
            toml::Value::Array(list) => list.iter().map(mode).collect(),
            single => mode(single).map(|own| vec![own]),
        };
        list.map(Some).ok_or_else(|| self.unfit(name, value, "walk, cycle, car or a list of these"))
    }

    pub(super) fn flag(&self, name: &str) -> Found<bool> {
        match self.0.with.get(name) {
            None => Ok(false),
            Some(toml::Value::Boolean(flag)) => Ok(*flag),
            Some(other) => Err(self.unfit(name, other, "true or false")),
        }
    }

    /// A number or a list of numbers.
    pub(super) fn numbers(&self, name: &str) -> Found<Vec<f64>> {
        let Some(value) = self.0.with.get(name) else { return Ok(Vec::new()) };
        let list = match value {
            toml::Value::Array(list) => list.iter().map(number).collect(),
            single => number(single).map(|own| vec![own]),
        };
        list.ok_or_else(|| self.unfit(name, value, "a number or a list of numbers"))
    }

    /// A word of a closed list, the first if not given.
    pub(super) fn word(&self, name: &str, words: &[&'static str]) -> Found<&'static str> {
        let Some(value) = self.0.with.get(name) else { return Ok(words[0]) };
        let known = words.iter().find(|word| value.as_str() == Some(**word)).copied();
        known.ok_or_else(|| self.unfit(name, value, &format!("one of {}", words.join(", "))))
    }

    /// Position of a column that a parameter names; none if the parameter is not given.
    pub(super) fn column(&self, table: &Table, parameter: &str) -> Found<Option<usize>> {
        let Some(name) = self.text(parameter)? else { return Ok(None) };
        if let Some(position) = table.column_position(name) {
            return Ok(Some(position));
        }
        let message = format!("table `{}`: `{name}` is no column of `{}`", self.0.table, table.name());
        let mut found = Diagnostic::error("C0704", message).at(self.0.location.clone()).value(name);
        if let Some(near) = crest_model::nearest(name, table.columns().iter().map(|column| column.name.as_str())) {
            found = found.hint(format!("did you mean `{near}`?"));
        }
        Err(vec![found])
    }

    /// A column of numbers that a parameter names.
    pub(super) fn figures(&self, table: &Table, parameter: &str) -> Found<Option<Vec<Option<f64>>>> {
        let Some(position) = self.column(table, parameter)? else { return Ok(None) };
        if !table.is_numeric(position) {
            let name = &table.columns()[position].name;
            let message = format!("table `{}`: `{name}` holds no numbers in `{}`", self.0.table, table.name());
            return Err(vec![Diagnostic::error("C0704", message).at(self.0.location.clone()).value(name.clone())]);
        }
        Ok(Some((0..table.n_rows()).map(|row| table.number(position, row)).collect()))
    }

    /// A column of counts that a parameter names; missing cells count as none.
    pub(super) fn counts(&self, table: &Table, parameter: &str) -> Found<Option<Vec<f64>>> {
        let figures = self.figures(table, parameter)?;
        Ok(figures.map(|figures| figures.into_iter().map(|own| own.unwrap_or(0.0)).collect()))
    }

    /// Ids of the points of a table.
    pub(super) fn ids(&self, input: &str) -> Found<Vec<String>> {
        let table = self.input(input);
        let position = match self.column(table, "id")? {
            Some(position) => Some(position),
            None => ["id", "place", "point"].into_iter().find_map(|name| table.column_position(name)),
        };
        let Some(position) = position else {
            let message = format!("table `{}`: `id` is no column of `{}`", self.0.table, table.name());
            return Err(vec![Diagnostic::error("C0704", message).at(self.0.location.clone()).value("id")]);
        };
        let ids: Vec<String> = (0..table.n_rows()).map(|row| table.text(position, row).unwrap_or_default()).collect();
        let mut sorted: Vec<&String> = ids.iter().collect();
        sorted.sort();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            let message = format!("the id `{}` stands twice", pair[0]);
            return Err(self.here(vec![Diagnostic::error("C1703", message).value(pair[0].clone())]));
        }
        Ok(ids)
    }

    pub(super) fn points(&self, input: &str) -> Found<Points> {
        Points::of_table(self.input(input)).map_err(|found| self.here(found))
    }

    /// Streets, feeds, heights and gates that parameters name.
    pub(super) fn sources(&self) -> Sources {
        let files = |name: &str| {
            let own = self.0.files.of(name).iter();
            own.map(|file| SourceFile { name: file.path.clone(), bytes: file.bytes.clone() })
        };
        Sources {
            streets: files("streets").next(),
            feeds: FeedSource::of_files(files("gtfs")),
            elevation: files("elevation").next(),
            gates: files("gates").next(),
        }
    }

    pub(super) fn change(&self) -> Found<Option<NetworkChange>> {
        let Some(file) = self.0.files.of("scenario").first() else { return Ok(None) };
        let text = String::from_utf8_lossy(&file.bytes);
        NetworkChange::read(&file.path, &text).map(Some).map_err(|found| vec![found])
    }

    pub(super) fn trip(&self) -> Found<Trip> {
        let usual = Trip::usual();
        let here = |found: Diagnostic| self.here(vec![found]);
        let profile = match self.word("profile", &["crest", "r5"])? {
            "r5" => Profile::R5,
            _ => Profile::Crest,
        };
        let means = match self.word("mode", &["transit", "walk", "cycle", "car"])? {
            "walk" => Means::Walk,
            "cycle" => Means::Cycle,
            "car" => Means::Car,
            _ => Means::Transit,
        };
        let waits = if self.flag("half_headway")? {
            Waits::HalfHeadway
        } else {
            Waits::Drawn { n: self.whole("draws", 10)?, seed: u64::from(self.whole("seed", 1)?) }
        };
        Ok(Trip {
            profile,
            means,
            day: self.text("date")?.map(read_day).transpose().map_err(here)?,
            first_s: self.text("time")?.map(read_time).transpose().map_err(here)?.unwrap_or(usual.first_s),
            window_min: self.whole("window", usual.window_min)?,
            is_by_arrival: self.flag("arrive_by")?,
            max_time_min: self.whole("max_time", usual.max_time_min)?,
            max_walk_min: self.whole("max_walk", usual.max_walk_min)?,
            access: self.modes("access")?.unwrap_or(usual.access),
            egress: self.modes("egress")?.unwrap_or(usual.egress),
            direct: self.modes("direct")?,
            max_cycle_min: self.whole("max_cycle", usual.max_cycle_min)?,
            max_car_min: self.whole("max_car", usual.max_car_min)?,
            max_transfer_m: self.find_whole("max_transfer")?,
            max_egress_m: self.find_whole("max_egress")?,
            max_rides: self.find_whole("max_rides")?,
            walk_km_h: self.number("walk_speed")?,
            cycle_km_h: self.number("cycle_speed")?.unwrap_or(usual.cycle_km_h),
            detour: self.number("detour")?.unwrap_or(usual.detour),
            waits,
        })
    }
}

fn number(value: &toml::Value) -> Option<f64> {
    match value {
        toml::Value::Integer(n) => Some(*n as f64),
        toml::Value::Float(x) => Some(*x).filter(|x| x.is_finite()),
        _ => None,
    }
}
