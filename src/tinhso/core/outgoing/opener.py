"""How the platform asks other systems over HTTP: by this opener, which follows no redirect.

Keys, secrets and personal data are for the address that the operator named, and a redirect would send them elsewhere.
"""

from typing import Any, Final
from urllib.request import HTTPRedirectHandler, build_opener


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Go nowhere else: the answer is then the redirect itself, an ``HTTPError`` of 3xx."""


opener: Final = build_opener(_NoRedirect)
