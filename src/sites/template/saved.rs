//! Templates as a file: a header and a line of JSON for each site, compressed with zstd, whose checksum detects damage.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Learner, PageLines, Sample, Templates};
use crate::text::site::Site;

/// The version of the format and of the hashes.
const VERSION: u32 = 1;

/// Why a file of templates cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// It is truncated, its checksum is wrong, or reading it failed.
    #[error("truncated or corrupt: {0} (run dechaff learn again)")]
    Io(#[from] io::Error),
    /// It is not a file of templates.
    #[error("not a file of templates (dechaff learn writes them)")]
    Other,
    /// It was written by an incompatible version.
    #[error("version {0} instead of {VERSION} (run dechaff learn again with this version of dechaff)")]
    Version(u32),
    /// A line of it is malformed.
    #[error("line {line} is damaged: {reason} (run dechaff learn again)")]
    Damaged {
        /// The line number, from 1.
        line: usize,
        /// The error in it.
        reason: serde_json::Error,
    },
    /// It has the number of pages of each line but no longer the pages, so it cannot be added to.
    #[error("holds counts alone and cannot be merged (learn without --min-pages, then merge with it)")]
    Final,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    templates: u32,
    /// The memory for one site, in hashes; absent in a file of counts.
    cap: Option<u64>,
    /// How many leading zeros the hash of its name needs for a site to be counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    level: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(level: &u32) -> bool {
    *level == 0
}

/// The sample of a site.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedSample {
    site: String,
    level: u32,
    came: u64,
    pages: Vec<(u64, Vec<u32>)>,
}

/// A site by its counts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedSite {
    site: String,
    pages: u32,
    counts: Vec<(u32, u32)>,
}

impl Learner {
    /// Writes the counts so that [`Learner::read`] can go on with them.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn save(&self, to: impl Write) -> io::Result<()> {
        let sites = self.sites.iter().map(|(name, sample)| {
            let mut pages: Vec<_> =
                sample.pages.iter().map(|(&page, hashes)| (page, hashes.to_vec())).collect();
            pages.sort_unstable_by_key(|page| page.0);
            SavedSample { site: name.clone(), level: sample.level, came: sample.came, pages }
        });
        save(to, &Header { templates: VERSION, cap: Some(self.cap), level: self.level }, sites)
    }

    /// Reads what [`Learner::save`] wrote, to go on in up to `memory` bytes.
    ///
    /// # Errors
    ///
    /// When it is not a file of templates, is of another version or damaged, or was written by [`Templates::save`].
    pub fn read(from: impl Read, memory: u64) -> Result<Self, SavedError> {
        let mut lines = Lines::new(from)?;
        let mut learner = Self::new(memory);
        learner.cap = learner.cap.min(lines.header.cap.ok_or(SavedError::Final)?);
        learner.level = lines.header.level;
        while let Some(SavedSample { site, level, came, pages }) = lines.next()? {
            let mut sample = Sample { level, came, ..Sample::default() };
            for (page, hashes) in pages {
                sample.add(PageLines { page, hashes: hashes.into() }, u64::MAX);
            }
            learner.sites.insert(site, sample);
        }
        // The file may have been written with more memory.
        learner.settle();
        Ok(learner)
    }
}

impl Templates {
    /// Writes the lines that at least `least` pages of a site share. The file cannot be added to.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn save(&self, least: u32, to: impl Write) -> io::Result<()> {
        let mut sites: Vec<_> = self.sites.iter().collect();
        sites.sort_unstable_by_key(|(name, _)| *name);
        let sites = sites.into_iter().map(|(name, site)| {
            let counts = site.counts().iter().filter(|(_, count)| **count >= least);
            let mut counts: Vec<(u32, u32)> = counts.map(|(&hash, &count)| (hash, count)).collect();
            counts.sort_unstable();
            SavedSite { site: name.clone(), pages: site.pages(), counts }
        });
        save(to, &Header { templates: VERSION, cap: None, level: 0 }, sites)
    }

    /// Reads a file written by [`Templates::save`] or [`Learner::save`], without the sites of fewer than `least_pages`
    /// pages.
    ///
    /// # Errors
    ///
    /// When it is not a file of templates, or is of another version or damaged.
    pub fn read(from: impl Read, least_pages: usize) -> Result<Self, SavedError> {
        let mut lines = Lines::new(from)?;
        let mut sites = HashMap::new();
        let mut add = |name: String, site: Site| {
            if site.pages() as usize >= least_pages.max(2) {
                sites.insert(name, site);
            }
        };
        if lines.header.cap.is_none() {
            while let Some(SavedSite { site, pages, counts }) = lines.next()? {
                add(site, Site::new(pages, counts.into_iter().collect()));
            }
        } else {
            while let Some(SavedSample { site, pages, .. }) = lines.next()? {
                let pages = pages.into_iter().map(|(page, hashes)| (page, hashes.into())).collect();
                add(site, Sample { pages, ..Sample::default() }.site());
            }
        }
        Ok(Self { sites })
    }
}

fn save(to: impl Write, header: &Header, sites: impl Iterator<Item = impl Serialize>) -> io::Result<()> {
    let mut packed = zstd::Encoder::new(to, zstd::DEFAULT_COMPRESSION_LEVEL)?;
    packed.include_checksum(true)?;
    let mut lines = BufWriter::new(packed);
    serde_json::to_writer(&mut lines, header)?;
    lines.write_all(b"\n")?;
    for site in sites {
        serde_json::to_writer(&mut lines, &site)?;
        lines.write_all(b"\n")?;
    }
    lines.into_inner()?.finish()?.flush()
}

/// The lines of a file.
struct Lines<R: Read> {
    from: BufReader<zstd::Decoder<'static, BufReader<R>>>,
    header: Header,
    line: String,
    number: usize,
}

impl<R: Read> Lines<R> {
    fn new(from: R) -> Result<Self, SavedError> {
        let mut from = BufReader::new(zstd::Decoder::new(from)?);
        let mut line = String::new();
        // Data that is not compressed with zstd, or is not text.
        from.read_line(&mut line).map_err(|_| SavedError::Other)?;
        let header: Header = serde_json::from_str(&line).map_err(|_| SavedError::Other)?;
        if header.templates != VERSION {
            return Err(SavedError::Version(header.templates));
        }
        Ok(Self { from, header, line, number: 1 })
    }

    fn next<T: for<'de> Deserialize<'de>>(&mut self) -> Result<Option<T>, SavedError> {
        self.line.clear();
        self.number += 1;
        if self.from.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        let site = serde_json::from_str(&self.line);
        site.map(Some).map_err(|reason| SavedError::Damaged { line: self.number, reason })
    }
}
