"""Searches one muscle for discharges, hop by hop: what stands out in energy, and the shapes it has learnt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.detection.candidates import Candidate, peaks
from fascview.detection.flatten import symmetric
from fascview.detection.library import MEMBERS, STRONGEST, WEAKEST, Library, Match, Shape, filter_outputs, fits, shrunk
from fascview.detection.timing import Timing
from fascview.dsp.noise import MAD_TO_SIGMA, middle_of_each
from fascview.stream import FloatArray

#: Half length of a shape: long polyphasic potentials last 30 to 40 ms.
HALF_S = 0.022
REACH_S = 0.006
#: Discharges closer than this are looked for together.
CLUSTER_S = 0.045
#: The same unit cannot fire again sooner.
REFRACTORY_S = 0.0045
#: A later component of a cluster must stand this far above the threshold: one of the strongest's own shape, and one of
#: another. It must reach this share of the strongest: one of another shape, the same shape after it, and before it. The
#: second discharge of a doublet is the weaker.
LATER_Z, LATER_SHARE = 1.0, 0.3
STRANGE_Z, AGAIN_SHARE, BEFORE_SHARE = 4.0, 0.45, 0.7
#: Share of what the others leave unexplained that a later component must explain.
LATER_GAIN = 0.5
#: Share of a cluster's energy that known shapes must explain before it is taken apart.
EXPLAINED = 0.6
#: Candidates this much below the threshold still teach shapes.
TEACHING_Z = 1.0
MAX_COMPONENTS = 4
#: The noise of a shape's filter is followed over so many hops, and looked at in every fourth.
NOISE_HOPS, OFTEN = 20, 4
#: More energy peaks than this in a hop is a contraction: shapes are not learnt from it.
CROWDED = 4


@dataclass
class Component:
    """A discharge of a known shape inside a cluster: row, shape, amplitude, z."""

    row: int
    shape: Shape
    amplitude: float
    z: float
    index: int


class MuscleSearch:
    """Finds candidates of one muscle.

    Parameters
    ----------
    timing : Timing
        Lengths.
    muscle : int
        Index of the muscle.
    n_channels : int
        Its channels.
    energy_z, shape_z, stranger_z : float
        Thresholds of the energy, of the matched filters, and of what has no known shape or one that is usually fainter.
    """

    def __init__(
        self, timing: Timing, muscle: int, n_channels: int, energy_z: float, shape_z: float, stranger_z: float
    ) -> None:
        self.timing = timing
        self.muscle = muscle
        self.energy_z, self.shape_z, self.stranger_z = energy_z, shape_z, stranger_z
        self.half = timing.samples(HALF_S)
        self.reach = timing.samples(REACH_S)
        self.cluster = timing.samples(CLUSTER_S)
        self.library = Library(self.half, n_channels)
        self._noise: dict[int, list[float]] = {}
        self._taken: list[int] = []
        self._banked: list[tuple[int, int]] = []

    @property
    def margin(self) -> int:
        """Rows needed to either side of the hop."""
        return self.cluster + self.half + self.reach + 2

    def has_shapes(self) -> bool:
        """Whether a shape is known well enough to be searched for."""
        return any(s.count >= MEMBERS for s in self.library.shapes)

    def push(
        self,
        first: int,
        energy: FloatArray,
        top: float,
        rows: FloatArray,
        scaled: FloatArray,
        transform: FloatArray,
        taps: FloatArray,
        per_sample: float,
        blocked: Callable[[], NDArray[np.bool_]],
    ) -> list[Candidate]:
        """Search one hop.

        Parameters
        ----------
        first : int
            Analysis index of the hop's first row.
        energy : ndarray, shape (step + 2 * margin,)
            z of the energy less its threshold.
        top : float
            The largest of it in the hop.
        rows : ndarray, shape (step + 2 * margin, n_channels)
            Core band around the hop [uV].
        scaled : ndarray, same shape
            ``rows @ transform``.
        transform : ndarray, shape (n_channels, n_channels)
            Scaling by sigma and whitening; zero columns for channels not in use.
        taps : ndarray, shape (n_taps,)
            Half of the symmetric filter that whitens in time.
        per_sample : float
            Power of the noise of one scaled channel.
        blocked : callable
            Returns the rows, shape (step + 2 * margin,), from which shapes are not learnt.
        """
        m, step = self.margin, self.timing.step
        self._transform, self._taps = transform, taps
        self._taken = [t for t in self._taken if t > first - self.cluster - step]
        line = energy
        hop = first // step
        active = self.library.active()
        if active:
            due = [(s.group, s.count) for s in active] != self._banked or (hop + self.muscle) % OFTEN == 0
            if due:
                self._bank(active, per_sample)
            outputs = self._shape_scores(active, scaled, hop)
            h = self.half
            stands_out = top > 0 or outputs[:, m - h : h - m].max() > self.shape_z
            if not stands_out and top <= -TEACHING_Z:
                return []
            line = energy.copy()
            line[h:-h] = np.maximum(line[h:-h], outputs.max(0) - self.shape_z)
            if not due and stands_out:
                self._bank(active, per_sample)
        n_used = int(np.count_nonzero(transform.diagonal()))
        noise = per_sample * n_used * (2 * self.half + 1)
        strong = peaks(line, m, m + step, 0.0, self.cluster)
        weak = peaks(energy, m, m + step, -TEACHING_Z, self.cluster)
        found: list[Candidate] = []
        crowded = len(strong) >= CROWDED
        out = blocked() if len(strong) or len(weak) else None
        for row in strong:
            taught = not crowded and out is not None and not out[row]
            found += self._cluster(
                first - m, int(row), rows, scaled, transform, noise, line, energy, active, not taught
            )
        for row in weak:
            if (
                energy[row] <= 0
                and not crowded
                and out is not None
                and not out[row]
                and all(abs(row - s) > self.cluster for s in strong)
            ):
                self._learn(first - m, int(row), rows, scaled, transform, noise, False)
        return found

    def _bank(self, active: list[Shape], noise: float) -> None:
        """Bring the active shapes into the space of the scaled rows."""
        waves = np.matmul(np.stack([s.wave for s in active]), self._transform)
        self._waves = shrunk(waves, np.array([s.count for s in active], np.float32), noise)
        self._sizes = np.maximum(np.sqrt(np.square(self._waves).sum((1, 2))), 1e-6)
        self._units = np.asarray(self._waves / self._sizes[:, None, None], np.float32)
        self._banked = [(s.group, s.count) for s in active]

    def _shape_scores(self, active: list[Shape], scaled: FloatArray, hop: int) -> FloatArray:
        """Return matched filters of the active shapes in units of their own noise."""
        outputs = filter_outputs(self._units, scaled)
        known = [self._noise.setdefault(s.group, [0.0, 0.0]) for s in active]
        due = [k for k, entry in enumerate(known) if entry[1] < OFTEN or (hop + active[k].group) % OFTEN == 0]
        if due:
            now = MAD_TO_SIGMA * middle_of_each(np.abs(outputs[due]))
            for k, value in zip(due, now, strict=True):
                known[k][1] += 1
                known[k][0] += max(OFTEN / NOISE_HOPS, 1 / known[k][1]) * (float(value) - known[k][0])
        outputs /= np.maximum(np.array([entry[0] for entry in known], np.float32), 1e-6)[:, None]
        return outputs

    _transform: FloatArray = np.eye(1, dtype=np.float32)
    _taps: FloatArray = np.ones(1, np.float32)

    def _cluster(
        self,
        origin: int,
        row: int,
        rows: FloatArray,
        scaled: FloatArray,
        transform: FloatArray,
        noise: float,
        line: FloatArray,
        energy: FloatArray,
        active: list[Shape],
        crowded: bool,
    ) -> list[Candidate]:
        """Judge one peak and what lies within a cluster's length of it."""
        parts = self._take_apart(row, scaled, noise, active) if active else []
        z = max(float(line[row]) + self.shape_z, float(energy[row]) + self.energy_z)
        if not parts:
            shape, lag = self._learn(origin, row, rows, scaled, transform, noise, crowded)
            at = origin + row + lag
            if any(abs(at - t) <= self.timing.samples(0.008) for t in self._taken):
                return []
            self._taken.append(at)
            c = Candidate(at, self.muscle, z, group=shape.group if shape is not None else -1)
            c.features["ze"] = float(energy[row])
            c.faint = z < self.stranger_z
            if shape is not None:
                shape.heights.append(z)
            return [c]
        out = []
        parts.sort(key=lambda p: p.row)
        for i, part in enumerate(parts):
            # where discharges overlap the waveform does not tell where each has its main deflection, the shape does
            at = origin + part.row + (part.shape.deflection() if len(parts) > 1 else 0)
            if any(abs(at - t) <= self.timing.samples(0.004) for t in self._taken):
                continue
            self._taken.append(at)
            if len(parts) == 1 and not crowded:
                wave = rows[part.row - self.half : part.row + self.half + 1]
                self.library.add(wave, at, Match(part.shape, 0, part.amplitude, 0.0, part.z))
            else:
                part.shape.times.append(at)
                part.shape.last = at
            c = Candidate(at, self.muscle, max(part.z, z if len(parts) == 1 else part.z), group=part.shape.group)
            c.features["known"] = float(part.shape.count)
            c.features["parts"] = float(len(parts))
            c.features["pz"] = part.z
            c.features["later"] = float(i > 0)
            c.faint = max(c.z, part.shape.usual_z()) < self.stranger_z
            part.shape.heights.append(c.z)
            c.features["ze"] = float(energy[min(max(part.row, 0), len(energy) - 1)])
            if i:
                gap = part.row - parts[i - 1].row
                same = parts[i - 1].shape is part.shape
                c.kind = "doublet" if same and gap <= self.timing.samples(0.020) else "combined" if not same else c.kind
            out.append(c)
        return out

    def _take_apart(self, row: int, scaled: FloatArray, noise: float, active: list[Shape]) -> list[Component]:
        """Explain a cluster by active shapes, the strongest first; empty where they do not explain it."""
        h, reach = self.half, self.cluster
        lo, hi = max(row - reach - h, 0), min(row + reach + h + 1, len(scaled))
        whole = np.ascontiguousarray(scaled[lo:hi])
        out = filter_outputs(self._units, whole)
        amplitude = out / self._sizes[:, None]
        legal = (amplitude >= WEAKEST) & (amplitude <= STRONGEST)
        centre = row - lo - h
        legal[:, : max(0, centre - self.reach)] = False
        legal[:, centre + self.reach + 1 :] = False
        spread = np.array([max(self._noise.get(s.group, [1.0, 0.0])[0], 1e-6) for s in active])
        score = np.where(legal, out / spread[:, None], 0.0)
        k, i = divmod(int(np.argmax(score)), score.shape[1])
        z = float(score[k, i])
        if z <= self.shape_z:
            return []
        parts = [Component(lo + h + i, active[k], float(amplitude[k, i]), z, k)]
        parts = self._later(parts, whole, lo, noise, active)
        rest = joint_rest(whole, [p.row - lo - h for p in parts], [self._waves[p.index] for p in parts])
        first, last = min(p.row for p in parts) - h - lo, max(p.row for p in parts) + h + 1 - lo
        per_row = noise / (2 * h + 1)
        signal = float(np.square(whole[first:last]).sum()) - per_row * (last - first)
        unexplained = float(np.square(rest[first:last]).sum()) - per_row * (last - first)
        if unexplained > (1 - EXPLAINED) * max(signal, 1e-9):
            return []
        return parts

    def _later(
        self, parts: list[Component], scaled: FloatArray, lo: int, noise: float, active: list[Shape]
    ) -> list[Component]:
        """Look for further discharges in what the first leaves of a cluster, where the noise is white.

        There waveforms are shorter, and those that overlap part more clearly.
        """
        h = self.half
        length = 2 * h + 1
        taps = np.broadcast_to(self._taps, (scaled.shape[1], len(self._taps)))
        whole = symmetric(scaled, taps)
        per_sample = noise / length / max(1, int(np.count_nonzero(self._transform.diagonal())))
        raw = np.matmul(np.stack([s.wave for s in active]), self._transform)
        waves = shrunk(symmetric(raw, taps), np.array([s.count for s in active], np.float32), per_sample)
        sizes = np.maximum(np.sqrt(np.square(waves).sum((1, 2))), 1e-6)
        units = (waves / sizes[:, None, None]).astype(np.float32)
        spread = float(np.sqrt(per_sample))
        near = self.timing.samples(REFRACTORY_S)
        rest = joint_rest(whole, [p.row - lo - h for p in parts], [waves[p.index] for p in parts])
        first = parts[0].row - lo - h
        strongest = float((units[parts[0].index] * whole[first : first + length]).sum()) / spread
        mine = np.array([s is parts[0].shape for s in active])
        while len(parts) < MAX_COMPONENTS:
            out = filter_outputs(units, rest)
            amplitude = out / sizes[:, None]
            legal = (amplitude >= WEAKEST) & (amplitude <= STRONGEST)
            for part in parts:
                a = part.row - lo - h
                legal[[s is part.shape for s in active], max(0, a - near) : a + near + 1] = False
            score = out / spread
            needed = np.full_like(score, LATER_SHARE * strongest)
            needed[mine, : first + 1] = BEFORE_SHARE * strongest
            needed[mine, first + 1 :] = AGAIN_SHARE * strongest
            needed = np.maximum(needed, self.shape_z + np.where(mine, LATER_Z, STRANGE_Z)[:, None])
            score = np.where(legal & (score > needed), score, 0.0)
            k, i = divmod(int(np.argmax(score)), score.shape[1])
            z = float(score[k, i])
            if z <= 0:
                break
            tried = [*parts, Component(lo + h + i, active[k], float(amplitude[k, i]), z, k)]
            left = joint_rest(whole, [p.row - lo - h for p in tried], [waves[p.index] for p in tried])
            before = float(np.square(rest[i : i + length]).sum()) - noise
            gain = float(np.square(rest).sum() - np.square(left).sum())
            if gain < LATER_GAIN * before:
                break
            parts, rest = tried, left
        return parts

    def _learn(
        self,
        origin: int,
        row: int,
        rows: FloatArray,
        scaled: FloatArray,
        transform: FloatArray,
        noise: float,
        crowded: bool,
    ) -> tuple[Shape | None, int]:
        """Compare one peak with all shapes; add it to the best or begin a new one. Return the shape and the lag."""
        reach = self.reach
        a, b = row - self.half - reach, row + self.half + reach + 1
        matches = self.library.compare(self.library.shapes, scaled[a:b], transform, reach, noise)
        best = next((m for m in matches if fits(m)), None)
        if crowded:
            return (best.shape, best.lag) if best is not None and best.shape.count >= MEMBERS else (None, 0)
        lag = best.lag if best is not None else self._middle(row, scaled) - row
        at = row + lag
        shape = self.library.add(rows[at - self.half : at + self.half + 1], origin + at, best)
        return shape, lag

    def _middle(self, row: int, scaled: FloatArray) -> int:
        """Row of the largest deflection near the energy peak."""
        near = scaled[row - self.reach : row + self.reach + 1]
        return row - self.reach + int(np.argmax(np.abs(near).max(1)))


def joint_rest(rows: FloatArray, places: list[int], waves: list[FloatArray]) -> FloatArray:
    """Return what is left of ``rows`` after the best joint fit of waveforms and of their slopes (small shifts in time).

    Parameters
    ----------
    rows : ndarray, shape (n, n_channels)
        A cluster.
    places : list of int
        First row of each waveform.
    waves : list of ndarray, each of shape (length, n_channels)
        Waveforms.
    """
    basis = np.zeros((2 * len(waves), *rows.shape), np.float32)
    for i, (place, wave) in enumerate(zip(places, waves, strict=True)):
        basis[2 * i, place : place + len(wave)] = wave
        slope = basis[2 * i + 1, place : place + len(wave)]
        slope[1:-1] = 0.5 * (wave[2:] - wave[:-2])
        slope[0], slope[-1] = wave[1] - wave[0], wave[-1] - wave[-2]
    flat = basis.reshape(len(basis), -1)
    gram: NDArray[np.float64] = (flat @ flat.T).astype(np.float64)
    gram[np.diag_indices(len(gram))] *= 1.001
    gram[np.diag_indices(len(gram))] += 1e-9
    weights = np.linalg.solve(gram, (flat @ rows.ravel()).astype(np.float64))
    limit = np.abs(weights[0::2])
    weights[1::2] = np.clip(weights[1::2], -limit, limit)
    return np.asarray(rows - (weights.astype(np.float32) @ flat).reshape(rows.shape), np.float32)
