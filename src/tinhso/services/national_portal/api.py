"""The door of the national portal: how many dossiers both sides know."""

from tinhso.services.national_portal.queries import dossier_count

__all__ = ["dossier_count"]
