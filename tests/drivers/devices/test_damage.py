"""Thousands of damaged frames of every family with a counter: what comes was sent, and stands in its place."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from fascview_drivers.chords import protocol as chords
from fascview_drivers.chords.simulator import ChordsSimulator
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.faulty import Faults, parse_fault
from fascview_drivers.freeeeg32 import protocol as freeeeg32
from fascview_drivers.freeeeg32.simulator import FreeEEG32Simulator
from fascview_drivers.knight import protocol as knight
from fascview_drivers.knight.simulator import KnightSimulator
from fascview_drivers.olimex import protocol as olimex
from fascview_drivers.olimex.simulator import OlimexSimulator
from fascview_drivers.openbci_cyton import protocol as cyton
from fascview_drivers.openbci_cyton.simulator import CytonSimulator
from fascview_drivers.shimmer3 import protocol as shimmer3
from fascview_drivers.shimmer3.simulator import ShimmerSimulator

N = 3000
CHECKED = ShimmerSimulator()
CHECKED.receive(shimmer3.CRC_ON)
FAMILIES: dict[str, tuple[Any, Any, Any, float]] = {
    "cyton": (CytonSimulator(), cyton.LAYOUT, cyton.counts, 4.5e6 / 24 / (2**23 - 1)),
    "chords": (ChordsSimulator(), chords.layout(6, 10), lambda r: chords.counts(r) - 512, 5e6 / 2420 / 1024),
    "olimex": (OlimexSimulator(), olimex.LAYOUT, lambda r: olimex.counts(r) - 512, 5e6 / 1024 / 2848),
    "knight": (KnightSimulator(), knight.LAYOUT, knight.counts, 4e6 / 12 / 32767),
    "freeeeg32": (FreeEEG32Simulator(), freeeeg32.layout(), freeeeg32.counts, freeeeg32.uv_per_count()),
    "shimmer": (
        ShimmerSimulator(),
        shimmer3.layout(24, 64),
        lambda r: shimmer3.counts(r, 24),
        shimmer3.uv_per_count(24, 12),
    ),
    "shimmer with check sums": (
        CHECKED,
        shimmer3.layout(24, 64, crc=True),
        lambda r: shimmer3.counts(r, 24),
        shimmer3.uv_per_count(24, 12),
    ),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", FAMILIES)
def test_f30_f31_nothing_invented_everything_in_its_place(kind: str, seed: int) -> None:
    simulator, layout, counts, count_uv = FAMILIES[kind]
    channels = np.arange(simulator.n_channels)
    sent = (3 * np.arange(N)[:, None] + 7 * channels) % 1000 - 500
    frames = simulator.encode((sent * count_uv).astype(np.float32))
    shares = ("drop=0.03", "cut=0.02", "insert=0.02", "duplicate=0.01")
    faults = Faults([parse_fault(text) for text in shares], seed)
    pieces = faults.damage(frames, 0.0)
    whole = set(frames)
    data = b"".join(pieces)
    decoder = FrameDecoder(layout, simulator.fs_hz, lambda rows: counts(rows).astype(np.float32))
    random = np.random.default_rng(seed)
    at, place = 0, -1
    placed: dict[int, Any] = {}
    while at < len(data):
        n = int(random.integers(1, 20 * layout.length))
        batch = decoder.decode(data[at : at + n], n / layout.length / simulator.fs_hz)
        at += n
        lost = batch.lost if batch.lost is not None else np.zeros(len(batch.samples), np.int64)
        for missing, sample in zip(lost.tolist(), batch.samples, strict=True):
            place += 1 + missing
            placed[place] = sample.tolist()
    first = next(i for i in range(N) if placed[0] == sent[i].tolist())
    misplaced = [i for i, sample in placed.items() if i + first >= N or sample != sent[i + first].tolist()]
    # Without check sums nothing tells a packet that was cut and filled up with stray bytes from a whole one, ...
    filled = sum(p not in whole and len(p) + len(q) == layout.length for p, q in itertools.pairwise(pieces))
    assert len(misplaced) <= (filled if kind == "shimmer" else 0), [(i, placed[i]) for i in misplaced]
    # Whatever came through whole came out, but for the very last, which waits for the byte behind it; ... and stray
    # bytes right behind a packet are not told from stray bytes within it.
    intact = len({piece for piece in pieces if piece in whole})
    beginnings = {frame[:2] for frame in frames}
    stray = {p for p, q in itertools.pairwise(pieces) if p in whole and q not in whole and q[:2] not in beginnings}
    assert intact - len(placed) <= layout.links + 2 + (len(stray) if kind == "shimmer" else 0)


def test_check_sums_are_those_of_a_stranger() -> None:
    dock = pytest.importorskip("pyshimmer.uart.dock_serial", reason="pyshimmer is not installed")
    random = np.random.default_rng(3)
    for n in range(1, 30):
        message = random.integers(0, 256, n, np.uint8)
        told = int(shimmer3.crc16(message[None])[0]).to_bytes(2, "little")
        assert told == dock.generate_crc(message.tobytes(), 0xB0CA)
