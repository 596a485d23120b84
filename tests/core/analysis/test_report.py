"""The report on a recording made for the purpose: its figures, its files, and what it must never say."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fascview.analysis.quality import channel_quality, mains_frequency
from fascview.analysis.report import build_report
from fascview.analysis.report_files import write_report
from fascview.analysis.report_html import html
from fascview.analysis.waves import cut_waves, quiet_places
from fascview.cli.main import run
from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE
from fascview.errors import StorageError, UsageError
from fascview.session.recording import ArraySignal, Gap, Note, Recording
from fascview.stream import Channel, Muscle, StreamInfo

FS_HZ = 1_000.0
N = 200_000
NOTES = [Note(65_000, "asked to <relax>"), Note(70_000, "20-450 Hz", "setting")]


def wave() -> NDArray[np.float64]:
    t = np.arange(-0.015, 0.015, 1.0 / FS_HZ)
    return -80.0 * t / 0.004 * np.exp(-((t / 0.004) ** 2))


def made() -> tuple[Recording, NDArray[np.void], NDArray[np.void]]:
    """Two muscles: 100 alike events in 150 analysable seconds, and none; one gap; one channel in mains."""
    rng = np.random.default_rng(1)
    samples = rng.normal(0.0, 2.0, (N, 3)).astype(np.float32)
    places = np.sort(rng.choice(np.arange(1_000, 149_000, 400), 100, replace=False)) + rng.integers(0, 40, 100)
    for at in places:
        samples[at - 15 : at + 15, 0] += wave()
    samples[:, 2] += 20.0 * np.sin(2 * np.pi * 60.0 * np.arange(N) / FS_HZ)
    samples[160_000:162_000] = np.nan
    info = StreamInfo(
        "<b>Amp & co</b>",
        "file",
        FS_HZ,
        (
            Channel("one", Muscle("Deltoid", "R")),
            Channel("two", Muscle("Deltoid", "R")),
            Channel("three", Muscle("Tibialis <script>", "L")),
        ),
        n_samples=N,
    )
    events = np.zeros(102, EVENT_DTYPE)
    events["id"] = np.arange(102)
    events["sample"][:100] = places
    events["sample"][100:] = (50_123, 90_456)
    events["time_s"] = events["sample"] / FS_HZ
    events["status"] = "accepted"
    events["status"][100:] = "rejected"
    events["vpp_uv"], events["snr"], events["duration_ms"], events["area_uv_ms"] = 69.0, 34.0, 14.0, 300.0
    held = np.array([(0, 150_000, 200_000, "voluntary"), (1, 199_000, 200_000, "artefact")], INTERVAL_DTYPE)
    recording = Recording(
        info, ArraySignal(samples), Path("made.bdf"), gaps=[Gap(160_000, 162_000, "lost samples")], notes=NOTES
    )
    return recording, np.sort(events, order="sample"), held


@pytest.fixture(scope="module")
def model() -> dict:  # type: ignore[type-arg]
    recording, events, held = made()
    return build_report(recording, events, held, np.array([2.0, 2.5, 2.0], np.float32), {}, {"Recording": "made.bdf"})


def test_the_figures_are_those_of_the_recording(model: dict) -> None:  # type: ignore[type-arg]
    first, second = model["muscles"]
    assert (first["label"], first["state"], first["count"], first["analysable_s"]) == (
        "Deltoid R",
        "observed",
        100,
        150.0,
    )
    assert first["rate_per_min"] == pytest.approx(40.0)
    assert first["rate_low_per_min"] < 40.0 < first["rate_high_per_min"]
    assert first["held_by_reason_s"] == {"voluntary": 50.0}
    assert first["vpp_uv"]["median"] == pytest.approx(69.0)
    assert first["noise_uv"] == 2.0
    assert first["smallest_vpp_uv"] == 16.0
    assert (second["state"], second["count"], second["analysable_s"]) == ("not observed", 0, 197.0)
    assert second["vpp_uv"]["median"] is None
    assert model["distribution"]["total"] == {"label": "all", "active": 1, "recorded": 2}
    assert model["gaps"] == [{"start_s": 160.0, "stop_s": 162.0, "reason": "lost samples"}]
    assert second["channels"][0]["mains_percent"] > 90.0
    assert first["channels"][0]["mains_percent"] < 10.0


def test_a_group_of_one_shape_varies_by_its_noise_only(model: dict) -> None:  # type: ignore[type-arg]
    (group,) = model["muscles"][0]["groups"]
    assert (group["n"], group["n_clear"]) == (100, 100)
    assert group["ccc"] > 0.9
    assert group["cad_percent"] < 10.0
    assert group["isolated_percent"] == 100.0
    median = np.array(model["muscles"][0]["plot"]["median_wave_uv"])
    middle = median[5:36]
    assert np.corrcoef(middle, np.r_[wave(), 0.0])[0, 1] > 0.97, "filtered without delay"


def test_a_persons_verdict_goes_before_the_programs() -> None:
    recording, events, held = made()
    verdicts = {int(events["id"][events["status"] == "rejected"][0]): "accepted", 0: "rejected", 1: "artefact"}
    told = build_report(recording, events, held, np.ones(3, np.float32), verdicts)
    assert told["muscles"][0]["count"] == 99
    assert told["judged_by_a_person"] == 3


class Checker(HTMLParser):
    """Counts open elements and what is loaded or run."""

    VOID = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not {"src", "href", "onload"} & {k for k, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_safe_and_says_what_it_is_for(model: dict) -> None:  # type: ignore[type-arg]
    page = html(model)
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not {"script", "img", "link", "iframe"} & set(checker.seen)
    assert checker.seen.count("svg") == 1 + 1 + 2 * 3, "hatching, rates, three plots per muscle"
    assert "1:05</dt><dd>asked to &lt;relax&gt;</dd>" in page
    assert "20-450 Hz</dd>" not in page
    assert page.count("Research use only, not for diagnosis") >= 2
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page)
    for word in ("benign", "malignant", "diagnosis of", "ALS"):
        assert word not in text
    assert "nan" not in text.lower().split()
    assert len(page) < 400_000


def test_the_files_hold_the_same(model: dict, tmp_path: Path) -> None:  # type: ignore[type-arg]
    for name in ("r.html", "r.json", "r.tsv"):
        write_report(model, tmp_path / name)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == json.loads(json.dumps(model))
    rows = list(csv.DictReader((tmp_path / "r.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    assert [r["muscle"] for r in rows] == ["Deltoid R", "Tibialis <script> L"]
    assert float(rows[0]["rate_per_min"]) == pytest.approx(40.0)
    assert rows[1]["vpp_median_uv"] == "n/a"
    assert all(None not in r and None not in r.values() for r in rows)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.html", "r.json", "r.tsv"]
    with pytest.raises(UsageError, match=r"\.html, \.pdf, \.tsv or \.json"):
        write_report(model, tmp_path / "r.docx")
    with pytest.raises(StorageError, match="choose another place"):
        write_report(model, tmp_path / "no" / "r.html")


@pytest.mark.parametrize("n", [1, 300, 2_500])
def test_a_short_or_empty_recording_is_no_error(n: int) -> None:
    info = StreamInfo("short", "file", FS_HZ, (Channel("a", Muscle("A")),), n_samples=n)
    recording = Recording(info, ArraySignal(np.full((n, 1), np.nan, np.float32)), Path("x"))
    none = np.zeros(0, EVENT_DTYPE), np.zeros(0, INTERVAL_DTYPE)
    told = build_report(recording, *none, np.full(1, np.nan, np.float32))
    assert told["muscles"][0]["state"] == "insufficient"
    assert told["muscles"][0]["rate_per_min"] is None or n >= 2_500
    assert "no signal" in html(told)


def test_the_command_writes_it_and_refuses_other_names_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = np.random.default_rng(3).normal(0.0, 3.0, (12_000, 2))
    path = tmp_path / "rest.txt"
    np.savetxt(path, samples, fmt="%.2f")
    out = tmp_path / "rest.html"
    assert (
        run(["report", str(path), "--fs", "1000", "--muscles", "Deltoid R,Tibialis anterior L", "--out", str(out)]) == 0
    )
    assert capsys.readouterr().out.strip() == str(out)
    page = out.read_text(encoding="utf-8")
    assert "Tibialis anterior L" in page
    assert "insufficient" in page
    assert run(["report", "nowhere.xdf", "--out", "rest.docx"]) == 2
    assert "rest.docx ends otherwise" in capsys.readouterr().err


def test_waves_beyond_the_ends_and_in_gaps_are_no_error() -> None:
    recording, events, _ = made()
    cut = cut_waves(recording, [0, 3, 161_000, N - 1], 0, FS_HZ, 0.02, 0.03)
    assert cut.shape == (4, 51)
    assert np.isfinite(cut).all()
    quiet = quiet_places(N, FS_HZ, events["sample"], [(150_000, N)], 50)
    assert len(quiet) == 50
    assert np.abs(quiet[:, None] - events["sample"]).min() > 60
    assert quiet.max() < 150_000


def test_quality_of_made_signals() -> None:
    t = np.arange(1_000) / FS_HZ
    noise = np.random.default_rng(2).normal(0.0, 3.0, 1_000).astype(np.float32)
    assert channel_quality(noise, FS_HZ, 3.0, 50.0).word == "good"
    clipped = np.clip(200.0 * np.sin(2 * np.pi * 7.0 * t) + noise, -100.0, 100.0).astype(np.float32)
    told = channel_quality(clipped, FS_HZ, 7.0, 50.0)
    assert told.clipped_percent == pytest.approx(66.0, abs=4.0)
    assert told.below_20_hz_percent > 80.0
    assert told.word == "fair"
    holed = noise.copy()
    holed[:250] = np.nan
    assert channel_quality(holed, FS_HZ, 30.0, 50.0).lost_percent == 25.0
    assert channel_quality(np.zeros(1_000, np.float32), FS_HZ, 0.0, 50.0).word == "no signal"
    for mains_hz in (50.0, 60.0):
        hum = (noise + 5.0 * np.sin(2 * np.pi * mains_hz * t)).astype(np.float32)
        assert mains_frequency(hum[:, None], FS_HZ) == mains_hz
        share = channel_quality(hum, FS_HZ, 3.0, mains_hz).mains_percent
        assert share == pytest.approx(100.0 * 12.5 / 21.5, abs=6.0)
