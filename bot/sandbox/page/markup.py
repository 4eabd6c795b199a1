"""The HTML documents: the page, all of which the modules in `assets` draw, and several of it side by side."""

import base64
import hashlib
import json
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

#: The libraries name each other without paths; this tells the browser where they are.
IMPORTS = json.dumps(
    {
        "imports": {
            "preact": "/assets/vendor/preact.mjs",
            "preact/hooks": "/assets/vendor/hooks.mjs",
            "htm": "/assets/vendor/htm.mjs",
        }
    }
)
IMPORTS_HASH = "sha256-" + base64.b64encode(hashlib.sha256(IMPORTS.encode()).digest()).decode()

STYLES = ("tokens", "shell", "messages", "blocks", "charts", "controls", "dialogs", "floor")


def markup(modules: list[str]) -> str:
    """The page, with its modules named: so they come all at once, not each after the one that imports it."""
    preloads = "\n".join(f'<link rel="modulepreload" href="{module}">' for module in modules)
    styles = "\n".join(f'<link rel="stylesheet" href="/assets/css/{name}.css">' for name in STYLES)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OnQueue sandbox</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
{styles}
<script src="/assets/theme.js"></script>
<script type="importmap">{IMPORTS}</script>
{preloads}
<script type="module" src="/assets/main.js"></script>
</head>
<body>
<div id="app"><p class="loading">Opening the workspace…</p></div>
<noscript>This page needs JavaScript: it is a small Slack.</noscript>
</body>
</html>
"""


def beside(people: Sequence[tuple[str, str]]) -> str:
    """Everybody's own window, in one: Slack ids and names."""
    frames = "\n".join(
        f'<iframe src="/?as={quote(user)}" title="Window of {escape(name)}"></iframe>' for user, name in people
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OnQueue sandbox: {escape(", ".join(name for _, name in people))}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/css/beside.css">
</head>
<body>
<main>
<h1>{escape(" and ".join(name for _, name in people))}, side by side</h1>
{frames}
</main>
</body>
</html>
"""
