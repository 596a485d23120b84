"""The latest potentials on an expanded sweep."""
