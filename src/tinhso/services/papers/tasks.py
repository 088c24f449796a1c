"""Work of the background process: prints of many papers go on, part by part."""

from tinhso.core.events.api import steps
from tinhso.services.papers import actions

steps.add("papers.prints", actions.continue_prints)
