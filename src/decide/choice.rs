//! Which lines of a page stay: the set with the highest expected F1.
//!
//! Lines are kept in order of their probability while the expected F1 of the kept words rises, so that neither pages
//! with a clear article nor pages with hardly any need a threshold of their own. The greedy set is the best one for
//! this form of the expectation: 2 · (expected kept article words) / (kept words + expected article words). A page
//! without a likely line keeps nothing.

/// The probability of article from its log-odds: exact to 1e-6, and the same on every machine.
pub(crate) fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + exp(-score.clamp(-30.0, 30.0)))
}

/// The same exact to 1e-12, to be shown. Decisions were measured with [`logistic`], whose last bit may differ.
pub(crate) fn exact_logistic(score: f32) -> f64 {
    1.0 / (1.0 + exp_series::<14>(f64::from(-score.clamp(-80.0, 80.0))))
}

/// e to the x, for |x| up to 80.
pub(crate) fn exp(x: f32) -> f32 {
    // |rest| is at most 0.35, so the first term left out is 5e-9.
    exp_series::<7>(f64::from(x)) as f32
}

/// e to the x by a Taylor series of so many terms behind the 1. Only sums, products and divisions of IEEE numbers: the
/// exponential of another machine may differ in its last bit.
fn exp_series<const TERMS: i32>(x: f64) -> f64 {
    let x = x * std::f64::consts::LOG2_E;
    let whole = x.round();
    let rest = (x - whole) * std::f64::consts::LN_2;
    let fraction = (0..TERMS).rev().fold(1.0, |sum, k| 1.0 + sum * rest / f64::from(k + 1));
    let power = f64::from_bits(((1023 + whole as i64) as u64) << 52);
    power * fraction
}

/// A page without a line of at least this probability has no article.
const UNLIKELY: f32 = 0.2;

/// Marks the lines to keep, given the probability of article of each and its number of words.
pub(crate) fn choose(probabilities: &[f32], words: &[u32], kept: &mut Vec<bool>) {
    let expected: f64 =
        probabilities.iter().zip(words).map(|(&p, &words)| f64::from(p) * f64::from(words)).sum();
    let mut order: Vec<u32> = (0..probabilities.len() as u32).collect();
    order.sort_by(|&one, &other| probabilities[other as usize].total_cmp(&probabilities[one as usize]));
    let (mut article, mut all, mut best, mut least) = (0.0, 0.0, -1.0, f32::INFINITY);
    for &line in &order {
        let (p, words) = (probabilities[line as usize], f64::from(words[line as usize]));
        article += f64::from(p) * words;
        all += words;
        let f1 = 2.0 * article / (all + expected + 1e-9);
        if f1 > best {
            (best, least) = (f1, p);
        }
    }
    if order.first().is_some_and(|&line| probabilities[line as usize] < UNLIKELY) {
        least = f32::INFINITY;
    }
    kept.clear();
    kept.extend(probabilities.iter().map(|&p| p >= least));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_exact_enough() {
        for x in (-300..=300).map(|x| x as f32 / 10.0) {
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 1e-6, "{x}: {ours} {theirs}");
            let (ours, theirs) = (exact_logistic(x), 1.0 / (1.0 + (-f64::from(x)).exp()));
            assert!((ours - theirs).abs() < 1e-12, "{x}: {ours} {theirs}");
        }
        assert!((logistic(0.0) - 0.5).abs() < 1e-7);
        assert!(logistic(f32::MAX) <= 1.0 && logistic(f32::MIN) >= 0.0);
    }

    #[test]
    fn clear_lines_stay_and_doubtful_ones_go() {
        let mut kept = Vec::new();
        choose(&[0.1, 0.95, 0.9, 0.2], &[5, 40, 40, 30], &mut kept);
        assert_eq!(kept, [false, true, true, false]);
        choose(&[0.05, 0.02, 0.1], &[2, 9, 3], &mut kept);
        assert_eq!(kept, [false; 3]);
        choose(&[], &[], &mut kept);
        assert!(kept.is_empty());
    }
}
