"""Two sides in one test: what a province and the simulated portal are asked for."""

from datetime import datetime

from thread import EXTRACT
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.services.national_portal.models import NationalDossier
from tinhso.services.national_portal.rules import formats


def hand_over(at: datetime) -> None:
    """Hand the events of this test's own transaction to the portal's consumer, as the relay would after the commit."""
    for row in OutboxEvent.objects.order_by("id"):
        for reaction in consumers["national_portal.out"]:
            if reaction.event_name == row.name:
                reaction.handle([from_payload(row.name, row.payload)], at)
    OutboxEvent.objects.all().delete()


def only() -> NationalDossier:
    """The one dossier that both sides know."""
    return NationalDossier.objects.select_related("case").get()


def as_filed_there(unit_code: str, filed_at: datetime, **changed: object) -> dict[str, object]:
    """An extract as a person files it at the portal; the purpose of the paper and one more answer have no mapping."""
    return {
        "MaTTHC": EXTRACT,
        "NoiNopHoSo": unit_code,
        "LoaiDoiTuong": "0",
        "SoDinhDanh": "046190000001",
        "TenDoiTuong": "Nguyễn Thị Minh Hương",
        "SoDienThoai": "0905123456",
        "KenhThucHien": "2",
        "NgayNopHoSo": formats.written(filed_at),
        "ThongTinToKhai": {
            "QuanHe": "2",
            "LoaiViecHoTich": "KS",
            "HoTenNguoiDuocCap": "Tôn Nữ Bí Ẩn",
            "NgaySinhNguoiDuocCap": "19900902",
            "NoiDangKy": "Xã Phú Hồ",
            "SoBanSao": "2",
            "GhiChu": "Gửi về nhà",
        },
        **changed,
    }
