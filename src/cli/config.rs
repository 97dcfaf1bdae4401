//! `dechaff.toml`: options as if they were typed in front of those that are.
//!
//! A key is the name of an option. So every option has one, its value is read as on the command line, and what is typed
//! wins.

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

/// Its name, wherever it is.
pub const NAME: &str = "dechaff.toml";

/// The file, read.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it is.
    pub file: PathBuf,
    table: Table,
}

/// An option that the file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, without dashes.
    pub name: String,
    /// Its values; a switch that is on has none.
    pub values: Vec<String>,
}

/// The arguments as typed, with those of the file.
pub fn arguments() -> Result<Arguments> {
    let typed: Vec<OsString> = env::args_os().collect();
    let command = Arguments::command();
    // What is missing the file may have.
    let is_missing = |error: &clap::Error| error.kind() == ErrorKind::MissingRequiredArgument;
    let (matches, missing) = match command.clone().try_get_matches_from(&typed) {
        Ok(matches) => (matches, None),
        Err(error) if is_missing(&error) => {
            (command.clone().ignore_errors(true).get_matches_from(&typed), Some(error))
        }
        Err(error) => error.exit(),
    };
    let plain = || match &missing {
        None => Ok(Arguments::from_arg_matches(&matches)?),
        Some(error) => error.exit(),
    };
    let Some((name, given)) = matches.subcommand() else { return plain() };
    let Some(config) = Config::find(&matches)? else { return plain() };
    let settings = config.settings(&command, name)?;
    let Some(of) = command.find_subcommand(name).filter(|_| !settings.is_empty()) else { return plain() };
    let settings = settings.into_iter().filter(|setting| !is_overruled(setting, of, given));
    let words = settings.flat_map(|Setting { name, values }| {
        let switch = values.is_empty().then(|| format!("--{name}"));
        switch.into_iter().chain(values.into_iter().map(move |value| format!("--{name}={value}")))
    });
    let is_name = |&at: &usize| at > 0 && typed[at] == *name && typed[at - 1] != "--config";
    let at = (0..typed.len()).find(is_name).map_or(typed.len(), |at| at + 1);
    let mut all = typed.clone();
    all.splice(at..at, words.map(OsString::from));
    // The words as typed are in order, or we would not be here.
    Arguments::try_parse_from(&all).map_err(|error| {
        if is_missing(&error) && missing.is_some() {
            error.exit();
        }
        let error = error.to_string();
        let lines: Vec<_> = error.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
        anyhow!("{}: {}", shown(&config.file), lines.join(" ").trim_start_matches("error: "))
    })
}

/// Whether an option was typed, or one that cannot stand beside it.
fn is_overruled(setting: &Setting, of: &Command, given: &ArgMatches) -> bool {
    let Some(arg) = option(of, &setting.name) else { return false };
    let is_typed = |arg: &Arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let excludes = |one: &Arg, other: &Arg| {
        of.get_arg_conflicts_with(one).iter().any(|conflict| conflict.get_id() == other.get_id())
    };
    let mut typed = of.get_arguments().filter(|arg| is_typed(arg));
    typed.any(|other| other.get_id() == arg.get_id() || excludes(arg, other) || excludes(other, arg))
}

/// The option of a command that has a name.
fn option<'c>(of: &'c Command, name: &str) -> Option<&'c Arg> {
    options(of).find(|arg| arg.get_long() == Some(name))
}

/// The options of a command that have a key.
pub fn options(of: &Command) -> impl Iterator<Item = &Arg> {
    const NONE: [&str; 4] = ["help", "version", "config", "no-config"];
    of.get_arguments().filter(|arg| arg.get_long().is_some_and(|name| !NONE.contains(&name)))
}

/// The commands that have options.
pub fn commands(all: &Command) -> impl Iterator<Item = &Command> {
    // These two only speak of the program itself.
    let is_plain = |of: &&Command| !matches!(of.get_name(), "config" | "man");
    all.get_subcommands().filter(is_plain).filter(|of| options(of).next().is_some())
}

impl Config {
    /// The file that was named, or the next one upwards from the working directory.
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
        // What lies here is named as it would be typed.
        let short = |file: PathBuf| file.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(file);
        found.map(short).map(Self::read).transpose()
    }

    fn read(file: PathBuf) -> Result<Self> {
        let text = fs::read_to_string(&file).with_context(|| shown(&file))?;
        let table = text.parse::<Table>();
        let table = table.map_err(|error| anyhow!("{}: {}", shown(&file), error.to_string().trim_end()))?;
        Ok(Self { file, table })
    }

    /// What it sets of a command: in the command's table, else at the top. Fails on any key that is none, be it of this
    /// command or of another.
    pub fn settings(&self, all: &Command, name: &str) -> Result<Vec<Setting>> {
        self.check(all)?;
        let Some(of) = all.find_subcommand(name) else { return Ok(Vec::new()) };
        let own = self.table.get(name).and_then(Value::as_table);
        let mut settings = Vec::new();
        for arg in options(of) {
            let key = arg.get_long().unwrap_or_default();
            let value = own.and_then(|own| own.get(key)).or_else(|| self.table.get(key));
            if let Some(value) = value {
                settings.extend(self.setting(arg, key, value)?);
            }
        }
        Ok(settings)
    }

    fn check(&self, all: &Command) -> Result<()> {
        let keys = |of: &Command| options(of).filter_map(Arg::get_long).map(str::to_owned).collect();
        let every: Vec<String> = commands(all).flat_map(keys).collect();
        for (key, value) in &self.table {
            match (commands(all).find(|of| of.get_name() == key), value) {
                (Some(of), Value::Table(table)) => {
                    let keys: Vec<String> = keys(of);
                    table.keys().try_for_each(|key| self.known(key, &keys, of.get_name()))?;
                }
                (Some(_), _) => bail!("{}: {key} is a command: write [{key}]", shown(&self.file)),
                (None, _) => {
                    let commands = commands(all).map(|of| of.get_name().to_owned());
                    self.known(key, &every.iter().cloned().chain(commands).collect::<Vec<_>>(), "")?;
                }
            }
        }
        Ok(())
    }

    fn known(&self, key: &str, keys: &[String], of: &str) -> Result<()> {
        if keys.iter().any(|known| known == key) {
            return Ok(());
        }
        let place = if of.is_empty() { String::new() } else { format!(" in [{of}]") };
        let meant = did_you_mean(key, keys.iter().map(String::as_str));
        bail!("{}: unknown key {key:?}{place}{meant} (dechaff config lists them)", shown(&self.file));
    }

    fn setting(&self, arg: &Arg, key: &str, value: &Value) -> Result<Option<Setting>> {
        let wrong = |what: &str| anyhow!("{}: {key} has to be {what}", shown(&self.file));
        let name = key.to_owned();
        if !takes_value(arg) {
            let is_on = value.as_bool().ok_or_else(|| wrong("true or false"))?;
            return Ok(is_on.then_some(Setting { name, values: Vec::new() }));
        }
        let text = |value: &Value| match value {
            Value::String(text) => Ok(self.place(arg, text)),
            Value::Integer(number) => Ok(number.to_string()),
            Value::Float(number) => Ok(number.to_string()),
            _ => Err(wrong("a text or a number")),
        };
        let values = match value {
            Value::Array(values) if takes_many(arg) => values.iter().map(text).collect::<Result<_>>()?,
            // "GLOB" = ["rule", "rule"]
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

    /// Paths are those beside the file.
    fn place(&self, arg: &Arg, text: &str) -> String {
        let is_path = arg.get_value_parser().type_id() == ValueParser::path_buf().type_id();
        match self.file.parent() {
            Some(folder) if is_path && folder != Path::new("") => {
                folder.join(text).to_string_lossy().into_owned()
            }
            _ => text.to_owned(),
        }
    }
}

/// Whether an option is more than a switch.
pub fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// Whether an option may be given again.
pub fn takes_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}
