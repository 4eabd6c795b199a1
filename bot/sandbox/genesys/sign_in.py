"""The login host's page: plain HTML, no script. Whoever names a person's e-mail is that person, as in any sandbox."""

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import HTMLResponse

from bot.sandbox.genesys.state import User

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem }
input, button { font: inherit; padding: .5rem; margin: .25rem 0 }
input { width: 100%; box-sizing: border-box }
.problem { color: #c0362c; font-weight: 600 }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Sign in to Genesys Cloud (simulator)</title><style>{style}</style>
</head>
<body>
<main>
<h1>Sign in to Genesys Cloud</h1>
<p>This is the sandbox's simulator. Choose whom to be: no password is asked.</p>
{problem}
<form method="post" action="/oauth/authorize">
{hidden}
<p><label for="email">E-mail</label><br>
<input id="email" name="email" type="email" list="people" autocomplete="off" required></p>
<datalist id="people">{people}</datalist>
<p><button name="decision" value="allow">Sign in</button>
<button name="decision" value="deny" formnovalidate>Deny</button></p>
</form>
</main>
</body>
</html>
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def sign_in_page(request: Mapping[str, str], people: Sequence[User], *, problem: str = "") -> HTMLResponse:
    """The form, with the authorization request carried along in hidden fields."""
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.items()
    )
    options = "".join(f'<option value="{escape(user.email)}">{escape(user.name)}</option>' for user in people)
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    page = _PAGE.format(style=_STYLE, problem=said, hidden=hidden, people=options)
    return HTMLResponse(page, 400 if problem else 200, _HEADERS)


def refused_page(problem: str) -> HTMLResponse:
    """For a request that must not be sent back, because its address is not to be trusted."""
    page = f'<!doctype html><html lang="en"><title>Error</title><h1>Error</h1><p>{escape(problem)}</p></html>'
    return HTMLResponse(page, 400, _HEADERS)
