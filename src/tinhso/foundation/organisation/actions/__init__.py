"""Writes of the organisation: what packs bring, and what officials decide about posts and delegations."""

from tinhso.foundation.organisation.actions.absences import end_absence, record_absence
from tinhso.foundation.organisation.actions.demo import load_demo_accounts
from tinhso.foundation.organisation.actions.packs import apply_roles, apply_territory, apply_units
from tinhso.foundation.organisation.actions.posts import (
    RoleOver,
    appoint,
    create_post,
    delegate,
    end_holding,
    revoke_delegation,
)
from tinhso.foundation.organisation.actions.rights import (
    end_delegation,
    end_held_delegation,
    end_held_role,
    end_held_token,
    end_role,
)

__all__ = [
    "RoleOver",
    "apply_roles",
    "apply_territory",
    "apply_units",
    "appoint",
    "create_post",
    "delegate",
    "end_absence",
    "end_delegation",
    "end_held_delegation",
    "end_held_role",
    "end_held_token",
    "end_holding",
    "end_role",
    "load_demo_accounts",
    "record_absence",
    "revoke_delegation",
]
