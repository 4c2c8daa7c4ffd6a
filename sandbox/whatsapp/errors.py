"""The documented Graph API errors."""

from dataclasses import dataclass

from fastapi.responses import JSONResponse

from sandbox.identifiers import fbtrace_id


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One documented code: HTTP status, title, and whether Meta calls it transient."""

    http_status: int
    title: str
    is_transient: bool = False


ERRORS: dict[int, ErrorKind] = {
    0: ErrorKind(401, "AuthException"),
    1: ErrorKind(400, "API Unknown", is_transient=True),
    2: ErrorKind(503, "API Service", is_transient=True),
    3: ErrorKind(500, "API Method"),
    4: ErrorKind(400, "API Too Many Calls"),
    10: ErrorKind(403, "Permission Denied"),
    33: ErrorKind(400, "Parameter value is not valid"),
    100: ErrorKind(400, "Invalid parameter"),
    190: ErrorKind(401, "Access token has expired"),
    200: ErrorKind(403, "API Permission"),
    368: ErrorKind(403, "Temporarily blocked for policies violations"),
    80007: ErrorKind(400, "Rate limit issues"),
    130429: ErrorKind(400, "Rate limit hit"),
    130472: ErrorKind(400, "User's number is part of an experiment"),
    130497: ErrorKind(403, "Business account is restricted from messaging users in this country"),
    131000: ErrorKind(500, "Something went wrong"),
    131005: ErrorKind(403, "Access denied"),
    131008: ErrorKind(400, "Required parameter is missing"),
    131009: ErrorKind(400, "Parameter value is not valid"),
    131016: ErrorKind(500, "Service unavailable", is_transient=True),
    131021: ErrorKind(400, "Recipient cannot be sender"),
    131026: ErrorKind(400, "Message undeliverable"),
    131030: ErrorKind(400, "Recipient phone number not in allowed list"),
    131031: ErrorKind(403, "Account has been locked"),
    131037: ErrorKind(400, "WhatsApp provided number needs display name approval"),
    131042: ErrorKind(400, "Business eligibility payment issue"),
    131045: ErrorKind(500, "Incorrect certificate"),
    131047: ErrorKind(400, "Re-engagement message"),
    131048: ErrorKind(400, "Spam rate limit hit"),
    131049: ErrorKind(400, "Meta chose not to deliver"),
    131050: ErrorKind(400, "User has stopped receiving marketing messages from this business"),
    131051: ErrorKind(400, "Unsupported message type"),
    131052: ErrorKind(400, "Media download error"),
    131053: ErrorKind(400, "Media upload error"),
    131056: ErrorKind(400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: ErrorKind(500, "Account in maintenance mode", is_transient=True),
    131062: ErrorKind(400, "Business-scoped User ID recipients are not supported for this message"),
    131063: ErrorKind(400, "Marketing messages must use the Marketing Messages API"),
    131064: ErrorKind(400, "Template violation limit reached"),
    132000: ErrorKind(400, "Template Param Count Mismatch"),
    132001: ErrorKind(404, "Template does not exist"),
    132005: ErrorKind(400, "Template Hydrated Text Too Long"),
    132007: ErrorKind(400, "Template Format Character Policy Violated"),
    132008: ErrorKind(400, "Template Parameter Value Invalid"),
    132012: ErrorKind(400, "Template Parameter Format Mismatch"),
    132015: ErrorKind(400, "Template is Paused"),
    132016: ErrorKind(400, "Template is Disabled"),
    132068: ErrorKind(400, "Flow is blocked"),
    132069: ErrorKind(400, "Flow is throttled"),
    133004: ErrorKind(503, "Server Temporarily Unavailable", is_transient=True),
    133010: ErrorKind(400, "Phone number Not Registered"),
    133016: ErrorKind(400, "Account register deregister rate limit exceeded"),
    135000: ErrorKind(400, "Generic user error"),
    137000: ErrorKind(400, "Identity key hash mismatch"),
}
_OTHER = ErrorKind(400, "Generic user error")
_TITLE_ONLY = 100_000


class GraphError(Exception):
    """A request is refused with a documented code."""

    def __init__(self, code: int, details: str = "", http_status: int | None = None) -> None:
        kind = ERRORS.get(code, _OTHER)
        super().__init__(f"{code} {kind.title}: {details}")
        self.code, self.details, self.kind = code, details or kind.title, kind
        self.http_status = http_status or kind.http_status

    def as_body(self) -> dict[str, object]:
        """The error body as Graph writes it."""
        error: dict[str, object] = {
            "message": f"(#{self.code}) {self.kind.title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": fbtrace_id(),
        }
        if self.code < _TITLE_ONLY and self.details != self.kind.title:
            error["message"] = f"(#{self.code}) {self.details}"
        else:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.kind.is_transient:
            error["is_transient"] = True
        return {"error": error}

    def as_response(self) -> JSONResponse:
        """The error as an HTTP reply."""
        return JSONResponse(self.as_body(), status_code=self.http_status)


def status_error(code: int) -> dict[str, object]:
    """An error as it stands in a `failed` status."""
    kind = ERRORS.get(code, _OTHER)
    return {
        "code": code,
        "title": kind.title,
        "message": kind.title,
        "error_data": {"details": kind.title},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
