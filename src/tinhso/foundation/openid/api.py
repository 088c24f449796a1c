"""The door of openid. Rooms above need nothing of it: applications speak for people at the API by what identity asks."""

from tinhso.foundation.openid.actions import rotate_keys, signing_key
from tinhso.foundation.openid.schema import ApiScope

__all__ = ["ApiScope", "rotate_keys", "signing_key"]
