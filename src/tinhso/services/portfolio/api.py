"""The door of the portfolio room: what a demo installation shows."""

from tinhso.services.portfolio.actions.demo import load_demo_proposal

__all__ = ["load_demo_proposal"]
