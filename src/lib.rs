//! dechaff keeps the article of a scraped page and drops the chaff around it.
//!
//! ```
//! use dechaff::{Cleaner, Page};
//!
//! let cleaner = Cleaner::default();
//! let page = Page::new("Home\nNews\nContact\n");
//! assert_eq!(cleaner.clean(&page).text(), "");
//! ```

mod checker;
mod cleaner;
mod decide;
mod evidence;
pub mod html;
mod learn;
mod phrases;
mod result;
mod sites;
mod text;

pub use checker::{Checker, Finding};
pub use cleaner::Cleaner;
pub use decide::draft::{Articles, Span, Verdict};
pub use decide::label::{KeepSet, Label, UnknownKeep, UnknownLabel};
pub use decide::model::{Model, ModelError, QuestionError, Reason};
pub use evidence::{Family, Observation};
pub use html::Html;
pub use learn::fit;
pub use learn::gold::{GoldError, GoldPage, fold_space};
pub use learn::measure::{Bag, Score};
pub use phrases::cue::Cues;
pub use phrases::pack::{FailedExample, Pack, PackError};
pub use result::boundary::Boundary;
pub use result::cleaned::{Article, Cleaned};
pub use result::explained::Explained;
pub use result::rule::{Rule, UnknownRule};
pub use sites::template::{Learner, Learnt, PageLines, SavedError, Templates};
pub use text::page::{Line, Page};
pub use text::site::Site;

/// The Rust blocks of the documents, as tests.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/library.md")]
    struct Library;
}
