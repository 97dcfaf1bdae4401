//! What a site is, and where its templates come from.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::cli::source::FieldPath;

/// What a site is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SiteFrom {
    /// The host where one is known, else the folder.
    #[default]
    Auto,
    /// The pages of a folder.
    Folder,
    /// The pages of a host; pages that name none are of no site.
    Host,
    /// The records of a file.
    File,
    /// The records with the same value in a field.
    Field(FieldPath),
}

/// Where it is known from what stands on many pages of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatesFrom {
    /// From the pages that are cleaned.
    Auto,
    /// Nothing is known.
    Off,
    /// From a file.
    File(PathBuf),
}

impl FromStr for SiteFrom {
    type Err = <FieldPath as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "auto" => Self::Auto,
            "folder" => Self::Folder,
            "host" => Self::Host,
            "file" => Self::File,
            field => Self::Field(field.parse()?),
        })
    }
}

impl fmt::Display for SiteFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Folder => f.write_str("folder"),
            Self::Host => f.write_str("host"),
            Self::File => f.write_str("file"),
            Self::Field(field) => field.fmt(f),
        }
    }
}

impl FromStr for TemplatesFrom {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "auto" => Self::Auto,
            "off" => Self::Off,
            file => Self::File(file.into()),
        })
    }
}

impl SiteFrom {
    /// The field of a record that names its site, if one does.
    pub fn field(&self) -> Option<&FieldPath> {
        if let Self::Field(field) = self { Some(field) } else { None }
    }
}
