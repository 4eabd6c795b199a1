"""What Slack delivers → what the person typed.

Phones write curly quotes and spaces that look like spaces; Slack escapes three characters and wraps links,
addresses and channels. All of it is undone here, so that no other file of the grammar knows about it. Hearing twice
changes nothing more, so every entrance of the grammar may hear for itself.
"""

import re

QUOTES = str.maketrans(
    {
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)
# Joiners (U+200C, U+200D) stay: emoji and Persian names are spelled with them. Lone surrogates cannot be stored.
UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\ud800-\udfff]")
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# An ampersand that was escaped more than once is undone in one go: that is what makes hearing twice harmless.
ESCAPED = re.compile(r"&(?:amp;)*(amp|lt|gt);")
PLAIN = {"amp": "&", "lt": "<", "gt": ">"}
WRAPPED = re.compile(r"<([@#!]|mailto:|tel:|https?://)([^<>|]*)(?:\|([^<>]*))?>")


def heard(text: str) -> str:
    """The text as it was meant: plain quotes, single spaces, no escapes; only mentions of people stay wrapped."""
    seen = UNSEEN.sub("", text).translate(QUOTES)
    plain = ESCAPED.sub(lambda found: PLAIN[found[1]], seen)
    return BLANK.sub(" ", WRAPPED.sub(_unwrapped, plain)).strip()


def _unwrapped(found: re.Match[str]) -> str:
    kind, target, label = found[1], found[2], found[3]
    if kind == "@":
        return f"<@{target}>"
    if kind in {
        "#",
        "mailto:",
        "tel:",
    }:  # a channel's name may be what a queue is called; a private one has only its id
        return target if kind == "mailto:" else label or target
    if kind == "!":
        return label or f"@{target}"
    return label or kind + target
