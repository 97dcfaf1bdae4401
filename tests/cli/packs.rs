//! What `dechaff packs` says of the packs is the same everywhere.

use crate::bed::{Bed, stdout};

#[test]
fn every_pack_shows_as_many_phrases_as_it_has() {
    let bed = Bed::new();
    let list = stdout(&bed.succeed("packs"));
    let mut rows = list.lines();
    assert!(rows.next().unwrap().starts_with("code"));
    for row in rows {
        let (code, rest) = row.split_once(' ').unwrap();
        let phrases: usize = rest.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
        let shown = stdout(&bed.succeed(&format!("packs show {code}")));
        assert!(shown.starts_with(&format!("{code} ")), "{shown}");
        assert_eq!(shown.lines().filter(|line| line.starts_with("  ")).count(), phrases, "{code}");
    }
}
