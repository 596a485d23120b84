"""The height of the signal along a whole recording is that of the samples, as far as it is known."""

import time
from pathlib import Path

import numpy as np
import pytest

from fascview.engine.review import Review
from fascview.engine.review_sight import Sight
from fascview.session.recording import ArraySignal, Recording
from fascview.session.writer import SessionWriter
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ, N = 1000.0, 51_200
INFO = StreamInfo(
    "s",
    "demo",
    FS_HZ,
    (
        Channel("A 1", Muscle("TA", "R")),
        Channel("B 1", Muscle("FDI", "L")),
        Channel("A 2", Muscle("TA", "R"), bad=True),
    ),
)


def samples() -> np.ndarray:
    x = np.random.default_rng(2).normal(0, 5, (N, 3)).astype(np.float32)
    x[20_000:22_000, 0] *= 20
    x[:, 2] = 1e4 * np.sin(np.arange(N))
    x[30_720:33_280] = np.nan
    return x


def until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_envelope_is_that_of_the_good_channels(tmp_path):
    x = samples()
    sight = Sight(Recording(INFO, ArraySignal(x), Path("x"))).start()
    until(lambda: sight.progress == 1.0)
    assert sight.poll()
    assert not sight.poll()
    made = sight.envelope(20)  # 2560 samples each: ten bins of 256
    parts = x.reshape(20, 2560, 3)
    lost = np.isnan(parts).all(axis=(1, 2))
    assert lost.sum() == 1
    expected = parts[~lost].max(axis=1) - parts[~lost].min(axis=1)
    assert np.array_equal(made[~lost], expected[:, :2])
    assert np.isnan(made[lost]).all()
    assert sight.envelope(20) is made  # until there is more to be known
    assert sight.join()


def test_a_review_has_it_and_the_second_time_from_the_cache(tmp_path, monkeypatch):
    with SessionWriter(tmp_path, INFO) as writer:
        writer.write(Block(0, samples()))
    seen = []
    for k in range(2):
        review = Review(writer.folder).start()
        until(lambda review=review: review.poll() or review.sight is not None)
        until(lambda review=review: review.sight.progress == 1.0)
        review.poll()
        seen.append(review.sight.envelope(40))
        review.stop()
        if k == 0:
            (kept,) = (tmp_path / "cache" / "fascview" / "overview").iterdir()
            made = kept.stat().st_ino
    assert np.array_equal(seen[0], seen[1], equal_nan=True)
    assert kept.stat().st_ino == made  # read, not made again
    assert not list(writer.folder.glob("*.sight"))
