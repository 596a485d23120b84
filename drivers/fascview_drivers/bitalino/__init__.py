"""BITalino (r)evolution."""
