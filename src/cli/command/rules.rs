//! `dechaff rules`: explains the rules of `dechaff check`.

use std::fmt::Write;

use anyhow::{Result, bail};
use dechaff::Rule;

use super::Outcome;
use crate::cli::args::RulesArguments;
use crate::cli::args::values::did_you_mean;
use crate::cli::output::print;

/// The text of the terminal is that of the documentation.
const DOCUMENT: &str = include_str!("../../../docs/rules.md");

/// Shows all rules, or one.
pub fn run(arguments: &RulesArguments) -> Result<Outcome> {
    let Some(id) = arguments.id.as_deref() else {
        print(list())?;
        return Ok(Outcome::Done);
    };
    let Some(section) = section(id) else {
        bail!("unknown rule {id:?}{} (dechaff rules lists them)", did_you_mean(id, Rule::ALL.map(Rule::id)));
    };
    print(format!("{section}\n"))?;
    Ok(Outcome::Done)
}

fn list() -> String {
    let mut table = String::new();
    for rule in Rule::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{:<16}  {}", rule.id(), rule.message());
    }
    table
}

/// The section of the document about a rule.
fn section(id: &str) -> Option<&'static str> {
    let sections = DOCUMENT.split("\n## ").skip(1);
    let mut named = sections.filter(|section| section.lines().next() == Some(id));
    named.next().map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained_and_nothing_else() {
        let headings: Vec<_> = DOCUMENT.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, Rule::ALL.map(Rule::id));
        let parts = ["**Sees:**", "**Why it is chaff:**", "**False friends:**", "**Example:**", "**Off:**"];
        for rule in Rule::ALL {
            let section = section(rule.id()).unwrap();
            let missing: Vec<_> = parts.iter().filter(|part| !section.contains(*part)).collect();
            assert!(missing.is_empty(), "{rule} lacks {missing:?}");
            assert!(section.contains(&format!("`--ignore {rule}`")), "{rule}");
        }
    }
}
