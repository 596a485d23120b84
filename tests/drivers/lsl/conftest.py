"""A sender to talk to, and the habit of reading until something is so."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from fascview.stream import Block, Source

SENDER = Path(__file__).with_name("sender.py")


class Sender:
    """A running sender."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SENDER), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "ready"

    def tell(self, command: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


@pytest.fixture
def send() -> Iterator[Callable[..., Sender]]:
    """Start senders: ``send("--name", "X")``; all are ended after the test."""
    started: list[Sender] = []

    def start(*options: str) -> Sender:
        started.append(Sender(*options))
        return started[-1]

    yield start
    for sender in started:
        sender.kill()


def read_for(source: Source, n_samples: int, within_s: float = 20.0) -> list[Block]:
    """Read at least so many samples."""
    blocks: list[Block] = []
    end_s = time.monotonic() + within_s
    while sum(map(len, blocks)) < n_samples:
        assert time.monotonic() < end_s, "too few samples came in time"
        block = source.read(0.1)
        if block is not None:
            blocks.append(block)
    return blocks


def joined(blocks: list[Block]) -> tuple[np.ndarray, np.ndarray]:
    """Return the index of every row, and the rows."""
    index = np.concatenate([np.arange(b.start, b.stop) for b in blocks])
    return index, np.concatenate([b.samples for b in blocks])
