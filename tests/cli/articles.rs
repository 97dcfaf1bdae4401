//! What must hold for pages with several articles.

use crate::bed::{Bed, stdout};

/// Three short articles, each followed by chaff: a storm, a bakery, a library.
const THREE: &str = include_str!("../cmd/articles.in/pages/endless.txt");

const STORM: &str = "The old harbour wall gave way";
const BAKERY: &str = "A bakery in Norrby has won";
const LIBRARY: &str = "The town library has begun to lend out rakes";

/// The texts of the files that `--articles split` writes for a page.
fn split(page: &str) -> Vec<String> {
    let bed = Bed::new();
    bed.write("page.txt", page).succeed("clean page.txt -o parts --articles split");
    bed.outputs("parts").into_values().map(|text| String::from_utf8(text).unwrap()).collect()
}

fn clean(page: &str, arguments: &str) -> String {
    let bed = Bed::new();
    stdout(&bed.write("page.txt", page).succeed(&format!("clean page.txt {arguments}")))
}

#[test]
fn of_three_articles_the_first_is_kept_alone_and_each_has_a_part() {
    let article = |first: &str, last: &str| {
        let (start, end) = (THREE.find(first).unwrap(), THREE.find(last).unwrap());
        THREE[start..end].trim_end().to_owned() + "\n"
    };
    let storm = article(STORM, "Tags: harbour");
    let bakery = article("Village bakery", "Tags: bread");
    let library = article("Library lends", "Tags: library");
    assert_eq!(clean(THREE, "").trim_end(), storm.trim_end());
    assert_eq!(split(THREE), [storm, bakery, library]);
}

#[test]
fn the_last_of_three_articles_is_not_kept_and_has_a_part_of_its_own() {
    let kept = clean(THREE, "");
    assert!(kept.contains(STORM) && !kept.contains(LIBRARY), "{kept}");
    let parts = split(THREE);
    let last = parts.last().unwrap();
    assert!(parts.len() > 1 && parts[0].contains(STORM), "{parts:?}");
    assert!(last.starts_with("Library lends out garden tools") && last.contains(LIBRARY), "{last}");
    assert!(!last.contains(STORM) && !last.contains(BAKERY), "{last}");
}

#[test]
fn the_first_article_begins_all_and_the_parts_together_are_all() {
    let all = clean(THREE, "--articles all");
    assert!(all.starts_with(clean(THREE, "").trim_end()), "{all}");
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(lines(&split(THREE).concat()), lines(&all));
}

#[test]
fn a_part_neither_begins_nor_ends_with_a_blank_line() {
    for part in split(THREE) {
        assert_eq!(part.trim_end_matches('\n').to_owned() + "\n", part);
        assert!(!part.starts_with('\n'), "{part:?}");
    }
}

#[test]
fn a_page_without_an_article_has_one_empty_part() {
    assert_eq!(split("Home\nNews\nContact\n"), [""]);
}
