//! Language packs: the phrases of one language, with examples that test them.

use serde::Deserialize;

use crate::phrases::cue::{CueKind, Cues, Position};
use crate::text::chars::CharTable;

/// A language pack: phrases that mark chaff, and example lines that they must and must not recognize.
///
/// ```
/// use dechaff::{Cues, Pack};
///
/// let pack = Pack::parse(
///     "code = 'en'\nname = 'English'\nnative = 'English'\n
///     [read-also]
///     prefix = ['more from the harbor']
///     hit = ['More from the harbor: the night ferry']
///     miss = ['We had more from the harbor than from the sea']",
/// )?;
/// assert_eq!(pack.phrase_count(), 1);
/// assert!(pack.test().is_empty());
/// let cues = Cues::builtin().and(&[pack]);
/// # Ok::<(), dechaff::PackError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pack {
    code: String,
    name: String,
    native: String,
    sections: Vec<(CueKind, Section)>,
}

/// The phrases of one kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Section {
    /// Phrases that are a whole line.
    line: Vec<String>,
    /// Phrases that begin a line. One that ends in a colon matches only with the colon.
    prefix: Vec<String>,
    /// Phrases that end a line.
    suffix: Vec<String>,
    /// Phrases that mark a line anywhere in it.
    inside: Vec<String>,
    /// Lines that must be recognized.
    hit: Vec<String>,
    /// Lines that must not be recognized.
    miss: Vec<String>,
}

impl Section {
    /// Its phrases, each with its position.
    fn phrases(&self) -> impl Iterator<Item = (Position, &str)> {
        let lists = [
            (Position::Line, &self.line),
            (Position::Prefix, &self.prefix),
            (Position::Suffix, &self.suffix),
            (Position::Inside, &self.inside),
        ];
        lists
            .into_iter()
            .flat_map(|(position, list)| list.iter().map(move |phrase| (position, phrase.as_str())))
    }
}

/// Why a pack cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// It is not TOML, or a field is missing, unknown or of the wrong type.
    #[error(transparent)]
    Syntax(#[from] toml::de::Error),
    /// A table is not named after a kind of phrase.
    #[error("[{0}] is not a kind of phrase; the kinds are {kinds}", kinds = CueKind::ALL.map(CueKind::name).join(", "))]
    UnknownKind(String),
    /// A phrase has no letters or digits.
    #[error("[{kind}] has a phrase without letters: {phrase:?}")]
    Wordless {
        /// The table that it is in.
        kind: &'static str,
        /// The phrase.
        phrase: String,
    },
}

/// An example of a pack that the pack's phrases get wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedExample {
    /// The kind of phrase, such as `read-also`.
    pub kind: &'static str,
    /// The example line.
    pub line: String,
    /// Whether the phrases should recognize it.
    pub should_match: bool,
}

#[derive(Deserialize)]
struct Raw {
    code: String,
    name: String,
    native: String,
    #[serde(flatten)]
    sections: toml::Table,
}

impl Pack {
    /// Reads a pack from TOML.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, a field is missing or unknown, a table is not named after a kind of phrase, or a
    /// phrase has no letters or digits.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let Raw { code, name, native, sections } = toml::from_str(text)?;
        let sections = sections
            .into_iter()
            .map(|(name, table)| {
                let kind = CueKind::ALL.into_iter().find(|kind| kind.name() == name);
                let kind = kind.ok_or(PackError::UnknownKind(name))?;
                Ok((kind, table.try_into::<Section>()?))
            })
            .collect::<Result<Vec<_>, PackError>>()?;
        for (kind, section) in &sections {
            let letterless =
                |phrase: &str| !phrase.chars().any(|c| CharTable::get().kind(c).is_alphanumeric());
            if let Some((_, phrase)) = section.phrases().find(|(_, phrase)| letterless(phrase)) {
                return Err(PackError::Wordless { kind: kind.name(), phrase: phrase.to_owned() });
            }
        }
        Ok(Self { code, name, native, sections })
    }

    /// The language's code, such as `ar`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The language's name in English.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language's name in the language itself.
    pub fn native_name(&self) -> &str {
        &self.native
    }

    /// The number of phrases.
    pub fn phrase_count(&self) -> usize {
        self.sections.iter().map(|(_, section)| section.phrases().count()).sum()
    }

    /// The number of examples.
    pub fn example_count(&self) -> usize {
        self.sections.iter().map(|(_, section)| section.hit.len() + section.miss.len()).sum()
    }

    /// The phrases, each with its kind, such as `read-also`, and its position in a line: `line`, `prefix`, `suffix` or
    /// `inside`.
    pub fn phrases(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        self.entries().map(|(kind, position, phrase)| (kind.name(), position.name(), phrase))
    }

    /// The phrases that are a whole line.
    pub(crate) fn line_phrases(&self) -> impl Iterator<Item = (CueKind, &str)> {
        self.sections
            .iter()
            .flat_map(|(kind, section)| section.line.iter().map(|phrase| (*kind, &phrase[..])))
    }

    /// The example lines that must be recognized.
    pub(crate) fn examples(&self) -> impl Iterator<Item = (CueKind, &str)> {
        self.sections.iter().flat_map(|(kind, section)| section.hit.iter().map(|line| (*kind, &line[..])))
    }

    fn entries(&self) -> impl Iterator<Item = (CueKind, Position, &str)> {
        let sections = self.sections.iter();
        sections.flat_map(|(kind, section)| section.phrases().map(|(at, phrase)| (*kind, at, phrase)))
    }

    /// Tests the examples with the phrases, and returns those that fail.
    pub fn test(&self) -> Vec<FailedExample> {
        let cues = Cues::compile(std::slice::from_ref(self));
        let mut failed = Vec::new();
        for (kind, section) in &self.sections {
            for (lines, should_match) in [(&section.hit, true), (&section.miss, false)] {
                for line in lines.iter().filter(|line| cues.recognizes(line, *kind) != should_match) {
                    failed.push(FailedExample { kind: kind.name(), line: line.clone(), should_match });
                }
            }
        }
        failed
    }
}

impl Cues {
    /// The phrases of some packs. If two packs give a phrase different kinds, the first pack decides.
    pub fn compile(packs: &[Pack]) -> Self {
        Self::default().and(packs)
    }

    /// Adds the phrases of more packs. If a phrase is there already, it keeps its kind.
    #[must_use]
    pub fn and(mut self, packs: &[Pack]) -> Self {
        self.extend(packs.iter().flat_map(Pack::entries));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_is_wrong() {
        let head = "code = 'xx'\nname = 'X'\nnative = 'X'\n";
        let message = |body: &str| Pack::parse(&format!("{head}{body}")).unwrap_err().to_string();
        assert!(
            message("[read-less]\nline = ['x']")
                .starts_with("[read-less] is not a kind of phrase; the kinds are read-more,")
        );
        assert!(message("[share]\nlines = ['x']").contains("unknown field `lines`"));
        assert_eq!(message("[share]\nline = ['»']"), "[share] has a phrase without letters: \"»\"");
        assert!(Pack::parse("name = 'X'").unwrap_err().to_string().contains("code"));
    }
}
