"""Byte strings that are looked for."""

# The harmless string by which anybody may test a virus path (EICAR, 2003). Kept in two parts so that
# scanners do not take this source file for it.
TEST_VIRUS = b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"
