"""Personal data: who looked, consent, requests of persons, retention, registers of the law."""
