"""What auditors see, and what anyone may fetch."""

import pytest
from django.http import Http404

from tinhso.core.access import ANONYMOUS
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, open_page
from tinhso.foundation.audit import api, rest, rules
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.audit.tests.conftest import AT, write_entries

pytestmark = pytest.mark.django_db(transaction=True)
AUDITOR = make_actor("audit.read")


def show(path, actor=AUDITOR):
    return open_page(path, actor=actor, at=AT)


def test_list_and_filters():
    write_entries(1, actor=make_actor(name="<i>Lê</i> Văn Kiểm"))
    write_entries(1, outcome="refused", action="cases.sign")
    page = show("/desk/nhat-ky/").content.decode()
    assert "&lt;i&gt;Lê&lt;/i&gt; Văn Kiểm" in page
    assert "cases.sign" in page
    narrowed = show("/desk/nhat-ky/?outcome=refused&from=31/08/2026&to=31/08/2026").content.decode()
    assert "cases.sign" in narrowed
    assert "Văn Kiểm" not in narrowed
    assert "Không có mục nào khớp" in show("/desk/nhat-ky/?from=01/09/2026").content.decode()
    with pytest.raises(Forbidden):
        show("/desk/nhat-ky/", make_actor())


def test_the_list_pages_by_key():
    write_entries(60)
    page = show("/desk/nhat-ky/").content.decode()
    assert page.count("<tr data-row>") == 50
    cursor = api.list_entries(actor=AUDITOR, filters=api.Filters()).next_cursor
    assert show(f"/desk/nhat-ky/?after={cursor}").content.decode().count("<tr data-row>") == 10


def test_an_entry_with_its_proof():
    (entry,) = write_entries(1)
    assert "chưa niêm phong" in show(f"/desk/nhat-ky/{entry.id}/").content.decode()
    api.seal(at=AT)
    page = show(f"/desk/nhat-ky/{entry.id}/").content.decode()
    assert entry.leaf_hash.hex() in page
    with pytest.raises(api.EntryNotFound):
        show(f"/desk/nhat-ky/{new_id()}/")


def test_anyone_reads_checkpoint_and_tiles_but_no_entry():
    with pytest.raises(api.NotSealedYet):
        show("/log/checkpoint", ANONYMOUS)
    write_entries(300)
    api.seal(at=AT)
    note = show("/log/checkpoint", ANONYMOUS).content.decode()
    key = show("/log/key", ANONYMOUS).content.decode().strip()
    assert rules.verify_note(note, key)
    _origin, size, root = rules.parse_note(note)
    full = show("/log/tile/0/000", ANONYMOUS).content
    part = show("/log/tile/0/001.p/44", ANONYMOUS).content
    assert show("/log/tile/1/000.p/1", ANONYMOUS).content == rules.fold([full[n : n + 32] for n in range(0, 8192, 32)])
    leaves = [(full + part)[n : n + 32] for n in range(0, size * 32, 32)]
    assert rules.tree_root(lambda level, start, count: leaves[start : start + count] if level == 0 else [rules.fold(leaves[:256])],
                           size) == root  # fmt: skip
    for address in ("0/002", "0/001", "0/001.p/45", "1/000", "0/abc", "9/000", "entries/000"):
        with pytest.raises((api.TileNotFound, Http404)):
            show(f"/log/tile/{address}", ANONYMOUS)


def test_rest(rf):
    (entry,) = write_entries(1)
    api.seal(at=AT)
    request = rf.get("/")
    request.actor = AUDITOR
    assert [item.id for item in rest.list_entries(request).items] == [entry.id]
    assert rest.get_entry(request, entry.id).actor_name == entry.actor_name
    proof = rest.get_proof(request, entry.id)
    assert (proof.index, proof.size, proof.root) == (0, 1, proof.leaf_hash)
    request.actor = make_actor("audit.read", unit_id=new_id())
    with pytest.raises(api.EntryNotFound):
        rest.get_proof(request, entry.id)
    assert AuditEntry.objects.count() == 1
