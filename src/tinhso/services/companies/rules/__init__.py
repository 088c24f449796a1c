"""Pure decisions of the room, and how representatives are told of."""

from tinhso.services.companies.rules.proof import CERTIFICATES, holds

__all__ = ["CERTIFICATES", "holds"]
