"""Pure decisions of the feedback room."""
