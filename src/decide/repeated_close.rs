//! The repeated close: one article after another ends with the same kinds of lines, such as tags and share buttons.
//!
//! The words of two articles alone may not tell them apart. A repeated close does: the lines that close the page's own
//! article are followed by a heading such as "Read also", a headline and some paragraphs, and lines of the same kinds
//! close these paragraphs too.

use crate::decide::article_split::{LEAST_UNITS, is_free_headline};
use crate::evidence::is_heading_of_links;
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::{Facts, Reading};

/// Kinds of lines that close both articles. One alone, such as a share button, also occurs inside articles.
const LEAST_KINDS: u32 = 2;

/// The headline of the article that follows the page's own and is closed like it.
pub(crate) fn next_headline(reading: &Reading, cues: &[Option<Cue>], kept: &[bool]) -> Option<usize> {
    let mut own = Paragraphs::default();
    let mut next: Option<Next> = None;
    let mut close = Close::default();
    for (line, facts) in reading.lines.iter().enumerate() {
        if let Some(cue) = cues[line].filter(|cue| matches!(cue.position, Position::Line | Position::Prefix))
        {
            close.add(cue, facts);
            continue;
        }
        if !facts.is_good() {
            continue;
        }
        if next.as_ref().is_some_and(|next| next.is_closed_by(&close)) {
            break;
        }
        if next.is_none()
            && own.are_an_article()
            && close.is_headed
            && is_free_headline(reading, cues, line - 1)
        {
            next = Some(Next { headline: line - 1, kinds: close.kinds, text: Paragraphs::default() });
        }
        close = Close::default();
        match &mut next {
            Some(next) => next.text.add(facts),
            None if kept[line] => own.add(facts),
            None => {}
        }
    }
    next.filter(|next| next.is_closed_by(&close)).map(|next| next.headline)
}

/// The lines between two paragraphs.
#[derive(Default)]
struct Close {
    /// The kinds of lines that close an article, a bit for each.
    kinds: u8,
    /// Whether a heading of links to other pages follows them.
    is_headed: bool,
}

impl Close {
    fn add(&mut self, cue: Cue, facts: &Facts) {
        self.kinds |= match cue.kind {
            CueKind::Tags => 1,
            CueKind::Share | CueKind::Follow => 2,
            CueKind::Source => 4,
            CueKind::Byline => 8,
            _ => 0,
        };
        let is_heading = cue.kind != CueKind::ReadMore && is_heading_of_links(cue, facts);
        self.is_headed |= is_heading && self.kinds.count_ones() >= LEAST_KINDS;
    }
}

/// The text between a headline and a repeated close.
struct Next {
    headline: usize,
    /// The kinds of lines that closed the article above.
    kinds: u8,
    text: Paragraphs,
}

impl Next {
    fn is_closed_by(&self, close: &Close) -> bool {
        self.text.are_an_article() && (self.kinds & close.kinds).count_ones() >= LEAST_KINDS
    }
}

#[derive(Default)]
struct Paragraphs {
    count: u32,
    units: u32,
}

impl Paragraphs {
    fn add(&mut self, facts: &Facts) {
        self.count += 1;
        self.units = self.units.saturating_add(facts.units);
    }

    fn are_an_article(&self) -> bool {
        self.count > 1 && self.units >= LEAST_UNITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    const STORM: &str = "The harbour wall gave way after midnight, when the second storm reached the town.\n\
        The council met in the morning and asked the fire service to close the road to the beach.\n\
        Work on a new harbour wall will begin in May, and the town will pay for it with a loan.\n";
    const CAT: &str = "A grey cat was rescued from a chimney in Milltown on Sunday, unhurt but very black.\n\
        The crew lowered a basket of sardines, and the cat climbed into the basket by itself.\n\
        The cat belongs to a chimney sweep, who said that he had seen it coming for years.\n";
    const HEADLINE: &str = "Fire crew rescues a grey cat in Milltown\n";
    const CLOSE: &str = "Tags: town, coast\nShare this\n";

    /// The headline found on a page of which all lines look like article.
    fn headline(text: &str) -> Option<String> {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let line = next_headline(&reading, &cues, &vec![true; reading.lines.len()])?;
        Some(page.line(reading.lines[line].line as usize).to_owned() + "\n")
    }

    #[test]
    fn an_article_that_is_closed_like_the_one_above_is_another() {
        let page = format!("{STORM}{CLOSE}Read also:\n{HEADLINE}{CAT}{CLOSE}");
        assert_eq!(headline(&page).as_deref(), Some(HEADLINE));
        // Text below the second close changes nothing, and neither does the order of the lines in it.
        let page = format!(
            "{STORM}{CLOSE}Related stories\n{HEADLINE}{CAT}Share this\nTags: cats\nMore\n{STORM}{CAT}"
        );
        assert_eq!(headline(&page).as_deref(), Some(HEADLINE));
    }

    #[test]
    fn the_structure_is_found_in_other_languages() {
        let storm = "Die Hafenmauer gab kurz nach Mitternacht nach, als der zweite Sturm der Woche die Küste erreichte.\n\
            Der Rat trat am Morgen zusammen und bat die Feuerwehr, die Straße zum Strand bis zum Abend zu sperren.\n\
            Der Bau einer neuen Mauer beginnt im Mai, und die Stadt bezahlt ihn aus einem Kredit.\n";
        let cat = "Eine graue Katze wurde am Sonntag aus einem Kamin gerettet, unverletzt, aber sehr schwarz.\n\
            Die Feuerwehr ließ einen Korb mit Sardinen hinab, und die Katze kletterte von selbst hinein.\n\
            Die Katze gehört einem Schornsteinfeger, der es seit Jahren hatte kommen sehen.\n";
        let title = "Feuerwehr rettet graue Katze aus dem Kamin\n";
        let page = format!(
            "{storm}Schlagwörter: Hafen\nTeilen\nLesen Sie auch:\n{title}{cat}Schlagwörter: Katze\nTeilen\n"
        );
        assert_eq!(headline(&page).as_deref(), Some(title));
    }

    #[test]
    fn share_buttons_above_and_below_one_article_do_not_divide_it() {
        assert_eq!(headline(&format!("{CLOSE}Read also:\n{HEADLINE}{STORM}{CAT}{CLOSE}")), None);
        let page = format!("{STORM}Share this\nRead also:\n{HEADLINE}{CAT}{STORM}Share this\n");
        assert_eq!(headline(&page), None);
    }

    #[test]
    fn posts_of_a_thread_are_not_divided() {
        let posts = format!("{STORM}{CLOSE}{CAT}{CLOSE}{STORM}{CLOSE}");
        assert_eq!(headline(&posts), None);
        let titled = format!("{STORM}{CLOSE}{HEADLINE}{CAT}{CLOSE}{HEADLINE}{STORM}{CLOSE}");
        assert_eq!(headline(&titled), None);
    }

    #[test]
    fn each_part_of_the_structure_is_needed() {
        // A box of links in the middle of an article, whose close comes once.
        assert_eq!(headline(&format!("{STORM}{CLOSE}Read also:\n{HEADLINE}{CAT}")), None);
        assert_eq!(headline(&format!("{STORM}{CLOSE}Read also:\n{HEADLINE}{CAT}Share this\n")), None);
        // No headline.
        assert_eq!(headline(&format!("{STORM}{CLOSE}Read also:\n{CAT}{CLOSE}")), None);
        // A teaser of two sentences.
        let end = CAT.find("The cat belongs").unwrap();
        let teaser = &CAT[..end];
        assert_eq!(headline(&format!("{STORM}{CLOSE}Read also:\n{HEADLINE}{teaser}{CLOSE}")), None);
        // The heading is above the lines that close the article.
        assert_eq!(headline(&format!("{STORM}Read also:\n{CLOSE}{HEADLINE}{CAT}{CLOSE}")), None);
        assert_eq!(headline(""), None);
    }

    #[test]
    fn removed_paragraphs_are_no_article_of_the_page() {
        let text = format!("{STORM}{CLOSE}Read also:\n{HEADLINE}{CAT}{CLOSE}");
        let page = Page::new(&text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        assert_eq!(next_headline(&reading, &cues, &vec![false; reading.lines.len()]), None);
    }
}
