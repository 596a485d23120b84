"""Options of devices: what there is to choose, in a form that a window or a help text can show."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from fascview.errors import UsageError
from fascview.stream import plain_text
from fascview_drivers.address import Address


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a device, as it stands behind the question mark of its address.

    Attributes
    ----------
    name : str
        Its name in the address.
    text : str
        What it is, as a phrase for people.
    default : str
        The value taken when it is not given; empty where the device itself decides.
    allowed : tuple of str
        The values there are; empty where a number within ``low`` to ``high``, or a free text, is meant.
    unit : str
        Unit of the value.
    low, high : float or None
        Limits of a number.
    several : bool
        True when several values may be given, separated by commas.
    """

    name: str
    text: str
    default: str = ""
    allowed: tuple[str, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    several: bool = False


def channels_option(highest: int) -> Option:
    """Return the option that every device with several channels has."""
    return Option("channels", "channels used, such as 1-4,7", f"1-{highest}")


def speed_option(default: int) -> Option:
    """Return the option that every serial device has."""
    return Option("baud", "speed of the port", str(default), unit="bit/s", low=300, high=4_000_000)


def speed(address: Address, default: int) -> int:
    """Return the speed of the port [bit/s], as `speed_option` states it."""
    option = speed_option(default)
    return address.integer("baud", default, int(option.low or 0), int(option.high or 0), option.unit)


def names(options: tuple[Option, ...]) -> tuple[str, ...]:
    """Return the names of options."""
    return tuple(option.name for option in options)


def options_of(device: str) -> tuple[Option, ...]:
    """Return the options of a device by its name in the registry; none where the driver states none.

    Raises
    ------
    UsageError
        There is no such device.
    """
    from fascview_drivers.registry import DRIVERS  # the registry names the modules that use this one

    for driver in DRIVERS:
        if driver.name == device:
            return tuple(getattr(importlib.import_module(driver.module), "OPTIONS", ()))
    raise UsageError(f"“{plain_text(device)}” is not a device fascview reads.")


def whole_numbers(address: Address, name: str, default: int, allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Return ``name`` as one or several whole numbers separated by commas, each one of ``allowed``."""
    text = address.options.get(name, str(default))
    try:
        values = tuple(int(part) for part in text.split(","))
    except ValueError:
        values = ()
    if not values or any(v not in allowed for v in values):
        choices = ", ".join(map(str, allowed))
        raise UsageError(f"{name} is {plain_text(text)}; each must be one of {choices}.")
    return values


def channel_numbers(address: Address, name: str, highest: int) -> tuple[int, ...]:
    """Return ``name`` as channel numbers in ascending order, from text such as ``1-4,7``; all when not given."""
    text = address.options.get(name)
    if text is None:
        return tuple(range(1, highest + 1))
    numbers: set[int] = set()
    try:
        for part in text.split(","):
            first, _, last = part.partition("-")
            numbers.update(range(int(first), int(last or first) + 1))
    except ValueError:
        numbers = set()
    if not numbers or min(numbers) < 1 or max(numbers) > highest:
        raise UsageError(f"{name} is {plain_text(text)}; write channels from 1 to {highest}, such as 1-4,7.")
    return tuple(sorted(numbers))
