//! What a misspelt word may have meant.

/// The word most like another one, if any is like it.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LIKE: f64 = 0.7;
    let likeness = words.into_iter().map(|known| (strsim::jaro_winkler(word, known), known));
    let nearest = likeness.max_by(|one, other| one.0.total_cmp(&other.0));
    nearest.filter(|(likeness, _)| *likeness >= LIKE).map(|(_, known)| known)
}

/// The same as a question, to stand behind a message.
pub fn did_you_mean<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, words).map_or(String::new(), |known| format!(", did you mean {known}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_like_it_is_named() {
        assert_eq!(did_you_mean("max-nois", ["keep", "max-noise"]), ", did you mean max-noise?");
        assert_eq!(did_you_mean("colour", ["keep", "max-noise"]), "");
    }
}
