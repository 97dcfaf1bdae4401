"""The exceptions of dechaff."""


class Error(Exception):
    """Any error of dechaff. Its message is one line: what is wrong, where, and what to do."""


class OptionError(Error, ValueError):
    """A value that an option does not have."""


class TextError(Error, ValueError):
    """A page that is not text: binary data, or a `str` with half of a surrogate pair."""


class PackError(Error, ValueError):
    """A file that is no language pack."""


class ModelError(Error, ValueError):
    """A file that is no model, or one for another version."""


class TemplatesError(Error, ValueError):
    """A file that holds no templates, is damaged, or is of another version."""


class InternalError(Error, RuntimeError):
    """A flaw of dechaff that a page has revealed. Other pages are not affected."""
