//! What is behind, what was known when, what changed and who changed it, as the command tells it.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod project;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use project::{command, crest_says, project};

/// Makes the target of the toy's income fail.
fn with_missed_target(root: &Path) {
    let text = fs::read_to_string(root.join("strategy.toml")).unwrap();
    let text = text.replace("[lists]\ntargets = \"targets.xlsx#Targets\"\n", "");
    let target = "\n[[targets]]\nid = \"t1\"\nindicator = \"pm25\"\nplace = \"p04\"\nperiod = 2021\nsentence = \"控制在20以内（约束性）\"\n";
    fs::write(root.join("strategy.toml"), text + target).unwrap();
}

#[test]
fn missed_target_is_told_with_who_answers_and_exit_code_three() {
    let directory = project("toy");
    let root = directory.path().join("p");
    with_missed_target(&root);
    let (out, _) = crest_says(directory.path(), &["status", "p"], 3);
    assert!(out.contains("missed (binding)") && out.contains("Environment office"), "{out}");
    assert!(out.contains("since: 2021") && out.contains("short by 6"), "{out}");
    let (zh, _) = crest_says(directory.path(), &["status", "p", "--lang", "zh"], 3);
    assert!(zh.contains("未达成（约束性）") && zh.contains("环境局"), "{zh}");
    let (json, _) = crest_says(directory.path(), &["status", "p", "--format", "json"], 3);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["warnings"][0]["kind"], &json["warnings"][0]["answers"][0]),
        (&"missed".into(), &"environment_office".into())
    );
    crest_says(directory.path(), &["status", "p", "-o", "w.csv"], 3);
    let list = fs::read_to_string(directory.path().join("w.csv")).unwrap();
    assert!(list.lines().nth(1).unwrap().starts_with("missed,"), "{list}");
    crest_says(directory.path(), &["status", "p", "-o", "w.json"], 3);
    let list: serde_json::Value = serde_json::from_slice(&fs::read(directory.path().join("w.json")).unwrap()).unwrap();
    assert_eq!(list[0]["subject"], "t1");
    let (_, err) = crest_says(directory.path(), &["status", "p", "-o", "w.txt"], 2);
    assert!(err.contains(".csv or .json"), "{err}");
}

#[test]
fn nothing_to_tell_is_exit_code_zero_and_mistakes_are_one() {
    let directory = project("empty");
    let (out, _) = crest_says(directory.path(), &["status", "p"], 0);
    assert!(out.contains("nothing calls for attention"), "{out}");
    fs::write(directory.path().join("p/framework.csv"), "code\n").unwrap();
    crest_says(directory.path(), &["status", "p"], 1);
    let (_, err) = crest_says(directory.path(), &["status", "p", "--at", "soon"], 2);
    assert!(err.contains("`soon` is no day"), "{err}");
}

#[test]
fn status_as_known_then_leaves_later_figures_out() {
    let directory = project("guangzhou");
    // The report on the plan of 2021 is of 21 January 2022.
    let json = |day: &str, code| {
        let (out, _) = crest_says(directory.path(), &["status", "p", "--at", day, "--all", "--format", "json"], code);
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let states = |json: &serde_json::Value| {
        let targets = json["targets"].as_array().unwrap();
        let due = targets.iter().filter(|t| t["period"] == "2021" && t["place"] == "huangpu");
        due.map(|t| t["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = states(&json("2022-01-20", 0));
    assert!(before.iter().all(|state| state == "not_assessable") && before.len() == 15, "{before:?}");
    let after = json("2022-01-21", 3);
    let n = |state: &str| states(&after).iter().filter(|own| *own == state).count();
    assert_eq!((n("met"), n("missed")), (14, 1));
    assert_eq!(after["known_at"]["day"], "2022-01-21");
    assert!(after["known_at"]["left_out"].as_u64().unwrap() > 0);
}

#[test]
fn difference_is_told_in_sentences() {
    let directory = project("toy");
    crest_says(directory.path(), &["run", "p", "--no-report"], 0);
    let data = directory.path().join("p/data/values.csv");
    let text = fs::read_to_string(&data).unwrap().replace("p01,2021,10,", "p01,2021,4,");
    fs::write(&data, text).unwrap();
    crest_says(directory.path(), &["run", "p", "--no-report"], 0);
    let (out, _) = crest_says(directory.path(), &["diff", "-C", "p", "--words"], 0);
    assert!(out.contains("revised from 10 to 4") && out.contains("own change"), "{out}");
    let (zh, _) = crest_says(directory.path(), &["diff", "-C", "p", "--words", "--lang", "zh"], 0);
    assert!(zh.contains("由 10 修订为 4") && zh.contains("自身变化"), "{zh}");
}

#[test]
fn audit_tells_who_and_finds_tampering() {
    let directory = project("toy");
    let root = directory.path().join("p");
    let (out, _) = crest_says(directory.path(), &["audit", "p"], 0);
    assert!(out.contains("no audit trail yet"), "{out}");
    crest_says(directory.path(), &["run", "p", "--user", "li", "--no-report"], 0);
    let data = root.join("data/values.csv");
    let text = fs::read_to_string(&data).unwrap();
    fs::write(&data, text.replace("p01,2021,10,", "p01,2021,11,")).unwrap();
    crest_says(directory.path(), &["run", "p", "--user", "wang", "--no-report"], 0);
    crest_says(directory.path(), &["rank", "p", "--user", "zhao"], 0);
    let (out, _) = crest_says(directory.path(), &["audit", "p"], 0);
    assert!(out.contains("li") && out.contains("wang") && !out.contains("zhao"), "{out}");
    assert!(out.contains("changed: data/values.csv") && out.contains("income@p01@2021: 10 → 11"), "{out}");
    assert!(out.contains("whole: 2 entries"), "{out}");
    let (out, _) = crest_says(directory.path(), &["audit", "p", "--of", "income@p01@2021"], 0);
    assert_eq!(out.lines().count(), 3, "{out}");
    let trail = fs::read_to_string(root.join("audit/trail")).unwrap();
    fs::write(root.join("audit/trail"), trail.replace("\"user\":\"wang\"", "\"user\":\"zhao\"")).unwrap();
    let (out, err) = crest_says(directory.path(), &["audit", "p"], 1);
    assert!(out.contains("broken") && err.contains("C1501") && err.contains("audit/trail:2"), "{out}{err}");
    let (_, err) = crest_says(directory.path(), &["audit", "p", "--lang", "zh"], 1);
    assert!(err.contains("审计记录第 2 条被改动"), "{err}");
    // Runs go on, and nothing is written on a broken trail.
    crest_says(directory.path(), &["run", "p", "--no-report"], 0);
    fs::write(root.join("audit/trail"), trail.lines().next().unwrap().to_owned() + "\n").unwrap();
    let (_, err) = crest_says(directory.path(), &["audit", "p"], 1);
    assert!(err.contains("C1503"), "{err}");
    fs::write(root.join("audit/trail"), &trail).unwrap();
    crest_says(directory.path(), &["audit", "p"], 0);
    crest_says(directory.path(), &["audit", "p", "--expect", &trail[..16]], 0);
    crest_says(directory.path(), &["audit", "p", "--expect", "0123456789abcdef"], 1);
}

#[test]
fn killed_runs_and_runs_at_once_leave_the_trail_whole() {
    let directory = project("toy");
    let root = directory.path().join("p");
    let data = root.join("data/values.csv");
    let text = fs::read_to_string(&data).unwrap();
    let run = || {
        let arguments = ["run", "p", "--no-report"];
        command(directory.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    for kill in 0..20_u64 {
        fs::write(&data, text.replace("p01,2021,10,", &format!("p01,2021,{},", 10 + kill))).unwrap();
        let mut child = run();
        sleep(Duration::from_millis(kill * 7));
        child.kill().unwrap();
        child.wait().unwrap();
        crest_says(directory.path(), &["audit", "p"], 0);
    }
    fs::write(&data, text.replace("p01,2021,10,", "p01,2021,9,")).unwrap();
    let both = [run(), run(), run()];
    for mut child in both {
        assert!(child.wait().unwrap().success());
    }
    let (out, _) = crest_says(directory.path(), &["audit", "p", "--format", "json"], 0);
    let trail: serde_json::Value = serde_json::from_str(&out).unwrap();
    let last = trail["entries"].as_array().unwrap().last().unwrap();
    let revised = last["values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|v| v["indicator"] == "income" && v["period"] == "2021" && v["place"] == "p01");
    assert_eq!(revised.unwrap()["after"], 9.0, "{last}");
    assert_eq!(trail["findings"].as_array().unwrap().len(), 0);
}
