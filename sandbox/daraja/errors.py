"""Daraja's error replies."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import JSONResponse

from sandbox.identifiers import merchant_request_id

LOCKED = "Unable to lock subscriber, a transaction is already in process for the current subscriber"


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """HTTP status, errorCode, errorMessage."""

    http_status: int
    code: str
    message: str


ERRORS: dict[str, ErrorKind] = {
    "auth_type": ErrorKind(400, "400.008.01", "Invalid Authentication passed"),
    "grant_type": ErrorKind(400, "400.008.02", "Invalid grant type passed"),
    "token": ErrorKind(404, "404.001.03", "Invalid Access Token"),
    "path": ErrorKind(404, "404.001.01", "Resource not found"),
    "method": ErrorKind(405, "405.001", "Method Not Allowed"),
    "invalid_phone": ErrorKind(400, "400.002.02", "Bad Request - Invalid PhoneNumber"),
    "invalid_amount": ErrorKind(400, "400.002.02", "Bad Request - Invalid Amount"),
    "invalid_callback_url": ErrorKind(400, "400.002.02", "Bad Request - Invalid CallBackURL"),
    "invalid_shortcode": ErrorKind(400, "400.002.02", "Bad Request - Invalid BusinessShortCode"),
    "locked": ErrorKind(500, "500.001.1001", LOCKED),
    "merchant": ErrorKind(500, "500.001.1001", "Merchant does not exist"),
    "credentials": ErrorKind(500, "500.001.1001", "Wrong credentials"),
    "processing": ErrorKind(500, "500.001.1001", "The transaction is being processed"),
    "busy": ErrorKind(500, "500.003.02", "System is busy. Please try again in few minutes."),
    "spike": ErrorKind(500, "500.003.02", "Spike Arrest Violation"),
    "quota": ErrorKind(500, "500.003.03", "Quota Violation"),
    "internal": ErrorKind(500, "500.003.1001", "Internal Server Error"),
}
_HTML = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.</body></html>"  # noqa: E501


class DarajaError(Exception):
    """A request is refused with a documented error."""

    def __init__(self, name: str, message: str | None = None) -> None:
        super().__init__(message or name)
        self.name, self.message = name, message

    def as_response(self) -> Response:
        """The error as an HTTP reply."""
        return error_response(self.name, self.message)


def invalid(field: str) -> DarajaError:
    """The refusal of one field of a request."""
    return DarajaError("invalid_amount", f"Bad Request - Invalid {field}")


def error_response(name: str, message: str | None = None) -> Response:
    """The reply of a named error, in whichever envelope Daraja uses for it."""
    match name:
        case "bad_keys":
            return Response(b"", status_code=400)
        case "empty":
            return Response(b"", status_code=200)
        case "html":
            return Response(_HTML, status_code=403, media_type="text/html")
        case "fault_429" | "fault_500":
            return JSONResponse(_fault(), status_code=int(name.removeprefix("fault_")))
    kind = ERRORS[name]
    body = {
        "requestId": merchant_request_id(),
        "errorCode": kind.code,
        "errorMessage": message or kind.message,
    }
    return JSONResponse(body, status_code=kind.http_status)


def _fault() -> dict[str, object]:
    return {
        "fault": {
            "faultstring": "Spike arrest violation. Allowed rate : MessageRate{"
            "messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}",
            "detail": {"errorcode": "policies.ratelimit.SpikeArrestViolation"},
        }
    }
