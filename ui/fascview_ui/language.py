"""The language of the window: texts from a Qt Linguist file that comes with the program, read as it is.

A ``.ts`` file is read directly, so that there is nothing to compile, and a translator sees the file that is used.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from fascview_resources import text

SYSTEM = "system"
LANGUAGES = {"en": "English", "de": "Deutsch"}
CHOICES = (SYSTEM, *LANGUAGES)
NAME = "fascview-language-"


def wanted(choice: str) -> str:
    """Return the language of a choice; ``system`` is that of the system where the program speaks it, else English."""
    if choice in LANGUAGES:
        return choice
    found = QLocale.system().uiLanguages() or [QLocale.system().name()]
    first = found[0].split("-")[0].split("_")[0].lower()
    return first if first in LANGUAGES else "en"


def read(language: str) -> dict[tuple[str, str], str]:
    """Return the translations of a language by context and text; an empty context holds for all."""
    from xml.etree import ElementTree

    found: dict[tuple[str, str], str] = {}
    root = ElementTree.fromstring(text(f"translations/fascview_{language}.ts"))  # comes with the program
    for context in root.iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            said = message.findtext("translation") or ""
            if said:
                found["" if name == "fascview" else name, message.findtext("source") or ""] = said
    return found


class Catalogue(QTranslator):
    """Answers for every text of the window.

    Parameters
    ----------
    texts : mapping
        As ``read`` gives them.
    """

    def __init__(self, texts: Mapping[tuple[str, str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = dict(texts)

    def isEmpty(self) -> bool:  # noqa: N802
        """Return whether there is nothing to answer with."""
        return not self._texts

    def translate(self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Return the text of its context, or that which holds everywhere; None: as it is."""
        return self._texts.get((context, source_text)) or self._texts.get(("", source_text))


def install(application: QCoreApplication, language: str) -> None:
    """Let the program speak ``language``, numbers included; Qt's own texts too, where it has them."""
    if language == "en":
        return
    QLocale.setDefault(QLocale(language))
    own = QTranslator(application)
    if own.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(own)
    catalogue = Catalogue(read(language), application)
    catalogue.setObjectName(NAME + language)
    application.installTranslator(catalogue)


def current() -> str:
    """Return the language the program speaks."""
    application = QCoreApplication.instance()
    for catalogue in application.findChildren(Catalogue) if application is not None else ():
        return catalogue.objectName().removeprefix(NAME)
    return "en"
