"""Life events: what people live through, and the procedures, papers, fees and offices that it leads to."""
