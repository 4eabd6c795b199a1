"""rich_text: four kinds of paragraphs, made of runs (facts 2.8, 3.5)."""

from bot.sandbox.slack.blocks.checks import Check, anything, boolean, integer, items, one_of, shape, string, tagged
from bot.sandbox.slack.blocks.objects import ID, address

_STYLE = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_STYLED = {"style": _STYLE}
_COLORS = ("gray", "brown", "purple", "indigo", "blue", "green", "yellow", "orange", "red")

_RUNS: dict[str, Check] = {
    "text": shape({"text": string()}, _STYLED),
    "link": shape({"url": address}, {**_STYLED, "text": string(least=0), "unsafe": boolean}),
    "emoji": shape({"name": string()}, {**_STYLED, "unicode": string(), "skin_tone": integer(1, 6)}),
    "user": shape({"user_id": string()}, _STYLED),
    "channel": shape({"channel_id": string()}, _STYLED),
    "usergroup": shape({"usergroup_id": string()}, _STYLED),
    "team": shape({"team_id": string()}, _STYLED),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": shape({"value": string()}, _STYLED),
    "date": shape({"timestamp": integer(0), "format": string()}, {**_STYLED, "url": address, "fallback": string()}),
    "tag": shape({"text": string()}, {"color": one_of(*_COLORS)}),
}
_LINE = items(tagged(_RUNS), None, least=0)
_SECTION = shape({"elements": _LINE})
_BORDER = {"border": integer(0, 1)}

_PARAGRAPHS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": shape(
        {"style": one_of("bullet", "ordered"), "elements": items(tagged({"rich_text_section": _SECTION}), None)},
        {**_BORDER, "indent": integer(0, 8), "offset": integer(0)},
    ),
    "rich_text_preformatted": shape({"elements": _LINE}, {**_BORDER, "language": anything}),
    "rich_text_quote": shape({"elements": _LINE}, _BORDER),
}
RICH_TEXT = shape({"elements": items(tagged(_PARAGRAPHS), None)}, {"block_id": ID})
RICH_TEXT_OBJECT = tagged({"rich_text": RICH_TEXT})
