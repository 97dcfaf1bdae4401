//! As much of Markdown as the documents use.

/// A fenced block.
pub struct Block {
    /// What follows the opening fence, such as `sh` or `sh,ignore`.
    pub language: String,
    pub text: String,
}

/// The fenced blocks of a document, and the text between them.
pub fn blocks_and_prose(document: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut open: Option<Block> = None;
    for line in document.lines() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                open = Some(Block { language: language.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) => prose.extend([line, "\n"]),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    (blocks, prose)
}

/// The blocks of one language.
pub fn blocks(document: &str, language: &str) -> Vec<String> {
    let blocks = blocks_and_prose(document).0.into_iter();
    blocks.filter(|block| block.language == language).map(|block| block.text).collect()
}

/// Text between backticks.
pub fn code_spans(prose: &str) -> impl Iterator<Item = &str> {
    prose.split('`').skip(1).step_by(2)
}

/// The targets of links.
pub fn links(prose: &str) -> impl Iterator<Item = &str> {
    prose.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// The anchors of the headings, as GitHub makes them.
pub fn anchors(prose: &str) -> Vec<String> {
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| slug(line.trim_start_matches('#').trim())).collect()
}

fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The commands of a document: lines of `sh` blocks and of `console` blocks behind the prompt, without comments.
pub fn commands(document: &str) -> Vec<String> {
    let blocks = blocks_and_prose(document).0;
    blocks.iter().flat_map(Block::commands).collect()
}

impl Block {
    /// Whether it has commands that no test runs.
    pub fn is_ignored(&self) -> bool {
        matches!(&self.language[..], "sh,ignore" | "console,ignore")
    }

    pub fn commands(&self) -> Vec<String> {
        let joined = self.text.replace("\\\n", " ");
        let lines = joined.lines().filter_map(|line| match self.language.split(',').next() {
            Some("sh") => Some(line),
            Some("console") => line.strip_prefix("$ "),
            _ => None,
        });
        let without_comment = |line: &str| line.split(" #").next().unwrap_or(line).to_owned();
        let commands =
            lines.map(|line| without_comment(line).split_whitespace().collect::<Vec<_>>().join(" "));
        commands.filter(|command| !command.is_empty()).collect()
    }
}
