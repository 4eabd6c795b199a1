"""The page on which a person signs in to Slack: plain HTML, no script. Whoever names an e-mail is that person."""

from collections.abc import Iterable, Mapping
from html import escape

from starlette.responses import HTMLResponse

from bot.sandbox.slack.members import Member

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
input, select, button { font: inherit; padding: .5rem; margin: .25rem 0 }
input, select { width: 100%; box-sizing: border-box }
button[value=allow] { color: #fff; background: #611f69; border: 2px solid #611f69; border-radius: .375rem }
button[value=deny] { color: inherit; background: none; border: 2px solid; border-radius: .375rem }
.problem { color: #c0362c; font-weight: 600 }
@media (prefers-color-scheme: dark) { .problem { color: #ff8a7a } }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Sign in to Slack (emulator)</title><style>{style}</style>
</head>
<body>
<main>
<h1>Sign in to {app} with Slack</h1>
<p>This is the sandbox's emulator. Choose whom to be: no password is asked. {app} learns: {learns}.</p>
{problem}
<form method="post" action="/openid/connect/authorize">
{hidden}
<p><label for="email">Your e-mail in Slack</label><br>
<input id="email" name="email" type="email" list="people" autocomplete="off" required></p>
<datalist id="people">{people}</datalist>
<p><button name="decision" value="allow">Sign in</button>
<button name="decision" value="deny" formnovalidate>Cancel</button></p>
</form>
</main>
</body>
</html>
"""
_LEARNS = {"openid": "who you are", "email": "your e-mail", "profile": "your name"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def sign_in_page(
    app: str, scopes: Iterable[str], request: Mapping[str, str], people: Iterable[Member], *, problem: str = ""
) -> HTMLResponse:
    """The form, with the authorization request carried along in hidden fields."""
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.items()
    )
    options = "".join(
        f'<option value="{escape(member.email)}">{escape(member.real_name)}</option>'
        for member in people
        if member.email
    )
    page = _PAGE.format(
        style=STYLE,
        app=escape(app),
        learns=", ".join(text for scope, text in _LEARNS.items() if scope in scopes),
        problem=f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
        hidden=hidden,
        people=options,
    )
    return HTMLResponse(page, 400 if problem else 200, HEADERS)


def refused_page(problem: str) -> HTMLResponse:
    """For a request that must not be sent back, because its address is not to be trusted."""
    page = f'<!doctype html><html lang="en"><title>Error</title><h1>Error</h1><p>{escape(problem)}</p></html>'
    return HTMLResponse(page, 400, HEADERS)
