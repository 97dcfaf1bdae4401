//! Options of `dechaff clean` for Markdown that is made of HTML.

use clap::Args;
use dechaff::MarkdownStyle;

use crate::cli::args::values::{BaseUrl, WhichImages, WhichLinks, is_absolute};

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Markdown of HTML")]
pub struct MarkdownArguments {
    /// With --format markdown, what becomes of the links of HTML
    ///
    /// Links that lead nowhere, such as javascript:, are text. A link to a footnote is a footnote with all of these.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = WhichLinks::Text)]
    pub links: WhichLinks,

    /// With --format markdown, what becomes of the pictures of HTML
    ///
    /// A picture stays where the line below it or above it stays: that which is in the same part of the page.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = WhichImages::None)]
    pub images: WhichImages,

    /// The URL of the pages, which makes relative links and pictures absolute
    ///
    /// The URL of a record comes before it (see --url-field), and the URL that a page gives for itself behind it.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<BaseUrl>,
}

impl MarkdownArguments {
    /// Whether addresses are written.
    pub fn has_addresses(&self) -> bool {
        self.links == WhichLinks::Keep || self.images == WhichImages::Keep
    }

    /// How the Markdown of a page is written; `url` is that of its record.
    pub fn style<'a>(&'a self, url: Option<&'a str>) -> MarkdownStyle<'a> {
        let base = self.base_url.as_ref().map(|base| &base.0[..]);
        MarkdownStyle {
            links: self.links.into(),
            images: self.images.into(),
            address: url.filter(|url| is_absolute(url)).or(base),
        }
    }
}
