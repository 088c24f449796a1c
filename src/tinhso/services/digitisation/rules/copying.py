"""What a true copy says, as data of its layout (NĐ 30/2020/NĐ-CP, Đ25 and Phụ lục I: sao y, from paper)."""

from collections.abc import Sequence
from typing import Any, Final

from tinhso.foundation.ocr import api as ocr

#: The strip above the first page, in millimetres: stamp and signatures stand there and cover nothing of the paper.
STRIP_MM: Final = 40.0
#: The series of numbers of true copies: "05/SY-UBND".
SERIES: Final = "SY"


def layout_data(
    pictures: Sequence[ocr.PagePicture],
    pages: Sequence[ocr.PageText],
    *,
    title: str,
    unit_name: str,
    number: str,
    moment: str,
    verification: dict[str, str] | None,
) -> dict[str, Any]:
    """The data of ``true_copy.typ``: each page's picture ``0.jpg``, ``1.jpg`` …, its size in millimetres, its lines."""
    return {
        "title": title,
        "unit_name": unit_name,
        "number": number,
        "moment": moment,
        "verification": verification,
        "strip": STRIP_MM,
        "pages": [
            {
                "picture": f"{index}.jpg",
                "width": round(picture.width_mm, 2),
                "height": round(picture.height_mm, 2),
                "lines": _lines(pages[index], picture) if index < len(pages) else [],
            }
            for index, picture in enumerate(pictures)
        ],
    }


def _lines(page: ocr.PageText, picture: ocr.PagePicture) -> list[dict[str, Any]]:
    return [
        {
            "x": round(line.x * picture.width_mm, 2),
            "y": round(line.y * picture.height_mm, 2),
            "width": round(line.width * picture.width_mm, 2),
            "height": round(line.height * picture.height_mm, 2),
            "text": line.text,
        }
        for line in page.lines
    ]
