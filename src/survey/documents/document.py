"""A YAML file with the complaints made about it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from survey.documents.document_item import DocumentItem
from survey.documents.document_text import DocumentText
from survey.documents.schema_check import check
from survey.documents.schema_kinds import SettingKind
from survey.documents.yaml_nodes import MAX_BYTES, MappingNode, Mark, NotYamlError, YamlNode, compose, values_under
from survey.errors import Place, QuestionnaireError, ReadError, nearest
from survey.text import Language


class Document(DocumentText):
    """One YAML file with the complaints made about it.

    Parameters
    ----------
    name : str
        The file as the user knows it.
    source : str
        Its text.
    schema : SettingKind, optional
        What the file may hold; every value is checked against it at once.
    languages : tuple of str
        The languages in which its wordings must be; empty means whichever each of them has.
    """

    def __init__(
        self, name: str, source: str, schema: SettingKind | None = None, languages: tuple[Language, ...] = ()
    ) -> None:
        super().__init__(name, source, languages)
        try:
            node = compose(source, self._report)
        except NotYamlError as error:
            mark = error.mark or Mark(1, 1)
            place = Place(name, *mark) if error.mark else Place(name)
            raise QuestionnaireError([self.complaint(error.code, place, "", 1, error.fact, error.remedy)]) from None
        self.root = DocumentItem(self, node if node is not None else MappingNode(Mark(1, 1)), "")
        if schema is not None:
            check(self.root, schema)

    @classmethod
    def read(
        cls, path: str | Path, schema: SettingKind | None = None, languages: tuple[Language, ...] = ()
    ) -> Document:
        """The document in this file; the parameters are those of the class.

        Raises
        ------
        ReadError
            ``D003`` when there is no such file or it cannot be read, ``D004`` when it is not UTF-8 text, ``D020`` when it is too large.
        QuestionnaireError
            ``D001``, ``D002`` when it is not YAML, ``D014`` when it holds two documents, ``D017``, ``D018`` when it is
            nested too deep or holds too many values.
        """
        path = Path(path)
        try:
            source = _bytes(path).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            if isinstance(error, UnicodeDecodeError):
                fact = f"Byte {error.start + 1} is not UTF-8."
                raise ReadError("D004", str(path), fact, "Save the file as UTF-8 text.") from None
            fact, remedy = "There is no such file.", nearest(path.name, names_beside(path))
            if not isinstance(error, FileNotFoundError):
                reason = error.strerror if isinstance(error, OSError) else None
                fact, remedy = f"The file cannot be read: {reason or error}.", "Check its name, and who may read it."
            raise ReadError("D003", str(path), fact, remedy) from None
        return cls(str(path), source, schema, languages)

    def _report(self, node: YamlNode | None, code: str, mark: Mark, length: int, fact: str, remedy: str) -> None:
        if node is not None:
            self.spoil(node)
        self.complaints.append(self.complaint(code, Place(self.name, *mark), "", length, fact, remedy))


def first_values(path: Path, key: str) -> tuple[str, ...]:
    """The value or values under one key of a YAML file; empty when the file cannot be read or has no such key."""
    try:
        return values_under(_bytes(path).decode("utf-8-sig"), key)
    except (OSError, ValueError, ReadError):
        return ()


def names_beside(path: Path) -> list[str]:
    """Names of the files and folders in the folder of a path, to choose from when the path does not exist."""
    return [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []


def _bytes(path: Path) -> bytes:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError("this is not a file")
    if status.st_size > MAX_BYTES:
        fact = f"The file has {status.st_size:,} bytes; a text file of the workspace has at most {MAX_BYTES:,}."
        raise ReadError("D020", str(path), fact, "Check whether this is the right file.")
    return path.read_bytes()
