//! Figures over pages: means, labels, the worst pages, harm.

use std::collections::BTreeMap;

use serde::Serialize;

use super::confusion::{Confusion, LabelReport};
use super::harm::{Harm, HarmReport};
use super::measured::Measured;
use super::rounded::rounded;
use crate::cli::args::ScoreArguments;
use crate::cli::args::values::GroupBy;

/// Everything that is reported.
#[derive(Debug, Serialize)]
pub struct Report {
    /// One for each file.
    pub sets: Vec<SetReport>,
    /// The mean over sets, however many pages each has; `None` of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Row>,
}

/// The figures of the pages of one file.
#[derive(Debug, Serialize)]
pub struct SetReport {
    /// What it is called.
    pub set: String,
    /// Records that could not be read.
    pub failed: u64,
    /// Means over all pages.
    pub all: Row,
    /// What pages are put together by.
    pub by: GroupBy,
    /// Means over the pages of each group or site.
    pub groups: Vec<NamedRow>,
    /// How labels came out, when lines are labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<LabelReport>,
    /// The pages with the lowest F1, the lowest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worst: Vec<NamedRow>,
    /// What stood on the wrong side, when it was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm: Option<HarmReport>,
}

/// The figures of some pages under a name.
#[derive(Debug, Serialize)]
pub struct NamedRow {
    /// A group, a site, a page.
    pub name: String,
    /// Its figures.
    #[serde(flatten)]
    pub row: Row,
}

/// Means over pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// How many.
    pub pages: u64,
    /// Share of the words kept that should have been.
    #[serde(serialize_with = "rounded")]
    pub precision: f64,
    /// Share of the words that should have been kept that were.
    #[serde(serialize_with = "rounded")]
    pub recall: f64,
    /// Harmonic mean of the two, page by page.
    #[serde(serialize_with = "rounded")]
    pub f1: f64,
    /// Share of the pages of which just the right lines were kept.
    #[serde(serialize_with = "rounded")]
    pub exact: f64,
}

impl Report {
    /// Puts sets together.
    pub fn of(sets: Vec<SetReport>) -> Self {
        let mean = (sets.len() > 1).then(|| Row::mean(sets.iter().map(|set| set.all)));
        Self { sets, mean }
    }

    /// Records that could not be read.
    pub fn failed(&self) -> u64 {
        self.sets.iter().map(|set| set.failed).sum()
    }

    /// The report as JSON, with four decimals.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("figures by names are always JSON") + "\n"
    }
}

impl SetReport {
    /// Sums pages up as the arguments say.
    pub fn of(set: String, pages: &[Measured], failed: u64, arguments: &ScoreArguments) -> Self {
        let mut groups: BTreeMap<&str, Vec<&Measured>> = BTreeMap::new();
        for page in pages {
            let name = match arguments.by {
                GroupBy::Group => &page.group,
                GroupBy::Site => &page.site,
            };
            groups.entry(name).or_default().push(page);
        }
        groups.remove("");
        let group = |(name, pages): (&str, Vec<&Measured>)| NamedRow {
            name: name.to_owned(),
            row: Row::mean(pages.into_iter().map(Row::from)),
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
            all: Row::mean(pages.iter().map(Row::from)),
            groups: groups.into_iter().map(group).collect(),
            labels: (!confusion.is_empty()).then(|| LabelReport::of(confusion)),
            worst: worst
                .into_iter()
                .map(|page| NamedRow { name: page.id.clone(), row: Row::from(page) })
                .collect(),
            harm: (arguments.evidence > 0).then(|| HarmReport::of(&harm, arguments.evidence)),
        }
    }
}

impl From<&Measured> for Row {
    fn from(page: &Measured) -> Self {
        let (score, exact) = (page.score, f64::from(u8::from(page.exact)));
        Self { pages: 1, precision: score.precision, recall: score.recall, f1: score.f1, exact }
    }
}

impl Row {
    /// Each counts the same. Of none all is 0.
    fn mean(rows: impl Iterator<Item = Self>) -> Self {
        let (mut mean, mut count) = (Self::default(), 0.0);
        for row in rows {
            mean.pages += row.pages;
            for (sum, value) in mean.figures_mut().into_iter().zip(row.figures()) {
                *sum += value;
            }
            count += 1.0;
        }
        for sum in mean.figures_mut() {
            *sum /= f64::max(count, 1.0);
        }
        mean
    }

    /// Precision, recall, F1 and exact.
    pub fn figures(&self) -> [f64; 4] {
        [self.precision, self.recall, self.f1, self.exact]
    }

    fn figures_mut(&mut self) -> [&mut f64; 4] {
        [&mut self.precision, &mut self.recall, &mut self.f1, &mut self.exact]
    }
}
