"""What programs read to find where decisions are asked for (AuthZEN 1.0)."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face, PageRequest

face = Face("portal", room="organisation")


@face.page(".well-known/authzen-configuration", name="organisation.authzen", access=PUBLIC)
def show_configuration(_request: PageRequest) -> HttpResponse:
    """The metadata of the decision point."""
    base = settings.PUBLIC_URL
    return JsonResponse(
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/api/access/v1/evaluation",
            "access_evaluations_endpoint": f"{base}/api/access/v1/evaluations",
        }
    )
