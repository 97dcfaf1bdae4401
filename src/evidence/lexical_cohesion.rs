//! Lexical cohesion: how separate the words above a boundary and those below it are.
//!
//! Two articles share fewer words than chance predicts. By chance, a word on k lines occurs on both sides of a boundary
//! with probability 1 - a^k - (1-a)^k, where a is the share of the text above. The sum of (chance - observed) / k over
//! all words, in standard deviations, is large where one article ends and another begins. It needs no phrases and no
//! word lists, and takes linear time: a difference array over the boundaries and a count of the words by k.

use crate::text::reading::Reading;

/// Some lines of a page, in order, with the number of words above each.
pub(crate) struct Stretch {
    /// Indices of the lines.
    pub(crate) lines: Vec<usize>,
    /// Words of the stretch above each of them; one entry more than lines.
    pub(crate) words: Vec<u64>,
}

/// Words on more lines than this tell nothing about a boundary, and would make the sum quadratic.
const MOST_LINES: usize = 48;

/// The lines of a stretch that a stem occurs on, by their index in the stretch.
#[derive(Clone, Copy)]
pub(crate) struct Occurrences {
    /// How many lines.
    pub(crate) count: u32,
    pub(crate) first: u32,
    last: u32,
}

impl Stretch {
    pub(crate) fn new(reading: &Reading, lines: impl Iterator<Item = usize>) -> Self {
        let lines: Vec<usize> = lines.collect();
        let mut words = Vec::with_capacity(lines.len() + 1);
        let mut sum = 0;
        words.push(0);
        for &line in &lines {
            sum += reading.words_of(line).len() as u64;
            words.push(sum);
        }
        Self { lines, words }
    }

    pub(crate) fn all_words(&self) -> u64 {
        self.words.last().copied().unwrap_or(0)
    }

    /// For each line, how separate the words above it are from those on it and below, in standard deviations. `stems`
    /// has the number of the stem of each word of the page.
    pub(crate) fn separation(&self, reading: &Reading, stems: &[u32], stem_count: usize) -> Vec<f32> {
        let count = self.lines.len();
        let most = (count / 2).clamp(2, MOST_LINES);
        let mut words_on = [0u32; MOST_LINES + 1];
        let mut change = vec![0.0f64; count + 2];
        for stem in self.occurrences(reading, stems, stem_count) {
            let on = stem.count as usize;
            if (2..=most).contains(&on) {
                words_on[on] += 1;
                change[stem.first as usize + 1] += 1.0 / on as f64;
                change[stem.last as usize + 1] -= 1.0 / on as f64;
            }
        }
        let all = self.all_words().max(1) as f64;
        let mut spanning = 0.0;
        let value = |line: usize| {
            spanning += change[line];
            let above = self.words[line] as f64 / all;
            let (mut all_above, mut all_below) = (above, 1.0 - above);
            let (mut expected, mut variance) = (0.0, 0.0);
            for (on, &words) in words_on[..=most].iter().enumerate().skip(2) {
                all_above *= above;
                all_below *= 1.0 - above;
                let chance = 1.0 - all_above - all_below;
                expected += f64::from(words) * chance / on as f64;
                variance += f64::from(words) * chance * (1.0 - chance) / (on * on) as f64;
            }
            if line == 0 || variance <= 0.0 {
                0.0
            } else {
                ((expected - spanning) / (variance + 1e-9).sqrt()) as f32
            }
        };
        (0..count).map(value).collect()
    }

    /// For each stem, the lines that have a long word with it.
    pub(crate) fn occurrences(
        &self,
        reading: &Reading,
        stems: &[u32],
        stem_count: usize,
    ) -> Vec<Occurrences> {
        let mut occurrences = vec![Occurrences { count: 0, first: 0, last: 0 }; stem_count];
        for (index, &line) in self.lines.iter().enumerate() {
            let start = reading.lines[line].first_word as usize;
            let words = reading.words_of(line);
            for (_, &stem) in words.iter().zip(&stems[start..]).filter(|(word, _)| word.is_long()) {
                let stem = &mut occurrences[stem as usize];
                if stem.count == 0 {
                    *stem = Occurrences { count: 1, first: index as u32, last: index as u32 };
                } else if stem.last != index as u32 {
                    stem.count += 1;
                    stem.last = index as u32;
                }
            }
        }
        occurrences
    }
}
