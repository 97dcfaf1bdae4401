//! Classifies the beginning and the end of a line.

use super::{Bullet, End, Facts, Start};
use crate::text::chars::{CharTable, Kind};

/// The length in bytes of the bullet that a line begins with; stores its kind.
pub(super) fn bullet(trimmed: &str, facts: &mut Facts) -> usize {
    let mut rest = trimmed.chars();
    let Some(first) = rest.next() else { return 0 };
    let followed_by_space = rest.clone().next().is_some_and(char::is_whitespace);
    match first {
        '•' | '▪' | '■' | '●' | '◦' | '‣' | '▶' | '►' | '▸' | '○' | '*' | '·' => {
            facts.bullet = Bullet::Dot;
            first.len_utf8()
        }
        '-' | '–' | '—' | '>' | '»' | '›' if followed_by_space => {
            facts.bullet = Bullet::Dash;
            first.len_utf8()
        }
        _ if first != '(' && !first.is_numeric() => 0,
        _ => {
            let digits = trimmed.strip_prefix('(').unwrap_or(trimmed);
            let after = digits.trim_start_matches(char::is_numeric);
            let count = digits.chars().take_while(|c| c.is_numeric()).take(4).count();
            if let Some(rest) = after.strip_prefix(['.', ')'])
                && (1..=3).contains(&count)
                && rest.starts_with(char::is_whitespace)
            {
                facts.bullet = Bullet::Number;
                return trimmed.len() - rest.len();
            }
            0
        }
    }
}

pub(super) fn start(first: Option<char>, chars: CharTable) -> Start {
    let Some(first) = first else { return Start::Other };
    match chars.kind(first) {
        Kind::Lower => Start::Lower,
        Kind::Upper => Start::Upper,
        Kind::Letter | Kind::Hangul | Kind::Solid => Start::Letter,
        Kind::Digit => Start::Digit,
        Kind::Quote | Kind::Apostrophe => Start::Quote,
        _ if matches!(first, '«' | '「' | '『') => Start::Quote,
        _ => Start::Other,
    }
}

pub(super) fn end(trimmed: &str, chars: CharTable) -> End {
    let mut peeled = None;
    let mut last =
        trimmed.chars().rev().filter(|&c| chars.kind(c) != Kind::Mark || chars.fold(c) != 0).peekable();
    let mut rest = trimmed.len();
    while let Some(c) = last.next_if(|&c| chars.kind(c).closes()) {
        rest -= c.len_utf8();
        if rest == 0 {
            break;
        }
        peeled.get_or_insert(c);
    }
    let Some(c) = last.next() else { return End::Sign };
    if c == '.' && last.peek() == Some(&'.') {
        return End::Ellipsis;
    }
    match (chars.kind(c), peeled) {
        (Kind::Stop, _) => End::Stop,
        (Kind::SolidStop, _) if matches!(c, '。' | '｡') => End::Stop,
        (Kind::SolidStop | Kind::Query, _) => End::Query,
        (Kind::Ellipsis, _) => End::Ellipsis,
        (Kind::Colon, _) => End::Colon,
        (Kind::Comma, _) => End::Comma,
        (Kind::Sign | Kind::Dash | Kind::Star | Kind::Guillemet, _) => End::Sign,
        (_, Some(')' | ']' | '）' | '】')) => End::Bracket,
        (_, Some(_)) => End::Quote,
        (Kind::Digit, None) => End::Digit,
        _ => End::Letter,
    }
}
