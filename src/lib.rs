//! dechaff keeps the article of a scraped page and drops the chaff around it: navigation, ads, teasers, comment forms,
//! a second article below the first.
//!
//! A [`Page`] is plain text, or text read from [`Html`] or [`Markdown`]. A [`Cleaner`] decides every line of it, and [`Cleaned`] has
//! the outcome: the text that stays, and for every line a [`Verdict`] with a label and a score. Nothing is rewritten:
//! the text that stays is cut out of the page.
//!
//! ```
//! use dechaff::{Cleaner, Html, Page};
//!
//! let html = Html::read(
//!     "<nav><a href=/>Home</a> <a href=/news>News</a></nav>
//!     <article><h1>The night ferry returns</h1>
//!     <p>After three years in dock, the night ferry to Skarvik sailed again on Monday with 212 passengers on board.
//!     <p>The crossing takes nine hours, the harbor office said, and runs every night until the end of October.</article>
//!     <footer>Copyright 2026. All rights reserved.</footer>",
//! );
//! let page = Page::from_html(&html);
//! let cleaned = Cleaner::default().clean(&page);
//! assert!(cleaned.text().starts_with("The night ferry returns\n"));
//! assert!(!cleaned.text().contains("Copyright"));
//! ```
//!
//! Make a cleaner once and use it for all pages, from any number of threads. To see why a line was kept or removed, use
//! [`Cleaner::explain`]; to use what the pages of a site have in common, [`Learner`].
//!
//! # Features
//!
//! The program is built by the feature `cli`, and reads Parquet with the feature `parquet`; both are on by default. For
//! the library alone, which has few dependencies, turn them off:
//!
//! ```toml
//! dechaff = { version = "0.1", default-features = false }
//! ```

// The program names the library as every other crate does.
#[cfg(feature = "cli")]
extern crate self as dechaff;

mod checker;
mod cleaner;
#[cfg(feature = "cli")]
// Here, `pub` marks what a module offers to the others.
#[allow(unreachable_pub)]
mod cli;
mod decide;
mod evidence;
mod html;
mod learn;
mod markdown;
mod phrases;
mod result;
mod sites;
mod text;

pub use checker::{Checker, Finding};
pub use cleaner::Cleaner;
pub use decide::choice::Favor;
pub use decide::cut::CutObservation;
pub use decide::draft::{Articles, Span, Verdict};
pub use decide::label::{KeepSet, Label, UnknownKeep, UnknownLabel};
pub use decide::model::{Model, ModelError, QuestionError, Reason};
pub use evidence::{Bucket, Family, Observation};
pub use html::{About, Emphasis, Html, LineMarks, LinkedData};
pub use learn::fit;
pub use learn::gold::{GoldError, GoldPage, fold_space};
pub use learn::measure::{Bag, Score};
pub use markdown::Markdown;
pub use phrases::cue::Cues;
pub use phrases::pack::{FailedExample, Pack, PackError};
pub use result::boundary::{Boundary, BoundaryReason};
pub use result::cleaned::{Article, Cleaned, Part};
pub use result::explained::Explained;
pub use result::markdown::style::{ImageStyle, LinkStyle, MarkdownStyle};
pub use result::rule::{Rule, UnknownRule};
pub use sites::host::host;
pub use sites::template::{Learner, Learnt, PageLines, SavedError, Templates};
pub use text::page::{Line, Page};
pub use text::site::Site;

/// The program, for `main.rs` and for the Python package.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod program {
    pub use crate::cli::main;
    pub use crate::cli::source::NotText;

    /// Decodes a page in any charset, as the program does.
    ///
    /// # Errors
    ///
    /// If the bytes are not text.
    pub fn decode(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, NotText> {
        crate::cli::source::decode_as(bytes, None)
    }
}

/// The Rust blocks of the documents, as tests.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/library.md")]
    struct Library;
    #[doc = include_str!("../docs/markdown.md")]
    struct Markdown;
}
