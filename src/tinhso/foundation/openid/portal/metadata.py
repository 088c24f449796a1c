"""What applications read of the provider: the discovery document and the public keys."""

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.portal.face import absolute, face
from tinhso.foundation.openid.rules import assertions, jwt, levels, possession
from tinhso.foundation.openid.rules.claims import CLAIMS

_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
_KEPT_S = 300


@face.page(".well-known/openid-configuration", name="openid.configuration", access=PUBLIC)
def show_configuration(request: PageRequest) -> HttpResponseBase:
    """The provider as programs set themselves up (OpenID Connect Discovery 1.0, RFC 8414)."""
    told = {
        "issuer": settings.PUBLIC_URL,
        "authorization_endpoint": absolute("/openid/authorize"),
        "token_endpoint": absolute("/openid/token"),
        "userinfo_endpoint": absolute("/openid/userinfo"),
        "pushed_authorization_request_endpoint": absolute("/openid/par"),
        "jwks_uri": absolute("/openid/jwks"),
        "registration_endpoint": absolute("/openid/register"),
        "introspection_endpoint": absolute("/openid/introspect"),
        "revocation_endpoint": absolute("/openid/revoke"),
        "end_session_endpoint": absolute("/openid/logout"),
        "scopes_supported": queries.known_scopes(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": list(levels.LADDER),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(jwt.ALGORITHMS),
        "token_endpoint_auth_methods_supported": [*_AUTHENTICATION, "none"],
        "token_endpoint_auth_signing_alg_values_supported": list(assertions.ALGORITHMS),
        "introspection_endpoint_auth_methods_supported": _AUTHENTICATION,
        "introspection_endpoint_auth_signing_alg_values_supported": list(assertions.ALGORITHMS),
        "revocation_endpoint_auth_methods_supported": [*_AUTHENTICATION, "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": list(assertions.ALGORITHMS),
        "dpop_signing_alg_values_supported": list(possession.ALGORITHMS),
        "claims_supported": sorted({name for names in CLAIMS.values() for name in names} | {"acr", "amr", "auth_time"}),
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["vi", "en"],
    }
    return _open_to_all(JsonResponse(told))


@face.page("openid/jwks", name="openid.keys", access=PUBLIC)
def show_keys(request: PageRequest) -> HttpResponseBase:
    """The keys under which identity tokens are read (RFC 7517)."""
    keys = queries.published_keys(request.at)
    if not keys:
        actions.signing_key(jwt.ALGORITHMS[0], request.at)
        keys = queries.published_keys(request.at)
    return _open_to_all(JsonResponse({"keys": keys}))


def _open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_S}"
    return response
