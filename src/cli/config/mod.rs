//! `dechaff.toml`: each key is the name of an option.
//!
//! Its options are inserted into the command line before those that were typed. So a value is parsed in one way wherever it
//! comes from, and an option that was typed wins. Options that decide what is written where have no key: a file that comes
//! with a folder of pages must not overwrite anything.

mod file;

use std::ffi::OsString;
use std::process;

use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches, Parser};

pub use self::file::{Config, NAME, commands, options, takes_many, takes_value, toml_error};
use self::file::{Setting, option};
use crate::cli::args::values::TextFormat;
use crate::cli::args::{self, Arguments, MarkdownArguments};
use crate::cli::output::say;
use crate::cli::terminal_text::sanitize;

/// The arguments as typed, completed from the configuration file. Exits when clap does: after help, or on bad usage.
pub fn arguments(typed: &[OsString]) -> Result<Arguments> {
    let all = Arguments::command();
    let (matches, missing) = match all.clone().try_get_matches_from(typed) {
        Ok(matches) => (matches, None),
        // The file may have the argument that is missing.
        Err(error) if is_missing(&error) => {
            (all.clone().ignore_errors(true).get_matches_from(typed), Some(error))
        }
        Err(error) => exit(&error, typed),
    };
    let config = match matches.subcommand_name() {
        // It finds the file itself.
        None | Some("config") => None,
        Some(_) => {
            let (config, ignored) = Config::find(&matches)?;
            ignored.iter().for_each(|line| say(line));
            config
        }
    };
    let merged = config.as_ref().map(|config| merge(config, &all, &matches, typed)).transpose()?.flatten();
    let arguments = match (config, merged, missing) {
        (Some(config), Some(merged), missing) => Arguments::try_parse_from(&merged).map_err(|error| {
            if is_missing(&error) && missing.is_some() {
                exit(&error, typed);
            }
            config.error(&one_line(&error))
        })?,
        (.., Some(error)) => exit(&error, typed),
        (.., None) => Arguments::from_arg_matches(&matches)?,
    };
    check_typed(&matches, &arguments)?;
    Ok(arguments)
}

/// Refuses what was typed for Markdown in a run that makes none. In the file, it waits for the runs that do: one file serves
/// runs with any format.
fn check_typed(matches: &ArgMatches, arguments: &Arguments) -> Result<()> {
    if let (args::Command::Clean(clean), Some((_, given))) = (&arguments.command, matches.subcommand())
        && clean.format != TextFormat::Markdown
        && let Some(name) = MarkdownArguments::typed(given)
    {
        bail!("--{name} is about Markdown that is made of HTML (give --format markdown, too)");
    }
    Ok(())
}

/// Prints help, or what is wrong with the command line, and exits. Words of the command line may be names of files, which a
/// shell found, so these are printed as safely as in other messages.
fn exit(error: &clap::Error, typed: &[OsString]) -> ! {
    let is_safe = |word: &OsString| word.to_str().is_some_and(|word| sanitize(word) == word);
    if !error.use_stderr() || typed.iter().all(is_safe) {
        error.exit();
    }
    let lines = error.to_string();
    lines.lines().for_each(|line| eprintln!("{}", sanitize(line)));
    process::exit(error.exit_code());
}

fn is_missing(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::MissingRequiredArgument
}

/// The first paragraph of a message of clap, without "error:".
fn one_line(error: &clap::Error) -> String {
    let error = error.to_string();
    let lines: Vec<_> = error.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    lines.join(" ").trim_start_matches("error: ").to_owned()
}

/// The words of the command line with the options of the file; `None` if the file sets none for this command.
fn merge(
    config: &Config,
    all: &Command,
    matches: &ArgMatches,
    typed: &[OsString],
) -> Result<Option<Vec<OsString>>> {
    let Some((name, given)) = matches.subcommand() else { return Ok(None) };
    let mut settings = config.settings(all, name)?;
    let Some(command) = all.find_subcommand(name).filter(|_| !settings.is_empty()) else { return Ok(None) };
    settings.retain(|setting| !is_overruled(setting, command, given));
    Ok(Some(splice(typed, name, &settings)))
}

/// Inserts options after the name of the command.
fn splice(typed: &[OsString], command: &str, settings: &[Setting]) -> Vec<OsString> {
    let words = settings.iter().flat_map(|Setting { name, values }| {
        let switch = values.is_empty().then(|| format!("--{name}"));
        switch.into_iter().chain(values.iter().map(move |value| format!("--{name}={value}")))
    });
    let is_name = |&at: &usize| at > 0 && typed[at] == *command && typed[at - 1] != "--config";
    let at = (0..typed.len()).find(is_name).map_or(typed.len(), |at| at + 1);
    let mut merged = typed.to_vec();
    merged.splice(at..at, words.map(OsString::from));
    merged
}

/// Whether the option, or one that conflicts with it, was typed.
fn is_overruled(setting: &Setting, command: &Command, given: &ArgMatches) -> bool {
    let Some(arg) = option(command, &setting.name) else { return false };
    let is_typed = |arg: &Arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let excludes = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|conflict| conflict.get_id() == other.get_id())
    };
    let mut typed = command.get_arguments().filter(|arg| is_typed(arg));
    typed.any(|other| other.get_id() == arg.get_id() || excludes(arg, other) || excludes(other, arg))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    /// The command line that comes of a file and of what was typed, or the error.
    fn merged_with(file: &str, toml: &str, typed: &str) -> Result<String, String> {
        let all = Arguments::command();
        let matches = all.clone().ignore_errors(true).get_matches_from(words(typed));
        let config = Config::parse(file.into(), toml);
        let merged = config.and_then(|config| merge(&config, &all, &matches, &words(typed)));
        let merged = merged.map_err(|error| error.to_string())?.unwrap_or_else(|| words(typed));
        Ok(merged.join(" ".as_ref()).into_string().unwrap())
    }

    fn merged(toml: &str, typed: &str) -> String {
        merged_with("dechaff.toml", toml, typed).unwrap()
    }

    fn error(toml: &str) -> String {
        merged_with("dechaff.toml", toml, "dechaff check").unwrap_err()
    }

    fn setting(name: &str, values: &[&str]) -> Setting {
        Setting { name: name.to_owned(), values: values.iter().map(|&value| value.to_owned()).collect() }
    }

    #[test]
    fn options_are_inserted_after_the_command() {
        let settings = [setting("quiet", &[]), setting("ignore", &["date", "nav"])];
        for (typed, merged) in [
            ("dechaff check pages", "dechaff check --quiet --ignore=date --ignore=nav pages"),
            ("dechaff check", "dechaff check --quiet --ignore=date --ignore=nav"),
            // The first "check" is the value of --config.
            (
                "dechaff --config check check check",
                "dechaff --config check check --quiet --ignore=date --ignore=nav check",
            ),
            ("check check", "check check --quiet --ignore=date --ignore=nav"),
        ] {
            assert_eq!(splice(&words(typed), "check", &settings), words(merged), "{typed}");
        }
        assert_eq!(splice(&words("dechaff check pages"), "check", &[]), words("dechaff check pages"));
    }

    #[test]
    fn a_table_wins_over_the_top() {
        let toml = "threads = 1\nlang = \"ar\"\n[check]\nthreads = 2\n[clean]\nthreads = 3\n";
        assert_eq!(merged(toml, "dechaff check x"), "dechaff check --lang=ar --threads=2 x");
        assert_eq!(merged(toml, "dechaff clean x"), "dechaff clean --lang=ar --threads=3 x");
        assert_eq!(merged(toml, "dechaff report x"), "dechaff report --lang=ar --threads=1 x");
        // explain has no --threads, rules no options at all.
        assert_eq!(merged(toml, "dechaff explain x"), "dechaff explain --lang=ar x");
        assert_eq!(merged(toml, "dechaff rules"), "dechaff rules");
    }

    #[test]
    fn typed_options_win() {
        let toml = "[check]\nformat = \"jsonl\"\nignore = [\"nav\"]\n";
        for typed in ["dechaff check --format json --ignore date x", "dechaff check --diff --ignore date x"] {
            // --diff conflicts with --format.
            assert_eq!(merged(toml, typed), typed);
        }
        assert_eq!(
            merged(toml, "dechaff check --ignore date x"),
            "dechaff check --format=jsonl --ignore date x"
        );
    }

    #[test]
    fn switches_are_on_or_off() {
        assert_eq!(merged("quiet = true", "dechaff check x"), "dechaff check --quiet x");
        assert_eq!(merged("quiet = false", "dechaff check x"), "dechaff check x");
        assert_eq!(error("quiet = 1"), "dechaff.toml: quiet must be true or false");
    }

    #[test]
    fn arrays_and_tables_become_repeated_options() {
        assert_eq!(
            merged("ignore = [\"date\", \"nav\"]\nallow = \"a b\"\nselect = []", "dechaff check x"),
            "dechaff check --ignore=date --ignore=nav --allow=a b x"
        );
        assert_eq!(
            merged("[check.per-path]\n\"a/**\" = [\"nav\", \"ad\"]\n\"b\" = \"date\"", "dechaff check x"),
            "dechaff check --per-path=a/**=nav,ad --per-path=b=date x"
        );
        assert_eq!(merged("max-noise = 0.5", "dechaff check x"), "dechaff check --max-noise=0.5 x");
        // --format takes one value.
        assert_eq!(
            error("[check]\nformat = [\"json\"]"),
            "dechaff.toml: format must be a string or a number"
        );
        assert_eq!(error("[check]\nignore = [[1]]"), "dechaff.toml: ignore must be a string or a number");
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let toml = "baseline = \"known.jsonl\"\npacks = [\"a.toml\", \"b/c.toml\"]\nignore = \"date\"";
        let merged = merged_with("deep/dechaff.toml", toml, "dechaff check x").unwrap().replace('\\', "/");
        assert_eq!(
            merged,
            "dechaff check --ignore=date --baseline=deep/known.jsonl --packs=deep/a.toml --packs=deep/b/c.toml x"
        );
        let beside = merged_with("dechaff.toml", "baseline = \"known.jsonl\"", "dechaff check x").unwrap();
        assert_eq!(beside, "dechaff check --baseline=known.jsonl x");
    }

    #[test]
    fn unknown_keys_are_errors() {
        for (toml, message) in [
            ("kep = 1", "unknown key \"kep\", did you mean keep? (dechaff config lists all keys)"),
            ("[check]\nmax-nois = 1", "unknown key \"max-nois\" in [check], did you mean max-noise?"),
            ("[chekc]", "unknown key \"chekc\", did you mean check?"),
            // In the table of a command that does not run.
            ("[explain]\nkeeep = 1", "unknown key \"keeep\" in [explain], did you mean keep?"),
            // Known, but not to this command.
            ("[explain]\nmax-noise = 1", "unknown key \"max-noise\" in [explain]"),
            ("config = \"x\"", "unknown key \"config\""),
            ("check = 1", "check is a command: write a table, [check]"),
        ] {
            let error = error(toml);
            assert!(error.starts_with(&format!("dechaff.toml: {message}")), "{error}");
        }
    }
}
