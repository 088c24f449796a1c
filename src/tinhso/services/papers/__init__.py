"""Papers of the one-stop shop: control slip, log book, hand-over sheets, printing in bulk."""
