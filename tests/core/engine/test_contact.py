"""An electrode that comes loose while anything runs is told of and written down."""

from __future__ import annotations

import numpy as np

from fascview.engine.processing import Processor
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, Channel, StreamInfo


def test_the_processing_follows_the_contact():
    fs_hz, n = 500.0, 4
    info = StreamInfo("x", "lsl", fs_hz, tuple(Channel(f"E{i + 1}") for i in range(n)))
    processor = Processor(info, FilterSettings(high_hz=200), DetectorSettings(high_hz=200))
    rng = np.random.default_rng(0)
    told = []
    for second in range(80):
        x = rng.normal(0, 3, (500, n)).astype(np.float32)
        if second > 40:
            x[:, 2] *= 6
        processor.process(Block(500 * second, x))
        told += processor.contact.alerts()
    assert [w.channel for w in told] == [2]
    assert len(processor.contact.points) == 7
    processor.restart(0)
    assert not processor.contact.points
