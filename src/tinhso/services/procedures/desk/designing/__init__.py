"""The designer: procedures with their forms, and flows, tried before anybody works by them, all inside a change set."""

from tinhso.services.procedures.desk.designing import flow_beginning, flow_pages, flow_trying, pages, preview

__all__ = ["flow_beginning", "flow_pages", "flow_trying", "pages", "preview"]
