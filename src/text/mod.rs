//! Text in any script: characters, lines, words and dates.

pub(crate) mod builtin;
pub(crate) mod chars;
pub(crate) mod clock;
pub(crate) mod memory;
pub(crate) mod page;
pub(crate) mod reading;
pub(crate) mod seeded;
pub(crate) mod segments;
pub(crate) mod site;
