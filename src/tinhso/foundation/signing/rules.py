"""From findings to a verdict; codes. No database, no cryptography."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tinhso.core.i18n import format_datetime
from tinhso.foundation.signing.types import Finding, IssuedDocument, Verdict, VerdictKind

CODE_LENGTH = 12
_GROUP = 4
_CODE_ALPHABET = frozenset("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def shown_code(code: str) -> str:
    """A verification code as printed: ``ABCD-EFGH-JKLM``."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def verification_path(code: str) -> str:
    """The path of the public page that answers for a code, as the QR of a printed document carries it."""
    return f"/xac-minh/{code}/"


def read_code(text: str) -> str | None:
    """The code that a person typed or scanned (spaces, hyphens, lower case), or None where it cannot be one."""
    code = "".join(text.upper().split()).replace("-", "")
    return code if len(code) == CODE_LENGTH and set(code) <= _CODE_ALPHABET else None


def _source(document: IssuedDocument) -> str:
    return _("{number} do {unit} ban hành, {signer} ký lúc {signed_at}").format(
        number=document.number or document.title,
        unit=document.unit_name,
        signer=document.signer_name,
        signed_at=format_datetime(document.signed_at),
    )


def verdict_of_record(document: IssuedDocument) -> Verdict:
    """The answer to a code: what the register says. It cannot speak for a paper or a file that nobody has shown."""
    if document.revoked_at is not None:
        return _revoked(document, ())
    explanation = _(
        "Có văn bản này trong sổ của cơ quan: {source}. Hãy đối chiếu với bản bạn đang cầm, "
        "hoặc thả tệp PDF vào đây để kiểm tra từng chữ."
    ).format(source=_source(document))
    return Verdict(VerdictKind.GENUINE, explanation, document)


def _revoked(document: IssuedDocument, findings: tuple[Finding, ...]) -> Verdict:
    explanation = _(
        "Văn bản này là thật nhưng đã bị thu hồi lúc {revoked_at}, không còn giá trị. Lý do: {reason}. {source}."
    ).format(revoked_at=format_datetime(document.revoked_at), reason=document.revoked_reason, source=_source(document))
    return Verdict(VerdictKind.REVOKED, explanation, document, findings)


def verdict_of_file(
    findings: Sequence[Finding], document: IssuedDocument | None, *, same_bytes: bool, revoked_serials: frozenset[str]
) -> Verdict:
    """The answer to a PDF.

    Args:
        findings: one for each signature of the file, empty where it has none or cannot be read.
        document: the document of ours to which a signature in the file, or the file itself, belongs.
        same_bytes: the file is byte for byte the one that was issued.
        revoked_serials: certificates among the findings that were revoked before they signed.
    """
    found = tuple(findings)
    whole = bool(found) and all(finding.intact and finding.covers for finding in found)
    if document is not None and not (same_bytes or whole):
        explanation = _(
            "Tệp này đã bị sửa sau khi ký, hoặc bị hỏng: nội dung không còn khớp với chữ ký số. Bản gốc là {source}. "
            "Đừng dùng tệp này; hãy xin lại bản gốc từ cơ quan cấp."
        ).format(source=_source(document))
        return Verdict(VerdictKind.ALTERED, explanation, document, found)
    if document is not None and document.revoked_at is not None:
        return _revoked(document, found)
    revoked = [finding for finding in found if finding.serial in revoked_serials]
    if revoked:
        explanation = _(
            "Chữ ký trên tệp dùng chứng thư số của {signer} đã bị thu hồi trước lúc ký, nên không có giá trị."
        ).format(signer=revoked[0].signer)
        return Verdict(VerdictKind.REVOKED, explanation, document, found)
    if document is not None:
        explanation = _("Văn bản thật và còn nguyên vẹn: {source}. Không một chữ nào thay đổi từ lúc ký.").format(
            source=_source(document)
        )
        return Verdict(VerdictKind.GENUINE, explanation, document, found)
    return Verdict(VerdictKind.UNKNOWN, _explain_unknown(found, whole=whole), None, found)


def _explain_unknown(found: tuple[Finding, ...], *, whole: bool) -> str:
    if not found:
        return _(
            "Tệp này không có chữ ký số nào. Bản in, bản chụp hay bản “in ra PDF” không giữ chữ ký; "
            "hãy nhập mã xác minh in ở chân trang để tra trong sổ của cơ quan."
        )
    if not whole:
        return _("Tệp này có chữ ký số nhưng đã bị sửa sau khi ký, và không phải do hệ thống này cấp.")
    if all(finding.trusted for finding in found):
        return _("Chữ ký trên tệp là của tỉnh nhưng văn bản không có trong sổ. Xin hỏi cơ quan có tên trên văn bản.")
    return _(
        "Tệp này được {signer} ký và còn nguyên vẹn, nhưng hệ thống này không cấp nó "
        "nên không bảo đảm được người ký là ai."
    ).format(signer=found[0].signer)
