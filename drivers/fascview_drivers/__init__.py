"""Everything samples can come from."""

from fascview_drivers.address import Address, parse
from fascview_drivers.registry import DRIVERS, Driver, Found, discover, open_source

__all__ = ["DRIVERS", "Address", "Driver", "Found", "discover", "open_source", "parse"]
