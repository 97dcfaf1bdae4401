//! How links and pictures are written.

/// What becomes of the links of HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkStyle {
    /// Links stay links.
    Keep,
    /// The text of a link stays, and where it leads goes.
    #[default]
    Text,
    /// Links go with their text.
    None,
}

/// What becomes of the pictures of HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageStyle {
    /// Pictures stay pictures.
    Keep,
    /// The text that stands for a picture takes its place.
    Alt,
    /// Pictures go.
    #[default]
    None,
}

/// How Markdown is made of HTML. The default keeps the words of the page and no addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarkdownStyle<'a> {
    /// What becomes of links.
    pub links: LinkStyle,
    /// What becomes of pictures. One stays where the line below it or above it stays: that which shares more elements with it.
    pub images: ImageStyle,
    /// The URL of the page, which makes relative addresses absolute. If it is not known, that which the page gives for itself
    /// counts; if there is none, they stay relative.
    pub address: Option<&'a str>,
}
