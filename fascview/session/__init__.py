"""Recordings: writing, reading, recovering and exporting them."""
