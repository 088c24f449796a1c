"""Which HTTP status each sort of refusal has. Decided here and nowhere else."""

from http import HTTPStatus

from tinhso.core.errors import Kind, PlatformError
from tinhso.foundation.identity.api import StrongerProofNeeded

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Kind.FAULT: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def headers(error: PlatformError) -> dict[str, str]:
    """``Retry-After`` (seconds) where waiting helps; the challenge where a stronger sign-in does (RFC 9470)."""
    if isinstance(error, StrongerProofNeeded):
        return {"WWW-Authenticate": error.challenge}
    if error.kind is Kind.LIMITED:
        return {"Retry-After": str(error.data.get("retry_after", 60))}
    if error.kind is Kind.UNAVAILABLE:
        return {"Retry-After": "5"}
    return {}
