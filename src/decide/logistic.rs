//! The logistic function: probabilities from log-odds, the same on every machine.

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
}
