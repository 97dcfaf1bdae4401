//! What a run tells about its corpus: numbers, and what a report shows besides.

mod favors;
mod gallery;
mod groups;
mod hashed;
mod language;
mod language_tag;
mod repeats;
mod run;
mod shortened;
mod statistics;

use std::borrow::Borrow;

use dechaff::Cleaned;

pub use favors::{FAVORS, Favors, is_short};
pub use gallery::{Gallery, Kind, LineView, PageView, Selection, Sights};
pub use groups::{Groups, Totals};
pub use repeats::Repeat;
pub use run::{Run, Settings, Start};
pub use statistics::{Characters, SHARES, Statistics, labels};

use crate::cli::args::values::SiteFrom;
use crate::cli::engine::{report_path, site_of};
use crate::cli::source::{Found, RecordName};

/// Looks at cleaned pages, on any thread.
#[derive(Debug, Default)]
pub struct Surveyor {
    /// Whether to count sites and languages, which takes time.
    pub counts_groups: bool,
    /// What makes pages one site.
    pub site_from: SiteFrom,
    /// The pages to show in a report, if there is one.
    pub selection: Option<Selection>,
}

/// What some pages add up to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Their numbers.
    pub statistics: Statistics,
    /// What they add to a report.
    pub sights: Sights,
}

/// The site of pages that have none.
const NO_SITE: &str = "(none)";
/// The tag of an unknown language.
const UNKNOWN: &str = "und";

impl Surveyor {
    /// Counts a cleaned page. Calls `record`, which names its record if it is one, only if needed. Returns its characters.
    pub fn count<R: Borrow<RecordName>>(
        &self,
        file: &Found,
        record: impl FnOnce() -> Option<R>,
        cleaned: &Cleaned<'_>,
        tally: &mut Tally,
    ) -> Characters {
        let characters = tally.statistics.count(cleaned);
        if !self.counts_groups {
            return characters;
        }
        let record = record();
        let record = record.as_ref().map(Borrow::borrow);
        let about = cleaned.page().html().map(dechaff::Html::about);
        let site = site_of(&self.site_from, file, record, about);
        let site = site.unwrap_or_else(|| NO_SITE.to_owned());
        let declared = about.and_then(|about| about.language.as_deref()).and_then(language_tag::tag);
        let language = declared.or_else(|| language::guess(cleaned.kept())).unwrap_or(UNKNOWN);
        tally.statistics.sites.of(&site).add_page(characters);
        tally.statistics.languages.of(language).add_page(characters);
        if let Some(selection) = &self.selection {
            let number = record.map_or(0, |record| record.number);
            let view = || PageView {
                name: report_path(&file.source) + &record.map(ToString::to_string).unwrap_or_default(),
                site,
                language: language.to_owned(),
                characters,
                ..PageView::default()
            };
            let chance = selection.chance(&file.source, number);
            selection.look(cleaned, view, chance, characters, &mut tally.sights);
        }
        characters
    }
}
