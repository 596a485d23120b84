"""Motor units: where their fibres lie, and what an electrode array over them sees.

Each unit is a sum of fibre groups. In every group two action potentials leave the end plate in opposite directions as
travelling tripoles and end at the tendons (after Merletti et al. 1999, IEEE Trans Biomed Eng 46:810-820); the medium is
infinite and anisotropic (Rosenfalck 1969). End plates scatter within the unit: widely in a complex one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray
from fascview_drivers.simulator.spectra import FloatVector, keyed, resample

PHASES = 4  # places between two samples at which a discharge can lie
SHAPE_FS_HZ = 4000.0
SHAPE_S = 0.128
CUT_S = 0.064  # what is kept: everything has died away by then

# Tripole: charges and distances [mm] without net charge and without net dipole moment.
_AHEAD_MM, _BEHIND_MM = 2.1, 5.6
_CHARGES = np.array([1.0, -1.0 - _AHEAD_MM / _BEHIND_MM, _AHEAD_MM / _BEHIND_MM])
_OFFSETS_MM = np.array([_AHEAD_MM, 0.0, -_BEHIND_MM])
_ANISOTROPY = 2.5  # conductivity along the fibres over that across


@dataclass(frozen=True, slots=True)
class Unit:
    """One motor unit as its muscle's electrodes see it.

    Attributes
    ----------
    shapes : ndarray, shape (PHASES, n_samples, n_channels), float32
        One discharge [uV], shifted by fractions of a sample.
    late : ndarray or None
        The same for a satellite that follows ``late_s`` behind, with jitter ``late_jitter_s``, and fails to come
        with the probability ``blocking``.
    peak : float
        From the start of ``shapes`` to the largest deflection of the primary channel [samples].
    channel : int
        Primary channel within the muscle.
    vpp_uv : ndarray, shape (n_channels,)
        Peak to peak in 20-450 Hz on each channel [uV].
    """

    shapes: FloatArray
    peak: float
    channel: int
    vpp_uv: FloatVector
    late: FloatArray | None = None
    late_s: float = 0.0
    late_jitter_s: float = 0.0
    blocking: float = 0.0


def electrodes_mm(n_channels: int) -> NDArray[np.float64]:
    """Return where the electrodes of one muscle lie, shape ``(n_channels, 2)``: across and along the fibres [mm].

    Up to eight are two columns 16 mm apart; more are a square grid of 8 mm.
    """
    if n_channels <= 8:
        column, row = np.arange(n_channels) % 2, np.arange(n_channels) // 2
        spacing = np.array([16.0, 14.0])
    else:
        side = int(np.ceil(np.sqrt(n_channels)))
        column, row = np.arange(n_channels) // side, np.arange(n_channels) % side
        spacing = np.array([8.0, 8.0])
    places = np.stack([column, row], axis=1) * spacing
    return np.asarray(places - places.mean(axis=0))


def make_unit(
    key: tuple[int, ...], fs_hz: float, n_channels: int, vpp_uv: float, *, complex_: bool, phases: int = PHASES
) -> Unit:
    """Return the unit of a key, scaled to a peak to peak amplitude in 20-450 Hz on its primary channel."""
    random = keyed(*key)
    place_mm = np.array([random.uniform(-14, 14), random.uniform(4.0, 13.0)])  # across, depth
    plate_mm = random.uniform(-25, 25)
    main = _potential(random, n_channels, place_mm, plate_mm, scatter_mm=7.0 if complex_ else 3.0)
    times = np.arange(int(CUT_S * fs_hz) * phases) / (fs_hz * phases)
    low_pass_hz = min(0.45 * fs_hz, 1000.0)
    banded = resample(main, SHAPE_FS_HZ, times, low_pass_hz, fs_hz)
    vpp = np.ptp(banded, axis=0)
    channel = int(np.argmax(vpp))
    scale = vpp_uv / vpp[channel]
    late: FloatArray | None = None
    if complex_:
        beside_mm = np.maximum(place_mm + random.uniform([-5, -2], [5, 3]), [-20, 4])
        late_shape = _potential(random, n_channels, beside_mm, plate_mm, scatter_mm=2.0, groups=3)
        late_vpp = np.ptp(resample(late_shape, SHAPE_FS_HZ, times, low_pass_hz, fs_hz), axis=0)[channel]
        late_scale = vpp_uv * random.uniform(0.25, 0.6) / late_vpp
        late = _phased(late_shape * late_scale, fs_hz, phases, low_pass_hz)
    return Unit(
        shapes=_phased(main * scale, fs_hz, phases, low_pass_hz),
        peak=float(np.argmax(np.abs(banded[:, channel]))) / phases,
        channel=channel,
        vpp_uv=vpp * scale,
        late=late,
        late_s=random.uniform(0.003, 0.010),
        late_jitter_s=random.uniform(0.0002, 0.0012),
        blocking=random.uniform(0.05, 0.3),
    )


def _potential(
    random: np.random.Generator,
    n_channels: int,
    place_mm: NDArray[np.float64],
    plate_mm: float,
    scatter_mm: float,
    groups: int = 10,
) -> FloatVector:
    """Return one discharge at ``SHAPE_FS_HZ``, shape ``(n, n_channels)``, in arbitrary units; zero at both ends."""
    at = electrodes_mm(n_channels)
    t_ms = np.arange(int(SHAPE_S * SHAPE_FS_HZ)) * (1000 / SHAPE_FS_HZ)
    speed = random.normal(4.0, 0.35) * random.normal(1.0, 0.03, groups)  # mm/ms
    plates = plate_mm + random.normal(0, scatter_mm, groups)
    tendons = np.array([[-random.uniform(45, 75)], [random.uniform(45, 75)]]) + random.normal(0, 6, (2, groups))
    tendons[0] = np.minimum(tendons[0], plates - 15)
    tendons[1] = np.maximum(tendons[1], plates + 15)
    across = place_mm[0] + random.normal(0, 2.5, groups)
    depth = np.maximum(place_mm[1] + random.normal(0, 1.5, groups), 3.0)
    start_ms = 4.0 + np.abs(random.normal(0, 0.4, groups))
    weight = random.uniform(0.5, 1.5, groups)
    potential = np.zeros((len(t_ms), n_channels))
    for group in range(groups):
        aside = _ANISOTROPY * ((at[:, 0] - across[group]) ** 2 + depth[group] ** 2)
        travelled = speed[group] * (t_ms - start_ms[group])
        for side, direction in ((0, -1.0), (1, 1.0)):
            reach = abs(tendons[side, group] - plates[group])
            for charge, offset in zip(_CHARGES, _OFFSETS_MM, strict=True):
                # A pole waits at the end plate until it is due and stops at the tendon: there the three cancel.
                z_mm = plates[group] + direction * np.clip(travelled + offset, 0.0, reach)
                potential += weight[group] * charge / np.sqrt(aside + (at[:, 1] - z_mm[:, None]) ** 2)
    return potential


def _phased(shape: FloatVector, fs_hz: float, phases: int, low_pass_hz: float) -> FloatArray:
    n = int(CUT_S * fs_hz)
    out = np.empty((phases, n, shape.shape[1]), np.float32)
    taper = np.ones(n)
    edge = max(2, int(0.003 * fs_hz))
    taper[-edge:] = 0.5 * (1 + np.cos(np.linspace(0, np.pi, edge)))
    for phase in range(phases):
        times: FloatVector = (np.arange(n, dtype=np.float64) - phase / phases) / fs_hz
        out[phase] = resample(shape, SHAPE_FS_HZ, times, low_pass_hz) * taper[:, None]
    out.flags.writeable = False
    return out
