"""The list of all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTreeView

from fascview_ui.dialogs.frame import Frame
from fascview_ui.shortcuts import commands, key_text

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class KeysDialog(Frame):
    """Every command with its keys, by group."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, window.tr("Keyboard shortcuts"), 640, 720)
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Keys")])
        groups: dict[str, QStandardItem] = {}
        for command in commands():
            if command.group not in groups:
                groups[command.group] = QStandardItem(command.group)
                model.appendRow([groups[command.group], QStandardItem("")])
            keys = ", ".join(key_text(k) for k in command.keys)
            groups[command.group].appendRow([QStandardItem(command.text), QStandardItem(keys)])
        view = QTreeView()
        view.setModel(model)
        view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        view.setRootIsDecorated(False)
        view.setItemsExpandable(False)
        view.setIndentation(16)
        view.expandAll()
        view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        view.setAccessibleName(self.tr("All commands and their keys"))
        self.add(view)
