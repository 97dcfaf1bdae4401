//! Where the blocks of WARC records end, if need be other than their headers say.

use super::super::Size;
use super::header::{START_BYTES, record_start};
use super::peek_reader::PeekReader;

/// Where a block ends.
#[derive(Debug)]
pub struct Extent {
    /// Its length in bytes.
    pub length: usize,
    /// What is wrong with it.
    pub damage: Option<String>,
    /// Whether the file ends in it.
    pub is_cut: bool,
}

/// Bytes to search at once for the next record.
const SEARCH_BYTES: usize = 1 << 16;

/// Where the block ends that begins here and has this length by its header. `None` if it is larger than a page may be.
pub fn extent(from: &mut PeekReader, stated: Option<u64>, limit: Size) -> Option<Extent> {
    let limit = usize::try_from(limit.0).unwrap_or(usize::MAX).min(isize::MAX as usize - (1 << 20));
    let stated_length =
        stated.and_then(|stated| usize::try_from(stated).ok()).filter(|&stated| stated <= limit);
    if let Some(length) = stated_length {
        let seen = from.peek(length + START_BYTES);
        if seen.len() >= length && is_end(&seen[..length], &seen[length..]) {
            return Some(Extent { length, damage: None, is_cut: false });
        }
    }
    // The bytes are kept, so any number of wrong lengths costs linear time.
    let mut searched = 0;
    loop {
        let wanted = searched + SEARCH_BYTES;
        let seen = from.peek(wanted + START_BYTES);
        let has_ended = seen.len() < wanted + START_BYTES;
        let start = record_start(&seen[searched..]).map(|at| searched + at);
        if start.is_none() && !has_ended {
            searched = wanted;
            if searched > limit {
                return None;
            }
            continue;
        }
        let end = start.unwrap_or(seen.len());
        let length = without_blank_lines(&seen[..end]).len();
        if length > limit {
            return None;
        }
        let is_cut = start.is_none() && stated.is_some_and(|stated| stated > end as u64);
        let length = if is_cut { end } else { length };
        let damage = match stated {
            _ if is_cut => format!("the file ends after {length} bytes of it"),
            Some(stated) => format!("its Content-Length is {stated}, but it has {length} bytes"),
            None => "it has no valid Content-Length".to_owned(),
        };
        return Some(Extent { length, damage: Some(damage), is_cut });
    }
}

/// Skips a block that is too large to be searched in memory, or what there is of it before the next record; without a
/// length, skips to the next record. Returns whether the file goes on so far.
pub fn skip(from: &mut PeekReader, stated: Option<u64>) -> bool {
    let mut left = stated.unwrap_or(u64::MAX);
    while left > 0 {
        let seen = from.peek(SEARCH_BYTES + START_BYTES);
        let has_ended = seen.len() < SEARCH_BYTES + START_BYTES;
        let (start, length) = (record_start(seen), seen.len());
        let step = start.unwrap_or(if has_ended { length } else { SEARCH_BYTES });
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(step);
        from.consume(step);
        left -= step as u64;
        if start == Some(step) {
            return true;
        }
        if has_ended && step == length {
            return stated.is_none() || left == 0;
        }
    }
    true
}

/// Whether a block ends where its length says: a record or the end of the file follows. Blank lines and something else
/// may follow, too, unless a record has begun before.
fn is_end(block: &[u8], after: &[u8]) -> bool {
    let next = after.trim_ascii_start();
    let is_separate = next.len() < after.len();
    next.is_empty()
        || is_separate && next.starts_with(b"WARC/")
        || record_start(next) == Some(0)
        || after.starts_with(b"\r\n\r\n") && record_start(block).is_none()
}

/// A block without the two line ends that separate it from the next record.
fn without_blank_lines(block: &[u8]) -> &[u8] {
    let without = |bytes: &'_ [u8], end: &[u8]| bytes.strip_suffix(end).map(<[u8]>::len);
    [&b"\r\n\r\n"[..], b"\n\n", b"\r\n", b"\n"]
        .into_iter()
        .find_map(|end| without(block, end))
        .map_or(block, |length| &block[..length])
}
