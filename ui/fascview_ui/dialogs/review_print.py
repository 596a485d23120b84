"""Printing the page as it is shown: on paper or into a PDF, in the light theme whatever the window wears."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLabel, QWidget

from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import words
from fascview_ui.models.words import moment
from fascview_ui.theme import font, load
from fascview_ui.views.buttons import Button
from fascview_ui.views.review.traces import ReviewTraces
from fascview_ui.views.traces.colours import from_theme

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage

MARGIN_MM = 12.0
DPI = 300
#: The page is laid out as on a screen of this width [px], and scaled to the paper.
LAYOUT_PX = 1400


def picture_of(page: ReviewPage, width: int, height: int, ratio: float) -> QPixmap:
    """Return the traces of the page on white, ``width`` by ``height`` points at ``ratio`` pixels per point."""
    shown = page.views.traces
    view = PrintedTraces(page, ratio)
    view.resize(width, height)
    view.set_cursor_sample(page.state.cursor)
    view.set_chosen_event(page.state.chosen)
    review = page.state.review
    if review is not None and review.redetected is not None:
        view.set_other_events(review.redetected.found)
    view.draw()
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.white)
    view.render(picture)
    view.deleteLater()
    shown.update()
    return picture


class PrintedTraces(ReviewTraces):
    """The page once more, on white and never on a screen."""

    def __init__(self, page: ReviewPage, ratio: float) -> None:
        super().__init__(page.state, replace(from_theme(load("light")), window="#FFFFFF"))
        self._ratio = ratio
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)

    def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
        """Return the pixels per point of the paper."""
        return self._ratio

    def draw(self) -> None:
        """Draw the page that has been read."""
        data = self.model.data
        if data is not None:
            self._draw_all(data)


def paint(painter: QPainter, sheet: QRect, page: ReviewPage) -> None:
    """Paint heading, traces and footer onto a sheet, in its own pixels."""
    scale = sheet.width() / LAYOUT_PX
    painter.scale(scale, scale)
    height = round(sheet.height() / scale)
    state = page.state
    name = "" if state.review is None else state.review.path.name
    painter.setPen(Qt.GlobalColor.black)
    painter.setFont(font(18, 600))
    painter.drawText(QRectF(0, 0, LAYOUT_PX, 26), Qt.AlignmentFlag.AlignLeft, name)
    painter.setFont(font(13))
    painter.drawText(QRectF(0, 26, LAYOUT_PX, 20), Qt.AlignmentFlag.AlignLeft, page.facts())
    start, fs_hz = state.traces.page_start, state.fs_hz
    stop = start + state.traces.page_samples
    span = page.tr("{0} to {1}, {2} µV per division").format(
        moment(start / fs_hz), moment(stop / fs_hz), words.number(state.traces.sensitivity_uv)
    )
    drawn = words.drawn(page.orders.filters, page.views.traces.decimated, True)
    painter.drawText(QRectF(0, 46, LAYOUT_PX, 20), Qt.AlignmentFlag.AlignLeft, f"{span}. {drawn}")
    top, foot = 74, 24
    picture = picture_of(page, LAYOUT_PX, height - top - foot, 2.0)
    painter.drawPixmap(QRectF(0, top, LAYOUT_PX, height - top - foot), picture, QRectF(picture.rect()))
    painter.setFont(font(12))
    legal = page.tr("Research use only, not for diagnosis")
    line = QRectF(0, height - 18, LAYOUT_PX, 18)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, legal)
    made = f"{words.version()}, {time.strftime('%Y-%m-%d %H:%M')}"
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, made)


def layout_of() -> QPageLayout:
    """Return an A4 sheet, broad side below."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter)


def save_pdf(path: Path, page: ReviewPage) -> bool:
    """Write the view as PDF; return whether that worked."""
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setPageLayout(layout_of())
    writer.setTitle(page.tr("fascview, page of a recording"))
    painter = QPainter()
    if not painter.begin(writer):
        return False
    sheet = QRect(0, 0, writer.width(), writer.height())
    paint(painter, sheet, page)
    return painter.end()


class PrintDialog(Frame):
    """PDF, or a printer where there is one."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, window.tr("Print this view"), 560, 260)
        self._window, self._page = window, page
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        self.where = QComboBox()
        self.where.setAccessibleName(self.tr("Where to"))
        self.where.addItem(self.tr("PDF file"), "pdf")
        if QPrinterInfo.availablePrinters():
            self.where.addItem(self.tr("Printer"), "printer")
        rows.addRow(self.tr("Where to"), self.where)
        hint = QLabel(self.tr("The page is printed as it is shown, on white. The name of the file stands on it."))
        hint.setWordWrap(True)
        hint.setProperty("kind", "caption")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.add(form, 0)
        self.add(hint, 0)
        self.add(self.said, 1)
        self.go = Button(self.theme, self.tr("Print"), icon="print", role="primary")
        self.go.clicked.connect(self._print)
        self.close_button.setProperty("role", "")
        self.add_last(self.go)

    def _print(self) -> None:
        if self.where.currentData() == "printer":
            self._to_printer()
            return
        start = str(self._window.store.folder() / "fascview-view.pdf")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the view as"), start, self.tr("PDF (*.pdf)"))
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write the view, and say whether that worked."""
        good = save_pdf(path, self._page)
        words_good = self.tr("Saved: {0}").format(path)
        words_bad = self.tr("{0} cannot be written; choose another place. Nothing else was changed.").format(path)
        self.said.setText(words_good if good else words_bad)
        self._window.announce(self.said.text())

    def _to_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(layout_of())
        if QPrintDialog(printer, self).exec() != QPrintDialog.DialogCode.Accepted:
            return
        painter = QPainter()
        if painter.begin(printer):
            paint(painter, QRect(0, 0, printer.width(), printer.height()), self._page)
            painter.end()
            self.said.setText(self.tr("Sent to the printer."))
        else:
            self.said.setText(self.tr("The printer does not answer; save a PDF instead."))
