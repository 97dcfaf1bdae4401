//! Templates as a file: a line of JSON for each site, below one that says what it is; packed with zstd, whose
//! checksum tells when a file is damaged.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Learner, PageLines, Sample, Templates};
use crate::text::site::Site;

/// The version of the file, and of the hashes in it.
const VERSION: u32 = 1;

/// Why a file of templates cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It breaks off, its checksum is wrong, or the system cannot read it.
    #[error("cannot be read: {0} (learn it again)")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("is no file of templates (dechaff learn writes them)")]
    Other,
    /// It was written by another version.
    #[error("is of version {0}, not {VERSION} (learn it again with this dechaff)")]
    Version(u32),
    /// A line of it is not what it should be.
    #[error("line {line} is damaged: {reason} (learn it again)")]
    Damaged {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: serde_json::Error,
    },
    /// It says on how many pages lines stand but no longer on which.
    #[error("holds counts alone and cannot be merged (learn without --min-pages, and merge with it)")]
    Final,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    templates: u32,
    /// Memory for one site, in hashes; none in a file of counts.
    cap: Option<u64>,
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
    /// Writes all that was counted, so that it can be read back or merged.
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
        save(to, &Header { templates: VERSION, cap: Some(self.cap) }, sites)
    }

    /// Reads what [`Learner::save`] has written, to go on in so many bytes of memory.
    ///
    /// # Errors
    ///
    /// When it is no such file, of another version, damaged, or one of counts alone.
    pub fn read(from: impl Read, memory: u64) -> Result<Self, SavedError> {
        let mut lines = Lines::new(from)?;
        let mut learner = Self::new(memory);
        learner.cap = learner.cap.min(lines.header.cap.ok_or(SavedError::Final)?);
        while let Some(SavedSample { site, level, came, pages }) = lines.next()? {
            let mut sample = Sample { level, came, ..Sample::default() };
            for (page, hashes) in pages {
                sample.add(PageLines { page, hashes: hashes.into() }, u64::MAX);
            }
            learner.sites.insert(site, sample);
        }
        // What another memory had room for may be too much for this one.
        learner.settle();
        Ok(learner)
    }
}

impl Templates {
    /// Writes the counts of what stands on so many pages of a site or more.
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
        save(to, &Header { templates: VERSION, cap: None }, sites)
    }

    /// Reads a file of either kind; of sites with fewer pages than that nothing is taken.
    ///
    /// # Errors
    ///
    /// When it is no such file, of another version, or damaged.
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
        // What is not packed so, or holds no text, is no such file either.
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
