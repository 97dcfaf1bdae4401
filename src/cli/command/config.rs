//! `dechaff config`: prints all settings with their origins, or the schema of `dechaff.toml`.

use std::fmt::Write;

use anyhow::Result;
use clap::{Arg, CommandFactory};
use serde_json::{Map, Value, json};

use super::Outcome;
use crate::cli::args::{Arguments, ConfigArguments};
use crate::cli::config::{Config, NAME, commands, options, takes_many, takes_value};
use crate::cli::output::{print, say};
use crate::cli::source::shown;
use crate::cli::terminal_text::sanitize_json;

/// Prints what the arguments ask for.
pub fn run(arguments: ConfigArguments) -> Result<Outcome> {
    let all = Arguments::command();
    if arguments.schema {
        let schema = serde_json::to_string_pretty(&schema(&all)).expect("serializing to memory cannot fail");
        print(format!("{schema}\n"))?;
        return Ok(Outcome::Done);
    }
    let (config, ignored) = Config::find(&all.clone().get_matches())?;
    ignored.iter().for_each(|line| say(line));
    print(&settings(&all, config.as_ref())?)?;
    Ok(Outcome::Done)
}

/// All settings in the format of `dechaff.toml`, with their origins.
fn settings(all: &clap::Command, config: Option<&Config>) -> Result<String> {
    let file = config.map(|config| shown(&config.file));
    let mut text = format!(
        "# {}\n",
        file.as_deref().unwrap_or("no dechaff.toml in this folder or above; all settings are built in")
    );
    for command in commands(all) {
        let set =
            config.map(|config| config.settings(all, command.get_name())).transpose()?.unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n[{}]", command.get_name());
        for arg in options(command) {
            let name = arg.get_long().unwrap_or_default();
            let own = set.iter().find(|setting| setting.name == name);
            let defaults: Vec<_> =
                arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
            let (values, origin) = match own {
                Some(setting) => (&setting.values, file.as_deref().unwrap_or(NAME)),
                None => (&defaults, "built in"),
            };
            let line = match (&values[..], takes_value(arg)) {
                (_, false) => format!("{name} = {}", own.is_some()),
                ([], true) => format!("# {name} ="),
                (values, true) if takes_many(arg) => format!("{name} = {}", shown_value(&json!(values))),
                (values, true) => format!("{name} = {}", shown_value(&json!(values[0]))),
            };
            let _ = writeln!(text, "{line:<40}  # {origin}");
        }
    }
    Ok(text)
}

/// A value in the syntax that TOML and JSON share.
fn shown_value(value: &Value) -> String {
    sanitize_json(value.to_string())
}

fn schema(all: &clap::Command) -> Value {
    let mut properties = Map::new();
    for command in commands(all) {
        let own: Map<String, Value> = options(command).map(property).collect();
        // Options of several commands may be set at the top for all of them.
        properties.extend(own.clone());
        let about = command.get_about().map(ToString::to_string);
        let table = json!({
            "description": about, "type": "object", "additionalProperties": false, "properties": own,
        });
        properties.insert(command.get_name().to_owned(), table);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": NAME,
        "description": "Options of dechaff by name: at the top for all commands that have them, in a table for one command. \
            Options that name outputs or overwrite files are only taken from the command line.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn property(arg: &Arg) -> (String, Value) {
    let name = arg.get_long().unwrap_or_default().to_owned();
    let values: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let one =
        || if values.is_empty() { json!({"type": ["string", "number"]}) } else { json!({"enum": values}) };
    let mut property = if !takes_value(arg) {
        json!({"type": "boolean"})
    } else if takes_many(arg) {
        let list = json!({"type": "array", "items": one()});
        json!({"anyOf": [one(), list, {"type": "object", "additionalProperties": {"anyOf": [one(), list]}}]})
    } else {
        one()
    };
    property["description"] = json!(arg.get_help().map(ToString::to_string));
    (name, property)
}
