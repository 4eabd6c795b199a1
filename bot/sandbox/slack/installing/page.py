"""Slack's question before an app comes in, as plain HTML without a script."""

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import HTMLResponse

from bot.sandbox.slack.openid.sign_in import HEADERS, STYLE, refused_page
from bot.sandbox.slack.teams import Team

__all__ = ["allow_page", "refused_page"]

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Install {app} (emulator)</title><style>{style}</style>
</head>
<body>
<main>
<h1>{app} asks to come into a workspace</h1>
<p>This is the sandbox's emulator: no password is asked.</p>
<form method="post" action="/oauth/v2/authorize">
{hidden}
<p><label for="team">Workspace</label><br><select id="team" name="team">{teams}</select></p>
<p>It could then use: {scopes}.</p>
<p><button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button></p>
</form>
</main>
</body>
</html>
"""


def allow_page(app: str, scopes: Sequence[str], request: Mapping[str, str], teams: Sequence[Team]) -> HTMLResponse:
    """The form, with the authorization request carried along in hidden fields."""
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.items()
    )
    options = "".join(f'<option value="{escape(team.id)}">{escape(team.name)}</option>' for team in teams)
    page = _PAGE.format(
        style=STYLE, app=escape(app), hidden=hidden, teams=options, scopes=escape(", ".join(scopes))
    )  # fmt: skip
    return HTMLResponse(page, headers=HEADERS)
