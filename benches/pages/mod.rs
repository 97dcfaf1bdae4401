//! The pages to measure with.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use dechaff::Pack;

/// The five sample pages.
pub fn samples() -> Vec<String> {
    read("seeds")
}

/// The test pages: forty languages, nearly every script that news is written in.
pub fn mixed() -> Vec<String> {
    let unlabelled = |text: &String| -> String {
        text.lines().filter_map(|line| line.split('\t').nth(1)).flat_map(|line| [line, "\n"]).collect()
    };
    read("pages").iter().map(unlabelled).collect()
}

/// The files of a folder of test data that are pages.
fn read(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// A large page of a form that is hard on some way of cleaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Large {
    /// All in one line.
    OneLine,
    /// Lines as in the test pages.
    Lines,
    /// A word a line.
    ShortLines,
    /// The same few lines again and again.
    Repeats,
    /// Nothing but phrases of the packs in one line, behind end marks, colons and nothing at all.
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

    /// Its text: about as many bytes, made of the test pages or the packs over and over.
    pub fn text(self, bytes: usize) -> String {
        let all = [samples(), mixed()].concat().join("\n");
        let packs = Pack::builtin();
        let (pieces, joints): (Vec<&str>, &[&str]) = match self {
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
        for (piece, joint) in pieces.iter().cycle().zip(joints.iter().cycle()) {
            text.push_str(piece);
            text.push_str(joint);
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

impl FromStr for Large {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|large| large.name() == name).ok_or_else(|| format!("no page {name:?}"))
    }
}
