"""The simulated gateway: payments in memory, each verb of the wire, callbacks that it sends."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import count
from threading import RLock
from typing import Any, Final

from tinhso.core import clock
from tinhso.core.faults import Faults
from tinhso.foundation.payments.ports.gateway import CALLBACK, is_signed, signed
from tinhso.foundation.payments.ports.http import REQUEST_ID, SIGNATURE, Reply
from tinhso.foundation.payments.rules.vietqr import NotVietQr, read_vietqr

SLOW_S: Final = 3.0
#: Tells an address of a payment: headers and body. What comes back is of no interest.
Notify = Callable[[str, Mapping[str, str], bytes], None]
_Answer = dict[str, Any]


class No(Exception):
    """The simulator's own "no"."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(code)


@dataclass
class SimulatedGateway:
    """One gateway that shares ``key`` with a province; ``notify`` carries its callbacks."""

    key: str
    notify: Notify
    faults: Faults = field(default_factory=Faults)
    address: str = "http://127.0.0.1"
    orders: dict[str, _Answer] = field(default_factory=dict)
    refunds: dict[str, _Answer] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1), repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False)

    def carry(self, address: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Answer one request of the wire. Raises ``OSError`` where a fault loses the answer."""
        given = {name.lower(): value for name, value in headers.items()}
        request_id = given.get(REQUEST_ID.lower(), "")
        if not is_signed(self.key, request_id, content, given.get(SIGNATURE.lower(), "")):
            return Reply(HTTPStatus.UNAUTHORIZED, {}, b"")
        if self.faults.happens("slow"):
            time.sleep(SLOW_S)
        with self._lock:
            answer = json.dumps(self._answer(address, json.loads(content)), ensure_ascii=False).encode()
        if self.faults.happens("error_500"):
            raise ConnectionResetError
        return Reply(HTTPStatus.OK, {SIGNATURE: signed(self.key, request_id, answer)}, answer)

    def _answer(self, address: str, said: _Answer) -> _Answer:
        verbs = {
            "/payments": self._open, "/payments/query": self._ask, "/refunds": self._refund,
            "/statements": self._statement,
        }  # fmt: skip
        verb = next((verb for verb in sorted(verbs, key=len, reverse=True) if address.endswith(verb)), "")
        try:
            return {"done": True, "data": verbs[verb](said)} if verb else {"done": False, "code": "verb", "text": ""}
        except No as no:
            return {"done": False, "code": no.code, "text": no.text}

    def _open(self, said: _Answer) -> _Answer:
        known = self.orders.setdefault(said["order"], {**said, "credit": None})
        if known["amount"] != said["amount"]:
            raise No("order_taken", "Mã giao dịch đã dùng cho số tiền khác")
        return {"pay_url": f"{self.address}/pay/{said['order']}" if said["way"] == "redirect" else ""}

    def _ask(self, said: _Answer) -> _Answer:
        known = self.orders.get(said["order"])
        if known is None:
            raise No("no_order", "Không có giao dịch này")
        open_yet = known["credit"] is None and datetime.fromisoformat(known["expires_at"]) > clock.now()
        return {"open": open_yet, "credit": known["credit"]}

    def _refund(self, said: _Answer) -> _Answer:
        if said["refund"] in self.refunds:
            return self.refunds[said["refund"]]
        paid = next(
            (o for o in self.orders.values() if (o["credit"] or {}).get("transaction") == said["transaction"]), None
        )
        if paid is None:
            raise No("no_transaction", "Không có giao dịch này")
        back = sum(r["amount"] for r in self.refunds.values() if r["of"] == said["transaction"])
        if self.faults.happens("refund_refused"):
            raise No("account_closed", "Tài khoản của người nộp đã đóng")
        if back + said["amount"] > paid["credit"]["amount"]:
            raise No("too_much", "Số tiền hoàn vượt số đã nộp")
        made = {
            "transaction": f"HT{next(self._numbers):08}", "at": clock.now().isoformat(), "amount": said["amount"],
            "of": said["transaction"], "order": paid["order"],
        }  # fmt: skip
        return self.refunds.setdefault(said["refund"], made)

    def _statement(self, said: _Answer) -> _Answer:
        came = [order["credit"] for order in self.orders.values() if order["credit"]]
        lines = [
            {"transaction": one["transaction"], "order": one["order"], "amount": one["amount"]}
            for one in came
            if _day(one["paid_at"]) == said["day"]
        ]
        lines += [
            {"transaction": one["transaction"], "order": one["order"], "amount": -one["amount"]}
            for one in self.refunds.values()
            if _day(one["at"]) == said["day"]
        ]
        if self.faults.happens("statement_extra"):
            lines.append({"transaction": f"LA{said['day'].replace('-', '')}", "order": "", "amount": 50_000})
        return {"lines": lines}

    def pay(self, code: str, *, amount: int | None = None) -> _Answer:
        """Somebody pays an order: once, and the province is told as the faults allow. Raises ``KeyError``."""
        with self._lock:
            order = self.orders[code]
            if order["credit"] is None:
                more = 1_000 if self.faults.happens("amount_differs") else 0
                order["credit"] = self.credit(
                    code, amount if amount is not None else order["amount"] + more, order["purpose"]
                )
        self.tell(order["notify_url"], order["credit"])
        return order

    def credit(self, code: str, amount: int, content: str) -> _Answer:
        """Money that comes in under a new number."""
        return {
            "transaction": f"GD{next(self._numbers):08}", "order": code, "amount": amount, "content": content,
            "paid_at": clock.now().isoformat(),
        }  # fmt: skip

    def scan(self, qr: str) -> str:
        """Pay what a VietQR text asks for, as a bank's application does: the order's code. Raises ``LookupError``."""
        try:
            said = read_vietqr(qr.strip())
        except NotVietQr:
            raise LookupError(qr) from None
        self.pay(said["bill"], amount=int(said["amount"]))
        return said["bill"]

    def tell(self, notify_url: str, credit: _Answer) -> None:
        """Send the callback of a payment, as the faults allow."""
        if self.faults.happens("callback_lost"):
            return
        content = json.dumps(credit, ensure_ascii=False).encode()
        key = "nobody's" if self.faults.happens("callback_forged") else self.key
        headers = {SIGNATURE: signed(key, CALLBACK, content), "Content-Type": "application/json"}
        for _time in range(2 if self.faults.happens("callback_twice") else 1):
            self.notify(notify_url, headers, content)


def _day(moment: str) -> str:
    return clock.local(datetime.fromisoformat(moment)).date().isoformat()
