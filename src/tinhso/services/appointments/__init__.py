"""Appointments, queues and counters of the one-stop centres. The door is ``api``."""
