//! The labelled pages of testdata come out no worse than they did.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use dechaff::{Bag, Cleaner, Html, Label, Page};
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

    /// The F1 of the page; `html` is the page as it was, if its text is that of a page of HTML.
    fn f1(&self, html: Option<&Html>, cleaner: &Cleaner) -> f64 {
        let page = html.map_or_else(|| Page::new(&self.text), Page::from_html);
        Bag::new(&cleaner.clean(&page).text()).score(&Bag::new(&self.gold)).f1
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
            let html = fs::read(path.with_extension("html")).ok().map(|html| Html::read(&decoded(html)));
            scores.insert(name.to_owned(), page.f1(html.as_ref(), &cleaner));
        }
    }
    assert!(!scores.is_empty());
    let mean = scores.values().sum::<f64>() / scores.len() as f64;
    scores.insert("mean".to_owned(), mean);
    scores
}

/// After a change that is meant, `SNAPSHOTS=overwrite cargo test --test golden` writes the floors anew: what is
/// reached, rounded down.
fn reach_their_floors(folder: &Path) {
    let (file, scores) = (folder.join("floors.tsv"), scores(folder));
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        let mut table = String::new();
        for (name, f1) in &scores {
            writeln!(table, "{name}\t{:.2}", (f1 * 100.0).floor() / 100.0).unwrap();
        }
        fs::write(&file, table).unwrap();
    }
    let table = fs::read_to_string(&file).unwrap();
    let floors: BTreeMap<&str, f64> = table
        .lines()
        .map(|row| row.split_once('\t').unwrap())
        .map(|(name, floor)| (name, floor.parse().unwrap()))
        .collect();
    assert!(scores.keys().eq(floors.keys()), "one floor for each page and for the mean: {}", file.display());
    let below: Vec<String> = scores
        .iter()
        .filter(|&(name, &f1)| f1 < floors[name.as_str()])
        .map(|(name, f1)| format!("{name} {f1:.4}, floor {:.2}", floors[name.as_str()]))
        .collect();
    assert!(below.is_empty(), "{below:#?}");
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
