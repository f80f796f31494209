"""Text of a document: its lines, and the complaints made about its values."""

from __future__ import annotations

from collections.abc import Iterable

from survey.documents.yaml_nodes import YamlNode
from survey.errors import Complaint, Place, QuestionnaireError
from survey.text import Language


class DocumentText:
    """The lines of a document and the complaints made about it.

    Parameters
    ----------
    name : str
        The file as the user knows it.
    source : str
        Its text.
    languages : tuple of str
        The languages in which its wordings must be; empty means whichever each of them has.
    """

    def __init__(self, name: str, source: str, languages: tuple[Language, ...] = ()) -> None:
        self.name = name
        self.languages = languages
        self.lines = source.splitlines()
        self.complaints: list[Complaint] = []
        self._spoilt: dict[int, YamlNode] = {}

    def complaint(self, code: str, place: Place, element: str, length: int, fact: str, remedy: str) -> Complaint:
        """A complaint that shows the line it is about."""
        known = place.line is not None and 0 < place.line <= len(self.lines)
        line = self.lines[place.line - 1] if known and place.line else ""
        return Complaint(code, place, element, line, ((place.column or 1) - 1, length), fact, remedy)

    def spoil(self, node: YamlNode) -> None:
        """Remember that a value was complained of, so that consequences of the mistake are not reported as well."""
        self._spoilt[id(node)] = node  # keeps the node alive: the id of a dead one may be given to another

    def is_spoilt(self, node: YamlNode) -> bool:
        """Whether the value was complained of as such."""
        return id(node) in self._spoilt

    def finish(self) -> None:
        """Raise every complaint made so far, in the order of the file.

        Raises
        ------
        QuestionnaireError
            When there is at least one complaint.
        """
        finish([self])


def finish(documents: Iterable[DocumentText]) -> None:
    """Raise the complaints of several documents together."""
    complaints = complaints_of(documents)
    if complaints:
        raise QuestionnaireError(complaints)


def complaints_of(documents: Iterable[DocumentText]) -> list[Complaint]:
    """Complaints of several documents in the order of the files, each code and fact once per place."""
    complaints: dict[tuple[str, Place, str], Complaint] = {}
    for document in documents:
        for one in sorted(document.complaints, key=lambda one: (one.place.line or 0, one.place.column or 0)):
            complaints.setdefault((one.code, one.place, one.fact), one)
    return list(complaints.values())
