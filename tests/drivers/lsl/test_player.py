"""Streams of a sender nobody here wrote: mne-lsl's PlayerLSL."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fascview_drivers import discover, open_source

sys.path.insert(0, str(Path(__file__).parent))
from conftest import joined, read_for

PLAYER = Path(__file__).with_name("player.py")
FILE = "samples/openhdemg_VL64_2048Hz.bdf"

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mne_lsl") is None, reason="mne-lsl is not installed")


@pytest.mark.parametrize("chunk", [16, 200])
def test_64_channels_arrive_whole_and_once(chunk: int) -> None:
    _receive("", chunk)


def test_a_real_recording_arrives_whole_and_once(shared_dir: Path) -> None:
    if not (shared_dir / FILE).is_file():
        pytest.skip(f"{FILE} is not there")
    _receive(str(shared_dir / FILE), 32)


def _receive(path: str, chunk: int) -> None:
    with subprocess.Popen(
        [sys.executable, str(PLAYER), path, str(chunk)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        assert [f.channels for f in discover(0.7) if f.name == "Independent"] == [65 if path else 64]
        source = open_source("lsl:Independent")
        info = source.open()
        blocks = read_for(source, 2048 * 4)
        events = source.events()
        source.close()
        process.kill()
    assert info.n_channels == 64
    assert info.fs_hz == 2048.0
    assert {c.unit for c in info.channels} == {"uV"}
    index, samples = joined(blocks)
    assert (np.diff(index) == 1).all()
    assert {e.kind for e in events} == {"state"}
    sent = _sent_uv(path)
    starts = np.flatnonzero((sent == samples[0]).all(axis=1))
    assert len(starts) >= 1
    # The player begins anew at the end of what it plays.
    expected = [np.take(sent, np.arange(at, at + len(samples)), axis=0, mode="wrap") for at in starts]
    assert any(np.array_equal(e, samples) for e in expected)


def _sent_uv(path: str) -> np.ndarray:
    spec = importlib.util.spec_from_file_location("player", PLAYER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return np.asarray((module.played(path).get_data() * 1e6).astype(np.float32).T[:, :64])
