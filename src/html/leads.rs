//! Where a link leads.

/// Where a link leads, as its address tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Leads {
    /// There is no link, or nothing is known of it.
    #[default]
    Unknown,
    /// To a part of the same page.
    Here,
    /// To an address of the same site that is short, as those of its sections are.
    Section,
    /// To an address of the same site that ends in many words or a number, as those of articles do.
    Story,
    /// To another site.
    Elsewhere,
    /// To a mail program, a telephone or a script.
    Action,
}

impl Leads {
    /// The names of the variants, in order.
    pub(crate) const NAMES: &[&str] = &["unknown", "here", "section", "story", "elsewhere", "action"];

    /// Where an address leads from a page of this host, which may be unknown: empty.
    pub(crate) fn of(address: &str, own_host: &str) -> Self {
        let path = match (host(address), address.bytes().position(|byte| !is_of_scheme(byte))) {
            (Some(host), _) if host.eq_ignore_ascii_case(own_host) => {
                address.split_once(host).map_or("", |(_, path)| path)
            }
            (Some(_), _) => return Self::Elsewhere,
            (None, Some(at)) if address.as_bytes()[at] == b':' => return Self::Action,
            (None, _) => address,
        };
        if path.starts_with('#') {
            return Self::Here;
        }
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let last = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        if is_of_story(last) { Self::Story } else { Self::Section }
    }
}

/// Where the links of lines lead, given the index of each line and an address. The page is taken to be of the site that most
/// addresses are of, if one is.
pub(crate) fn leads<'a>(
    addresses: impl Iterator<Item = (usize, &'a str)> + Clone,
) -> impl Iterator<Item = (usize, Leads)> {
    // The vote of Boyer and Moore: what is left is the majority, if there is one.
    let (mut own_host, mut votes) = ("", 0u32);
    for host in addresses.clone().filter_map(|(_, address)| host(address)) {
        if votes == 0 {
            own_host = host;
        }
        votes = if host == own_host { votes + 1 } else { votes - 1 };
    }
    addresses.map(move |(line, address)| (line, Leads::of(address, own_host)))
}

/// The host in an address, with its port; none in a relative one.
fn host(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("//")?;
    let is_scheme = scheme.is_empty() || scheme.ends_with(':') && scheme.len() < 12;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    is_scheme.then_some(host)
}

fn is_of_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)
}

/// Whether the last part of a path is of an article: it has many words, or a long number.
fn is_of_story(last: &str) -> bool {
    const WORDS: usize = 4;
    const DIGITS: usize = 5;
    let divided = last.bytes().filter(|byte| matches!(byte, b'-' | b'_' | b'+')).count();
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    divided + 1 >= WORDS || digits >= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_where_links_lead() {
        let leads = |address| Leads::of(address, "Ferry.example");
        assert_eq!((leads("#top"), leads("https://ferry.example#top")), (Leads::Here, Leads::Here));
        assert_eq!((leads("/news"), leads("//ferry.example/news/")), (Leads::Section, Leads::Section));
        assert_eq!((leads("/"), leads("")), (Leads::Section, Leads::Section));
        assert_eq!(leads("https://ferry.example/2024/night-ferry-sails-again?from=home"), Leads::Story);
        assert_eq!((leads("/a/1234567.html"), leads("/a/123/")), (Leads::Story, Leads::Section));
        assert_eq!(
            (leads("http://rain.example/a-b-c-d"), leads("mailto:a@b")),
            (Leads::Elsewhere, Leads::Action)
        );
        assert_eq!((leads("javascript:a//b"), leads("a/b:c")), (Leads::Action, Leads::Section));
        assert_eq!(Leads::of("https://ferry.example/", ""), Leads::Elsewhere);
    }
}
