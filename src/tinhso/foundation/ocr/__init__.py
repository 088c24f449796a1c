"""Reading what is printed on scanned papers."""
