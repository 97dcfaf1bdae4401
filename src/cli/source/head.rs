//! Header fields, which WARC took over from HTTP.

/// The fields of a head: names in lowercase, values without white space around them. A line that begins with white
/// space continues the value before it. Lines without a colon are passed over.
pub fn head_fields<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = fields.last_mut()
        {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// The media type of a value such as `Text/HTML; charset=utf-8`, in lowercase.
pub fn media_type(value: &str) -> String {
    value.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_any_case_and_values_may_be_folded() {
        let fields =
            head_fields("CONTENT-Type : text/html;\r\n\tcharset=utf-8\r\njunk\nX:\n y\nZ: a:b".lines());
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            fields,
            [field("content-type", "text/html; charset=utf-8"), field("x", "y"), field("z", "a:b")]
        );
        assert_eq!(media_type("Text/HTML; Charset=x"), "text/html");
    }
}
