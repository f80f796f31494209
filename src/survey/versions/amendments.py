"""Log of the sealed versions of an instrument: ``amendments.yaml`` in the folder of the questionnaire."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.documents import Document
from survey.documents.schema_kinds import Date, Key, ListOf, MappingOf, Record, String

LOG = "amendments.yaml"

_HEADING = """\
# Sealed versions of the instrument in this folder, the newest last; written by `survey seal`.
# A digest is over the values of the files; comments and layout do not count.
amendments:
"""

AMENDMENTS = Record(
    {
        "amendments": Key(
            ListOf(
                Record(
                    {
                        "version": Key(String(), "The version of the questionnaire.", required=True),
                        "date": Key(Date(), "The day of the seal.", required=True),
                        "who": Key(String(), "Who sealed it.", required=True),
                        "why": Key(String(), "What was changed and why.", required=True),
                        "digest": Key(String(), "SHA-256 over the digests of the files.", required=True),
                        "files": Key(MappingOf(String()), "SHA-256 of the content of every file.", required=True),
                    },
                    element="amendment {version}",
                )
            ),
            "Sealed versions, the newest last.",
            required=True,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Amendment:
    """Sealed version of an instrument: when, by whom and why, with the digests of its files by name."""

    version: str
    date: datetime.date
    who: str
    why: str
    digest: str
    files: Mapping[str, str]


def read_amendments(folder: Path) -> tuple[Amendment, ...]:
    """The sealed versions in the log of a folder, the newest last; none without a log.

    Raises
    ------
    QuestionnaireError
        With every mistake of the log, ``K001`` a version that it has twice.
    """
    if not (folder / LOG).is_file():
        return ()
    document = Document.read(folder / LOG, AMENDMENTS)
    found: dict[str, Amendment] = {}
    for item in document.root.need("amendments").elements():
        version, files = item.need("version"), item.need("files")
        if version.source in found:
            version.complain("K001", f"The version {version.source!r} is sealed twice.", "Keep the line that is right.")
        found[version.source] = Amendment(
            version.text(),
            item.need("date").day(),
            item.need("who").text(),
            item.need("why").text(),
            item.need("digest").text(),
            {name: digest.text() for name, digest in files.entries()},
        )
    document.finish()
    return tuple(found.values())


def with_amendment(text: str | None, amendment: Amendment) -> str:
    """The text of the log with one more version at its end; every other line stays as it is."""
    base = text if text is not None else _HEADING
    values = {"version": amendment.version, "who": amendment.who, "why": amendment.why, "digest": amendment.digest}
    lines = [f"  - version: {_quoted(values.pop('version'))}", f"    date: {amendment.date.isoformat()}"]
    lines += [f"    {key}: {_quoted(value)}" for key, value in values.items()]
    lines += ["    files:", *(f"      {name}: {_quoted(digest)}" for name, digest in amendment.files.items())]
    return base + ("" if base.endswith("\n") else "\n") + "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """A text in the double quotes of YAML, which those of JSON are."""
    return json.dumps(" ".join(value.split()), ensure_ascii=False)
