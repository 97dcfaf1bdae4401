//! Options for what a run prints while it works.

use clap::Args;

use crate::cli::args::values::ProgressWhen;

#[derive(Clone, Copy, Debug, Args)]
pub struct ProgressArguments {
    /// When to show a progress bar on stderr
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressWhen::Auto)]
    pub progress: ProgressWhen,

    /// Print only errors on stderr
    #[arg(short, long)]
    pub quiet: bool,
}

impl ProgressArguments {
    /// When to show a progress bar, given that a quiet run shows none.
    pub fn when(self) -> ProgressWhen {
        if self.quiet { ProgressWhen::Never } else { self.progress }
    }
}
