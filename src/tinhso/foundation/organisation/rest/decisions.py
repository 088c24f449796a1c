"""Whether an account may do something: the Evaluation API of AuthZEN 1.0 (OpenID Foundation) over the one decision.

A subject is an account by its user name or id, an action a permission, a resource a ``unit`` by its key or id, ``any``,
or a thing of another kind whose ``properties`` name its ``unit``; ``properties.subject`` is the code of a procedure.
Nothing that is unknown is an error: the answer is no.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Schema

from tinhso.core.access import OFFICIAL
from tinhso.core.errors import Forbidden, InvalidInput
from tinhso.core.ui.forms import as_uuid
from tinhso.foundation.identity.api import account_called
from tinhso.foundation.organisation import queries
from tinhso.foundation.organisation.rest.room import rest
from tinhso.foundation.organisation.types import MANAGE, Asked, UnitNotFound

_MOST: Final = 100
_REQUEST_ID: Final = re.compile(r"[\x21-\x7e]{1,100}")
#: A unit that nobody has: what lies nowhere is within nobody's reach.
_NOWHERE: Final = UUID(int=0)


class EvaluatedSubject(Schema):
    """Who: an account, by its user name or id."""

    type: str = Field(min_length=1, max_length=60)
    id: str = Field(min_length=1, max_length=200)
    properties: dict[str, Any] = {}


class EvaluatedAction(Schema):
    """What: the code of a permission."""

    name: str = Field(min_length=1, max_length=100)
    properties: dict[str, Any] = {}


class EvaluatedResource(Schema):
    """On what: a unit, or a thing that lies with one."""

    type: str = Field(min_length=1, max_length=60)
    id: str = Field(min_length=1, max_length=200)
    properties: dict[str, Any] = {}


class Evaluation(Schema):
    """One question."""

    subject: EvaluatedSubject
    action: EvaluatedAction
    resource: EvaluatedResource
    context: dict[str, Any] = {}


class PartialEvaluation(Schema):
    """One of several questions; what it leaves out is that of all."""

    subject: EvaluatedSubject | None = None
    action: EvaluatedAction | None = None
    resource: EvaluatedResource | None = None
    context: dict[str, Any] = {}


class EvaluationOptions(Schema):
    """Whether all are answered, or only up to the first no or yes."""

    evaluations_semantic: Literal["execute_all", "deny_on_first_deny", "permit_on_first_permit"] = "execute_all"


class Evaluations(PartialEvaluation):
    """Several questions; none of them: the one that is asked beside."""

    evaluations: list[PartialEvaluation] = Field([], max_length=_MOST)
    options: EvaluationOptions = EvaluationOptions()


class EvaluationOut(Schema):
    """Yes or no; ``context.reason`` is ``granted``, ``unknown``, ``locked``, ``not_official``, ``no_role`` or what the
    nearest role lacks (``period``, ``ended``, ``not_delegated``, ``unit``, ``subject``).
    """

    decision: bool
    context: dict[str, str]


class EvaluationsOut(Schema):
    """The answers in the order of the questions."""

    evaluations: list[EvaluationOut]


@rest.post("/access/v1/evaluation", access=OFFICIAL, response=EvaluationOut)
def evaluate(request: Any, response: HttpResponse, asked: Evaluation) -> Mapping[str, Any]:
    """Whether an account may do something: oneself, or anybody for who manages the organisation."""
    _answer_to(request, response)
    return _answered(request, asked)


@rest.post("/access/v1/evaluations", access=OFFICIAL, response=EvaluationsOut)
def evaluate_several(request: Any, response: HttpResponse, asked: Evaluations) -> Mapping[str, Any]:
    """The same for several questions at once."""
    _answer_to(request, response)
    stops_at = {"deny_on_first_deny": False, "permit_on_first_permit": True}.get(asked.options.evaluations_semantic)
    answers: list[Mapping[str, Any]] = []
    for one in asked.evaluations or [PartialEvaluation()]:
        answers.append(_answered(request, _whole(one, asked)))
        if answers[-1]["decision"] is stops_at:
            break
    return {"evaluations": answers}


def _answer_to(request: Any, response: HttpResponse) -> None:
    """The caller's own number of the request comes back."""
    if _REQUEST_ID.fullmatch(named := request.headers.get("X-Request-ID", "")):
        response["X-Request-Id"] = named


def _whole(one: PartialEvaluation, common: Evaluations) -> Evaluation:
    parts = {name: getattr(one, name) or getattr(common, name) for name in ("subject", "action", "resource")}
    if missing := [name for name, part in parts.items() if part is None]:
        raise InvalidInput(fields=dict.fromkeys(missing, InvalidInput().message))
    return Evaluation(**parts)


def _answered(request: Any, asked: Evaluation) -> Mapping[str, Any]:
    account = account_called(asked.subject.id)
    mine = account is not None and account.id == request.actor.account_id
    if not mine and not request.actor.can(MANAGE):
        raise Forbidden
    decision = queries.decide(at=request.at, account=account, asked=_asked(asked.action, asked.resource))
    return {"decision": decision.allowed, "context": {"reason": decision.reason}}


def _asked(action: EvaluatedAction, resource: EvaluatedResource) -> Asked:
    told, unit_id = resource.properties, None
    if resource.type != "any":
        unit_id = _unit_called(resource.id if resource.type == "unit" else str(told.get("unit", "")))
    return Asked(action.name, unit_id, str(told["subject"]) if told.get("subject") else None)


def _unit_called(name: str) -> UUID:
    try:
        unit_id = as_uuid(name)
        return queries.unit(unit_id).id if unit_id else queries.unit_by_key(name).id
    except UnitNotFound:
        return _NOWHERE
