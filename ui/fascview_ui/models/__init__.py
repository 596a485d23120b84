"""View models: state that clamps itself and tells of changes."""
