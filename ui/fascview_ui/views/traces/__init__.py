"""The traces: what is drawn, where, and in which order."""
