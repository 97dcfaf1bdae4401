//! Sites: the host of a page, and how many pages of a site share each line.

pub(crate) mod host;
pub(crate) mod template;
