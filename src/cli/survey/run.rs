//! The numbers of a run as JSON, which `clean --stats` and `report --format json` write. `docs/statistics.schema.json`
//! describes it.

use std::fs;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::statistics::Statistics;
use crate::cli::source::shown;

/// The version of the format. It rises if a field gets another meaning or is gone.
const FORMAT: u64 = 1;
/// The field with the version of the format.
const MARK: &str = "dechaff-statistics";

/// What a run was, and its numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    #[serde(flatten)]
    pub about: About,
    #[serde(flatten)]
    pub statistics: Statistics,
}

/// What a run was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct About {
    #[serde(rename = "dechaff-statistics")]
    format: u64,
    /// The version of dechaff.
    pub version: String,
    /// The command line, quoted for a shell.
    pub command: String,
    /// The files and folders named on it.
    pub inputs: Vec<String>,
    /// When the run began, in ISO 8601, UTC.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// What decides which text is kept.
    pub settings: Settings,
}

/// What decides which text is kept, as options are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub keep: Vec<String>,
    pub articles: String,
    pub favor: String,
    pub lang: String,
    pub packs: Vec<String>,
    pub model: Option<String>,
    pub templates: String,
    pub min_chars: u64,
}

/// The beginning of a run.
#[derive(Clone, Debug)]
pub struct Start {
    /// The words of the command line.
    words: Vec<String>,
    time: SystemTime,
    clock: Instant,
}

impl Start {
    /// A run that begins now.
    pub fn now(words: impl Iterator<Item = String>) -> Self {
        Self { words: words.collect(), time: SystemTime::now(), clock: Instant::now() }
    }

    /// How long it has taken so far, in seconds.
    pub fn seconds(&self) -> f64 {
        (self.clock.elapsed().as_secs_f64() * 1e3).round() / 1e3
    }

    /// What the run was, now that it has ended.
    pub fn about(&self, inputs: Vec<String>, settings: Settings) -> About {
        let mut words = self.words.iter().map(String::as_str);
        let program = words.next().map_or("dechaff", |_| "dechaff");
        // A word with NUL cannot be quoted, and none can be typed.
        let command = shlex::try_join([program].into_iter().chain(words)).unwrap_or_default();
        let (version, started) = (env!("CARGO_PKG_VERSION").to_owned(), date_time(self.time));
        About { format: FORMAT, version, command, inputs, started, seconds: self.seconds(), settings }
    }
}

impl Run {
    /// The JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("serializing to memory cannot fail") + "\n"
    }

    /// Reads the JSON of an earlier run.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| shown(file))?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        match json[MARK].as_u64() {
            Some(FORMAT) => {}
            Some(other) => {
                bail!("{}: version {other} of statistics (this program reads {FORMAT})", shown(file))
            }
            None => bail!(
                "{}: no statistics (give a file that clean --stats or report --format json wrote)",
                shown(file)
            ),
        }
        let parse = || {
            Ok::<_, serde_json::Error>(Self {
                about: serde_json::from_value(json.clone())?,
                statistics: serde_json::from_value(json.clone())?,
            })
        };
        parse().with_context(|| shown(file))
    }
}

/// A time in ISO 8601, UTC.
fn date_time(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Eras of 400 years, in years that begin in March, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, year) = if month < 10 { (month + 3, year) } else { (month - 9, year + 1) };
    let year = year + era * 400;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_543_520, "2024-03-04T09:12:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(date_time(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }
}
