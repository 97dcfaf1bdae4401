//! dechaff keeps the article of a scraped page and drops the chaff around it.
//!
//! ```
//! use dechaff::{Cleaner, Page};
//!
//! let cleaner = Cleaner::default();
//! let page = Page::new("Home\nNews\nContact\n");
//! assert_eq!(cleaner.clean(&page).text(), "");
//! ```

mod cleaned;
mod cleaner;
mod label;
mod model;
mod pack;
mod page;

pub use cleaned::{Cleaned, Span, Verdict};
pub use cleaner::Cleaner;
pub use label::{KeepSet, Label, UnknownLabel};
pub use model::{Model, ModelError};
pub use pack::{Pack, PackError};
pub use page::{Line, Page};
