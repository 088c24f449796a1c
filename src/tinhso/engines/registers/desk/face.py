"""What the officials' pages share: the face and its rules."""

from typing import Final

from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face
from tinhso.engines.registers.types import DECIDE, PROPOSE, READ, SHARE, WRITE

SEE: Final = needs(READ)
ASK: Final = needs(PROPOSE)
JUDGE: Final = needs(DECIDE)
PUT: Final = needs(WRITE)
TELL: Final = needs(SHARE)

face = Face("desk", room="registers")
face.navigation(gettext_noop("Cơ sở dữ liệu"), "registers.home", access=SEE, order=36, icon="list")
