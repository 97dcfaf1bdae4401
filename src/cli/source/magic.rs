//! Tells what a file is that holds no text, by its first bytes.

use memchr::memmem;

use super::charset::NotText;

/// Files that are compressed or packed.
const PACKED: &[(&[u8], &str)] = &[
    (b"\x1F\x8B", "gzip"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"]\0\0", "lzma"),
    (b"\x04\x22\x4D\x18", "lz4"),
    (b"\xFF\x06\0\0sNaPpY", "snappy"),
    (b"\x1F\x9D", "compress"),
    (b"\x1F\xA0", "compress"),
    (b"x\x01", "zlib"),
    (b"x\x9C", "zlib"),
    (b"x\xDA", "zlib"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"MSCF\0\0\0\0", "cabinet"),
    (b"!<arch>\n", "ar"),
];

/// Files of text in a form that programs read.
const DOCUMENTS: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"{\\rtf", "RTF"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Word, Excel or PowerPoint"),
    (b"AT&TFORM", "DjVu"),
    (b"ITSF\x03\0", "CHM"),
    (b"d8:announce", "BitTorrent"),
    (b"bplist0", "property list (such as a Safari web archive)"),
    (b"SQLite format 3\0", "SQLite"),
    (b"ARROW1\0\0", "Arrow"),
    (b"\xFF\xFF\xFF\xFF\x10\0\0\0", "Arrow"),
    (b"FEA1", "Feather"),
    (b"ORC\x0A", "ORC"),
    (b"ORC\x08", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"\x89HDF\r\n\x1A\n", "HDF5"),
    (b"\x93NUMPY", "NumPy"),
    (b"\xAC\xED\0\x05", "Java"),
];

/// Files that hold no text.
const OTHER: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1A\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"\0\0\x01\0", "icon"),
    (b"8BPS\0", "Photoshop"),
    (b"RIFF", "WebP, audio or video"),
    (b"OggS\0", "audio or video"),
    (b"ID3", "audio"),
    (b"fLaC\0", "audio"),
    (b"\xFF\xFB", "audio"),
    (b"\x1A\x45\xDF\xA3", "video"),
    (b"FLV\x01", "video"),
    (b"\0\0\x01\xBA", "video"),
    (b"\x7FELF", "program"),
    (b"MZ", "program"),
    (b"\xCF\xFA\xED\xFE", "program"),
    (b"\xCA\xFE\xBA\xBE", "program"),
    (b"\0asm", "program"),
    (b"wOFF\0", "font"),
    (b"wOF2\0", "font"),
    (b"\0\x01\0\0\0", "font"),
    (b"OTTO\0", "font"),
];

/// The reason why bytes are not text, if they are of a known kind.
pub fn kind(bytes: &[u8]) -> Option<NotText> {
    let is = |(magic, _): &&(&[u8], &str)| begins(bytes, magic);
    if bytes.starts_with(b"PK\x03\x04")
        && let Some(name) = zip_kind(bytes)
    {
        return Some(NotText::Document(name));
    }
    if let Some(&(_, name)) = PACKED.iter().find(is) {
        return Some(NotText::Packed(name));
    }
    if let Some(&(_, name)) = DOCUMENTS.iter().find(is) {
        return Some(NotText::Document(name));
    }
    if let Some(&(_, name)) = OTHER.iter().find(is) {
        return Some(NotText::Media(name));
    }
    match bytes {
        _ if bytes.get(257..262) == Some(b"ustar") => Some(NotText::Packed("tar")),
        [0x80, 2..=5, ..] if bytes.ends_with(b".") => Some(NotText::Document("Python pickle")),
        [0, 0, 0, _, b'f', b't', b'y', b'p', ..] => Some(NotText::Media("image or video")),
        _ if bytes.get(60..68) == Some(b"BOOKMOBI") => Some(NotText::Document("Mobipocket")),
        _ => None,
    }
}

/// Whether bytes begin with a magic number. One of printable characters may be the first word of a text.
fn begins(bytes: &[u8], magic: &[u8]) -> bool {
    const FORMS_OF_TEXT: [&[u8]; 6] =
        [b"d8:announce", b"%PDF-", b"%!PS", b"{\\rtf", b"!<arch>\n", b"AT&TFORM"];
    bytes.starts_with(magic)
        && (FORMS_OF_TEXT.contains(&magic)
            || magic.iter().filter(|byte| !byte.is_ascii_graphic()).count() > 1
            || bytes.iter().take(256).filter(|byte| matches!(byte, 0..=8 | 0x0E..=0x1F | 0x7F)).count() > 2)
}

/// What a ZIP file holds, by the names of its first files.
fn zip_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"application/epub+zip", "EPUB"),
        (b"application/vnd.oasis.opendocument", "OpenDocument"),
        (b"word/", "Word"),
        (b"xl/", "Excel"),
        (b"ppt/", "PowerPoint"),
        (b"[Content_Types].xml", "Office"),
        (b"META-INF/MANIFEST.MF", "Java"),
    ];
    let first = &bytes[..bytes.len().min(4 << 10)];
    KINDS.iter().find(|(name, _)| memmem::find(first, name).is_some()).map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_what_they_are() {
        for (bytes, said) in [
            (&b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj"[..], "PDF, not text"),
            (b"{\\rtf1\\ansi The harbour}", "RTF, not text"),
            (
                b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0mimetypeapplication/epub+zip",
                "EPUB, not text",
            ),
            (b"PK\x03\x04\x14\0\0\0\x08\0pages/a.html", "ZIP data, not text (unpack"),
            (b"BZh91AY&SY\x01\x02\x03\x04\x05", "bzip2 data, not text (unpack"),
            (b"x\x9C\x4B\x04\x01\0\x02\0", "zlib data, not text (unpack"),
            (b"\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94.", "Python pickle, not text"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", "JPEG, not text (skip"),
        ] {
            let error = kind(bytes).unwrap().to_string();
            assert!(error.starts_with(said), "{error}: {said}");
        }
        let mut tar = vec![0; 512];
        tar[..5].copy_from_slice(b"a.txt");
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(kind(&tar), Some(NotText::Packed("tar")));
    }

    #[test]
    fn text_may_begin_like_another_file() {
        for text in [
            "BMW shows a car.",
            "MZ is a province.",
            "IDs are numbers.",
            "ID3 tags hold the title of a song.",
            "PK won the vote.",
            "RIFF is a format.",
            "Object lessons",
            "x",
            "GIF89a is from 1989.",
            "xœur",
            "BZhukov wrote.",
            "ORC\nThe creature of the tales.",
            "]",
        ] {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
    }
}
