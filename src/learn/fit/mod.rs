//! Fitting the model on pages whose answer is known.

mod align;
mod boost;
mod cut;
mod data;
mod site;
mod vary;

use rayon::prelude::*;

use crate::decide::choice::{choose, logistic};
use crate::decide::cut::{Boundaries, CutModel};
use crate::decide::model::{Model, Question};
use crate::evidence::{Buckets, registry};
use crate::learn::gold::GoldPage;
use crate::phrases::cue::Cues;
use crate::phrases::pack::Pack;

pub use align::shares_in_gold;
use boost::{Lines, Settings, Tree};
use data::{Sample, Table};
use vary::Variation;

/// A set of gold pages to fit on.
#[derive(Clone, Debug)]
pub struct GoldSet {
    /// Its name in the report.
    pub name: String,
    /// What a page of it counts; 0 for a set that is only scored.
    pub weight: f32,
    /// Its pages.
    pub pages: Vec<GoldPage>,
}

/// How to fit.
#[derive(Clone, Copy, Debug)]
pub struct FitOptions {
    /// Folds of the cross-validation; at least 2.
    pub folds: usize,
    /// The most trees; fewer when the folds show that the last ones bring nothing.
    pub trees: usize,
    /// Questions of a tree, 1 to 6.
    pub depth: usize,
    /// What part of a tree's best values is taken.
    pub rate: f64,
    /// Weight of the copies of each page in which no cue is seen, from 0 to 1: teaches the model to do without
    /// phrases that the packs lack.
    pub cue_dropout: f32,
    /// Weight of a copy of each page in another form, from 0 to 1: without final marks, digits or capitals, text
    /// without blank lines, indents and bullets, HTML without names of classes and parts.
    pub variation: f32,
    /// Trees that are asked besides where it is known on how many pages of its site each line stands.
    pub site_trees: usize,
}

impl Default for FitOptions {
    /// What the model for text that dechaff ships with was fitted with, but for its three folds.
    fn default() -> Self {
        Self {
            folds: 5,
            trees: 200,
            depth: 5,
            rate: 0.18,
            cue_dropout: 0.25,
            variation: 0.35,
            site_trees: 100,
        }
    }
}

/// A fitted model and how it did on pages whose sites it was not fitted on.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The model as the text of a file, without a header.
    pub model: String,
    /// How many kinds of evidence its trees could ask for.
    pub evidence: usize,
    /// Cross-validated scores, one entry a set.
    pub scores: Vec<SetScore>,
}

/// Mean word-F1 of a set's pages.
#[derive(Clone, Debug)]
pub struct SetScore {
    /// The set's name.
    pub name: String,
    /// How many pages it has.
    pub pages: usize,
    /// When every line is kept.
    pub keep_all: f64,
    /// When the lines are kept that are in the gold text: about the best that whole lines can reach.
    pub aligned: f64,
    /// When lines are chosen, without the cut.
    pub lines: f64,
    /// With the cut.
    pub cut: f64,
    /// With the cut, and with what the folders of its pages tell.
    pub site: f64,
}

/// Fits a model. Deterministic for a given input. `note` is told what has been done.
pub fn fit(sets: &[GoldSet], packs: &[Pack], options: &FitOptions, note: &dyn Fn(&str)) -> Fitted {
    let cues = Cues::compile(packs);
    let pages: Vec<(usize, &GoldPage)> = sets
        .iter()
        .enumerate()
        .flat_map(|(set, gold)| gold.pages.iter().map(move |page| (set, page)))
        .collect();
    let mut samples: Vec<Sample> =
        pages.par_iter().map(|(set, page)| Sample::new(page, sets[*set].weight, &cues)).collect();
    let folds = data::deal(&pages.iter().map(|(_, page)| *page).collect::<Vec<_>>(), options.folds);
    samples.iter_mut().zip(folds).for_each(|(sample, fold)| sample.fold = fold);

    let varied: Vec<Sample> = pages
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, (set, page))| {
            let forms = Variation::forms(page, index, sets[*set].pages.len());
            let weight = samples[index].weight / forms.len() as f32;
            let (fold, cues) = (samples[index].fold, &cues);
            let sample =
                move |form: &Variation| Sample { fold, ..Sample::new(&form.apply(page), weight, cues) };
            forms.iter().map(sample)
        })
        .collect();
    let table = table(&samples, &varied, options);
    note(&format!(
        "{} pages, {} lines, {} kinds of evidence",
        samples.len(),
        table.article.len(),
        registry().len()
    ));
    let learn = |excluded: Option<usize>, trees: usize| {
        let mut rows = table.rows_where(|fold| Some(fold) != excluded);
        rows.retain(|&row| table.weights[row as usize] > 0.0);
        boost::fit(
            &lines(&table, &classes()),
            &vec![0.0; table.article.len()],
            &rows,
            &settings(options, trees),
        )
    };
    let stages = stages(options.trees);
    let mut scores = vec![vec![0.0; table.article.len()]; stages.len()];
    for fold in 0..options.folds {
        let trees = learn(Some(fold), options.trees);
        let rows = table.rows_where(|other| other == fold);
        let (mut sums, mut added) = (vec![0.0; table.article.len()], 0);
        for (scores, &stage) in scores.iter_mut().zip(&stages) {
            let stage = stage.min(trees.len());
            trees[added..stage].iter().for_each(|tree| boost::add(tree, &table.columns, &rows, &mut sums));
            added = stage;
            rows.iter().for_each(|&row| scores[row as usize] = sums[row as usize]);
        }
        note(&format!("fold {} of {}", fold + 1, options.folds));
    }
    let sets_of: Vec<usize> = pages.iter().map(|(set, _)| *set).collect();
    let unseen = |scores: &[f32]| -> Vec<Vec<f32>> {
        table.rows[..samples.len()].iter().map(|rows| logistics(&scores[rows.clone()])).collect()
    };
    let means: Vec<f64> =
        scores.iter().map(|scores| mean_of_sets(sets, &sets_of, &samples, &unseen(scores))).collect();
    let stage = enough(&means);
    for (trees, mean) in stages.iter().zip(&means) {
        note(&format!("{trees} trees: {mean:.4}{}", if *trees == stages[stage] { ", enough" } else { "" }));
    }
    let on_sites = site::on_sites(&samples, site::sites(&pages));
    // What the trees say that have not seen the page: those that come on top mend the errors of pages that are new.
    let start: Vec<f32> =
        on_sites.iter().flat_map(|(index, ..)| &scores[stage][table.rows[*index].clone()]).copied().collect();
    let on_top = site::fit(&on_sites, &start, options.folds, &site_settings(options));
    note(&format!("{} pages beside others of their folder", on_sites.len()));
    let unseen = unseen(&scores[stage]);
    let examples = examples(&samples, &unseen);
    let cuts: Vec<CutModel> = (0..options.folds)
        .into_par_iter()
        .map(|fold| cut::fit(fitted_on(&examples).filter(|example| example.fold != fold)))
        .collect();
    let of_site: Vec<_> = on_sites
        .iter()
        .zip(on_top.unseen)
        .filter(|((_, _, is_of_site), _)| *is_of_site)
        .map(|((index, sample, _), scores)| (*index, sample, logistics(&scores)))
        .collect();
    let scores = scores_by_set(sets, &sets_of, &samples, &unseen, &of_site, &cuts);
    note("scored");

    let in_model = |trees: Vec<Tree>| trees.into_iter().map(to_model).collect();
    let trees = in_model(learn(None, stages[stage]));
    let model = Model::new(trees, in_model(on_top.trees), cut::fit(fitted_on(&examples)));
    Fitted { model: model.to_toml(), evidence: registry().len(), scores }
}

/// Numbers of trees at which the folds are scored.
fn stages(most: usize) -> Vec<usize> {
    const STAGES: usize = 8;
    let mut stages: Vec<usize> = (1..=STAGES).map(|stage| (stage * most).div_ceil(STAGES)).collect();
    stages.dedup();
    stages
}

/// The first stage that no later one surpasses by more than chance does.
fn enough(means: &[f64]) -> usize {
    const CHANCE: f64 = 0.0005;
    let best = means.iter().fold(0.0f64, |best, &mean| best.max(mean));
    means.iter().position(|&mean| mean >= best - CHANCE).unwrap_or(0)
}

/// Mean over the sets that are fitted on of their pages' mean F1, without the cut.
fn mean_of_sets(sets: &[GoldSet], sets_of: &[usize], samples: &[Sample], unseen: &[Vec<f32>]) -> f64 {
    let f1: Vec<f64> = samples
        .par_iter()
        .zip(unseen)
        .map(|(sample, probabilities)| sample.tally.f1(choice(sample, probabilities).into_iter()))
        .collect();
    let fitted = sets.iter().enumerate().filter(|(_, set)| set.weight > 0.0 && !set.pages.is_empty());
    let means: Vec<f64> = fitted
        .map(|(index, set)| {
            let pages = f1.iter().zip(sets_of).filter(|(_, of)| **of == index);
            pages.map(|(f1, _)| f1).sum::<f64>() / set.pages.len() as f64
        })
        .collect();
    means.iter().sum::<f64>() / means.len().max(1) as f64
}

/// Pages of sets that are only scored have no weight.
fn fitted_on(examples: &[Option<cut::Example>]) -> impl Iterator<Item = &cut::Example> {
    examples.iter().flatten().filter(|example| example.weight > 0.0)
}

/// The samples as they are come first.
fn table(samples: &[Sample], varied: &[Sample], options: &FitOptions) -> Table {
    let FitOptions { cue_dropout, variation, .. } = *options;
    let mut table = Table::new(samples.iter(), true, 1.0 - cue_dropout - variation);
    if cue_dropout > 0.0 {
        table.append(Table::new(samples.iter(), false, cue_dropout));
    }
    if variation > 0.0 {
        table.append(Table::new(varied.iter(), true, variation));
    }
    table.normalise();
    table
}

fn classes() -> Vec<bool> {
    registry().iter().map(|kind| matches!(kind.buckets, Buckets::Names(_))).collect()
}

fn lines<'a>(table: &'a Table, classes: &'a [bool]) -> Lines<'a> {
    Lines { columns: &table.columns, classes, article: &table.article, weights: &table.weights }
}

fn settings(options: &FitOptions, trees: usize) -> Settings {
    Settings {
        trees,
        depth: options.depth,
        rate: options.rate,
        ridge: 5.0,
        least_hessian: 20.0,
        column_share: 0.3,
        line_share: 0.5,
    }
}

/// Of trees on top: smaller ones, and smaller steps, for there are fewer pages and less is left to be told. What it is
/// about is few lines of many, those that look like text and yet stand on all pages.
fn site_settings(options: &FitOptions) -> Settings {
    Settings {
        depth: options.depth.min(4),
        rate: options.rate.min(0.15),
        column_share: 0.5,
        least_hessian: 4.0,
        ..settings(options, options.site_trees)
    }
}

/// A fitted tree as the model writes it: only questions to buckets that exist.
fn to_model(tree: Tree) -> (Vec<Question>, Vec<f32>) {
    let question = |question: &boost::Question| {
        let buckets = registry()[question.column].buckets;
        let yes = match buckets {
            Buckets::Edges(_) => question.yes,
            Buckets::Names(names) => question.yes & ((1 << names.len()) - 1),
        };
        Question { column: question.column, yes }
    };
    (tree.questions.iter().map(question).collect(), tree.leaves)
}

fn logistics(scores: &[f32]) -> Vec<f32> {
    scores.iter().map(|&score| logistic(score)).collect()
}

fn choice(sample: &Sample, probabilities: &[f32]) -> Vec<bool> {
    let mut kept = Vec::new();
    choose(probabilities, &sample.tally.words(), &mut kept);
    kept
}

fn boundaries(sample: &Sample, probabilities: &[f32]) -> Boundaries {
    let evidence = sample.evidence(&sample.cues);
    Boundaries::of(&sample.reading, &sample.cues, evidence.cohesion(), probabilities)
}

fn examples(samples: &[Sample], unseen: &[Vec<f32>]) -> Vec<Option<cut::Example>> {
    let example = |(sample, probabilities): (&Sample, &Vec<f32>)| {
        let kept = choice(sample, probabilities);
        cut::Example::new(boundaries(sample, probabilities), &sample.tally, &kept, sample.weight, sample.fold)
    };
    samples.par_iter().zip(unseen).map(example).collect()
}

fn scores_by_set(
    sets: &[GoldSet],
    sets_of: &[usize],
    samples: &[Sample],
    unseen: &[Vec<f32>],
    on_sites: &[(usize, &Sample, Vec<f32>)],
    cuts: &[CutModel],
) -> Vec<SetScore> {
    let chosen = |sample: &Sample, probabilities: &[f32]| {
        let mut kept = choice(sample, probabilities);
        let lines = sample.tally.f1(kept.iter().copied());
        if let Some(below) = cuts[sample.fold].first_line_below(&boundaries(sample, probabilities)) {
            kept[below..].fill(false);
        }
        (lines, sample.tally.f1(kept.into_iter()))
    };
    let of_page = |(sample, probabilities): (&Sample, &Vec<f32>)| {
        let (lines, cut) = chosen(sample, probabilities);
        let keep_all = sample.tally.f1(sample.shares.iter().map(|_| true));
        let aligned = sample.tally.f1(sample.shares.iter().map(|&share| share >= 0.5));
        [keep_all, aligned, lines, cut, cut]
    };
    let mut of_pages: Vec<[f64; 5]> = samples.par_iter().zip(unseen).map(of_page).collect();
    for (index, sample, probabilities) in on_sites {
        of_pages[*index][4] = chosen(sample, probabilities).1;
    }
    let of_set = |(index, set): (usize, &GoldSet)| {
        let pages = of_pages.iter().zip(sets_of).filter(|(_, of)| **of == index);
        let mean = |which: usize| {
            pages.clone().map(|(scores, _)| scores[which]).sum::<f64>() / set.pages.len().max(1) as f64
        };
        SetScore {
            name: set.name.clone(),
            pages: set.pages.len(),
            keep_all: mean(0),
            aligned: mean(1),
            lines: mean(2),
            cut: mean(3),
            site: mean(4),
        }
    };
    sets.iter().enumerate().map(of_set).collect()
}
