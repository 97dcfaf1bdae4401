//! The pages that a report shows. Memory does not grow with the corpus.

use std::sync::atomic::{AtomicU64, Ordering};

use dechaff::{Cleaned, Cleaner, Label};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::favors::{FAVORS, Favors, Kept, characters_kept, lines};
use super::repeats::{Pieces, Repeats};
use super::shortened::shortened;
use super::statistics::Characters;
use crate::cli::source::Source;

/// Which pages to show.
#[derive(Debug)]
pub struct Selection {
    /// Number of pages chosen at random.
    pub sample: usize,
    /// What the choice depends on besides the names of pages.
    pub seed: u64,
    /// Number of pages of each other kind.
    pub pages: usize,
    /// The cleaners of the pages that are shown.
    pub favors: Favors,
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

/// What some pages add to a report, besides numbers.
#[derive(Debug, Default)]
pub struct Sights {
    glimpses: Vec<Glimpse>,
    /// The highest ranks among them by kind, highest first: what is below them is not worth a glimpse.
    highest: [Vec<f64>; Kind::ALL.len()],
    pieces: Pieces,
}

/// A page that may be shown.
#[derive(Debug)]
struct Glimpse {
    ranks: Ranks,
    view: PageView,
}

/// The rank of a page by kind, above 0 if it is of that kind.
type Ranks = [f64; Kind::ALL.len()];

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
    /// Characters that would be kept, for each of [`FAVORS`].
    pub kept: [u64; FAVORS.len()],
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
    pub pieces: Vec<(String, Kept)>,
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
    pub fn new(sample: usize, seed: u64, pages: usize, favors: Favors, explain: Explain) -> Self {
        Self { sample, seed, pages, favors, explain, thresholds: Default::default() }
    }

    /// Adds what a page adds to the report. `chance` is a number that says whether it is in the sample, `view` is all but its
    /// lines.
    pub fn look(
        &self,
        cleaned: &Cleaned<'_>,
        view: impl FnOnce() -> PageView,
        chance: u64,
        characters: Characters,
        sights: &mut Sights,
    ) {
        sights.pieces.add(cleaned);
        let ranks = ranks(cleaned, chance, characters);
        let mut is_high = false;
        for kind in Kind::ALL {
            let (rank, list) = (ranks[kind as usize], &mut sights.highest[kind as usize]);
            let at = list.partition_point(|other| *other >= rank);
            if rank > self.thresholds[kind as usize].get() && at < self.most(kind) {
                list.insert(at, rank);
                list.truncate(self.most(kind));
                is_high = true;
            }
        }
        if is_high {
            let mut view = view();
            view.add_lines(cleaned, &self.favors, &(self.explain)(self.favors.cleaner(), cleaned));
            sights.glimpses.push(Glimpse { ranks, view });
        }
    }

    /// A number that depends on the seed, on the file of a page and on the number of its record.
    pub fn chance(&self, source: &Source, record: u64) -> u64 {
        let path = match source {
            Source::File(path) => path.as_os_str().as_encoded_bytes(),
            Source::Stdin => &[],
        };
        xxh3_64_with_seed(&record.to_le_bytes(), xxh3_64_with_seed(path, self.seed))
    }

    fn most(&self, kind: Kind) -> usize {
        if kind == Kind::Sample { self.sample } else { self.pages }
    }
}

fn ranks(cleaned: &Cleaned<'_>, chance: u64, characters: Characters) -> Ranks {
    let Characters { read, kept, removed } = characters;
    let uncertain: usize = cleaned
        .spans()
        .iter()
        .filter(|span| span.label != Label::Blank)
        .filter(|span| cleaned.verdicts()[span.line].score.abs() < UNSURE)
        .map(|span| cleaned.piece(span).chars().count())
        .sum();
    let share = |part: u64| part as f64 / read.max(1) as f64;
    let (most_removed, emptied) = if kept == 0 { (0.0, read as f64) } else { (share(removed), 0.0) };
    [chance as f64 + 1.0, most_removed, emptied, share(uncertain as u64)]
}

impl Gallery {
    /// Adds what the next pages add.
    pub fn add(&mut self, sights: Sights, selection: &Selection) {
        sights.pieces.count(&mut self.kept, &mut self.removed);
        sights.glimpses.into_iter().for_each(|glimpse| self.show(glimpse, selection));
    }

    fn show(&mut self, Glimpse { ranks, view }: Glimpse, selection: &Selection) {
        for kind in Kind::ALL {
            let (list, most) = (&mut self.lists[kind as usize], selection.most(kind));
            let rank = ranks[kind as usize];
            // Of equal ranks, the earlier page is shown.
            let at = list.partition_point(|(other, _)| *other >= rank);
            if rank > 0.0 && at < most {
                list.insert(at, (rank, view.clone()));
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
    fn add_lines(&mut self, cleaned: &Cleaned<'_>, favors: &Favors, reasons: &[String]) {
        let ways = favors.clean(cleaned.page());
        self.kept = ways.each_ref().map(characters_kept);
        for (line, all) in lines(&ways) {
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
            for (range, kept) in all {
                let piece = cleaned.page().text()[range].trim_end_matches(['\r', '\n']);
                if piece.is_empty() || room == 0 {
                    continue;
                }
                pieces.push((shortened(piece, room), kept));
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

impl Threshold {
    fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn raise(&self, to: f64) {
        // The bits of numbers from 0 rise as the numbers do.
        self.0.fetch_max(to.to_bits(), Ordering::Relaxed);
    }
}
