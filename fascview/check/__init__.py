"""The array check: figures of every electrode, what is wrong with which, and what to do about it."""
