//! What cleaned pages are written as.

/// The choice on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// A file for each file
    #[default]
    Auto,
    /// Records in files of --shard-size
    Jsonl,
    /// The same, packed with gzip
    #[value(name = "jsonl.gz")]
    JsonlGz,
    /// The same, packed with zstd
    #[value(name = "jsonl.zst")]
    JsonlZst,
}

impl OutputFormat {
    /// What the names of its files end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Auto | Self::Jsonl => "jsonl",
            Self::JsonlGz => "jsonl.gz",
            Self::JsonlZst => "jsonl.zst",
        }
    }
}
