"""Pure decisions: which proof holds, which papers show a right to represent a company."""

from typing import Final

from tinhso.services.companies.types import Proof
from tinhso.services.vault.api import REPLACES, Trust

#: Kinds of paper that name a company and who represents it.
CERTIFICATES: Final = ("dang-ky-doanh-nghiep", "ho-kinh-doanh")


def holds(proof: Proof, trust: int | None) -> bool:
    """Whether a proof holds: a certificate only where its issuer or an official stands for it, ``trust`` of the vault;
    None where none was given.
    """
    return proof == Proof.ORIGINAL or (trust is not None and Trust(trust) >= REPLACES)
