//! Which answer a jurisdiction gives to a provision: a typed answer, or the reason why there is none.

/// Counts days since 1 January 1970, which is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub i32);

/// Says why there is no answer; the reasons differ in what a method makes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Absence {
    /// The question has no object here, as a refund of a tax that does not exist.
    NotApplicable,
    /// The question has an object, but nobody has ever used the procedure.
    NoPractice,
    /// Somebody looked and did not find the answer.
    Unknown,
    /// Sources contradict each other and nobody has decided between them.
    Contested,
    /// Nobody has looked yet.
    NotCollected,
}

impl Absence {
    /// Every reason, in the order of [`AbsenceRules`](crate::method::AbsenceRules).
    pub const ALL: [Self; 5] =
        [Self::NotApplicable, Self::NoPractice, Self::Unknown, Self::Contested, Self::NotCollected];

    /// Whether an answer exists and is merely not known to us, so that a measure has bounds rather than a value.
    pub fn hides_an_answer(self) -> bool {
        matches!(self, Self::Unknown | Self::Contested | Self::NotCollected)
    }
}

/// Holds what a jurisdiction answers to a provision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// A count, amount, rate or duration, in the unit of the provision; finite.
    Number(f64),
    /// The position of one of the options; of a yes-or-no question 0 = no, 1 = yes.
    Choice(u32),
    /// A day.
    Date(Days),
    /// A text, by its position in a list that the caller keeps; equal texts have equal positions.
    Text(u32),
    /// There is no answer.
    Absent(Absence),
}

impl Answer {
    /// The answer "no".
    pub const NO: Self = Self::Choice(0);
    /// The answer "yes".
    pub const YES: Self = Self::Choice(1);

    /// Reason why there is no answer.
    pub fn absence(self) -> Option<Absence> {
        match self {
            Self::Absent(reason) => Some(reason),
            _ => None,
        }
    }

    /// Number of a numeric answer.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// Says which answers a provision takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// One of so many options.
    Choice {
        /// Number of options.
        n_options: u32,
    },
    /// A count, amount, rate or duration.
    Number,
    /// A day.
    Date,
    /// A text.
    Text,
}

impl Kind {
    /// Whether an answer is of this kind; an absent one is of every kind.
    pub fn admits(self, answer: Answer) -> bool {
        match (self, answer) {
            (_, Answer::Absent(_)) | (Self::Date, Answer::Date(_)) | (Self::Text, Answer::Text(_)) => true,
            (Self::YesNo, Answer::Choice(option)) => option < 2,
            (Self::Choice { n_options }, Answer::Choice(option)) => option < n_options,
            (Self::Number, Answer::Number(number)) => number.is_finite(),
            _ => false,
        }
    }
}

/// Says what enacting a change of a provision takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// The text of a rule.
    Rule,
    /// The way an authority works.
    Process,
    /// A fee, tax or other price.
    Cost,
    /// Partly a rule, partly a process.
    Mixed,
    /// What comes of it in the economy: nobody can enact it.
    Outcome,
}

/// Holds the answers of all jurisdictions to all provisions, at one date.
///
/// - Shape: jurisdictions × provisions, the answers of one jurisdiction side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    n_provisions: usize,
    cells: Vec<Answer>,
}

impl Answers {
    /// Holds answers, jurisdiction by jurisdiction.
    ///
    /// # Panics
    /// If the number of answers is no multiple of `n_provisions`.
    pub fn new(n_provisions: usize, cells: Vec<Answer>) -> Self {
        assert!(cells.len().is_multiple_of(n_provisions.max(1)), "answers come in whole rows");
        Self { n_provisions, cells }
    }

    /// Number of provisions.
    pub fn n_provisions(&self) -> usize {
        self.n_provisions
    }

    /// Number of jurisdictions.
    pub fn n_jurisdictions(&self) -> usize {
        self.cells.len().checked_div(self.n_provisions).unwrap_or(0)
    }

    /// Answers of one jurisdiction.
    ///
    /// # Panics
    /// If it does not exist.
    pub fn of(&self, jurisdiction: usize) -> &[Answer] {
        &self.cells[jurisdiction * self.n_provisions..(jurisdiction + 1) * self.n_provisions]
    }

    /// One answer.
    ///
    /// # Panics
    /// If the jurisdiction or the provision does not exist.
    pub fn get(&self, jurisdiction: usize, provision: usize) -> Answer {
        self.of(jurisdiction)[provision]
    }

    /// Replaces one answer.
    ///
    /// # Panics
    /// If the jurisdiction or the provision does not exist.
    pub fn set(&mut self, jurisdiction: usize, provision: usize, answer: Answer) {
        assert!(provision < self.n_provisions, "provision {provision} exists");
        self.cells[jurisdiction * self.n_provisions + provision] = answer;
    }
}
