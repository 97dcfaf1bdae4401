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

    fn of(address: Address<'_>, own_host: &str) -> Self {
        match address {
            Address::Action => Self::Action,
            Address::On(host, _) if !host.eq_ignore_ascii_case(own_host) => Self::Elsewhere,
            Address::On(_, path) | Address::Relative(path) if path.starts_with('#') => Self::Here,
            Address::On(_, path) | Address::Relative(path) if is_of_story(path) => Self::Story,
            Address::On(..) | Address::Relative(_) => Self::Section,
        }
    }
}

/// Where links lead, given their addresses, in their order. The page is taken to be of the site that most of the addresses
/// are of, if one is.
pub(crate) fn leads<'a>(addresses: impl Iterator<Item = &'a str>) -> Vec<Leads> {
    let addresses: Vec<Address<'_>> = addresses.map(Address::new).collect();
    // The vote of Boyer and Moore: what is left is the majority, if there is one.
    let (mut own_host, mut votes) = ("", 0u32);
    for address in &addresses {
        let Address::On(host, _) = *address else { continue };
        if votes == 0 {
            own_host = host;
        }
        votes = if host == own_host { votes + 1 } else { votes - 1 };
    }
    addresses.into_iter().map(|address| Leads::of(address, own_host)).collect()
}

/// The parts of an address that count.
#[derive(Clone, Copy, Debug)]
enum Address<'a> {
    /// On a host, with its port: this path and what follows it.
    On(&'a str, &'a str),
    /// On the host of the page.
    Relative(&'a str),
    /// Of a mail program, a telephone or a script.
    Action,
}

impl<'a> Address<'a> {
    fn new(address: &'a str) -> Self {
        let bytes = address.as_bytes();
        let is_of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let scheme = bytes.iter().take_while(|byte| is_of_scheme(byte)).count();
        let rest = match bytes.get(scheme) {
            Some(b':') => &address[scheme + 1..],
            _ if bytes.starts_with(b"//") => address,
            _ => return Self::Relative(address),
        };
        let Some(rest) = rest.strip_prefix("//") else { return Self::Action };
        let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
        Self::On(&rest[..end], &rest[end..])
    }
}

/// Whether a path is of an article: its last part has many words, or a long number.
fn is_of_story(path: &str) -> bool {
    const WORDS: usize = 4;
    const DIGITS: usize = 5;
    let path = path.as_bytes();
    let end = path.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(path.len());
    let (mut dividers, mut digits) = (0, 0);
    let last = path[..end].iter().rev().skip_while(|byte| **byte == b'/').take_while(|byte| **byte != b'/');
    for byte in last {
        dividers += usize::from(matches!(byte, b'-' | b'_' | b'+'));
        digits += usize::from(byte.is_ascii_digit());
    }
    dividers + 1 >= WORDS || digits >= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_where_links_lead() {
        let leads = |address| Leads::of(Address::new(address), "Ferry.example");
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
        assert_eq!(Leads::of(Address::new("https://ferry.example/"), ""), Leads::Elsewhere);
    }
}
