"""Slack's published rules of an app manifest (its schema, version 2), as far as they touch what ours says.

Slack refuses what it does not know, so each part is listed with its check, and anything else is a mistake.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[Any], bool]
Part = dict[str, "Check | Part | list[Any]"]

URL = re.compile(r"https://[^\s]{1,2990}")


def text(most: int, *, least: int = 1, pattern: str = r"[\s\S]*") -> Check:
    return lambda value: isinstance(value, str) and least <= len(value) <= most and bool(re.fullmatch(pattern, value))


def one_of(*values: object) -> Check:
    return lambda value: any(value is known or value == known for known in values) and type(value) is type(values[0])


def words(most: int) -> Check:
    return lambda value: (
        isinstance(value, list) and len(value) == len(set(value)) <= most and all(isinstance(one, str) for one in value)
    )


def address(value: object) -> bool:
    return isinstance(value, str) and bool(URL.fullmatch(value))


yes_or_no = one_of(True, False)

COMMAND: Part = {
    "command*": text(32, least=2, pattern=r"/\S+"),
    "description*": text(2000),
    "usage_hint": text(1000),
    "should_escape": yes_or_no,
    "url": address,
}
SHORTCUT: Part = {
    "name*": text(24),
    "type*": one_of("global", "message"),
    "callback_id*": text(255),
    "description*": text(150),
}
MANIFEST: Part = {
    "_metadata": {"major_version": one_of(1, 2)},
    "display_information*": {
        "name*": text(35),
        "description": text(140),
        "long_description": text(4000, least=175),
        "background_color": text(7, pattern=r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    },
    "features": {
        "app_home": {
            "home_tab_enabled": yes_or_no,
            "messages_tab_enabled": yes_or_no,
            "messages_tab_read_only_enabled": yes_or_no,
        },
        "bot_user": {"display_name*": text(80, pattern=r"[\w.\- ]+"), "always_online": yes_or_no},
        "slash_commands": [1, 50, COMMAND],
        "shortcuts": [1, 10, SHORTCUT],
    },
    "oauth_config": {
        "redirect_urls": lambda value: isinstance(value, list) and len(value) <= 1000 and all(map(address, value)),
        "scopes": {"bot": words(255), "user": words(255)},
    },
    "settings": {
        "event_subscriptions": {"request_url": address, "bot_events": words(100), "user_events": words(100)},
        "interactivity": {"is_enabled*": yes_or_no, "request_url": address, "message_menu_options_url": address},
        "org_deploy_enabled": yes_or_no,
        "socket_mode_enabled": yes_or_no,
        "token_rotation_enabled": yes_or_no,
    },
}


def mistakes(manifest: Any, part: Part = MANIFEST, where: str = "") -> Iterator[str]:
    """The place of each thing that Slack would refuse."""
    if not isinstance(manifest, dict):
        yield where
        return
    rules = {name.rstrip("*"): rule for name, rule in part.items()}
    yield from (f"{where}.{name}" for name in manifest if name not in rules)
    yield from (f"{where}.{name[:-1]}" for name in part if name.endswith("*") and name[:-1] not in manifest)
    for name in rules.keys() & manifest.keys():
        yield from _broken(manifest[name], rules[name], f"{where}.{name}")


def _broken(value: Any, rule: "Check | Part | list[Any]", where: str) -> Iterator[str]:
    if isinstance(rule, dict):
        yield from mistakes(value, rule, where)
    elif isinstance(rule, list):
        least, most, part = rule
        if not isinstance(value, list) or not least <= len(value) <= most:
            yield where
            return
        for one in value:
            yield from mistakes(one, part, where)
    elif not rule(value):
        yield where
