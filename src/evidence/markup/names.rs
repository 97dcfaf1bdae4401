//! What the class words of an element say that it holds: readers' comments, a post of a thread, a teaser.

/// What an element holds, as bits: its class words may say several things.
pub(super) mod holds {
    /// Readers' comments, or the form to write one.
    pub(crate) const COMMENT: u8 = 1;
    /// A post of a thread, a question or an answer.
    pub(crate) const POST: u8 = 2;
    /// A teaser of another page.
    pub(crate) const TEASER: u8 = 4;
    /// A whole thread or forum.
    pub(crate) const THREAD: u8 = 8;
}

const COMMENT: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "commentaire",
    "commentaires",
    "comentario",
    "comentarios",
    "comentari",
    "coment",
    "commento",
    "commenti",
    "kommentar",
    "kommentare",
    "kommentarer",
    "kommentti",
    "kommentit",
    "kommentaar",
    "komentarz",
    "komentarze",
    "komentar",
    "komentare",
    "komentari",
    "komentarai",
    "hozzaszolas",
    "hozzaszolasok",
    "yorum",
    "yorumlar",
    "reactie",
    "reacties",
    "reactions",
    "commenter",
    "commentbox",
    "commenttext",
    "commentarea",
    "disqus",
    "livefyre",
    "intensedebate",
    "respond",
    "cmt",
    "cmts",
    "pinglun",
    "binhluan",
    "talkback",
    "talkbacks",
    "trackback",
    "trackbacks",
    "pingback",
    "opinie",
    "comm",
    "discuss",
    "ulasan",
    "nazar",
];
const POST: &[&str] = &[
    "post",
    "posts",
    "postbody",
    "postbit",
    "postcontent",
    "message",
    "messages",
    "msg",
    "reply",
    "replies",
    "answer",
    "answers",
    "question",
    "beitrag",
    "antwort",
    "review",
    "reviews",
];
const TEASER: &[&str] = &[
    "teaser",
    "teasers",
    "card",
    "cards",
    "related",
    "promo",
    "tile",
    "tiles",
    "recommended",
    "recommendation",
    "recommendations",
    "carousel",
    "slider",
    "grid",
    "excerpt",
    "thumbnail",
    "thumb",
    "headlines",
    "latest",
    "popular",
    "trending",
    "ticker",
    "newsletter",
    "sidebar",
    "widget",
    "more",
    "similar",
    "recirc",
    "outbrain",
    "taboola",
];
const THREAD: &[&str] = &[
    "thread",
    "threads",
    "topic",
    "topics",
    "forum",
    "forums",
    "viewtopic",
    "showthread",
    "viewthread",
    "phpbb",
    "vbulletin",
    "xenforo",
    "discourse",
    "bbpress",
    "postbit",
    "postprofile",
    "signature",
    "qa",
    "threadlist",
    "postrow",
];

/// Each word with what it says.
pub(super) fn words() -> impl Iterator<Item = (&'static str, u8)> {
    let lists =
        [(COMMENT, holds::COMMENT), (POST, holds::POST), (TEASER, holds::TEASER), (THREAD, holds::THREAD)];
    lists.into_iter().flat_map(|(list, bit)| list.iter().map(move |&word| (word, bit)))
}
