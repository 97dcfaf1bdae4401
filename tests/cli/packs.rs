//! What `dechaff packs` says of the packs is the same everywhere.

use crate::bed::{Bed, stdout};

#[test]
fn packs_show_as_many_phrases_as_the_list_says() {
    let bed = Bed::new();
    let list = stdout(&bed.succeed("packs"));
    let mut rows = list.lines();
    assert!(rows.next().unwrap().starts_with("code"));
    let rows: Vec<&str> = rows.collect();
    // Each run reads all packs: two are enough.
    for row in [rows[0], rows[rows.len() - 1]] {
        let (code, rest) = row.split_once(' ').unwrap();
        let phrases: usize = rest.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
        let shown = stdout(&bed.succeed(&format!("packs show {code}")));
        assert!(shown.starts_with(&format!("{code} ")), "{shown}");
        assert_eq!(shown.lines().filter(|line| line.starts_with("  ")).count(), phrases, "{code}");
    }
}
