"""Papers digitised at the counter, and old results in lots."""
