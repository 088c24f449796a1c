"""The simulator as a server of its own, on the loopback only: the wire, and a page that shows what telephones got."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tinhso.foundation.notifications.simulator.gateway import SimulatedSms

_MOST_BYTES: Final = 64 * 1024
_PAGE: Final = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Tin nhắn mô phỏng</title>
<main><h1>Tin nhắn mô phỏng</h1><p>Không có tin nào đến điện thoại thật.</p><ul>{rows}</ul></main></html>"""


class _Handler(BaseHTTPRequestHandler):
    """One request: of the province, or of somebody who looks."""

    gateway: SimulatedSms

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """What was sent, the newest on top."""
        shown = reversed(self.gateway.sent.values())
        rows = "".join(f"<li>{escape(one['to'])}: {escape(one['text'])}</li>" for one in shown)
        self._answer(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, _PAGE.format(rows=rows).encode())

    def do_POST(self) -> None:
        """A message of the province."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/messages" or not 0 <= length <= _MOST_BYTES:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            status, content = self.gateway.carry(self.path, dict(self.headers), self.rfile.read(length))
        except OSError:
            self.close_connection = True
            return
        self._answer(status, {"Content-Type": "text/plain; charset=utf-8"}, content)

    def _answer(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is logged."""


def serve(gateway: SimulatedSms, *, port: int = 0) -> ThreadingHTTPServer:
    """A server for ``gateway`` on 127.0.0.1; the caller runs and closes it."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"gateway": gateway}))
