"""Pages of identity: sign-in, sign-up, password, second factor, and the person's own account."""

from tinhso.foundation.identity.portal import account, acting, passkeys, sign_in, step_up

__all__ = ["account", "acting", "passkeys", "sign_in", "step_up"]
