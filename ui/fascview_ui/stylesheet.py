"""The one style sheet of the window, made from a theme."""

from __future__ import annotations

from string import Template

from fascview_ui.theme import Theme

_SHEET = Template("""
* { font-size: 13px; color: $text; }
QMainWindow, QDialog, #page { background: $window; }
QWidget { outline: 0; }
#strip { background: $panel; border: 0; border-bottom: 1px solid $line; }
#strip[edge="top"] { border-bottom: 0; border-top: 1px solid $line; }
#strip[state="stored"] { background: $stored_wash; border-bottom: 2px solid $stored; }
#footer { background: $window; border-top: 1px solid $line; }
#panel { background: $panel; border: 1px solid $line; border-radius: 6px; }
#dropzone { background: transparent; border: 2px dashed $line_strong; border-radius: 6px; }
#rule { background: $line; border: 0; }
QLabel { background: transparent; }
QLabel[kind="caption"] { font-size: 12px; color: $text2; }
QLabel[kind="footer"] { font-size: 11px; color: $text2; }
QLabel[kind="said"] { font-size: 12px; color: $text; font-weight: 600; }
QLabel[kind="legal"] { font-size: 11px; color: $text; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="heading"] { font-size: 16px; font-weight: 600; }
QLabel[kind="title"] { font-size: 40px; font-weight: 600; }
QLabel[kind="lead"] { font-size: 18px; color: $text2; }
QLabel[kind="second"] { color: $text2; }
QLabel[kind="clock"] { font-size: 20px; font-weight: 600; }
QLabel[kind="source"] { font-weight: 600; }
QLabel[kind="rec"] { color: $record; font-weight: 600; }
QPushButton, QToolButton, QComboBox {
  background: $raised; border: 1px solid $line_strong; border-radius: 4px; font-weight: 500;
  min-height: 30px; padding: 0 10px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $line_strong; }
QPushButton:checked, QToolButton:checked { background: $checked; border-color: $checked; color: $on_checked; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {
  background: transparent; border-color: $line; color: $text3; }
QPushButton[role="primary"] { background: $primary; border-color: $primary; color: $on_primary; }
QPushButton[role="primary"]:hover { background: $primary_hover; border-color: $primary_hover; }
QPushButton[role="primary"]:disabled { background: transparent; border-color: $line; color: $text3; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="card"] { background: $panel; border-radius: 6px; }
QPushButton[role="card"]:hover { background: $hover; }
QPushButton[role="record"] { border-color: $record; color: $record; }
QPushButton[role="record"]:disabled { border-color: $line; color: $text3; }
QPushButton[role="tab"] { background: transparent; border: 0; border-bottom: 2px solid transparent;
  border-radius: 0; min-height: 52px; padding: 2px 12px 0 12px; font-weight: 500; color: $text2; }
QPushButton[role="tab"]:hover { background: $hover; }
QPushButton[role="tab"]:checked { border-bottom: 2px solid $text; color: $text; font-weight: 600; }
QPushButton[segment="first"] { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[segment="middle"] { border-radius: 0; border-left: 0; }
QPushButton[segment="last"] { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: 0; }
QPushButton[small="true"] { min-height: 22px; max-height: 22px; padding: 0; }
QPushButton[touch="true"], QComboBox[touch="true"] { min-height: 54px; font-size: 20px; padding: 0 16px; }
QComboBox { padding-right: 4px; padding-left: 10px; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($arrow); width: 14px; height: 14px; }
QComboBox QAbstractItemView, QMenu { background: $raised; border: 1px solid $line_strong; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected, QMenu::item:selected { background: $primary; color: $on_primary; }
QMenu::item { padding: 7px 26px 7px 12px; border-radius: 3px; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 5px 7px; }
QLineEdit, QSpinBox, QDoubleSpinBox, QKeySequenceEdit, QPlainTextEdit, QTextBrowser {
  background: $plot; border: 1px solid $line_strong; border-radius: 4px;
  padding: 0 8px; min-height: 30px; selection-background-color: $primary; selection-color: $on_primary; }
QPlainTextEdit, QTextBrowser { padding: 6px; }
QCheckBox { spacing: 8px; }
QSlider { background: transparent; min-height: 24px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line_strong; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $text2; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: $text; }
QSlider[kind="seek"]::sub-page:horizontal { background: $stored; }
QSlider::handle:horizontal:disabled { background: $text3; }
QTableView, QTreeView, QListView {
  background: $panel; border: 0; gridline-color: $line; alternate-background-color: $panel;
  selection-background-color: $hover; selection-color: $text; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 6px; }
QTableView::item:selected { background: $hover; color: $text; }
QAbstractItemView::indicator, QCheckBox::indicator {
  width: 15px; height: 15px; border: 1px solid $text3; border-radius: 3px; background: $plot; }
QAbstractItemView::indicator:checked, QCheckBox::indicator:checked {
  background: $checked; border-color: $checked; image: url($tick); }
QListView::item { padding: 4px 6px; }
QListView::item:selected { background: $hover; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $text2; font-size: 12px; border: 0; border-bottom: 1px solid $line;
  padding: 6px; font-weight: 400; }
QHeaderView::section:first { padding-left: 16px; }
QTableCornerButton::section { background: $panel; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $text2; border-radius: 2px; }
QSplitter::handle { background: transparent; }
""")


def stylesheet(theme: Theme, arrow: str, tick: str) -> str:
    """Return the style sheet; ``arrow`` and ``tick`` are paths of drawings: the right of a list, a box that is on."""
    colours = {name: getattr(theme, name) for name in Theme.__dataclass_fields__}
    return _SHEET.substitute(colours, arrow=arrow.replace("\\", "/"), tick=tick.replace("\\", "/"))
