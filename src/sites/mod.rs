//! Sites: on how many pages of a site each line stands.

pub(crate) mod host;
pub(crate) mod template;
