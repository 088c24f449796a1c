"""Where offices asked for papers that the platform had: how often by office and procedure, and each time."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.face import face, name_of

REVIEW = needs("procedures.review")

face.navigation(gettext_noop("Yêu cầu thừa giấy tờ"), "procedures.asked_again", access=REVIEW, order=66, icon="warn")


@face.page("yeu-cau-thua/", name="procedures.asked_again", access=REVIEW)
def asked_again(request: PageRequest) -> HttpResponseBase:
    """Counts by office and procedure above, each time below; narrowed to one office or procedure."""
    unit_id = as_uuid(request.GET.get("don_vi", ""))
    procedure = request.GET.get("thu_tuc", "").replace("\x00", "")[:120]
    page = queries.asked_again(
        actor=request.actor, unit_id=unit_id, procedure=procedure, after=request.GET.get("after")
    )
    names = {item.id: name_of(item) for item in queries.all_procedures()}
    papers = {item.id: {paper.id: name_of(paper) for paper in item.papers} for item in queries.all_procedures()}
    context = {
        "counts": [
            {
                "unit": named({"name": one.unit, "name_en": one.unit_en}),
                "procedure": names.get(one.procedure, one.procedure),
                "count": one.count,
                "url": f"?don_vi={one.unit_id}&thu_tuc={one.procedure}",
            }
            for one in queries.asked_again_counts(actor=request.actor)
        ],
        "rows": [
            {
                "row": row,
                "unit": name_of(row.unit),
                "procedure": names.get(row.procedure, row.procedure),
                "paper": papers.get(row.procedure, {}).get(row.paper, row.paper),
            }
            for row in page.items
        ],
        "narrowed": bool(unit_id or procedure),
        **page_links(request, page),
    }
    return render(request, "procedures/desk/asked_again.html", context)
