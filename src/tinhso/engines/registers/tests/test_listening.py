"""Listeners: told once and in order, signed, again after failures, given up at last; the broker, which may be away."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from tinhso.core import clock
from tinhso.core.events.declare import consumers
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.actions import add_listener, send_due
from tinhso.engines.registers.models import Delivery
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.reactions import CONSUMER, tell_of_changes
from tinhso.engines.registers.rules import messaging
from tinhso.engines.registers.tests.test_pages import PHARMACY, commune
from tinhso.engines.registers.types import AddressRefused
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation.tests.people import Person, person


class Receiver(BaseHTTPRequestHandler):
    got: list[tuple[dict[str, str], bytes]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((dict(self.headers.items()), body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[str]:
    settings.WEBHOOK_LOOPBACK = True
    Receiver.got, Receiver.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tin"
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def written(keeper: Person, number: int = 1) -> registers.Record:
    unit_id = units_to_write(keeper.actor, registers.all_registers()["pharmacies"], clock.now())[0]
    return registers.add_record(
        actor=keeper.actor, at=clock.now(), register="pharmacies", unit_id=unit_id,
        given={**PHARMACY, "certificate": f"{number}/HUE", "commune": commune()},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip


def changed(keeper: Person, record: registers.Record, name: str) -> registers.Record:
    return registers.change_record(
        actor=keeper.actor, at=clock.now(), register="pharmacies", record_id=record.id, version=record.version,
        given={"name": name}, provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip


def told(*records: registers.Record) -> None:
    """What the relay does with the events of some records."""
    tell_of_changes([registers.RecordChanged("pharmacies", r.id, r.version, r.unit_id) for r in records], clock.now())


def test_a_change_arrives_signed_once_and_in_order(keeper: Person, receiver: str) -> None:
    listener, secret = add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address=receiver)
    record = written(keeper)
    told(record, changed(keeper, record, "Nhà thuốc Mới"))
    while send_due(clock.now()):
        pass
    assert len(Receiver.got) == 2
    events = []
    for headers, body in Receiver.got:
        assert headers["Content-Type"].startswith("application/cloudevents+json")
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{wanted}"
        events.append(json.loads(body))
    assert [event["type"] for event in events] == ["tinhso.registers.record.added", "tinhso.registers.record.changed"]
    assert [event["id"] for event in events] == [f"{record.id}.1", f"{record.id}.2"]
    assert [event["data"]["values"]["name"] for event in events] == ["Nhà thuốc Đông Ba", "Nhà thuốc Mới"]
    assert "pharmacist" not in events[0]["data"]["values"], "nothing personal that was not asked for"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert not send_due(clock.now())
    page = keeper.client.get(f"/desk/co-so-du-lieu/pharmacies/noi-nhan/{listener.id}/").content.decode()
    assert "Bản ghi, phiên bản 2" in page
    assert person("congchuc").client.get("/desk/co-so-du-lieu/pharmacies/noi-nhan/").status_code == 403


def test_personal_fields_go_to_who_may_see_them_and_that_is_recorded(keeper: Person, receiver: str) -> None:
    add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address=receiver, with_personal=True)
    record = written(keeper)
    told(record)
    send_due(clock.now())
    assert json.loads(Receiver.got[0][1])["data"]["values"]["pharmacist"] == "Lê Thị Lan"
    entry = AuditEntry.objects.filter(action="personal_data.read", subject_id=str(record.id)).latest("id")
    assert entry.detail["purpose"] == "registers.listener"


def test_who_does_not_answer_is_asked_again_given_up_and_asked_by_hand(keeper: Person, receiver: str) -> None:
    listener, _secret = add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address=receiver)
    record, other = written(keeper), written(keeper, 2)
    told(record, changed(keeper, record, "Nhà thuốc Mới"), other)
    Receiver.status = 500
    at = clock.now()
    assert send_due(at) == 2, "the second version of a record waits for the first"
    assert send_due(at) == 0
    for _try in range(len(messaging.PAUSES)):
        Delivery.objects.filter(state="waiting", attempts__gt=0).update(next_try_at=at)
        send_due(at)
    assert Delivery.objects.filter(state="dead").count() == 2
    assert Delivery.objects.get(state="waiting").version == 2
    Receiver.status, Receiver.got = 204, []
    base = f"/desk/co-so-du-lieu/pharmacies/noi-nhan/{listener.id}/"
    assert "HTTP 500" in keeper.client.get(f"{base}?trang_thai=dead").content.decode()
    keeper.client.post(base, {"do": "again"})
    while send_due(clock.now()):
        pass
    versions = [json.loads(body)["id"] for _headers, body in Receiver.got if str(record.id) in body.decode()]
    assert versions == [f"{record.id}.1", f"{record.id}.2"]
    # 410 says that nobody is there any more.
    Receiver.status = 410
    told(record)
    send_due(clock.now())
    listener.refresh_from_db()
    assert listener.stopped_at is not None
    told(record)
    assert not Delivery.objects.filter(state="waiting").exists()


@pytest.mark.parametrize(
    "address", ["http://example.org/x", "https://u@example.org", "http://127.0.0.1/", "ftp://x", ""]
)
def test_an_address_inside_is_refused(keeper: Person, address: str) -> None:
    with pytest.raises(AddressRefused):
        add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address=address)


def test_a_name_that_leads_inside_is_not_gone_to(keeper: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_o: [(2, 1, 6, "", ("10.0.0.5", 443))])
    add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address="https://inside.example/x")
    told(written(keeper))
    send_due(clock.now())
    assert Delivery.objects.get().answer == "unreachable: private"


def test_an_import_arrives_as_a_batch_in_parts(keeper: Person, receiver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tinhso.engines.registers.models import RegisterImport  # noqa: PLC0415 -- Django is set up by then
    from tinhso.engines.registers.reactions import tell_of_imports  # noqa: PLC0415 -- the same

    monkeypatch.setattr(messaging, "BATCH", 2)
    add_listener(actor=keeper.actor, at=clock.now(), register="pharmacies", address=receiver)
    start = clock.now() - timedelta(seconds=1)
    unit_id = units_to_write(keeper.actor, registers.all_registers()["pharmacies"], clock.now())[0]
    account_id = identity.account_id_of(keeper.actor)
    for number in range(3):
        registers.add_record(
            actor=keeper.actor, at=clock.now(), register="pharmacies", unit_id=unit_id,
            given={**PHARMACY, "certificate": f"{number}/HUE", "commune": commune()},
            provenance=registers.Provenance(registers.Source.IMPORT),
        )  # fmt: skip
    done = RegisterImport.objects.create(
        register="pharmacies", account_id=account_id, unit_id=unit_id, name="x", columns=[], delimiter=",",
        size=1, offset=1, state="done", started_at=start, finished_at=clock.now(),
    )  # fmt: skip
    tell_of_imports([registers.RecordsImported("pharmacies", done.id, 3, 0)], clock.now())
    while send_due(clock.now()):
        pass
    batches = [json.loads(body) for _headers, body in Receiver.got]
    assert [len(batch) for batch in batches] == [2, 2]
    assert batches[1][-1]["data"] == {"added": 3, "changed": 0}
    assert len({headers["webhook-id"] for headers, _body in Receiver.got}) == 2
    assert "cloudevents-batch" in Receiver.got[0][0]["Content-Type"]


class SmallBroker(StreamRequestHandler):
    """A broker of MQTT 3.1.1 that takes what is published with QoS 1 and says so."""

    published: list[tuple[str, bytes]] = []

    def handle(self) -> None:
        while head := self.rfile.read(1):
            length, factor = 0, 1
            while True:
                digit = self.rfile.read(1)[0]
                length += (digit & 0x7F) * factor
                factor *= 128
                if not digit & 0x80:
                    break
            body = self.rfile.read(length)
            if head == b"\x10":
                assert body[:8] == b"\x00\x04MQTT\x04\xc2", "user, password, a clean session"
                self.wfile.write(b"\x20\x02\x00\x00")
            elif head == b"\x32":
                width = int.from_bytes(body[:2], "big")
                type(self).published.append((body[2 : 2 + width].decode(), body[4 + width :]))
                self.wfile.write(b"\x40\x02" + body[2 + width : 4 + width])
            else:
                assert head == b"\xe0"
                return


def test_the_broker_is_told_at_least_once_and_nothing_is_lost_while_it_is_away(keeper: Person, settings: Any) -> None:
    settings.MQTT_URL = "mqtt://tinh:bi-mat@127.0.0.1:1"
    SmallBroker.published = []
    record = written(keeper)
    told(record)
    send_due(clock.now())
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.answer) == ("waiting", "ConnectionRefusedError")
    Delivery.objects.update(attempts=50, next_try_at=clock.now())
    send_due(clock.now())
    assert Delivery.objects.get().state == "waiting", "it is never given up"
    with ThreadingTCPServer(("127.0.0.1", 0), SmallBroker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MQTT_URL = f"mqtt://tinh:bi-mat@127.0.0.1:{server.server_address[1]}"
        Delivery.objects.update(next_try_at=clock.now())
        send_due(clock.now())
        server.shutdown()
    assert Delivery.objects.get().state == "sent"
    topic, body = SmallBroker.published[0]
    assert topic == "tinhso/registers/pharmacies"
    assert json.loads(body)["id"] == f"{record.id}.1"
    assert "Lê Thị Lan" not in body.decode()


def test_an_application_subscribes_reads_how_it_fares_and_leaves(keeper: Person, receiver: str) -> None:
    base = "/api/registers/pharmacies/listeners"
    made = keeper.client.post(base, {"address": receiver}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert "secret" not in keeper.client.get(base).json()[0]
    told(written(keeper))
    one = f"{base}/{made.json()['id']}"
    assert [each["state"] for each in keeper.client.get(f"{one}/deliveries").json()["items"]] == ["waiting"]
    assert keeper.client.delete(one).status_code == 200
    assert [each["answer"] for each in keeper.client.get(f"{one}/deliveries?state=dead").json()["items"]] == ["stopped"]
    assert keeper.client.post(f"{one}/again").status_code == 404
    assert person("congchuc").client.get(base).status_code == 403
    assert {each.event_name for each in consumers[CONSUMER]} == {
        "registers.record_changed", "registers.records_imported",
    }  # fmt: skip
