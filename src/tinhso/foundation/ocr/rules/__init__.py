"""Pages of a scan as pictures, and standing straight. No database."""
