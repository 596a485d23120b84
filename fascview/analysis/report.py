"""The facts of a report on one recording, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.distribution import distribution, place_of
from fascview.analysis.patterns import combined, isolated_percent, likeness_of_neighbours, pairs, w2_percent
from fascview.analysis.quality import ChannelQuality, channel_quality, mains_frequency, typical
from fascview.analysis.rates import DETECTABLE, ENOUGH_S, MuscleCounter, Rate
from fascview.analysis.shape import shape_variability
from fascview.analysis.statistics import interval_statistics, short_excess, synchrony
from fascview.analysis.waves import cut_waves, quiet_places
from fascview.detection import counting
from fascview.stream import FloatArray, StreamInfo

NOTICE = "Research use only, not for diagnosis."
BEFORE_S, AFTER_S = 0.020, 0.030
MOST_WAVES = 1500
DRAWN_WAVES = 24
QUALITY_SECONDS = 20


class GapLike(Protocol):
    """A stretch of lost samples."""

    @property
    def start(self) -> int:
        """First lost sample."""

    @property
    def stop(self) -> int:
        """After the last lost sample."""

    @property
    def reason(self) -> str:
        """Why."""


class RecordingLike(Protocol):
    """What a report needs of a recording; ``fascview.session.recording.Recording`` is one."""

    info: StreamInfo

    @property
    def n_samples(self) -> int:
        """Length."""

    @property
    def gaps(self) -> list[Any]:
        """Lost stretches."""

    @property
    def notes(self) -> list[Any]:
        """What was written at which sample: ``sample``, ``text``, ``what``."""

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows, uV."""


def build_report(
    recording: RecordingLike,
    events: NDArray[np.void],
    intervals: NDArray[np.void],
    noise_uv: FloatArray,
    verdicts: Mapping[int, str] | None = None,
    heading: Mapping[str, str] | None = None,
    warnings: Sequence[str] = (),
) -> dict[str, Any]:
    """Work out a report.

    Parameters
    ----------
    recording : RecordingLike
        The samples, and what is missing of them.
    events : structured array
        Rows of ``EVENT_DTYPE`` of the whole recording.
    intervals : structured array
        Rows of ``INTERVAL_DTYPE``: what is not analysable.
    noise_uv : ndarray, shape (n_channels,)
        Sigma of each channel.
    verdicts : mapping of int to str, optional
        A person's verdict by event id; it goes over the program's own.
    heading : mapping of str to str, optional
        Further facts for the top of the page, such as file name and time, in order.
    warnings : sequence of str, optional
        Sentences about damage and guesses.

    Returns
    -------
    dict
        Plain numbers, words and lists, ready for JSON; None where something cannot be told.
    """
    info = recording.info
    judged = verdicts or {}
    counted = counting.counted(events, judged)
    qualities = _qualities(recording, noise_uv)
    muscles = []
    for index in range(len(info.muscles)):
        held = _held(intervals, index, recording)
        own = np.sort(events[counted & (events["muscle"] == index)], order="sample")
        muscles.append(_muscle(recording, index, own, events, held, intervals, qualities))
    places = [(m.name, m.side) for m in info.muscles]
    spread = distribution(places, [m["count"] for m in muscles], [m["analysable_s"] >= ENOUGH_S for m in muscles])
    model: dict[str, Any] = {
        "notice": NOTICE,
        "heading": dict(heading or {}),
        "warnings": list(warnings),
        "source": {"name": info.name, "device": info.device, "fs_hz": info.fs_hz, "n_channels": info.n_channels},
        "duration_s": recording.n_samples / info.fs_hz,
        "judged_by_a_person": len(judged),
        "muscles": muscles,
        "distribution": {**asdict(spread), "sentence": spread.eight_group_sentence},
        "synchrony": _synchrony(info, muscles),
        "notes": [
            {"at_s": note.sample / info.fs_hz, "text": note.text}
            for note in recording.notes
            if note.what in ("note", "mark", "annotation")
        ],
        "gaps": [
            {"start_s": g.start / info.fs_hz, "stop_s": g.stop / info.fs_hz, "reason": g.reason} for g in recording.gaps
        ],
    }
    plain: dict[str, Any] = _plain(model)
    return plain


def _held(intervals: NDArray[np.void], muscle: int, recording: RecordingLike) -> NDArray[np.int64]:
    rows = intervals[intervals["muscle"] == muscle]
    lost = [(g.start, g.stop) for g in recording.gaps]
    return np.array([*zip(rows["start"].tolist(), rows["stop"].tolist(), strict=True), *lost], np.int64).reshape(-1, 2)


def _muscle(
    recording: RecordingLike,
    index: int,
    own: NDArray[np.void],
    events: NDArray[np.void],
    held: NDArray[np.int64],
    intervals: NDArray[np.void],
    qualities: list[ChannelQuality],
) -> dict[str, Any]:
    info, n, fs_hz = recording.info, recording.n_samples, recording.info.fs_hz
    counter = MuscleCounter(fs_hz)
    for start, stop in held.tolist():
        counter.hold(max(0, start), min(stop, n))
    for sample in own["sample"].tolist():
        counter.add(sample)
    fano = counter.fano(0, n)
    rate: Rate = counter.rate(0, n, fano)
    muscle = info.muscles[index]
    channels = np.flatnonzero(info.muscle_of_channel == index)
    times = own["sample"] / fs_hz
    union = counter.held.values
    held_s = union / fs_hz
    quality = [qualities[c] for c in channels]
    working = [q.sigma_uv for q in quality if q.word != "no signal"]
    sigma = min(working, default=math.nan)
    waves = _waves(recording, own, events, union)
    place = place_of(muscle.name, muscle.side)
    return {
        "label": muscle.label,
        "place": asdict(place),
        "state": _state(len(own), rate.analysable_s),
        "count": len(own),
        "analysable_s": rate.analysable_s,
        "held_s": counter.held.length(0, n) / fs_hz,
        "held_by_reason_s": _reasons(intervals[intervals["muscle"] == index], fs_hz),
        "rate_per_min": rate.per_min,
        "rate_low_per_min": rate.low_per_min,
        "rate_high_per_min": rate.high_per_min,
        "fano_10_s": fano,
        "vpp_uv": _quartiles(own["vpp_uv"]),
        "interval": asdict(interval_statistics(times, held_s)),
        "short_interval_excess": short_excess(
            times, len(own) / rate.analysable_s if rate.analysable_s else 0.0, held_s
        ),
        "pairs": asdict(pairs(times, waves["likeness"], place.limb, held_s)),
        "shape": _shape(own),
        "groups": _groups(times, own, waves, n / fs_hz, held_s, fs_hz),
        "w2_percent": w2_percent(times, own["group"], n / fs_hz, held_s) if (own["group"] >= 0).any() else math.nan,
        "combined": [asdict(c) for c in combined(times, own["group"], rate.analysable_s)],
        "noise_uv": sigma,
        "smallest_vpp_uv": DETECTABLE * sigma,
        "channels": [
            {"name": info.channels[c].name, **asdict(q), "word": q.word} for c, q in zip(channels, quality, strict=True)
        ],
        "plot": {
            "times_s": times,
            "vpp_uv": own["vpp_uv"],
            "held_s": held_s,
            "waves_uv": waves["drawn"],
            "median_wave_uv": waves["median"],
            "group": waves["group"],
            "before_ms": 1000.0 * BEFORE_S,
            "after_ms": 1000.0 * AFTER_S,
            "channel": waves["channel"],
        },
    }


def _state(count: int, analysable_s: float) -> str:
    if analysable_s < ENOUGH_S:
        return "insufficient"
    return "observed" if count else "not observed"


def _quartiles(values: NDArray[Any]) -> dict[str, float]:
    names = ("q1", "median", "q3", "p95")
    known = values[np.isfinite(values)]  # an event that was never measured counts, but has no size
    told = np.percentile(known, (25, 50, 75, 95)).tolist() if len(known) else [math.nan] * 4
    return dict(zip(names, told, strict=True))


def _reasons(rows: NDArray[np.void], fs_hz: float) -> dict[str, float]:
    out: dict[str, float] = {}
    for row in rows:
        reason = str(row["reason"])
        out[reason] = out.get(reason, 0.0) + (int(row["stop"]) - int(row["start"])) / fs_hz
    return dict(sorted(out.items(), key=lambda item: -item[1]))


def _shape(own: NDArray[np.void]) -> dict[str, Any]:
    clear = own[np.isfinite(own["duration_ms"])]
    if not len(clear):
        return {"n": 0, "duration_ms": None, "area_uv_ms": None, "thickness_ms": None, "complex_percent": None}
    many = (clear["phases"] >= 5) | (clear["turns"] >= 5)
    return {
        "n": len(clear),
        "duration_ms": float(np.median(clear["duration_ms"])),
        "area_uv_ms": float(np.nanmedian(clear["area_uv_ms"])),
        "thickness_ms": float(np.nanmedian(clear["area_uv_ms"] / clear["vpp_uv"])),
        "complex_percent": 100.0 * float(many.mean()),
    }


def _waves(
    recording: RecordingLike, own: NDArray[np.void], events: NDArray[np.void], held: NDArray[np.int64]
) -> dict[str, Any]:
    """Cut the waveforms on the channel that is primary most often."""
    nothing = {"likeness": np.full(max(0, len(own) - 1), -1.0), "drawn": [], "median": [], "channel": "", "group": None}
    if not len(own):
        return {**nothing, "cut": np.empty((0, 1), np.float32), "noise": np.empty((0, 1), np.float32)}
    channel = int(np.bincount(own["channel"]).argmax())
    fs_hz = recording.info.fs_hz
    shift = max(1, round(0.001 * fs_hz))
    cut = cut_waves(recording, own["sample"][:MOST_WAVES], channel, fs_hz, BEFORE_S, AFTER_S)
    likeness = np.full(max(0, len(own) - 1), -1.0)
    likeness[: max(0, len(cut) - 1)] = likeness_of_neighbours(cut, shift)
    quiet = quiet_places(recording.n_samples, fs_hz, events["sample"], held, 100)
    groups = own["group"][: len(cut)]
    largest = int(np.bincount(groups[groups >= 0]).argmax()) if (groups >= 0).any() else None
    members = np.arange(len(cut)) if largest is None else np.flatnonzero(groups == largest)
    chosen = members[np.unique(np.linspace(0, len(members) - 1, DRAWN_WAVES).astype(int))]
    return {
        "likeness": likeness,
        "drawn": cut[chosen],
        "median": np.median(cut[members], axis=0),
        "group": largest,
        "channel": recording.info.channels[channel].name,
        "cut": cut,
        "noise": cut_waves(recording, quiet, channel, fs_hz, BEFORE_S, AFTER_S),
    }


def _groups(
    times: NDArray[np.float64],
    own: NDArray[np.void],
    waves: dict[str, Any],
    duration_s: float,
    held_s: NDArray[np.float64],
    fs_hz: float,
) -> list[dict[str, Any]]:
    """Describe each shape group, the largest first. A group is no motor unit: the surface cannot tell those apart."""
    percent = isolated_percent(times, own["group"], duration_s, held_s)
    cut, out = waves["cut"], []
    for group, isolated in percent.items():
        members = np.flatnonzero(own["group"] == group)
        with_wave = members[members < len(cut)]
        told = shape_variability(cut[with_wave], fs_hz, own["snr"][with_wave], waves["noise"])
        facts = {"group": group, "n": len(members), "isolated_percent": isolated, "n_clear": told.n}
        out.append({**facts, "ccc": told.ccc, "cad_percent": told.cad_percent})
    return sorted(out, key=lambda g: -int(g["n"]))


def _qualities(recording: RecordingLike, noise_uv: FloatArray) -> list[ChannelQuality]:
    """Measure every channel in up to 20 seconds spread over the recording."""
    fs_hz, n = recording.info.fs_hz, recording.n_samples
    length = round(fs_hz)
    starts = np.unique(np.linspace(0, max(0, n - length), QUALITY_SECONDS).astype(int)).tolist()
    seconds = [recording.read(start, start + length) for start in starts]
    mains_hz = mains_frequency(seconds[len(seconds) // 2], fs_hz)
    return [
        typical([channel_quality(rows[:, c], fs_hz, float(noise_uv[c]), mains_hz) for rows in seconds])
        for c in range(recording.info.n_channels)
    ]


def _synchrony(info: StreamInfo, muscles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare muscles two by two, those with the most events if there are more than eight."""
    busy = sorted((i for i, m in enumerate(muscles) if m["count"] >= 10), key=lambda i: -muscles[i]["count"])[:8]
    out = []
    for i, j in combinations(sorted(busy), 2):
        a, b = muscles[i], muscles[j]
        limb = bool(a["place"]["limb"]) and all(a["place"][k] == b["place"][k] for k in ("limb", "side"))
        told = synchrony(
            a["plot"]["times_s"],
            b["plot"]["times_s"],
            min(a["analysable_s"], b["analysable_s"]),
            same_limb=limb,
        )
        out.append({"first": a["label"], "second": b["label"], "same_limb": limb, **asdict(told)})
    return out


def _plain(value: Any) -> Any:
    """Return the same as JSON knows it: lists and numbers, None for what is not finite."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.7g}") if math.isfinite(value) else None
    return value
