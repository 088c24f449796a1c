"""The door of openid. Rooms above need little of it: applications speak for people by what identity asks of us."""

from tinhso.foundation.openid.actions import rotate_keys, signing_key
from tinhso.foundation.openid.schema import ApiScope

__all__ = ["ApiScope", "rotate_keys", "signing_key"]
