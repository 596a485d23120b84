"""Options of an address that several devices share."""

from __future__ import annotations

from fascview.errors import UsageError
from fascview.stream import plain_text
from fascview_drivers.address import Address


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
