//! The kinds of cues.

/// What a cue announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum CueKind {
    ReadMore,
    ReadAlso,
    Related,
    Share,
    Follow,
    Tags,
    Source,
    Date,
    Byline,
    Caption,
    Comments,
    Newsletter,
    SignIn,
    Cookies,
    Ads,
    App,
    Copyright,
    Footer,
    Breadcrumbs,
    Nav,
    Paywall,
}

impl CueKind {
    pub(crate) const ALL: [Self; 21] = [
        Self::ReadMore,
        Self::ReadAlso,
        Self::Related,
        Self::Share,
        Self::Follow,
        Self::Tags,
        Self::Source,
        Self::Date,
        Self::Byline,
        Self::Caption,
        Self::Comments,
        Self::Newsletter,
        Self::SignIn,
        Self::Cookies,
        Self::Ads,
        Self::App,
        Self::Copyright,
        Self::Footer,
        Self::Breadcrumbs,
        Self::Nav,
        Self::Paywall,
    ];

    /// Its name in a pack.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ReadMore => "read-more",
            Self::ReadAlso => "read-also",
            Self::Related => "related",
            Self::Share => "share",
            Self::Follow => "follow",
            Self::Tags => "tags",
            Self::Source => "source",
            Self::Date => "date",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Comments => "comments",
            Self::Newsletter => "newsletter",
            Self::SignIn => "sign-in",
            Self::Cookies => "cookies",
            Self::Ads => "ads",
            Self::App => "app",
            Self::Copyright => "copyright",
            Self::Footer => "footer",
            Self::Breadcrumbs => "breadcrumbs",
            Self::Nav => "nav",
            Self::Paywall => "paywall",
        }
    }
}
