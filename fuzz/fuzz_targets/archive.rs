//! Any web warc is read to its end, and any response of a server.
#![no_main]

#[path = "../../src/cli"]
mod program {
    #[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
    pub mod source;
    #[allow(dead_code, reason = "the rest is of use to the program")]
    pub mod terminal_text;
}

use std::io::{BufReader, Cursor};

use libfuzzer_sys::fuzz_target;
use program::source::{HttpResponse, WarcReader, Size, decode_as};

const LIMIT: Size = Size(1 << 16);

fuzz_target!(|bytes: &[u8]| {
    let mut warc = WarcReader::new(Box::new(BufReader::with_capacity(64, Cursor::new(bytes.to_vec()))), LIMIT);
    let mut number = 0;
    while let Ok(records) = warc.next() {
        if records.is_empty() {
            break;
        }
        for record in records {
            let found = match record {
                Ok(record) => {
                    assert!(record.block.len() as u64 <= LIMIT.0);
                    if let Ok(response) = HttpResponse::read(&record.block)
                        && let Ok(body) = response.body(LIMIT)
                    {
                        let _ = decode_as(&body.bytes, response.charset.as_deref());
                    }
                    record.number
                }
                Err(lost) => lost.number,
            };
            assert!(found > number, "{found} after {number}");
            number = found;
        }
    }
    let _ = HttpResponse::read(bytes).map(|response| response.body(LIMIT).map(|body| body.bytes.len()));
});
