"""Damages to bytes, in every format: flipped, lost, repeated, exchanged, and counts that are not true."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.damage import Damage, Damaged, Sources

Change = Callable[[random.Random, bytes], bytes]
_HEAD = 512
_COUNTS = (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\x00\x80", b"\x7f\xff\xff\xff")
_LINES = frozenset({"csv", "csv_1251", "tsv", "odk"})


def _flip(bits: int, *, head: bool = False) -> Change:
    def change(draw: random.Random, data: bytes) -> bytes:
        out = bytearray(data)
        for _ in range(bits):
            out[draw.randrange(min(len(out), _HEAD) if head else len(out))] ^= 1 << draw.randrange(8)
        return bytes(out)

    return change


def _count(draw: random.Random, data: bytes) -> bytes:
    at = draw.randrange(min(len(data) - 4, 4 * _HEAD)) & ~3
    return data[:at] + draw.choice(_COUNTS) + data[at + 4 :]


def _cut(draw: random.Random, data: bytes) -> bytes:
    return data[: draw.randrange(1, len(data))]


def _last_cut(draw: random.Random, data: bytes) -> bytes:
    return data[: -draw.randrange(1, min(64, len(data)))]


def _repeated(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data)), draw.choice((1, 8, 512))
    return data[: at + size] + data[at:]


def _lost(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data)), draw.choice((1, 8, 512))
    return data[:at] + data[at + size :]


def _zeroed(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data)), draw.choice((4, 64, 512))
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def _noise(draw: random.Random, data: bytes) -> bytes:
    at, size = draw.randrange(len(data)), draw.choice((4, 64, 512))
    return data[:at] + draw.randbytes(size) + data[at + size :]


def _exchanged(draw: random.Random, data: bytes) -> bytes:
    first, second = sorted(draw.sample(range(len(data)), 2))
    size = max(1, min(64, second - first, len(data) - second))
    return (
        data[:first]
        + data[second : second + size]
        + data[first + size : second]
        + data[first : first + size]
        + data[second + size :]
    )


def _appended(draw: random.Random, data: bytes) -> bytes:
    return data + draw.choice((bytes(1000), draw.randbytes(1000), data, b"\r\n" * 10, b"\x1a"))


def _prefixed(draw: random.Random, data: bytes) -> bytes:
    return draw.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n", b" ", b"\x00", b"PK\x03\x04", b"$FL2@(#)")) + data


def _inside(change: Change) -> Change:
    """The same damage in a member of an archive, packed again, so that no checksum gives it away."""

    def changed(draw: random.Random, data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = draw.choice([one for one, content in members.items() if len(content) > 100])
        members[name] = change(draw, members[name])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return out.getvalue()

    return changed


def _made(change: Change, *, cut: bool = False) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        data = sources.file(format_).read_bytes()
        damaged = change(draw, data)
        path.write_bytes(damaged)
        at_line_end = format_ in _LINES and damaged.endswith(b"\n")
        return Damaged(path, must_tell=cut and not at_line_end)

    return damage


CHANGES: dict[str, Change] = {
    "bytes.flip": _flip(1),
    "bytes.flip_head": _flip(1, head=True),
    "bytes.flip_many": _flip(30),
    "bytes.count": _count,
    "bytes.cut": _cut,
    "bytes.last_cut": _last_cut,
    "bytes.repeated": _repeated,
    "bytes.lost": _lost,
    "bytes.zeroed": _zeroed,
    "bytes.noise": _noise,
    "bytes.exchanged": _exchanged,
    "bytes.appended": _appended,
    "bytes.prefixed": _prefixed,
}
BYTES: dict[str, Damage] = {name: _made(change, cut=name.endswith("cut")) for name, change in CHANGES.items()}
INSIDE: dict[str, Damage] = {
    f"inside.{name}": _made(_inside(change))
    for name, change in (
        ("flip", _flip(1)),
        ("flip_many", _flip(30)),
        ("cut", _cut),
        ("repeated", _repeated),
        ("lost", _lost),
        ("noise", _noise),
        ("exchanged", _exchanged),
    )
}
"""Damages inside the members of zip files: workbooks, ODS, archives."""
