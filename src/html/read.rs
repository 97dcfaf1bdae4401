//! Reads a page from its first token to its last.

use super::Html;
use super::reader::Reader;
use super::token::{Token, Tokens};

/// Reads a page, and returns the scripts that may hold its state.
pub(super) fn read(html: &str) -> (Html, Vec<&str>) {
    let mut reader = Reader::new(html);
    reader.read_tokens();
    let states = std::mem::take(&mut reader.states);
    (reader.finish(0), states)
}

/// Reads a page with `unshown`, HTML that it does not show, above it.
pub(super) fn read_below<'h>(unshown: &'h str, html: &'h str) -> Html {
    let mut reader = Reader::new(unshown);
    reader.read_tokens();
    reader.pop_to(1);
    reader.end_line();
    let bytes = reader.layout.text.len();
    reader.layout.lines.iter_mut().for_each(|line| line.source_line = 0);
    reader.open.forget_all();
    reader.at_start_of_verbatim = false;
    reader.tokens = Tokens::new(html);
    reader.read_tokens();
    reader.finish(bytes)
}

impl Reader<'_> {
    fn read_tokens(&mut self) {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(text) => self.text(text),
                Token::Literal(text) => self.literal(text),
                Token::Start { name, closed } => self.start(name, closed),
                Token::End(name) => self.end(name),
            }
        }
        self.end_line();
    }
}
