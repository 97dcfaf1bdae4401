//! `dechaff config`, as it is typed.

use clap::Args;

/// Show all settings, and where each comes from
///
/// Options can stand in a file dechaff.toml, which is looked for in the working directory and upwards: at the top for all
/// commands that have them, in a table such as [check] for one. A key is the name of an option, without dashes. What is
/// typed wins. Paths are those beside the file.
///
/// Exit codes: 0 done, 2 the file is wrong.
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
    /// Print the JSON Schema of the file instead
    #[arg(long)]
    pub schema: bool,
}
