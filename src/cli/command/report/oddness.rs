//! How far each site is out of line with the others.

use crate::cli::survey::{Groups, Totals};

/// A site.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its numbers.
    pub totals: Totals,
    /// How far the share that is kept of it is from that of the median site, in units of the median distance. It counts in
    /// full only for sites of many pages.
    pub oddness: f64,
}

/// Oddness from which on a site is out of line.
pub const ODD: f64 = 4.0;
/// Fewest pages of a site that is compared.
const LEAST: u64 = 5;
/// Smallest median distance, in percent.
const NARROWEST: f64 = 2.0;

/// All sites, those with most pages first.
pub fn sites(groups: &Groups) -> Vec<Site<'_>> {
    let share = |totals: Totals| totals.characters.percent_kept();
    let is_compared = |totals: Totals| totals.pages >= LEAST && totals.characters.read > 0;
    let sorted = groups.sorted();
    let compared = || sorted.iter().map(|(_, totals)| *totals).filter(|totals| is_compared(*totals));
    let middle = median(compared().map(share).collect());
    let spread = median(compared().map(|totals| (share(totals) - middle).abs()).collect()).max(NARROWEST);
    let oddness = |totals: Totals| {
        let weight = totals.pages as f64 / (totals.pages + LEAST) as f64;
        if is_compared(totals) { (share(totals) - middle).abs() / spread * weight } else { 0.0 }
    };
    sorted.iter().map(|&(name, totals)| Site { name, totals, oddness: oddness(totals) }).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::survey::Characters;

    #[test]
    fn the_site_of_which_nothing_is_kept_is_out_of_line() {
        let mut groups = Groups::default();
        for (name, pages, kept) in
            [("a", 50, 60), ("b", 40, 62), ("c", 90, 57), ("odd", 30, 0), ("small", 2, 0)]
        {
            let characters = Characters { read: 100, kept, removed: 100 - kept };
            (0..pages).for_each(|_| groups.of(name).add_page(characters));
        }
        let odd: Vec<_> = sites(&groups).into_iter().filter(|site| site.oddness >= ODD).collect();
        assert_eq!(odd.iter().map(|site| site.name).collect::<Vec<_>>(), ["odd"]);
        assert!(sites(&Groups::default()).is_empty());
    }
}
