//! The elements of HTML: their names and properties.

/// The properties of a kind of element, as bits.
pub(super) mod does {
    /// Has no content and no end tag.
    pub(crate) const VOID: u32 = 1;
    /// Begins and ends a line.
    pub(crate) const BLOCK: u32 = 1 << 1;
    /// Has a blank line before and after it.
    pub(crate) const MARGIN: u32 = 1 << 2;
    /// Its content is not shown.
    pub(crate) const SKIP: u32 = 1 << 3;
    /// Its content is not markup.
    pub(crate) const RAW: u32 = 1 << 4;
    /// Formats text; may be closed across blocks ("formatting" in the standard).
    pub(crate) const FORMAT: u32 = 1 << 5;
    /// Stops the search of an inline element's end tag ("special" in the standard).
    pub(crate) const SPECIAL: u32 = 1 << 6;
    /// Stops the search of all end tags but its own and those of tables ("scope" in the standard).
    pub(crate) const SCOPE: u32 = 1 << 7;
    /// Ends an open paragraph.
    pub(crate) const ENDS_P: u32 = 1 << 8;
    /// Needs no end tag before the end tag of an element around it.
    pub(crate) const IMPLIED: u32 = 1 << 9;
    /// A heading.
    pub(crate) const HEADING: u32 = 1 << 10;
    /// Only inside a table.
    pub(crate) const TABLE: u32 = 1 << 11;
    /// Keeps white space.
    pub(crate) const PRE: u32 = 1 << 12;
    /// Makes text bold.
    pub(crate) const BOLD: u32 = 1 << 13;
    /// Makes text italic.
    pub(crate) const ITALIC: u32 = 1 << 14;
    /// A list.
    pub(crate) const LIST: u32 = 1 << 15;
    /// Ends unclosed SVG or math.
    pub(crate) const BREAKS_OUT: u32 = 1 << 16;
    /// Makes text code.
    pub(crate) const CODE: u32 = 1 << 17;
}

use super::hash::mix;
#[allow(clippy::wildcard_imports)] // The table below uses nearly all of them.
use does::*;

/// The properties of most blocks.
const FLOW: u32 = BLOCK | SPECIAL | ENDS_P;

macro_rules! tags {
    ($($tag:ident $name:literal $does:expr;)*) => {
        /// A kind of element.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)] // The names are those of the elements.
        pub(crate) enum Tag {
            $($tag,)*
            /// Any other element.
            #[default]
            Other,
            /// An element with a hyphen in its name: it means what its page wants.
            Custom,
        }

        const DOES: &[u32] = &[$($does,)* 0, 0];
        const NAMES: &[&str] = &[$($name,)* "other", "custom"];

        /// The kind of a packed name.
        fn tag_of(name: u128) -> Tag {
            mod packed {
                $(#[allow(non_upper_case_globals)] pub(super) const $tag: u128 = super::pack($name.as_bytes());)*
            }
            match name {
                $(packed::$tag => Tag::$tag,)*
                _ => Tag::Other,
            }
        }
    };
}

tags! {
    A "a" FORMAT;
    Abbr "abbr" 0;
    Address "address" FLOW;
    Applet "applet" SPECIAL | SCOPE;
    Area "area" VOID | SPECIAL;
    Article "article" FLOW;
    Aside "aside" FLOW;
    Audio "audio" BLOCK | SKIP;
    B "b" FORMAT | BOLD | BREAKS_OUT;
    Base "base" VOID | SPECIAL;
    Big "big" FORMAT | BREAKS_OUT;
    Blockquote "blockquote" FLOW | MARGIN | BREAKS_OUT;
    Body "body" BLOCK | SPECIAL | BREAKS_OUT;
    Br "br" VOID | SPECIAL | BREAKS_OUT;
    Button "button" BLOCK | SPECIAL;
    Canvas "canvas" SKIP;
    Caption "caption" BLOCK | SPECIAL | SCOPE | TABLE;
    Center "center" FLOW | BREAKS_OUT;
    Code "code" FORMAT | CODE | BREAKS_OUT;
    Col "col" VOID | SPECIAL | TABLE;
    Colgroup "colgroup" SPECIAL | TABLE;
    Datalist "datalist" SKIP;
    Dd "dd" FLOW | IMPLIED | BREAKS_OUT;
    Desc "desc" 0;
    Details "details" FLOW;
    Dialog "dialog" FLOW;
    Dir "dir" FLOW | LIST;
    Div "div" FLOW | BREAKS_OUT;
    Dl "dl" FLOW | MARGIN | BREAKS_OUT;
    Dt "dt" FLOW | IMPLIED | BREAKS_OUT;
    Em "em" FORMAT | ITALIC | BREAKS_OUT;
    Embed "embed" VOID | SPECIAL | BREAKS_OUT;
    Fieldset "fieldset" FLOW;
    Figcaption "figcaption" FLOW;
    Figure "figure" FLOW | MARGIN;
    Font "font" FORMAT;
    Footer "footer" FLOW;
    ForeignObject "foreignobject" 0;
    Form "form" FLOW;
    Frame "frame" VOID | SPECIAL;
    Frameset "frameset" BLOCK | SPECIAL;
    H1 "h1" FLOW | HEADING | MARGIN | BREAKS_OUT;
    H2 "h2" FLOW | HEADING | MARGIN | BREAKS_OUT;
    H3 "h3" FLOW | HEADING | MARGIN | BREAKS_OUT;
    H4 "h4" FLOW | HEADING | MARGIN | BREAKS_OUT;
    H5 "h5" FLOW | HEADING | MARGIN | BREAKS_OUT;
    H6 "h6" FLOW | HEADING | MARGIN | BREAKS_OUT;
    Head "head" SPECIAL | BREAKS_OUT;
    Header "header" FLOW;
    Hgroup "hgroup" FLOW;
    Hr "hr" FLOW | VOID | MARGIN | BREAKS_OUT;
    Html "html" SPECIAL | SCOPE;
    I "i" FORMAT | ITALIC | BREAKS_OUT;
    Iframe "iframe" SPECIAL | RAW;
    Img "img" VOID | SPECIAL | BREAKS_OUT;
    Input "input" VOID | SPECIAL;
    Keygen "keygen" VOID | SPECIAL;
    Label "label" BLOCK;
    Legend "legend" BLOCK;
    Li "li" FLOW | IMPLIED | BREAKS_OUT;
    Link "link" VOID | SPECIAL;
    Listing "listing" FLOW | MARGIN | PRE | BREAKS_OUT;
    Main "main" FLOW;
    Map "map" 0;
    Marquee "marquee" BLOCK | SPECIAL | SCOPE;
    Math "math" 0;
    Menu "menu" FLOW | LIST | BREAKS_OUT;
    Meta "meta" VOID | SPECIAL | BREAKS_OUT;
    Meter "meter" SKIP;
    Nav "nav" FLOW;
    Nobr "nobr" FORMAT | BREAKS_OUT;
    Noembed "noembed" SPECIAL | RAW;
    Noframes "noframes" SPECIAL | RAW;
    Noscript "noscript" SPECIAL;
    Object "object" SPECIAL | SCOPE | SKIP;
    Ol "ol" FLOW | LIST | MARGIN | BREAKS_OUT;
    Optgroup "optgroup" BLOCK | IMPLIED | SKIP;
    Option "option" IMPLIED | SKIP;
    P "p" FLOW | IMPLIED | MARGIN | BREAKS_OUT;
    Param "param" VOID | SPECIAL;
    Plaintext "plaintext" FLOW | PRE;
    Pre "pre" FLOW | MARGIN | PRE | BREAKS_OUT;
    Progress "progress" SKIP;
    Rb "rb" IMPLIED;
    Rp "rp" IMPLIED;
    Rt "rt" IMPLIED;
    Rtc "rtc" IMPLIED;
    Ruby "ruby" BREAKS_OUT;
    S "s" FORMAT | BREAKS_OUT;
    Script "script" SPECIAL | RAW;
    Search "search" FLOW;
    Section "section" FLOW;
    Select "select" SPECIAL | SKIP;
    Small "small" FORMAT | BREAKS_OUT;
    Source "source" VOID | SPECIAL;
    Span "span" BREAKS_OUT;
    Strike "strike" FORMAT | BREAKS_OUT;
    Strong "strong" FORMAT | BOLD | BREAKS_OUT;
    Style "style" SPECIAL | RAW;
    Sub "sub" BREAKS_OUT;
    Summary "summary" FLOW;
    Sup "sup" BREAKS_OUT;
    Svg "svg" SKIP;
    Table "table" FLOW | SCOPE | MARGIN | BREAKS_OUT;
    Tbody "tbody" BLOCK | SPECIAL | TABLE;
    Td "td" BLOCK | SPECIAL | SCOPE | TABLE;
    Template "template" SPECIAL | SCOPE | SKIP;
    Textarea "textarea" SPECIAL | RAW;
    Tfoot "tfoot" BLOCK | SPECIAL | TABLE;
    Th "th" BLOCK | SPECIAL | SCOPE | TABLE;
    Thead "thead" BLOCK | SPECIAL | TABLE;
    Time "time" 0;
    Title "title" SPECIAL | RAW;
    Tr "tr" BLOCK | SPECIAL | TABLE;
    Track "track" VOID | SPECIAL;
    Tt "tt" FORMAT | CODE | BREAKS_OUT;
    U "u" FORMAT | BREAKS_OUT;
    Ul "ul" FLOW | LIST | MARGIN | BREAKS_OUT;
    Var "var" BREAKS_OUT;
    Video "video" BLOCK | SKIP;
    Wbr "wbr" VOID | SPECIAL;
    Xmp "xmp" FLOW | RAW;
    Annotation "annotation" 0;
    AnnotationXml "annotation-xml" 0;
    Mfrac "mfrac" 0;
    Mi "mi" 0;
    Mn "mn" 0;
    Mo "mo" 0;
    Mphantom "mphantom" 0;
    Mroot "mroot" 0;
    Ms "ms" 0;
    Mspace "mspace" 0;
    Msqrt "msqrt" 0;
    Mtd "mtd" 0;
    Mtext "mtext" 0;
    Mtr "mtr" 0;
}

impl Tag {
    /// The name in lower case; `other` or `custom` for elements that are not in the table.
    pub(crate) fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// Whether it has one of the properties.
    #[inline]
    pub(super) fn does(self, what: u32) -> bool {
        DOES[self as usize] & what != 0
    }

    /// 1 to 6 for headings, 0 for all else.
    pub(crate) fn heading_level(self) -> u8 {
        if self.does(HEADING) { self as u8 - Self::H1 as u8 + 1 } else { 0 }
    }

    /// Whether it begins a line.
    pub(crate) fn is_block(self) -> bool {
        self.does(BLOCK)
    }
}

/// The name of an element: its kind, or a hash if it is not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) tag: Tag,
    /// The hash of the name; 0 for names in the table.
    other: u64,
}

impl Name {
    pub(super) fn from_tag(tag: Tag) -> Self {
        Self { tag, other: 0 }
    }

    /// Reads a name in any case. Of names over 16 bytes, which no standard has, only the last 16 count.
    #[inline]
    pub(super) fn read(name: &[u8]) -> Self {
        let packed = pack(name);
        let tag = match tag_of(packed) {
            Tag::Other if name.contains(&b'-') => Tag::Custom,
            tag => tag,
        };
        let hash = (packed as u64).wrapping_mul(0x517c_c1b7_2722_0a95) ^ (packed >> 64) as u64;
        Self { tag, other: if matches!(tag, Tag::Other | Tag::Custom) { hash } else { 0 } }
    }

    /// A hash of the name. Different names rarely have the same.
    pub(super) fn hash(self) -> u32 {
        mix(mix(self.tag as u32, self.other as u32), (self.other >> 32) as u32)
    }
}

/// The bytes of a name, in lower case, as one number.
#[inline]
const fn pack(name: &[u8]) -> u128 {
    let mut packed = 0;
    let mut at = 0;
    while at < name.len() {
        packed = packed << 8 | name[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        assert_eq!(Name::read(b"BlockQuote").tag, Tag::Blockquote);
        assert_eq!(Name::read(b"h4").tag.heading_level(), 4);
        assert_eq!(Name::read(b"x-card"), Name::read(b"X-CARD"));
        assert_ne!(Name::read(b"x-card"), Name::read(b"x-cart"));
        assert_eq!(Name::from_tag(Tag::Ul), Name::read(b"UL"));
        assert_eq!(Name::read(b"").tag, Tag::Other);
        assert_eq!(Name::read(b"x-card").tag, Tag::Custom);
    }
}
