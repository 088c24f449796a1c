"""The door of the feedback room: what a demo installation shows."""

from tinhso.services.feedback.actions.demo import load_demo_feedback

__all__ = ["load_demo_feedback"]
