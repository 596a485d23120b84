"""What the check finds and what it leaves alone."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fascview.check.array import Extra, check_array
from fascview.check.calibration import measure_calibration, with_calibration
from fascview.check.figures import measure
from fascview.check.layout import find_layout
from fascview.check.limits import Limits, load_limits, save_limits
from fascview.check.running import Gathering, joined
from fascview.check.sheet import Sheet, as_text, as_tsv, compare, last_sheet, read_sheet, sheet_name, write_sheet
from fascview.errors import FormatError, UsageError
from fascview.stream import Block, Channel, StreamInfo

FS_HZ, N = 1000.0, 64
NAMES = [f"E{i + 1}" for i in range(N)]


def baseline(seed=0, seconds=10.0, n=N, sigma=3.0, active=False):
    rng = np.random.default_rng(seed)
    x = rng.normal(0, sigma, (int(seconds * FS_HZ), n)) * rng.uniform(0.8, 1.25, n)
    if active:  # one source that all of an 8 x 8 grid sees, more the nearer it is
        rows, columns = np.divmod(np.arange(n), 8)
        for _ in range(12):
            at = rng.uniform(0, 7, 2)
            gain = 60 * np.exp(-((rows - at[0]) ** 2 + (columns - at[1]) ** 2) / 12)
            burst = np.convolve(rng.normal(size=len(x)), np.diff(np.hanning(14)) * 3, "same")
            burst *= (np.arange(len(x)) > 0.5 * len(x)) & (np.arange(len(x)) < 0.75 * len(x))
            x += burst[:, None] * gain
    return x


def check(x, **extra):
    return check_array(x.astype(np.float32), FS_HZ, NAMES[: x.shape[1]], Limits(), Extra(**extra))


def kinds(result, channel):
    return result.channels[channel].kinds("fail")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("active", [False, True])
def test_a_clean_array_passes(seed, active):
    result = check(baseline(seed, active=active), places=find_layout("8x8").places(N))
    assert result.passed, [(c.name, c.kinds("fail")) for c in result.channels if c.level == "fail"]


def _sine(x, hz, vpp):
    return x + 0.5 * vpp * np.sin(2 * np.pi * hz * np.arange(len(x)) / FS_HZ)


FAULTS = {
    "flat": lambda x, r: np.zeros(len(x)),
    "railed": lambda x, r: np.full(len(x), -187_500.0),
    "clipped": lambda x, r: np.clip(x, -6, 6),
    "noise": lambda x, r: x + r.normal(0, 18, len(x)),
    "mains": lambda x, r: _sine(x, 50.0, 45),
    "offset": lambda x, r: x - 260_000.0,
    "drift": lambda x, r: x + 120 * np.arange(len(x)) / FS_HZ,
    "low_frequency": lambda x, r: x + 45 * np.sin(2 * np.pi * 5.3 * np.arange(len(x)) / FS_HZ),
}


@pytest.mark.parametrize("kind", sorted(FAULTS))
@pytest.mark.parametrize("active", [False, True])
def test_a_fault_is_found_on_its_channel_alone(kind, active):
    rng = np.random.default_rng(len(kind))
    x = baseline(3, active=active)
    x[:, 17] = FAULTS[kind](x[:, 17], rng)
    result = check(x)
    assert kind in kinds(result, 17)
    assert [i for i in range(N) if kinds(result, i)] == [17]
    assert not result.passed


def test_pops_make_an_electrode_loose():
    x = baseline(4)
    t = np.arange(len(x)) / FS_HZ
    for at in (1.2, 3.1, 5.7, 8.0):
        x[:, 5] += 400 * np.exp(-np.clip(t - at, 0, None) / 0.3) * (t >= at)
    result = check(x)
    assert kinds(result, 5)[0] == "loose"
    assert result.remedies() == ("Press E6 down: loose.",)


def test_what_all_channels_jump_by_is_no_loose_electrode():
    x = baseline(4)
    t = np.arange(len(x)) / FS_HZ
    for at in (1.2, 3.1, 5.7, 8.0):
        x += (400 * np.exp(-np.clip(t - at, 0, None) / 0.3) * (t >= at))[:, None]
    result = check(x)
    assert not any("loose" in kinds(result, i) for i in range(N))


@pytest.mark.parametrize("active", [False, True])
def test_bridged_pair_names_both(active):
    rng = np.random.default_rng(5)
    x = baseline(5, active=active)
    mean = 0.5 * (x[:, 12] + x[:, 13])
    x[:, 12], x[:, 13] = (mean + rng.normal(0, 0.7, len(x)) for _ in range(2))
    result = check(x)
    assert kinds(result, 12) == kinds(result, 13) == ["bridged"]
    assert result.verdict(12) == "Bridged with E14"
    assert result.remedies() == ("Re-gel E13, E14: bridged.",)


def test_same_input_twice():
    x = baseline(6)
    x[:, 40] = x[:, 2]
    result = check(x)
    assert "duplicated" in kinds(result, 2)
    assert "duplicated" in kinds(result, 40)


def test_turned_and_swapped_leads_show_in_a_contraction():
    x = baseline(7, active=True)
    x[:, 20] *= -1
    x[:, [3, 60]] = x[:, [60, 3]]
    result = check(x, places=find_layout("8x8").places(N))
    assert kinds(result, 20) == ["reversed"]
    assert kinds(result, 3) == kinds(result, 60) == ["swapped"]
    assert result.verdict(3) == "Swapped with E61"


def test_lost_reference_is_told_of_the_array():
    rng = np.random.default_rng(8)
    x = baseline(8)
    x += (_sine(rng.normal(0, 15, len(x)), 50, 300))[:, None]
    assert [f.kind for f in check(x).findings] == ["lost_reference"]


def test_rate_and_lost_samples_are_told_of_the_array():
    x = baseline(9)
    x[2000:2100] = np.nan
    found = {f.kind: f.level for f in check(x, measured_fs_hz=1030.0).findings}
    assert found == {"rate": "fail", "lost_samples": "fail"}


@pytest.mark.parametrize("kept_s", [1.0, 5.0])
def test_what_was_lost_is_not_called_flat_or_quiet(kept_s):
    x = baseline(9, seconds=20)
    usual = measure(x.astype(np.float32), FS_HZ).figures.noise_uv
    x[4000 : 20_000 - round((kept_s - 1) * FS_HZ)] = np.nan
    x[:3000] = np.nan
    result = check(x)
    assert "lost_samples" in {f.kind for f in result.findings}
    assert all(c.level != "fail" for c in result.channels)
    if kept_s == 5:
        noise = np.array([c.figures["noise_uv"] for c in result.channels])
        assert np.allclose(noise, usual, rtol=0.25)
    else:
        assert "too_short" in {f.kind for f in result.findings}


def test_fasciculations_and_a_contraction_are_not_noise():
    rng = np.random.default_rng(10)
    x = baseline(10)
    clean = measure(x.astype(np.float32), FS_HZ).figures.noise_uv
    shape = 400 * np.diff(np.hanning(16))
    for at in rng.integers(0, len(x) - 20, 50):  # 300 a minute
        x[at : at + 15] += shape[:, None]
    x[6000:8000] += rng.normal(0, 150, (2000, 1)) * rng.uniform(0.5, 1, N)
    result = check(x)
    noise = measure(x.astype(np.float32), FS_HZ).figures.noise_uv
    assert np.all(noise < 1.5 * clean)  # their RMS is 20 times as large
    assert not any("noise" in kinds(result, i) for i in range(N))


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(16)))
def test_verdicts_follow_their_channels(order):
    rng = np.random.default_rng(11)
    x = baseline(11, seconds=4, n=16)
    x[:, 3] = _sine(x[:, 3], 50, 60)
    x[:, 7] = 0
    x[:, 9] = x[:, 10] + rng.normal(0, 0.5, len(x))
    plain = [kinds(check(x), i) for i in range(16)]
    mixed = check(x[:, order])
    assert [kinds(mixed, i) for i in range(16)] == [plain[c] for c in order]


@settings(max_examples=25, deadline=None)
@example(60, 4, math.nan, 20.0)
@given(
    st.integers(0, 6000),
    st.integers(1, 6),
    st.sampled_from([0.0, math.nan, math.inf, -1e30, 1e7, 3.0]),
    st.floats(20, 30_000),
)
def test_garbage_gets_a_verdict_and_no_exception(n, channels, value, fs_hz):
    x = np.random.default_rng(n).normal(0, 3, (n, channels)).astype(np.float32)
    x[:, 0] = value if not math.isinf(value) else math.nan
    x[::7] = value if value == value and abs(value) < 1e8 else 0
    result = check_array(x, fs_hz, NAMES[:channels])
    json.dumps(result.as_json(), allow_nan=False)


def test_counts_without_a_scale_are_judged_by_shape_only():
    x = baseline(12) * 1e-3
    x[:, 4] = 0
    result = check(x, scaled=False)
    assert [i for i in range(N) if kinds(result, i)] == [4]
    assert [f.kind for f in result.findings] == ["unscaled"]


def test_impedance_is_held_against_its_limit():
    result = check(baseline(13), impedance_kohm=[20.0] * 60 + [45.0, 60.0, math.nan, 10.0])
    assert [result.channels[i].level for i in (59, 60, 61, 62)] == ["pass", "warn", "fail", "pass"]
    assert kinds(result, 61) == ["impedance"]


def test_noise_figure_is_the_rms_of_the_band():
    x = np.random.default_rng(14).normal(0, 5, (20_000, 4))
    expected = 5 * math.sqrt((450 - 20) / 500)
    assert np.allclose(measure(x.astype(np.float32), FS_HZ).figures.noise_uv, expected, rtol=0.08)


@pytest.mark.parametrize("hz", [50.0, 60.0])
def test_mains_figure_is_the_rms_of_its_lines(hz):
    x = np.random.default_rng(15).normal(0, 3, (20_000, 4))
    x += (_sine(np.zeros(20_000), hz + 0.03, 28.28) + _sine(np.zeros(20_000), 3 * hz + 0.09, 14.14))[:, None]
    found = measure(x.astype(np.float32), FS_HZ)
    assert found.mains_hz == hz
    assert np.allclose(found.figures.mains_uv, math.hypot(10, 5), rtol=0.05)


@pytest.mark.parametrize("square", [True, False])
def test_calibration_signal(square):
    rng = np.random.default_rng(16)
    hz = 1.037 if square else 31.3
    t = np.arange(12_000) / FS_HZ
    wave = np.where((hz * t) % 1 < 0.5, 500.0, -500.0) if square else 500 * np.sin(2 * np.pi * hz * t)
    x = wave[:, None] + rng.normal(0, 2, (len(t), 8))
    x[:, 1] *= 1.1
    x[:, 2] *= -1
    x[:, 3] = np.roll(x[:, 3], 1)
    x[:, 4] = rng.normal(0, 2, len(t))
    found = measure_calibration(x.astype(np.float32), FS_HZ)
    assert found.frequency_hz == pytest.approx(hz, rel=1e-4)
    assert found.square == square
    assert found.vpp_uv[0] == pytest.approx(1000, rel=0.01)
    assert found.delay_ms[3] == pytest.approx(1.0, abs=0.1)
    result = with_calibration(x.astype(np.float32), FS_HZ, NAMES[:8], 1000, Limits(), Extra())
    assert [kinds(result, i) for i in range(6)] == [[], ["gain"], ["reversed"], ["timing"], ["gain"], []]


def test_limits_survive_their_file(tmp_path):
    changed = Limits(noise_uv=12.5, impedance_kohm=30)
    save_limits(tmp_path / "l.toml", changed)
    assert load_limits(tmp_path / "l.toml") == changed
    (tmp_path / "l.json").write_text('{"noise_uv": 7}')
    assert load_limits(tmp_path / "l.json") == Limits(noise_uv=7)


@pytest.mark.parametrize("text", ["noise_uv = -1", "nonsense = 3", 'noise_uv = "a"', "noise_uv = nan", "near = 2"])
def test_senseless_limits_are_refused(tmp_path, text):
    (tmp_path / "l.toml").write_text(text)
    with pytest.raises(UsageError):
        load_limits(tmp_path / "l.toml")


def test_damaged_limits_are_refused(tmp_path):
    (tmp_path / "l.toml").write_text("=?")
    with pytest.raises(FormatError):
        load_limits(tmp_path / "l.toml")


def _sheet(result, wall_s=1.7e9):
    return Sheet(result, "Amplifier", "lsl:x", wall_s, layout=find_layout("8x8").rotated(), identity="lsl x 64")


def test_a_sheet_survives_its_file(tmp_path):
    x = baseline(17)
    x[:, 9] = 0
    sheet = _sheet(check(x, impedance_kohm=[20.0] * N))
    write_sheet(sheet, tmp_path / "a.json")
    again = read_sheet(tmp_path / "a.json")
    assert again.result.failed == (9,)
    assert again.layout.grid == sheet.layout.grid
    assert again.as_json()["channels"] == sheet.as_json()["channels"]
    assert as_tsv(again).splitlines()[10].startswith("E10\t")
    assert as_text(again).startswith("FAIL")


def test_damaged_sheets_are_refused_and_passed_over(tmp_path):
    sheet = _sheet(check(baseline(18)))
    write_sheet(sheet, tmp_path / sheet_name(sheet.wall_s))
    whole = (tmp_path / sheet_name(sheet.wall_s)).read_bytes()
    for n in (0, 1, len(whole) // 2):
        (tmp_path / sheet_name(2e9 + n)).write_bytes(whole[:n])
        with pytest.raises(FormatError):
            read_sheet(tmp_path / sheet_name(2e9 + n))
    assert last_sheet(tmp_path, "lsl x 64").wall_s == sheet.wall_s
    assert last_sheet(tmp_path, "another") is None
    assert last_sheet(tmp_path / "nowhere", "lsl x 64") is None


def test_comparison_names_what_changed():
    x = baseline(19)
    before = _sheet(check(x), 1e9)
    x[:, 4] = 0
    now = _sheet(check(x))
    assert compare(now, before).worse == ("E5",)
    assert compare(before, now).better == ("E5",)
    assert compare(now, before).same_map


def test_a_pdf_is_whole(tmp_path):
    x = baseline(20)
    x[:, 4] = 0
    write_sheet(_sheet(check(x)), tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.4")
    begin = int(data.split(b"startxref\n")[1].split()[0])
    assert data[begin:].startswith(b"xref")
    for i, line in enumerate(data[begin:].split(b"\n")[3:]):
        if line.endswith(b" n "):
            assert data[int(line[:10]) :].startswith(f"{i + 1} 0 obj".encode())


def test_several_stretches_become_one():
    good, bad = check(baseline(21)), baseline(21)
    bad[:, 3] = 0
    bad = check(bad)
    once, most = joined([good, good, good, bad]), joined([bad, bad, good, bad])
    assert once.channels[3].level == "warn"
    assert kinds(most, 3) == ["flat"]


def test_gathering_keeps_the_index():
    info = StreamInfo("x", "lsl", 100.0, (Channel("a"), Channel("b")))
    gathering = Gathering(info, 10.0)
    for k in range(100):
        if k != 40:
            gathering.add(Block(1000 + 10 * k, np.full((10, 2), k, np.float32)), 0.1 * k * 100 / 98)
    x = gathering.samples()
    assert gathering.full
    assert len(x) == 1000
    assert np.isnan(x[400:410]).all()
    assert x[990, 0] == 99
    assert gathering.measured_fs_hz == pytest.approx(98, rel=1e-3)
