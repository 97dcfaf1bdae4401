//! The types of option values, with their names on the command line.

mod articles;
pub mod did_you_mean;
mod favor;
mod findings;
mod level;
mod markdown;
mod on_error;
mod on_short;
mod output_format;
mod per_path;
mod report_format;
mod score;
mod selector;
mod share;
mod show;
mod sites;
mod text_format;
mod when;

pub use articles::WhichArticles;
pub use did_you_mean::did_you_mean;
pub use favor::WhichFavor;
pub use findings::FindingFormat;
pub use level::{Level, SetLevel};
pub use markdown::{BaseUrl, WhichImages, WhichLinks, is_absolute};
pub use on_error::OnError;
pub use on_short::OnShort;
pub use output_format::OutputFormat;
pub use per_path::PerPath;
pub use report_format::ReportFormat;
pub use score::{GroupBy, ScoreFormat};
pub use selector::Selector;
pub use share::Share;
pub use show::{ExplainFormat, Show};
pub use sites::{SiteFrom, TemplatesFrom};
pub use text_format::TextFormat;
pub use when::{ColorWhen, ProgressWhen};
