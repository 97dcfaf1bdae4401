//! `dechaff.toml`: each key is the name of an option.
//!
//! Its options are inserted into the command line before those that were typed. So every option has a key, a value is
//! parsed in one way wherever it comes from, and an option that was typed wins.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail};
use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches, Parser};
use toml::{Table, Value};

use crate::cli::args::Arguments;
use crate::cli::args::values::did_you_mean;
use crate::cli::source::shown;

/// The name of the file.
pub const NAME: &str = "dechaff.toml";

/// A configuration file.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its path.
    pub file: PathBuf,
    table: Table,
}

/// An option that the file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, without dashes.
    pub name: String,
    /// Its values. A switch that is on has none.
    pub values: Vec<String>,
}

/// The arguments as typed, completed from the configuration file. Exits when clap does: after help, or on bad usage.
pub fn arguments(typed: &[OsString]) -> Result<Arguments> {
    let all = Arguments::command();
    let (matches, missing) = match all.clone().try_get_matches_from(typed) {
        Ok(matches) => (matches, None),
        // The file may have the argument that is missing.
        Err(error) if is_missing(&error) => {
            (all.clone().ignore_errors(true).get_matches_from(typed), Some(error))
        }
        Err(error) => error.exit(),
    };
    let config = if matches.subcommand().is_some() { Config::find(&matches)? } else { None };
    let merged = config.as_ref().map(|config| merge(config, &all, &matches, typed)).transpose()?.flatten();
    match (config, merged, missing) {
        (Some(config), Some(merged), missing) => Arguments::try_parse_from(&merged).map_err(|error| {
            if is_missing(&error) && missing.is_some() {
                error.exit();
            }
            config.error(&one_line(&error))
        }),
        (.., Some(error)) => error.exit(),
        (.., None) => Ok(Arguments::from_arg_matches(&matches)?),
    }
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

fn option<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    options(command).find(|arg| arg.get_long() == Some(name))
}

/// The options of a command that have a key.
pub fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    const NO_KEY: [&str; 4] = ["help", "version", "config", "no-config"];
    command.get_arguments().filter(|arg| arg.get_long().is_some_and(|name| !NO_KEY.contains(&name)))
}

/// The commands that have a table.
pub fn commands(all: &Command) -> impl Iterator<Item = &Command> {
    // These two describe the program itself.
    let has_table = |command: &&Command| !matches!(command.get_name(), "config" | "man");
    all.get_subcommands().filter(has_table).filter(|command| options(command).next().is_some())
}

impl Config {
    /// The file that `--config` names, or the nearest one in the working directory and above.
    pub fn find(matches: &ArgMatches) -> Result<Option<Self>> {
        let (_, given) = matches.subcommand().unwrap_or(("", matches));
        if given.get_flag("no_config") {
            return Ok(None);
        }
        if let Some(file) = given.get_one::<PathBuf>("config") {
            return Self::read(file.clone()).map(Some);
        }
        let Ok(here) = env::current_dir() else { return Ok(None) };
        let found = here.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file());
        // Messages show the path that a person would type.
        let short = |file: PathBuf| file.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(file);
        found.map(short).map(Self::read).transpose()
    }

    fn read(file: PathBuf) -> Result<Self> {
        let text = fs::read_to_string(&file).with_context(|| shown(&file))?;
        Self::parse(file, &text)
    }

    fn parse(file: PathBuf, text: &str) -> Result<Self> {
        let table = text.parse::<Table>();
        let table = table.map_err(|error| anyhow!("{}: {}", shown(&file), error.to_string().trim_end()))?;
        Ok(Self { file, table })
    }

    fn error(&self, message: &str) -> anyhow::Error {
        anyhow!("{}: {message}", shown(&self.file))
    }

    /// The options that the file sets for a command: keys of the command's table win over those at the top. Fails on
    /// any unknown key, also in the table of another command.
    pub fn settings(&self, all: &Command, name: &str) -> Result<Vec<Setting>> {
        self.check_keys(all)?;
        let Some(command) = all.find_subcommand(name) else { return Ok(Vec::new()) };
        let own = self.table.get(name).and_then(Value::as_table);
        let mut settings = Vec::new();
        for arg in options(command) {
            let key = arg.get_long().unwrap_or_default();
            let value = own.and_then(|own| own.get(key)).or_else(|| self.table.get(key));
            if let Some(value) = value {
                settings.extend(self.setting(arg, key, value)?);
            }
        }
        Ok(settings)
    }

    fn check_keys(&self, all: &Command) -> Result<()> {
        let keys =
            |command: &Command| options(command).filter_map(Arg::get_long).map(str::to_owned).collect();
        let every: Vec<String> = commands(all).flat_map(keys).collect();
        for (key, value) in &self.table {
            match (commands(all).find(|command| command.get_name() == key), value) {
                (Some(command), Value::Table(table)) => {
                    let known: Vec<String> = keys(command);
                    table.keys().try_for_each(|key| self.check_key(key, &known, command.get_name()))?;
                }
                (Some(_), _) => bail!(self.error(&format!("{key} is a command: write a table, [{key}]"))),
                (None, _) => {
                    let commands = commands(all).map(|command| command.get_name().to_owned());
                    self.check_key(key, &every.iter().cloned().chain(commands).collect::<Vec<_>>(), "")?;
                }
            }
        }
        Ok(())
    }

    /// `table` is the name of the table that the key is in, or empty at the top.
    fn check_key(&self, key: &str, known: &[String], table: &str) -> Result<()> {
        if known.iter().any(|known| known == key) {
            return Ok(());
        }
        let table = if table.is_empty() { String::new() } else { format!(" in [{table}]") };
        let meant = did_you_mean(key, known.iter().map(String::as_str));
        bail!(self.error(&format!("unknown key {key:?}{table}{meant} (dechaff config lists all keys)")));
    }

    /// `None` if the option stays off or has no values.
    fn setting(&self, arg: &Arg, key: &str, value: &Value) -> Result<Option<Setting>> {
        let must_be = |what: &str| self.error(&format!("{key} must be {what}"));
        let name = key.to_owned();
        if !takes_value(arg) {
            let is_on = value.as_bool().ok_or_else(|| must_be("true or false"))?;
            return Ok(is_on.then_some(Setting { name, values: Vec::new() }));
        }
        let text = |value: &Value| match value {
            Value::String(text) => Ok(self.resolve(arg, text)),
            Value::Integer(number) => Ok(number.to_string()),
            Value::Float(number) => Ok(number.to_string()),
            _ => Err(must_be("a string or a number")),
        };
        let values = match value {
            Value::Array(values) if takes_many(arg) => values.iter().map(text).collect::<Result<_>>()?,
            // "GLOB" = ["rule", "rule"] becomes GLOB=rule,rule.
            Value::Table(table) if takes_many(arg) => {
                let pair = |(glob, values): (&String, &Value)| match values {
                    Value::Array(values) => {
                        let values: Vec<String> = values.iter().map(text).collect::<Result<_>>()?;
                        Ok(format!("{glob}={}", values.join(",")))
                    }
                    value => Ok(format!("{glob}={}", text(value)?)),
                };
                table.iter().map(pair).collect::<Result<_>>()?
            }
            value => vec![text(value)?],
        };
        Ok((!values.is_empty()).then_some(Setting { name, values }))
    }

    /// A relative path in the file is relative to the file's folder.
    fn resolve(&self, arg: &Arg, text: &str) -> String {
        let is_path = arg.get_value_parser().type_id() == ValueParser::path_buf().type_id();
        match self.file.parent() {
            Some(folder) if is_path && folder != Path::new("") => {
                folder.join(text).to_string_lossy().into_owned()
            }
            _ => text.to_owned(),
        }
    }
}

/// Whether an option takes a value, and is not a switch.
pub fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// Whether an option is repeatable.
pub fn takes_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
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
