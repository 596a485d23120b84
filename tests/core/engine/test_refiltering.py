"""Another filter goes over what is held a slice at a time: the newest first, and at the end not a sample wrong."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.dsp.derive import Derivation
from fascview.engine import processing
from fascview.engine.display import DisplayFilter
from fascview.engine.processing import Processor
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, Channel, FloatArray, Muscle, StreamInfo

FS_HZ = 500.0
N = 4
NEW = FilterSettings(30.0, 200.0, 50.0, derivation="average")
INFO = StreamInfo("s", "lsl", FS_HZ, tuple(Channel(f"c{i}", Muscle("Deltoid", "R")) for i in range(N)))


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every block pay for the smallest slice only, so that going over a minute takes many blocks."""
    monkeypatch.setattr(processing, "REFILTER_SHARE", 0.0)
    monkeypatch.setattr("fascview.engine.refiltering.SLICE_VALUES", 256 * N)


def signal(seconds: float, first: int = 0) -> FloatArray:
    rng = np.random.default_rng(first)
    t = (first + np.arange(round(seconds * FS_HZ)))[:, None] / FS_HZ
    hum = 40 * np.sin(2 * np.pi * 50 * t + np.arange(N))
    return (2000.0 + hum + rng.normal(0, 10, (len(t), N))).astype(np.float32)


def filled(seconds: float) -> tuple[Processor, FloatArray]:
    processor, x = Processor(INFO, FilterSettings(), DetectorSettings()), signal(seconds)
    for i in range(0, len(x), 500):
        processor.process(Block(i, x[i : i + 500].copy()))
    return processor, x


def feed(processor: Processor, x: FloatArray, seconds: float) -> FloatArray:
    """Push more in blocks of 20 samples; return everything pushed so far."""
    more = signal(seconds, len(x))
    for i in range(0, len(more), 20):
        processor.process(Block(len(x) + i, more[i : i + 20].copy()))
    return np.concatenate([x, more])


def oracle(x: FloatArray, first: int) -> FloatArray:
    """Filter and derive all of ``x`` from row ``first`` on in one go."""
    filtered = DisplayFilter(FS_HZ, N, NEW)(x[first:])
    return Derivation(NEW.derivation, INFO.muscle_of_channel)(filtered)


def same(processor: Processor, x: FloatArray, begin: int, atol_uv: float) -> None:
    """Check that what is shown is what filtering from ``begin`` on gives, and reaches to the newest sample."""
    first, rows = processor.shown.read(0, len(x))
    assert first + len(rows) == len(x) == processor.pyramid.end
    expected = oracle(x, begin)[first - begin :]
    np.testing.assert_allclose(rows, expected, atol=atol_uv)
    origin, size, low, high = processor.pyramid.envelope(first, len(x), 16)
    whole = slice(-(-first // size) * size - origin, None)
    blocks = expected[-(-first // size) * size - first :]
    blocks = blocks[: len(blocks) // size * size].reshape(-1, size, N)
    skip = whole.start // size
    np.testing.assert_allclose(low[skip : skip + len(blocks)], np.fmin.reduce(blocks, axis=1), atol=atol_uv)
    np.testing.assert_allclose(high[skip : skip + len(blocks)], np.fmax.reduce(blocks, axis=1), atol=atol_uv)


def test_the_newest_changes_first_and_the_rest_follows_without_a_sample_wrong():
    processor, x = filled(70.0)
    ring, oldest = processor.shown, processor.raw.first
    processor.set_filters(NEW)
    blocks = 0
    while processor.shown is ring:
        x = feed(processor, x, 0.04)
        blocks += 1
    assert 10 < blocks < 60, "a slice a block"
    shown = processor.shown
    assert 9.0 < (len(x) - shown.first) / FS_HZ < 12.0
    # It began three seconds before what it shows; from the oldest on it comes out the same but for settling.
    same(processor, x, shown.first - round(3 * FS_HZ), 1e-3)
    same(processor, x, oldest, 0.05)
    for _ in range(400):
        x = feed(processor, x, 0.04)
        if processor.shown is not shown:
            break
    begin = processor.shown.first
    assert (len(x) - begin) / FS_HZ > 64.0
    same(processor, x, begin, 1e-3)
    x = feed(processor, x, 5.0)
    same(processor, x, begin, 1e-3)


def test_a_short_past_is_gone_over_once():
    processor, x = filled(5.0)
    processor.set_filters(NEW)
    x = feed(processor, x, 3.0)
    assert processor.shown.first == 0
    same(processor, x, 0, 1e-3)


def test_a_second_change_on_the_way_is_what_counts():
    processor, x = filled(20.0)
    processor.set_filters(FilterSettings(100.0, 200.0, 0.0))
    x = feed(processor, x, 0.2)
    processor.set_filters(NEW)
    x = feed(processor, x, 5.0)
    same(processor, x, 0, 0.05)


def test_it_is_done_while_nothing_comes_too():
    processor, x = filled(20.0)
    processor.set_filters(NEW)
    for _ in range(40):
        processor.catch_up(0.0)
    same(processor, x, 0, 1e-3)


def test_starting_anew_on_the_way_forgets_it():
    processor, x = filled(20.0)
    processor.set_filters(NEW)
    x = feed(processor, x, 0.2)
    processor.restart(0)
    y = signal(4.0)
    processor.process(Block(0, y.copy()))
    same(processor, y, 0, 1e-3)


def test_what_is_lost_stays_lost():
    processor, x = filled(20.0)
    lost = np.full((50, N), np.nan, np.float32)
    processor.process(Block(len(x), lost))
    x = feed(processor, np.concatenate([x, lost]), 1.0)
    processor.set_filters(NEW)
    x = feed(processor, x, 5.0)
    same(processor, x, 0, 0.05)
