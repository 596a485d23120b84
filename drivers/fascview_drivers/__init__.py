"""Everything samples can come from."""
