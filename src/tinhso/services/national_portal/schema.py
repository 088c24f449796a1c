"""Pack section ``national_portal``: where people file there, and how what they declare there fits our forms."""

from typing import Final

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.procedures.api import ProcedureObject

#: The one object of the section that is in force.
PORTAL_ID: Final = "cong-quoc-gia"
#: What an address may take along.
PLACES: Final = frozenset({"code", "unit"})


class Fitting(PackPart):
    """How a procedure's form at the portal fits ours.

    ``answers``: our question → the portal's field; ``values``: our question → {the portal's value → ours}; ``papers``:
    our paper → the portal's MaThanhPhan. A field of the same name as a question needs no line.
    """

    procedure: str
    answers: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    papers: dict[str, str] = {}


class NationalPortal(PackObject):
    """The national portal as this province is connected to it. There is one such object, ``cong-quoc-gia``.

    ``address`` opens a procedure there; ``{code}`` and ``{unit}`` (the code of the implementing unit where there is
    only one) go along. ``sectors``: our field → MaLinhVuc.
    """

    address: str = Field(pattern=r"^https://", max_length=300)
    sectors: dict[str, str] = {}
    fittings: tuple[Fitting, ...] = ()

    def fitting(self, procedure: str) -> Fitting:
        """How a procedure's forms fit; by equal names where nothing is said."""
        return next((each for each in self.fittings if each.procedure == procedure), Fitting(procedure=procedure))


def check_portal(view: PackView) -> None:
    """One object, known places in the address, known procedures, questions and papers."""
    procedures = view.objects("procedures", ProcedureObject)
    for item in view.objects("national_portal", NationalPortal).values():
        if item.id != PORTAL_ID:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=PORTAL_ID)
        try:
            item.address.format(**dict.fromkeys(PLACES, ""))
        except (LookupError, ValueError):
            view.problem(item, "address", "địa chỉ chỉ mang theo {code}, {unit}", expected="{code}, {unit}")
        for field in item.sectors:
            view.reference(item, f"sectors.{field}", "fields", field)
        for number, fitting in enumerate(item.fittings):
            place = f"fittings.{number}"
            if fitting.procedure in procedures:
                _check_fitting(view, item, place, fitting)
            else:
                view.reference(item, f"{place}.procedure", "procedures", fitting.procedure)


def _check_fitting(view: PackView, item: NationalPortal, place: str, fitting: Fitting) -> None:
    procedure = view.objects("procedures", ProcedureObject)[fitting.procedure]
    questions = {question.id for _, question in procedure.form.questions()}
    papers = {paper.id for paper in procedure.papers}
    for kind, named, known in (
        ("answers", fitting.answers, questions),
        ("values", fitting.values, questions),
        ("papers", fitting.papers, papers),
    ):
        for name in named:
            if name not in known:
                view.problem(
                    item, f"{place}.{kind}.{name}", f"{fitting.procedure} không có {name}", near=name, candidates=known
                )
