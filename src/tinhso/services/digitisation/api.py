"""The door of digitising: what a demo installation is filled with."""

from tinhso.services.digitisation.actions.demo import load_demo_plan

__all__ = ["load_demo_plan"]
