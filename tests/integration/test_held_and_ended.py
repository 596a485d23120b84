"""A recording process that is suspended, asked to end, or killed while it exports."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fascview as package
from fascview.session.recover import is_complete

from .command import environment, start

ASLEEP_S = 30.0

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


def wait_for(done, seconds: float = 20.0) -> None:
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)


def recorded(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.glob("*/recording.xdf"))


@posix
@pytest.mark.slow
def test_f15_f10_a_suspended_recording_has_one_gap_and_ends_whole_when_asked(tmp_path):
    process = start("record", "demo:", "--out", str(tmp_path))
    try:
        wait_for(lambda: recorded(tmp_path) > 200_000)
        process.send_signal(signal.SIGSTOP)
        stopped = time.monotonic()
        time.sleep(ASLEEP_S)
        held = recorded(tmp_path)
        process.send_signal(signal.SIGCONT)
        asleep_s = time.monotonic() - stopped
        wait_for(lambda: recorded(tmp_path) > held + 300_000)
        process.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        out, _ = process.communicate(timeout=20)
        took_s = time.monotonic() - asked
    finally:
        process.kill()
        process.wait()
    folder = Path(out.strip())
    assert process.returncode == 0
    assert took_s < 4.0  # two for the recording, and the interpreter's own end on a busy machine
    assert is_complete(folder)
    with package.open(folder) as recording:
        assert recording.warnings == []
        long = [g for g in recording.gaps if g.stop - g.start > recording.fs_hz]
        assert len(long) == 1
        gap = long[0]
        assert abs((gap.stop - gap.start) / recording.fs_hz - asleep_s) < 1.0
        x = np.asarray(recording.samples_uv)
        assert np.isnan(x[gap.start : gap.stop]).all()
        assert np.isfinite(x[gap.start - 100 : gap.start]).any()
        assert np.isfinite(x[gap.stop : gap.stop + 100]).any()
        after = recording.events["sample"][recording.events["sample"] >= gap.start]
        assert not (after < gap.stop + 0.05 * recording.fs_hz).any()  # the filters have begun anew


KILLED_EXPORT = """
import os, signal, sys
import fascview
from fascview.session.export import export
with fascview.open(sys.argv[1]) as recording:
    calls = iter(range(10**6))
    def cancelled():
        if next(calls) == int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGKILL)
        return False
    export(recording, sys.argv[2], sys.argv[3], cancelled=cancelled)
"""


@posix
@pytest.mark.parametrize(("to", "name"), [("bdf", "a.bdf"), ("xdf", "a.xdf"), ("bids", "data")])
def test_f12_a_killed_export_leaves_nothing_that_looks_whole(tmp_path, to, name):
    from fascview.session.writer import SessionWriter
    from fascview.stream import Block, Channel, Muscle, StreamInfo

    info = StreamInfo("x", "demo", 1000.0, (Channel("TA", Muscle("TA")),))
    with SessionWriter(tmp_path / "in", info) as writer:
        for at in range(0, 40_000, 1000):
            writer.write(Block(at, np.arange(at, at + 1000, dtype=np.float32)[:, None]))
    out = tmp_path / "out"
    out.mkdir()
    arguments = [sys.executable, "-c", KILLED_EXPORT, str(writer.folder), to, str(out / name)]
    for k in (0, 2, 3):
        done = subprocess.run([*arguments, str(k)], env=environment(), capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        whole = [p for p in out.rglob("*") if p.is_file() and p.suffix in (".bdf", ".edf", ".xdf")]
        assert [p for p in whole if not any(part.endswith(".part") for part in p.relative_to(out).parts)] == []
    done = subprocess.run([*arguments, "-1"], env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    with package.open(out / name) as again:
        assert again.n_samples == 40_000
        assert json.dumps(again.warnings) == "[]"
