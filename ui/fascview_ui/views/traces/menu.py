"""What a right click on the traces offers: sensitivity of a channel, of its muscle, of all; folding and order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from fascview_ui.models.traces import SENSITIVITY_STEPS_UV, TraceModel
from fascview_ui.models.words import number


def tr(text: str) -> str:
    """Return a text in the language of the window."""
    return QCoreApplication.translate("TraceMenu", text)


def make_menu(parent: QWidget, model: TraceModel, muscle: int, channel: int) -> QMenu | None:
    """Return the menu of a muscle and one of its channels, None without data."""
    data = model.data
    if data is None:
        return None
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label = data.info.muscles[muscle].label or tr("all channels")
    name = model.channel_name(channel)
    _steps(
        menu,
        tr("Sensitivity of {0}, channel {1}").format(label, name),
        model.channel_sensitivity_uv(channel, muscle),
        lambda uv: model.set_sensitivity(uv, muscle, channel),
    )
    _steps(
        menu,
        tr("Sensitivity of {0}").format(label),
        model.muscle_sensitivity_uv(muscle),
        lambda uv: model.set_sensitivity(uv, muscle),
    )
    _steps(menu, tr("Sensitivity of all"), model.sensitivity_uv, model.set_sensitivity)
    menu.addSeparator()
    folded = muscle in model.collapsed
    _add(menu, tr("Show all channels") if folded else tr("Show one channel"), lambda: model.toggle_collapsed(muscle))
    _add(menu, tr("Further up"), lambda: model.move(muscle, -1))
    _add(menu, tr("Further down"), lambda: model.move(muscle, 1))
    menu.addSeparator()
    fit = menu.addAction(tr("Fit all channels into the window"))
    fit.setCheckable(True)
    fit.setChecked(model.fit_all)
    fit.toggled.connect(model.set_fit_all)
    return menu


def _add(menu: QMenu, text: str, run: Callable[[], None]) -> None:
    menu.addAction(text).triggered.connect(lambda _=False: run())


def _steps(menu: QMenu, title: str, now: float, choose: Callable[[float], None]) -> None:
    found = menu.addMenu(title)
    group = QActionGroup(found)
    for step in SENSITIVITY_STEPS_UV:
        text = QCoreApplication.translate("Controls", "{0} µV/div").format(number(step))
        action = QAction(text, found, checkable=True, checked=abs(step - now) < 1e-6)
        action.triggered.connect(lambda _=False, uv=step: choose(uv))
        group.addAction(action)
        found.addAction(action)
