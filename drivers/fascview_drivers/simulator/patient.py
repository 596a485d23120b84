"""The synthetic patient: samples without end, and the truth about them.

Samples are made in chunks that depend on the settings and the chunk's number alone; how they are read makes no
difference. Nothing here models a disease: shapes and rates are chosen to look and behave like muscle at the bedside.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray
from fascview_drivers.simulator.artefacts import Leads
from fascview_drivers.simulator.background import Mains, Noise, Wander
from fascview_drivers.simulator.heart import Heart
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.spectra import keyed
from fascview_drivers.simulator.trains import FIRING_DTYPE, PAGE_S, SPILL_S, Habits, fire, make_habits
from fascview_drivers.simulator.units import PHASES, Unit, make_unit
from fascview_drivers.simulator.voluntary import Contraction, Will

CHUNK_S = 0.5
CROSSTALK = 0.10
_REACH_S = 0.2  # no discharge, satellite included, lasts longer

#: One thing that truly happened. ``sample`` is the main deflection on the primary ``channel`` (a column of the
#: recording), ``vpp_uv`` and ``snr`` (against the robust sigma of the background) are in 20-450 Hz, without noise.
#: ``kind``: fasciculation, doublet (the second of a pair), combined (a second unit at a fixed lag), ecg, artefact.
TRUTH_DTYPE = np.dtype(
    [
        ("time_s", np.float64),
        ("sample", np.int64),
        ("muscle", np.int32),
        ("unit", np.int32),
        ("channel", np.int32),
        ("kind", "U14"),
        ("vpp_uv", np.float32),
        ("snr", np.float32),
    ]
)


class Patient:
    """One synthetic patient.

    Parameters
    ----------
    settings : PatientSettings
    """

    def __init__(self, settings: PatientSettings) -> None:
        self.settings = settings
        self.chunk = math.ceil(CHUNK_S * settings.fs_hz)
        self._noise = Noise(settings, self.chunk)
        self._wander, self._mains = Wander(settings), Mains(settings)
        self._heart, self._leads, self._will = Heart(settings), Leads(settings), Will(settings)
        self._units: list[list[Unit]] = []
        self._habits: list[Habits] = []
        for muscle, rate in enumerate(settings.rates_per_min):
            units = self._make_units(muscle) if rate > 0 else []
            late = tuple((u.late_s, u.late_jitter_s, u.blocking if u.late is not None else 1.0) for u in units)
            random = keyed(settings.seed, 3, muscle)
            self._units.append(units)
            self._habits.append(make_habits(random, rate, late, bursts=settings.bursts, combined=settings.combined))
        self._pages: dict[tuple[int, int], NDArray[np.void]] = {}
        self._chunks: dict[int, FloatArray] = {}
        self._made = 0

    @property
    def sigma_uv(self) -> NDArray[np.float64]:
        """Robust sigma of the background of each channel in 20-450 Hz [uV]."""
        return self._noise.sigma_uv

    def _make_units(self, muscle: int) -> list[Unit]:
        settings = self.settings
        random = keyed(settings.seed, 1, muscle)
        count = int(random.integers(3, 6))
        sizes = np.clip(random.lognormal(np.log(95), 0.55, count), 22, 420) * settings.amplitude
        many = random.random(count) < 0.35
        return [
            make_unit(
                (settings.seed, 2, muscle, u), settings.fs_hz, settings.channels, sizes[u], complex_=bool(many[u])
            )
            for u in range(count)
        ]

    # ------------------------------------------------------------------ samples

    def read(self, start: int, stop: int) -> FloatArray:
        """Return the samples from ``start`` to ``stop`` [uV], shape ``(stop - start, n_channels)``."""
        out = np.empty((max(0, stop - start), self.settings.n_channels), np.float32)
        at = start
        while at < stop:
            number = at // self.chunk
            first = number * self.chunk
            upto = min(stop, first + self.chunk)
            out[at - start : upto - start] = self._rendered(number)[at - first : upto - first]
            at = upto
        return out

    def _rendered(self, number: int) -> FloatArray:
        if number not in self._chunks:
            while len(self._chunks) >= 3:
                self._chunks.pop(next(iter(self._chunks)))
            self._chunks[number] = self._render(number)
            self._made = max(self._made, (number + 1) * self.chunk)
        return self._chunks[number]

    def _render(self, number: int) -> FloatArray:
        settings, start = self.settings, number * self.chunk
        stop = start + self.chunk
        out = self._noise(number)
        if settings.drift:
            out += self._wander(start, stop)
        if settings.mains_hz and settings.mains_uv:
            out += self._mains(start, stop)
        for muscle in range(len(settings.muscles)):
            self._add_firings(out, start, muscle)
        self._will.add(out, start)
        if settings.ecg:
            self._heart.add(out, start)
        self._leads.add(out, start)
        return out

    def _add_firings(self, out: FloatArray, start: int, muscle: int) -> None:
        fs_hz = self.settings.fs_hz
        columns = self.settings.channels_of(muscle)
        faint = self._neighbour(muscle)
        for firing in self._firings(muscle, start / fs_hz - _REACH_S, (start + len(out)) / fs_hz + _REACH_S):
            unit = self._units[muscle][firing["unit"]]
            onset = firing["time_s"] * fs_hz - unit.peak
            _place(out[:, columns], unit.shapes, onset - start, firing["gain"])
            if unit.late is not None and not math.isnan(firing["late_s"]):
                _place(out[:, columns], unit.late, onset + firing["late_s"] * fs_hz - start, firing["gain"])
            if faint is not None:
                _place(out[:, faint], unit.shapes, onset - start, firing["gain"] * CROSSTALK)

    def _neighbour(self, muscle: int) -> slice | None:
        # Muscles stand in the order of the limb: 0 with 1, 2 with 3.
        other = muscle ^ 1
        if not self.settings.crosstalk or other >= len(self.settings.muscles):
            return None
        return self.settings.channels_of(other)

    def _firings(self, muscle: int, start_s: float, stop_s: float) -> NDArray[np.void]:
        if not self._units[muscle] or stop_s <= 0:
            return np.empty(0, FIRING_DTYPE)
        first = max(0, int((start_s - SPILL_S) // PAGE_S))
        rows = np.concatenate([self._page(muscle, page) for page in range(first, int(stop_s // PAGE_S) + 1)])
        rows = rows[(rows["time_s"] >= start_s) & (rows["time_s"] < stop_s)]
        return np.sort(rows, order="time_s")

    def _page(self, muscle: int, page: int) -> NDArray[np.void]:
        if (muscle, page) not in self._pages:
            while len(self._pages) >= 3 * len(self._units):
                self._pages.pop(next(iter(self._pages)))
            settings = self.settings
            self._pages[muscle, page] = fire(
                settings.seed, muscle, page, self._habits[muscle], bursts=settings.bursts, doublets=settings.doublets
            )
        return self._pages[muscle, page]

    # ------------------------------------------------------------------ the will

    def request_voluntary(self, muscle: int, duration_s: float = 4.0, level: float = 0.6) -> Contraction:
        """Contract a muscle as soon as possible: from the first sample that is not made yet.

        Parameters
        ----------
        muscle : int
        duration_s : float
            0.5 to 60 s.
        level : float
            0.05 to 1 of the strongest.
        """
        if not 0 <= muscle < len(self.settings.muscles):
            raise ValueError(f"there is no muscle {muscle}")
        duration_s = min(60.0, max(0.5, duration_s))
        return self._will.ask(muscle, self._made / self.settings.fs_hz + 0.02, duration_s, min(1.0, max(0.05, level)))

    def contractions(self, start: int, stop: int) -> list[Contraction]:
        """Return the voluntary contractions that touch the samples ``start`` to ``stop``."""
        return self._will.between(start / self.settings.fs_hz, stop / self.settings.fs_hz)

    def losses(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches of samples the link loses between ``start`` and ``stop``."""
        fs_hz = self.settings.fs_hz
        runs = self._leads.losses(start / fs_hz, stop / fs_hz)
        return [(math.ceil(a * fs_hz), math.ceil(b * fs_hz)) for a, b in runs]

    # ------------------------------------------------------------------ the truth

    def truth(self, start: int, stop: int) -> NDArray[np.void]:
        """Return what happened from sample ``start`` to ``stop``, rows of ``TRUTH_DTYPE`` in order of time.

        Discharges of voluntary contractions are not listed one by one; see ``contractions``.
        """
        fs_hz, settings = self.settings.fs_hz, self.settings
        rows: list[tuple[float, int, int, int, int, str, float, float]] = []
        for muscle, units in enumerate(self._units):
            for firing in self._firings(muscle, (start - 1) / fs_hz, (stop + 1) / fs_hz):
                unit = units[firing["unit"]]
                rows.append(
                    self._row(firing["time_s"], muscle, int(firing["unit"]), unit.channel, str(firing["kind"]),
                              unit.vpp_uv[unit.channel] * firing["gain"])
                )  # fmt: skip
        if settings.ecg:
            for beat, early in zip(*self._heart.beats((start - 1) / fs_hz, (stop + 1) / fs_hz), strict=True):
                for muscle in self._heart.muscles:
                    size, channel = self._heart.size_uv(muscle, bool(early))
                    rows.append(self._row(beat, muscle, -1, channel, "ecg", size))
        for artefact in self._leads.between(start / fs_hz, stop / fs_hz):
            first = settings.channels_of(artefact.muscle).start
            rows.append(
                self._row(artefact.time_s, artefact.muscle, -1, artefact.channels[0] - first, "artefact", np.nan)
            )
        out = np.array(rows, TRUTH_DTYPE)
        out = out[(out["sample"] >= start) & (out["sample"] < stop)]
        return np.sort(out, order=["sample", "muscle"])

    def _row(
        self, time_s: float, muscle: int, unit: int, channel: int, kind: str, vpp_uv: float
    ) -> tuple[float, int, int, int, int, str, float, float]:
        column = self.settings.channels_of(muscle).start + channel
        sample = round(time_s * self.settings.fs_hz)
        return sample / self.settings.fs_hz, sample, muscle, unit, column, kind, vpp_uv, vpp_uv / self.sigma_uv[column]


def _place(out: FloatArray, shapes: FloatArray, at: float, gain: float) -> None:
    """Add a shape to ``out`` at the row ``at``, which may lie between two rows or outside."""
    steps = math.floor(at * PHASES + 0.5)
    row, phase = divmod(steps, PHASES)
    shape = shapes[phase]
    low, high = max(row, 0), min(row + len(shape), len(out))
    if low < high:
        out[low:high] += np.float32(gain) * shape[low - row : high - row]
