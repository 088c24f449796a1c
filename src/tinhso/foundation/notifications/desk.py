"""Desk pages: the notices of an official."""

from tinhso.core.access import OFFICIAL
from tinhso.foundation.notifications.pages import notices_face

face = notices_face("desk", access=OFFICIAL, order=20)
