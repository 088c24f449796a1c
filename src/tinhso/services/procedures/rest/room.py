"""What all operations of this room share."""

from tinhso.core.access import needs
from tinhso.core.rest import RestRoom

rest = RestRoom("procedures", "Thủ tục và hồ sơ")

READ = needs("cases.read")
#: The longest code or name that is looked at.
SHORT = 200
LONGEST_TEXT = 100_000
