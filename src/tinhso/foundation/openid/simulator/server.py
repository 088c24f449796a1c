"""The simulator as a server of its own, on the loopback only."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tinhso.foundation.openid.simulator.eid import Simulator

_MOST_BYTES: Final = 65_536


def serve(simulator: Simulator, *, port: int = 0) -> ThreadingHTTPServer:
    """A server on 127.0.0.1; the caller runs and closes it."""

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """The page where somebody signs in, or who they are."""
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self._send(HTTPStatus.OK, simulator.page(parts.query).encode(), "text/html; charset=utf-8")
            else:
                self._carry(None)

        def do_POST(self) -> None:
            """Somebody signs in, or a code is changed for a token."""
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 <= length <= _MOST_BYTES:
                self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            if urlsplit(self.path).path == "/authorize":
                target = simulator.sign_in(form.get("query", ""), form.get("number", ""), form.get("level", ""))
                self._send(HTTPStatus.FOUND, b"", "text/plain", Location=target)
            else:
                self._carry(form)

        def _carry(self, form: dict[str, str] | None) -> None:
            try:
                reply = simulator.carry(self.path, dict(self.headers), form)
            except OSError:
                self.close_connection = True
                return
            self._send(reply.status, reply.content, "application/json")

        def _send(self, status: int, content: bytes, kind: str, **headers: str) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Requests carry personal data: nothing is logged."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
