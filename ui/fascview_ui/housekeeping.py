"""Keeps Python's search for cyclic garbage out of the way of the frames."""

from __future__ import annotations

import gc

YOUNG = 5000  # new objects between two searches: seven times the usual, for a frame makes a hundred or so


def spare_what_stays() -> None:
    """Let the search pass over what is there now: modules, widgets and settings that live as long as the window.

    A search through all of it takes 80 ms, with every thread standing still. Only the first call does anything, so that
    what later comes and goes is still found.
    """
    if not gc.get_freeze_count():
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        gc.freeze()
