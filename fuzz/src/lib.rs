//! What the fuzz targets share: the drives, and how a panic is told from one that a reader catches itself.

pub mod drives;
pub mod reach;
pub mod rules;

use std::sync::Once;

/// Lets readers that catch panics of a library do so.
///
/// The fuzzer's own hook ends the process at any panic, caught or not. This one prints panics of our code; those that nobody
/// catches still end the process, since the fuzzer looks at what a target returns.
pub fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let foreign = panic.location().is_some_and(|location| location.file().contains("/registry/"));
            if !foreign {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            }
        }));
    });
}
