//! Writes a scheme as the text of its file; reading that again gives an equal scheme.

use std::fmt::Write;

use super::{
    Absence, Adding, Among, Between, Border, Class, EventRule, Exit, Figure, Function, Item, ItemFrom, JudgedOn,
    Missing, Outside, PerGroup, Reading, Reference, RoundingRule, Scheme, Score, Ties, Touches, VetoEffect, Within,
};
use crate::Text;

/// Writes a scheme as the text of its file.
///
/// Every key is written, whether it holds the default or not, so that the file says all of the arithmetic.
/// `read(print(s)) = s` for every scheme that [`super::read`] gives.
pub fn print(scheme: &Scheme) -> String {
    let mut page = Page::default();
    page.head(scheme);
    page.adding(scheme);
    let is_single = scheme.columns.len() == 1;
    for column in &scheme.columns {
        page.table("[columns]");
        page.string("id", &column.id);
        page.name("name", &column.name);
        page.value("share", &figure(&column.share));
    }
    for group in &scheme.groups {
        page.table("[groups]");
        page.string("id", &group.id);
        page.name("name", &group.name);
        let conditions: Vec<String> =
            group.conditions.iter().map(|(key, values)| format!("{} = {}", quoted(key), strings(values))).collect();
        page.value("where", &format!("{{ {} }}", conditions.join(", ")));
    }
    scheme.classes.iter().for_each(|class| page.class(class));
    scheme.scores.iter().for_each(|score| page.score(score));
    for datum in &scheme.data {
        page.table("[data]");
        page.string("id", &datum.id);
        page.name("name", &datum.name);
        page.string("unit", &datum.unit);
        page.name("definition", &datum.definition);
        page.name("department", &datum.department);
        page.name("evidence", &datum.evidence);
    }
    let columns: Vec<&str> = scheme.columns.iter().map(|column| column.id.as_str()).collect();
    scheme.items.iter().for_each(|item| page.item(item, &columns, is_single));
    scheme.bonus.iter().for_each(|rule| page.event_rule("[bonus]", rule));
    scheme.deductions.iter().for_each(|rule| page.event_rule("[deductions]", rule));
    for veto in &scheme.vetoes {
        page.table("[vetoes]");
        page.string("id", &veto.id);
        page.name("name", &veto.name);
        page.string("effect", veto_word(veto.effect));
        page.name("evidence", &veto.evidence);
        page.name("note", &veto.note);
    }
    scheme.exits.iter().for_each(|exit| page.exit("[exits]", exit));
    scheme.warnings.iter().for_each(|exit| page.exit("[warnings]", exit));
    for unknown in &scheme.unknowns {
        page.table("[unknowns]");
        page.string("about", &unknown.about);
        page.name("why", &unknown.why);
        if !unknown.among.is_empty() {
            page.value("among", &strings(&unknown.among));
        }
    }
    page.text
}

/// A text that grows by keys and tables.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) text: String,
}

impl Page {
    /// Begins an entry of a list of tables (`[x]`) or a table (`x`).
    pub(crate) fn table(&mut self, name: &str) {
        let blank = if self.text.is_empty() { "" } else { "\n" };
        writeln!(self.text, "{blank}[{name}]").expect("a text takes what is written");
    }

    pub(crate) fn value(&mut self, key: &str, value: &str) {
        writeln!(self.text, "{key} = {value}").expect("a text takes what is written");
    }

    pub(crate) fn string(&mut self, key: &str, text: &str) {
        self.value(key, &quoted(text));
    }

    /// Writes a text that may be empty.
    pub(crate) fn may_be(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.string(key, text);
        }
    }

    pub(crate) fn name(&mut self, key: &str, name: &Text) {
        if !name.is_empty() {
            self.value(key, &both(name));
        }
    }

    fn figure(&mut self, key: &str, number: Option<&Figure>) {
        if let Some(number) = number {
            self.value(key, &figure(number));
        }
    }

    pub(crate) fn whole<T: std::fmt::Display>(&mut self, key: &str, number: Option<T>) {
        if let Some(number) = number {
            self.value(key, &number.to_string());
        }
    }

    fn head(&mut self, scheme: &Scheme) {
        self.table("scheme");
        self.string("id", &scheme.id);
        // The name must be given, even an empty one.
        self.value("name", &both(&scheme.name));
        self.name("body", &scheme.body);
        self.may_be("version", &scheme.version);
        self.whole("first_year", Some(scheme.first_year));
        self.whole("last_year", scheme.last_year);
        self.whole("lag_years", Some(scheme.lag_years));
        self.name("note", &scheme.note);
        for source in &scheme.sources {
            self.table("[sources]");
            self.value("name", &both(&source.name));
            self.may_be("url", &source.url);
            self.may_be("date", &source.date);
            self.value("legal", if source.is_legal { "true" } else { "false" });
            self.name("note", &source.note);
        }
    }

    fn adding(&mut self, scheme: &Scheme) {
        let scoring = &scheme.scoring;
        self.table("scoring");
        self.string(
            "adding",
            match scoring.adding {
                Adding::Points => "points",
                Adding::Mean => "mean",
            },
        );
        self.value("scale", &number(scoring.scale));
        self.figure("cap", scoring.cap.as_ref());
        self.figure("floor", scoring.floor.as_ref());
        self.figure("bonus", scoring.bonus.as_ref());
        self.figure("deductions", scoring.deductions.as_ref());
        self.value("missing", &missing(&scoring.missing));
        self.table("scoring.rounding");
        self.string(
            "rule",
            match scoring.rounding.rule {
                RoundingRule::HalfUp => "half-up",
                RoundingRule::HalfEven => "half-even",
                RoundingRule::Down => "down",
                RoundingRule::Up => "up",
            },
        );
        self.whole("item", scoring.rounding.item);
        self.whole("class", scoring.rounding.class);
        self.whole("total", scoring.rounding.total);
        self.table("ranking");
        self.string("among", among_word(scheme.ranking.among));
        self.string(
            "ties",
            match scheme.ranking.ties {
                Ties::Better => "better",
                Ties::Worse => "worse",
                Ties::Mean => "mean",
            },
        );
        if !scheme.ranking.break_by.is_empty() {
            self.value("break_by", &strings(&scheme.ranking.break_by));
        }
    }

    fn class(&mut self, class: &Class) {
        self.table("[classes]");
        self.string("id", &class.id);
        self.name("name", &class.name);
        if let Some(weight) = &class.weight {
            self.value("weight", &per_group(weight));
        }
        self.whole("count", class.count);
        self.figure("cap", class.cap.as_ref());
        self.figure("floor", class.floor.as_ref());
        self.figure("bonus", class.bonus.as_ref());
        self.figure("deductions", class.deductions.as_ref());
        self.name("note", &class.note);
    }

    fn score(&mut self, score: &Score) {
        self.table("[scores]");
        self.string("id", &score.id);
        self.name("name", &score.name);
        self.string("method", score.function.word());
        let reads = Reading::WORDS.iter().find(|(_, reading)| *reading == score.reading).map_or("value", |(w, _)| w);
        if reads != "value" {
            self.string("reads", reads);
        }
        self.function(&score.function);
        if let Some(doubt) = &score.doubt {
            let among =
                if doubt.among.is_empty() { String::new() } else { format!("among = {}, ", strings(&doubt.among)) };
            self.value("doubt", &format!("{{ {among}why = {} }}", both(&doubt.why)));
        }
    }

    fn function(&mut self, function: &Function) {
        let outside_word = |outside: Outside| if outside == Outside::Clamp { "clamp" } else { "extrapolate" };
        let between_word = |between: Between| if between == Between::Linear { "linear" } else { "steps" };
        match function {
            Function::MinMax { among, lower, upper } => {
                self.string("among", among_word(*among));
                self.figures(&[("lower", lower), ("upper", upper)]);
            }
            Function::ZScore { among, mean, deviation, floor, cap } => {
                self.string("among", among_word(*among));
                self.figures(&[("mean", mean), ("deviation", deviation), ("floor", floor), ("cap", cap)]);
            }
            Function::Goalposts { outside, exponent, floor, cap } => {
                self.string("outside", outside_word(*outside));
                self.figures(&[("exponent", exponent), ("floor", floor), ("cap", cap)]);
            }
            Function::BaseGoal { at_base, at_goal, outside, floor, cap } => {
                self.string("outside", outside_word(*outside));
                self.figures(&[("at_base", at_base), ("at_goal", at_goal), ("floor", floor), ("cap", cap)]);
            }
            Function::Piecewise { points, between } => {
                let pairs: Vec<String> =
                    points.iter().map(|(x, share)| format!("[{}, {}]", number(*x), number(*share))).collect();
                self.value("points", &format!("[{}]", pairs.join(", ")));
                self.string("between", between_word(*between));
            }
            Function::Increments { level, step, gain, loss, between, most, floor } => {
                self.string("between", between_word(*between));
                self.figures(&[
                    ("level", level),
                    ("step", step),
                    ("gain", gain),
                    ("loss", loss),
                    ("most", most),
                    ("floor", floor),
                ]);
            }
            Function::Ranks { among, first, last } => {
                self.string("among", among_word(*among));
                self.figures(&[("first", first), ("last", last)]);
            }
            Function::Threshold { at } => self.figure("at", at.as_ref()),
            Function::Places { among, shares } => {
                self.string("among", among_word(*among));
                let shares: Vec<String> = shares.iter().map(|share| number(*share)).collect();
                self.value("shares", &format!("[{}]", shares.join(", ")));
            }
            Function::ShareOfGoal { floor, cap } | Function::Direct { floor, cap } => {
                self.figures(&[("floor", floor), ("cap", cap)]);
            }
            Function::Blend { parts } => {
                let parts: Vec<String> =
                    parts.iter().map(|(score, share)| format!("{} = {}", quoted(score), number(*share))).collect();
                self.value("parts", &format!("{{ {} }}", parts.join(", ")));
            }
        }
    }

    fn figures(&mut self, pairs: &[(&str, &Figure)]) {
        for (key, number) in pairs {
            self.value(key, &figure(number));
        }
    }

    fn item(&mut self, item: &Item, columns: &[&str], is_single: bool) {
        self.table("[items]");
        self.string("id", &item.id);
        self.name("name", &item.name);
        match &item.class {
            Some(class) => self.string("class", class),
            None => self.value("bonus", "true"),
        }
        match &item.from {
            ItemFrom::Indicator(code) => self.string("indicator", code),
            ItemFrom::Data { data, per } => {
                self.string("data", data);
                self.may_be("per", per.as_deref().unwrap_or_default());
            }
            ItemFrom::Own => {}
        }
        self.string("unit", &item.unit);
        self.name("definition", &item.definition);
        self.string("direction", if item.direction < 0 { "less" } else { "more" });
        if is_single {
            if let Some(weight) = &item.weights[0] {
                self.value("weight", &per_group(weight));
            }
            if let Some(score) = &item.scores[0] {
                self.string("score", score);
            }
        } else {
            let of = |one: &dyn Fn(usize) -> Option<String>| {
                let parts: Vec<String> =
                    (0..columns.len()).filter_map(|i| Some(format!("{} = {}", quoted(columns[i]), one(i)?))).collect();
                format!("{{ {} }}", parts.join(", "))
            };
            self.value("weights", &of(&|i| item.weights[i].as_ref().map(per_group)));
            self.value("scores", &of(&|i| item.scores[i].as_deref().map(quoted)));
        }
        for (key, from) in [("base", &item.base), ("goal", &item.goal)] {
            match from {
                Reference::None => {}
                Reference::Stated(numbers) => self.value(key, &per_group(numbers)),
                Reference::Listed => self.string(key, "listed"),
                Reference::Previous => self.string(key, "previous"),
                Reference::Year(year) => self.value(key, &format!("{{ year = {year} }}")),
            }
        }
        if let Some((lower, upper)) = &item.goalposts {
            self.value("goalposts", &format!("[{}, {}]", per_group(lower), per_group(upper)));
        }
        self.figure("cap", item.cap.as_ref());
        if let Some(rule) = &item.missing {
            self.value("missing", &missing(rule));
        }
        self.whole("lag_years", item.lag_years);
        if let Some(why) = &item.chosen {
            self.value("chosen", &both(why));
        }
        self.name("department", &item.department);
        self.name("evidence", &item.evidence);
        self.name("note", &item.note);
    }

    fn event_rule(&mut self, part: &str, rule: &EventRule) {
        self.table(part);
        self.string("id", &rule.id);
        self.name("name", &rule.name);
        self.value("points", &figure(&rule.points));
        self.figure("ceiling", rule.ceiling.as_ref());
        match &rule.touches {
            Touches::Total => {}
            Touches::Class(class) => self.string("class", class),
            Touches::Item(item) => self.string("item", item),
        }
        self.name("department", &rule.department);
        self.name("evidence", &rule.evidence);
        self.name("note", &rule.note);
    }

    fn exit(&mut self, part: &str, exit: &Exit) {
        self.table(part);
        self.string("id", &exit.id);
        self.name("name", &exit.name);
        self.whole("last", Some(exit.last));
        self.string("among", among_word(exit.among));
        self.whole("times", Some(exit.times));
        self.whole("years", Some(exit.years));
        self.string(
            "judged_on",
            match exit.judged_on {
                JudgedOn::Mean => "mean",
                JudgedOn::Latest => "latest",
                JudgedOn::Worst => "worst",
            },
        );
        self.whole("most", exit.most);
        self.whole("ban_years", exit.ban_years);
        self.string(
            "border",
            match exit.border {
                Border::Include => "include",
                Border::Exclude => "exclude",
            },
        );
        self.string(
            "absence",
            match exit.absence {
                Absence::Counts => "counts",
                Absence::Skipped => "skipped",
            },
        );
        self.name("note", &exit.note);
    }
}

fn among_word(among: Among) -> &'static str {
    match among {
        Among::All => "all",
        Among::Group => "group",
    }
}

fn veto_word(effect: VetoEffect) -> &'static str {
    match effect {
        VetoEffect::Last => "last",
        VetoEffect::Unranked => "unranked",
        VetoEffect::NoAward => "no-award",
        VetoEffect::Zero => "zero",
    }
}

/// Writes a number so that reading it gives the same one: whole ones without a point, others with as many digits as it takes.
fn number(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() < 1e15 { format!("{x:.0}") } else { format!("{x:?}") }
}

fn figure(figure: &Figure) -> String {
    let Some(assumption) = &figure.assumption else { return number(figure.value) };
    let within = match &assumption.within {
        Within::Range { low, high } => format!("low = {}, high = {}", number(*low), number(*high)),
        Within::Among(values) => {
            format!("among = [{}]", values.iter().map(|x| number(*x)).collect::<Vec<_>>().join(", "))
        }
    };
    format!("{{ assumed = {}, {within}, why = {} }}", number(figure.value), both(&assumption.why))
}

fn per_group(numbers: &PerGroup) -> String {
    match numbers {
        PerGroup::Same(one) => figure(one),
        PerGroup::By { groups, otherwise } => {
            let mut parts: Vec<String> =
                groups.iter().map(|(group, one)| format!("{} = {}", quoted(group), figure(one))).collect();
            parts.extend(otherwise.as_ref().map(|one| format!("otherwise = {}", figure(one))));
            format!("{{ {} }}", parts.join(", "))
        }
    }
}

fn missing(rule: &Missing) -> String {
    match rule {
        Missing::Zero => quoted("zero"),
        Missing::LeaveOut => quoted("leave-out"),
        Missing::GroupMinimum => quoted("group-minimum"),
        Missing::Share(share) => format!("{{ share = {} }}", figure(share)),
    }
}

pub(crate) fn both(text: &Text) -> String {
    let mut parts = Vec::new();
    if !text.zh.is_empty() {
        parts.push(format!("zh = {}", quoted(&text.zh)));
    }
    if !text.en.is_empty() {
        parts.push(format!("en = {}", quoted(&text.en)));
    }
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

pub(crate) fn strings(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// Writes a basic string; also good as a key.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => write!(out, "\\u{:04X}", u32::from(c)).expect("a text takes what is written"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
