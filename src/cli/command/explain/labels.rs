//! Labels in the form of labelled pages: the label, a tab, the line. A line that only a part of belongs to the
//! article is `mixed`, and that part follows behind another tab.

use std::io::{self, Write};

use dechaff::Span;

use super::view::View;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for (line, spans) in view.lines() {
        let text = view.page().line(line);
        match article_in(spans, view.page().text()) {
            Some(article) => writeln!(out, "mixed\t{text}\t{article}")?,
            None => writeln!(out, "{}\t{text}", view.explained.cleaned.verdicts()[line].label)?,
        }
    }
    Ok(())
}

/// The article in a line that has both article and chaff. What is kept does not matter, so --keep does not.
fn article_in(spans: &[Span], text: &str) -> Option<String> {
    let of = |article: bool| -> String {
        let spans = spans.iter().filter(|span| span.label.is_article() == article);
        spans.map(|span| &text[span.range.clone()]).collect()
    };
    let article = of(true);
    let both = !article.trim().is_empty() && !of(false).trim().is_empty();
    both.then(|| article.trim().to_owned())
}
