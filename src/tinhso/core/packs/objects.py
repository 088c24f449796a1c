"""What every object of a pack shares, and the manifest of a pack."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

ObjectId = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$")]
PackId = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class PackPart(BaseModel):
    """Base of everything inside an object: no unknown field, frozen after reading,
    numbers accepted where text is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False)


class PackObject(PackPart):
    """Base of every object of every section: its id, legal basis, validity and what is still to be confirmed."""

    id: ObjectId
    legal_basis: tuple[str, ...] = Field((), description="Căn cứ pháp lý")
    valid_from: date | None = Field(None, description="Có hiệu lực từ ngày")
    valid_to: date | None = Field(None, description="Hết hiệu lực từ ngày (không gồm ngày này)")
    to_confirm: tuple[str, ...] = Field((), description="Các trường (viết bằng dấu chấm) có số liệu chưa chắc chắn")

    @model_validator(mode="after")
    def _check_validity(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError(_("valid_to phải sau valid_from"))
        return self

    def is_valid_on(self, day: date) -> bool:
        """Whether ``day`` lies in the half-open period from ``valid_from`` to ``valid_to``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class PackKind(StrEnum):
    """Which layer a pack is: shared by all provinces, or the one province of an installation."""

    COMMON = "common"
    PROVINCE = "province"


class Brand(PackPart):
    """What a province may change in the look."""

    accent: str = Field(pattern=r"^#[0-9a-fA-F]{6}$", description="Màu nhấn, ví dụ #0B6E4F")
    hotline: str = Field("", max_length=40, description="Số tổng đài hỗ trợ người dân, ghi như người dân đọc")


class PackManifest(PackPart):
    """``pack.yaml``: who the pack is and which layers lie below it."""

    id: PackId
    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)
    kind: PackKind
    version: str = Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z.+-]+$")
    extends: tuple[PackId, ...] = ()
    brand: Brand | None = None

    @property
    def is_province(self) -> bool:
        """Whether this is the pack of a province."""
        return self.kind == PackKind.PROVINCE
