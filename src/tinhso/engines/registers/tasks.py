"""Work of the background process: imports go on, part by part."""

from tinhso.core.events.api import steps
from tinhso.engines.registers import actions

steps.add("registers.imports", actions.continue_imports)
