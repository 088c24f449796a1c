"""What the operations of this room share."""

from tinhso.core.rest import RestRoom

rest = RestRoom("appointments", "Đặt lịch và xếp hàng")
