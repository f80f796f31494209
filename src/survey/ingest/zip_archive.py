"""Zip archives: workbooks, and the exports of ODK Central with their tables."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from survey.errors import ReadError, nearest
from survey.ingest.file_suffixes import SUFFIXES
from survey.ingest.size_limits import check_unpacked

_TABLES = frozenset(suffix for name, suffixes in SUFFIXES.items() if name != "triple-s" for suffix in suffixes)
"""Suffixes of tables in an archive; the metadata of Triple-S are a table only together with a second file."""

_TEXTS = frozenset({*SUFFIXES["csv"], *SUFFIXES["tsv"]})
_CHUNK = 2**22
_READ_ME = ("readme", "license", "liesmich", "export__readme")
_OF_THE_SYSTEM = ("interview__", "assignment__")
"""Beginnings of the names of tables that Survey Solutions adds: actions, comments, errors."""

_STATE = b"interview__status"
"""Column that only the table of the questionnaire has, and no roster."""

_PACKED = (".zip", ".gz", ".7z", ".rar", ".tar")


@dataclass(frozen=True, slots=True)
class Packed:
    """Table of an archive.

    Parameters
    ----------
    name : str
        Name of the member.
    content : bytes
    others : tuple of str
        Names of the other tables, each with the number of its records where it is known.
    """

    name: str
    content: bytes
    others: tuple[str, ...]


def open_archive(data: bytes, place: str) -> zipfile.ZipFile:
    """The archive, after a check that its members together are not too large.

    Raises
    ------
    ReadError
        ``F015`` when it is broken or cut off, and the codes of :func:`survey.ingest.size_limits.check_unpacked`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError) as broken:
        raise _broken(place, broken) from None
    check_unpacked(sum(member.file_size for member in archive.infolist()), len(data), place)
    return archive


def take_table(archive: zipfile.ZipFile, size: int, place: str, wanted: str | None) -> Packed:
    """The table of an archive: the one asked for, the only one, or that of the submissions among those of their repeats.

    Parameters
    ----------
    archive : zipfile.ZipFile
    size : int
        Bytes of the archive, on which the limit for what is unpacked depends.
    place : str
        Name of the file, for messages.
    wanted : str or None
        Name of a member, with or without its folder.

    Raises
    ------
    ReadError
        ``F016`` without a table, ``F018`` with several, ``F019`` with a password.
    """
    tables = [name for name in archive.namelist() if _is_table(name)]
    # archives of tables also have files of JSON about the form or the media
    names = [name for name in tables if PurePosixPath(name).suffix.lower() not in SUFFIXES["json"]] or tables
    chosen = _wanted(names, wanted, place) if wanted is not None else _only(names, archive, size, place)
    others = tuple(_counted(archive, name, size, place) for name in names if name != chosen)
    return Packed(chosen, _content(archive, chosen, size, place), others)


def _counted(archive: zipfile.ZipFile, name: str, size: int, place: str) -> str:
    """The name of a table and the number of its records, where it is a text."""
    member = archive.getinfo(name)
    if PurePosixPath(name).suffix.lower() not in _TEXTS or member.flag_bits & 1:
        return name
    return f"{name} ({n_records(read_member(archive, member, size, place))})"


def n_records(text: bytes) -> int:
    r"""Number of records below the heading of a table in text; a line break within quotation marks is part of a cell.

    Examples
    --------
    >>> n_records(b'KEY,name\nuuid:1,"two\nlines"\nuuid:2,one')
    2
    """
    ends = sum(part.count(b"\n") for part in text.split(b'"')[::2])
    is_open = bool(text) and not text.endswith((b"\n", b"\n\0"))
    return max(ends + is_open - 1, 0)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in _TABLES and not is_hidden and not path.stem.lower().startswith(_READ_ME)


def _wanted(names: list[str], wanted: str, place: str) -> str:
    fitting = [name for name in names if wanted in (name, PurePosixPath(name).name)]
    if len(fitting) != 1:
        raise ReadError("F033", place, f"The archive has no table {wanted!r}.", nearest(wanted, names))
    return fitting[0]


def _only(names: list[str], archive: zipfile.ZipFile, size: int, place: str) -> str:
    if not names:
        inside = archive.namelist()
        packed = any(PurePosixPath(name).suffix.lower() in _PACKED for name in inside)
        raise ReadError(
            "F016",
            place,
            f"It is a packed file without a table: {', '.join(inside[:6]) or 'it is empty'}.",
            "Unpack it, and the archive inside, and give the table." if packed else "Give the file with the data.",
        )
    if all(archive.getinfo(name).flag_bits & 1 for name in names):
        raise _has_password(place)
    roots = [name for name in names if all(other == name or _is_repeat_of(other, name) for other in names)]
    if len(roots) != 1:
        roots = _of_the_questionnaire(names, archive, size, place) or roots
    if len(roots) != 1:
        raise ReadError(
            "F018",
            place,
            f"The archive holds {len(names)} tables: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}.",
            f"Name one: read: {{sheet: {names[0]}}} under the wave, sheet={names[0]!r} in Python; or unpack it.",
        )
    return roots[0]


def _of_the_questionnaire(names: list[str], archive: zipfile.ZipFile, size: int, place: str) -> list[str]:
    """The table with the interviews in an archive of Survey Solutions: the one with a column for their state."""
    own = [name for name in names if not PurePosixPath(name).stem.lower().startswith(_OF_THE_SYSTEM)]
    if len(own) == len(names) or len(own) < 2:
        return own if len(own) < len(names) else []
    return [name for name in own if _STATE in _heading(archive, name, size, place)]


def _heading(archive: zipfile.ZipFile, name: str, size: int, place: str) -> bytes:
    """The first line of a text table, or the beginning of any other file, in small letters."""
    if archive.getinfo(name).flag_bits & 1:
        return b""
    beginning = next(iter(stream_member(archive, name, size, place)), b"")
    return beginning.partition(b"\n")[0].lower() if PurePosixPath(name).suffix.lower() in _TEXTS else beginning.lower()


def _is_repeat_of(name: str, root: str) -> bool:
    """Whether a table is named as ODK Central and SurveyCTO name the repeats, or the log of corrections, of another table."""
    stem, start = PurePosixPath(name).stem, PurePosixPath(root).stem
    return stem.startswith(f"{start}-") or stem == f"{start}_correction_log"


def _content(archive: zipfile.ZipFile, name: str, size: int, place: str) -> bytes:
    member = archive.getinfo(name)
    if member.flag_bits & 1:
        raise _has_password(place)
    content = read_member(archive, member, size, place)
    if content.startswith(b"PK\x03\x04") and not name.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".ods")):
        raise ReadError("F034", f"{place}, {name}", "It is an archive again.", "Unpack both and give the table.")
    return content


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: int, place: str) -> bytes:
    """The content of a member; its real size is limited, since the declared one may be false."""
    return b"".join(stream_member(archive, member.filename, size, place))


def stream_member(archive: zipfile.ZipFile, name: str, size: int, place: str) -> Iterator[bytes]:
    """The content of a member in pieces; its real size is limited, since the declared one may be false."""
    taken = 0
    try:
        with archive.open(name) as stream:
            while part := stream.read(_CHUNK):
                taken += len(part)
                check_unpacked(taken, size, place)
                yield part
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise _broken(f"{place}, {name}", broken) from None


def _has_password(place: str) -> ReadError:
    return ReadError("F019", place, "The archive has a password.", "Unpack it and give the file inside.")


def _broken(place: str, broken: Exception) -> ReadError:
    return ReadError(
        "F015",
        place,
        f"The archive is broken or cut off: {broken}.",
        "Ask for the file again; the transfer may have failed.",
    )
