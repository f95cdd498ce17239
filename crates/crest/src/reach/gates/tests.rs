use super::*;

fn stop(id: &str) -> Stop {
    Stop { id: id.to_owned(), name: String::new(), feed: String::new(), zone: String::new(), point: None }
}

fn gates_of(text: &str) -> Result<Gates, Vec<Diagnostic>> {
    read(&SourceFile { name: "gates.csv".to_owned(), bytes: text.as_bytes().to_vec() }, &[stop("a"), stop("b")])
}

#[test]
fn a_row_is_a_gate_in_both_directions() {
    let text =
        "from_stop,to_stop,opens,closes,walk_minutes,queue_p50_minutes,queue_p90_minutes\na,b,06:30,25:00,8,10,18\n";
    let Gates { gates, enclosed } = gates_of(text).unwrap();
    assert!(enclosed.is_empty());
    assert_eq!(gates.iter().map(|gate| (gate.from, gate.to)).collect::<Vec<_>>(), [(0, 1), (1, 0)]);
    assert_eq!((gates[0].walk_s, gates[0].open.as_slice()), (480, &[(23_400, 90_000)][..]));
    // 0 at least, 10 min at the median, 18 at nine of ten, and 2 min more a tenth beyond: 20 at most.
    assert_eq!(
        (gates[0].queue_s[0], gates[0].queue_s[5], gates[0].queue_s[9], gates[0].queue_s[10]),
        (0, 600, 1080, 1200)
    );
    assert_ne!(gates[0].key, gates[1].key);
}

#[test]
fn a_gate_without_hours_or_queue_is_always_open() {
    let gates = gates_of("from_stop,to_stop\na,b\n").unwrap().gates;
    assert_eq!((gates[0].walk_s, gates[0].queue_s.len(), gates[0].open[0].0), (0, 0, 0));
}

#[test]
fn a_gate_names_the_end_that_it_encloses() {
    let of = |rows: &str| gates_of(&format!("from_stop,to_stop,enclosed\n{rows}"));
    assert_eq!(of("a,b,to\na,b,\nb,a,from\n").unwrap().enclosed, [1]);
    assert_eq!(of("a,b,to\na,b,from\n").unwrap().enclosed, [0, 1]);
    assert_eq!(of("a,b,both\n").unwrap_err()[0].value.as_deref(), Some("both"));
}

#[test]
fn all_mistakes_of_gates_are_told() {
    let text = "from_stop,to_stop,opens,walk_minutes\nx,b,6 am,-1\n";
    let at: Vec<String> =
        gates_of(text).unwrap_err().iter().map(|own| own.location.as_ref().unwrap().to_string()).collect();
    assert_eq!(at, ["gates.csv!A2", "gates.csv!C2", "gates.csv!D2"]);
    assert_eq!(gates_of("id\n1\n").unwrap_err().len(), 2);
}
