//! What a run tells about its corpus: numbers, and what a report shows besides.

mod gallery;
mod groups;
mod language;
mod repeats;
mod run;
mod statistics;

use dechaff::{Cleaned, Cleaner};

pub use gallery::{Gallery, Glimpse, Kind, LineView, PageView, Selection};
pub use groups::{Groups, Totals};
pub use repeats::Repeat;
pub use run::{Run, Settings, Start};
pub use statistics::{Characters, SHARES, STEPS, STEPS_PER_UNIT, Statistics, labels};

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
    /// What each adds to a report.
    pub glimpses: Vec<Glimpse>,
}

/// The site of pages that have none.
const NO_SITE: &str = "(none)";
/// The tag of an unknown language.
const UNKNOWN: &str = "und";

impl Surveyor {
    /// Counts a cleaned page. Calls `record`, which names its record if it is one, only if needed. Returns its characters.
    pub fn count(
        &self,
        file: &Found,
        record: impl FnOnce() -> Option<RecordName>,
        cleaner: &Cleaner,
        cleaned: &Cleaned<'_>,
        tally: &mut Tally,
    ) -> Characters {
        let characters = tally.statistics.count(cleaned);
        if !self.counts_groups {
            return characters;
        }
        let record = record();
        let about = cleaned.page().html().map(dechaff::Html::about);
        let site = site_of(&self.site_from, file, record.as_ref(), about);
        let site = site.unwrap_or_else(|| NO_SITE.to_owned());
        let declared = about.and_then(|about| about.language.as_deref()).and_then(language::tag);
        let language = declared.or_else(|| language::guess(cleaned.kept())).unwrap_or(UNKNOWN);
        tally.statistics.sites.of(&site).add_page(characters);
        tally.statistics.languages.of(language).add_page(characters);
        if let Some(selection) = &self.selection {
            let record = record.as_ref().map(ToString::to_string).unwrap_or_default();
            let name = report_path(&file.source) + &record;
            let view = || PageView {
                name: name.clone(),
                site,
                language: language.to_owned(),
                characters,
                ..PageView::default()
            };
            tally.glimpses.push(selection.glimpse(cleaner, cleaned, view, &name, characters));
        }
        characters
    }
}
