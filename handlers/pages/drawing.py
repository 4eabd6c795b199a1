"""How pages are drawn: templates, one style, and the policy that lets nothing else in."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


@cache
def templates() -> Environment:
    """Compiled once each, for all who have pages in this process."""
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, auto_reload=False)


@cache
def style() -> str:
    return (FOLDER / "style.css").read_text("utf-8")


def policy(form_hosts: Sequence[str]) -> str:
    """The content policy; `form_hosts` are where forms lead by redirects."""
    leads = " ".join(("'self'", *form_hosts))
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "img-src data:",  # the empty icon, so that no browser asks for another
            # Browsers apply it to the redirect after a form as well.
            f"form-action {leads}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
