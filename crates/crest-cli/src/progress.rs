//! The progress bar of a run, on a terminal only.

use crest::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Draws how far a run is.
pub(crate) struct Bar {
    bar: ProgressBar,
    tell: Box<dyn Fn(Progress<'_>) + Sync>,
}

impl Bar {
    /// Makes a bar; one that draws nothing unless `visible`.
    pub(crate) fn new(visible: bool) -> Self {
        let bar = if visible { ProgressBar::new(1) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        let drawn = bar.clone();
        let tell = Box::new(move |progress: Progress<'_>| {
            drawn.set_length(progress.of as u64);
            drawn.set_position(progress.position as u64);
            drawn.set_message(progress.node.to_owned());
        });
        Self { bar, tell }
    }

    /// What the engine tells its progress to.
    pub(crate) fn teller(&self) -> &(dyn Fn(Progress<'_>) + Sync) {
        &*self.tell
    }

    /// Clears the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
