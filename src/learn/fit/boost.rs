//! Gradient boosting of trees that tell article from chaff.
//!
//! Each tree is oblivious: all nodes of a level ask the same question, whether a line's bucket of one kind of evidence
//! is in a set. Trees are fitted to the gradient of the log-loss (Friedman 2001), with second-order leaf values (Chen
//! and Guestrin 2016).

use rayon::prelude::*;

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
    let mut trees = Vec::with_capacity(settings.trees);
    for _ in 0..settings.trees {
        let sampled: Vec<u32> = rows.iter().copied().filter(|_| random.chance(settings.line_share)).collect();
        let mut columns: Vec<usize> =
            (0..lines.columns.len()).filter(|_| random.chance(settings.column_share)).collect();
        if columns.is_empty() {
            columns.push(random.below(lines.columns.len()));
        }
        let pairs: Vec<(f32, f32)> = sampled
            .par_iter()
            .map(|&row| {
                let row = row as usize;
                let p = crate::decide::choice::logistic(scores[row]);
                let wanted = f32::from(u8::from(lines.article[row]));
                (lines.weights[row] * (wanted - p), lines.weights[row] * (p * (1.0 - p)).max(1e-6))
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
        for level in 0..self.settings.depth {
            let best = columns
                .par_iter()
                .map(|&column| self.best_question(column, level))
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
        tree.leaves = self.leaves(tree.questions.len());
        tree
    }

    /// The value of each leaf of a tree with so many questions.
    fn leaves(&self, questions: usize) -> Vec<f32> {
        let mut sums = vec![Sums::default(); 1 << questions];
        for (&node, &(gradient, hessian)) in self.nodes.iter().zip(self.pairs) {
            let sum = &mut sums[usize::from(node)];
            *sum = sum.plus(Sums { gradient: gradient.into(), hessian: hessian.into() });
        }
        let value = |sum: &Sums| self.settings.rate * sum.gradient / (sum.hessian + self.settings.ridge);
        sums.iter().map(|sum| value(sum) as f32).collect()
    }

    /// The question about one column that gains most over all nodes of a level, with its gain.
    fn best_question(&self, column: usize, level: usize) -> (f64, Question) {
        let Settings { ridge, least_hessian, .. } = *self.settings;
        let is_class = self.lines.classes[column];
        let sums = self.sums_by_bucket(&self.lines.columns[column], 1 << level);
        let order = bucket_order(&sums, is_class);
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
            for ((no, node), total) in no.iter_mut().zip(&sums).zip(&totals) {
                *no = no.plus(node[bucket]);
                let rest = total.minus(*no);
                if no.hessian < least_hessian || rest.hessian < least_hessian {
                    // Too few lines on one side: the node counts as not split.
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

    /// Gradients and hessians of each node, by bucket.
    ///
    /// Adjacent lines often fall into the same bucket. Several copies of each sum, used in turn, keep an addition from
    /// waiting for the one before.
    fn sums_by_bucket(&self, codes: &[u8], nodes: usize) -> Vec<BucketSums> {
        const COPIES: usize = 4;
        let mut copies = vec![[[Sums::default(); COPIES]; MOST_BUCKETS]; nodes];
        let lines = self.rows.iter().zip(self.pairs).zip(&self.nodes);
        for (index, ((&row, &(gradient, hessian)), &node)) in lines.enumerate() {
            let bucket = usize::from(codes[row as usize]) % MOST_BUCKETS;
            let sum = &mut copies[usize::from(node)][bucket][index % COPIES];
            sum.gradient += f64::from(gradient);
            sum.hessian += f64::from(hessian);
        }
        let add_up = |node: &[[Sums; COPIES]; MOST_BUCKETS]| {
            node.map(|copies| copies.iter().fold(Sums::default(), |all, &sum| all.plus(sum)))
        };
        copies.iter().map(add_up).collect()
    }
}

type BucketSums = [Sums; MOST_BUCKETS];

/// The buckets that have lines, in the order in which to try splits between them.
///
/// Classes have no order of their own; by their mean gradients the best split in two is among those tried.
fn bucket_order(nodes: &[BucketSums], is_class: bool) -> Vec<usize> {
    let sum = |bucket: usize| nodes.iter().fold(Sums::default(), |all, node| all.plus(node[bucket]));
    let mut order: Vec<usize> = (0..MOST_BUCKETS).filter(|&bucket| sum(bucket).hessian > 0.0).collect();
    if is_class {
        let mean = |bucket: usize| sum(bucket).gradient / (sum(bucket).hessian + 20.0);
        order.sort_by(|&one, &other| mean(one).total_cmp(&mean(other)).then(one.cmp(&other)));
    }
    order
}

/// A random generator (`SplitMix64`) that gives the same fit on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn chance(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64) < share * (1u64 << 53) as f64
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}
