//! Labels in the format of labeled pages: the label, a tab, the line. A line that belongs to the article only in part is
//! `mixed`; that part follows after another tab. A file gets every byte of the page, a terminal what cannot control it.

use std::io::{self, Write};

use dechaff::{Cleaned, Span};

use super::view::View;
use crate::cli::output::Audience;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let reader = Audience::of_stdout();
    for (line, spans) in view.lines() {
        let text = reader.line(view.page().line(line));
        match article_in(spans, &view.explained.cleaned) {
            Some(article) => writeln!(out, "mixed\t{text}\t{}", reader.line(&article))?,
            None => writeln!(out, "{}\t{text}", view.explained.cleaned.verdicts()[line].label)?,
        }
    }
    Ok(())
}

/// The article text of a line that has both article and chaff. It depends on labels alone, so `--keep` does not matter.
fn article_in(spans: &[Span], cleaned: &Cleaned<'_>) -> Option<String> {
    let text = |article: bool| -> String {
        let spans = spans.iter().filter(|span| span.label.is_article() == article);
        spans.map(|span| cleaned.piece(span)).collect()
    };
    let article = text(true);
    let both = !article.trim().is_empty() && !text(false).trim().is_empty();
    both.then(|| article.trim().to_owned())
}
