"""The simulator as a server of its own, on the loopback only."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tinhso.services.national_portal.simulator.portal import Lost, Portal

_MOST_BYTES: Final = 64 * 1024 * 1024


def serve(portal: Portal, *, port: int = 0) -> ThreadingHTTPServer:
    """A server for ``portal`` on 127.0.0.1; the caller runs and closes it."""

    class Handler(BaseHTTPRequestHandler):
        """One request to the portal."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Answer, or break the line where a fault says so."""
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 <= length <= _MOST_BYTES:
                self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            try:
                reply = portal.carry(self.path, dict(self.headers), self.rfile.read(length))
            except Lost:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_arguments: Any) -> None:
            """Requests carry personal data: nothing is logged."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
