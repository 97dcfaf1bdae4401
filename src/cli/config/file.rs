//! `dechaff.toml` as a file: where it is found, and what its keys mean.

use std::env;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::{Table, Value};

use crate::cli::args::values::did_you_mean;
use crate::cli::source::shown;
use crate::cli::terminal_text::excerpt;
use crate::cli::trust::distrust;

/// The name of the file.
pub const NAME: &str = "dechaff.toml";

/// Options that are only taken from the command line: what is written, overwritten or deleted, and whether links lead out
/// of the folders that were named.
const TYPED_ONLY: [&str; 12] = [
    "backup",
    "follow",
    "force",
    "in-place",
    "output",
    "overwrite",
    "removed",
    "report",
    "stats",
    "summary",
    "update-baseline",
    "write-baseline",
];

/// Largest file, in bytes.
const LARGEST: u64 = 1 << 20;

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

/// The option with this name.
pub fn option<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    options(command).find(|arg| arg.get_long() == Some(name))
}

/// The options of a command that have a key.
pub fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    const NO_KEY: [&str; 4] = ["help", "version", "config", "no-config"];
    let has_key = |name: &str| !NO_KEY.contains(&name) && !TYPED_ONLY.contains(&name);
    command.get_arguments().filter(move |arg| arg.get_long().is_some_and(has_key))
}

/// The commands that have a table.
pub fn commands(all: &Command) -> impl Iterator<Item = &Command> {
    // These two describe the program itself.
    let has_table = |command: &&Command| !matches!(command.get_name(), "config" | "man");
    all.get_subcommands().filter(has_table).filter(|command| options(command).next().is_some())
}

impl Config {
    /// The file that `--config` names, or the nearest one in the working directory and above that is the user's own. Also
    /// returns a message for each nearer one that is not.
    pub fn find(matches: &ArgMatches) -> Result<(Option<Self>, Vec<String>)> {
        let (_, given) = matches.subcommand().unwrap_or(("", matches));
        let mut ignored = Vec::new();
        if given.get_flag("no_config") {
            return Ok((None, ignored));
        }
        if let Some(file) = given.get_one::<PathBuf>("config") {
            return Ok((Some(Self::read(file.clone())?), ignored));
        }
        let Ok(here) = env::current_dir() else { return Ok((None, ignored)) };
        for path in here.ancestors().map(|folder| folder.join(NAME)).filter(|file| file.is_file()) {
            // Messages show the path that a person would type.
            let short = path.strip_prefix(&here).unwrap_or(&path);
            let Some(reason) = distrust(&path) else {
                return Ok((Some(Self::read(short.to_owned())?), ignored));
            };
            let file = shown(short);
            ignored.push(format!("{file} is not read: {reason} (give --config {file} if you trust it)"));
        }
        Ok((None, ignored))
    }

    fn read(file: PathBuf) -> Result<Self> {
        let mut text = String::new();
        let opened = File::open(&file).with_context(|| shown(&file))?;
        opened.take(LARGEST + 1).read_to_string(&mut text).with_context(|| shown(&file))?;
        if text.len() as u64 > LARGEST {
            bail!("{}: larger than {LARGEST} bytes, so it is no configuration", shown(&file));
        }
        Self::parse(file, &text)
    }

    /// Reads the text of a file.
    pub fn parse(file: PathBuf, text: &str) -> Result<Self> {
        let table = text.parse::<Table>();
        let table = table.map_err(|error| anyhow!("{}{}", shown(&file), toml_error(text, &error)))?;
        Ok(Self { file, table })
    }

    /// An error that names the file.
    pub fn error(&self, message: &str) -> anyhow::Error {
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
        if TYPED_ONLY.contains(&key) {
            bail!(
                self.error(&format!("{key}{table} is only taken from the command line (give --{key} there)"))
            );
        }
        let key = excerpt(key);
        let meant = did_you_mean(&key, known.iter().map(String::as_str));
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

/// The position and the message of an error, which follow the name of the file. They quote nothing of the text, which may be
/// any file that somebody else's settings name.
pub fn toml_error(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let position = before.map(|before| {
        let line = before.rsplit('\n').next().unwrap_or_default();
        format!(":{}:{}", before.matches('\n').count() + 1, line.chars().count() + 1)
    });
    format!("{}: {}", position.unwrap_or_default(), excerpt(error.message()))
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
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Arguments;

    #[test]
    fn a_file_names_no_output() {
        // Paths that are only read.
        let read = ["baseline", "compare", "model", "packs", "pages", "show", "templates"];
        let all = Arguments::command();
        let is_path = |arg: &&Arg| arg.get_value_parser().type_id() == ValueParser::path_buf().type_id();
        let paths = commands(&all).flat_map(|command| options(command).filter(is_path));
        let names: std::collections::BTreeSet<_> = paths.filter_map(Arg::get_long).collect();
        // A new path is either one to read, or belongs to the options that have no key.
        assert!(names.iter().all(|name| read.contains(name)), "{names:?}");
        let every: Vec<_> =
            all.get_subcommands().flat_map(Command::get_arguments).filter_map(Arg::get_long).collect();
        assert!(TYPED_ONLY.iter().all(|name| every.contains(name)));
    }

    #[test]
    fn errors_quote_nothing_of_the_file() {
        let parse = |text: &str| Config::parse("dechaff.toml".into(), text).unwrap_err().to_string();
        let error = parse("lang = \"ar\"\n[check]\nroot:$6$secret\n");
        assert!(error.starts_with("dechaff.toml:3:15: ") && !error.contains("secret"), "{error}");
        let error = Config::parse("a.toml".into(), &format!("{} = 1", "k".repeat(5_000))).unwrap();
        let error = error.settings(&Arguments::command(), "check").unwrap_err().to_string();
        assert!(error.chars().count() < 400, "{error}");
    }
}
