"""A recording played back is the recording."""

import itertools
import math
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from helpers import signal, stream

from fascview.errors import UsageError
from fascview.session.playback import PlaybackSource
from fascview.session.recording import ArraySignal, Recording
from fascview.stream import Source


def recording(n: int = 4000) -> Recording:
    x = signal(n)
    x[100:200] = np.nan
    return Recording(stream(), ArraySignal(x, x[:, :1].copy()), Path("made"))


def drain(source, limit: int = 10_000):
    blocks = []
    while not source.ended and len(blocks) < limit:
        block = source.read(1.0)
        if block is not None:
            blocks.append(block)
    return blocks


def test_it_is_a_source():
    assert isinstance(PlaybackSource(recording()), Source)


@pytest.mark.parametrize("speed", [math.inf, 20.0])
def test_every_sample_once_in_order(speed):
    original = recording()
    source = PlaybackSource(original, speed=speed, start=50)
    assert source.open() is original.info
    blocks = drain(source)
    assert blocks[0].start == 50
    assert all(a.stop == b.start for a, b in itertools.pairwise(blocks))
    assert np.array_equal(np.concatenate([b.samples for b in blocks]), original.read(50, 4000), equal_nan=True)
    assert np.array_equal(np.concatenate([b.aux for b in blocks]), original.read_aux(50, 4000), equal_nan=True)
    assert source.read(0.0) is None


def test_pace_is_that_of_the_recording():
    source = PlaybackSource(recording(800), speed=2.0)
    began = time.monotonic()
    blocks = drain(source)
    took = time.monotonic() - began
    assert 0.19 <= took < 1.0
    assert len(blocks) == 13  # blocks of 32 ms of signal


def test_seek_pause_and_speed_while_playing():
    source = PlaybackSource(recording(), speed=math.inf)
    first = source.read()
    assert first.start == 0
    source.seek(3000)
    assert source.read().start == 3000
    assert [e.kind for e in source.events()] == ["seek"]
    assert source.events() == []
    source.paused = True
    assert source.read(0.01) is None
    assert not source.ended
    threading.Timer(0.05, lambda: setattr(source, "paused", False)).start()
    assert source.read(5.0).start == 3500
    drain(source)
    assert source.ended
    source.seek(10)
    assert not source.ended
    assert source.read().start == 10
    for bad in (0.0, -1.0, math.nan):
        with pytest.raises(UsageError):
            source.speed = bad


def test_a_loop_goes_on_counting():
    source = PlaybackSource(recording(1000), speed=math.inf, loop=True)
    blocks = drain(source, 6)
    assert [b.start for b in blocks] == [0, 500, 1000, 1500, 2000, 2500]
    assert np.array_equal(blocks[0].samples, blocks[2].samples, equal_nan=True)


def test_close_frees_a_waiting_read():
    source = PlaybackSource(recording(), speed=1e-6)
    threading.Timer(0.05, source.close).start()
    began = time.monotonic()
    assert source.read(30.0) is None
    assert time.monotonic() - began < 10
    source.close()


def test_an_empty_recording_ends_at_once():
    source = PlaybackSource(recording(0), loop=True)
    assert source.read(0.0) is None
    assert source.ended
