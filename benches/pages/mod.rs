//! The pages for benchmarks.

use std::fmt;
use std::fs;
use std::path::Path;

use dechaff::Pack;

/// The five sample pages.
pub fn samples() -> Vec<String> {
    read("seeds")
}

/// The test pages, in forty languages and nearly every script that news is written in.
pub fn mixed() -> Vec<String> {
    let without_labels = |text: &String| -> String {
        text.lines().filter_map(|line| line.split('\t').nth(1)).flat_map(|line| [line, "\n"]).collect()
    };
    read("pages").iter().map(without_labels).collect()
}

/// Reads the pages in a folder of test data.
fn read(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// A large page, of a kind that may be slow to clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Large {
    /// One long line.
    OneLine,
    /// The lines of the test pages.
    Lines,
    /// One word per line.
    ShortLines,
    /// A few lines, repeated.
    Repeats,
    /// One line of phrases from the packs, separated by end marks, colons, spaces or nothing.
    Phrases,
}

impl Large {
    pub const ALL: [Self; 5] = [Self::OneLine, Self::Lines, Self::ShortLines, Self::Repeats, Self::Phrases];

    const fn name(self) -> &'static str {
        match self {
            Self::OneLine => "one-line",
            Self::Lines => "lines",
            Self::ShortLines => "short-lines",
            Self::Repeats => "repeats",
            Self::Phrases => "phrases",
        }
    }

    /// Its text, about `bytes` long, made by repeating the test pages or the packs.
    pub fn text(self, bytes: usize) -> String {
        let all = [samples(), mixed()].concat().join("\n");
        let packs = Pack::builtin();
        let (pieces, separators): (Vec<&str>, &[&str]) = match self {
            Self::OneLine => (all.split_whitespace().collect(), &[" "]),
            Self::Lines => (all.lines().collect(), &["\n"]),
            Self::ShortLines => (all.split_whitespace().collect(), &["\n"]),
            Self::Repeats => (all.lines().filter(|line| !line.is_empty()).step_by(500).collect(), &["\n"]),
            Self::Phrases => (
                packs.iter().flat_map(Pack::phrases).map(|(_, _, text)| text).collect(),
                &[". ", ".", ": ", "", " "],
            ),
        };
        let mut text = String::with_capacity(bytes + 1024);
        for (piece, separator) in pieces.iter().cycle().zip(separators.iter().cycle()) {
            text.push_str(piece);
            text.push_str(separator);
            if text.len() >= bytes {
                break;
            }
        }
        text
    }
}

impl fmt::Display for Large {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
