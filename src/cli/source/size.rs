//! Sizes in bytes, as people write them.

use std::fmt;
use std::str::FromStr;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl Size {
    /// No page is larger.
    pub const UNLIMITED: Self = Self(u64::MAX);
}

/// Text that is no size.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is no size; write bytes, or a number with KiB, MiB or GiB, such as 64MiB")]
pub struct InvalidSize(String);

/// Largest first, so that a size is shown in the largest unit that divides it.
const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

impl FromStr for Size {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor = match unit.trim() {
            "" | "B" => Some(1),
            unit => UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|&(_, bytes)| bytes),
        };
        let bytes =
            number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
        bytes.map(Self).ok_or_else(|| InvalidSize(text.to_owned()))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, bytes)| self.0 >= *bytes && self.0.is_multiple_of(*bytes)) {
            Some((name, bytes)) => write!(f, "{} {name}", self.0 / bytes),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown() {
        for (text, bytes, shown) in [
            ("64MiB", 64 << 20, "64 MiB"),
            ("1 gib", 1 << 30, "1 GiB"),
            ("1536", 1536, "1536 bytes"),
            ("2KiB", 2048, "2 KiB"),
            ("0", 0, "0 bytes"),
        ] {
            assert_eq!(text.parse(), Ok(Size(bytes)));
            assert_eq!(Size(bytes).to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_size_is_said() {
        for text in ["", "MiB", "1.5MiB", "10 MB", "-1", "99999999999GiB"] {
            assert_eq!(text.parse::<Size>(), Err(InvalidSize(text.to_owned())));
        }
    }
}
