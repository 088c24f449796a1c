"""Where the post shall bring a result: what a person wrote, and what is wrong with it."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext

from tinhso.services.procedures.schema.post import PostRules, PostZone

#: What is asked, with the longest answer that is kept.
FIELDS: Final = {"recipient": 250, "phone": 30, "address": 500, "zone": 30}
FEWEST_DIGITS, MOST_DIGITS = 9, 15


def read_delivery(given: Mapping[str, Any] | None) -> dict[str, str]:
    """What was written, cut to what is kept; empty for a result that is fetched."""
    if not given:
        return {}
    return {name: str(given.get(name, "") or "").replace("\x00", "").strip()[:most] for name, most in FIELDS.items()}


def delivery_problems(delivery: Mapping[str, str], zones: Collection[str]) -> dict[str, str]:
    """What is missing or wrong, by field; nothing is asked where the result is fetched."""
    if not delivery:
        return {}
    digits = sum(letter.isdecimal() for letter in delivery.get("phone", ""))
    checks = {
        "recipient": (bool(delivery.get("recipient")), gettext("Ghi họ tên người nhận.")),
        "phone": (
            FEWEST_DIGITS <= digits <= MOST_DIGITS,
            gettext("Ghi số điện thoại để người phát gọi, từ 9 đến 15 chữ số."),
        ),
        "address": (bool(delivery.get("address")), gettext("Ghi địa chỉ nhận: số nhà, đường, xã hoặc phường, tỉnh.")),
        "zone": (delivery.get("zone") in zones, gettext("Chọn nơi nhận ở trong hay ngoài tỉnh.")),
    }
    return {name: text for name, (right, text) in checks.items() if not right}


def zone_of(delivery: Mapping[str, str], rules: PostRules | None) -> PostZone | None:
    """The zone that was chosen, as its rules tell it."""
    return next((zone for zone in rules.zones if zone.id == delivery.get("zone")), None) if rules else None
