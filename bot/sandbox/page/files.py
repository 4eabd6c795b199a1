"""The page's files, read once: forty small ones come with each window, and from disk they take half of its time."""

import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "assets"
#: Not every system's list knows these.
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """Answers `/assets/{path}`."""

    def __init__(self) -> None:
        files = (file for file in FOLDER.rglob("*") if file.is_file())
        self._files = {file.relative_to(FOLDER).as_posix(): (file.read_bytes(), _type(file)) for file in files}

    async def answer(self, request: Request) -> Response:
        found = self._files.get(request.path_params["path"])
        if found is None:
            raise HTTPException(404)
        content, kind = found
        return Response(content, media_type=kind)

    @property
    def modules(self) -> list[str]:
        """The page's own modules, by their addresses."""
        return [f"/assets/{name}" for name in sorted(self._files) if name.endswith(".js") and name != "theme.js"]


def _type(file: Path) -> str:
    return TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
