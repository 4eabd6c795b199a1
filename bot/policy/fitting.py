"""Whether a name fits a pattern with `*`, in time that grows with its length alone."""

import unicodedata


def plain(text: str) -> str:
    """As names and addresses are compared: spaces at the ends, capitals and ways of writing an accent say nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def fits(pattern: str, name: str) -> bool:
    """`*` stands for anything, also for nothing; every other character for itself."""
    first, *others = plain(pattern).split("*")
    text = plain(name)
    if not others:
        return text == first
    *inner, last = others
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in inner:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def fits_any(patterns: tuple[str, ...], name: str) -> bool:
    return any(fits(pattern, name) for pattern in patterns)
