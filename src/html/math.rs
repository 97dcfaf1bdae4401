//! Reads formulas in MathML: their text on one line, and their TeX if they have it.

use super::entity::{Context, decode};
use super::tag::{Name, Tag, does};
use super::token::{Token, Tokens};

/// A formula.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Formula {
    /// What it shows, on one line: `v=s/t`.
    pub(super) text: String,
    /// The formula in TeX.
    pub(super) tex: Option<String>,
}

/// An open element of a formula.
#[derive(Clone, Copy, Debug)]
struct Part {
    name: Name,
    /// Where its text begins.
    start: usize,
    /// Where that of its second child begins.
    second: usize,
    children: u32,
    /// The number of names, numbers and signs in it.
    signs: u32,
}

/// Elements nested deeper than this are not followed; their text is kept.
const DEEPEST: usize = 64;

impl Formula {
    /// Reads a formula from its start tag on, up to its end tag or to what cannot be in it. `is_open` says of which kinds
    /// elements are open around it.
    pub(super) fn read(tokens: &mut Tokens<'_>, is_open: impl Fn(Tag) -> bool) -> Self {
        let alternative = tokens.attribute("alttext").map(|text| folded(&text.value()));
        let mut reading = Reading::default();
        tokens.foreign = true;
        loop {
            let before = tokens.at();
            match tokens.next() {
                None => break,
                Some(Token::Literal(text)) => reading.add(text),
                Some(Token::Text(text)) => reading.add(&decode(text, Context::Text)),
                Some(Token::Start { name, closed }) => {
                    if name.tag.does(does::BREAKS_OUT) && !reading.may_hold_html() {
                        tokens.go_back(before);
                        break;
                    }
                    reading.start(name, closed, tokens);
                }
                Some(Token::End(name)) if name.tag == Tag::Math => break,
                Some(Token::End(name)) => {
                    if !reading.end(name) && is_open(name.tag) {
                        tokens.go_back(before);
                        break;
                    }
                }
            }
        }
        tokens.foreign = false;
        reading.close(0);
        let tex = reading.tex.map(|tex| folded(&tex)).filter(|tex| !tex.is_empty());
        let tex = tex.or(alternative).filter(|tex| !tex.is_empty());
        let mut text = folded(&reading.text);
        if text.is_empty() {
            text = tex.clone().unwrap_or_default();
        }
        Self { text, tex }
    }
}

/// A formula while it is read.
#[derive(Debug, Default)]
struct Reading {
    text: String,
    tex: Option<String>,
    open: Vec<Part>,
    /// The number of open elements whose content is not shown.
    skipped: u32,
    /// Whether the open annotation is in TeX.
    in_tex: bool,
}

impl Reading {
    fn start(&mut self, name: Name, closed: bool, tokens: &Tokens<'_>) {
        if name.tag == Tag::Mspace {
            self.text.push(' ');
        }
        let length = self.text.len();
        if let Some(around) = self.open.last_mut() {
            around.children += 1;
            if around.children == 2 {
                around.second = length;
            }
        }
        if closed || self.open.len() >= DEEPEST {
            return;
        }
        let second = self.open.last().is_some_and(|around| around.children == 2);
        match name.tag {
            Tag::Msqrt => self.text.push('√'),
            Tag::Mtd | Tag::Mtr => self.text.push(' '),
            Tag::Annotation if self.tex.is_none() => {
                let encoding = tokens.attribute("encoding").map_or("", |encoding| encoding.raw());
                self.in_tex = encoding.to_ascii_lowercase().contains("tex");
            }
            _ if second && self.open.last().is_some_and(|around| around.name.tag == Tag::Mfrac) => {
                self.text.push('/');
            }
            _ => {}
        }
        self.skipped += u32::from(is_unshown(name.tag));
        self.open.push(Part { name, start: self.text.len(), second: 0, children: 0, signs: 0 });
    }

    /// Closes the innermost element with this name. Returns whether there is one.
    fn end(&mut self, name: Name) -> bool {
        let found = self.open.iter().rposition(|part| part.name == name);
        if let Some(at) = found {
            self.close(at);
        }
        found.is_some()
    }

    /// Closes elements until `depth` are open.
    fn close(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some(part) = self.open.pop()
        {
            self.skipped -= u32::from(is_unshown(part.name.tag));
            self.in_tex &= part.name.tag != Tag::Annotation;
            if part.name.tag == Tag::Mroot && part.children == 2 {
                // The index stands before the root.
                let index = self.text.split_off(part.second);
                self.text.insert_str(part.start, &(index + "√"));
            }
            let mut is_part = part.name.tag == Tag::Msqrt;
            if let Some(around) = self.open.last_mut() {
                around.signs += part.signs;
                is_part |= matches!(around.name.tag, Tag::Mfrac | Tag::Mroot);
            }
            if is_part && part.signs > 1 {
                self.text.insert(part.start, '(');
                self.text.push(')');
            }
        }
    }

    fn add(&mut self, text: &str) {
        if self.in_tex {
            return self.tex.get_or_insert_default().push_str(text);
        }
        if self.skipped > 0 {
            return;
        }
        let inside = self.open.last().map(|part| part.name.tag);
        let text = if inside == Some(Tag::Mtext) { text } else { text.trim() };
        // Signs for what is meant but not written: a product, a function.
        self.text.extend(text.chars().filter(|c| !matches!(c, '\u{2061}'..='\u{2064}')));
        if let Some(part) = self.open.last_mut() {
            part.signs += u32::from(!text.is_empty());
        }
    }

    /// Whether the open element may hold HTML.
    fn may_hold_html(&self) -> bool {
        let holds = [Tag::Mi, Tag::Mo, Tag::Mn, Tag::Ms, Tag::Mtext, Tag::AnnotationXml];
        self.open.iter().any(|part| holds.contains(&part.name.tag))
    }
}

/// Annotations say the same in another way.
fn is_unshown(tag: Tag) -> bool {
    matches!(tag, Tag::Annotation | Tag::AnnotationXml | Tag::Mphantom)
}

/// A text without white space at its ends, and with single spaces elsewhere.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(math: &str) -> Formula {
        let mut tokens = Tokens::new(math);
        tokens.next();
        Formula::read(&mut tokens, |tag| tag == Tag::Div)
    }

    #[test]
    fn formulas_are_written_on_one_line() {
        for (math, text) in [
            ("<mi>v</mi> <mo>=</mo>\n<mfrac><mi>s</mi><mi>t</mi></mfrac>", "v=s/t"),
            ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mi>c</mi></mrow></mfrac>", "(a+b)/c"),
            ("<msup><mi>a</mi><mn>2</mn></msup><mo>&lt;</mo><msqrt><mi>b</mi></msqrt>", "a2<√b"),
            ("<msqrt><mi>x</mi><mo>-</mo><mn>1</mn></msqrt>", "√(x-1)"),
            ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x"),
            ("<mn>0,8</mn><mtext> m/s</mtext>", "0,8 m/s"),
            ("<mi>f</mi><mo>&#x2061;</mo><mi>x</mi><mphantom><mi>y</mi></mphantom>", "fx"),
            ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "1 2"),
            ("<mtext>if <b>not</b></mtext></math>b", "if not"),
            ("<mi>x</mi><p>a", "x"),
            ("<mi>x</mi></div>a", "x"),
            ("<mi>x</mi></span><mi><![CDATA[<]]>", "x<"),
        ] {
            assert_eq!(read(&format!("<math>{math}")), Formula { text: text.into(), tex: None }, "{math}");
        }
        read(&format!("<math>{}x{}", "<mrow>".repeat(5000), "</mrow>".repeat(5000)));
    }

    #[test]
    fn the_source_is_kept() {
        let annotated = "<math alttext=no><semantics><mi>n</mi><annotation encoding=application/x-tex>\n n \\lt&amp; </annotation>\
            <annotation encoding=text/plain>n</annotation></semantics></math>";
        assert_eq!(read(annotated), Formula { text: "n".into(), tex: Some("n \\lt&".into()) });
        let alternative = Formula { text: "a b".into(), tex: Some("a b".into()) };
        assert_eq!(read("<math alttext=' a  b'><mspace/></math>"), alternative);
    }
}
