"""The one HTML document. Everything on it is drawn by the modules in `assets`."""

import base64
import hashlib
import json

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
