"""Sessions on disk: writing, recovering, reading, playing back, exporting."""
