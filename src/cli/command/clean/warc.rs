//! Cleaning the pages of web archives: a record out for each page.

use serde_json::json;

use super::record_encoder::{CleanedBatch, Origin, Records};
use crate::cli::source::{PageError, WarcError, WarcRecord};

impl Records {
    /// Cleans the pages of an archive, and makes records of them. What is neither text nor HTML, and what a server
    /// did not answer with success, is left out.
    pub fn clean_captures(
        &self,
        captures: &[Result<WarcRecord, (u64, WarcError)>],
        of: Origin<'_>,
    ) -> CleanedBatch {
        let mut done = CleanedBatch::default();
        for capture in captures {
            let problem = match capture {
                Ok(capture) => self
                    .clean_capture(capture, of, &mut done)
                    .err()
                    .map(|error| format!("record {} ({}): {error}", capture.number, capture.url)),
                Err((number, error)) => Some(format!("record {number}: {error}")),
            };
            done.statistics.failed += u64::from(problem.is_some());
            done.problems.extend(problem);
        }
        done
    }

    fn clean_capture(
        &self,
        capture: &WarcRecord,
        of: Origin<'_>,
        done: &mut CleanedBatch,
    ) -> Result<(), PageError> {
        let Some((text, kind)) = capture.page(self.limit)? else { return Ok(()) };
        let about = text.about();
        let metadata = json!({
            "content_type": kind,
            "language": about.and_then(|about| about.language.as_deref()),
            "title": about.and_then(|about| about.title()),
        });
        let fields = [
            ("id", json!(capture.id())),
            ("url", json!(capture.url)),
            ("date", json!(capture.date)),
            ("metadata", metadata),
        ];
        let page = of.sites.place_record(of.found, || capture.name(), &text);
        self.make(&fields, capture.number, &page, done);
        Ok(())
    }
}
