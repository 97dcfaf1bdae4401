//! Finds the lines of a page in its gold text.
//!
//! Runs of four words that a line shares with the gold text vote for a position. The chain of lines and positions that
//! rises in both and covers most words wins. Short lines are then looked for, in order, between the lines of the chain.

use std::collections::HashMap;

use crate::learn::gold::GoldPage;
use crate::learn::measure::words;

/// The length of a run in words.
const RUN: usize = 4;

/// For each line of a page, the share of its words that are in the gold text, in order, from 0 to 1.
pub fn shares_in_gold(gold: &GoldPage) -> Vec<f32> {
    let mut numbers = Numbers::default();
    let page = gold.page();
    let lines: Vec<_> = (0..page.lines().len()).map(|index| numbers.words(page.line(index))).collect();
    let gold_lines: Vec<_> = gold.gold.lines().map(|line| numbers.words(line)).collect();
    shares(&lines, &gold_lines)
}

/// Numbers words in the order in which they first occur, ignoring case.
#[derive(Default)]
pub(crate) struct Numbers(HashMap<String, u32>);

impl Numbers {
    /// The numbers of a text's words.
    pub(crate) fn words(&mut self, text: &str) -> Vec<u32> {
        let lower = text.to_lowercase();
        let number = |word: &str| {
            let next = self.0.len() as u32;
            *self.0.entry(word.to_owned()).or_insert(next)
        };
        words(&lower).map(number).collect()
    }

    /// The number of different words.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// For each line, given as numbers of words, the share of them that are in the gold text, in order.
pub(crate) fn shares(lines: &[Vec<u32>], gold_lines: &[Vec<u32>]) -> Vec<f32> {
    let gold: Vec<u32> = gold_lines.concat();
    let mut share = vec![0.0; lines.len()];
    if gold.is_empty() {
        return share;
    }
    let candidates = candidates(lines, gold_lines, &gold);
    let anchors = chain(lines, &candidates, gold.len());
    let mut used = vec![false; gold.len()];
    for &(line, position) in &anchors {
        share[line] = candidates[line].coverage;
        mark(&mut used, position, lines[line].len());
    }
    // Lines that the gold text has in another order count if their words in it are not used yet.
    for (line, candidate) in candidates.iter().enumerate() {
        let words = lines[line].len();
        if candidate.coverage < 0.5 || share[line] > 0.0 || words < RUN {
            continue;
        }
        let free = |position: usize| {
            let taken = &used[position.min(gold.len())..(position + words).min(gold.len())];
            !taken.is_empty()
                && (taken.iter().filter(|&&used| used).count() as f32) < 0.3 * taken.len() as f32
        };
        if let Some(&position) = candidate.positions.iter().find(|&&position| free(position)) {
            share[line] = candidate.coverage;
            mark(&mut used, position, words);
        }
    }
    short_lines(lines, &gold, &anchors, &mut used, &mut share);
    share
}

/// Where a line may be in the gold text.
#[derive(Default)]
struct Candidate {
    /// The share of its words in runs that the gold text has too.
    coverage: f32,
    /// Positions in words, the likeliest first.
    positions: Vec<usize>,
}

fn candidates(lines: &[Vec<u32>], gold_lines: &[Vec<u32>], gold: &[u32]) -> Vec<Candidate> {
    let mut runs: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (position, run) in gold.windows(RUN).enumerate() {
        runs.entry(run).or_default().push(position);
    }
    let mut whole: HashMap<&[u32], Vec<usize>> = HashMap::new();
    let mut position = 0;
    for line in gold_lines {
        whole.entry(line).or_default().push(position);
        position += line.len();
    }
    let candidate = |line: &Vec<u32>| {
        if line.len() < RUN {
            let positions = whole.get(&line[..]).filter(|_| !line.is_empty());
            return positions.map_or_else(Candidate::default, |positions| Candidate {
                coverage: 1.0,
                positions: positions.iter().copied().take(6).collect(),
            });
        }
        let mut hit = vec![false; line.len()];
        let mut votes: HashMap<isize, u32> = HashMap::new();
        for (at, run) in line.windows(RUN).enumerate() {
            let Some(positions) = runs.get(run) else { continue };
            hit[at..at + RUN].fill(true);
            for &position in positions.iter().take(4) {
                *votes.entry(position as isize - at as isize).or_insert(0) += 1;
            }
        }
        let mut votes: Vec<_> = votes.into_iter().collect();
        votes.sort_by_key(|&(position, votes)| (std::cmp::Reverse(votes), position));
        Candidate {
            coverage: hit.iter().filter(|&&hit| hit).count() as f32 / line.len() as f32,
            positions: votes
                .iter()
                .take(4)
                .map(|&(position, _)| position.clamp(0, gold.len() as isize - 1) as usize)
                .collect(),
        }
    };
    lines.iter().map(candidate).collect()
}

/// The rising chain of lines and positions that covers most words, found with a Fenwick tree of maxima over positions.
fn chain(lines: &[Vec<u32>], candidates: &[Candidate], gold: usize) -> Vec<(usize, usize)> {
    let mut tree: Vec<(f32, Option<usize>)> = vec![(0.0, None); gold + 2];
    let mut nodes: Vec<(usize, usize, Option<usize>)> = Vec::new();
    let best_below = |tree: &[(f32, Option<usize>)], mut at: usize| {
        let mut best = (0.0, None);
        while at > 0 {
            if tree[at].0 > best.0 {
                best = tree[at];
            }
            at -= at & at.wrapping_neg();
        }
        best
    };
    for (line, candidate) in candidates.iter().enumerate() {
        if candidate.coverage < 0.5 {
            continue;
        }
        let mut positions = candidate.positions.clone();
        positions.sort_unstable_by(|one, other| other.cmp(one));
        positions.dedup();
        let gain = lines[line].len() as f32 * candidate.coverage;
        for position in positions {
            let (sum, before) = best_below(&tree, position);
            nodes.push((line, position, before));
            let entry = (sum + gain, Some(nodes.len() - 1));
            let mut at = position + 1;
            while at < tree.len() {
                if entry.0 > tree[at].0 {
                    tree[at] = entry;
                }
                at += at & at.wrapping_neg();
            }
        }
    }
    let mut chain = Vec::new();
    let mut node = best_below(&tree, gold).1;
    while let Some(at) = node {
        let (line, position, before) = nodes[at];
        chain.push((line, position));
        node = before;
    }
    chain.reverse();
    chain
}

fn short_lines(
    lines: &[Vec<u32>],
    gold: &[u32],
    anchors: &[(usize, usize)],
    used: &mut [bool],
    share: &mut [f32],
) {
    /// How far into a gap of the gold text a short line is looked for, in words.
    const REACH: usize = 400;
    let mut find = |line: usize, mut positions: Box<dyn Iterator<Item = usize>>| {
        if share[line] > 0.0 {
            return None;
        }
        let words = &lines[line];
        let position = positions.find(|&position| {
            gold[position..].starts_with(words) && !used[position..position + words.len()].contains(&true)
        })?;
        share[line] = 1.0;
        mark(used, position, words.len());
        Some(position)
    };
    let is_short = |line: usize, longest: usize| !lines[line].is_empty() && lines[line].len() <= longest;
    let anchored: std::collections::HashSet<usize> = anchors.iter().map(|&(line, _)| line).collect();
    // Above the first anchor: the nearest first.
    let (first_line, mut end) = anchors.first().copied().unwrap_or((lines.len(), gold.len()));
    for line in (0..first_line).rev().filter(|&line| is_short(line, usize::MAX)) {
        if let Some(last) = end.checked_sub(lines[line].len())
            && let Some(position) = find(line, Box::new((0..=last).rev()))
        {
            end = position;
        }
    }
    let ends = anchors.iter().skip(1).copied().chain([(lines.len(), gold.len())]);
    for (&(line, position), (next_line, next_position)) in anchors.iter().zip(ends) {
        let mut from = position + lines[line].len();
        for line in (line + 1..next_line).filter(|&line| is_short(line, 40) && !anchored.contains(&line)) {
            let to = next_position.min(from + REACH);
            let words = lines[line].len();
            if let Some(last) = to.checked_sub(words).filter(|&last| last >= from)
                && let Some(position) = find(line, Box::new(from..=last))
            {
                from = position + words;
            }
        }
    }
}

fn mark(used: &mut [bool], position: usize, words: usize) {
    let end = (position + words).min(used.len());
    used[position.min(end)..end].fill(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn align(lines: &[&str], gold: &[&str]) -> Vec<f32> {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut read = |lines: &[&str]| -> Vec<Vec<u32>> {
            let mut number = |word: &str| {
                let next = numbers.len() as u32;
                *numbers.entry(word.to_owned()).or_insert(next)
            };
            lines.iter().map(|line| line.split_whitespace().map(&mut number).collect()).collect()
        };
        let (lines, gold) = (read(lines), read(gold));
        shares(&lines, &gold)
    }

    #[test]
    fn lines_of_the_gold_are_found_in_order() {
        let page = ["menu", "the title", "a b c d e f", "read more", "the title", "g h i j k", "menu"];
        assert_eq!(
            align(&page, &["the title", "a b c d e f", "g h i j k"]),
            [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]
        );
        assert_eq!(align(&page, &[]), [0.0; 7]);
        assert_eq!(align(&["x a b c d"], &["a b c d"]), [0.8]);
    }
}
