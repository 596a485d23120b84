"""fascview: surface EMG in real time, and the fasciculations in it."""

__version__ = "0.1.0"
