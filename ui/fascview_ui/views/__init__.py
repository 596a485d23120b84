"""Widgets: they translate between a model and the screen, and nothing else."""
