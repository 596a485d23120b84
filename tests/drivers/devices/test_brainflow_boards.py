"""Boards reached through BrainFlow, with its own synthetic one; it needs the optional extra."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from fascview.errors import SourceError, UsageError
from fascview_drivers.registry import open_source


@pytest.fixture
def brainflow() -> Any:
    return pytest.importorskip("brainflow", reason="brainflow is not installed")


def test_synthetic_board(brainflow: Any, collect: Any) -> None:
    source = open_source("brainflow:SYNTHETIC")
    info = source.open()
    try:
        assert info.fs_hz == 250.0
        assert info.n_channels >= 8
        assert len(info.aux_channels) == 3
        _, samples = collect(source, 100)
        assert np.isfinite(samples).all()
        assert np.ptp(samples) > 1
    finally:
        source.close()
        source.close()
    assert source.read(0.0) is None


def test_a_cyton_through_brainflow_gives_what_our_driver_gives(
    brainflow: Any, simulated: Any, known_source: Any, collect: Any
) -> None:
    count_uv = 4.5e6 / 24 / (2**23 - 1)
    running = simulated("cyton", known_source(lambda i: (i[:, None] * 8 + np.arange(8)) * count_uv, 8, 250.0))
    source = open_source(f"brainflow:0?serial_port={running.path}")
    source.open()
    try:
        _, samples = collect(source, 100)
        steps = np.rint(samples[:, 0] / count_uv)
        assert (np.diff(steps) == 8).all()
    finally:
        source.close()


@pytest.mark.parametrize("step", [1, 2])
def test_losses_are_counted_however_a_board_counts(brainflow: Any, step: int) -> None:
    source = open_source("brainflow:SYNTHETIC")
    source._rows, source._number_row, source._fs_hz, source._state = [0], 1, 250.0, "streaming"  # type: ignore[attr-defined]
    index = np.delete(np.arange(600), [50, 51, 300])
    placed: list[float] = []
    for at in range(0, len(index), 40):
        part = index[at : at + 40]
        source._accept(np.array([part, step * part % 256], float))  # type: ignore[attr-defined]
        while source._queue:  # type: ignore[attr-defined]
            block = source._queue.popleft()  # type: ignore[attr-defined]
            placed += [np.nan] * (block.start - len(placed)) + block.samples[:, 0].tolist()
    here = np.flatnonzero(~np.isnan(placed))
    np.testing.assert_array_equal(np.array(placed)[here], here)
    assert source.lost_samples == 3  # type: ignore[attr-defined]
    source.close()


def test_a_board_that_is_not_there(brainflow: Any) -> None:
    source = open_source("brainflow:0?serial_port=/dev/null")
    with pytest.raises(SourceError, match="BrainFlow cannot open board 0"):
        source.open()
    source.close()


@pytest.mark.parametrize("board", ["NO_SUCH", "99999"])
def test_a_board_nobody_knows(brainflow: Any, board: str) -> None:
    with pytest.raises(UsageError, match="BrainFlow has no board"):
        open_source(f"brainflow:{board}")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brainflow.board_shim", None)
    with pytest.raises(SourceError, match=r"install fascview\[brainflow\]"):
        open_source("brainflow:SYNTHETIC")
