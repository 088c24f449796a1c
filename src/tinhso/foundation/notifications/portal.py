"""Portal pages: the notices of a citizen."""

from tinhso.core.access import CITIZEN
from tinhso.foundation.notifications.pages import notices_face

face = notices_face("portal", access=CITIZEN, order=60)
