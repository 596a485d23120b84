"""Filters and montages switched while the demo runs: the window draws on."""

from __future__ import annotations

import time

from fascview.engine.engine import Engine
from fascview.settings import FilterSettings
from fascview_drivers.registry import open_source
from fascview_ui.models.feed import Feed


def wait_until(condition, timeout_s=20.0):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def test_what_is_drawn_goes_on_after_each_switch():
    engine = Engine(open_source("demo:?seed=4"))
    engine.start()
    try:
        engine.wait_ready()
        feed = Feed(engine)
        wait_until(lambda: feed.newest > 2000)
        for settings in (
            FilterSettings(low_hz=50.0),
            FilterSettings(derivation="single"),
            FilterSettings(derivation="median", mains_hz=0.0),
            FilterSettings(),
        ):
            before, ring = feed.newest, feed.shown
            engine.set_filters(settings)
            wait_until(lambda ring=ring: feed.shown is not ring)
            wait_until(lambda before=before: feed.newest > before + 1000)
            assert feed.shown.first <= before
    finally:
        engine.stop()
