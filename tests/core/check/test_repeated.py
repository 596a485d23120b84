"""The check at the end of a session against that of its beginning."""

from __future__ import annotations

import csv
import os

import numpy as np

from fascview.check.limits import Limits
from fascview.check.repeated import COMPARISON, keep_comparison, keep_first, recent_sheet, repeated
from fascview.check.running import check_samples
from fascview.check.sheet import Sheet, read_sheet, write_sheet
from fascview.stream import Channel, StreamInfo

FS_HZ, N = 1000.0, 6
INFO = StreamInfo("Amplifier", "lsl", FS_HZ, tuple(Channel(f"E{i + 1}") for i in range(N)))


def noise(*uv):
    sizes = np.full(N, 3.0)
    sizes[: len(uv)] = uv
    return (np.random.default_rng(0).normal(0, 1, (20_000, N)) * sizes).astype(np.float32)


def sheet(rows, wall_s=1000.0):
    return Sheet(check_samples(rows, INFO, Limits()), "Amplifier", "lsl:x", wall_s, identity="lsl x")


def test_what_got_worse_and_better_is_told_and_kept(tmp_path):
    first = sheet(noise(3, 30))
    last = repeated(first, noise(30, 3), INFO, 4000.0)
    keep_first(first, tmp_path)
    told = keep_comparison(first, last, tmp_path)
    assert (told.worse, told.better) == (("E1",), ("E2",))
    table = (tmp_path / COMPARISON).read_text().splitlines()
    assert table[0].startswith("# array check at the end")
    rows = list(csv.DictReader(table[1:], delimiter="\t"))
    assert [r["change"] for r in rows] == ["worse", "better", "same", "same", "same", "same"]
    assert float(rows[0]["noise_uv_end"]) > 25 > 5 > float(rows[0]["noise_uv_begin"])
    assert rows[0]["verdict_end"] == "High noise"
    sheets = sorted(tmp_path.glob("*.check.json"))
    assert len(sheets) == 2
    assert {read_sheet(p).wall_s for p in sheets} == {1000.0, 4000.0}


def test_what_only_taps_or_a_signal_can_tell_is_not_taken_for_better(tmp_path):
    from fascview.check.impedance import with_impedance

    plain = sheet(noise())
    first = Sheet(with_impedance(plain.result, [90.0] * N), "Amplifier", "lsl:x", 1000.0, identity="lsl x")
    assert not first.result.passed
    told = keep_comparison(first, repeated(first, noise(), INFO, 4000.0), tmp_path)
    assert told.better == told.worse == ()


def test_only_a_recent_check_of_the_same_device_counts(tmp_path):
    assert recent_sheet(tmp_path / "none", "lsl x", 0.0) is None
    for k, wall_s in enumerate((1000.0, 3000.0, 2000.0)):
        write_sheet(sheet(noise(), wall_s), tmp_path / f"{k}.check.json")
    (tmp_path / "9.check.json").write_text("{")
    assert recent_sheet(tmp_path, "lsl x", 0.0).wall_s == 3000.0
    assert recent_sheet(tmp_path, "lsl other", 0.0) is None
    assert recent_sheet(tmp_path, "lsl x", 3500.0) is None
    for path in tmp_path.iterdir():
        os.utime(path, (100.0, 100.0))
    assert recent_sheet(tmp_path, "lsl x", 500.0) is None
