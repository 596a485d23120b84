"""``fascview sound``: what is heard in the file is what was found in the recording, when it was found."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

import fascview
from fascview.audio.raindrop import RATE_HZ
from fascview.audio.sonify import Sonifier
from fascview.cli.main import run

FS_HZ = 1_000.0


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(5)
    samples = rng.normal(0.0, 3.0, (40_000, 2))
    t = np.arange(-0.012, 0.012, 1.0 / FS_HZ)
    shape = -120.0 * t / 0.003 * np.exp(-((t / 0.003) ** 2))
    for at in range(12_300, 39_000, 1_711):
        samples[at : at + len(t), 0] += shape
    path = tmp_path_factory.mktemp("sound") / "rest.txt"
    np.savetxt(path, samples, fmt="%.2f")
    return path


def test_every_event_is_heard_at_its_moment(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rest.wav"
    muscles = "Deltoid L,Deltoid R"
    assert run(["sound", str(recording), "--fs", "1000", "--muscles", muscles, "--out", str(out), "--volume", "1"]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == str(out)
    with fascview.open(recording, fs_hz=FS_HZ, muscles=muscles.split(",")) as opened:
        found = fascview.detect(opened.samples_uv, FS_HZ, opened.muscles_per_channel).fasciculations
    assert len(found) >= 12
    assert f"40.0 s, {len(found)} drops" in told.err
    with wave.open(str(out)) as file:
        assert file.getnframes() == 40 * RATE_HZ
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32_767.0
    # Only drops have anything above 600 Hz: the EMG ends at 450.
    high = np.diff(heard[:, 0] + heard[:, 1], n=2)
    delay_s = Sonifier(FS_HZ, [0, 1]).drop_delay_s
    late = []
    for row in found:
        due = round((row["sample"] / FS_HZ + delay_s) * RATE_HZ)
        size = np.abs(high[due - 2_400 : due + 2_400])
        late.append((int(np.flatnonzero(size > 0.25 * size.max())[0]) - 2_400) / RATE_HZ)
    assert np.ptp(late) < 0.001
    assert abs(np.mean(late)) < 0.002
    left, right = (heard**2).sum(axis=0)
    assert left > 2.0 * right, "the left deltoid is on the left"


def test_only_what_was_asked_for_is_heard(recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["sound", str(recording), "--fs", "1000", "--muscles", "Deltoid L,Deltoid R", "--out"]
    assert run([*common, str(tmp_path / "right.wav"), "--only", "deltoid r"]) == 0
    assert ", 0 drops" in capsys.readouterr().err
    assert run([*common, str(tmp_path / "x.wav"), "--only", "Biceps"]) == 2
    assert "there are Deltoid L, Deltoid R" in capsys.readouterr().err
    assert run([*common, str(tmp_path / "x.mp3")]) == 2
    assert run([*common, str(tmp_path / "x.wav"), "--volume", "3"]) == 2
