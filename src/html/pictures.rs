//! Reads where links lead, and pictures.

use super::marks::hidden;
use super::reader::Reader;
use super::tag::{Name, Tag};
use super::token::Attribute;

impl<'h> Reader<'h> {
    /// Notes where the link of the current tag leads.
    pub(super) fn note_target(&mut self) {
        let target = self.tokens.attribute("href").map_or("", Attribute::raw);
        self.layout.embedded.add_target(target);
    }

    /// Notes the picture of the current tag, unless nobody sees it.
    pub(super) fn picture(&mut self) {
        // Formulas are shown once.
        if self.open.skipped > 0 || self.layout.is_behind_formula() || self.is_dot() {
            return;
        }
        let hidden = self.entry(Name::from_tag(Tag::Img)).hidden;
        let at = self.layout.picture_at();
        let is_copy = hidden & hidden::NOSCRIPT > 0 && self.layout.embedded.is_behind_picture(at);
        if hidden & !(hidden::NOSCRIPT | hidden::DETAILS) > 0 || is_copy {
            return;
        }
        let address = self.picture_address().unwrap_or_default();
        let text = self.tokens.attribute("alt").map_or("", Attribute::raw);
        if !address.is_empty() || !text.trim().is_empty() {
            let around = self.open.len();
            self.layout.embedded.add_picture(
                at,
                [self.lowest().min(around), around],
                self.link_around(),
                [address, text],
            );
        }
    }

    /// Whether the current tag is of a picture so small that it only counts visitors.
    fn is_dot(&self) -> bool {
        let is_tiny = |name: &str| {
            self.tokens.attribute(name).is_some_and(|size| matches!(size.raw().trim(), "0" | "1" | "1px"))
        };
        is_tiny("width") && is_tiny("height")
    }

    /// The address of the picture of the current tag. A script puts it in its place when the picture comes into view.
    fn picture_address(&self) -> Option<&'h str> {
        const NAMES: [&str; 4] = ["src", "data-src", "data-lazy-src", "data-original"];
        let value = |name: &str| self.tokens.attribute(name).map(|value| value.raw().trim());
        let is_address = |value: &&str| !value.is_empty() && !value.starts_with("data:");
        let of_set = |name: &str| value(name).and_then(|set| set.split_ascii_whitespace().next());
        let mut sets = ["srcset", "data-srcset"].into_iter().filter_map(of_set);
        NAMES.into_iter().filter_map(value).find(is_address).or_else(|| sets.find(is_address))
    }
}

#[cfg(test)]
mod tests {
    use crate::html::{Html, Picture};

    /// The pictures: address, what stands for it, whether it is apart, and the text behind it.
    fn pictures(html: &str) -> Vec<(String, String, bool, String)> {
        let page = Html::read(html);
        let embedded = &page.marks.embedded;
        let shown = |picture: &Picture| {
            let behind = page.text[picture.at as usize..].trim_end().to_owned();
            let (address, text) = (embedded.address(picture), embedded.text(picture));
            (address, text, picture.is_apart, behind)
        };
        embedded.pictures.iter().map(shown).collect()
    }

    #[track_caller]
    fn check(html: &str, expected: &[(&str, &str, bool, &str)]) {
        let found = pictures(html);
        let found = found.iter().map(|(a, t, apart, behind)| (&a[..], &t[..], *apart, &behind[..]));
        let found: Vec<_> = found.collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn pictures_stand_in_lines_or_between_them() {
        check("<p>a <img src=b.png alt=b> c", &[("b.png", "b", false, "c")]);
        check("<p><img src=b.png> c", &[("b.png", "", false, "c")]);
        check(
            "<p>a<img src=b.png></p><p>c",
            &[("b.png", "", false, "c")].map(|(a, t, x, _)| (a, t, x, "\n\nc")),
        );
        check("<p>a</p><img src=b.png><p>c", &[("b.png", "", true, "c")]);
        check("<p>a</p><figure><img src=b.png></figure>", &[("b.png", "", true, "")]);
        check("<table><tr><td><p>a</p><td><img src=b.png>b</table>", &[("b.png", "", false, "b")]);
    }

    #[test]
    fn addresses_of_pictures_are_found() {
        check("<img src=data:x data-src=b.png>a", &[("b.png", "", false, "a")]);
        check("<img srcset='b.png 1x, c.png 2x'>a", &[("b.png", "", false, "a")]);
        check(
            "<img src=data:x data-src=b.png><noscript><img src=c.png></noscript>a",
            &[("b.png", "", false, "a")],
        );
        check("<img src=data:x><noscript><img src=c.png></noscript>a", &[("c.png", "", false, "a")]);
    }

    #[test]
    fn pictures_that_nobody_sees_are_left_out() {
        for html in [
            "<img src=a.png width=1 height=1>a",
            "<img src=a.png hidden>a",
            "<div style='display:none'><img src=a.png></div>a",
            "<template><img src=a.png></template>a",
            "<img src=data:x>a",
        ] {
            check(html, &[]);
        }
    }

    #[test]
    fn links_have_their_targets() {
        let page = Html::read(
            "<p>a <a href=/1>b <i>c</i></a><a href='/2?x&amp;y'>d</a> <a>e</a></p><h2><a href=/3>f",
        );
        let embedded = &page.marks.embedded;
        let links = embedded
            .links
            .iter()
            .map(|link| (&page.text[link.start as usize..link.end as usize], embedded.target(link.number)));
        let links: Vec<_> = links.collect();
        let links: Vec<_> = links.iter().map(|(text, target)| (*text, &target[..])).collect();
        assert_eq!(links, [("b c", "/1"), ("d", "/2?x&y"), ("e", ""), ("f", "/3")]);
        assert_eq!(embedded.target(0), "");
    }

    #[test]
    fn pictures_know_what_they_share_with_lines() {
        let page = Html::read(
            "<article><p>a</p><img src=1><div><b><img src=2></b><p>b</p></div><img src=3></article><p>c",
        );
        let shared: Vec<_> = page.marks.embedded.pictures.iter().map(|one| (one.above, one.below)).collect();
        assert_eq!(shared, [(2, 2), (2, 3), (2, 1)]);
    }
}
