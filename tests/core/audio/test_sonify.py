"""The sound, by measuring: when, how loud, how high, where, and never clipped."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fascview.audio.raindrop import RATE_HZ, loudness, pitch_hz, places_of_sides, spread
from fascview.audio.resample import Resampler
from fascview.audio.sonify import Sonifier, SoundSettings
from fascview.errors import UsageError


def emg(n: int, n_channels: int, seed: int = 0, noise_uv: float = 3.0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0.0, noise_uv, (n, n_channels)).astype(np.float32)


def potential(fs_hz: float, vpp_uv: float) -> NDArray[np.float32]:
    t = np.arange(-0.008, 0.008, 1.0 / fs_hz)
    wave = -t * np.exp(-((t / 0.003) ** 2))
    return (vpp_uv * wave / np.ptp(wave)).astype(np.float32)


def rendered(sonifier: Sonifier, samples: NDArray[np.float32], cuts: list[int]) -> NDArray[np.float32]:
    out = []
    for a, b in zip([0, *cuts], [*cuts, len(samples)], strict=True):
        sonifier.push(a, samples[a:b])
        out.append(sonifier.render())
    return np.concatenate(out)


def onset(frames: NDArray[np.float32], near: int) -> int:
    """First frame above 2 % of the local peak."""
    size = np.abs(frames[near - 2_000 : near + 8_000]).max(axis=1)
    return near - 2_000 + int(np.flatnonzero(size > 0.02 * size.max())[0])


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from([250.0, 1000.0, 2048.0, 1925.926, 2000.0, 10_000.0]),
    st.lists(st.integers(0, 3_000), max_size=30),
    st.integers(0, 5),
)
def test_any_cut_gives_the_same_bits(fs_hz: float, cuts: list[int], seed: int) -> None:
    samples = emg(3_000, 5, seed)
    samples[700:720] = np.nan
    samples[1_000:1_040, 2] += 4_000.0  # loud enough for the limiter
    samples[2_000:2_040] += 60.0

    def run(at: list[int]) -> NDArray[np.float32]:
        sonifier = Sonifier(fs_hz, [0, 0, 1, 2, 2])
        sonifier.push(0, samples[:0])
        for sample, muscle in ((300, 1), (310, 2), (1_500, 0)):
            sonifier.drop(muscle, 120.0, sample)
        return rendered(sonifier, samples, at)

    assert run(sorted(cuts)).tobytes() == run([]).tobytes()


def test_single_samples_give_the_same_bits() -> None:
    samples = emg(1_200, 9)
    samples[800:810] += 500.0
    whole, bits = Sonifier(2_000.0, [0] * 9), Sonifier(2_000.0, [0] * 9)
    assert rendered(whole, samples, []).tobytes() == rendered(bits, samples, list(range(1, 1_200))).tobytes()


@pytest.mark.parametrize("fs_hz", [1000.0, 2048.0, 1925.926, 4000.0])
def test_drops_come_a_constant_time_after_their_events(fs_hz: float) -> None:
    samples = np.zeros((int(8 * fs_hz), 1), np.float32)
    sonifier = Sonifier(fs_hz, [0])
    events = 1.0 + 0.5 * np.arange(12) + np.random.default_rng(3).uniform(0.0, 0.2, 12)
    pending = [round(t * fs_hz) for t in events]
    told, out, block = list(pending), [], round(0.008 * fs_hz)
    for a in range(0, len(samples), block):
        sonifier.push(a, samples[a : a + block])
        out.append(sonifier.render())
        while told and told[0] < a + block - 0.02 * fs_hz:  # the detector needs 20 ms
            assert sonifier.drop(0, 200.0, told.pop(0))
    frames = np.concatenate(out)
    delays = [onset(frames, round(s / fs_hz * RATE_HZ)) / RATE_HZ - s / fs_hz for s in pending]
    assert np.ptp(delays) < 0.0005
    assert np.mean(delays) == pytest.approx(sonifier.drop_delay_s, abs=0.001)
    assert sonifier.late_drops == 0


def test_a_detector_that_needs_longer_is_waited_for_so_that_the_delay_is_constant() -> None:
    sonifier, out, events = Sonifier(1_000.0, [0]), [], list(range(1_000, 9_000, 411))
    for now in range(0, 10_000, 40):  # coarse blocks, told 60 ms late
        sonifier.push(now, np.zeros((40, 1), np.float32))
        out.append(sonifier.render())
        for sample in events:
            if now < sample + 60 <= now + 40:
                assert sonifier.drop(0, 200.0, sample)
    frames = np.concatenate(out)
    delays = [onset(frames, 48 * s) / RATE_HZ - s / 1_000.0 for s in events]
    assert 1 <= sonifier.late_drops <= 3
    assert np.ptp(delays[sonifier.late_drops + 3 :]) < 0.0005
    assert delays[-1] == pytest.approx(sonifier.drop_delay_s, abs=0.001)
    assert sonifier.drop_delay_s < 0.12


@pytest.mark.parametrize("fs_hz", [500.0, 1000.0, 2048.0, 1925.926, 10_000.0])
def test_the_emg_is_heard_whole_and_at_a_constant_delay(fs_hz: float) -> None:
    samples = emg(int(6 * fs_hz), 1)
    wave = potential(fs_hz, 200.0)
    places = [round(t * fs_hz) for t in (1.0, 2.13, 3.377, 5.0)]
    for at in places:
        samples[at : at + len(wave), 0] += wave
    sonifier = Sonifier(fs_hz, [0])
    sonifier.settings = SoundSettings(volume=1.0)
    frames = rendered(sonifier, samples, list(range(64, len(samples), 64)))[:, 0]
    for at in places:
        shape = np.interp(np.arange(0, len(wave) - 1, fs_hz / RATE_HZ), np.arange(len(wave)), wave)
        middle = round(at / fs_hz * RATE_HZ)
        part = frames[middle : middle + 6_000]
        best = int(np.argmax(np.correlate(part, shape, "valid")))
        delay_s = (middle + best) / RATE_HZ - at / fs_hz
        assert delay_s == pytest.approx(sonifier.emg_delay_s, abs=0.001)
        heard = part[best : best + len(shape)]
        assert np.corrcoef(heard, shape)[0, 1] > 0.95
        # 200 uV of 500 uV full scale, in the middle of the stereo field
        assert np.ptp(heard) == pytest.approx(200.0 / 500.0 * math.sqrt(0.5), rel=0.12)
    assert sonifier.emg_delay_s < 0.040


def test_the_gate_shuts_noise_out_and_opens_before_the_potential() -> None:
    fs_hz = 2_000.0
    samples = emg(int(20 * fs_hz), 1)
    at = int(15 * fs_hz)
    samples[at : at + 10, 0] += 100.0
    sonifier = Sonifier(fs_hz, [0])
    frames = rendered(sonifier, samples, [])
    moment = round((at / fs_hz + sonifier.emg_delay_s) * RATE_HZ)
    inside = np.zeros(len(frames), bool)
    inside[moment - round(0.02 * RATE_HZ) : moment + round(0.15 * RATE_HZ)] = True
    assert np.any(frames[moment - round(0.004 * RATE_HZ) : moment - 48] != 0.0), "open before the first high sample"
    assert np.mean(np.abs(frames[~inside]).max(axis=1) > 0.0) < 0.03, (
        "4.5 sigma of pure noise opens it a few times a minute"
    )
    assert np.all(frames[moment + round(0.13 * RATE_HZ) : moment + round(0.15 * RATE_HZ)] == 0.0)
    sonifier.restart()
    sonifier.settings = SoundSettings(gate_ratio=0.0)
    open_frames = rendered(sonifier, samples, [])
    assert np.mean(np.abs(open_frames[RATE_HZ:]).max(axis=1) > 0.0) > 0.99


@pytest.mark.parametrize(("fs_hz", "tone_hz"), [(1000.0, 100.0), (2048.0, 300.0), (1925.926, 440.0), (30_000.0, 440.0)])
def test_resampling_keeps_a_tone_and_adds_none(fs_hz: float, tone_hz: float) -> None:
    n = int(2 * fs_hz)
    tone = np.sin(2 * np.pi * tone_hz * np.arange(n) / fs_hz).astype(np.float32)
    out = Resampler(fs_hz, RATE_HZ, 1)(tone[:, None])[:, 0]
    assert len(out) == math.ceil(n * RATE_HZ / fs_hz - 1e-6)
    part = out[RATE_HZ // 2 : RATE_HZ // 2 + RATE_HZ] * np.blackman(RATE_HZ)
    power = np.abs(np.fft.rfft(part)) ** 2
    near = slice(int(tone_hz) - 4, int(tone_hz) + 5)
    assert int(np.argmax(power)) == round(tone_hz)
    rest = power.sum() - power[near].sum()
    limit = 1e-5 if tone_hz < 0.4 * fs_hz else 0.05
    assert rest / power[near].sum() < limit
    assert np.abs(part).max() == pytest.approx(1.0, abs=0.02)


def test_loudness_is_straight_in_decibels_over_log_vpp() -> None:
    fs_hz, volts = 1_000.0, [20.0, 50.0, 125.0, 300.0, 1_000.0]
    sonifier = Sonifier(fs_hz, [0])
    sonifier.push(0, np.zeros((1, 1), np.float32))
    for k, vpp_uv in enumerate(volts):
        sonifier.drop(0, vpp_uv, 500 + 500 * k)
    sonifier.push(1, np.zeros((3_500, 1), np.float32))
    frames = sonifier.render()
    peaks = [np.abs(frames[(500 + 500 * k) * 48 : (900 + 500 * k) * 48]).max() for k in range(5)]
    decibel = 20.0 * np.log10(peaks)
    slope, _ = np.polyfit(np.log10(volts), decibel, 1)
    assert slope == pytest.approx(24.0 / math.log10(50.0), rel=0.01)
    assert np.corrcoef(np.log10(volts), decibel)[0, 1] > 0.9999
    assert loudness(5_000.0) == loudness(1_000.0) == 0.5
    assert loudness(math.nan) == loudness(0.0) == loudness(20.0)


def test_pitch_and_place_follow_the_muscle() -> None:
    n = 10
    sonifier = Sonifier(1_000.0, list(range(n)))
    sonifier.push(0, np.zeros((1, n), np.float32))
    for m in range(n):
        sonifier.drop(m, 500.0, 200 + 300 * m)
    sonifier.push(1, np.zeros((4_000, n), np.float32))
    frames = sonifier.render()
    tones, balance = [], []
    for m in range(n):
        part = frames[(200 + 300 * m + 40) * 48 : (200 + 300 * m + 240) * 48]
        power = np.abs(np.fft.rfft(part, axis=0)) ** 2
        tones.append(5.0 * float(np.argmax(power.sum(axis=1))))
        balance.append(float(power[:, 1].sum() / power.sum()))
    assert tones == pytest.approx([pitch_hz(m) for m in range(n)], rel=0.06)
    assert np.all(np.diff(tones) > 0.0)
    assert np.all(np.diff(balance) > 0.0)
    assert balance[0] < 0.1
    assert balance[-1] > 0.9
    assert places_of_sides(("L", "L", "R", "")) == pytest.approx((-0.4, -0.9, 0.4, 0.0))
    assert places_of_sides(("R", "R", "R")) == spread(3) == pytest.approx((-0.8, 0.0, 0.8))


def test_a_drop_is_a_dull_pop() -> None:
    sonifier = Sonifier(1_000.0, [0, 0, 0])
    sonifier.push(0, np.zeros((1, 3), np.float32))
    sonifier.drop(0, 500.0, 100)
    sonifier.push(1, np.zeros((500, 3), np.float32))
    frames = sonifier.render().sum(axis=1)
    power = np.abs(np.fft.rfft(frames)) ** 2
    f_hz = np.fft.rfftfreq(len(frames), 1 / RATE_HZ)
    assert power[f_hz > 3_000.0].sum() < 0.02 * power.sum(), "dull"
    assert power[f_hz < 150.0].sum() < 0.1 * power.sum(), "above what a small loudspeaker cannot give"
    energy = np.cumsum(frames**2)
    start, most = np.searchsorted(energy, np.array([0.001, 0.95]) * energy[-1]) / RATE_HZ
    assert most - start < 0.080, "short"


def test_nothing_is_ever_clipped_and_the_lamp_tells() -> None:
    fs_hz = 2_000.0
    samples = emg(int(6 * fs_hz), 2, noise_uv=2.0)
    rng = np.random.default_rng(2)
    for at in rng.integers(int(2 * fs_hz), len(samples) - 50, 40):
        wave = potential(fs_hz, float(rng.uniform(500.0, 20_000.0)))
        samples[at : at + len(wave)] += wave[:, None]
    sonifier = Sonifier(fs_hz, [0, 1])
    sonifier.settings = SoundSettings(volume=1.0)
    frames = rendered(sonifier, samples, list(range(50, len(samples), 50)))
    assert 0.85 < np.abs(frames).max() <= 0.9001
    assert sonifier.limited_frames > 0
    # Turned down, not cut: no flat tops. A cut sine would stand still at the ceiling.
    top = np.abs(frames) > 0.899
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], top[:, 0].astype(int), [0]]))))[::2]
    assert not len(runs) or runs.max() < 100
    quiet = Sonifier(fs_hz, [0, 1])
    rendered(quiet, emg(4_000, 2), [])
    assert quiet.limited_frames == 0


def test_mute_solo_and_volume() -> None:
    def energy(settings: SoundSettings) -> tuple[float, float]:
        sonifier = Sonifier(1_000.0, [0, 1], places=(-1.0, 1.0))
        sonifier.settings = settings
        sonifier.push(0, np.zeros((1, 2), np.float32))
        samples = emg(2_000, 2)
        samples[1_000:1_010] += 200.0
        for m in (0, 1):
            sonifier.drop(m, 200.0, 500)
        sonifier.push(1, samples)
        frames = sonifier.render()
        return float(np.abs(frames[:, 0]).max()), float(np.abs(frames[:, 1]).max())

    left, right = energy(SoundSettings(volume=1.0))
    assert min(left, right) > 0.1
    assert energy(SoundSettings(volume=0.5)) == pytest.approx((left / 2, right / 2), rel=1e-5)
    assert energy(SoundSettings(volume=0.0)) == (0.0, 0.0)
    assert energy(SoundSettings(volume=1.0, muted=frozenset({0})))[0] < 1e-6
    assert energy(SoundSettings(volume=1.0, solo=frozenset({1}))) == pytest.approx((0.0, right), abs=1e-6)
    assert energy(SoundSettings(solo=frozenset({1}), muted=frozenset({1}))) == (0.0, 0.0)
    assert energy(SoundSettings(emg=False, drops=False)) == (0.0, 0.0)
    assert energy(SoundSettings(volume=1.0, drops=False, channels=frozenset({0})))[1] < 1e-6
    with pytest.raises(UsageError, match="volume"):
        SoundSettings(volume=1.5)


def test_turning_up_does_not_click() -> None:
    fs_hz = 2_000.0
    tone = (200.0 * np.sin(2 * np.pi * 100.0 * np.arange(8_000) / fs_hz)).astype(np.float32)[:, None]
    sonifier = Sonifier(fs_hz, [0])
    sonifier.settings = SoundSettings(volume=0.2, gate_ratio=0.0)
    sonifier.push(0, tone[:4_000])
    sonifier.settings = SoundSettings(volume=1.0, gate_ratio=0.0)
    sonifier.push(4_000, tone[4_000:])
    frames = sonifier.render()
    steps = np.abs(np.diff(frames[:, 0]))
    assert steps[RATE_HZ:].max() < 1.5 * steps[-RATE_HZ:].max()


def test_gaps_jumps_and_garbage() -> None:
    fs_hz = 1_000.0
    sonifier = Sonifier(fs_hz, [0, 1])
    assert sonifier.drop(0, 100.0, 5) is False, "nothing to hear before the first sample"
    assert sonifier.push(1_000, emg(100, 2)) is False
    assert sonifier.push(1_150, emg(100, 2)) is False
    assert len(sonifier.render()) == 250 * 48, "a short gap is silence of its length"
    assert sonifier.push(5_000, emg(100, 2)) is True
    assert len(sonifier.render()) == 100 * 48, "a long one is skipped"
    assert sonifier.push(100, emg(100, 2)) is True
    assert sonifier.drop(0, 100.0, 150) is True
    assert sonifier.drop(0, 100.0, -500) is False
    assert sonifier.skipped_drops == 1
    awful = np.array([[np.nan, np.inf], [1e38, -np.inf], [-1e38, 3.0]], np.float32)
    sonifier.push(200, np.tile(awful, (200, 1)))
    sonifier.push(800, emg(2_000, 2))
    frames = sonifier.render()
    assert np.isfinite(frames).all()
    assert np.abs(frames).max() <= 0.9001
    whole = Sonifier(fs_hz, [0], longest_gap_s=math.inf)
    whole.push(0, emg(10, 1))
    whole.push(30_000, emg(10, 1))
    assert len(whole.render()) == 30_010 * 48


def test_empty_blocks_are_legal() -> None:
    sonifier = Sonifier(1_000.0, [0])
    for _ in range(3):
        sonifier.push(0, np.zeros((0, 1), np.float32))
    assert sonifier.render().shape == (0, 2)
