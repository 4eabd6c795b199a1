"""`POST /sandbox/client`: how an administrator set the OAuth client up: its scopes, and tokens without a person."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.genesys.floor import Floor


class ClientOrder(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    scopes: tuple[str, ...] | None = None
    has_own_tokens: bool | None = None


def client_lever(floor: Floor) -> list[Route]:
    """Answers with the client as it is then."""

    async def turned(request: Request) -> Response:
        try:
            order = ClientOrder.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        floor.organization = replace(floor.organization, **order.model_dump(exclude_none=True))
        now = floor.organization
        return JSONResponse({"scopes": list(now.scopes), "has_own_tokens": now.has_own_tokens})

    return [Route("/sandbox/client", turned, methods=["POST"])]
