"""Signal processing: one file per operation."""
