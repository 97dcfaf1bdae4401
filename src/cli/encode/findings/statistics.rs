//! The number of findings by rule.

use std::io::{self, Write};

use dechaff::Rule;
use indicatif::HumanCount;

use super::{PageFindings, Report, Tally};

/// Counts findings by rule.
#[derive(Clone, Debug, Default)]
pub struct RuleCounts([u64; Rule::ALL.len()]);

impl RuleCounts {
    /// Counts the findings of a page.
    pub fn add(&mut self, page: &PageFindings) {
        for finding in &page.findings {
            self.0[finding.rule as usize] += 1;
        }
    }

    /// The rules with findings and their numbers, the most frequent first.
    pub fn sorted(&self) -> Vec<(Rule, u64)> {
        let mut counts: Vec<_> = Rule::ALL.into_iter().zip(self.0).filter(|&(_, count)| count > 0).collect();
        counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        counts
    }
}

/// Writes a table at the end.
#[derive(Default)]
pub struct ByRule(RuleCounts);

impl Report for ByRule {
    fn page(&mut self, page: &PageFindings, _: &mut dyn Write) -> io::Result<()> {
        self.0.add(page);
        Ok(())
    }

    fn end(&mut self, _: &Tally, out: &mut dyn Write) -> io::Result<()> {
        for (rule, count) in self.0.sorted() {
            let count = HumanCount(count).to_string();
            writeln!(out, "{count:>9}  {:<16}  {}", rule.id(), rule.message())?;
        }
        Ok(())
    }
}
