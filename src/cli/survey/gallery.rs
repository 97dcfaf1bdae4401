//! The pages that a report shows. Memory does not grow with the corpus.

use std::sync::atomic::{AtomicU64, Ordering};

use dechaff::{Cleaned, Cleaner, Label};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::repeats::{Pieces, Repeats};
use super::statistics::Characters;

/// Which pages to show.
#[derive(Debug)]
pub struct Selection {
    /// Number of pages chosen at random.
    pub sample: usize,
    /// What the choice depends on besides the names of pages.
    pub seed: u64,
    /// Number of pages of each other kind.
    pub pages: usize,
    /// Says why a line is kept or removed.
    pub explain: Explain,
    /// The rank that a page must exceed to be shown, by kind. It only rises, so any thread may look at it at any time.
    thresholds: [Threshold; Kind::ALL.len()],
}

/// Gives the reasons for each line of a page in words.
pub type Explain = fn(&Cleaner, &Cleaned<'_>) -> Vec<String>;

/// Why a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By chance.
    Sample,
    /// Something is kept, but least of all pages.
    MostRemoved,
    /// Nothing is kept, of the most text.
    Emptied,
    /// The largest share of its text is in lines with an uncertain score.
    Uncertain,
}

/// What a page adds to a report, besides numbers.
#[derive(Debug)]
pub struct Glimpse {
    ranks: [f64; Kind::ALL.len()],
    view: Option<Box<PageView>>,
    pieces: Pieces,
}

/// A page as a report shows it.
#[derive(Clone, Debug, Default)]
pub struct PageView {
    /// Path, and the record if it is one.
    pub name: String,
    /// Its site.
    pub site: String,
    /// Its language.
    pub language: String,
    /// Its characters.
    pub characters: Characters,
    /// Lines with text, as many as are shown.
    pub lines: Vec<LineView>,
    /// Number of lines with text that are not shown.
    pub more: usize,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub struct LineView {
    /// Number of the line; the first is 1.
    pub number: usize,
    /// What the line is.
    pub label: Label,
    /// Log-odds that it belongs to the article.
    pub score: f32,
    /// Its pieces, and whether each is kept. Together they are shortened if they are long.
    pub pieces: Vec<(String, bool)>,
    /// Why it is kept or removed.
    pub reasons: String,
}

/// The pages to show, and the lines that occur most often.
#[derive(Debug, Default)]
pub struct Gallery {
    lists: [Vec<(f64, PageView)>; Kind::ALL.len()],
    /// Lines that are removed.
    pub removed: Repeats,
    /// Lines that are kept.
    pub kept: Repeats,
}

/// A number from 0 that only rises.
#[derive(Debug, Default)]
struct Threshold(AtomicU64);

/// Most lines of a page to show.
const LINES: usize = 150;
/// Most bytes of a line to show. It counts bytes, because what readers see as one character can have any length.
const LONGEST: usize = 400;
/// Scores closer to 0 than this are uncertain: a probability of 0.27 to 0.73.
const UNSURE: f32 = 1.0;

impl Kind {
    /// All kinds, in the order of the enum.
    pub const ALL: [Self; 4] = [Self::Sample, Self::MostRemoved, Self::Emptied, Self::Uncertain];
}

impl Selection {
    /// A selection of so many pages.
    pub fn new(sample: usize, seed: u64, pages: usize, explain: Explain) -> Self {
        Self { sample, seed, pages, explain, thresholds: Default::default() }
    }

    /// What a page adds to the report; `view` is all but its lines.
    pub fn glimpse(
        &self,
        cleaner: &Cleaner,
        cleaned: &Cleaned<'_>,
        view: impl FnOnce() -> PageView,
        name: &str,
        characters: Characters,
    ) -> Glimpse {
        let mut pieces = Pieces::default();
        pieces.add(cleaned);
        let ranks = self.ranks(cleaned, name, characters);
        let is_shown = ranks.iter().zip(&self.thresholds).any(|(rank, threshold)| *rank > threshold.get());
        let view = is_shown.then(|| {
            let mut view = view();
            view.add_lines(cleaned, &(self.explain)(cleaner, cleaned));
            Box::new(view)
        });
        Glimpse { ranks, view, pieces }
    }

    /// The rank of a page by kind, above 0 if it is of that kind.
    fn ranks(&self, cleaned: &Cleaned<'_>, name: &str, characters: Characters) -> [f64; Kind::ALL.len()] {
        let Characters { read, kept, removed } = characters;
        let uncertain: usize = cleaned
            .spans()
            .iter()
            .filter(|span| span.label != Label::Blank)
            .filter(|span| cleaned.verdicts()[span.line].score.abs() < UNSURE)
            .map(|span| cleaned.piece(span).chars().count())
            .sum();
        let chance = xxh3_64_with_seed(name.as_bytes(), self.seed) as f64 + 1.0;
        let share = |part: u64| part as f64 / read.max(1) as f64;
        let (most_removed, emptied) = if kept == 0 { (0.0, read as f64) } else { (share(removed), 0.0) };
        [chance, most_removed, emptied, share(uncertain as u64)]
    }

    fn most(&self, kind: Kind) -> usize {
        if kind == Kind::Sample { self.sample } else { self.pages }
    }
}

impl Gallery {
    /// Adds the glimpse of the next page.
    pub fn add(&mut self, glimpse: Glimpse, selection: &Selection) {
        glimpse.pieces.count(&mut self.kept, &mut self.removed);
        let Some(view) = glimpse.view else { return };
        for kind in Kind::ALL {
            let (list, most) = (&mut self.lists[kind as usize], selection.most(kind));
            let rank = glimpse.ranks[kind as usize];
            // Of equal ranks, the earlier page is shown.
            let at = list.partition_point(|(other, _)| *other >= rank);
            if rank > 0.0 && at < most {
                list.insert(at, (rank, (*view).clone()));
                list.truncate(most);
            }
            if list.len() == most {
                let threshold = list.last().map_or(f64::INFINITY, |(rank, _)| *rank);
                selection.thresholds[kind as usize].raise(threshold);
            }
        }
    }

    /// The pages of a kind, the highest rank first.
    pub fn pages(&self, kind: Kind) -> impl Iterator<Item = &PageView> {
        self.lists[kind as usize].iter().map(|(_, page)| page)
    }
}

impl PageView {
    fn add_lines(&mut self, cleaned: &Cleaned<'_>, reasons: &[String]) {
        for spans in cleaned.spans().chunk_by(|one, other| one.line == other.line) {
            let line = spans[0].line;
            let verdict = cleaned.verdicts()[line];
            if verdict.label == Label::Blank {
                continue;
            }
            if self.lines.len() == LINES {
                self.more += 1;
                continue;
            }
            let mut room = LONGEST;
            let mut pieces = Vec::new();
            for span in spans {
                let piece = cleaned.piece(span).trim_end_matches(['\r', '\n']);
                if piece.is_empty() || room == 0 {
                    continue;
                }
                pieces.push((cut(piece, room), span.kept));
                room = room.saturating_sub(piece.len());
            }
            let reasons = reasons.get(line).cloned().unwrap_or_default();
            self.lines.push(LineView {
                number: cleaned.page().number_of(line) + 1,
                label: verdict.label,
                score: verdict.score,
                pieces,
                reasons,
            });
        }
    }
}

/// Shortens a text to so many bytes.
fn cut(text: &str, longest: usize) -> String {
    match (0..=longest.min(text.len())).rev().find(|&at| text.is_char_boundary(at)) {
        Some(end) if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

impl Threshold {
    fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn raise(&self, to: f64) {
        // The bits of numbers from 0 rise as the numbers do.
        self.0.fetch_max(to.to_bits(), Ordering::Relaxed);
    }
}
