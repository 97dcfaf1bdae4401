//! Gradient boosting of trees that tell article from chaff.
//!
//! Each tree is oblivious: all nodes of a level ask the same question, whether a line's bucket of one kind of evidence
//! is in a set. Trees are fitted to the gradient of the log-loss (Friedman 2001), with second-order leaf values (Chen
//! and Guestrin 2016).

use rayon::prelude::*;

use super::random::Random;
use crate::evidence::Trend;

/// The most buckets that a kind of evidence can have.
pub(crate) const MOST_BUCKETS: usize = 32;

/// A tree: a question per level, and a value for each combination of answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tree {
    pub(crate) questions: Vec<Question>,
    /// Indexed by the answers as bits; the first question is the lowest bit.
    pub(crate) leaves: Vec<f32>,
}

/// Whether the bucket of a column is in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) column: usize,
    /// Bit k is set if bucket k answers yes.
    pub(crate) yes: u32,
}

impl Question {
    #[inline]
    fn answer(self, bucket: u8) -> u8 {
        (self.yes >> bucket & 1) as u8
    }
}

/// The lines to fit to: bucket codes by column, and for each line whether it is article, and its weight.
pub(crate) struct Lines<'a> {
    pub(crate) columns: &'a [Vec<u8>],
    /// Whether the buckets of a column have no order.
    pub(crate) classes: &'a [bool],
    /// Which way each column may count.
    pub(crate) trends: &'a [Trend],
    pub(crate) article: &'a [bool],
    pub(crate) weights: &'a [f32],
}

/// How to fit.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) trees: usize,
    pub(crate) depth: usize,
    /// The learning rate.
    pub(crate) rate: f64,
    /// The L2 penalty, added to the hessian of a leaf.
    pub(crate) ridge: f64,
    /// The least hessian of a leaf.
    pub(crate) least_hessian: f64,
    /// The shares of the columns and of the lines that a tree sees.
    pub(crate) column_share: f64,
    /// Lines of less weight, the mean of all being 1, are drawn as much more rarely, and then weigh as much as this. Most
    /// are a word or two of a menu: it saves time and changes little.
    pub(crate) least_weight: f32,
    pub(crate) line_share: f64,
}

/// Sums of gradients and hessians.
#[derive(Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    hessian: f64,
}

impl Sums {
    fn gain(self, ridge: f64) -> f64 {
        self.gradient * self.gradient / (self.hessian + ridge)
    }

    fn value(self, ridge: f64) -> f64 {
        self.gradient / (self.hessian + ridge)
    }

    fn minus(self, other: Self) -> Self {
        Self { gradient: self.gradient - other.gradient, hessian: self.hessian - other.hessian }
    }

    fn plus(self, other: Self) -> Self {
        Self { gradient: self.gradient + other.gradient, hessian: self.hessian + other.hessian }
    }
}

/// Fits trees to the lines `rows`, starting from the scores that the lines have already.
pub(crate) fn fit(lines: &Lines<'_>, scores: &[f32], rows: &[u32], settings: &Settings) -> Vec<Tree> {
    let mut scores = scores.to_vec();
    let mut random = Random(1);
    // A column with one code answers no question: of text, those of the markup.
    let varies: Vec<bool> =
        lines.columns.par_iter().map(|column| column.iter().any(|&code| code != column[0])).collect();
    let mut trees = Vec::with_capacity(settings.trees);
    let floor = settings.least_weight;
    let share = |&row: &u32| settings.line_share * f64::from((lines.weights[row as usize] / floor).min(1.0));
    let shares: Vec<f64> = rows.iter().map(share).collect();
    for _ in 0..settings.trees {
        let sampled: Vec<u32> = rows
            .iter()
            .zip(&shares)
            .filter(|(_, share)| random.chance(**share))
            .map(|(&row, _)| row)
            .collect();
        let mut columns: Vec<usize> =
            (0..lines.columns.len()).filter(|_| random.chance(settings.column_share)).collect();
        if columns.is_empty() {
            columns.push(random.below(lines.columns.len()));
        }
        columns.retain(|&column| varies[column]);
        let pairs: Vec<(f32, f32)> = sampled
            .par_iter()
            .map(|&row| {
                let row = row as usize;
                let p = crate::decide::logistic::logistic(scores[row]);
                let wanted = f32::from(u8::from(lines.article[row]));
                let weight = lines.weights[row].max(floor);
                (weight * (wanted - p), weight * (p * (1.0 - p)).max(1e-6))
            })
            .collect();
        let nodes = vec![0; sampled.len()];
        let growth = Growth { lines, settings, rows: &sampled, pairs: &pairs, nodes };
        let tree = growth.grow(&columns);
        if tree.questions.is_empty() {
            continue;
        }
        add(&tree, lines.columns, rows, &mut scores);
        trees.push(tree);
    }
    trees
}

/// Adds the values of a tree to the scores of some lines.
pub(crate) fn add(tree: &Tree, columns: &[Vec<u8>], rows: &[u32], scores: &mut [f32]) {
    for &row in rows {
        let row = row as usize;
        let leaf = tree.questions.iter().enumerate().fold(0, |leaf, (level, question)| {
            leaf | usize::from(question.answer(columns[question.column][row])) << level
        });
        scores[row] += tree.leaves[leaf];
    }
}

/// A tree that is being grown.
struct Growth<'a> {
    lines: &'a Lines<'a>,
    settings: &'a Settings,
    /// The lines that the tree sees, with the gradient and hessian of each.
    rows: &'a [u32],
    pairs: &'a [(f32, f32)],
    /// The node that each line has reached: its answers as bits.
    nodes: Vec<u8>,
}

impl Growth<'_> {
    fn grow(mut self, columns: &[usize]) -> Tree {
        let mut tree = Tree::default();
        // The sums of each column by node and bucket.
        let mut sums: Vec<Vec<BucketSums>> = Vec::new();
        for level in 0..self.settings.depth {
            sums = match tree.questions.last() {
                None => columns.par_iter().map(|&column| self.sums_by_bucket(column, None, 1)).collect(),
                Some(_) => self.divided(columns, &sums, level),
            };
            let best = columns
                .par_iter()
                .zip(&sums)
                .map(|(&column, sums)| self.best_question(column, sums))
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.column.cmp(&one.1.column)));
            let Some((gain, question)) = best else { break };
            if gain <= 1e-9 {
                break;
            }
            let column = &self.lines.columns[question.column];
            for (node, &row) in self.nodes.iter_mut().zip(self.rows) {
                *node |= question.answer(column[row as usize]) << level;
            }
            tree.questions.push(question);
        }
        tree.leaves = self.leaves(&tree.questions);
        tree
    }

    /// The sums of each column by node of a level, given those of the level above. Of each node that was divided, only the
    /// smaller part is added up; the other is the rest.
    fn divided(&self, columns: &[usize], above: &[Vec<BucketSums>], level: usize) -> Vec<Vec<BucketSums>> {
        let count = 1 << level;
        let mut sizes = vec![0u32; count];
        self.nodes.iter().for_each(|&node| sizes[usize::from(node)] += 1);
        let half = count / 2;
        let is_smaller = |node: usize| {
            let other = node ^ half;
            (sizes[node], node) < (sizes[other], other)
        };
        let smaller: Vec<bool> = (0..count).map(is_smaller).collect();
        let few: Vec<u32> = (0..self.nodes.len() as u32)
            .filter(|&at| smaller[usize::from(self.nodes[at as usize])])
            .collect();
        let divide = |(&column, above): (&usize, &Vec<BucketSums>)| {
            let mut sums = self.sums_by_bucket(column, Some(&few), count);
            for node in (0..count).filter(|&node| !smaller[node]) {
                for bucket in 0..MOST_BUCKETS {
                    sums[node][bucket] = above[node % half][bucket].minus(sums[node ^ half][bucket]);
                }
            }
            sums
        };
        columns.par_iter().zip(above).map(divide).collect()
    }

    /// The value of each leaf of a tree with these questions.
    fn leaves(&self, questions: &[Question]) -> Vec<f32> {
        let mut sums = vec![Sums::default(); 1 << questions.len()];
        for (&node, &(gradient, hessian)) in self.nodes.iter().zip(self.pairs) {
            let sum = &mut sums[usize::from(node)];
            *sum = sum.plus(Sums { gradient: gradient.into(), hessian: hessian.into() });
        }
        let value = |sum: &Sums| self.settings.rate * sum.gradient / (sum.hessian + self.settings.ridge);
        let weights: Vec<f64> = sums.iter().map(|sum| sum.hessian + self.settings.ridge).collect();
        let mut values: Vec<f64> = sums.iter().map(value).collect();
        let rising = questions.iter().map(|question| rising(*question, self.lines.trends[question.column]));
        pool(&mut values, &weights, &rising.collect::<Vec<_>>());
        values.into_iter().map(|value| value as f32).collect()
    }

    /// The question about one column that gains most over all nodes of a level, given their sums, with its gain.
    fn best_question(&self, column: usize, sums: &[BucketSums]) -> (f64, Question) {
        let Settings { ridge, least_hessian, .. } = *self.settings;
        let (is_class, trend) = (self.lines.classes[column], self.lines.trends[column]);
        let order = bucket_order(sums, is_class);
        let totals: Vec<Sums> =
            sums.iter().map(|node| node.iter().fold(Sums::default(), |all, &sum| all.plus(sum))).collect();
        let before: f64 = totals.iter().map(|total| total.gain(ridge)).sum();
        let mut no = vec![Sums::default(); sums.len()];
        let mut yes = u32::MAX;
        let mut best = (0.0, Question { column, yes: 0 });
        for &bucket in &order[..order.len().saturating_sub(1)] {
            // Of numbers, all buckets above, even those without a line here: new pages may have some.
            yes = if is_class { yes & !(1 << bucket) } else { (u32::MAX << bucket) << 1 };
            let mut gain = -before;
            let rising = rising(Question { column, yes }, trend);
            for ((no, node), total) in no.iter_mut().zip(sums).zip(&totals) {
                *no = no.plus(node[bucket]);
                let rest = total.minus(*no);
                let is_against = rising.is_some_and(|rises| (rest.value(ridge) > no.value(ridge)) != rises);
                if no.hessian < least_hessian || rest.hessian < least_hessian || is_against {
                    // Too few lines on one side, or the wrong way round: the node counts as not split.
                    gain += total.gain(ridge);
                } else {
                    gain += no.gain(ridge) + rest.gain(ridge);
                }
            }
            if gain > best.0 {
                best = (gain, Question { column, yes });
            }
        }
        best
    }

    /// Gradients and hessians of each node, by bucket, over all lines of the tree or over some of them.
    ///
    /// Adjacent lines often fall into the same bucket. Several copies of each sum, used in turn, keep an addition from
    /// waiting for the one before.
    fn sums_by_bucket(&self, column: usize, some: Option<&[u32]>, nodes: usize) -> Vec<BucketSums> {
        const COPIES: usize = 4;
        let codes = &self.lines.columns[column];
        let mut copies = vec![[[Sums::default(); COPIES]; MOST_BUCKETS]; nodes];
        let mut add = |index: usize, at: usize| {
            let (gradient, hessian) = self.pairs[at];
            let bucket = usize::from(codes[self.rows[at] as usize]) % MOST_BUCKETS;
            let sum = &mut copies[usize::from(self.nodes[at])][bucket][index % COPIES];
            sum.gradient += f64::from(gradient);
            sum.hessian += f64::from(hessian);
        };
        match some {
            Some(some) => some.iter().enumerate().for_each(|(index, &at)| add(index, at as usize)),
            None => (0..self.rows.len()).for_each(|at| add(at, at)),
        }
        let add_up = |node: &[[Sums; COPIES]; MOST_BUCKETS]| {
            node.map(|copies| copies.iter().fold(Sums::default(), |all, &sum| all.plus(sum)))
        };
        copies.iter().map(add_up).collect()
    }
}

/// Whether the lines that answer yes must have higher values than the others (true), or lower ones; `None` if either
/// may be.
fn rising(question: Question, trend: Trend) -> Option<bool> {
    match trend {
        Trend::Any => None,
        Trend::Rising => Some(true),
        Trend::Falling => Some(false),
        Trend::FirstIsBest => Some(question.yes & 1 == 1),
    }
}

/// Makes the values of leaves go the way that each question wants: pairs of leaves that go another way get their mean, by
/// weight, until none is left.
fn pool(values: &mut [f64], weights: &[f64], rising: &[Option<bool>]) {
    /// Each round makes the violations smaller; this many leave nothing that matters.
    const ROUNDS: usize = 200;
    for _ in 0..ROUNDS {
        let mut is_done = true;
        for (level, &rising) in rising.iter().enumerate() {
            let Some(rising) = rising else { continue };
            for no in (0..values.len()).filter(|leaf| leaf >> level & 1 == 0) {
                let yes = no | 1 << level;
                let over = if rising { values[no] - values[yes] } else { values[yes] - values[no] };
                if over > 1e-9 {
                    let all = weights[no] + weights[yes];
                    let mean = (values[no] * weights[no] + values[yes] * weights[yes]) / all;
                    (values[no], values[yes]) = (mean, mean);
                    is_done = false;
                }
            }
        }
        if is_done {
            return;
        }
    }
}

type BucketSums = [Sums; MOST_BUCKETS];

/// The buckets that have lines, in the order in which to try splits between them.
///
/// Classes have no order of their own; by their mean gradients the best split in two is among those tried.
fn bucket_order(nodes: &[BucketSums], is_class: bool) -> Vec<usize> {
    /// What differences of sums may leave of an empty bucket.
    const ROUNDING: f64 = 1e-8;
    let sum = |bucket: usize| nodes.iter().fold(Sums::default(), |all, node| all.plus(node[bucket]));
    let mut order: Vec<usize> = (0..MOST_BUCKETS).filter(|&bucket| sum(bucket).hessian > ROUNDING).collect();
    if is_class {
        let mean = |bucket: usize| sum(bucket).gradient / (sum(bucket).hessian + 20.0);
        order.sort_by(|&one, &other| mean(one).total_cmp(&mean(other)).then(one.cmp(&other)));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree on lines with a column, of which every second line with these buckets is article.
    fn tree(trend: Trend, article: [bool; 3]) -> Tree {
        let columns = vec![(0..300).map(|line| (line % 3) as u8).collect::<Vec<u8>>()];
        let article: Vec<bool> = (0..300).map(|line| article[line % 3]).collect();
        let (classes, weights) = (vec![false], vec![1.0; 300]);
        let lines = Lines {
            columns: &columns,
            classes: &classes,
            trends: &[trend],
            article: &article,
            weights: &weights,
        };
        let rows: Vec<u32> = (0..300).collect();
        let settings = Settings {
            trees: 1,
            depth: 2,
            rate: 1.0,
            ridge: 1.0,
            least_hessian: 1.0,
            column_share: 1.0,
            least_weight: f32::MIN_POSITIVE,
            line_share: 1.0,
        };
        fit(&lines, &vec![0.0; 300], &rows, &settings).pop().unwrap_or_default()
    }

    /// The value of a bucket.
    fn value(tree: &Tree, bucket: u8) -> f32 {
        let mut scores = [0.0];
        add(tree, &[vec![bucket]], &[0], &mut scores);
        scores[0]
    }

    #[test]
    fn evidence_counts_only_the_way_that_it_may() {
        let article = [true, false, true];
        let free = tree(Trend::Any, article);
        assert!(value(&free, 2) > value(&free, 1));
        let falling = tree(Trend::Falling, article);
        assert!(value(&falling, 0) > value(&falling, 1) && value(&falling, 1) >= value(&falling, 2));
        assert_eq!(tree(Trend::Falling, [false, true, true]).questions.len(), 0);
    }

    #[test]
    fn leaves_that_go_the_wrong_way_get_their_mean() {
        // The first question must rise, the second is free.
        let mut values = [3.0, 1.0, -1.0, 2.0];
        pool(&mut values, &[1.0, 3.0, 1.0, 1.0], &[Some(true), None]);
        let wanted = [1.5, 1.5, -1.0, 2.0];
        assert!(
            values.iter().zip(&wanted).all(|(value, wanted)| (value - wanted).abs() < 1e-6),
            "{values:?}"
        );
    }
}
