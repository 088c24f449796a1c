"""Work of the background process: imports and the search for doubles go on, part by part."""

from tinhso.core.events.api import steps
from tinhso.engines.registers import actions

steps.add("registers.imports", actions.continue_imports)
steps.add("registers.matching", actions.continue_matching)
