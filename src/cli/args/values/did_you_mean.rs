//! "Did you mean" suggestions.

/// The known word that is most similar, if one is similar enough.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Jaro-Winkler similarity from which a word may be a misspelling.
    const SIMILAR: f64 = 0.7;
    let candidates = words.into_iter().map(|known| (strsim::jaro_winkler(word, known), known));
    let nearest = candidates.max_by(|one, other| one.0.total_cmp(&other.0));
    nearest.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, known)| known)
}

/// The suggestion as the end of a message, or nothing.
pub fn did_you_mean<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, words).map_or(String::new(), |known| format!(", did you mean {known}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_words_are_suggested() {
        assert_eq!(did_you_mean("max-nois", ["keep", "max-noise"]), ", did you mean max-noise?");
        assert_eq!(did_you_mean("color", ["keep", "max-noise"]), "");
    }
}
