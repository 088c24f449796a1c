"""Typesetting, signing and verifying a result of one page and of twenty.

Peers: for signing, one bare PAdES B-B signature by the same library (what a PDF signature costs at the least, against
two of level B-LT with stamps and revocation lists); for verifying, poppler's `pdfsig` without certificate checks; for
typesetting, typst on an empty page with the same fonts. All times are processor time.
"""

import datetime as dt
import io
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.conf.settings")
django.setup()

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from tinhso.core.typeset import (
    OfficialDocument,
    Paragraph,
    Signer,
    Verification,
    render_document,
    render_pdf,
)
from tinhso.foundation.signing.ports import pades
from tinhso.foundation.signing.ports.authority import TestAuthority
from tinhso.foundation.signing.ports.keys import SigningKey
from tinhso.foundation.signing.ports.timestamps import TestTimeStamper
from tinhso.foundation.signing.types import Role

ROUNDS = 25
SIZES = {"1 page": 1, "20 pages": 150}


def spent() -> float:
    """Processor time of this process and of those it started, in milliseconds: the machine has other things to do."""
    return 1000 * sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def timed(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile of the processor time in milliseconds, after one round that does not count."""
    work()
    taken = []
    for _round in range(rounds):
        before = spent()
        work()
        taken.append(spent() - before)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def document(paragraphs: int) -> OfficialDocument:
    """A decision with this many paragraphs."""
    text = "Cấp bản sao trích lục hộ tịch cho người có tên, có số định danh, thường trú tại phường nêu trên. " * 4
    return OfficialDocument(
        authority="Ủy ban nhân dân\nthành phố Huế",
        issuer="Sở Tư pháp",
        number="05/QĐ-STP",
        place="Huế",
        issued_date=dt.date(2026, 9, 1),
        type="Quyết định",
        abstract="Về việc cấp bản sao trích lục",
        body=[Paragraph(lead=f"Điều {number}.", text=text) for number in range(1, paragraphs + 1)],
        signer=Signer(title="Giám đốc", name="Lê Ân"),
        verification=Verification(code="ABCD-EFGH-JKLM", url="https://tinhso.example/xac-minh/ABCDEFGHJKLM/"),
    )


def appearance(kind: str, width: float, height: float) -> bytes:
    """What the actions draw for a signature."""
    data = {
        "kind": kind,
        "width": width,
        "height": height,
        "name": "Lê Ân",
        "signed_by_label": "Ký bởi",
        "note": "DẤU THỬ NGHIỆM",
        "signed_at": "10:00 01/09/2026",
    }
    return render_pdf("appearance.typ", data)


def least_signature(pdf: bytes, key: SigningKey) -> None:
    """One B-B signature: no stamp, no revocation lists, no picture."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = PdfSignatureMetadata(field_name="signer", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    PdfSigner(metadata, pades.PortSigner(key)).sign_pdf(writer, output=io.BytesIO())


def row(size: str, metric: str, found: tuple[float, float], peer: str, least: tuple[float, float]) -> dict[str, Any]:
    """One line of the table."""
    return {
        "name": "sign",
        "size": size,
        "metric": metric,
        "value": found[0],
        "unit": "ms CPU",
        "peer": peer,
        "peer_value": least[0],
        "ratio": found[0] / least[0],
        "p95_ms": found[1],
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def measure() -> list[dict[str, Any]]:
    """Rows for drawing, signing twice and verifying, at both sizes."""
    logging.disable(logging.WARNING)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        authority = TestAuthority(Path(scratch) / "keys", base_url="https://tinhso.example")
        stamper = TestTimeStamper(authority)
        holders = {Role.SIGNER: "Lê Ân", Role.SEAL: "Sở Tư pháp"}
        keys = {
            role: authority.signing_key(authority.issue(common_name=name, organisation="Sở Tư pháp", title=""))
            for role, name in holders.items()
        }
        empty = Path(scratch) / "empty.typ"
        empty.write_text('#set text(font: "Tinos")\nx')
        for size, paragraphs in SIZES.items():
            draft = render_document(document(paragraphs))

            def sign(pdf: bytes = draft) -> bytes:
                marks = [
                    pades.Mark(Role.SIGNER, keys[Role.SIGNER], appearance("signer", 130, 62), "", ""),
                    pades.Mark(Role.SEAL, keys[Role.SEAL], appearance("seal", 90, 90), "", ""),
                ]
                return pades.sign_pdf(pdf, marks, stamper=stamper, root=authority.root, crls=authority.crls(()))

            signed = sign()
            path = Path(scratch) / "signed.pdf"
            path.write_bytes(signed)
            rows += [
                row(
                    size,
                    "typeset a decision",
                    timed(lambda count=paragraphs: render_document(document(count))),
                    "typst, an empty page",
                    timed(lambda: render_pdf(empty, {})),
                ),
                row(
                    size,
                    "two signatures, B-LT, drawn",
                    timed(sign),
                    "one bare signature, B-B",
                    timed(lambda pdf=draft: least_signature(pdf, keys[Role.SIGNER])),
                ),
                row(
                    size,
                    "verify both signatures",
                    timed(lambda pdf=signed: pades.read_signatures(pdf, roots=[authority.root])),
                    "pdfsig -nocert",
                    timed(
                        lambda file=path: subprocess.run(
                            ["pdfsig", "-nocert", str(file)], capture_output=True, check=True
                        )
                    ),
                ),
            ]
    return rows


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
