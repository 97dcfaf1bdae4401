//! The cues of one language, as data with its own tests.

use serde::Deserialize;

use crate::phrases::cue::{CueKind, Cues, Position};
use crate::text::chars::CharTable;

/// The cues of one language: phrases that mark chaff, and lines that must and must not be recognised by them.
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
    /// Phrases that begin a line; one that ends in a colon needs it.
    prefix: Vec<String>,
    /// Phrases that end a line.
    suffix: Vec<String>,
    /// Phrases that mark a line wherever they stand in it.
    inside: Vec<String>,
    /// Lines that must be recognised.
    hit: Vec<String>,
    /// Lines that must not.
    miss: Vec<String>,
}

impl Section {
    /// Its phrases with where they may stand.
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
pub enum PackError {
    /// It is no TOML, or a field has the wrong type or is missing.
    #[error(transparent)]
    Syntax(#[from] toml::de::Error),
    /// A table is named after no kind of cue.
    #[error("[{0}] is no kind of cue; the kinds are {kinds}", kinds = CueKind::ALL.map(CueKind::name).join(", "))]
    UnknownKind(String),
    /// A phrase has no letters or digits in it.
    #[error("[{kind}] has a phrase without letters: {phrase:?}")]
    Wordless {
        /// The table it stands in.
        kind: &'static str,
        /// The phrase.
        phrase: String,
    },
}

/// An example of a pack that does not come out as the pack says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedExample {
    /// The kind of cue it stands under.
    pub kind: &'static str,
    /// The example.
    pub line: String,
    /// Whether it should have been recognised.
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
    /// When the text is no TOML, a table is named after no kind of cue, or a phrase has no letters.
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

    /// The language's name in itself.
    pub fn native_name(&self) -> &str {
        &self.native
    }

    /// How many phrases it has.
    pub fn phrase_count(&self) -> usize {
        self.sections.iter().map(|(_, section)| section.phrases().count()).sum()
    }

    /// How many examples it has.
    pub fn example_count(&self) -> usize {
        self.sections.iter().map(|(_, section)| section.hit.len() + section.miss.len()).sum()
    }

    /// Its phrases: kind of cue, where in a line they count (`line`, `prefix`, `suffix`, `inside`), text.
    pub fn phrases(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        self.entries().map(|(kind, position, phrase)| (kind.name(), position.name(), phrase))
    }

    fn entries(&self) -> impl Iterator<Item = (CueKind, Position, &str)> {
        let sections = self.sections.iter();
        sections.flat_map(|(kind, section)| section.phrases().map(|(at, phrase)| (*kind, at, phrase)))
    }

    /// Runs its examples against its phrases; none failed is an empty list.
    pub fn test(&self) -> Vec<FailedExample> {
        let cues = Cues::compile(std::slice::from_ref(self));
        let mut failed = Vec::new();
        for (kind, section) in &self.sections {
            for (lines, should_match) in [(&section.hit, true), (&section.miss, false)] {
                for line in lines.iter().filter(|line| cues.recognises(line, *kind) != should_match) {
                    failed.push(FailedExample { kind: kind.name(), line: line.clone(), should_match });
                }
            }
        }
        failed
    }
}

impl Cues {
    /// The phrases of some packs. Where two packs give one phrase to two kinds, the earlier pack has it.
    pub fn compile(packs: &[Pack]) -> Self {
        Self::default().and(packs)
    }

    /// These phrases and those of more packs.
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
                .starts_with("[read-less] is no kind of cue; the kinds are read-more,")
        );
        assert!(message("[share]\nlines = ['x']").contains("unknown field `lines`"));
        assert_eq!(message("[share]\nline = ['»']"), "[share] has a phrase without letters: \"»\"");
        assert!(Pack::parse("name = 'X'").unwrap_err().to_string().contains("code"));
    }
}
