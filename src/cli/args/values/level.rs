//! How severe findings are: `date=note`.

use std::fmt;
use std::str::FromStr;

use dechaff::{Label, Rule};

use super::selector::Selector;

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is reported, and does not fail the check.
    Note,
    /// It fails the check. The text describes the article without being part of it.
    Warning,
    /// It fails the check.
    Error,
}

impl Level {
    const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The level of a rule unless an option sets another. Lines about the article harm less than lines about something else.
    pub const fn of(rule: Rule) -> Self {
        match rule {
            Rule::AuthorLine | Rule::DateLine | Rule::SourceLine | Rule::StrayLine | Rule::UnwantedLabel => {
                Self::Warning
            }
            _ => Self::Error,
        }
    }

    /// Its name on the command line and in reports; SARIF uses the same.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The value of `--level`: the level of a rule, or of all findings with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetLevel {
    selector: Selector,
    level: Level,
}

impl SetLevel {
    /// The level that it sets for findings of this rule and label.
    pub fn level(self, rule: Rule, label: Label) -> Option<Level> {
        self.selector.names(rule, label).then_some(self.level)
    }
}

impl FromStr for SetLevel {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let Some((rule, name)) = word.split_once('=') else {
            return Err(format!("{word:?} has no \"=\" (use RULE=LEVEL, such as date-line=note)"));
        };
        let level = Level::ALL.into_iter().find(|level| level.name() == name.trim());
        let level = level.ok_or_else(|| format!("unknown level {name:?} (use error, warning or note)"))?;
        Ok(Self { selector: rule.parse()?, level })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_set_by_rule_or_label() {
        let set: SetLevel = "date=note".parse().unwrap();
        assert_eq!(set.level(Rule::DateLine, Label::Date), Some(Level::Note));
        assert_eq!(set.level(Rule::MenuLine, Label::Nav), None);
        assert!("date".parse::<SetLevel>().is_err());
        assert!("date=fatal".parse::<SetLevel>().unwrap_err().contains("use error, warning or note"));
        assert!("dates=note".parse::<SetLevel>().unwrap_err().contains("did you mean date?"));
    }
}
