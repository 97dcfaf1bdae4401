//! The host of an address: the one parser of hosts in dechaff.

/// The host of a URL in lower case, without user, password and port. IPv6 addresses keep their brackets, `www.` stays.
///
/// `None` if the URL has no host, as relative ones, paths and host names without a scheme have none.
///
/// ```
/// assert_eq!(dechaff::host("https://me@News.Example:8080/a?b").as_deref(), Some("news.example"));
/// assert_eq!(dechaff::host("http://[::1]/").as_deref(), Some("[::1]"));
/// assert_eq!(dechaff::host("news.example/a"), None);
/// ```
pub fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim_ascii_start().split_once("//")?;
    let is_scheme = scheme.strip_suffix(':').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    if !(scheme.is_empty() || is_scheme) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = if host_and_port.starts_with('[') {
        &host_and_port[..=host_and_port.find(']')?]
    } else {
        host_and_port.split(':').next()?
    };
    (!host.is_empty()).then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_parsed() {
        for (url, expected) in [
            ("https://News.Example/a?b", Some("news.example")),
            ("https://www.news.example", Some("www.news.example")),
            ("http://news.example:8080", Some("news.example")),
            ("http://news.example:/a", Some("news.example")),
            ("ftp://me:secret@news.example:21/a@b", Some("news.example")),
            ("//news.example#top", Some("news.example")),
            ("https://news.example?a=//other.example", Some("news.example")),
            ("https://ÉTÉ.example/", Some("été.example")),
            (" https://news.example/", Some("news.example")),
            ("http://[::1]/", Some("[::1]")),
            ("https://me@[2001:DB8::1]:80/", Some("[2001:db8::1]")),
            ("https://[::1", None),
            ("https:///a", None),
            ("https://:80/", None),
            ("news.example/a", None),
            ("/a//b", None),
            ("/a?u=https://news.example", None),
            ("mailto:me@news.example", None),
            ("", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
