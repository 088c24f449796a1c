"""Dossiers in hand, counted from the facts that indicators count."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from tinhso.services.procedures.models import DossierFact


def in_progress(day: date) -> dict[UUID, tuple[int, int]]:
    """By unit, how many dossiers are in hand, and how many of them passed their promised date before ``day``.

    One query over the dossiers in hand alone.
    """
    rows = (
        DossierFact.objects.filter(ended_date__isnull=True, received_date__isnull=False)
        .values("unit_id")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(promised_date__lt=day)))
        .order_by()
    )
    return {row["unit_id"]: (row["n"], row["late"]) for row in rows}
