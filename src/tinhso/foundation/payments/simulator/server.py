"""The simulator as a server of its own, on the loopback only: the wire, and the page on which somebody pays."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from tinhso.core.i18n import format_money
from tinhso.foundation.payments.simulator.gateway import SimulatedGateway

_MOST_BYTES: Final = 1024 * 1024
_TIMEOUT_S: Final = 10
_PAGE: Final = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<main><p>Cổng thanh toán mô phỏng – không có tiền thật</p><h1>{title}</h1>{body}</main></html>"""


def over_http(address: str, headers: Mapping[str, str], content: bytes) -> None:
    """Carry a callback; one that does not arrive is lost, as on a real line."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return
    request = Request(address, data=content, headers=dict(headers), method="POST")  # noqa: S310 -- checked above
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 -- the same
            answer.read(_MOST_BYTES)
    except (URLError, OSError):
        return


class _Handler(BaseHTTPRequestHandler):
    """One request: of the province, or of somebody who pays."""

    gateway: SimulatedGateway

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The page of an order, or the list of them."""
        code = self.path.removeprefix("/pay/")
        if self.path == "/":
            self._html(_list_of(self.gateway))
        elif code in self.gateway.orders:
            self._html(_order(self.gateway.orders[code]))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """A question of the province, or somebody's press on the page."""
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _MOST_BYTES:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        content = self.rfile.read(length)
        if self.path == "/scan" or self.path.startswith("/pay/"):
            self._press(content)
            return
        try:
            reply = self.gateway.carry(self.path, dict(self.headers), content)
        except OSError:
            self.close_connection = True
            return
        self._answer(reply.status, {**reply.headers, "Content-Type": "application/json"}, reply.content)

    def _press(self, content: bytes) -> None:
        try:
            order = _pressed(self.gateway, self.path, content)
        except LookupError:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._answer(HTTPStatus.SEE_OTHER, {"Location": order["return_url"] or "/"}, b"")

    def _html(self, page: str) -> None:
        self._answer(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, page.encode())

    def _answer(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is logged."""


def serve(gateway: SimulatedGateway, *, port: int = 0) -> ThreadingHTTPServer:
    """A server for ``gateway`` on 127.0.0.1, whose address it is told; the caller runs and closes it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"gateway": gateway}))
    gateway.address = f"http://127.0.0.1:{server.server_address[1]}"
    return server


def _pressed(gateway: SimulatedGateway, path: str, content: bytes) -> Mapping[str, Any]:
    """What somebody's press on a page does; the order that it was about. Raises ``LookupError``."""
    given = {name: values[0] for name, values in parse_qs(content.decode(errors="replace")).items()}
    if path == "/scan":
        return gateway.orders[gateway.scan(given.get("qr", ""))]
    code = path.removeprefix("/pay/")
    return gateway.pay(code) if given.get("do") == "pay" else gateway.orders[code]


def _order(order: Mapping[str, Any]) -> str:
    buttons = "<button name=do value=pay>Trả tiền</button> <button name=do value=leave>Không trả, quay lại</button>"
    paid = "<p>Đã trả.</p><button name=do value=leave>Quay lại</button>"
    form = f"<form method=post>{paid if order['credit'] else buttons}</form>"
    return _PAGE.format(
        title=f"Trả {escape(format_money(order['amount']))}", body=f"<p>Nội dung: {escape(order['purpose'])}</p>{form}"
    )


def _list_of(gateway: SimulatedGateway) -> str:
    rows = "".join(
        f"<li><a href='/pay/{escape(code)}'>{escape(code)}</a> {escape(format_money(order['amount']))} "
        f"{escape(order['purpose'])} {'đã trả' if order['credit'] else 'chờ'}</li>"
        for code, order in reversed(gateway.orders.items())
    )
    field = "<label>Nội dung mã VietQR <input name=qr></label> <button>Quét và trả</button>"
    scan = f"<form method=post action=/scan>{field}</form>"
    return _PAGE.format(title="Giao dịch", body=f"{scan}<ul>{rows}</ul>")
