"""How the portal is reached: one port, so that another carrier can take the place of this one."""

from tinhso.services.national_portal.ports.wire import Answer, Refused, Unreachable, Wire, current_wire, is_connected

__all__ = ["Answer", "Refused", "Unreachable", "Wire", "current_wire", "is_connected"]
