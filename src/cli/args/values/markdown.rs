//! What becomes of links and pictures in Markdown, and the address that they start from.

use std::str::FromStr;

use dechaff::{ImageStyle, LinkStyle};

/// The value of `clean --links`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichLinks {
    /// Links stay links
    Keep,
    /// Their text stays
    #[default]
    Text,
    /// They go with their text
    None,
}

impl From<WhichLinks> for LinkStyle {
    fn from(which: WhichLinks) -> Self {
        match which {
            WhichLinks::Keep => Self::Keep,
            WhichLinks::Text => Self::Text,
            WhichLinks::None => Self::None,
        }
    }
}

/// The value of `clean --images`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichImages {
    /// Pictures stay pictures
    Keep,
    /// The text that stands for a picture takes its place
    Alt,
    /// They go
    #[default]
    None,
}

impl From<WhichImages> for ImageStyle {
    fn from(which: WhichImages) -> Self {
        match which {
            WhichImages::Keep => Self::Keep,
            WhichImages::Alt => Self::Alt,
            WhichImages::None => Self::None,
        }
    }
}

/// The value of `clean --base-url`: an absolute URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(pub String);

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_absolute(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err("not an absolute URL (write it with its scheme and host, such as https://example.org/news/)")
        }
    }
}

/// Whether a text is a URL with a host.
pub fn is_absolute(text: &str) -> bool {
    let rest = text.split_once("://").filter(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    });
    rest.is_some_and(|(_, rest)| {
        !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_absolute() {
        assert!("https://example.org".parse::<BaseUrl>().is_ok());
        for text in ["example.org", "/news", "https:///x", "https://a b", "1://x", ""] {
            assert!(text.parse::<BaseUrl>().is_err(), "{text}");
        }
    }
}
