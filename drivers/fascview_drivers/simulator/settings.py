"""What the synthetic patient is made of: settings, and how an address spells them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fascview.errors import UsageError
from fascview.stream import MAX_CHANNELS, Muscle, plain_text
from fascview_drivers.address import Address

#: Muscles in the order they are taken, with the fasciculations per minute of an unspecified patient.
MUSCLES: tuple[tuple[str, float], ...] = (
    ("Deltoid R", 43.0),
    ("Biceps brachii R", 11.0),
    ("Tibialis anterior R", 19.0),
    ("Gastrocnemius R", 0.0),
    ("Vastus lateralis R", 27.0),
    ("First dorsal interosseous R", 34.0),
    ("Trapezius R", 6.0),
    ("Thoracic paraspinal R", 3.0),
    ("Deltoid L", 31.0),
    ("Biceps brachii L", 16.0),
    ("Tibialis anterior L", 8.0),
    ("Gastrocnemius L", 52.0),
    ("Vastus lateralis L", 12.0),
    ("First dorsal interosseous L", 22.0),
    ("Trapezius L", 2.0),
    ("Thoracic paraspinal L", 0.0),
)
OTHER_RATE_PER_MIN = 20.0

OPTIONS = (
    "seed", "muscles", "channels", "fs_hz", "rates", "noise_uv", "amplitude", "mains_hz", "mains_uv", "ecg",
    "heart_per_min", "ectopics", "pops", "motion", "drift", "crosstalk", "bursts", "doublets", "combined",
    "contractions", "lost", "speed", "duration_s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatientSettings:
    """One synthetic patient. The same settings give the same samples, whenever and however they are read.

    Attributes
    ----------
    seed : int
        Chooses the person.
    muscles : tuple of str
        1 to 16 labels, such as ``Deltoid R``.
    rates_per_min : tuple of float
        Fasciculations per minute of each muscle (a doublet or a combined pair counts once).
    channels : int
        Electrodes per muscle, 1 to 64.
    fs_hz : float
        Sampling rate [Hz], 250 to 10,000, a whole number.
    noise_uv : float
        Robust sigma of the background in 20-450 Hz [uV], on average; channels differ by about a quarter.
    amplitude : float
        Multiplies every fasciculation.
    mains_hz, mains_uv : float
        Mains frequency (50, 60, or 0 for none) and the amplitude of its first line [uV].
    ecg, heart_per_min, ectopics : bool, float, bool
        Heart beats in muscles near the trunk, their mean rate, and whether some come early and broad.
    pops, motion, drift, crosstalk : bool
        Electrode pops, cable motion, slow baseline wander, and potentials seen faintly in the neighbouring muscle.
    bursts, doublets, combined : bool
        Clusters of 2-6 discharges, second discharges after 2.5-20 ms, and two units firing at a fixed lag.
    contractions : bool
        Voluntary contractions by schedule: about one a minute, in any muscle but the last.
    lost : bool
        Whether the link loses a short run of samples now and then.
    """

    seed: int = 4
    muscles: tuple[str, ...] = tuple(name for name, _ in MUSCLES[:4])
    rates_per_min: tuple[float, ...] = tuple(rate for _, rate in MUSCLES[:4])
    channels: int = 4
    fs_hz: float = 2000.0
    noise_uv: float = 4.2
    amplitude: float = 1.0
    mains_hz: float = 50.0
    mains_uv: float = 4.0
    ecg: bool = True
    heart_per_min: float = 68.0
    ectopics: bool = False
    pops: bool = True
    motion: bool = True
    drift: bool = True
    crosstalk: bool = False
    bursts: bool = True
    doublets: bool = True
    combined: bool = True
    contractions: bool = True
    lost: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.muscles) <= 16 or len(self.rates_per_min) != len(self.muscles):
            raise UsageError("The demo patient has 1 to 16 muscles, with one rate for each.")
        if len({Muscle.from_label(m) for m in self.muscles}) != len(self.muscles):
            raise UsageError("The demo patient cannot have the same muscle twice; give each its own name or side.")
        for low, high, value, what in (
            (0, 2**32 - 1, self.seed, "seed of the demo patient"),
            (1, 64, self.channels, "number of channels per muscle"),
            (250, 10_000, self.fs_hz, "sampling rate of the demo patient in Hz"),
            (0.1, 100, self.noise_uv, "noise of the demo patient in uV"),
            (0.01, 100, self.amplitude, "amplitude of the demo patient"),
            (0, 1000, self.mains_uv, "amplitude of the mains in uV"),
            (30, 220, self.heart_per_min, "heart rate per minute"),
            (0, 600, min(self.rates_per_min), "lowest rate per minute"),
            (0, 600, max(self.rates_per_min), "highest rate per minute"),
        ):
            if not low <= value <= high:
                raise UsageError(f"The {what} is {value:g}; it must lie between {low:g} and {high:g}.")
        if self.fs_hz != int(self.fs_hz):
            raise UsageError(f"The sampling rate of the demo patient is {self.fs_hz:g} Hz; give a whole number.")
        if self.mains_hz not in (0.0, 50.0, 60.0):
            raise UsageError(f"The mains frequency is {self.mains_hz:g} Hz; it must be 50, 60, or 0 for none.")
        if len(self.muscles) * self.channels > MAX_CHANNELS:
            raise UsageError(f"The demo patient would have more than {MAX_CHANNELS} channels; ask for fewer.")

    @property
    def n_channels(self) -> int:
        """Number of channels of all muscles together."""
        return len(self.muscles) * self.channels

    def channels_of(self, muscle: int) -> slice:
        """Return the columns of one muscle."""
        return slice(muscle * self.channels, (muscle + 1) * self.channels)


def from_address(address: Address) -> PatientSettings:
    """Read the patient out of a ``demo:`` address."""
    address.refuse_unknown(OPTIONS)
    muscles = _muscles(address.options.get("muscles", "4"))
    known = dict(MUSCLES)
    rates = tuple(known.get(m, OTHER_RATE_PER_MIN) for m in muscles)
    if "rates" in address.options:
        rates = _rates(address.options["rates"], len(muscles))
    default = PatientSettings()
    return PatientSettings(
        seed=address.integer("seed", default.seed, 0, 2**32 - 1),
        muscles=muscles,
        rates_per_min=rates,
        channels=address.integer("channels", default.channels, 1, 64),
        fs_hz=address.number("fs_hz", default.fs_hz, 250, 10_000, "Hz"),
        noise_uv=address.number("noise_uv", default.noise_uv, 0.1, 100, "uV"),
        amplitude=address.number("amplitude", default.amplitude, 0.01, 100),
        mains_hz=address.number("mains_hz", default.mains_hz, 0, 60, "Hz"),
        mains_uv=address.number("mains_uv", default.mains_uv, 0, 1000, "uV"),
        ecg=address.flag("ecg", default.ecg),
        heart_per_min=address.number("heart_per_min", default.heart_per_min, 30, 220, "per minute"),
        ectopics=address.flag("ectopics", default.ectopics),
        pops=address.flag("pops", default.pops),
        motion=address.flag("motion", default.motion),
        drift=address.flag("drift", default.drift),
        crosstalk=address.flag("crosstalk", default.crosstalk),
        bursts=address.flag("bursts", default.bursts),
        doublets=address.flag("doublets", default.doublets),
        combined=address.flag("combined", default.combined),
        contractions=address.choice("contractions", "auto", ("auto", "on", "off")) != "off",
        lost=address.flag("lost", default.lost),
    )


def _muscles(text: str) -> tuple[str, ...]:
    if text.strip().isdigit():
        count = int(text) if len(text.strip()) < 5 else 0
        if not 1 <= count <= len(MUSCLES):
            raise UsageError(f"muscles is {plain_text(text)}; it must be 1 to {len(MUSCLES)}, or names with commas.")
        return tuple(name for name, _ in MUSCLES[:count])
    names = tuple(filter(None, (plain_text(word) for word in text.split(","))))
    if not names:
        raise UsageError("muscles is empty; give a number or names with commas between.")
    return names


def _rates(text: str, n_muscles: int) -> tuple[float, ...]:
    try:
        rates = tuple(float(word) for word in text.split(","))
    except ValueError:
        rates = (math.nan,)
    if len(rates) == 1:
        rates *= n_muscles
    if len(rates) != n_muscles or not all(0 <= r <= 600 for r in rates):
        raise UsageError(f"rates is {plain_text(text)}; give one rate per minute, 0 to 600, for each muscle.")
    return rates
