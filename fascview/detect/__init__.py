"""Finding fasciculations."""
