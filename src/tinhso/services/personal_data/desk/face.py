"""What the officials' pages share: the face and its rules."""

from typing import Final

from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face
from tinhso.services.personal_data.types import APPROVE, HANDLE, MANAGE, TAKE

ANSWER: Final = needs(HANDLE)
KEEP: Final = needs(MANAGE)
RELEASE: Final = needs(APPROVE)

RECEIVE: Final = needs(TAKE)

face = Face("desk", room="personal_data")
face.navigation(gettext_noop("Bảo vệ dữ liệu"), "personal_data.desk", access=KEEP, order=29, icon="shield")
face.navigation(
    gettext_noop("Duyệt xóa dữ liệu"), "personal_data.desk_retention", access=RELEASE, order=70, icon="remove"
)
face.navigation(
    gettext_noop("Nhận yêu cầu về dữ liệu"), "personal_data.desk_take", access=RECEIVE, order=35, icon="lock"
)
face.navigation(gettext_noop("Yêu cầu về dữ liệu"), "personal_data.desk_requests", access=ANSWER, order=28, icon="lock")
