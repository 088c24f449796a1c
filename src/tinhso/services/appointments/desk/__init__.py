"""Officials' pages: the counter that calls people, the machines of a centre, figures, who has how much to do."""

from tinhso.services.appointments.desk import counter, figures, load, machines
from tinhso.services.appointments.desk.face import face

__all__ = ["counter", "face", "figures", "load", "machines"]
