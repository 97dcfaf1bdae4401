//! Summaries of many pages: means, labels, the worst pages, mistakes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::confusion::{Confusion, LabelReport};
use super::harm::{Harm, HarmReport};
use super::measured::Measured;
use super::rounded::rounded;
use crate::cli::args::ScoreArguments;
use crate::cli::args::values::GroupBy;
use crate::cli::terminal_text::sanitize_json;

/// A page with a lower F1 is wholly wrong somewhere: a block of chaff kept, or a part of the article lost.
const LOW: f64 = 0.8;

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// One report per file.
    pub sets: Vec<SetReport>,
    /// The mean over sets, all with the same weight; `None` for a single set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Means>,
}

/// The report of one file.
#[derive(Debug, Serialize)]
pub struct SetReport {
    /// Name of the set.
    pub set: String,
    /// Records that could not be read.
    pub failed: u64,
    /// Means over all pages.
    pub all: Means,
    /// What pages are grouped by.
    pub by: GroupBy,
    /// Means over the pages of each group or site.
    pub groups: Vec<NamedMeans>,
    /// Scores of labels, if lines are labeled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<LabelReport>,
    /// The pages with the lowest F1, the lowest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worst: Vec<NamedMeans>,
    /// Mistakes, if they are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm: Option<HarmReport>,
}

/// Named means.
#[derive(Debug, Serialize)]
pub struct NamedMeans {
    /// A group, a site or a page.
    pub name: String,
    /// The means.
    #[serde(flatten)]
    pub means: Means,
}

/// Means over pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Means {
    /// Number of pages.
    pub pages: u64,
    /// Share of the kept words that should be kept.
    #[serde(serialize_with = "rounded")]
    pub precision: f64,
    /// Share of the words that should be kept that are.
    #[serde(serialize_with = "rounded")]
    pub recall: f64,
    /// Harmonic mean of precision and recall, page by page.
    #[serde(serialize_with = "rounded")]
    pub f1: f64,
    /// Share of the pages of which exactly the right lines are kept.
    #[serde(serialize_with = "rounded")]
    pub exact: f64,
    /// Share of the pages whose F1 is below .8: a whole block is wrong.
    #[serde(serialize_with = "rounded")]
    pub low: f64,
    /// Share of the pages of text whose F1 is more than .1 below that of the page as it is; 0 for HTML.
    #[serde(serialize_with = "rounded")]
    pub harmed: f64,
}

impl Report {
    /// Combines the reports of sets.
    pub fn new(sets: Vec<SetReport>) -> Self {
        let mean = (sets.len() > 1).then(|| Means::mean(sets.iter().map(|set| set.all)));
        Self { sets, mean }
    }

    /// Records that could not be read.
    pub fn failed(&self) -> u64 {
        self.sets.iter().map(|set| set.failed).sum()
    }

    /// The report as JSON, with four decimals.
    pub fn to_json(&self) -> String {
        sanitize_json(serde_json::to_string_pretty(self).expect("serializing to memory cannot fail")) + "\n"
    }
}

impl SetReport {
    /// Sums up the pages of a set.
    pub fn new(set: String, pages: &[Measured], failed: u64, arguments: &ScoreArguments) -> Self {
        let mut groups: BTreeMap<&str, Vec<&Measured>> = BTreeMap::new();
        for page in pages {
            let name = match arguments.by {
                GroupBy::Group => &page.group,
                GroupBy::Site => &page.site,
            };
            groups.entry(name).or_default().push(page);
        }
        groups.remove("");
        let group = |(name, pages): (&str, Vec<&Measured>)| NamedMeans {
            name: name.to_owned(),
            means: Means::mean(pages.into_iter().map(Means::from)),
        };
        let (mut confusion, mut harm) = (Confusion::default(), Harm::default());
        for page in pages {
            confusion += &page.confusion;
            harm += &page.harm;
        }
        let mut worst: Vec<&Measured> = pages.iter().collect();
        worst.sort_by(|one, other| one.score.f1.total_cmp(&other.score.f1).then(one.id.cmp(&other.id)));
        worst.truncate(arguments.worst);
        Self {
            set,
            failed,
            by: arguments.by,
            all: Means::mean(pages.iter().map(Means::from)),
            groups: groups.into_iter().map(group).collect(),
            labels: (!confusion.is_empty()).then(|| LabelReport::new(confusion)),
            worst: worst
                .into_iter()
                .map(|page| NamedMeans { name: page.id.clone(), means: Means::from(page) })
                .collect(),
            harm: (arguments.evidence > 0).then(|| HarmReport::new(&harm, arguments.evidence)),
        }
    }
}

impl From<&Measured> for Means {
    fn from(page: &Measured) -> Self {
        let share = |is: bool| f64::from(u8::from(is));
        let score = page.score;
        Self {
            pages: 1,
            precision: score.precision,
            recall: score.recall,
            f1: score.f1,
            exact: share(page.exact),
            low: share(score.f1 < LOW),
            harmed: share(page.harmed.unwrap_or(false)),
        }
    }
}

impl Means {
    /// The mean of means, all with the same weight; 0 if there are none.
    fn mean(all: impl Iterator<Item = Self>) -> Self {
        let (mut mean, mut count) = (Self::default(), 0.0);
        for one in all {
            mean.pages += one.pages;
            for (sum, value) in mean.values_mut().into_iter().zip(one.values()) {
                *sum += value;
            }
            count += 1.0;
        }
        for sum in mean.values_mut() {
            *sum /= f64::max(count, 1.0);
        }
        mean
    }

    /// Precision, recall, F1, exact, low and harmed.
    pub fn values(&self) -> [f64; 6] {
        [self.precision, self.recall, self.f1, self.exact, self.low, self.harmed]
    }

    fn values_mut(&mut self) -> [&mut f64; 6] {
        [
            &mut self.precision,
            &mut self.recall,
            &mut self.f1,
            &mut self.exact,
            &mut self.low,
            &mut self.harmed,
        ]
    }
}
