//! `dechaff fit` writes models that the other commands read.

use crate::bed::{Bed, stderr, stdout};

const FEW: &str = "--folds 2 --trees 6 --depth 3";

#[test]
fn any_number_of_threads_fits_the_same_model() {
    let bed = Bed::new();
    bed.with_gold();
    let one = bed.succeed(&format!("fit set=2 labelled.jsonl=0 -o model.toml {FEW} --threads 1"));
    let model = bed.read("model.toml");
    let two =
        bed.succeed(&format!("fit set/gold.jsonl=2 labelled.jsonl=0 -o deep/model.toml {FEW} --threads 2"));
    assert_eq!(model, bed.read("deep/model.toml"));
    assert_eq!(stdout(&one), stdout(&two));
    bed.succeed(&format!("fit set=2 labelled.jsonl=0 -o model.toml {FEW} --threads 1"));
    assert_eq!(model, bed.read("model.toml"));
    let bed = Bed::new();
    bed.with_gold();
    bed.succeed(&format!("fit set=2 labelled.jsonl=0 -o model.toml {FEW} --variation 0"));
    assert_ne!(model, bed.read("model.toml"));
}

#[test]
fn a_model_says_how_it_was_made_and_decides() {
    let bed = Bed::new();
    bed.with_gold();
    let output = bed.succeed(&format!("fit set labelled.jsonl=0 -o model.toml {FEW}"));
    let table = stdout(&output);
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split_whitespace().collect()).collect();
    assert_eq!(
        rows[0],
        [
            "set",
            "pages",
            "weight",
            "keep",
            "all",
            "aligned",
            "lines",
            "with",
            "cut",
            "precision",
            "recall",
            "on",
            "site",
            "low",
            "harmed"
        ]
    );
    assert_eq!((&rows[1][..3], &rows[2][..3]), (&["set", "4", "1"][..], &["labelled", "4", "0"][..]));
    assert_eq!((&rows[3][..4], rows.len()), (&["mean", "of", "1", "set"][..], 4));
    assert!(rows[1][4].parse::<f64>().unwrap() > 0.9, "{table}");

    let model = bed.read("model.toml");
    let header: Vec<&str> = model.lines().map_while(|line| line.strip_prefix('#')).collect();
    let header = header.join(
        "
",
    );
    assert!(table.lines().all(|row| header.contains(row)), "{header}");
    let folder = bed.path("").display().to_string();
    assert!(header.contains("set/gold.jsonl=1") && !model.contains(&folder), "{header}");
    // The command in it makes it again.
    let command = header.split_once("  dechaff ").unwrap().1.replace('\\', " ");
    bed.succeed(&command);
    assert_eq!(bed.read("model.toml"), model);

    for command in
        ["score set --evidence 0", "explain set/in/tr-lentil-soup.txt", "clean set/in/tr-lentil-soup.txt"]
    {
        let own = stdout(&bed.succeed(&format!("{command} --model model.toml")));
        assert_ne!(own, stdout(&bed.succeed(command)), "{command}");
    }
}

#[test]
fn a_fit_that_fails_writes_nothing() {
    let bed = Bed::new();
    bed.with_gold();
    let records = bed.read("set/gold.jsonl") + "{\"id\": \"gone.txt\", \"gold\": \"\"}\n{\"id\": 7}\n";
    bed.write("set/more.jsonl", records);
    let said = |arguments: &str| {
        let output = bed.run(&format!("fit {arguments} {FEW}"));
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{arguments}");
        assert!(!bed.path("model.toml").exists());
        stderr(&output)
    };
    let both = said("set/more.jsonl -o model.toml");
    assert!(both.starts_with("dechaff: set/more.jsonl:5: set/in/gone.txt: not found"), "{both}");
    assert!(both.contains("\ndechaff: set/more.jsonl:6: invalid type: integer"), "{both}");
    assert!(said("set=-1 -o model.toml").contains("set: invalid weight -1 (it must be 0 or more)"));
    assert!(said("set=0 -o model.toml").contains("cannot fit on 0 pages"));
    assert!(said("set -o model.toml --rate 0").contains("--rate 0"));
    assert!(said("set -o model.toml --variation 0.8").contains("their sum below 1"));
    assert!(said("set -o set").contains("set is a folder (give -o FILE)"));
    assert!(said("set -o set/../set/gold.jsonl").contains("is an input and would be overwritten"));
    assert!(said("no-such.jsonl -o model.toml").starts_with("dechaff: no-such.jsonl: "));
}
