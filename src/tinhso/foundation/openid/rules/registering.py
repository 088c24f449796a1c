"""What is wrong with what an application says of itself."""

import re
from collections.abc import Collection
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from tinhso.foundation.openid.rules.addresses import host_of, is_redirect_address, is_web_address
from tinhso.foundation.openid.rules.jwt import is_public_key
from tinhso.foundation.openid.types import Algorithm, ClientKind, Registration

MOST_ADDRESSES: Final = 10
MOST_KEYS: Final = 20
_SECTOR = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


def sector_of(asked: Registration) -> str:
    """The sector that the application is in: as said, else the host of its addresses; empty where they differ."""
    hosts = {host_of(address) for address in asked.redirect_uris}
    return asked.sector or (hosts.pop() if len(hosts) == 1 else "")


def faults(asked: Registration, known_scopes: Collection[str]) -> dict[str, str]:
    """Field → what to put right; empty where nothing is."""
    found: dict[str, str] = {}
    public = asked.kind == ClientKind.PUBLIC
    if not 3 <= len(asked.name) <= 120 or len(asked.name_en) > 120:
        found["name"] = gettext("Xin ghi tên từ 3 đến 120 ký tự.")
    if len(asked.purpose) < 10:
        found["purpose"] = gettext("Xin nói ứng dụng dùng dữ liệu vào việc gì: người dân sẽ đọc câu này.")
    if asked.kind not in ClientKind.values:
        found["kind"] = gettext("Xin chọn một loại.")
    if asked.algorithm not in Algorithm.values:
        found["algorithm"] = "RS256, ES256"
    try:
        validate_email(asked.contact)
    except ValidationError:
        found["contact"] = gettext("Xin ghi thư điện tử của người phụ trách.")
    for name in ("home_url", "policy_url", "logout_uri"):
        address = getattr(asked, name)
        if address and not is_web_address(address):
            found[name] = gettext("Địa chỉ phải bắt đầu bằng https:// (http:// chỉ cho máy của chính mình).")
    for name, addresses in (("redirect_uris", asked.redirect_uris), ("post_logout_uris", asked.post_logout_uris)):
        wrong = [address for address in addresses if not is_redirect_address(address, public=public)]
        if wrong:
            found[name] = gettext("Địa chỉ không dùng được: {address}").format(address=wrong[0][:100])
        if len(addresses) > MOST_ADDRESSES or len(set(addresses)) != len(addresses):
            found[name] = gettext("Tối đa {most} địa chỉ, mỗi địa chỉ một lần.").format(most=MOST_ADDRESSES)
    found |= _key_faults(asked)
    if not asked.redirect_uris:
        found["redirect_uris"] = gettext("Xin ghi ít nhất một địa chỉ nhận kết quả đăng nhập.")
    unknown = [scope for scope in asked.scopes if scope not in known_scopes]
    if unknown or "openid" not in asked.scopes:
        found["scopes"] = gettext("Phạm vi không có: {scope}").format(scope=", ".join(unknown) or "openid")
    if "redirect_uris" not in found and not _SECTOR.fullmatch(sector_of(asked)):
        found["sector"] = gettext("Các địa chỉ khác tên miền: xin đặt tên nhóm bằng chữ thường, số, dấu chấm.")
    return found


def _key_faults(asked: Registration) -> dict[str, str]:
    """What is wrong with the keys by which an application proves itself: public ones alone, here or at one address."""
    if asked.jwks is None and not asked.jwks_uri:
        return {}
    if asked.kind != ClientKind.CONFIDENTIAL or (asked.jwks is not None and asked.jwks_uri):
        return {"jwks": gettext("Chỉ ứng dụng trên máy chủ có khóa, ghi ở một chỗ: khóa hoặc địa chỉ của khóa.")}
    if asked.jwks_uri and (not is_web_address(asked.jwks_uri) or len(asked.jwks_uri) > 500):
        return {"jwks_uri": gettext("Địa chỉ phải bắt đầu bằng https:// (http:// chỉ cho máy của chính mình).")}
    keys = asked.jwks.get("keys") if asked.jwks is not None else None
    if asked.jwks is not None and not (
        isinstance(keys, list) and 1 <= len(keys) <= MOST_KEYS and all(is_public_key(key) for key in keys)
    ):
        return {
            "jwks": gettext("Xin ghi khóa công khai dạng JWKS (RSA từ 2048 bit hoặc EC P-256), không có phần bí mật.")
        }
    return {}
