"""A contract of ``.importlinter``: other rooms come in by the door, ``<room>.api``, and by nothing else."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside a room import only its ``api``.

    ``floors`` are the packages whose children are the rooms. ``tinhso.conf`` knows every room and wires it; tests set
    up and look at the tables of the rooms below their own. Both are left out.
    """

    type_name = "doors"
    floors = fields.ListField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import that climbs in by a window."""
        broken = []
        for floor in self.floors:  # type: ignore[attr-defined]  # the linter has put its value there
            for room in sorted(graph.find_children(floor.name)):
                door = f"{room}.api"
                for inside in sorted({room, *graph.find_descendants(room)}):
                    if inside == door or inside.startswith(f"{door}."):
                        continue
                    broken += [
                        f"{importer} imports {inside}"
                        for importer in sorted(graph.find_modules_that_directly_import(inside))
                        if not self._may_enter(importer, room)
                    ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for line in check.metadata["broken"]:
            output.print_error(line)

    @staticmethod
    def _may_enter(importer: str, room: str) -> bool:
        own = importer == room or importer.startswith(f"{room}.")
        return own or importer.startswith("tinhso.conf") or ".tests" in importer
