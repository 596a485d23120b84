"""The whole path on a stream that somebody else's program sends: shown, recorded, played back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fascview as package

from .command import environment, fascview

LOOPBACK = """
[ports]
IPv6 = disable
[multicast]
ResolveScope = machine
AddressesOverride = {127.0.0.1}
TTLOverride = 0
Interfaces = {127.0.0.1}
ListenAddress = 127.0.0.1
[lab]
KnownPeers = {127.0.0.1}
SessionID = %s
[log]
level = -2
"""
SECONDS = 8


@pytest.fixture
def player(shared_dir, tmp_path):
    """mne-lsl's player of a real 64-channel recording; gives (stream name, environment of its neighbours, samples)."""
    pytest.importorskip("mne_lsl")
    path = shared_dir / "samples" / "openhdemg_VL64_2048Hz.bdf"
    config = tmp_path / "lsl_api.cfg"
    session = f"fascview-{os.getpid()}-{time.monotonic_ns()}"
    config.write_text(LOOPBACK % session)
    env = {"LSLAPICFG": str(config)}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("lsl_player.py")), str(path), session],
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "playing":
        assert process.poll() is None, "the player did not start"
    with package.open(path) as recording:
        sent = recording.read(0, recording.n_samples)
    yield session, env, sent
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_what_another_program_sends_is_recorded_sample_by_sample(player, tmp_path):
    name, env, sent = player
    done = fascview("record", f"lsl:{name}", "--out", str(tmp_path), "--duration", str(SECONDS), timeout_s=120, **env)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    with package.open(folder) as recording:
        got = recording.read(0, recording.n_samples)
        assert recording.fs_hz == 2048.0
        assert got.shape == (SECONDS * 2048, 64)
        stored = recording.events
        again = package.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    assert np.isfinite(got).all()  # none lost
    # The first recorded row tells where in the file the recording began; from there on every row must follow.
    first = np.flatnonzero(np.isclose(sent[:, 0], got[0, 0], rtol=1e-5, atol=1e-3))
    expected = next(
        (
            rows
            for k in first
            for rows in [np.take(sent, np.arange(k, k + len(got)), axis=0, mode="wrap")]
            if np.allclose(rows[:50], got[:50], rtol=1e-5, atol=1e-3)
        ),
        None,
    )
    assert expected is not None, "the first samples recorded are not in the file"
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=2e-3)  # float32 volts on the way: 1e-7 of 10 mV
    # What was counted while recording is what the stored samples give again.
    live = {int(r["sample"]): str(r["status"]) for r in stored if r["status"] != "provisional"}
    batch = {int(r["sample"]): str(r["status"]) for r in again.events}
    assert live
    assert live.items() <= batch.items()
