//! Reading pages on any number of threads, and taking what comes of them in order.

use anyhow::Result;
use rayon::prelude::*;

use super::threads;
use crate::source::{Found, InputFormat, PageText, Reader, Size};

/// How pages are read.
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    /// What they are read as.
    pub format: InputFormat,
    /// The largest one.
    pub limit: Size,
    /// So many at the same time.
    pub threads: usize,
}

/// Pages that are done before the next are begun: enough that a slow one seldom makes threads wait, few enough that
/// what comes of them is held in memory.
const BATCH: usize = 1024;

impl Pages {
    /// Makes something of each page, and gives it in order; or the line that says why there is nothing.
    pub fn each<T: Send>(
        self,
        pages: &[Found],
        make: impl Fn(&Found, &PageText<'_>) -> Result<T, String> + Sync,
        mut take: impl FnMut(usize, Result<T, String>) -> Result<()>,
    ) -> Result<()> {
        let pool = threads::pool(self.threads.min(pages.len()).max(1))?;
        let one = |reader: &mut Reader, found: &Found| {
            if found.records.is_some() {
                let what = "holds records, which only dechaff clean -o reads (leave it out with --exclude)";
                return Err(format!("{}: {what}", found.source));
            }
            let text = reader.read(&found.source).map_err(|error| error.to_string());
            text.and_then(|text| make(found, &text)).map_err(|error| format!("{}: {error}", found.source))
        };
        for (number, batch) in pages.chunks(BATCH).enumerate() {
            // One by one, so that a thread with a slow page leaves the others to the rest.
            let pages = batch.par_iter().with_max_len(1);
            let reader = || Reader::new(self.limit, self.format);
            let made: Vec<_> = pool.install(|| pages.map_init(reader, one).collect());
            for (index, made) in made.into_iter().enumerate() {
                take(number * BATCH + index, made)?;
            }
        }
        Ok(())
    }
}
