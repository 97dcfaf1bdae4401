//! Tells Markdown from text, by content.

use memchr::memmem;

/// Bytes of a page that are looked at.
const MAX_BYTES: usize = 256 << 10;
/// The least number of links and pictures.
const LEAST: usize = 3;
/// Among so many lines with text, one has a link, a picture or a heading.
const MOST_LINES: usize = 8;

/// Whether a text is plainly Markdown: it has a few links or pictures, and signs of Markdown from top to bottom. Text that
/// shows how Markdown is written has less.
pub fn is_markdown(text: &str) -> bool {
    let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    let text = &text[..end.unwrap_or(0)];
    let links = memmem::find_iter(text.as_bytes(), "](").filter(|&at| is_link(text, at)).count();
    if links < LEAST {
        return false;
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (lines, headings) =
        lines.fold((0, 0), |(lines, headings), line| (lines + 1, headings + usize::from(is_heading(line))));
    (links + headings) * MOST_LINES >= lines
}

/// Whether a bracket on the same line begins what ends here, and an address follows.
fn is_link(text: &str, at: usize) -> bool {
    /// The longest text of a link on one line, in bytes.
    const LONGEST: usize = 1 << 10;
    let before = &text.as_bytes()[at.saturating_sub(LONGEST)..at];
    let line = memchr::memrchr(b'\n', before).map_or(before, |end| &before[end + 1..]);
    let target = &text[at + 2..];
    let is_address =
        ["http:", "https:", "/", "#", "./", "../", "<", "mailto:", "tel:", "data:", "javascript:"]
            .iter()
            .any(|start| target.starts_with(start));
    is_address && (line.contains(&b'[') || line.len() == before.len() || line.trim_ascii().is_empty())
}

fn is_heading(line: &str) -> bool {
    let signs = line.bytes().take_while(|&byte| byte == b'#').count();
    (1..=6).contains(&signs) && line[signs..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_by_its_links() {
        let page = "# Harbor\n\n[Home](/) [News](/news)\n\nThe ferry sails.\n\n![A ferry](https://a.example/b.jpg)\n";
        assert!(is_markdown(page));
        assert!(is_markdown(&page.replace('\n', "\r\n")));
    }

    #[test]
    fn text_is_not_markdown() {
        let prose = "The ferry sails at noon.\n".repeat(100);
        for text in [
            "",
            "# A comment\n# Another comment\n# A third\n",
            "Write a link as [text](https://a.example/). It may have a title.\n",
            "f[0](x) g[1](y) h[2](z)\n",
            &format!("{prose}[a](/a) [b](/b) [c](/c)\n"),
        ] {
            assert!(!is_markdown(text), "{text}");
        }
    }
}
