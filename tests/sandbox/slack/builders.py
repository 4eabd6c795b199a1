"""Blocks that Slack takes, as short as they can be."""

from typing import Any

Block = dict[str, Any]


def plain(length: int) -> Block:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Block:
    return {"type": "mrkdwn", "text": "x" * length}


def option(name: str = "one", **more: Any) -> Block:
    return {"text": {"type": "plain_text", "text": name}, "value": name, **more}


def options(count: int) -> list[Block]:
    return [option(f"o{number}") for number in range(count)]


def section(**more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(1), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain(2), **more}


def entry(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain(5), "element": element, **more}


def menu(**more: Any) -> Block:
    return {"type": "static_select", "options": [option()], **more}


def confirm(**more: Any) -> Block:
    return {"title": plain(4), "text": plain(4), "confirm": plain(3), "deny": plain(2), **more}


def image(**more: Any) -> Block:
    return {"type": "image", "alt_text": "a queue", "image_url": "https://example.com/a.png", **more}


def link(length: int) -> str:
    return "https://example.com/".ljust(length, "x")


def rich_text(*paragraphs: Block) -> Block:
    return {"type": "rich_text", "elements": list(paragraphs) or [paragraph()]}


def paragraph(text: str = "x") -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def raw(text: str = "x") -> Block:
    return {"type": "raw_text", "text": text}


def data_table(rows: int = 2, width: int = 1, **more: Any) -> Block:
    return {"type": "data_table", "caption": "Agents", "rows": [[raw()] * width] * rows, **more}


def table(rows: int = 1, width: int = 1, **more: Any) -> Block:
    return {"type": "table", "rows": [[raw()] * width] * rows, **more}


def bars(names: list[str], categories: list[str], points: int | None = None, **axes: Any) -> Block:
    data = [{"label": category, "value": -1.5} for category in categories[:points]]
    series = [{"name": name, "data": data} for name in names]
    chart = {"type": "bar", "series": series, "axis_config": {"categories": categories, **axes}}
    return {"type": "data_visualization", "title": "Calls", "chart": chart}


def pie(segments: int = 1, **more: Any) -> Block:
    parts = [{"label": f"s{number}", "value": 1, **more} for number in range(segments)]
    return {"type": "data_visualization", "title": "Calls", "chart": {"type": "pie", "segments": parts}}


def card(**more: Any) -> Block:
    return {"type": "card", "title": plain(4), **more}


def container(*children: Block, **more: Any) -> Block:
    return {"type": "container", "title": plain(4), "child_blocks": list(children) or [section()], **more}


def video(**more: Any) -> Block:
    addresses = {"video_url": link(30), "thumbnail_url": link(30)}
    return {"type": "video", "alt_text": "x", "title": plain(4), **addresses, **more}


def typed(**more: Any) -> Block:
    return {"type": "plain_text_input", **more}


def layout(*blocks: Block, rows: int = 1, **more: Any) -> Block:
    return {"type": "layout", "label": "Floor", "rows": [{"items": [{"blocks": list(blocks)}]}] * rows, **more}


def bullets(indent: int) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": [paragraph()]}


def groups(labels: list[Block], count: int = 1) -> Block:
    found = [{"label": label, "options": options(count)} for label in labels]
    return actions({"type": "static_select", "option_groups": found})


def hello() -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
