//! Any file of records is divided into lines and none of its bytes is lost; a field that is found is JSON.
#![no_main]

#[path = "../../src/cli"]
mod program {
    #[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
    pub mod source;
}

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use program::source::{LineChunks, FieldPath, FieldSpan, Size, string};

static FIELDS: LazyLock<[FieldPath; 3]> =
    LazyLock::new(|| ["text", "a.b", "doc.text.x"].map(|path| path.parse().expect("a path")));

fuzz_target!(|bytes: &[u8]| {
    let mut read = Vec::new();
    let mut chunks = LineChunks::new(bytes, Size(100), false);
    while let Some(chunk) = chunks.next().expect("memory can be read") {
        read.extend_from_slice(&chunk.bytes);
    }
    assert!(read == bytes);
    for line in bytes.split(|&byte| byte == b'\n').filter_map(|line| str::from_utf8(line).ok()) {
        for field in FIELDS.iter() {
            match field.find(line) {
                Ok(FieldSpan::Value(range)) => {
                    let value = &line[range];
                    serde_json::from_str::<serde::de::IgnoredAny>(value).expect("a value");
                    // What has half a character is said to have.
                    let _ = string(value, field);
                }
                Ok(FieldSpan::Missing { end, .. }) => assert_eq!(&line[end..=end], "}"),
                Err(error) => assert!(!error.to_string().contains('\n')),
            }
        }
    }
});
