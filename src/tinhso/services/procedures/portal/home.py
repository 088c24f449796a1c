"""What this room puts on the citizens' home page: fields of administration,
what people file most, one's own dossiers.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from tinhso.core.access import ActorKind
from tinhso.core.faces import HomeBlock, PageRequest, home_blocks
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.portal.dossiers import lines_of

SHOWN = 3


def own_block(request: PageRequest) -> dict[str, Any]:
    """The drafts and dossiers of a citizen who is signed in; nothing for anybody else."""
    if request.actor.kind is not ActorKind.CITIZEN:
        return {"lines": [], "drafts": []}
    page = cases.cases_of_applicant(actor=request.actor, limit=SHOWN)
    drafts = queries.drafts_of(request.actor)[:SHOWN]
    known = queries.procedures_on(request.at.date())
    return {
        "lines": lines_of(page.items, request.at),
        "drafts": [(draft, known.get(draft.procedure)) for draft in drafts],
    }


def fields_block(request: PageRequest) -> dict[str, Any]:
    """The fields that have procedures, with how many, and the procedures filed most."""
    tiles = [
        {
            "field": field,
            "url": f"{reverse('procedures.search')}?linh_vuc={field.id}",
            "note": ngettext("%(count)s thủ tục", "%(count)s thủ tục", count) % {"count": count},
        }
        for field, count in queries.field_counts(request.at.date())
    ]
    return {"tiles": tiles, "most_used": queries.most_used(request.at)}


home_blocks.add("procedures.own", HomeBlock("portal", "procedures/portal/home_own.html", 10, own_block))
home_blocks.add("procedures.fields", HomeBlock("portal", "procedures/portal/home_fields.html", 20, fields_block))
