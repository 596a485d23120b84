"""OpenBCI Cyton, with or without a Daisy."""
