//! Which findings `--select` and `--ignore` mean.

use std::str::FromStr;

use dechaff::{Label, Rule};

use super::did_you_mean;

/// A rule, or all findings with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Findings of this rule.
    Rule(Rule),
    /// Findings with this label.
    Label(Label),
}

impl Selector {
    /// Whether it selects a finding of this rule and label.
    pub fn names(self, rule: Rule, label: Label) -> bool {
        match self {
            Self::Rule(named) => named == rule,
            Self::Label(named) => named == label,
        }
    }
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let word = word.trim();
        let rule = word.parse().map(Self::Rule);
        let found = rule.ok().or_else(|| word.parse().ok().map(Self::Label));
        let known = || Rule::ALL.map(Rule::id).into_iter().chain(Label::ALL.map(Label::name));
        found.ok_or_else(|| {
            format!("unknown rule or label {word:?}{} (dechaff rules lists the rules)", {
                did_you_mean(word, known())
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_labels_are_named() {
        assert_eq!("glued-share".parse(), Ok(Selector::Rule(Rule::GluedShare)));
        assert_eq!(" tags".parse(), Ok(Selector::Label(Label::Tags)));
        let error = "glued-shar".parse::<Selector>().unwrap_err();
        assert!(error.contains("did you mean glued-share?"), "{error}");
        assert!(Selector::Label(Label::Share).names(Rule::GluedShare, Label::Share));
        assert!(!Selector::Rule(Rule::ShareButtons).names(Rule::GluedShare, Label::Share));
    }
}
