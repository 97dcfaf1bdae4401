//! Labels: what a line is, and which of these are kept.

use std::fmt;
use std::str::FromStr;

/// What a line of a page is.
///
/// The first four are the article; the rest is chaff. Blank lines have a label of their own, so that every line of a page
/// has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Label {
    /// The article's own headline.
    Title,
    /// A heading inside the article.
    Subhead,
    /// The text of the article: paragraphs, list items, table rows, quotes, verses.
    Body,
    /// Text that belongs to a picture, a video or a chart of the article.
    Caption,
    /// The author.
    Byline,
    /// The date of publication or change, and the place.
    Date,
    /// The source of the text: an agency, another paper.
    Source,
    /// Menus, breadcrumbs, buttons, tickers.
    Nav,
    /// Buttons to share, print, save or follow.
    Share,
    /// Teasers for other pages, and a second article below the first.
    Related,
    /// Keywords of the page.
    Tags,
    /// Readers' comments and the form to write one.
    Comment,
    /// Advertising, newsletter and subscription boxes.
    Ad,
    /// Imprint, copyright, legal notices, cookie notices.
    Footer,
    /// Any other chaff, such as a repeated title.
    Other,
    /// Only white space.
    Blank,
}

impl Label {
    /// The 15 labels of lines with text, in the order of the enum.
    pub const ALL: [Self; 15] = [
        Self::Title,
        Self::Subhead,
        Self::Body,
        Self::Caption,
        Self::Byline,
        Self::Date,
        Self::Source,
        Self::Nav,
        Self::Share,
        Self::Related,
        Self::Tags,
        Self::Comment,
        Self::Ad,
        Self::Footer,
        Self::Other,
    ];

    /// Its name on the command line and in reports: lower case, ASCII.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subhead => "subhead",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Source => "source",
            Self::Nav => "nav",
            Self::Share => "share",
            Self::Related => "related",
            Self::Tags => "tags",
            Self::Comment => "comment",
            Self::Ad => "ad",
            Self::Footer => "footer",
            Self::Other => "other",
            Self::Blank => "blank",
        }
    }

    /// Whether it is part of the article: title, subhead, body or caption.
    pub const fn is_article(self) -> bool {
        matches!(self, Self::Title | Self::Subhead | Self::Body | Self::Caption)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The error for a word that is not a label.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "unknown label {0:?}; expected one of title, subhead, body, caption, byline, date, source, nav, share, related, tags, comment, ad, footer, other"
)]
pub struct UnknownLabel(String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(word: &str) -> Result<Self, UnknownLabel> {
        let found = Self::ALL.into_iter().chain([Self::Blank]).find(|label| label.name() == word);
        found.ok_or_else(|| UnknownLabel(word.to_owned()))
    }
}

/// The labels to keep.
///
/// ```
/// use dechaff::{KeepSet, Label};
///
/// let keep: KeepSet = "article,date".parse()?;
/// assert!(keep.contains(Label::Date) && keep.contains(Label::Body));
/// assert!(!keep.contains(Label::Nav));
/// # Ok::<(), dechaff::UnknownKeep>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepSet(u16);

impl KeepSet {
    /// `article`: title, subhead, body and caption.
    pub const ARTICLE: Self = Self(0b1111);

    /// `strict`: only body.
    pub const STRICT: Self = Self(1 << Label::Body as u8);

    /// `all-content`: the article, its byline, date and source, and the readers' comments.
    pub const ALL_CONTENT: Self = Self(
        Self::ARTICLE.0
            | 1 << Label::Byline as u8
            | 1 << Label::Date as u8
            | 1 << Label::Source as u8
            | 1 << Label::Comment as u8,
    );

    /// The sets with a name.
    pub const PRESETS: [(&'static str, Self); 3] =
        [("article", Self::ARTICLE), ("strict", Self::STRICT), ("all-content", Self::ALL_CONTENT)];

    /// Whether lines with this label are kept. Of blank lines, those between kept lines are.
    pub const fn contains(self, label: Label) -> bool {
        self.0 & (1 << label as u8) != 0
    }
}

impl Default for KeepSet {
    fn default() -> Self {
        Self::ARTICLE
    }
}

impl FromIterator<Label> for KeepSet {
    fn from_iter<I: IntoIterator<Item = Label>>(labels: I) -> Self {
        Self(labels.into_iter().fold(0, |set, label| set | 1 << label as u8))
    }
}

/// The error for a word that is neither a label nor the name of a set.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}, or a set of labels: article, strict, all-content")]
pub struct UnknownKeep(#[from] UnknownLabel);

impl FromStr for KeepSet {
    type Err = UnknownKeep;

    /// Parses a list of labels and names of sets, such as `article,date`.
    fn from_str(list: &str) -> Result<Self, UnknownKeep> {
        let mut set = 0;
        for word in list.split(',').map(str::trim) {
            set |= match Self::PRESETS.iter().find(|(name, _)| *name == word) {
                Some((_, preset)) => preset.0,
                None => 1 << word.parse::<Label>()? as u8,
            };
        }
        Ok(Self(set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for label in Label::ALL {
            assert_eq!(label.name().parse(), Ok(label));
        }
        assert!("bodies".parse::<Label>().is_err());
    }

    #[test]
    fn article_is_the_default_keep_set() {
        assert_eq!("title,subhead, body,caption".parse(), Ok(KeepSet::default()));
        for label in Label::ALL {
            assert_eq!(KeepSet::ARTICLE.contains(label), label.is_article());
        }
    }

    #[test]
    fn presets_stand_for_their_labels() {
        assert_eq!("article".parse(), Ok(KeepSet::ARTICLE));
        assert_eq!("strict".parse::<KeepSet>(), "body".parse());
        let all = "title,subhead,body,caption,byline,date,source,comment";
        assert_eq!("all-content".parse::<KeepSet>(), all.parse());
        assert_eq!("date, article".parse::<KeepSet>(), "title,subhead,body,caption,date".parse());
        let error = "bodies".parse::<KeepSet>().unwrap_err().to_string();
        assert!(error.starts_with("unknown label \"bodies\"; expected one of title, "), "{error}");
        assert!(KeepSet::PRESETS.iter().all(|(name, _)| error.contains(name)), "{error}");
    }
}
