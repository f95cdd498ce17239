//! Names of libraries, commands of installation, and the message where nothing can be installed.

use crate::command::Invocation;

use super::{Tool, advice, installation, is_libclang};

#[test]
fn libclang_is_known_under_every_version_and_not_mistaken() {
    for name in
        ["libclang.so", "libclang.so.1", "libclang-14.so", "libclang-14.so.1", "libclang-14.0.6.so", "libclang.dylib"]
    {
        assert!(is_libclang(name), "{name}");
    }
    for name in [
        "libclang-cpp.so.14",
        "libclang-cpp.so",
        "libclangAST.a",
        "libclang.a",
        "libclang",
        "libLLVM.so",
        "libclang.sox",
    ] {
        assert!(!is_libclang(name), "{name}");
    }
}

#[test]
fn only_what_is_missing_is_installed() {
    let shown: Vec<String> = installation(&[Tool::Cmake, Tool::Libclang], true).iter().map(Invocation::shown).collect();
    let expected = [
        "env DEBIAN_FRONTEND=noninteractive apt-get update",
        "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends cmake libclang-dev",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn others_than_root_install_without_a_question() {
    let shown = installation(&[Tool::Compiler], false)[1].shown();
    assert_eq!(shown, "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends g++");
}

#[test]
fn advice_names_all_that_is_missing_and_nothing_else() {
    let text = advice(&[Tool::Cmake, Tool::Compiler]);
    assert!(text.contains("needs cmake, a C++ compiler, not found"), "{text}");
    assert!(text.contains("apt-get install cmake g++\n"), "{text}");
    assert!(text.contains("dnf install cmake gcc-c++\n"), "{text}");
    assert!(text.contains("xcode-select --install && brew install cmake\n"), "{text}");
    let text = advice(&[Tool::Cmake]);
    assert!(!text.contains("xcode-select"), "{text}");
}
