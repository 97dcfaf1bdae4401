//! Any web archive is read to its end, and any answer of a server.
#![no_main]

#[path = "../../src/cli"]
mod program {
    #[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
    pub mod source;
}

use std::io::{BufReader, Cursor};

use libfuzzer_sys::fuzz_target;
use program::source::{HttpResponse, WarcReader, Size, decode_as};

const LIMIT: Size = Size(1 << 16);

fuzz_target!(|bytes: &[u8]| {
    let mut archive = WarcReader::new(Box::new(BufReader::with_capacity(64, Cursor::new(bytes.to_vec()))), LIMIT);
    let mut number = 0;
    while let Ok(captures) = archive.next() {
        if captures.is_empty() {
            break;
        }
        for capture in captures {
            let found = match capture {
                Ok(capture) => {
                    assert!(capture.block.len() as u64 <= LIMIT.0);
                    if let Ok(answer) = HttpResponse::read(&capture.block, LIMIT) {
                        let _ = decode_as(&answer.body, answer.charset.as_deref());
                    }
                    capture.number
                }
                Err((number, _)) => number,
            };
            assert!(found > number, "{found} after {number}");
            number = found;
        }
    }
    let _ = HttpResponse::read(bytes, LIMIT);
});
