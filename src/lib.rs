//! dechaff keeps the article of a scraped page and drops the chaff around it.
//!
//! ```
//! use dechaff::{Cleaner, Page};
//!
//! let cleaner = Cleaner::default();
//! let page = Page::new("Home\nNews\nContact\n");
//! assert_eq!(cleaner.clean(&page).text(), "");
//! ```

mod apart;
mod boundary;
mod builtin;
mod chars;
mod checker;
mod choice;
mod cleaned;
mod cleaner;
mod clock;
mod cue;
mod cut;
mod decision;
mod evidence;
mod explained;
pub mod fit;
mod gold;
pub mod html;
mod joint;
mod label;
mod markdown;
mod measure;
mod model;
mod pack;
mod page;
mod reading;
mod rule;
mod sections;
mod site;
mod spans;
mod template;

pub use boundary::Boundary;
pub use checker::{Checker, Finding};
pub use cleaned::{Article, Articles, Cleaned, Span, Verdict};
pub use cleaner::Cleaner;
pub use cue::Cues;
pub use evidence::{Family, Observation};
pub use explained::Explained;
pub use gold::{GoldError, GoldPage, fold_space};
pub use html::Html;
pub use label::{KeepSet, Label, UnknownKeep, UnknownLabel};
pub use measure::{Bag, Score};
pub use model::{Model, ModelError, QuestionError, Reason};
pub use pack::{FailedExample, Pack, PackError};
pub use page::{Line, Page};
pub use rule::{Rule, UnknownRule};
pub use site::Site;
pub use template::{Learner, Learnt, PageLines, SavedError, Templates};
