"""Laying the selected channels of a montage onto a grid or a line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QFrame, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout

from fascview.check.layout import find_layout, library
from fascview_ui.models.arrays import Array
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Button

PROVED = "proved"


class ArrayBox(QFrame):
    """Rows, columns, numbering, pitch and direction of the fibres; tells what is wanted and knows nothing else."""

    laid = Signal()
    turned = Signal()
    mirrored = Signal()
    removed = Signal()
    placed = Signal(str)  #: the name of a layout; PROVED for the map the taps have proved

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("panel")
        title = QLabel(self.tr("Array of the selected channels"))
        title.setProperty("kind", "strong")
        self.rows, self.columns = QSpinBox(), QSpinBox()
        for box, name in ((self.rows, self.tr("Rows")), (self.columns, self.tr("Columns"))):
            box.setRange(1, 64)
            box.setAccessibleName(name)
        size = QHBoxLayout()
        size.setSpacing(6)
        size.addWidget(self.rows)
        size.addWidget(QLabel("×"))
        size.addWidget(self.columns)
        size.addStretch(1)
        self.numbering = QComboBox()
        for value, text in (
            ("rows", self.tr("along the rows")),
            ("columns", self.tr("down the columns")),
            ("snake", self.tr("down one column, up the next")),
        ):
            self.numbering.addItem(text, value)
        self.numbering.setCurrentIndex(1)
        self.numbering.setAccessibleName(self.tr("Order of the channels"))
        self.pitch = QDoubleSpinBox()
        self.pitch.setRange(0.5, 200.0)
        self.pitch.setDecimals(1)
        self.pitch.setValue(10.0)
        self.pitch.setSuffix(self.tr(" mm"))
        self.pitch.setAccessibleName(self.tr("Distance of the electrodes"))
        self.fibre = QComboBox()
        self.fibre.addItem(self.tr("down the columns"), "down")
        self.fibre.addItem(self.tr("along the rows"), "across")
        self.fibre.setAccessibleName(self.tr("Direction of the fibres"))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        self.layouts = QComboBox()
        self.layouts.setAccessibleName(self.tr("Layout"))
        self.layouts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layouts.addItem(self.tr("choose one"), "")
        self.layouts.activated.connect(self._chosen)
        form.addRow(self.tr("Layout"), self.layouts)
        form.addRow(self.tr("Size"), size)
        form.addRow(self.tr("Channels"), self.numbering)
        form.addRow(self.tr("Pitch"), self.pitch)
        form.addRow(self.tr("Fibres"), self.fibre)
        self.lay = Button(theme, self.tr("Lay out"), icon="grid")
        self.turn = Button(theme, self.tr("Turn 90°"), icon="redo")
        self.flip = Button(theme, self.tr("Mirror"))
        self.remove = Button(theme, icon="trash", name=self.tr("Remove the array"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for button, signal in (
            (self.lay, self.laid),
            (self.turn, self.turned),
            (self.flip, self.mirrored),
            (self.remove, self.removed),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(title)
        column.addLayout(form)
        column.addLayout(row)
        column.addWidget(self._said)

    def offer(self, proved: bool) -> None:
        """Fill the list of layouts; ``proved`` where taps have proved the map of this device."""
        if proved:
            self.layouts.addItem(self.tr("as the tap test proved"), PROVED)
        for name in library():
            layout = find_layout(name)
            self.layouts.addItem(f"{layout.title} ({len(layout.channels)})", name)

    def _chosen(self) -> None:
        name = str(self.layouts.currentData())
        if name:
            self.placed.emit(name)
        self.layouts.setCurrentIndex(0)

    def show_array(self, array: Array | None, n_selected: int) -> None:
        """Show the array the selected channels lie on, or a proposal for them."""
        for button in (self.turn, self.flip, self.remove):
            button.setEnabled(array is not None)
        self.lay.setEnabled(n_selected > 1)
        if array is None:
            self._said.setText(self.tr("{0} channels selected, no array").format(n_selected))
            if n_selected and self.rows.value() * self.columns.value() < n_selected:
                self.rows.setValue(n_selected)
                self.columns.setValue(1)
            return
        self.rows.setValue(len(array.grid))
        self.columns.setValue(len(array.grid[0]))
        self.pitch.setValue(array.pitch_mm)
        self.fibre.setCurrentIndex(self.fibre.findData(array.fibre))
        picture = "\n".join(" ".join(f"{c + 1:>3}" if c >= 0 else "  ·" for c in row) for row in array.grid)
        self._said.setText(picture if len(array.grid) <= 8 and len(array.grid[0]) <= 10 else array.size)
