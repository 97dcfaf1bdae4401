//! What makes pages one site, and where templates come from.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::cli::source::FieldPath;

/// The value of `--site-from`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SiteFrom {
    /// The host if it is known, otherwise the folder.
    #[default]
    Auto,
    /// Pages in one folder.
    Folder,
    /// Pages of one host. A page whose host is unknown has no site.
    Host,
    /// Records of one file.
    File,
    /// Records with the same value in this field.
    Field(FieldPath),
}

/// The value of `--templates`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatesFrom {
    /// Learned from the input.
    Auto,
    /// No templates.
    Off,
    /// Read from a file that `dechaff learn` wrote.
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
    /// The field that tells the site, if it is told by a field.
    pub fn field(&self) -> Option<&FieldPath> {
        if let Self::Field(field) = self { Some(field) } else { None }
    }
}
