//! What the documentation says about each rule.

use dechaff::Rule;

/// The terminal, SARIF and the documentation have the same text.
const DOCUMENT: &str = include_str!("../../../../docs/rules.md");

/// The section of the document about a rule, without the marks of its heading. Empty if there is none.
pub fn section(rule: Rule) -> &'static str {
    let sections = DOCUMENT.split("\n## ").skip(1);
    let mut named = sections.filter(|section| section.lines().next() == Some(rule.id()));
    named.next().map(str::trim_end).unwrap_or_default()
}

/// The first paragraph of the section, on one line.
pub fn summary(rule: Rule) -> String {
    let lines = section(rule).lines().skip(2).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// The address of the section.
pub fn address(rule: Rule) -> String {
    format!("{}/blob/main/docs/rules.md#{rule}", env!("CARGO_PKG_REPOSITORY"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained_and_nothing_else() {
        let headings: Vec<_> = DOCUMENT.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, Rule::ALL.map(Rule::id));
        let parts = ["**Sees:**", "**Why it is chaff:**", "**False friends:**", "**Example:**", "**Off:**"];
        for rule in Rule::ALL {
            let section = section(rule);
            let missing: Vec<_> = parts.iter().filter(|part| !section.contains(*part)).collect();
            assert!(missing.is_empty(), "{rule} lacks {missing:?}");
            assert!(section.contains(&format!("`--ignore {rule}`")), "{rule}");
            assert!(summary(rule).ends_with('.'), "{rule}");
        }
    }
}
