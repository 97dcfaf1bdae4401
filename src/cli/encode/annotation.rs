//! The object `dechaff` that `--annotate` adds to a record.

use dechaff::{Label, Span, Verdict};

/// A span of a page. An object, because column-oriented readers such as Arrow refuse lists of mixed types.
#[derive(serde::Serialize)]
struct AnnotatedSpan<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    score: f64,
}

/// The annotation of a page as JSON. Positions count Unicode characters of its text.
pub fn annotation(
    text: &str,
    verdicts: &[Verdict],
    spans: &[Span],
    language: Option<&str>,
    short: Option<bool>,
) -> Vec<u8> {
    let mut lines = [0_u64; Label::ALL.len() + 1];
    verdicts.iter().for_each(|verdict| lines[verdict.label as usize] += 1);
    let labels = Label::ALL.into_iter().chain([Label::Blank]);
    let labels: serde_json::Map<_, _> = labels
        .filter(|label| lines[*label as usize] > 0)
        .map(|label| (label.name().to_owned(), lines[label as usize].into()))
        .collect();
    let (mut annotated, mut kept) = (Vec::with_capacity(spans.len()), Vec::<[usize; 2]>::new());
    let mut start = spans.first().map_or(0, |first| text[..first.range.start].chars().count());
    let (mut read_count, mut kept_count) = (0, 0);
    for span in spans {
        let length = text[span.range.clone()].chars().count();
        let end = start + length;
        let score = (f64::from(verdicts[span.line].score) * 100.0).round() / 100.0;
        annotated.push(AnnotatedSpan { start, end, label: span.label.name(), score });
        read_count += length;
        if span.kept {
            kept_count += length;
            match kept.last_mut() {
                Some(last) if last[1] == start => last[1] = end,
                _ => kept.push([start, end]),
            }
        }
        start = end;
    }
    let removed = match read_count {
        0 => 0.0,
        _ => ((read_count - kept_count) as f64 / read_count as f64 * 1e4).round() / 1e4,
    };
    #[derive(serde::Serialize)]
    struct Annotation<'a> {
        labels: serde_json::Map<String, serde_json::Value>,
        spans: Vec<AnnotatedSpan<'a>>,
        kept: Vec<[usize; 2]>,
        removed: f64,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        short: Option<bool>,
    }
    let annotation = Annotation { labels, spans: annotated, kept, removed, language, short };
    serde_json::to_vec(&annotation).expect("serializing to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use dechaff::{Cleaner, Page};

    use super::*;

    #[test]
    fn kept_ranges_rebuild_the_text() {
        let text = "قائمة\n\nاتفق الطرفان على مواصلة المفاوضات في الأسبوع المقبل، كما قال الوزير أمس.\n";
        let page = Page::new(text);
        let cleaned = Cleaner::default().clean(&page);
        let json = annotation(text, cleaned.verdicts(), cleaned.spans(), Some("ar"), None);
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let at = |value: &serde_json::Value| value.as_u64().unwrap() as usize;
        let kept = json["kept"].as_array().unwrap().iter();
        let kept: String = kept.flat_map(|range| &characters[at(&range[0])..at(&range[1])]).collect();
        assert_eq!(kept, cleaned.text());
        let spans = json["spans"].as_array().unwrap();
        assert_eq!(at(&spans.last().unwrap()["end"]), characters.len());
        assert!(spans.windows(2).all(|pair| pair[0]["end"] == pair[1]["start"]));
        assert_eq!(json["language"], "ar");
    }
}
