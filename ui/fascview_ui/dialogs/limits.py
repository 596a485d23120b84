"""The limits of the array check, each with its unit and its reason; changed, loaded and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from fascview.check.limits import FACTS, Limits, changed, load_limits, save_limits
from fascview.errors import FascviewError
from fascview_ui.dialogs.frame import Frame
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class LimitsDialog(Frame):
    """A field per limit; ``take`` is called with the limits that are used from now on."""

    def __init__(self, window: MainWindow, limits: Limits, take: Callable[[Limits], None]) -> None:
        super().__init__(window, window.tr("Limits of the array check"), 860, 720)
        self._take = take
        self.fields: dict[str, QLineEdit] = {}
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, name in enumerate(asdict(limits)):
            fact = FACTS[name]
            label, unit, reason = QLabel(fact.name), QLabel(fact.unit), QLabel(f"{fact.reason} ({fact.source})")
            unit.setProperty("kind", "second")
            reason.setProperty("kind", "caption")
            reason.setWordWrap(True)
            field = QLineEdit()
            field.setFixedWidth(84)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setAccessibleName(f"{fact.name} [{fact.unit}]")
            self.fields[name] = field
            for column, widget in enumerate((label, field, unit, reason)):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(3, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.add(area)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self.add(self._said, 0)
        for words, act in (
            (self.tr("Defaults"), lambda: self.show_limits(Limits())),
            (self.tr("Load..."), self._load),
            (self.tr("Save..."), self._save),
        ):
            button = Button(self.theme, words)
            button.clicked.connect(act)
            self.add_button(button)
        use = Button(self.theme, self.tr("Use these"), role="primary")
        use.clicked.connect(self.apply)
        self.close_button.setProperty("role", "")
        self.add_last(use)
        self.show_limits(limits)

    def show_limits(self, limits: Limits) -> None:
        """Fill the fields."""
        for name, value in asdict(limits).items():
            self.fields[name].setText(QLocale().toString(float(value), "g", 6))

    def read(self) -> Limits | None:
        """Return what the fields say, or None after telling what is wrong."""
        values: dict[str, float] = {}
        for name, field in self.fields.items():
            value, good = QLocale().toDouble(field.text())
            if not good:
                value, good = QLocale.c().toDouble(field.text())
            if not good:
                self._said.setText(self.tr("{0} is not a number; nothing was changed.").format(FACTS[name].name))
                field.setFocus()
                return None
            values[name] = value
        try:
            return changed(Limits(), values)
        except FascviewError as error:
            self._said.setText(str(error))
            return None

    def apply(self) -> None:
        """Use what the fields say."""
        limits = self.read()
        if limits is not None:
            self._take(limits)
            self.close()

    def _load(self) -> None:
        kinds = self.tr("Limits (*.toml *.json)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Load limits"), "", kinds)
        if path:
            try:
                self.show_limits(load_limits(Path(path)))
            except FascviewError as error:
                self._said.setText(str(error))

    def _save(self) -> None:
        limits = self.read()
        if limits is None:
            return
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save limits"), "limits.toml", self.tr("Limits (*.toml)"))
        if path:
            try:
                save_limits(Path(path), limits)
            except FascviewError as error:
                self._said.setText(str(error))
