//! What the build needs beside Rust: cmake, make, a C++ compiler and libclang, found or installed.
//!
//! HiGHS, the solver behind crest-plan, is C++ built by cmake, and its bindings are made by libclang. Where one of them is
//! missing and apt-get exists, exactly what is missing is installed; elsewhere one message says how.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::Invocation;
use crate::workspace::Workspace;

/// Names a tool of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Cmake,
    Make,
    Compiler,
    Libclang,
}

/// All tools, in the order in which they are named.
const TOOLS: &[Tool] = &[Tool::Cmake, Tool::Make, Tool::Compiler, Tool::Libclang];

impl Tool {
    fn name(self) -> &'static str {
        match self {
            Self::Cmake => "cmake",
            Self::Make => "make",
            Self::Compiler => "a C++ compiler",
            Self::Libclang => "libclang",
        }
    }

    /// Package on Debian and Ubuntu.
    fn debian(self) -> &'static str {
        match self {
            Self::Cmake => "cmake",
            // cmake only recommends make, and recommended packages are left out.
            Self::Make => "make",
            Self::Compiler => "g++",
            Self::Libclang => "libclang-dev",
        }
    }

    /// Package on Fedora.
    fn fedora(self) -> &'static str {
        match self {
            Self::Cmake => "cmake",
            Self::Make => "make",
            Self::Compiler => "gcc-c++",
            Self::Libclang => "clang-devel",
        }
    }

    /// Formula of Homebrew; what is missing here comes with the command line tools of macOS.
    fn homebrew(self) -> Option<&'static str> {
        match self {
            Self::Cmake => Some("cmake"),
            Self::Make | Self::Compiler | Self::Libclang => None,
        }
    }
}

/// Finds the tools, installs what is missing where apt-get can, and names those that were found.
///
/// # Errors
/// If tools are missing that could not be installed; the message says how to install them.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    provide(&workspace.root)?;
    let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name()).collect();
    println!("tools: {} are there", names.join(", "));
    Ok(true)
}

/// Finds the tools and installs what is missing; says nothing if nothing is.
///
/// # Errors
/// As [`run`].
pub(crate) fn provide(root: &Path) -> Result<()> {
    let missing = missing(root);
    if missing.is_empty() {
        return Ok(());
    }
    if on_path("apt-get") {
        let is_root = Invocation::new("id -u").output(root).is_ok_and(|id| id.trim() == "0");
        for invocation in installation(&missing, is_root) {
            // An outdated list of packages may still do; the second look below judges.
            if !invocation.run(root).unwrap_or(false) {
                println!("tools: `{}` failed", invocation.shown());
            }
        }
    }
    let left: Vec<Tool> = missing.into_iter().filter(|tool| !is_there(*tool, root)).collect();
    if left.is_empty() { Ok(()) } else { bail!("{}", advice(&left)) }
}

fn missing(root: &Path) -> Vec<Tool> {
    TOOLS.iter().copied().filter(|tool| !is_there(*tool, root)).collect()
}

fn is_there(tool: Tool, root: &Path) -> bool {
    let set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    match tool {
        Tool::Cmake => set("CMAKE") || on_path("cmake"),
        // Visual Studio brings its own compiler and build tool, which cmake finds without the path.
        Tool::Make => cfg!(windows) || set("CMAKE_GENERATOR") || on_path("make") || on_path("gmake"),
        Tool::Compiler => cfg!(windows) || set("CXX") || ["c++", "g++", "clang++"].into_iter().any(on_path),
        Tool::Libclang => libclang_directories(root).iter().any(|place| holds_libclang(place)),
    }
}

/// The commands that install tools on Debian and Ubuntu.
fn installation(tools: &[Tool], is_root: bool) -> Vec<Invocation> {
    let apt = || {
        // `sudo -n` fails instead of asking for a password; `env` carries the variable past it.
        let start = if is_root { "env" } else { "sudo -n env" };
        Invocation::new(start).word("DEBIAN_FRONTEND=noninteractive").word("apt-get")
    };
    let packages = tools.iter().map(|tool| tool.debian());
    vec![apt().word("update"), apt().words(["install", "--yes", "--no-install-recommends"]).words(packages)]
}

/// Says in one message what is missing and how it is installed.
fn advice(tools: &[Tool]) -> String {
    let join = |names: Vec<&str>, between: &str| names.join(between);
    let names = join(tools.iter().map(|tool| tool.name()).collect(), ", ");
    let debian = join(tools.iter().map(|tool| tool.debian()).collect(), " ");
    let fedora = join(tools.iter().map(|tool| tool.fedora()).collect(), " ");
    let brew = join(tools.iter().filter_map(|tool| tool.homebrew()).collect(), " ");
    let mut macos = Vec::new();
    if tools.iter().any(|tool| tool.homebrew().is_none()) {
        macos.push("xcode-select --install".to_owned());
    }
    if !brew.is_empty() {
        macos.push(format!("brew install {brew}"));
    }
    format!(
        "the build needs {names}, not found on this machine; install with\n  \
         Debian, Ubuntu  sudo apt-get install {debian}\n  \
         Fedora          sudo dnf install {fedora}\n  \
         macOS           {}\n\
         a libclang elsewhere is found if LIBCLANG_PATH names its directory",
        macos.join(" && ")
    )
}

/// Tells whether a program is in a directory of the path.
fn on_path(program: &str) -> bool {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    directories_of("PATH").iter().any(|directory| directory.join(&file).is_file())
}

fn directories_of(variable: &str) -> Vec<PathBuf> {
    std::env::split_paths(&std::env::var_os(variable).unwrap_or_default()).collect()
}

/// Where libclang is looked for: as bindgen looks, by the variable, then llvm-config, then the usual directories.
fn libclang_directories(root: &Path) -> Vec<PathBuf> {
    let mut places = directories_of("LIBCLANG_PATH");
    let config = std::env::var("LLVM_CONFIG_PATH").unwrap_or_else(|_| "llvm-config".to_owned());
    for flag in ["--libdir", "--bindir"] {
        if let Ok(directory) = Invocation::new("").word(&config).word(flag).output(root) {
            places.push(PathBuf::from(directory.trim()));
        }
    }
    places.extend(directories_of("LD_LIBRARY_PATH"));
    let fixed = [
        "/Library/Developer/CommandLineTools/usr/lib",
        "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
        "/opt/homebrew/opt/llvm/lib",
        "/usr/local/opt/llvm/lib",
        "C:\\Program Files\\LLVM\\bin",
    ];
    places.extend(fixed.map(PathBuf::from));
    for start in ["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"] {
        places.extend(with_subdirectories(Path::new(start), 2));
    }
    places
}

/// A directory and those below it, down to a depth.
fn with_subdirectories(start: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = vec![start.to_owned()];
    if depth > 0 {
        let entries = std::fs::read_dir(start).into_iter().flatten().flatten();
        let mut below: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        below.sort();
        found.extend(below.iter().flat_map(|directory| with_subdirectories(directory, depth - 1)));
    }
    found
}

/// Tells whether a directory holds libclang, or a path names it.
fn holds_libclang(place: &Path) -> bool {
    let named = |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_libclang);
    if place.is_file() {
        return named(place);
    }
    std::fs::read_dir(place).into_iter().flatten().flatten().any(|entry| named(&entry.path()) && entry.path().is_file())
}

/// Tells whether a file name is that of the shared library, under any version: not `libclang-cpp`, which has other functions.
fn is_libclang(name: &str) -> bool {
    if matches!(name, "libclang.dylib" | "libclang.dll") {
        return true;
    }
    let Some(rest) = name.strip_prefix("libclang") else { return false };
    let version = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match rest.split_once(".so") {
        Some((middle, end)) => {
            (middle.is_empty() || middle.strip_prefix('-').is_some_and(version))
                && (end.is_empty() || end.strip_prefix('.').is_some_and(version))
        }
        None => false,
    }
}

#[cfg(test)]
mod tests;
