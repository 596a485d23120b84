"""Choosing an amplifier that is not a stream: which device, on which port or network address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from fascview_drivers.registry import DRIVERS, Driver
from fascview_ui.dialogs.frame import Frame
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow

KINDS = ("serial", "tcp", "brainflow")


def devices() -> tuple[Driver, ...]:
    """Return the drivers that need a port or an address."""
    return tuple(d for d in DRIVERS if d.kind in KINDS)


def address_of(driver: Driver, place: str) -> str:
    """Return the address of a device at a place, as the command line takes it."""
    place = place.strip()
    return f"brainflow:{place}" if driver.kind == "brainflow" else f"{driver.kind}:{driver.name}@{place}"


class AmplifierDialog(Frame):
    """Device and port; what is chosen is also shown as the address for the command line."""

    def __init__(self, window: MainWindow, port: str = "") -> None:
        super().__init__(window, window.tr("Amplifier or serial port"), 620, 300)
        self._window = window
        self._ports = [f for f in window.surroundings.view.found if f.kind == "serial"]
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.device = QComboBox()
        self.device.setAccessibleName(self.tr("Device"))
        for driver in devices():
            self.device.addItem(driver.summary, driver)
        self.place = QComboBox()
        self.place.setEditable(True)
        self.place.setAccessibleName(self.tr("Port or network address"))
        self._hint, self._address = QLabel(), QLabel()
        for label in (self._hint, self._address):
            label.setProperty("kind", "caption")
            label.setWordWrap(True)
        rows.addRow(self.tr("Device"), self.device)
        rows.addRow(self.tr("Where"), self.place)
        rows.addRow("", self._hint)
        rows.addRow(self.tr("Address"), self._address)
        self.add(form)
        self.watch = Button(self.theme, self.tr("Watch"), role="primary")
        self.watch.clicked.connect(self._open)
        self.add_button(self.watch)
        self.watch.setDefault(True)
        self.close_button.setProperty("role", "")
        self.device.currentIndexChanged.connect(self._device_changed)
        self.place.editTextChanged.connect(lambda _: self._show())
        last = window.store.text("amplifier/device", "")
        known = [i for i, d in enumerate(devices()) if d.name == last]
        self.device.setCurrentIndex(known[0] if known else 0)
        self._device_changed()
        if port:
            self.place.setEditText(port)
        self.device.setFocus()

    @property
    def driver(self) -> Driver:
        """The device chosen."""
        return devices()[self.device.currentIndex()]

    def _device_changed(self) -> None:
        driver = self.driver
        self.place.clear()
        if driver.kind == "serial":
            for found in self._ports:
                self.place.addItem(found.host or found.address.partition("@")[2])
            none = self.tr("No serial port was found; plug the device in, or write the port's name.")
            self._hint.setText(self.tr("The port the device is on.") if self._ports else none)
        elif driver.kind == "tcp":
            self.place.setEditText(self._window.store.text(f"amplifier/{driver.name}", ""))
            self._hint.setText(self.tr("HOST:PORT of the device; leave it empty for the device's usual ones."))
        else:
            self._hint.setText(self.tr("The name of the board, as BrainFlow calls it."))
        self._show()

    def _show(self) -> None:
        driver, place = self.driver, self.place.currentText()
        self._address.setText(address_of(driver, place))
        self.watch.setEnabled(bool(place.strip()) or driver.kind == "tcp")

    def _open(self) -> None:
        driver, place = self.driver, self.place.currentText()
        self._window.store.put("amplifier/device", driver.name)
        self._window.store.put(f"amplifier/{driver.name}", place)
        self.close()
        self._window.open_address(address_of(driver, place))
