//! Fits the additional trees for pages whose site is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::boost::{self, Settings, Tree};
use super::data::{Sample, Table};
use crate::decide::choice::Form;
use crate::decide::model::PART_ON_SITE;
use crate::learn::gold::GoldPage;
use crate::sites::template::{Learner, PageLines};
use crate::text::site::Site;

/// The fewest pages of a site that is counted. Fewer than for cleaning: the model must learn how little a small site
/// tells.
const LEAST_PAGES: usize = 3;

/// The site of each page, given with its set. The pages of a folder are a site, as for `dechaff clean`.
pub(crate) fn sites(pages: &[(usize, &GoldPage)]) -> Vec<Option<Arc<Site>>> {
    let name = |set: usize, page: &GoldPage| format!("{set}/{}", page.folder());
    let lines: Vec<PageLines> = pages.par_iter().map(|(_, page)| PageLines::new(&page.page())).collect();
    let mut learner = Learner::new(u64::MAX);
    for ((set, page), lines) in pages.iter().zip(lines) {
        learner.add(&name(*set, page), lines);
    }
    let templates = learner.templates(LEAST_PAGES);
    let mut shared: BTreeMap<String, Arc<Site>> = BTreeMap::new();
    let mut site = |(set, page): &(usize, &GoldPage)| {
        let name = name(*set, page);
        let site = templates.site(&name)?;
        Some(shared.entry(name).or_insert_with(|| Arc::new(site.clone())).clone())
    };
    pages.iter().map(&mut site).collect()
}

/// The samples of pages that share lines with others, each with the index of the same sample without its site, and
/// whether it is on a site. Pages that are not are used for fitting too: there are few sites.
pub(crate) fn on_sites(samples: &[Sample], sites: Vec<Option<Arc<Site>>>) -> Vec<(usize, Sample, bool)> {
    let known = samples.iter().zip(sites).enumerate();
    let sample = |(index, (sample, site)): (usize, (&Sample, Option<Arc<Site>>))| {
        let sample = Sample { site: Some(site?), ..sample.clone() };
        let evidence = sample.evidence(&sample.cues);
        let (knows_others, is_of_site) = (evidence.knows_others(), evidence.is_of_site());
        drop(evidence);
        let form = if is_of_site && sample.form != Form::Html { Form::OfSite } else { sample.form };
        let sample = Sample { form, ..sample };
        knows_others.then_some((index, sample, is_of_site))
    };
    known.filter_map(sample).collect()
}

/// The additional trees.
pub(crate) struct OnTop {
    pub(crate) trees: Vec<Tree>,
    /// The scores of the lines of each sample, by trees that have not seen its fold.
    pub(crate) unseen: Vec<Vec<f32>>,
}

/// Fits trees on top of `scores`, of which only a part counts.
pub(crate) fn fit(
    samples: &[(usize, Sample, bool)],
    scores: &[f32],
    folds: usize,
    settings: &Settings,
) -> OnTop {
    let scores: Vec<f32> = scores.iter().map(|score| PART_ON_SITE * score).collect();
    let mut table = Table::new(samples.iter().map(|(_, sample, _)| sample), true, 1.0);
    table.normalize();
    let learn = |excluded: Option<usize>| {
        let mut rows = table.rows_where(|fold| Some(fold) != excluded);
        rows.retain(|&row| table.weights[row as usize] > 0.0);
        boost::fit(&table.lines(), &scores, &rows, settings)
    };
    let mut unseen = scores.clone();
    for fold in 0..folds {
        let rows = table.rows_where(|other| other == fold);
        for tree in learn(Some(fold)) {
            boost::add(&tree, &table.columns, &rows, &mut unseen);
        }
    }
    let unseen = table.rows.iter().map(|rows| unseen[rows.clone()].to_vec()).collect();
    OnTop { trees: learn(None), unseen }
}
