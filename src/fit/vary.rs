//! Pages in another form, so that the model leans on no single one.

use super::align::shares_in_gold;
use crate::gold::GoldPage;
use crate::html::{Html, Marks};

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
        match (self, &page.html) {
            (Self::Noise, _) => article(page),
            // The marks belong to lines, so none may come or go.
            (Self::Layout, Some(_)) => page.clone(),
            (_, html) => {
                let text = self.text(&page.text);
                let html = html.as_ref().map(|html| Html { text: text.clone(), ..html.clone() });
                GoldPage { text, html, gold: self.text(&page.gold), labels: Vec::new(), ..page.clone() }
            }
        }
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

/// Only the lines of a page that are in its gold. A page of which hardly a line would be left stays as it is: one line
/// alone could be anything.
fn article(page: &GoldPage) -> GoldPage {
    const LEAST: usize = 3;
    let whole = page.page();
    let stays: Vec<usize> = shares_in_gold(page)
        .iter()
        .enumerate()
        .filter(|&(line, &share)| share >= 0.5 && !whole.line(line).trim().is_empty())
        .map(|(line, _)| line)
        .collect();
    if stays.len() < LEAST {
        return page.clone();
    }
    let text = stays.iter().map(|&line| whole.line(line)).collect::<Vec<_>>().join("\n");
    let html = page.html.as_ref().map(|html| {
        // What they say of bytes holds no more, and decides nothing.
        let mut marks = Marks { looks: Vec::new(), empty_cells: Vec::new(), ..html.marks.clone() };
        marks.lines.retain_mut(|mark| {
            let place = stays.binary_search(&(mark.line as usize));
            place.is_ok_and(|place| {
                mark.line = place as u32;
                true
            })
        });
        Html { text: text.clone(), unshown: 0, marks, about: html.about.clone() }
    });
    GoldPage { text, html, labels: Vec::new(), ..page.clone() }
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
