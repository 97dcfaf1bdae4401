//! Pages in another form, so that the model leans on no single one.

use super::align::shares_in_gold;
use crate::gold::GoldPage;
use crate::html::Html;
use crate::page::Page;

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variation {
    /// The marks at the end of lines.
    FinalMarks,
    /// All digits.
    Digits,
    /// Capital letters.
    Capitals,
    /// Blank lines, indents and bullets.
    Layout,
    /// All lines but the article's: a page that has been cleaned already.
    Noise,
}

impl Variation {
    /// Those that matter most come more than once.
    pub(crate) const ALL: [Self; 7] = [
        Self::Noise,
        Self::FinalMarks,
        Self::Digits,
        Self::Noise,
        Self::FinalMarks,
        Self::Capitals,
        Self::Layout,
    ];

    /// The page in this form, and its gold, so that the two can still be aligned.
    pub(crate) fn of(self, page: &GoldPage) -> GoldPage {
        if let Some(html) = &page.html {
            return self.of_html(page, html);
        }
        if self == Self::Noise {
            return GoldPage { text: article(page), labels: Vec::new(), ..page.clone() };
        }
        GoldPage {
            text: self.text(&page.text),
            gold: self.text(&page.gold),
            labels: Vec::new(),
            ..page.clone()
        }
    }

    /// The marks belong to lines, so no line may come or go: only what lines hold is varied.
    fn of_html(self, page: &GoldPage, html: &Html) -> GoldPage {
        if matches!(self, Self::Layout | Self::Noise) {
            return page.clone();
        }
        let text = self.text(&html.text);
        let html = Html { text: text.clone(), ..html.clone() };
        GoldPage { text, gold: self.text(&page.gold), html: Some(html), labels: Vec::new(), ..page.clone() }
    }

    fn text(self, text: &str) -> String {
        match self {
            Self::Digits => text.chars().filter(|c| !c.is_numeric()).collect(),
            Self::Capitals => text.to_lowercase(),
            Self::FinalMarks => text.lines().map(without_final_mark).collect::<Vec<_>>().join("\n"),
            Self::Layout => {
                let stripped = text
                    .lines()
                    .map(|line| line.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(&c)));
                stripped.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
            }
            Self::Noise => text.to_owned(),
        }
    }
}

/// The lines of a page that are in its gold, as they stand.
fn article(page: &GoldPage) -> String {
    let shares = shares_in_gold(page);
    let lines = Page::new(&page.text);
    let stay = (0..shares.len()).filter(|&line| shares[line] >= 0.5);
    stay.map(|line| lines.line(line)).collect::<Vec<_>>().join("\n")
}

const BULLETS: [char; 12] = ['•', '▪', '■', '●', '◦', '‣', '▶', '►', '▸', '○', '*', '·'];

fn without_final_mark(line: &str) -> &str {
    line.trim_end().trim_end_matches(|c: char| {
        matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '。' | '！' | '？' | '"' | '”' | '»')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let text = "  • One 2.\n\nThree?\n";
        assert_eq!(Variation::FinalMarks.text(text), "  • One 2\n\nThree");
        assert_eq!(Variation::Digits.text(text), "  • One .\n\nThree?\n");
        assert_eq!(Variation::Capitals.text(text), "  • one 2.\n\nthree?\n");
        assert_eq!(Variation::Layout.text(text), "One 2.\nThree?");
    }
}
