//! Any bytes are text or are said to be none, whatever charset a server names: the first byte chooses it.
#![no_main]

#[path = "../../src/cli"]
mod program {
    #[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
    pub mod source;
    #[allow(dead_code, reason = "the rest is of use to the program")]
    pub mod terminal_text;
}

use libfuzzer_sys::fuzz_target;
use program::source::{InputFormat, Source, decode_as};

const CHARSETS: [Option<&str>; 8] = [
    None,
    Some("utf-8"),
    Some("windows-1251"),
    Some("shift_jis"),
    Some("gb18030"),
    Some("utf-16"),
    Some("iso-2022-jp"),
    Some("no such"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    if let Ok(text) = decode_as(bytes, CHARSETS[usize::from(first) % CHARSETS.len()]) {
        assert!(text.len() <= 3 * bytes.len());
        InputFormat::Auto.is_html(&Source::File("page.html".into()), &text);
    }
});
