//! Shares and probabilities: 0.02 or 2%.

use std::str::FromStr;

/// A number from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(pub f64);

impl FromStr for Share {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let (number, unit) = match word.strip_suffix('%') {
            Some(number) => (number, 100.0),
            None => (word, 1.0),
        };
        let share = number.trim().parse::<f64>().map(|number| number / unit);
        match share {
            Ok(share) if (0.0..=1.0).contains(&share) => Ok(Self(share)),
            _ => Err(format!("invalid share {word:?}: use a number from 0 to 1, or a percentage such as 2%")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read() {
        assert_eq!("2%".parse(), Ok(Share(0.02)));
        assert_eq!("0.5".parse(), Ok(Share(0.5)));
        for word in ["2", "-1%", "NaN", "", "%", "a"] {
            assert!(word.parse::<Share>().is_err(), "{word}");
        }
    }
}
