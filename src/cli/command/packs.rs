//! `dechaff packs`: lists, shows and tests the language packs.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use dechaff::{FailedExample, Pack};

use super::Outcome;
use crate::cli::args::{PacksArguments, PacksCommand};
use crate::cli::engine::{codes, read_pack};
use crate::cli::output::{count, print, quoted, say};
use crate::cli::terminal_text::excerpt;

/// Lists, shows or tests packs.
pub fn run(arguments: PacksArguments) -> Result<Outcome> {
    match arguments.command.unwrap_or(PacksCommand::List) {
        PacksCommand::List => print(list(&Pack::builtin()))?,
        PacksCommand::Show { code } => print(show(&code)?)?,
        PacksCommand::Test { files } => return test(&files),
    }
    Ok(Outcome::Done)
}

/// One row per pack. The native name comes last, because terminals would show digits that follow right-to-left text
/// before it.
fn list(packs: &[Pack]) -> String {
    let mut table =
        format!("{:<4}  {:<12}  {:>7}  {:>8}  native name\n", "code", "name", "phrases", "examples");
    for pack in packs {
        let (phrases, examples) = (pack.phrase_count(), pack.example_count());
        let (code, name, native) = (pack.code(), pack.name(), pack.native_name());
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{code:<4}  {name:<12}  {phrases:>7}  {examples:>8}  {native}");
    }
    table
}

/// The phrases of a pack: a paragraph for each kind and position, a line for each phrase.
fn show(code: &str) -> Result<String> {
    let Some(pack) = Pack::builtin_of(code) else {
        bail!("unknown language pack {code:?} (choose from {})", codes());
    };
    let mut text = format!("{} {} {}\n", pack.code(), pack.name(), pack.native_name());
    let mut under = None;
    for (kind, position, phrase) in pack.phrases() {
        if under.replace((kind, position)) != Some((kind, position)) {
            let _ = writeln!(text, "\n[{kind}] {position}");
        }
        let _ = writeln!(text, "  {phrase}");
    }
    Ok(text)
}

/// Runs the examples of the built-in packs and of the packs in these files.
fn test(files: &[PathBuf]) -> Result<Outcome> {
    let mut packs = Pack::builtin();
    let mut outcome = Outcome::Done;
    for file in files {
        match read_pack(file) {
            Ok(pack) => packs.push(pack),
            Err(error) => {
                say(&format!("{error:#}"));
                outcome = Outcome::Failed;
            }
        }
    }
    let mut failures = String::new();
    for pack in &packs {
        for FailedExample { kind, line, should_match, .. } in pack.test() {
            let not = if should_match { "" } else { "not " };
            let _ =
                writeln!(failures, "{}: [{kind}] should {not}match: {}", excerpt(pack.code()), quoted(&line));
        }
    }
    if failures.is_empty() {
        let examples = packs.iter().map(Pack::example_count).sum::<usize>();
        let (packs, examples) = (count(packs.len() as u64, "pack"), count(examples as u64, "example"));
        print(format!("{packs}, {examples}: all pass\n"))?;
    } else {
        print(&failures)?;
        outcome = Outcome::Failed;
    }
    Ok(outcome)
}
