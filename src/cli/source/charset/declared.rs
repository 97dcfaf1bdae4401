//! The charset that a page declares.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};
use memchr::{memchr, memmem};

/// Bytes in which a page declares its charset. Browsers look at 1 KiB, but pages have scripts and styles before it.
const MAX_BYTES: usize = 64 << 10;
/// Elements whose content is no markup.
const RAW: [&[u8]; 6] = [b"script", b"style", b"title", b"textarea", b"xmp", b"noembed"];

/// The name in the XML declaration or in a meta element near the start of a page, in lowercase.
///
/// Only real elements count, not comments, scripts, or the values of other attributes.
pub fn name(bytes: &[u8]) -> Option<String> {
    let bytes = &bytes[..bytes.len().min(MAX_BYTES)];
    let start = bytes.trim_ascii_start();
    if let Some(declaration) = start.strip_prefix(b"<?xml") {
        let (attributes, _) = attributes(declaration);
        if let Some((_, name)) = attributes.into_iter().find(|(name, _)| *name == b"encoding") {
            return Some(lowercase(name));
        }
    }
    let mut rest = start;
    while let Some(at) = memchr(b'<', rest) {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            rest = after(&rest[2..], b"-->")?;
            continue;
        }
        let length = rest[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if !rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
            rest =
                if matches!(rest.get(1), Some(b'/' | b'!' | b'?')) { after(rest, b">")? } else { &rest[1..] };
            continue;
        }
        let element = rest[1..=length].to_ascii_lowercase();
        let (attributes, behind) = attributes(&rest[1 + length..]);
        rest = behind;
        if element == b"meta" {
            if let Some(name) = meta(&attributes) {
                return Some(name);
            }
        } else if RAW.contains(&&element[..]) {
            rest = after_end_tag(rest, &element)?;
        }
    }
    None
}

/// The language that a page declares, in lowercase.
pub fn language(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(MAX_BYTES)];
    let mut tags = memchr::memchr_iter(b'<', start).map(|at| &start[at + 1..]);
    let html =
        tags.find(|tag| tag.get(..5).is_some_and(|name| name.to_ascii_lowercase().starts_with(b"html")))?;
    let (attributes, _) = attributes(&html[4..]);
    let is_language = |name: &[u8]| name == b"lang" || name == b"xml:lang";
    attributes.into_iter().find(|(name, _)| is_language(name)).map(|(_, value)| lowercase(value))
}

/// The charset with a name that a page or a server gave. `None` if there is no such charset, or if it is one of Unicode:
/// bytes that are read as ASCII are not in UTF-16, and whether they are in UTF-8 shows.
pub fn legacy(name: &str) -> Option<&'static Encoding> {
    let name = name.trim();
    let named = Encoding::for_label(name.as_bytes()).or_else(|| vendor(name))?;
    if named == X_USER_DEFINED {
        return Some(WINDOWS_1252);
    }
    (![UTF_8, UTF_16BE, UTF_16LE].contains(&named)).then_some(named)
}

/// A code page as vendors name it, such as `cp-1251`, `win1251` and `ms949`.
fn vendor(name: &str) -> Option<&'static Encoding> {
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    match digits {
        "932" => Some(SHIFT_JIS),
        "936" => Some(GBK),
        "949" => Some(EUC_KR),
        "950" => Some(BIG5),
        "866" | "874" | "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            Encoding::for_label(format!("cp{digits}").as_bytes())
                .or_else(|| Encoding::for_label(format!("windows-{digits}").as_bytes()))
        }
        _ => None,
    }
}

/// Attributes: names in lowercase, and values.
type Attributes<'b> = Vec<(Vec<u8>, &'b [u8])>;

/// The charset in the attributes of a meta element: `charset`, or `content` in the place of an HTTP header.
fn meta(attributes: &[(Vec<u8>, &[u8])]) -> Option<String> {
    let value = |wanted: &[u8]| attributes.iter().find(|(name, _)| name == wanted).map(|&(_, value)| value);
    if let Some(name) = value(b"charset") {
        return Some(lowercase(name));
    }
    let content = lowercase(value(b"content")?);
    let is_header = match value(b"http-equiv") {
        Some(header) => header.trim_ascii().eq_ignore_ascii_case(b"content-type"),
        // The other half of the header was forgotten.
        None => {
            value(b"name").is_none()
                && value(b"property").is_none()
                && content.trim_start().starts_with("text/html")
        }
    };
    if !is_header {
        return None;
    }
    let (_, name) = content.split_once("charset")?;
    let name = name.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(['"', '\'', ' ', ';', ',']).unwrap_or(name.len());
    Some(name[..end].to_owned())
}

/// The attributes of a tag, and what is behind the tag.
fn attributes(mut rest: &[u8]) -> (Attributes<'_>, &[u8]) {
    let mut attributes = Vec::new();
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'?');
    loop {
        rest = skip(rest, is_space);
        match rest.first() {
            None => return (attributes, rest),
            Some(b'>') => return (attributes, &rest[1..]),
            Some(_) => {}
        }
        // A name may begin with "=".
        let length =
            1 + rest[1..].iter().take_while(|byte| !is_space(byte) && !matches!(byte, b'=' | b'>')).count();
        let name = rest[..length].to_ascii_lowercase();
        rest = skip(&rest[length..], u8::is_ascii_whitespace);
        let Some(value) = rest.strip_prefix(b"=") else {
            attributes.push((name, &b""[..]));
            continue;
        };
        let value = skip(value, u8::is_ascii_whitespace);
        let (value, behind) = if let Some(&quote @ (b'"' | b'\'')) = value.first() {
            let end = memchr(quote, &value[1..]).map_or(value.len(), |end| end + 1);
            (&value[1..end], value.get(end + 1..).unwrap_or_default())
        } else {
            let end = value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
            value.split_at(end.unwrap_or(value.len()))
        };
        attributes.push((name, value));
        rest = behind;
    }
}

fn skip(bytes: &[u8], is_skipped: impl Fn(&u8) -> bool) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| is_skipped(byte)).count()..]
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    memmem::find(bytes, end).map(|at| &bytes[at + end.len()..])
}

/// What is behind the next end tag of an element.
fn after_end_tag<'b>(mut bytes: &'b [u8], element: &[u8]) -> Option<&'b [u8]> {
    loop {
        bytes = after(bytes, b"</")?;
        if bytes.get(..element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element)) {
            return Some(bytes);
        }
    }
}

fn lowercase(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{KOI8_R, WINDOWS_1251};

    use super::*;

    #[test]
    fn meta_elements_declare_a_charset() {
        for page in [
            "<meta charset=koi8-r>",
            "<html><head><META CharSet = 'KOI8-R' />",
            "<meta http-equiv='Content-Type' content='text/html; charset = \"koi8-r\"'>",
            "<meta content=\"text/html;charset=koi8-r\" http-equiv=content-type>",
            "<meta content='text/html; charset=koi8-r'>",
            "<?xml version='1.0' encoding='koi8-r'?><html>",
            "<meta name=author content=\"a > b\"><meta charset=koi8-r>",
            "<title>charset=utf-8 </titl></title><meta charset=koi8-r>",
            "<!--><meta charset=koi8-r>",
            "a < b <3 <meta charset=koi8-r",
            "<meta charset=\"koi8-r",
        ] {
            assert_eq!(name(page.as_bytes()).as_deref(), Some("koi8-r"), "{page}");
        }
        let far = format!("<script>{}</script><meta charset=koi8-r>", "x".repeat(20_000));
        assert_eq!(name(far.as_bytes()).as_deref(), Some("koi8-r"));
    }

    #[test]
    fn nothing_else_does() {
        for page in [
            "<meta name=description content='charset=koi8-r'>",
            "<meta name=description content='text/html; charset=koi8-r'>",
            "<meta data-charset=koi8-r>",
            "<meta name='x' content='<meta charset=koi8-r>'>",
            "<!-- <meta charset=koi8-r> -->",
            "<script>document.write('<meta charset=koi8-r>')</script>",
            "<title><meta charset=koi8-r></title>",
            "<div title='<meta charset=koi8-r>'>",
            "<metadata charset=koi8-r>",
            "<script charset=koi8-r></script>",
            "<meta http-equiv=refresh content='0; url=/?charset=koi8-r'>",
            "<",
            "",
        ] {
            assert_eq!(name(page.as_bytes()), None, "{page}");
        }
    }

    #[test]
    fn names_of_vendors_are_known() {
        for (name, encoding) in [
            ("koi8-r", Some(KOI8_R)),
            ("win-1251", Some(WINDOWS_1251)),
            ("cp-1251", Some(WINDOWS_1251)),
            ("ms949", Some(EUC_KR)),
            ("x-user-defined", Some(WINDOWS_1252)),
            ("utf-8", None),
            ("utf-16", None),
            ("no such", None),
            ("", None),
        ] {
            assert_eq!(legacy(name), encoding, "{name}");
        }
    }
}
