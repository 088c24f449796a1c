"""Pages of identity: sign-in, sign-up, password, second factor, and the person's own account."""

from tinhso.foundation.identity.portal import account, sign_in

__all__ = ["account", "sign_in"]
