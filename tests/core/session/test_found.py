"""What was found is found again, and nothing else is ever taken for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fascview.detection.batch import detect
from fascview.session import found
from fascview.session.formats import open_recording
from tests.ui import stored


@pytest.fixture
def recording(tmp_path: Path):
    with open_recording(stored.make_session(tmp_path / "r")) as opened:
        yield opened


def test_it_comes_back_as_it_was(recording, tmp_path):
    made = detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    assert found.load(recording, "a", tmp_path) is None
    found.keep(recording, "a", made, tmp_path)
    back = found.load(recording, "a", tmp_path)
    assert back is not None
    for name in ("events", "intervals", "noise_uv"):
        assert getattr(back, name).tobytes() == getattr(made, name).tobytes()
    assert [p.tolist() for p in back.footprints] == [p.tolist() for p in made.footprints]
    assert len(made.events) > 10


def test_other_settings_muscles_or_files_are_another_matter(recording, tmp_path):
    made = detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    found.keep(recording, "a", made, tmp_path)
    assert found.load(recording, "b", tmp_path) is None
    recording.with_muscles(["One R", "Two R", "Two R", "Two R"])
    assert found.load(recording, "a", tmp_path) is None
    with open_recording(stored.make_session(tmp_path / "other")) as other:
        assert found.load(other, "a", tmp_path) is None


@pytest.mark.parametrize("damage", ["cut", "noise", "empty"])
def test_a_damaged_cache_is_passed_over(recording, tmp_path, damage):
    found.keep(recording, "a", detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel), tmp_path)
    path = next(tmp_path.glob("*.found"))
    data = path.read_bytes()
    path.write_bytes(
        {"cut": data[: len(data) // 2], "noise": bytes(np.random.default_rng(1).bytes(len(data))), "empty": b""}[damage]
    )
    assert found.load(recording, "a", tmp_path) is None


def test_a_cache_that_cannot_be_written_is_no_loss(recording, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    found.keep(recording, "a", detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel), blocked)
    assert found.load(recording, "a", blocked) is None
