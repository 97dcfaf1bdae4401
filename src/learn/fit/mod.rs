//! Fits a model to gold pages.

mod align;
mod boost;
mod caution;
mod cut;
mod data;
mod plant;
mod random;
mod score;
mod scorecard;
mod site;
mod vary;

use std::ops::Range;

use rayon::prelude::*;

use crate::decide::caution::Caution;
use crate::decide::cut::CutModel;
use crate::decide::model::{Model, Question};
use crate::evidence::{Buckets, registry};
use crate::learn::gold::GoldPage;
use crate::phrases::cue::Cues;
use crate::phrases::pack::Pack;

pub use align::shares_in_gold;
use boost::{Settings, Tree};
use data::{Sample, Table};
use score::{OnSite, Scorer};
use vary::Variation;

/// A set of gold pages.
#[derive(Clone, Debug)]
pub struct GoldSet {
    /// The name, for reports.
    pub name: String,
    /// The weight of each page; 0 for a set that is only scored.
    pub weight: f32,
    /// The pages.
    pub pages: Vec<GoldPage>,
}

/// How to fit a model.
#[derive(Clone, Copy, Debug)]
pub struct FitOptions {
    /// The number of folds of the cross-validation; at least 2.
    pub folds: usize,
    /// The largest number of trees; fewer are used if the folds show that more do not help.
    pub trees: usize,
    /// The number of questions of a tree, from 1 to 6.
    pub depth: usize,
    /// The learning rate: the share of a tree's best values that is used, above 0 and up to 1.
    pub rate: f64,
    /// The weight of a copy of each page with its cues hidden, from 0 to 1. Teaches the model to do without phrases
    /// that the packs lack.
    pub cue_dropout: f32,
    /// The weight of a copy of each page in another form, from 0 to 1: without final punctuation, digits or capitals;
    /// text without blank lines, indents and bullets; HTML without classes, roles and landmarks.
    pub variation: f32,
    /// The weight of a further copy of each page with lines planted in: in text a consent dialog, and in some copies short
    /// lines of an author; in HTML also phrases of the packs, comments, teasers and newsletter forms.
    pub planted: f32,
    /// The number of additional trees for pages whose site is known.
    pub site_trees: usize,
}

impl Default for FitOptions {
    /// The options that the built-in model for text was fitted with, except that it used three folds.
    fn default() -> Self {
        Self {
            folds: 5,
            trees: 200,
            depth: 5,
            rate: 0.18,
            cue_dropout: 0.2,
            variation: 0.3,
            planted: 0.1,
            site_trees: 100,
        }
    }
}

/// A fitted model, with its scores on pages of sites that it was not fitted to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fitted {
    /// The model in TOML, for [`Model::parse`].
    pub model: String,
    /// The number of kinds of evidence that its trees could use.
    pub evidence: usize,
    /// The cross-validated scores of each set, in order.
    pub scores: Vec<SetScore>,
}

/// The mean word-F1 of the pages of a set, from 0 to 1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SetScore {
    /// The name of the set.
    pub name: String,
    /// The number of its pages.
    pub pages: usize,
    /// With every line kept.
    pub keep_all: f64,
    /// With the lines kept that are in the gold text: about the best that whole lines can reach.
    pub aligned: f64,
    /// By the model, without the cut.
    pub lines: f64,
    /// With the cut.
    pub cut: f64,
    /// The precision with the cut.
    pub precision: f64,
    /// The recall with the cut.
    pub recall: f64,
    /// With the cut, and with the lines known that pages in the same folder share.
    pub site: f64,
    /// The share of pages whose F1 with the cut is below .8: a whole block is wrong.
    pub low: f64,
    /// For text, the share of pages whose F1 with the cut is more than .1 below that of the page as it is; 0 for HTML.
    pub harmed: f64,
    /// The same for each group of pages in the set, if there are several.
    pub groups: Vec<SetScore>,
}

/// Fits a model on the pages of some sets. The same sets and options give the same model on every machine.
///
/// `note` receives progress messages, one line each. `options.folds` must be at least 2.
pub fn fit(sets: &[GoldSet], packs: &[Pack], options: &FitOptions, note: &dyn Fn(&str)) -> Fitted {
    let pages: Vec<(usize, &GoldPage)> = sets
        .iter()
        .enumerate()
        .flat_map(|(set, gold)| gold.pages.iter().map(move |page| (set, page)))
        .collect();
    let cues = Cues::compile(packs);
    let samples = samples(sets, &pages, &cues, options.folds);
    let varied = varied_samples(sets, &pages, &samples, &cues);
    let planted = if options.planted > 0.0 {
        plant::planted_samples(&pages, &samples, packs, &cues)
    } else {
        Vec::new()
    };
    let table = table(&samples, &varied, &planted, options);
    note(&format!(
        "{} pages, {} lines, {} kinds of evidence",
        samples.len(),
        table.article.len(),
        registry().len()
    ));
    let scorer = Scorer { sets, set_of: pages.iter().map(|(set, _)| *set).collect(), samples: &samples };
    let is_text = scorer.is_text();
    let (tree_count, scores) = cross_validate(&scorer, &table, options, note);

    let on_sites = site::on_sites(&samples, site::sites(&pages));
    // The scores of trees that have not seen the page: the trees on top correct the errors made on new pages.
    let start: Vec<f32> =
        on_sites.iter().flat_map(|(index, ..)| &scores[table.rows[*index].clone()]).copied().collect();
    let on_top = site::fit(&on_sites, &start, options.folds, &site_settings(options));
    note(&format!("{} pages beside others of their folder", on_sites.len()));

    let unseen = unseen(&table, &samples, &scores);
    let harm = if is_text { HARM } else { 1.0 };
    let cautioned: Vec<caution::Example> = samples
        .par_iter()
        .zip(&unseen)
        .filter_map(|(sample, probabilities)| caution::Example::new(sample, probabilities, harm))
        .collect();
    // All pages, or those of the other folds.
    let caution = |fold: Option<usize>| {
        is_text.then(|| caution::fit(cautioned.iter().filter(|example| Some(example.fold) != fold)))
    };
    let folds: Vec<usize> = (0..options.folds).collect();
    let cautions: Vec<Option<Caution>> = folds.par_iter().map(|&fold| caution(Some(fold))).collect();
    let examples = scorer.examples(&unseen, &cautions);
    let cuts: Vec<CutModel> = folds
        .par_iter()
        .map(|&fold| cut::fit(fitted_on(&examples).filter(|example| example.fold != fold), harm))
        .collect();
    let on_site: Vec<OnSite> = on_sites
        .iter()
        .zip(&on_top.unseen)
        .filter(|((_, _, is_of_site), _)| *is_of_site)
        .map(|((index, sample, _), scores)| OnSite {
            index: *index,
            sample,
            unseen: sample.probabilities(scores),
        })
        .collect();
    let scores = scorer.by_set(&unseen, &on_site, &cautions, &cuts);
    note("scored");

    let in_model = |trees: Vec<Tree>| trees.into_iter().map(to_model).collect();
    let trees = in_model(grow(&table, None, &settings(options, tree_count)));
    let cut = cut::fit(fitted_on(&examples), harm);
    let model = Model::new(trees, in_model(on_top.trees), caution(None), cut);
    Fitted { model: model.to_toml(), evidence: registry().len(), scores }
}

/// The pages of all sets, dealt into folds.
fn samples(sets: &[GoldSet], pages: &[(usize, &GoldPage)], cues: &Cues, folds: usize) -> Vec<Sample> {
    let mut samples: Vec<Sample> =
        pages.par_iter().map(|(set, page)| Sample::new(page, sets[*set].weight, cues)).collect();
    let folds = data::deal(&pages.iter().map(|(_, page)| *page).collect::<Vec<_>>(), folds);
    samples.iter_mut().zip(folds).for_each(|(sample, fold)| sample.fold = fold);
    samples
}

/// The same pages in other forms, each in the fold of its page, sharing its weight.
fn varied_samples(
    sets: &[GoldSet],
    pages: &[(usize, &GoldPage)],
    samples: &[Sample],
    cues: &Cues,
) -> Vec<Sample> {
    let varied = |(index, (set, page)): (usize, &(usize, &GoldPage))| {
        let forms = Variation::forms(page, index, sets[*set].pages.len());
        let weight = samples[index].weight / forms.len() as f32;
        let fold = samples[index].fold;
        let sample = |form: &Variation| Sample { fold, ..Sample::new(&form.apply(page), weight, cues) };
        forms.iter().map(sample).collect::<Vec<_>>()
    };
    pages.par_iter().enumerate().flat_map_iter(varied).collect()
}

/// All lines to fit on; those of the samples as they are come first.
fn table(samples: &[Sample], varied: &[Sample], planted: &[Sample], options: &FitOptions) -> Table {
    let FitOptions { cue_dropout, variation, planted: planting, .. } = *options;
    let mut table = Table::new(samples.iter(), true, 1.0 - cue_dropout - variation);
    if cue_dropout > 0.0 {
        table.append(Table::new(samples.iter(), false, cue_dropout));
    }
    if variation > 0.0 {
        table.append(Table::new(varied.iter(), true, variation));
    }
    if planting > 0.0 {
        table.append(Table::new(planted.iter(), true, planting));
    }
    table.normalize();
    table
}

/// Fits trees on all lines that count, but for those of one fold.
fn grow(table: &Table, excluded: Option<usize>, settings: &Settings) -> Vec<Tree> {
    let mut rows = table.rows_where(|fold| Some(fold) != excluded);
    rows.retain(|&row| table.weights[row as usize] > 0.0);
    boost::fit(&table.lines(), &vec![0.0; table.article.len()], &rows, settings)
}

/// The number of trees that is enough, and the score that as many trees give each line of a fold that they have not
/// seen.
fn cross_validate(
    scorer: &Scorer<'_>,
    table: &Table,
    options: &FitOptions,
    note: &dyn Fn(&str),
) -> (usize, Vec<f32>) {
    let stages = stages(options.trees);
    let mut scores = vec![vec![0.0; table.article.len()]; stages.len()];
    for fold in 0..options.folds {
        let trees = grow(table, Some(fold), &settings(options, options.trees));
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
    let mean = |scores: &Vec<f32>| scorer.mean(&unseen(table, scorer.samples, scores));
    let means: Vec<f64> = scores.iter().map(mean).collect();
    let stage = enough(&means);
    for (trees, mean) in stages.iter().zip(&means) {
        note(&format!("{trees} trees: {mean:.4}{}", if *trees == stages[stage] { ", enough" } else { "" }));
    }
    (stages[stage], scores.swap_remove(stage))
}

/// The probabilities of the lines of each sample, from the scores of all lines of the table.
fn unseen(table: &Table, samples: &[Sample], scores: &[f32]) -> Vec<Vec<f32>> {
    let probabilities =
        |(rows, sample): (&Range<usize>, &Sample)| sample.probabilities(&scores[rows.clone()]);
    table.rows.par_iter().zip(samples).map(probabilities).collect()
}

/// The numbers of trees at which the folds are scored.
fn stages(most: usize) -> Vec<usize> {
    const STAGES: usize = 8;
    let mut stages: Vec<usize> = (1..=STAGES).map(|stage| (stage * most).div_ceil(STAGES)).collect();
    stages.dedup();
    stages
}

/// The first stage that no later one beats by more than chance.
fn enough(means: &[f64]) -> usize {
    const CHANCE: f64 = 0.0005;
    let best = means.iter().fold(0.0f64, |best, &mean| best.max(mean));
    means.iter().position(|&mean| mean >= best - CHANCE).unwrap_or(0)
}

/// Pages of sets that are only scored have no weight.
fn fitted_on(examples: &[Option<cut::Example>]) -> impl Iterator<Item = &cut::Example> {
    examples.iter().flatten().filter(|example| example.weight > 0.0)
}

/// How often counts, of text, what caution or cut cost a page: the article's own text may be all there is.
const HARM: f64 = 2.0;

fn settings(options: &FitOptions, trees: usize) -> Settings {
    Settings {
        trees,
        depth: options.depth,
        rate: options.rate,
        ridge: 5.0,
        least_hessian: 20.0,
        column_share: 0.3,
        least_weight: 1.0,
        line_share: 0.5,
    }
}

/// The settings of the trees on top. They are smaller and take smaller steps: there are fewer pages, and few lines
/// matter, those that look like text and yet are on all pages of a site.
fn site_settings(options: &FitOptions) -> Settings {
    Settings {
        depth: options.depth.min(4),
        rate: options.rate.min(0.15),
        column_share: 0.5,
        least_hessian: 4.0,
        ..settings(options, options.site_trees)
    }
}

/// A fitted tree as the model stores it: only with buckets that exist.
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
