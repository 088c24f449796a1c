"""Writing, sealing and checking the log on PostgreSQL."""

import threading
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from tinhso.core.access import ANONYMOUS, SIGNED_IN
from tinhso.core.actions import Done, action
from tinhso.core.errors import Conflict, InvalidInput, NotSignedIn
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.audit import api, rules
from tinhso.foundation.audit.models import AuditEntry, Leaf, Node, TreeHead
from tinhso.foundation.audit.queries import entry_fields
from tinhso.foundation.audit.tests.conftest import AT, CLERK, write_entries

pytestmark = pytest.mark.django_db(transaction=True)


@action("audit_test.do", access=SIGNED_IN)
def do_something(*, actor, at, case_id, fail=False):
    if fail:
        raise Conflict
    return Done("value", subject=("case", case_id), detail={"reason": "đủ giấy tờ"})


def check():
    return api.verify(verifier=api.log_signer().verifier_text())


def behind_its_back(statement, *parameters):
    """Run SQL as somebody who owns the database would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)


def test_every_action_is_recorded_done_or_refused():
    case_id = new_id()
    do_something(actor=CLERK, at=AT, case_id=case_id)
    with pytest.raises(Conflict):
        do_something(actor=CLERK, at=AT, case_id=case_id, fail=True)
    with pytest.raises(NotSignedIn):
        do_something(actor=ANONYMOUS, at=AT, case_id=case_id)
    done, refused, turned_away = AuditEntry.objects.order_by("id")
    assert (done.action, done.outcome, done.subject_kind, done.subject_id) == (
        "audit_test.do",
        "done",
        "case",
        str(case_id),
    )
    assert (done.actor_name, done.at, done.detail) == (CLERK.name, AT, {"reason": "đủ giấy tờ"})
    assert (refused.outcome, refused.detail) == ("refused", {"code": "conflict"})
    assert (turned_away.outcome, turned_away.actor_kind) == ("refused", "anonymous")


@pytest.mark.parametrize(
    "statement", ["UPDATE ts_audit_auditentry SET actor_name = 'x'", "DELETE FROM ts_audit_auditentry"]
)
def test_the_database_refuses_changes(statement):
    write_entries(1)
    with pytest.raises(ProgrammingError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_intact_log_over_several_seals():
    entries = []
    for count in (1, 255, 1, 300):
        entries += write_entries(count, first=len(entries))
        assert api.seal(at=AT) == count
    assert api.seal(at=AT) == 0
    assert list(Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == [entry.id for entry in entries]
    assert Node.objects.count() == 2
    result = check()
    assert result.is_intact
    assert (result.sealed, result.unsealed, result.heads) == (557, 0, 4)
    proof = api.inclusion_proof(entries[400].id)
    assert rules.inclusion_holds(proof.leaf_hash, 400, 557, proof.path, proof.root)
    old = TreeHead.objects.get(size=257)
    path = api.consistency_proof(257, 557)
    assert rules.consistency_holds(257, 557, bytes(old.root), proof.root, path)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE ts_audit_auditentry SET actor_name = 'Người khác' WHERE id = %s", "entry_edited"),
        ("UPDATE ts_audit_auditentry SET detail = '{\"papers\": 4}' WHERE id = %s", "entry_edited"),
        ("UPDATE ts_audit_auditentry SET at = at - interval '1 second' WHERE id = %s", "entry_edited"),
        ("DELETE FROM ts_audit_auditentry WHERE id = %s", "entry_missing"),
    ],
)
def test_exactly_the_touched_row_is_named(statement, problem):
    entries = write_entries(300)
    api.seal(at=AT)
    behind_its_back(statement, entries[123].id)
    (finding,) = check().findings
    assert (finding.problem, finding.index, finding.entry_id) == (problem, 123, entries[123].id)


def test_a_thorough_forger_still_meets_the_signed_head():
    """Row, leaf and tile rewritten together: the root that was signed does not fit any more."""
    entries = write_entries(256)
    api.seal(at=AT)
    victim = AuditEntry.objects.get(pk=entries[7].id)
    victim.actor_name = "Người khác"
    forged = rules.leaf_hash(rules.canonical(entry_fields(victim)))
    behind_its_back(
        "UPDATE ts_audit_auditentry SET actor_name = 'Người khác', leaf_hash = %s WHERE id = %s", forged, victim.id
    )
    behind_its_back("UPDATE ts_audit_leaf SET hash = %s WHERE entry_id = %s", forged, victim.id)
    leaves = [bytes(value) for value in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    behind_its_back("UPDATE ts_audit_node SET hash = %s", rules.fold(leaves))
    assert {finding.problem for finding in check().findings} == {"head_differs"}


@pytest.mark.parametrize(
    ("statement", "problem", "index"),
    [
        ("DELETE FROM ts_audit_leaf WHERE index = 299", "leaf_missing", 299),
        ("DELETE FROM ts_audit_leaf WHERE index = 5", "leaf_missing", 5),
        ("UPDATE ts_audit_node SET hash = ''", "tile_edited", 0),
        ("DELETE FROM ts_audit_node", "tile_missing", 0),
        (
            "UPDATE ts_audit_treehead SET checkpoint = replace(checkpoint, E'\\n300\\n', E'\\n301\\n')",
            "signature_wrong",
            300,
        ),
    ],
)
def test_a_damaged_tree_is_told(statement, problem, index):
    write_entries(300)
    api.seal(at=AT)
    behind_its_back(statement)
    assert (problem, index) in [(finding.problem, finding.index) for finding in check().findings]


def test_a_late_commit_is_sealed_and_nothing_is_skipped():
    """An entry of a transaction that is still open holds back those after it, and comes first in the end."""
    started, go_on = threading.Event(), threading.Event()
    slow = []

    def slow_writer():
        try:
            with transaction.atomic():
                slow.extend(write_entries(1, first=1000))
                started.set()
                go_on.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    started.wait(10)
    quick = write_entries(2)
    assert api.seal(at=AT) == 0
    go_on.set()
    thread.join()
    assert api.seal(at=AT) == 3
    assert list(Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == [
        slow[0].id,
        *(e.id for e in quick),
    ]
    assert check().is_intact


def test_a_seal_that_dies_leaves_nothing_behind(monkeypatch):
    write_entries(260)
    with monkeypatch.context() as patched:
        patched.setattr(TreeHead.objects, "create", lambda **_fields: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            api.seal(at=AT)
    assert not Leaf.objects.exists()
    assert api.seal(at=AT) == 260
    assert check().is_intact


def test_one_seal_at_a_time():
    write_entries(3)
    results = []

    def run():
        try:
            results.append(api.seal(at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == 3
    assert check().is_intact


def test_entries_from_before_a_restore_do_not_stop_the_log():
    """A dump restored into another server keeps its transaction numbers, which there lie in the future."""
    first, second = write_entries(1), write_entries(1, first=1)
    behind_its_back("UPDATE ts_audit_auditentry SET xid = '900000000' WHERE id = %s", first[0].id)
    assert api.seal(at=AT) == 2
    assert Leaf.objects.get(index=0).entry_id == first[0].id
    behind_its_back("UPDATE ts_audit_leaf SET xid = '900000000' WHERE index = 1")
    write_entries(2, first=2)
    assert api.seal(at=AT) == 2
    assert api.seal(at=AT) == 0
    assert check().is_intact
    assert second[0].id in Leaf.objects.values_list("entry_id", flat=True)


def test_the_worker_step_waits_between_heads():
    write_entries(1)
    assert api.seal_step(AT) == 1
    write_entries(1, first=1)
    assert api.seal_step(AT) == 0
    assert api.seal_step(moment("2026-08-31 09:01")) == 1


def test_reads_of_personal_data():
    citizen_case, other_case = new_id(), new_id()
    api.record_read(actor=CLERK, at=AT, subject=("case", citizen_case), purpose="Xử lý hồ sơ")
    api.record_reads(actor=CLERK, at=AT, subjects=[("case", citizen_case), ("case", other_case)], purpose="Danh sách")
    page = api.list_reads(subjects=[("case", citizen_case)])
    assert [(entry.outcome, entry.detail["purpose"]) for entry in page.items] == [
        ("read", "Danh sách"), ("read", "Xử lý hồ sơ"),
    ]  # fmt: skip
    assert not api.list_reads(subjects=[]).items
    first = api.list_reads(subjects=[("case", citizen_case)], limit=1)
    second = api.list_reads(subjects=[("case", citizen_case)], limit=1, after=first.next_cursor)
    assert [*first.items, *second.items] == page.items and second.next_cursor is None
    assert not api.list_reads(subjects=[("case", citizen_case)], start=AT + timedelta(days=1)).items
    with pytest.raises(InvalidInput):
        api.list_reads(subjects=[("case", citizen_case)], after="WyJ4Il0")


def test_the_key_is_made_once_and_kept_private(settings):
    first = api.log_signer().verifier_text()
    assert api.log_signer().verifier_text() == first
    assert (settings.SIGNING_DIR / "log.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in settings.SIGNING_DIR.iterdir()] == ["log.key"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_follow_the_scope(count, django_assert_num_queries):
    ours, theirs = new_id(), new_id()
    write_entries(count, actor=make_actor(unit_id=ours, name="Lê Ours"))
    write_entries(2, actor=make_actor(unit_id=theirs, name="Lê Theirs"))
    auditor = make_actor("audit.read", unit_id=ours)
    with django_assert_num_queries(1):
        page = api.list_entries(actor=auditor, filters=api.Filters(actor="lê"))
    assert [entry.actor_name for entry in page.items] == ["Lê Ours"] * count
    assert len(api.list_entries(actor=make_actor("audit.read"), filters=api.Filters()).items) == count + 2
    assert not api.list_entries(actor=make_actor(), filters=api.Filters()).items
    hidden = AuditEntry.objects.filter(unit_id=theirs).first()
    with pytest.raises(api.EntryNotFound):
        api.access_entry(actor=auditor, entry_id=hidden.id)
