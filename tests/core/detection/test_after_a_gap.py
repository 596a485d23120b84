"""What comes back after a long loss is not taken for a contraction while the filters settle."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.detection.detector import Detector
from fascview.stream import Block

FS_HZ = 2000.0


def resting(seconds: float, phase: float) -> np.ndarray:
    """Noise with mains hum whose phase a loss has moved."""
    rng = np.random.default_rng(1)
    n = round(seconds * FS_HZ)
    hum = 80 * np.sin(2 * np.pi * 50 * np.arange(n) / FS_HZ + phase)
    return (rng.normal(0, 3, (n, 4)) + hum[:, None] + 8000.0).astype(np.float32)


@pytest.mark.parametrize("gap_s", [20.0, 90.0])
def test_resting_muscles_settle_and_are_not_called_voluntary(gap_s):
    detector = Detector(FS_HZ, [0, 0, 1, 1])
    before, after = resting(40, 0.0), resting(8, 2.0)
    skip = round(gap_s * FS_HZ)
    reasons, states = [], []
    for part, start in ((before, 0), (after, len(before) + skip)):
        for i in range(0, len(part), 512):
            update = detector.push(Block(start + i, part[i : i + 512].copy()))
            if start:
                states += update.states
                reasons += [str(r["reason"]) for r in update.intervals]
    assert "settling" in reasons
    assert "voluntary" not in reasons
    assert states[-1] == "at rest"
