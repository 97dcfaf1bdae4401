//! What cleaned pages are written as.

/// The choice on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// A file for each file
    #[default]
    Auto,
    /// Files of text, also for each record: DIR/FILE/ID.txt
    Text,
    /// Where the chaff is in each record, and what it is: DIR/attributes/NAME/FILE, as Dolma has it
    DolmaAttributes,
    /// Pages as records in files of --shard-size
    Jsonl,
    /// The same, packed with gzip
    #[value(name = "jsonl.gz")]
    JsonlGz,
    /// The same, packed with zstd
    #[value(name = "jsonl.zst")]
    JsonlZst,
}

impl OutputFormat {
    /// Whether pages are collected in files of records.
    pub fn collects(self) -> bool {
        matches!(self, Self::Jsonl | Self::JsonlGz | Self::JsonlZst)
    }

    /// What the names of its files end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Auto | Self::Text | Self::DolmaAttributes | Self::Jsonl => "jsonl",
            Self::JsonlGz => "jsonl.gz",
            Self::JsonlZst => "jsonl.zst",
        }
    }
}
