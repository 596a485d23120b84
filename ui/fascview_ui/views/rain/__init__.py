"""The raster of events over minutes."""
