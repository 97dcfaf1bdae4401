//! Cleaning the pages of web archives: a record out for each page.

use std::borrow::Cow;

use dechaff::{Html, Page};
use serde_json::json;

use super::records::{CleanedBatch, Records};
use crate::source::{Answer, AnswerError, Capture, CaptureError, NotText, decode_as};

/// Why there is no text in a page of an archive.
#[derive(Debug, thiserror::Error)]
enum NoPage {
    #[error(transparent)]
    Answer(#[from] AnswerError),
    #[error(transparent)]
    Text(#[from] NotText),
}

impl Records {
    /// Cleans the pages of an archive, and makes records of them. What is neither text nor HTML, and what a server
    /// did not answer with success, is left out.
    pub fn clean_captures(&self, captures: &[Result<Capture, (u64, CaptureError)>]) -> CleanedBatch {
        let mut done = CleanedBatch::default();
        for capture in captures {
            let problem = match capture {
                Ok(capture) => self
                    .clean_capture(capture, &mut done)
                    .err()
                    .map(|error| format!("record {} ({}): {error}", capture.number, capture.url)),
                Err((number, error)) => Some(format!("record {number}: {error}")),
            };
            done.statistics.failed += u64::from(problem.is_some());
            done.problems.extend(problem);
        }
        done
    }

    fn clean_capture(&self, capture: &Capture, done: &mut CleanedBatch) -> Result<(), NoPage> {
        let text;
        let (kind, is_html) = if capture.is_text {
            text = decode_as(&capture.block, None)?;
            ("text/plain".to_owned(), false)
        } else {
            let answer = Answer::read(&capture.block, self.limit)?;
            let is_html = matches!(&answer.kind[..], "text/html" | "application/xhtml+xml");
            if !(200..300).contains(&answer.status) || !is_html && answer.kind != "text/plain" {
                return Ok(());
            }
            text = Cow::Owned(decode_as(&answer.body, answer.charset.as_deref())?.into_owned());
            (answer.kind, is_html)
        };
        let html = is_html.then(|| Html::read(&text));
        let about = html.as_ref().map(|html| &html.about);
        let metadata = json!({
            "content_type": kind,
            "language": about.and_then(|about| about.language.as_deref()),
            "title": about.and_then(|about| about.title()),
        });
        let id = capture.id.trim_matches(['<', '>']);
        let fields = [
            ("id", json!(id)),
            ("url", json!(capture.url)),
            ("date", json!(capture.date)),
            ("metadata", metadata),
        ];
        let page = html.as_ref().map_or_else(|| Page::new(&text), Page::of_html);
        self.make(&fields, capture.number, &page, done);
        Ok(())
    }
}
