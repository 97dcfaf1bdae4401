//! The numbers of a run: what is kept and removed, in which pages, by what.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use dechaff::{Cleaned, Family, Label, Rule};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::groups::{Groups, Totals};

/// Statistics of some pages. Those of two sets of pages add up to those of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Pages cleaned.
    pub pages: u64,
    /// Those of them of which nothing is kept.
    pub emptied: u64,
    /// Pages of which fewer characters would be kept than `--min-chars`.
    pub short: u64,
    /// Pages that could not be cleaned and were reported on standard error.
    pub failed: u64,
    /// The same by reason.
    pub failures: BTreeMap<String, u64>,
    /// Unicode characters of the text, line ends included.
    pub characters: Characters,
    /// Lines, blank ones included.
    pub lines: u64,
    /// Articles kept.
    pub articles: u64,
    /// Pages by the number of articles kept.
    pub pages_by_articles: BTreeMap<u64, u64>,
    /// Pages by the share of characters kept, in 20 steps of 5 %. The last one includes 100 %, and pages without text.
    pub pages_by_share_kept: [u64; SHARES],
    /// Lines and characters by label, blank lines last.
    #[serde(serialize_with = "by_label", deserialize_with = "from_label")]
    pub labels: [LabelCount; Label::ALL.len() + 1],
    /// Pieces removed, and their characters, by the rule that a check would give for them.
    #[serde(serialize_with = "by_rule", deserialize_with = "from_rule")]
    pub rules: [RuleCount; Rule::ALL.len()],
    /// Lines and characters by the family of evidence that weighed most, without blank lines.
    #[serde(serialize_with = "by_family", deserialize_with = "from_family")]
    pub evidence: [EvidenceCount; Family::ALL.len()],
    /// Numbers by site.
    pub sites: Groups,
    /// Numbers by language.
    pub languages: Groups,
}

/// Steps of [`Statistics::pages_by_share_kept`].
pub const SHARES: usize = 20;
/// Most reasons for failures to count apart.
const REASONS: usize = 100;

/// Numbers of Unicode characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Characters {
    /// Characters read.
    #[serde(rename = "in")]
    pub read: u64,
    /// Characters kept.
    pub kept: u64,
    /// Characters removed.
    pub removed: u64,
}

/// Lines with a label, and the characters of pieces with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCount {
    pub lines: u64,
    pub kept: u64,
    pub removed: u64,
}

/// Pieces of lines that a rule removes, and their characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    pub pieces: u64,
    pub removed: u64,
}

/// Lines that a family of evidence decides, and their characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceCount {
    pub lines: u64,
    pub characters: u64,
}

impl Statistics {
    /// Counts a cleaned page, and returns its characters.
    pub fn count(&mut self, cleaned: &Cleaned<'_>) -> Characters {
        let mut characters = Characters::default();
        for span in cleaned.spans() {
            let length = cleaned.piece(span).chars().count() as u64;
            let label = &mut self.labels[span.label as usize];
            let (all, of_label) = if span.kept {
                (&mut characters.kept, &mut label.kept)
            } else {
                (&mut characters.removed, &mut label.removed)
            };
            *all += length;
            *of_label += length;
            if span.label == Label::Blank {
                continue;
            }
            let verdict = cleaned.verdicts()[span.line];
            self.evidence[verdict.family as usize].characters += length;
            if let Some(rule) = cleaned.rule(span) {
                let rule = &mut self.rules[rule as usize];
                rule.pieces += 1;
                rule.removed += length;
            }
        }
        for verdict in cleaned.verdicts() {
            self.labels[verdict.label as usize].lines += 1;
            self.evidence[verdict.family as usize].lines += u64::from(verdict.label != Label::Blank);
        }
        characters.read = characters.kept + characters.removed;
        self.pages += 1;
        self.emptied += u64::from(characters.kept == 0);
        let step = characters.kept * SHARES as u64 / characters.read.max(1);
        self.pages_by_share_kept
            [if characters.read == 0 { SHARES } else { step as usize }.min(SHARES - 1)] += 1;
        let articles = cleaned.articles().count() as u64;
        self.articles += articles;
        *self.pages_by_articles.entry(articles).or_default() += 1;
        self.lines += cleaned.verdicts().len() as u64;
        self.characters += characters;
        characters
    }

    /// The numbers of all pages.
    pub fn totals(&self) -> Totals {
        Totals { pages: self.pages, emptied: self.emptied, characters: self.characters }
    }

    /// Counts a page that could not be cleaned, with the message about it.
    pub fn fail(&mut self, message: &str) {
        self.failed += 1;
        self.add_failures(reason(message), 1);
    }

    fn add_failures(&mut self, reason: &str, number: u64) {
        let is_known = self.failures.len() < REASONS || self.failures.contains_key(reason);
        *self.failures.entry(if is_known { reason } else { "other" }.to_owned()).or_default() += number;
    }
}

/// The part of a message that messages about other pages share: without advice, details and positions.
fn reason(message: &str) -> &str {
    let has_place = ["line ", "row ", "record "].iter().any(|place| message.starts_with(place));
    let message = message.split_once(": ").filter(|_| has_place).map_or(message, |(_, message)| message);
    let ends = [" (", ": ", " at byte "].iter().filter_map(|end| message.find(end));
    let end = ends.min().unwrap_or(message.len());
    let end = message.char_indices().nth(80).map_or(end, |(longest, _)| longest.min(end));
    &message[..end]
}

impl AddAssign<&Self> for Statistics {
    fn add_assign(&mut self, other: &Self) {
        self.pages += other.pages;
        self.emptied += other.emptied;
        self.short += other.short;
        self.failed += other.failed;
        other.failures.iter().for_each(|(reason, number)| self.add_failures(reason, *number));
        self.characters += other.characters;
        self.lines += other.lines;
        self.articles += other.articles;
        for (&articles, pages) in &other.pages_by_articles {
            *self.pages_by_articles.entry(articles).or_default() += pages;
        }
        self.pages_by_share_kept
            .iter_mut()
            .zip(other.pages_by_share_kept)
            .for_each(|(sum, more)| *sum += more);
        for (count, more) in self.labels.iter_mut().zip(other.labels) {
            count.lines += more.lines;
            count.kept += more.kept;
            count.removed += more.removed;
        }
        for (count, more) in self.rules.iter_mut().zip(other.rules) {
            count.pieces += more.pieces;
            count.removed += more.removed;
        }
        for (count, more) in self.evidence.iter_mut().zip(other.evidence) {
            count.lines += more.lines;
            count.characters += more.characters;
        }
        self.sites += &other.sites;
        self.languages += &other.languages;
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

/// All labels, that of blank lines last.
pub fn labels() -> impl Iterator<Item = Label> {
    Label::ALL.into_iter().chain([Label::Blank])
}

fn by_label<S: Serializer>(counts: &[LabelCount], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(labels().map(Label::name).zip(counts))
}

fn by_rule<S: Serializer>(counts: &[RuleCount], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Rule::ALL.map(Rule::id).into_iter().zip(counts))
}

fn by_family<S: Serializer>(counts: &[EvidenceCount], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Family::ALL.map(Family::name).into_iter().zip(counts))
}

fn from_label<'de, D, const N: usize>(deserializer: D) -> Result<[LabelCount; N], D::Error>
where
    D: Deserializer<'de>,
{
    from_names(deserializer, labels().map(Label::name))
}

fn from_rule<'de, D, const N: usize>(deserializer: D) -> Result<[RuleCount; N], D::Error>
where
    D: Deserializer<'de>,
{
    from_names(deserializer, Rule::ALL.map(Rule::id).into_iter())
}

fn from_family<'de, D, const N: usize>(deserializer: D) -> Result<[EvidenceCount; N], D::Error>
where
    D: Deserializer<'de>,
{
    from_names(deserializer, Family::ALL.map(Family::name).into_iter())
}

/// Counts by name as an array. Names that another version has are left out.
fn from_names<'de, D, C, const N: usize>(
    deserializer: D,
    names: impl Iterator<Item = &'static str>,
) -> Result<[C; N], D::Error>
where
    D: Deserializer<'de>,
    C: Copy + Default + DeserializeOwned,
{
    let by_name = BTreeMap::<String, C>::deserialize(deserializer)?;
    let mut counts = [C::default(); N];
    counts
        .iter_mut()
        .zip(names)
        .for_each(|(count, name)| *count = by_name.get(name).copied().unwrap_or_default());
    Ok(counts)
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
        let all: u64 = PAGES.iter().map(|text| text.chars().count() as u64).sum();
        let Characters { read, kept, removed } = statistics.characters;
        assert_eq!((read, kept + removed), (all, all));
        let labels = &statistics.labels;
        assert_eq!(labels.iter().map(|count| count.kept).sum::<u64>(), kept);
        assert_eq!(labels.iter().map(|count| count.removed).sum::<u64>(), removed);
        assert_eq!((statistics.pages, statistics.lines, statistics.emptied), (3, 6, 2));
        assert_eq!(statistics.articles, 1);
        assert_eq!(statistics.pages_by_articles, [(0, 2), (1, 1)].into());
        assert_eq!(statistics.pages_by_share_kept.iter().sum::<u64>(), 3);
        assert_eq!(labels.iter().map(|count| count.lines).sum::<u64>(), 6);
        let blank = labels[Label::Blank as usize];
        assert_eq!(blank, LabelCount { lines: 1, kept: 0, removed: 1 });
        assert_eq!(statistics.evidence.iter().map(|count| count.lines).sum::<u64>(), 6 - blank.lines);
        assert_eq!(statistics.evidence.iter().map(|count| count.characters).sum::<u64>(), all - 1);
        assert_eq!(statistics.rules.iter().map(|count| count.removed).sum::<u64>(), removed - 1);
    }

    #[test]
    fn parts_add_up_and_survive_json() {
        let mut sum = count(&PAGES[1..]);
        sum += &count(&PAGES[..1]);
        sum.fail("larger than 5 KiB (raise --max-page-size)");
        let mut all = count(&PAGES);
        all.fail("larger than 5 KiB");
        assert_eq!(sum, all);
        let json = serde_json::to_value(&all).unwrap();
        assert_eq!(serde_json::from_value::<Statistics>(json).unwrap(), all);
    }

    #[test]
    fn a_reason_is_the_same_for_pages_that_fail_in_the_same_way() {
        assert_eq!(reason("invalid UTF-8 at byte 11 (convert the file to UTF-8 first)"), "invalid UTF-8");
        assert_eq!(
            reason("not a JSON object: EOF at byte 9 (each line must be one object)"),
            "not a JSON object"
        );
        assert_eq!(reason("line 7: truncated or corrupt here: incomplete"), "truncated or corrupt here");
        assert_eq!(reason(&"ص".repeat(90)).chars().count(), 80);
        let mut statistics = Statistics::default();
        (0..200).for_each(|number| statistics.fail(&format!("reason {number}")));
        assert_eq!((statistics.failed, statistics.failures["other"]), (200, 100));
    }
}
