//! Options of `dechaff clean` for Markdown that is made of HTML.

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use dechaff::MarkdownStyle;

use crate::cli::args::values::{BaseUrl, WhichImages, WhichLinks, is_absolute};

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Markdown of HTML")]
pub struct MarkdownArguments {
    /// With --format markdown, what becomes of the links of HTML
    ///
    /// Links that lead to no page, such as javascript:, always become text. Footnotes are kept with any value.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = WhichLinks::Text)]
    pub links: WhichLinks,

    /// With --format markdown, what becomes of the pictures of HTML
    ///
    /// A picture is kept if its neighbor is: the line above or below it, whichever shares more of the page's elements.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = WhichImages::None)]
    pub images: WhichImages,

    /// With --format markdown, the URL of the pages, which makes relative links and pictures absolute
    ///
    /// The URL of a record (see --url-field) takes precedence. Without either, a page's own URL is used.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<BaseUrl>,
}

impl MarkdownArguments {
    /// The first of these options that was typed, without its dashes.
    pub fn typed(given: &ArgMatches) -> Option<&'static str> {
        let is_typed =
            |name: &&str| given.value_source(&name.replace('-', "_")) == Some(ValueSource::CommandLine);
        ["links", "images", "base-url"].into_iter().find(is_typed)
    }

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
