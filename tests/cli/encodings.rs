//! Pages in other charsets come out as those in UTF-8 do.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1256};

use crate::bed::{Bed, PAGE, seeds};

const RUSSIAN: &str = "Главная | Новости

Старая портовая стена рухнула вскоре после полуночи, когда до побережья дошёл второй за неделю шторм.

Никто не пострадал, однако одиннадцать рыбацких лодок сорвало с якоря и вынесло в пролив.

В четверг совет решит, восстанавливать ли стену или заменить её плавучим волноломом.

Поделиться
Печать
";

fn recoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// Cleans the same pages in UTF-8 and in another form, and compares.
fn comes_out_the_same(pages: &[(String, String)], form: impl Fn(&str) -> Vec<u8>) {
    let bed = Bed::new();
    for (name, text) in pages {
        bed.write(&format!("utf8/{name}"), text).write(&format!("other/{name}"), form(text));
    }
    bed.succeed("clean utf8 -o utf8-kept --removed utf8-removed");
    bed.succeed("clean other -o other-kept --removed other-removed");
    assert!(bed.outputs("utf8-kept").values().all(|text| !text.is_empty()));
    assert!(bed.outputs("other-kept") == bed.outputs("utf8-kept"));
    assert!(bed.outputs("other-removed") == bed.outputs("utf8-removed"));
}

#[test]
fn windows_1256() {
    // What the charset lacks cannot be recoded.
    let within = |text: &str| text.chars().filter(|c| !WINDOWS_1256.encode(&c.to_string()).2).collect();
    let pages: Vec<_> = seeds().into_iter().map(|(name, text)| (name, within(&text))).collect();
    comes_out_the_same(&pages, |text| recoded(text, WINDOWS_1256));
}

#[test]
fn windows_1251() {
    comes_out_the_same(&[("page.txt".into(), RUSSIAN.into())], |text| recoded(text, WINDOWS_1251));
}

#[test]
fn utf16_and_marks() {
    let mut pages = seeds();
    pages.extend([("en.txt".into(), PAGE.into()), ("ru.txt".into(), RUSSIAN.into())]);
    for mark in ["", "\u{FEFF}"] {
        let units = |text: &str| format!("{mark}{text}").encode_utf16().collect::<Vec<_>>();
        comes_out_the_same(&pages, |text| units(text).into_iter().flat_map(u16::to_le_bytes).collect());
        comes_out_the_same(&pages, |text| units(text).into_iter().flat_map(u16::to_be_bytes).collect());
        comes_out_the_same(&pages, |text| format!("{mark}{text}").into_bytes());
    }
}
