//! What `dechaff packs` says of the packs is the same everywhere.

use std::path::Path;

use crate::bed::{Bed, stdout};

#[test]
fn packs_show_as_many_phrases_as_the_list_says() {
    let bed = Bed::new();
    let list = stdout(&bed.succeed("packs"));
    let mut rows = list.lines();
    assert!(rows.next().unwrap().starts_with("code"));
    let rows: Vec<&str> = rows.collect();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/phrases/packs").read_dir().unwrap();
    assert_eq!(rows.len(), files.count());
    // Each run reads all packs: two are enough.
    for row in [rows[0], rows[rows.len() - 1]] {
        let (code, rest) = row.split_once(' ').unwrap();
        let phrases: usize = rest.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
        let shown = stdout(&bed.succeed(&format!("packs show {code}")));
        assert!(shown.starts_with(&format!("{code} ")), "{shown}");
        assert_eq!(shown.lines().filter(|line| line.starts_with("  ")).count(), phrases, "{code}");
    }
}

#[test]
fn every_example_of_the_list_is_tested() {
    let bed = Bed::new();
    let list = stdout(&bed.succeed("packs"));
    let numbers =
        |row: &str| row.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<usize>>();
    let examples: Vec<usize> = list.lines().skip(1).map(|row| numbers(row)[1]).collect();
    assert!(examples.iter().all(|&number| number > 0), "{list}");
    let said = stdout(&bed.succeed("packs test")).replace(',', "");
    assert_eq!(numbers(&said), [examples.len(), examples.iter().sum()], "{said}");
}
