//! `dechaff config`.

use clap::Args;

/// Show all settings, and where each comes from
///
/// dechaff reads options from dechaff.toml in the working directory, or else in the nearest folder above that has one. A key is
/// the name of an option without its dashes. At the top of the file it sets the option for every command that has it; in a
/// table such as [check], for that command. Options on the command line win. Relative paths are relative to the file.
///
/// A dechaff.toml that dechaff finds is only read if it is yours: it and its folder belong to you or to root, and nobody else
/// may write to them. One that you name with --config is always read. These options are only taken from the command line:
/// --output, --removed, --stats, --overwrite, --in-place, --backup, --force, --write-baseline, --update-baseline and --follow.
///
/// Exit codes: 0 success; 2 the file has an error.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_long_help = "Example of dechaff.toml:
  lang = \"ar\"
  packs = [\"my-site.toml\"]

  [check]
  max-noise = \"2%\"
  baseline = \"known.jsonl\"
  allow = [\"Share this recipe\"]

  [check.per-path]
  \"forums/**\" = [\"comment-section\", \"date\"]")]
pub struct ConfigArguments {
    /// Print the JSON Schema of dechaff.toml instead
    #[arg(long)]
    pub schema: bool,
}
