//! The labelled pages of testdata come out no worse than they did.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dechaff::{Bag, Cleaner, Html, Label, Markdown, Page};
use encoding_rs::WINDOWS_1251;

/// A page as it is, and what of it should stay.
#[derive(Default)]
struct Golden {
    text: String,
    gold: String,
}

impl Golden {
    /// Strips the labels: `label<TAB>line`, and on mixed lines a third column with the part that stays.
    fn parse(labelled: &str) -> Self {
        let mut page = Self::default();
        for row in labelled.lines() {
            let (label, line) = row.split_once('\t').unwrap_or_else(|| panic!("no label: {row:?}"));
            let (line, stays) = match label {
                "mixed" => line.rsplit_once('\t').unwrap_or_else(|| panic!("nothing to keep: {row:?}")),
                _ if label.parse::<Label>().unwrap().is_article() => (line, line),
                _ => (line, ""),
            };
            assert!(line.contains(stays), "{row:?}");
            page.text += line;
            page.text.push('\n');
            page.gold += stays;
            page.gold.push('\n');
        }
        page
    }

    /// The F1 of the page, which is its text as it was read.
    fn f1(&self, page: &Page<'_>, cleaner: &Cleaner) -> f64 {
        Bag::new(&cleaner.clean(page).text()).score(&Bag::new(&self.gold)).f1
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// A page that is not UTF-8 is in the charset that it names.
fn decoded(html: Vec<u8>) -> String {
    String::from_utf8(html).unwrap_or_else(|error| WINDOWS_1251.decode(error.as_bytes()).0.into_owned())
}

/// Word-F1 of every page by its name, and the mean of all.
fn scores(folder: &Path) -> BTreeMap<String, f64> {
    let cleaner = Cleaner::default();
    let mut scores = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if let Some(name) = name.strip_suffix(".tsv").filter(|&name| name != "floors") {
            let page = Golden::parse(&fs::read_to_string(&path).unwrap());
            let f1 = if folder.ends_with("markdown") {
                page.f1(&Page::from_markdown(&Markdown::read(&page.text)), &cleaner)
            } else if let Ok(html) = fs::read(path.with_extension("html")) {
                page.f1(&Page::from_html(&Html::read(&decoded(html))), &cleaner)
            } else {
                page.f1(&Page::new(&page.text), &cleaner)
            };
            scores.insert(name.to_owned(), f1);
        }
    }
    assert!(!scores.is_empty());
    let mean = scores.values().sum::<f64>() / scores.len() as f64;
    scores.insert("mean".to_owned(), mean);
    scores
}

/// Floors by the names of pages, and of the mean.
type Floors = BTreeMap<String, f64>;

fn read_floors(table: &str) -> Floors {
    let rows = table.lines().map(|row| row.split_once('\t').unwrap());
    rows.map(|(name, floor)| (name.to_owned(), floor.parse().unwrap())).collect()
}

/// What is reached, rounded down, where that is more than the floor so far.
fn raised(floors: &Floors, scores: &BTreeMap<String, f64>) -> Floors {
    let raise = |(name, f1): (&String, &f64)| {
        let reached = (f1 * 100.0).floor() / 100.0;
        (name.clone(), floors.get(name).map_or(reached, |floor| floor.max(reached)))
    };
    scores.iter().map(raise).collect()
}

/// `SNAPSHOTS=overwrite cargo test --test golden` raises floors and adds those of new pages.
fn reach_their_floors(folder: &Path) {
    let (file, scores) = (folder.join("floors.tsv"), scores(folder));
    let mut floors = read_floors(&fs::read_to_string(&file).unwrap());
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        floors = raised(&floors, &scores);
        let rows: Vec<String> = floors.iter().map(|(name, floor)| format!("{name}\t{floor:.2}\n")).collect();
        fs::write(&file, rows.concat()).unwrap();
    }
    assert!(scores.keys().eq(floors.keys()), "one floor for each page and for the mean: {}", file.display());
    let below: Vec<String> = scores
        .iter()
        .filter(|&(name, &f1)| f1 < floors[name])
        .map(|(name, f1)| format!("{name} {f1:.4}, floor {:.2}", floors[name]))
        .collect();
    let file = file.display();
    assert!(
        below.is_empty(),
        "SNAPSHOTS=overwrite never lowers a floor; if you must, edit {file}: {below:#?}"
    );
}

#[test]
fn floors_are_raised_and_never_lowered() {
    let floors = read_floors("gone\t0.50\nhigher\t0.90\nlower\t0.90\n");
    let scores = [("higher", 0.9577), ("lower", 0.8), ("new", 0.7099)];
    let scores = scores.map(|(name, f1)| (name.to_owned(), f1)).into();
    assert_eq!(raised(&floors, &scores), read_floors("higher\t0.95\nlower\t0.90\nnew\t0.70\n"));
}

#[test]
fn pages_reach_their_floors() {
    reach_their_floors(&folder("pages"));
}

/// The labels of these are for the lines that `tests/html` checks.
#[test]
fn html_pages_reach_their_floors() {
    reach_their_floors(&folder("html"));
}

/// The labels of these are for the lines of the source. Those of signs, such as pictures, are of no account.
#[test]
fn markdown_pages_reach_their_floors() {
    reach_their_floors(&folder("markdown"));
}
