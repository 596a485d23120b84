"""A derivation is for the eye alone: what is kept, counted and heard does not know of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fascview.engine.processing import Processor
from fascview.errors import UsageError
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ = 1000.0
ARM, LEG = Muscle("Deltoid", "R"), Muscle("Soleus", "R")


class Heard:
    """Keeps what the loudspeaker is given."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []

    def push(self, start: int, samples: np.ndarray) -> None:
        self.parts.append(samples.copy())

    def __getattr__(self, _name: str):
        return lambda *_: None


def stream(bad: tuple[int, ...] = ()) -> StreamInfo:
    channels = tuple(Channel(f"c{i}", ARM if i < 4 else LEG, bad=i in bad) for i in range(8))
    return StreamInfo("s", "lsl", FS_HZ, channels)


def signal(seconds: int = 40) -> np.ndarray:
    """Noise with a potential a second on the first muscle, and a hum that all share."""
    rng = np.random.default_rng(2)
    n = round(seconds * FS_HZ)
    x = rng.normal(0, 4, (n, 8)) + 30 * np.sin(2 * np.pi * 80 * np.arange(n) / FS_HZ)[:, None]
    wave = np.diff(np.exp(-(np.linspace(-3, 3, 21) ** 2)), prepend=0)
    for at in range(3000, n - 100, 1237):
        x[at : at + 21, :4] += np.outer(wave, (900, 700, 500, 300))
    return x.astype(np.float32)


def run(info: StreamInfo, filters: FilterSettings, x: np.ndarray, sound: Heard | None = None) -> Processor:
    processor = Processor(info, filters, DetectorSettings(), sound=sound)
    for i in range(0, len(x), 64):
        processor.process(Block(i, x[i : i + 64].copy()))
    return processor


def test_counting_and_sound_do_not_know_of_it():
    x = signal()
    plain, single = Heard(), Heard()
    one = run(stream(), FilterSettings(), x, plain)
    other = run(stream(), FilterSettings(derivation="single"), x, single)
    assert len(one.store.rows()) > 10
    assert one.store.rows().tobytes() == other.store.rows().tobytes()
    assert np.array_equal(np.concatenate(plain.parts), np.concatenate(single.parts))
    assert np.array_equal(one.raw.read(0, len(x))[1], other.raw.read(0, len(x))[1])


def test_what_is_shown_is_derived_from_what_was_filtered():
    x = signal(5)
    one = run(stream(), FilterSettings(), x).shown.read(0, len(x))[1]
    other = run(stream(), FilterSettings(derivation="single"), x).shown.read(0, len(x))[1]
    np.testing.assert_allclose(other[:, 0], one[:, 0] - one[:, 1], atol=1e-3)
    assert np.isnan(other[:, 3]).all(), "the last electrode of a line has no next one"


def test_switching_while_running_goes_back_over_what_is_held():
    x = signal(5)
    processor = run(stream(), FilterSettings(), x)
    processor.set_filters(FilterSettings(derivation="double", lines=((3, 2, 1, 0),)))
    processor.process(Block(len(x), x[:64].copy()))
    assert processor.shown.first == 0
    got = processor.shown.read(0, len(x))[1]
    assert np.isnan(got[:, [0, 3, 4, 5, 6, 7]]).all()
    assert np.isfinite(got[10:, [1, 2]]).all()


def test_a_line_of_channels_that_are_not_there_is_refused_where_it_is_asked_for():
    processor = Processor(stream(), FilterSettings(), DetectorSettings())
    with pytest.raises(UsageError, match="more than the 8"):
        processor.set_filters(FilterSettings(derivation="single", lines=((0, 12),)))
    with pytest.raises(UsageError):
        processor.set_filters(FilterSettings(derivation="cubist"))


def test_a_bad_channel_is_stored_but_takes_no_part_in_counting():
    x = signal()
    loose = x.copy()
    loose[:, 1] += 4000 * np.random.default_rng(3).normal(size=len(x)).astype(np.float32)
    with_bad = run(stream(bad=(1,)), FilterSettings(), loose)
    silent = x.copy()
    silent[:, 1] = 0.0
    without = run(stream(), FilterSettings(), silent)
    assert with_bad.store.rows().tobytes() == without.store.rows().tobytes()
    assert len(with_bad.store.rows()) > 10
    assert np.array_equal(with_bad.raw.read(0, len(x))[1][:, 1], loose[:, 1])
    assert np.isnan(with_bad.noise_uv[1])


def test_an_average_of_a_muscle_leaves_a_bad_channel_out():
    x = signal(3)
    x[:, 1] = 5000.0
    good = run(stream(bad=(1,)), FilterSettings(derivation="average"), x).shown.read(0, len(x))[1]
    assert np.nanmax(np.abs(good[1000:, 0])) < 500
    assert np.isnan(good[:, 1]).all()
    assert replace(FilterSettings(), derivation="median") != FilterSettings()
