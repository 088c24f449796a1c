"""What all operations of this room share."""

from tinhso.core.rest import RestRoom

rest = RestRoom("organisation", "Tổ chức")
