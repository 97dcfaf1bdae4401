//! The rules of a check: the kinds of chaff, and the message for each.

use std::fmt;
use std::str::FromStr;

use crate::decide::label::Label;

/// A kind of chaff that a check finds. `docs/rules.md` has a section on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Rule {
    /// A line of a menu.
    MenuLine,
    /// Buttons to share or follow.
    ShareButtons,
    /// A teaser for another page.
    RelatedTeaser,
    /// Another article below the page's own.
    SecondArticle,
    /// A list of keywords.
    TagList,
    /// Readers' comments, or the form to write one.
    CommentSection,
    /// Advertising, or a box that asks the reader to sign up or pay.
    AdBox,
    /// An imprint, or a copyright, legal or cookie notice.
    LegalFooter,
    /// The author's name.
    AuthorLine,
    /// The date or place of the article.
    DateLine,
    /// The source of the text.
    SourceLine,
    /// Any other chaff.
    StrayLine,
    /// A teaser glued to the text of a line.
    GluedTeaser,
    /// Share buttons glued to the text of a line.
    GluedShare,
    /// Article text whose label is not in the [`KeepSet`](crate::KeepSet).
    UnwantedLabel,
}

impl Rule {
    /// All rules, in the order of the enum.
    pub const ALL: [Self; 15] = [
        Self::MenuLine,
        Self::ShareButtons,
        Self::RelatedTeaser,
        Self::SecondArticle,
        Self::TagList,
        Self::CommentSection,
        Self::AdBox,
        Self::LegalFooter,
        Self::AuthorLine,
        Self::DateLine,
        Self::SourceLine,
        Self::StrayLine,
        Self::GluedTeaser,
        Self::GluedShare,
        Self::UnwantedLabel,
    ];

    /// The rule for a whole line with this label; blank lines have none.
    pub(crate) const fn for_line(label: Label) -> Option<Self> {
        Some(match label {
            Label::Title | Label::Subhead | Label::Body | Label::Caption => Self::UnwantedLabel,
            Label::Byline => Self::AuthorLine,
            Label::Date => Self::DateLine,
            Label::Source => Self::SourceLine,
            Label::Nav => Self::MenuLine,
            Label::Share => Self::ShareButtons,
            Label::Related => Self::RelatedTeaser,
            Label::Tags => Self::TagList,
            Label::Comment => Self::CommentSection,
            Label::Ad => Self::AdBox,
            Label::Footer => Self::LegalFooter,
            Label::Other => Self::StrayLine,
            Label::Blank => return None,
        })
    }

    /// The rule for chaff with this label that is glued to text.
    pub(crate) const fn for_glued(label: Label) -> Self {
        match label {
            Label::Share => Self::GluedShare,
            _ => Self::GluedTeaser,
        }
    }

    /// Its name on the command line and in reports: kebab-case, ASCII. It never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::MenuLine => "menu-line",
            Self::ShareButtons => "share-buttons",
            Self::RelatedTeaser => "related-teaser",
            Self::SecondArticle => "second-article",
            Self::TagList => "tag-list",
            Self::CommentSection => "comment-section",
            Self::AdBox => "ad-box",
            Self::LegalFooter => "legal-footer",
            Self::AuthorLine => "author-line",
            Self::DateLine => "date-line",
            Self::SourceLine => "source-line",
            Self::StrayLine => "stray-line",
            Self::GluedTeaser => "glued-teaser",
            Self::GluedShare => "glued-share",
            Self::UnwantedLabel => "unwanted-label",
        }
    }

    /// The message of a finding, without a full stop.
    pub const fn message(self) -> &'static str {
        match self {
            Self::MenuLine => "a line of a menu, no part of the article",
            Self::ShareButtons => "buttons to share or follow",
            Self::RelatedTeaser => "a teaser of another page",
            Self::SecondArticle => "another article below the page's own",
            Self::TagList => "keywords of the page",
            Self::CommentSection => "readers' comments, or the form for them",
            Self::AdBox => "advertising, or a box that asks to sign up or pay",
            Self::LegalFooter => "an imprint, a copyright, legal or cookie notice",
            Self::AuthorLine => "the author's name, not the article's text",
            Self::DateLine => "a date or a place, not the article's text",
            Self::SourceLine => "where the text comes from, not the article's text",
            Self::StrayLine => "a stray line, no part of the article",
            Self::GluedTeaser => "a teaser glued to the text",
            Self::GluedShare => "share buttons glued to the text",
            Self::UnwantedLabel => "article text with a label that is not to be kept",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// The error for a word that is not the id of a rule.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown rule {0:?}")]
pub struct UnknownRule(String);

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(word: &str) -> Result<Self, UnknownRule> {
        let found = Self::ALL.into_iter().find(|rule| rule.id() == word);
        found.ok_or_else(|| UnknownRule(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_differ_from_labels() {
        for (index, rule) in Rule::ALL.into_iter().enumerate() {
            assert_eq!(rule as usize, index);
            assert_eq!(rule.id().parse(), Ok(rule));
            assert!(rule.id().parse::<Label>().is_err());
        }
        assert_eq!("menu".parse::<Rule>().unwrap_err().to_string(), "unknown rule \"menu\"");
    }

    #[test]
    fn every_label_has_a_rule() {
        assert!(Label::ALL.into_iter().all(|label| Rule::for_line(label).is_some()));
        assert_eq!(Rule::for_line(Label::Blank), None);
    }
}
