"""Every state in words: pure functions from what the engine tells to what the window says."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from fascview.settings import FilterSettings

if TYPE_CHECKING:
    from fascview.engine.status import EngineStatus, MuscleStatus, State
    from fascview.stream import StreamInfo
    from fascview_ui.models.recent import Recent
    from fascview_ui.models.surroundings import View

translate = QCoreApplication.translate

SUFFICIENT_S = 90.0
DASH = "—"
RED_NOISE_UV = 10.0
LATE_S = 0.5  # samples older than this are late; from 2 s on there are none
QUIET_WRITER_S = 3.0  # the writer gathers for up to two seconds


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as word, icon and the name of its colour in the theme; ``filled`` puts the word on that colour."""

    word: str
    icon: str
    tone: str
    filled: bool = False


@dataclass(frozen=True, slots=True)
class LightText:
    """A lamp: ``on``, ``off``, ``late`` or ``fault``, and the line below its name, in full and short."""

    state: str
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class CardText:
    """All words and figures of a muscle's card."""

    name: str
    side: str
    chip: Chip
    rate: str
    interval: str
    interval_short: str
    count: str
    last_10_s: str
    clock: str
    clock_note: str
    clock_note_short: str
    clock_note_shortest: str
    filling: float
    noise: str
    noise_fault: bool
    smallest: str
    held: bool
    sparkline: tuple[float, ...]
    spoken: str


def number(value: float, decimals: int = 0) -> str:
    """Return a number as people of this locale write it, a dash when there is none."""
    return QLocale().toString(float(value), "f", decimals) if math.isfinite(value) else DASH


def uv(value: float) -> str:
    """Return microvolts, one decimal below ten of them."""
    return number(value, 1 if value < 99.95 and abs(value) < 20 else 0) + " µV"


def clock(seconds: float) -> str:
    """Return ``m:ss``, or ``h:mm:ss`` from an hour on."""
    if not math.isfinite(seconds):
        return DASH
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def long_clock(seconds: float) -> str:
    """Return ``hh:mm:ss``."""
    whole = max(0, int(seconds)) if math.isfinite(seconds) else 0
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def moment(seconds: float) -> str:
    """Return a moment of a recording to the millisecond: ``06:14.496``."""
    ticks = round(max(0.0, seconds) * 1000)
    minutes, rest = divmod(ticks, 60_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{hours}:{text}" if hours else text


def age(seconds: float) -> str:
    """Return an age with two figures: ``12 ms``, ``0.2 s``, ``14 s``."""
    if not math.isfinite(seconds):
        return DASH
    if seconds < 0.0995:
        return translate("Words", "{0} ms").format(number(max(0.0, seconds) * 1000))
    return translate("Words", "{0} s").format(number(seconds, 1 if seconds < 9.95 else 0))


def size(n_bytes: float) -> str:
    """Return a size in MB or GB."""
    if n_bytes < 999.5e6:
        return translate("Words", "{0} MB").format(number(n_bytes / 1e6, 1 if n_bytes < 9.95e6 else 0))
    return translate("Words", "{0} GB").format(number(n_bytes / 1e9, 1 if n_bytes < 9.95e9 else 0))


def time_left(seconds: float) -> str:
    """Return how long the disk lasts: ``25 min``, ``31 h``, ``12 days``."""
    if not math.isfinite(seconds):
        return DASH
    if seconds < 2 * 3600:
        return translate("Words", "{0} min").format(number(seconds // 60))
    if seconds < 100 * 3600:
        return translate("Words", "{0} h").format(number(seconds // 3600))
    return translate("Words", "{0} days").format(number(seconds // 86400))


def state_chip(state: State, paused: bool = False) -> Chip:
    """Return the large word of the top strip. ``paused``: the traces stand still."""
    return state_words(state.name, paused)


def state_words(state: str, paused: bool = False) -> Chip:
    """Return the same by the name of the state, for a window that has not loaded the engine yet."""
    if paused and state in ("LIVE", "DEMO", "PLAYBACK", "ENDED"):
        return Chip(translate("State", "PAUSED"), "pause", "caution", True)
    return {
        "NO_SOURCE": Chip(translate("State", "NO SOURCE"), "ring", "text3"),
        "NOTHING": Chip(translate("State", "NOTHING OPEN"), "ring", "text3"),
        "CONNECTING": Chip(translate("State", "CONNECTING"), "clock", "notice"),
        "LIVE": Chip(translate("State", "LIVE"), "dot", "live", True),
        "DEMO": Chip(translate("State", "DEMO"), "play", "notice", True),
        "PLAYBACK": Chip(translate("State", "PLAYBACK"), "play", "stored", True),
        "STORED": Chip(translate("State", "STORED"), "archive", "stored", True),
        "ENDED": Chip(translate("State", "PLAYBACK"), "stop", "stored", True),
        "NO_DATA": Chip(translate("State", "NO DATA"), "nodata", "fault"),
        "FAILED": Chip(translate("State", "NO DATA"), "nodata", "fault"),
    }[state]


def muscle_chip(state: str) -> Chip:
    """Return the word of a muscle's state; an unknown one is shown as it is."""
    chips = {
        "at rest": Chip(translate("Muscle", "At rest"), "rest", "text2"),
        "voluntary": Chip(translate("Muscle", "Voluntary"), "voluntary", "caution"),
        "artefact": Chip(translate("Muscle", "Artefact"), "warning", "caution"),
        "too noisy": Chip(translate("Muscle", "Too noisy to count"), "noisy", "fault"),
        "no data": Chip(translate("Muscle", "No data"), "nodata", "fault"),
        "insufficient": Chip(translate("Muscle", "Insufficient"), "clock", "notice"),
        "not observed": Chip(translate("Muscle", "Not observed"), "notobserved", "text"),
    }
    return chips.get(state, Chip(state, "info", "text2"))


def source_facts(info: StreamInfo, measured_fs_hz: float = math.nan, short: bool = False) -> str:
    """Return where the samples come from, how many channels and how fast."""
    kinds = {"lsl": "LSL", "demo": translate("Words", "made-up patient"), "file": translate("Words", "recording")}
    parts = [] if short else [kinds.get(info.kind, info.kind)]
    if info.host and info.kind not in ("demo", "file") and not short:
        parts.append(info.host)
    parts.append(channels(info.n_channels))
    parts.append(rate_hz(info.fs_hz))
    if math.isfinite(measured_fs_hz) and abs(measured_fs_hz / info.fs_hz - 1.0) > 0.005 and info.kind != "file":
        parts.append(translate("Words", "measured {0}").format(rate_hz(measured_fs_hz)))
    return ", ".join(p for p in parts if p)


def channels(n: int) -> str:
    """Return a number of channels."""
    return translate("Words", "1 channel") if n == 1 else translate("Words", "{0} channels").format(number(n))


def recent(entry: Recent) -> str:
    """Return what is told of a recording opened or made last."""
    parts = [entry.detail]
    if entry.n_channels > 0:
        parts.append(channels(entry.n_channels))
    if entry.n_events == 1:
        parts.append(translate("Words", "1 event"))
    elif entry.n_events >= 0:
        parts.append(translate("Words", "{0} events").format(number(entry.n_events)))
    return ", ".join(p for p in parts if p)


def rate_hz(fs_hz: float) -> str:
    """Return a sampling rate."""
    return translate("Words", "{0} Hz").format(number(fs_hz, 0 if fs_hz == round(fs_hz) else 1))


def acquiring(status: EngineStatus) -> LightText:
    """Return the lamp of the samples that come in."""
    if status.state.name in ("NO_SOURCE", "CONNECTING"):
        return LightText("off", translate("Light", "off"), translate("Light", "off"))
    seconds = status.acquired_age_s
    if status.state.name in ("NO_DATA", "FAILED"):
        spent = number(seconds) if math.isfinite(seconds) else DASH
        return LightText("fault", translate("Light", "none for {0} s").format(spent), age(seconds))
    if status.state.name == "ENDED":
        return LightText("off", translate("Light", "at the end"), translate("Light", "at the end"))
    if seconds > LATE_S:
        return LightText("late", translate("Light", "none for {0} s").format(number(seconds, 1)), age(seconds))
    return LightText("on", translate("Light", "{0} ago").format(age(seconds)), age(seconds))


def drawing(seconds: float, running: bool) -> LightText:
    """Return the lamp of the picture: the age of the newest sample that has been painted."""
    if not running:
        return LightText("off", translate("Light", "off"), translate("Light", "off"))
    if not math.isfinite(seconds) or seconds > 1.0:
        spent = number(seconds) if math.isfinite(seconds) else DASH
        return LightText("fault", translate("Light", "none for {0} s").format(spent), age(seconds))
    return LightText("on", translate("Light", "{0} ago").format(age(seconds)), age(seconds))


def writing(status: EngineStatus) -> LightText:
    """Return the lamp of the disk."""
    recording = status.recording
    if not recording.active:
        return LightText("off", translate("Light", "off"), translate("Light", "off"))
    if recording.problem or recording.backlog_s > 5.0:
        late = translate("Light", "{0} waiting").format(age(recording.backlog_s))
        return LightText("fault", (recording.problem and translate("Light", "problem")) or late, age(recording.age_s))
    if not recording.age_s <= QUIET_WRITER_S:
        # Open, but nothing comes to be written.
        spent = number(recording.age_s) if math.isfinite(recording.age_s) else DASH
        return LightText("fault", translate("Light", "none for {0} s").format(spent), age(recording.age_s))
    return LightText("on", translate("Light", "{0} ago").format(age(recording.age_s)), age(recording.age_s))


def card(status: MuscleStatus, name: str, side: str, held_for_s: float = math.nan) -> CardText:
    """Return what the card of one muscle says; ``held_for_s``: how long its rate has been held, NaN for not known."""
    chip = muscle_chip(status.state)
    held = status.state in ("too noisy", "no data")
    has_rate = not held and math.isfinite(status.rate_per_min)
    rate = number(round(status.rate_per_min)) if has_rate else DASH
    if has_rate:
        low, high = _bound(status.rate_low_per_min), _bound(status.rate_high_per_min)
        interval_short = translate("Card", "{0} to {1}").format(low, high)
        interval = translate("Card", "95 %: {0} to {1}").format(low, high)
    else:
        interval = interval_short = translate("Card", "no rate")
    if held:
        note, short = translate("Card", "analysable, held"), translate("Card", "held")
        if held_for_s >= 1.0:
            note = translate("Card", "analysable, held for {0} s").format(number(held_for_s))
            short = translate("Card", "held for {0} s").format(number(held_for_s))
        shortest = translate("Card", "held")
    elif status.analysable_s < SUFFICIENT_S:
        missing = number(math.ceil(SUFFICIENT_S - status.analysable_s))
        note = translate("Card", "analysable, {0} s more needed").format(missing)
        short = translate("Card", "{0} s more needed").format(missing)
        shortest = translate("Card", "{0} s more").format(missing)
    else:
        note = translate("Card", "analysable, sufficient")
        short = shortest = translate("Card", "sufficient")
    no_data = status.state == "no data"
    noise = math.nan if no_data else status.noise_uv
    smallest = math.nan if no_data else status.smallest_vpp_uv
    label = f"{name} {side}".strip()
    return CardText(
        name=name,
        side=side,
        chip=chip,
        rate=rate,
        interval=interval,
        interval_short=interval_short,
        count=number(status.count),
        last_10_s=DASH if held else number(status.count_10_s),
        clock=clock(status.analysable_s),
        clock_note=note,
        clock_note_short=short,
        clock_note_shortest=shortest,
        filling=min(1.0, max(0.0, status.analysable_s / SUFFICIENT_S)),
        noise=number(noise, 1),
        noise_fault=status.state == "too noisy" or noise > RED_NOISE_UV,
        smallest=number(smallest),
        held=held,
        # One and the same NaN, so that two texts that say the same are equal.
        sparkline=tuple(v if v == v else math.nan for v in status.sparkline_per_min.tolist()),
        spoken=translate("Card", "{0}: {1} per minute, {2}, count {3}").format(
            label, rate, chip.word, number(status.count)
        ),
    )


def _bound(value: float) -> str:
    return number(value, 1 if 0 < value < 4.95 else 0)


def address_name(address: str) -> str:
    """Return an address as people say it."""
    scheme, _, rest = address.partition(":")
    if scheme == "demo":
        return translate("Words", "Demo signal")
    if scheme == "file":
        return PurePath(rest).name
    return rest or address


def wall_clock(wall_s: float) -> str:
    """Return the time of day."""
    return time.strftime("%H:%M:%S", time.localtime(wall_s)) if math.isfinite(wall_s) and wall_s > 0 else DASH


def day_and_time(wall_s: float) -> str:
    """Return date and time of day in the order of this locale."""
    made = QDateTime.fromSecsSinceEpoch(int(wall_s))
    return f"{QLocale().toString(made.date(), 'd MMM')}, {made.time().toString('HH:mm')}"


def version() -> str:
    """Return the program's name and version."""
    import fascview

    return f"fascview {fascview.__version__}"


def drawn(
    filters: FilterSettings,
    decimated: bool,
    playback: bool,
    short: bool = False,
    lanes_cut: bool = False,
    scale: str = "",
) -> str:
    """Return what is done to the signal on its way to the screen, and that what is stored is not touched.

    ``lanes_cut``: traces are cut where the next one's lane begins; ``scale``: in millimetres, where that is known.
    """
    stored = translate("Words", "Stored data are as received.")
    if playback:
        stored = translate("Words", "The file is unchanged.")
    if short:
        said = translate("Words", "Filtered on screen.")
        if filters.derivation != "monopolar":
            said = translate("Words", "On screen: {0}, filtered.").format(derivation(filters.derivation))
        return said + " " + stored
    band = translate("Words", "{0} to {1} Hz").format(number(filters.low_hz), number(filters.high_hz))
    parts = [band] if filters.derivation == "monopolar" else [derivation(filters.derivation), band]
    if filters.mains_hz:
        parts.append(translate("Words", "mains cancelled"))
    if decimated:
        parts.append(translate("Words", "peaks kept per pixel"))
    if lanes_cut:
        parts.append(translate("Words", "cut at each lane"))
    if scale:
        parts.append(scale)
    return translate("Words", "On screen: {0}.").format(", ".join(parts)) + " " + stored


def derivation(kind: str) -> str:
    """Return what is shown of the channels."""
    return {
        "monopolar": translate("Words", "monopolar"),
        "single": translate("Words", "single differential"),
        "double": translate("Words", "double differential"),
        "average": translate("Words", "common average"),
        "median": translate("Words", "common median"),
    }[kind]


BYTES_PER_S = 16 * 2000 * 4  # sixteen channels at 2 kHz in single precision


def facts(view: View) -> tuple[float, float, str, bool, str]:
    """Return disk, disk time, sound and power as the start page wants them."""
    power = ""
    if view.battery is not None and view.battery.discharging:
        power = translate("Words", "Running on battery, {0} %").format(number(view.battery.share * 100))
        if math.isfinite(view.battery.left_s):
            power += translate("Words", ", {0} left").format(time_left(view.battery.left_s))
    return view.disk_free, view.disk_free / BYTES_PER_S, view.sound, math.isfinite(view.looked_s), power
