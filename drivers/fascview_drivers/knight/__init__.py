"""NeuroPawn Knight."""
