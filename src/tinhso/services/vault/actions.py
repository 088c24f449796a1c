"""Writes of the vault: papers put in, uploaded, taken out, withdrawn, used."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, override

from tinhso.core.access import CITIZEN, SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Limited
from tinhso.core.i18n import format_date
from tinhso.core.ids import new_id
from tinhso.core.text import fold, sort_key
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.foundation.signing import api as signing
from tinhso.services.vault import queries
from tinhso.services.vault.models import Item, Use
from tinhso.services.vault.types import Deposit, Holder, ItemNotFound, NotYours, Origin, Trust, UploadInvalid, Usage

#: So many papers of one's own may be kept.
MOST_UPLOADS = 200
_LONGEST_TITLE = 300
_ERASED = "–"
#: So many days before a paper ends its holder is reminded.
REMIND_DAYS = 30
_AT_ONCE = 200

EXPIRING = NoticeKind(
    "vault.expiring",
    "Giấy tờ sắp hết hạn: {title}",
    "Giấy tờ này có giá trị đến {until}. Nếu còn cần, xin làm thủ tục cấp lại trước ngày đó.",
    frozenset({Channel.IN_APP, Channel.EMAIL, Channel.SMS}),
    frozenset({"title"}),
    purpose="nhac-viec-chu-dong",
)


@action("vault.deposit", access=SYSTEM_ONLY)
def deposit(*, actor: Actor, at: datetime, papers: Sequence[Deposit]) -> Done[list[Item]]:
    """Cất giấy tờ vào kho: each once; the same bytes again can only make it more trusted.

    Bytes that the holder has already under the same kind are not kept twice: the paper kept becomes as trusted as the
    better of both. Returns the paper of each, in order.
    """
    return Done([_keep(at, paper) for paper in papers], detail={"papers": len(papers)})


def _keep(at: datetime, paper: Deposit) -> Item:
    stored = files.StoredFile.objects.get(pk=paper.file_id)
    earlier = Item.objects.select_for_update().filter(source=paper.source).first()
    if earlier is not None:
        return _better(earlier, paper) if earlier.sha256 == stored.sha256 else earlier
    known = Item.objects.select_for_update().filter(
        queries.of_holder(paper.holder), kind=paper.kind, sha256=stored.sha256
    )
    same = known.first()
    if same is not None:
        return _better(same, paper)
    item = _row(at, paper, sha256=stored.sha256)
    revoked = signing.revocation_of(paper.verification_code) if paper.verification_code else None
    if revoked is not None:
        item.revoked_at, item.revoked_reason = revoked
    item.save(force_insert=True)
    _take_the_place(item)
    if paper.copy_of:
        Item.objects.filter(queries.of_holder(paper.holder), source=paper.copy_of).update(replaced_by=item)
    return item


def _row(at: datetime, paper: Deposit, *, sha256: str) -> Item:
    kind = queries.paper_kinds().get(paper.kind)
    name = kind.name if kind else ""
    english = kind.name_en if kind else ""
    words = (name, english, paper.title, paper.number, paper.issuer, *map(str, paper.data.values()))
    return Item(
        account_id=paper.holder.account_id,
        person_key=paper.holder.person_key,
        company=paper.company,
        kind=paper.kind,
        # Papers of no kind stand last.
        kind_order=sort_key(name)[:600] if name else "~",
        title=paper.title[:_LONGEST_TITLE],
        folded=fold(" ".join(words)),
        file_id=paper.file_id,
        sha256=sha256,
        source=paper.source,
        origin=paper.origin,
        trust=paper.trust,
        issuer=paper.issuer[:300],
        number=paper.number[:120],
        issued_date=paper.issued_date,
        valid_to=paper.valid_to,
        verification_code=paper.verification_code,
        label=paper.label,
        data=dict(paper.data),
        added_at=at,
    )


def _better(same: Item, paper: Deposit) -> Item:
    if paper.trust > same.trust:
        same.trust, same.origin = paper.trust, paper.origin
        same.issuer, same.number = paper.issuer or same.issuer, paper.number or same.number
        same.issued_date = paper.issued_date or same.issued_date
        same.valid_to = paper.valid_to or same.valid_to
        same.save(update_fields=["trust", "origin", "issuer", "number", "issued_date", "valid_to"])
    return same


def _take_the_place(item: Item) -> None:
    """A newer paper takes the place of earlier ones that are no more trusted, where a person has one at a time."""
    kind = queries.paper_kinds().get(item.kind)
    if kind is None or not kind.one_at_a_time or item.is_revoked:
        return
    earlier = Item.objects.filter(
        queries.of_holder(queries.holder_of(item)), kind=item.kind, company=item.company, replaced_by__isnull=True,
        revoked_at__isnull=True, trust__lte=item.trust, issued_date__lte=item.issued_date or date.max,
    ).exclude(pk=item.pk)  # fmt: skip
    earlier.update(replaced_by=item)


@action("vault.upload", access=CITIZEN)
def upload_item(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    title: str,
    upload: "UploadedFile[bytes] | IO[bytes]",
    name: str,
    number: str = "",
    issued_date: date | None = None,
    valid_to: date | None = None,
) -> Done[Item]:
    """Tải giấy tờ của mình lên kho: kept as not checked. ``valid_to`` is the last day on which it holds.

    Raises ``UploadInvalid``, ``FileRefused`` and ``Limited``; nothing is stored then. The same file again answers with
    the paper that is kept.
    """
    account_id = identity.account_id_of(actor)
    known = queries.paper_kinds().get(kind)
    problems = _problems(
        at, kind_known=known is not None or not kind, title=title or kind, issued=issued_date, end=valid_to
    )
    if problems:
        raise UploadInvalid(fields=problems)
    own = Item.objects.filter(account_id=account_id, origin=Origin.UPLOAD, removed_at__isnull=True)
    if own.count() >= MOST_UPLOADS:
        raise Limited(retry_after=0)
    file = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="vault.upload")
    with override("vi"):
        called = title.strip() or queries.kind_name(kind)
    paper = Deposit(
        source=f"upload:{new_id()}",
        holder=Holder(account_id=account_id),
        kind=kind,
        title=called,
        file_id=file.id,
        origin=Origin.UPLOAD,
        trust=Trust.UPLOADED,
        number=number.strip(),
        issued_date=issued_date,
        valid_to=date.fromordinal(valid_to.toordinal() + 1) if valid_to else None,
    )
    item = _keep(at, paper)
    return Done(item, subject=(queries.SUBJECT, item.id), detail={"kind": kind})


def _problems(at: datetime, *, kind_known: bool, title: str, issued: date | None, end: date | None) -> dict[str, str]:
    today = local(at).date()
    found: dict[str, str] = {}
    if not kind_known:
        found["kind"] = gettext("Chọn một loại trong danh sách.")
    if not title.strip():
        found["title"] = gettext("Ghi tên giấy tờ, hoặc chọn loại.")
    if issued and issued > today:
        found["issued_date"] = gettext("Ngày cấp không sau hôm nay.")
    if end and issued and end < issued:
        found["valid_to"] = gettext("Ngày hết hạn không trước ngày cấp.")
    return found


@action("vault.remove", access=CITIZEN)
def remove_item(*, actor: Actor, at: datetime, item_id: UUID) -> Done[None]:
    """Bỏ giấy tờ tự tải lên. Dossiers that used it keep their copy. Raises ``ItemNotFound``, ``NotYours``."""
    item = queries.access_item(actor=actor, item_id=item_id, lock=True)
    if item.trust > Trust.UPLOADED:
        raise NotYours
    Item.objects.filter(pk=item.pk).update(removed_at=at)
    return Done(None, subject=(queries.SUBJECT, item.id))


def _move(item: Item, company_id: UUID) -> None:
    """A paper goes to the company that it is about; where the same bytes are there, they stand for it."""
    there = Item.objects.select_for_update().filter(queries.of_holder(Holder(account_id=company_id)))
    same = there.filter(kind=item.kind, sha256=item.sha256).first()
    if same is None:
        item.account_id = company_id
        item.save(update_fields=["account"])
        return
    if item.trust > same.trust:
        same.trust, same.origin = item.trust, item.origin
        same.save(update_fields=["trust", "origin"])
    item.replaced_by = same
    item.save(update_fields=["replaced_by"])


@action("vault.move_company_papers", access=SYSTEM_ONLY)
def move_company_papers(*, actor: Actor, at: datetime, company_id: UUID) -> Done[int]:
    """Chuyển giấy tờ của tổ chức về kho của tổ chức: those with its tax code in the vaults of people who act for it.

    Nothing is lost and a second run finds nothing; papers of people who do not act for it stay, to be given by them.
    """
    company = identity.company(company_id)
    if company is None:
        return Done(0)
    people = identity.people_of(company_id, at)
    codes = {company.tax_code, company.tax_code.replace("-", "")}
    rows = Item.objects.select_for_update(of=("self",)).filter(
        account_id__in=people, company__in=codes, removed_at__isnull=True, replaced_by__isnull=True
    )
    moved = list(rows.order_by("id"))
    for item in moved:
        _move(item, company_id)
    return Done(len(moved), subject=("company", company_id), detail={"papers": [str(item.id) for item in moved]})


@action("vault.give_to_company", access=CITIZEN, right=None)
def give_to_company(*, actor: Actor, at: datetime, item_id: UUID) -> Done[identity.CompanyInfo]:
    """Chuyển giấy tờ của tổ chức đang nằm trong kho của mình sang kho của tổ chức. Raises ``ItemNotFound``."""
    item = queries.access_item(actor=actor, item_id=item_id, lock=True)
    company = queries.company_of(actor=actor, item=item)
    if company is None:
        raise ItemNotFound
    _move(item, company.id)
    return Done(company, subject=(queries.SUBJECT, item.id), detail={"company": str(company.id)})


@action("vault.mark_revoked", access=SYSTEM_ONLY)
def mark_revoked(*, actor: Actor, at: datetime, document_ids: Sequence[UUID]) -> Done[int]:
    """Papers whose signed document was withdrawn are no longer good; what they replaced stays replaced."""
    changed = 0
    for document in signing.SignedDocument.objects.filter(pk__in=document_ids, revoked_at__isnull=False):
        rows = Item.objects.filter(verification_code=document.code, revoked_at__isnull=True)
        changed += rows.update(revoked_at=document.revoked_at, revoked_reason=document.revoked_reason)
    return Done(changed, detail={"papers": changed})


@action("vault.record_uses", access=SYSTEM_ONLY)
def record_uses(*, actor: Actor, at: datetime, uses: Iterable[Usage]) -> Done[int]:
    """Keep where papers were used; a second use in the same dossier is the same use."""
    wanted = list(uses)
    known = set(Use.objects.filter(item_id__in=[use.item_id for use in wanted]).values_list("item_id", "case_id"))
    fresh = {(use.item_id, use.case_id): use for use in wanted if (use.item_id, use.case_id) not in known}
    rows = [
        Use(item_id=use.item_id, case_id=use.case_id, code=use.code, title=use.title, at=at) for use in fresh.values()
    ]
    return Done(len(rows), rows=rows, detail={"uses": len(rows)})


def due_items(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Papers that their holder took out before a moment, the oldest first; of one account where asked."""
    rows = Item.objects.filter(removed_at__lt=before).exclude(title=_ERASED)
    rows = rows.filter(account_id=owner) if owner else rows
    return list(rows.order_by("removed_at").values_list("id", "account_id")[:limit])


def erase_items(ids: Collection[UUID], at: datetime) -> int:
    """Replace names and data of papers by marks; bytes that no room needs go with the next sweep."""
    rows = Item.objects.filter(pk__in=ids, removed_at__isnull=False)
    files.erase(list(rows.values_list("file_id", flat=True)), at=at)
    return rows.update(title=_ERASED, folded="", number="", company="", label="", issuer="", data={})


def remind_due(at: datetime) -> int:
    """Remind everybody of papers that are about to expire; how many papers were looked at."""
    done = 0
    while count := remind_of_expiry(actor=SYSTEM, at=at):
        done += count
    return done


@action("vault.remind_of_expiry", access=SYSTEM_ONLY)
def remind_of_expiry(*, actor: Actor, at: datetime) -> Done[int]:
    """Nhắc giấy tờ sắp hết hạn: the next papers with an end within ``REMIND_DAYS``, once each, to who agreed to it."""
    today = local(at).date()
    rows = Item.objects.select_for_update(skip_locked=True).filter(
        account__isnull=False, expiry_told_at=None, removed_at=None, revoked_at=None, replaced_by=None,
        valid_to__gt=today, valid_to__lte=today + timedelta(days=REMIND_DAYS),
    )  # fmt: skip
    found = list(rows.order_by("valid_to", "id")[:_AT_ONCE])
    Item.objects.filter(pk__in=[item.pk for item in found]).update(expiry_told_at=at)
    notices = [
        row
        for item in found
        if item.account_id is not None
        for row in notify(
            EXPIRING.code,
            to=[item.account_id],
            at=at,
            data={"title": item.title, "until": format_date(item.valid_to)},
            link=f"/kho/{item.id}/",
            subject=("vault_item", item.id),
        )
    ]
    return Done(len(found), rows=notices, subject=("vault_item", ""), detail={"looked_at": len(found)})
