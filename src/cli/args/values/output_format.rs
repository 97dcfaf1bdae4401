//! What kind of files to write.

/// The value of `--output-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// One output file per input file
    #[default]
    Auto,
    /// One text file per page; for a record, DIR/FILE/ID.txt
    Text,
    /// Dolma attributes that give position and label of the chaff: DIR/attributes/NAME/FILE
    DolmaAttributes,
    /// Pages as records, in files of --shard-size
    Jsonl,
    /// The same, compressed with gzip
    #[value(name = "jsonl.gz")]
    JsonlGz,
    /// The same, compressed with zstd
    #[value(name = "jsonl.zst")]
    JsonlZst,
}

impl OutputFormat {
    /// Whether pages are collected in JSONL files.
    pub fn collects(self) -> bool {
        matches!(self, Self::Jsonl | Self::JsonlGz | Self::JsonlZst)
    }

    /// Extension of the files, without a leading dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Auto | Self::Text | Self::DolmaAttributes | Self::Jsonl => "jsonl",
            Self::JsonlGz => "jsonl.gz",
            Self::JsonlZst => "jsonl.zst",
        }
    }
}
