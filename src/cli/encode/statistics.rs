//! Statistics of a run.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::time::Duration;

use dechaff::About;
use dechaff::{Cleaned, Family, Label};
use serde::Serializer;

use crate::cli::source::Source;

/// Statistics of some pages. Those of two sets of pages add up to those of both, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Statistics {
    /// Pages cleaned.
    pub pages: u64,
    /// Pages that could not be cleaned and were reported on standard error.
    pub failed: u64,
    /// Pages of which nothing is kept.
    pub pages_with_nothing_kept: u64,
    /// Articles kept.
    pub articles: u64,
    /// Pages by the number of articles kept.
    pub pages_by_articles: BTreeMap<u64, u64>,
    /// Lines, blank ones included.
    pub lines: u64,
    /// Unicode characters of the text, line ends included.
    pub characters: Characters,
    /// Lines and characters by label, blank lines last.
    #[serde(serialize_with = "by_label")]
    labels: [Count; Label::ALL.len() + 1],
    /// Lines and characters by the family of evidence that weighed most, without blank lines.
    #[serde(serialize_with = "by_family")]
    classifiers: [Count; Family::ALL.len()],
    /// What pages of HTML say about themselves, in the order of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub html: Vec<AboutPage>,
}

/// What a page of HTML says about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct AboutPage {
    page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

impl AboutPage {
    /// The metadata of a page.
    pub fn new(source: &Source, about: &About) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            page: source.path(),
            title: owned(about.title()),
            byline: owned(about.byline()),
            date: owned(about.date()),
            language: about.language.clone(),
        }
    }
}

/// Numbers of Unicode characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Characters {
    /// Characters read.
    #[serde(rename = "in")]
    pub read: u64,
    /// Characters kept.
    pub kept: u64,
    /// Characters removed.
    pub removed: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
struct Count {
    lines: u64,
    characters: u64,
}

impl Statistics {
    /// Counts a cleaned page, and returns its characters.
    pub fn count(&mut self, cleaned: &Cleaned<'_>) -> Characters {
        let text = cleaned.page().text();
        let mut characters = Characters::default();
        for span in cleaned.spans() {
            let length = text[span.range.clone()].chars().count() as u64;
            characters.read += length;
            *(if span.kept { &mut characters.kept } else { &mut characters.removed }) += length;
            self.labels[span.label as usize].characters += length;
            if span.label != Label::Blank {
                self.classifiers[cleaned.verdicts()[span.line].family as usize].characters += length;
            }
        }
        for verdict in cleaned.verdicts() {
            self.labels[verdict.label as usize].lines += 1;
            self.classifiers[verdict.family as usize].lines += u64::from(verdict.label != Label::Blank);
        }
        self.pages += 1;
        self.pages_with_nothing_kept += u64::from(characters.kept == 0);
        let articles = cleaned.articles().count() as u64;
        self.articles += articles;
        *self.pages_by_articles.entry(articles).or_default() += 1;
        self.lines += cleaned.verdicts().len() as u64;
        self.characters += characters;
        characters
    }

    /// The statistics as JSON, with the duration of the run.
    pub fn to_json(&self, time: Duration) -> String {
        #[derive(serde::Serialize)]
        struct Run<'a> {
            #[serde(flatten)]
            statistics: &'a Statistics,
            seconds: f64,
        }
        let seconds = (time.as_secs_f64() * 1e3).round() / 1e3;
        let json = serde_json::to_string_pretty(&Run { statistics: self, seconds });
        json.expect("serializing to memory cannot fail") + "\n"
    }
}

impl AddAssign<&Self> for Statistics {
    fn add_assign(&mut self, other: &Self) {
        self.pages += other.pages;
        self.failed += other.failed;
        self.pages_with_nothing_kept += other.pages_with_nothing_kept;
        self.articles += other.articles;
        for (&articles, pages) in &other.pages_by_articles {
            *self.pages_by_articles.entry(articles).or_default() += pages;
        }
        self.lines += other.lines;
        self.html.extend_from_slice(&other.html);
        self.characters += other.characters;
        let counts = self.labels.iter_mut().chain(&mut self.classifiers);
        for (count, more) in counts.zip(other.labels.iter().chain(&other.classifiers)) {
            count.lines += more.lines;
            count.characters += more.characters;
        }
    }
}

impl Characters {
    /// The kept share in percent; 0 if there are no characters.
    pub fn percent_kept(self) -> f64 {
        100.0 * self.kept as f64 / self.read.max(1) as f64
    }
}

impl AddAssign for Characters {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.kept += other.kept;
        self.removed += other.removed;
    }
}

fn by_label<S: Serializer>(counts: &[Count], serializer: S) -> Result<S::Ok, S::Error> {
    let labels = Label::ALL.into_iter().chain([Label::Blank]);
    serializer.collect_map(labels.map(|label| (label.name(), counts[label as usize])))
}

fn by_family<S: Serializer>(counts: &[Count], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Family::ALL.map(|family| (family.name(), counts[family as usize])))
}

#[cfg(test)]
mod tests {
    use dechaff::{Cleaner, Page};

    use super::*;

    const PAGES: [&str; 3] =
        ["Home\nNews\n\nاتفق الطرفان على مواصلة المفاوضات في الأسبوع المقبل.\n", "", "Menu\r\nSign in"];

    fn count(pages: &[&str]) -> Statistics {
        let cleaner = Cleaner::default();
        let mut statistics = Statistics::default();
        for text in pages {
            statistics.count(&cleaner.clean(&Page::new(text)));
        }
        statistics
    }

    #[test]
    fn every_line_and_character_is_counted_once() {
        let statistics = count(&PAGES);
        let characters: usize = PAGES.iter().map(|text| text.chars().count()).sum();
        let sum = |counts: &[Count], value: fn(&Count) -> u64| counts.iter().map(value).sum::<u64>();
        assert_eq!(statistics.characters.read, characters as u64);
        assert_eq!(statistics.characters.kept + statistics.characters.removed, characters as u64);
        assert_eq!(sum(&statistics.labels, |count| count.characters), characters as u64);
        assert_eq!((statistics.pages, statistics.lines), (3, 6));
        assert_eq!(statistics.articles, 1);
        assert_eq!(statistics.pages_by_articles, [(0, 2), (1, 1)].into());
        assert_eq!(sum(&statistics.labels, |count| count.lines), 6);
        let blank = statistics.labels[Label::Blank as usize];
        assert_eq!(blank, Count { lines: 1, characters: 1 });
        assert_eq!(sum(&statistics.classifiers, |count| count.lines), 6 - blank.lines);
        assert_eq!(
            sum(&statistics.classifiers, |count| count.characters),
            characters as u64 - blank.characters
        );
    }

    #[test]
    fn parts_add_up() {
        let mut sum = count(&PAGES[1..]);
        sum += &count(&PAGES[..1]);
        assert_eq!(sum, count(&PAGES));
    }
}
