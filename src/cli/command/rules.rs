//! `dechaff rules`: explains the rules of `dechaff check`.

use std::fmt::Write;

use anyhow::{Result, bail};
use dechaff::Rule;

use super::Outcome;
use crate::cli::args::RulesArguments;
use crate::cli::args::values::did_you_mean;
use crate::cli::encode::section;
use crate::cli::output::print;

/// Shows all rules, or one.
pub fn run(arguments: &RulesArguments) -> Result<Outcome> {
    let Some(id) = arguments.id.as_deref() else {
        print(list())?;
        return Ok(Outcome::Done);
    };
    let Ok(rule) = id.parse::<Rule>() else {
        bail!("unknown rule {id:?}{} (dechaff rules lists them)", did_you_mean(id, Rule::ALL.map(Rule::id)));
    };
    print(format!("{}\n", section(rule)))?;
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
