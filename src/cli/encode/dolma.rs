//! Attributes of documents in the format of Dolma.

use dechaff::{Label, Span, Verdict};

use super::edits::push_string;

/// The attributes of a page: `NAME__removed` lists the removed spans; `NAME__nav` and so on list the spans of each label.
/// A span is `[start, end, score]`, in Unicode characters of the text. The score is the probability that it is chaff, 0 to
/// 1; it is 1 for chaff that is cut out of a line.
pub fn attributes(name: &str, text: &str, verdicts: &[Verdict], spans: &[Span]) -> Vec<u8> {
    let mut removed: Vec<(usize, usize, f64)> = Vec::new();
    let mut labeled: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); Label::ALL.len() + 1];
    let mut start = 0;
    for span in spans {
        let end = start + text[span.range.clone()].chars().count();
        let verdict = verdicts[span.line];
        let is_glued = span.label != verdict.label;
        let score = if is_glued { 1.0 } else { 1.0 - verdict.probability() };
        let piece = (start, end, (score * 1e4).round() / 1e4);
        if !span.kept {
            removed.push(piece);
        }
        if span.label != Label::Blank {
            labeled[span.label as usize].push(piece);
        }
        start = end;
    }
    let mut json = b"{".to_vec();
    let all = Label::ALL.into_iter().map(|label| (label.name(), &labeled[label as usize]));
    for (label, pieces) in
        [("removed", &removed)].into_iter().chain(all).filter(|(_, pieces)| !pieces.is_empty())
    {
        if json.len() > 1 {
            json.push(b',');
        }
        push_string(&mut json, &format!("{name}__{label}"));
        json.push(b':');
        serde_json::to_writer(&mut json, pieces).expect("serializing to memory cannot fail");
    }
    json.push(b'}');
    json
}

#[cfg(test)]
mod tests {
    use dechaff::{Cleaner, Page};
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_text_without_removed_spans_is_the_cleaned_text() {
        let text =
            "قائمة\n\nاتفق الطرفان على مواصلة المفاوضات في الأسبوع المقبل، كما قال الوزير أمس.\nإقرأ أيضاً\n";
        let page = Page::new(text);
        let cleaned = Cleaner::default().clean(&page);
        let json = attributes("mine", text, cleaned.verdicts(), cleaned.spans());
        let json: Value = serde_json::from_slice(&json).unwrap();
        let mut left: Vec<Option<char>> = text.chars().map(Some).collect();
        for piece in json["mine__removed"].as_array().unwrap() {
            let at = |index: usize| piece[index].as_u64().unwrap() as usize;
            left[at(0)..at(1)].fill(None);
            assert!((0.0..=1.0).contains(&piece[2].as_f64().unwrap()));
        }
        assert_eq!(left.into_iter().flatten().collect::<String>(), cleaned.text());
        assert_eq!(json["mine__body"].as_array().unwrap().len(), 1);
    }
}
