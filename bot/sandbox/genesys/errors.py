"""Refusals in Genesys's own form: message, code, status, and the message's parameters."""

from typing import Any

from starlette.responses import JSONResponse

#: What the platform's front says where no service had a word of its own.
GENERAL_CODES = {
    400: ("bad.request", "The request could not be understood by the server due to malformed syntax."),
    401: ("bad.credentials", "Invalid login credentials."),
    403: ("not.authorized", "You are not authorized to perform the requested action."),
    404: ("not.found", "The requested resource was not found."),
    405: ("method.not.allowed", "The method is not allowed for this resource."),
    408: ("request.timeout", "The request timed out."),
    409: ("general.conflict", "The request conflicts with the current state of the resource."),
    413: ("request.entity.too.large", "The request is over the size limit."),
    415: ("unsupported.media.type", "Unsupported Media Type - Unsupported or incorrect media type."),
    429: ("too.many.requests.retry.after", "Rate limit exceeded the maximum."),
    500: ("internal.server.error", "The server encountered an unexpected condition."),
    502: ("bad.gateway", "Bad gateway."),
    503: ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
    504: ("request.timeout", "The request timed out."),
}


class ApiError(Exception):
    """A refusal. `params` fill the `{name}` places of the message."""

    def __init__(self, status: int, code: str = "", message: str = "", **params: str) -> None:
        general_code, general_message = GENERAL_CODES.get(status, GENERAL_CODES[500])
        self.status = status
        self.code = code or general_code
        self.template = message or general_message
        self.params = params
        super().__init__(self.template.format(**params))


def not_found(what: str, identifier: str) -> ApiError:
    return ApiError(404, "not.found", "Unable to find {what} with id {id}.", what=what, id=identifier)


def bad_request(message: str) -> ApiError:
    return ApiError(400, "bad.request", message)


def invalid_value(value: str, field: str, allowed: tuple[str, ...]) -> ApiError:
    message = "Value [{value}] is not valid for field type [{field}]. Allowable values are: {allowed}"
    return ApiError(400, "invalid.value", message, value=value, field=field, allowed=", ".join(allowed))


def error_body(error: ApiError, correlation_id: str) -> dict[str, Any]:
    return {
        "message": str(error),
        "code": error.code,
        "status": error.status,
        "messageWithParams": error.template,
        "messageParams": error.params,
        "contextId": correlation_id,
        "details": [],
        "errors": [],
    }


def error_response(error: ApiError, correlation_id: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error_body(error, correlation_id), error.status, headers)
