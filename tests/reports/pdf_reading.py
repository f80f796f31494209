"""Reading of the PDF files that the report writes: pages, words, titles, alternatives; enough for these files only."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

Matrix = tuple[float, float, float, float, float, float]

_STRING = rb"[^\\()]|\\."
for _ in range(4):  # brackets that are balanced are written without a backslash
    _STRING = rb"[^\\()]|\\.|\((?:" + _STRING + rb")*\)"
TOKEN = re.compile(rb"\((?:" + _STRING + rb")*\)|<[0-9A-Fa-f]*>|\[|\]|/[^\s\[\]<>/()]+|[-+.\d]+|[A-Za-z*]+", re.DOTALL)


@dataclass
class PdfFile:
    """A file taken apart: ``objects`` are bodies by number."""

    content: bytes
    objects: dict[int, bytes] = field(init=False)

    def __post_init__(self) -> None:
        found = re.finditer(rb"(?s)(\d+) 0 obj\s(.*?)\sendobj", self.content)
        self.objects = {int(one[1]): one[2] for one in found}

    @property
    def pages(self) -> list[bytes]:
        """The dictionaries of the pages, in order."""
        kids = next(
            re.search(rb"/Kids ?\[([^\]]*)\]", one)
            for one in self.objects.values()
            if re.search(rb"/Type ?/Pages", one)
        )
        assert kids is not None
        return [self.objects[int(one)] for one in re.findall(rb"(\d+) 0 R", kids[1])]

    def stream(self, number: int) -> bytes:
        """The content of a stream."""
        head, _, rest = self.objects[number].partition(b"stream")
        body = rest.lstrip(b"\r\n").rpartition(b"endstream")[0]
        return zlib.decompress(body) if b"FlateDecode" in head else body

    def texts(self, name: bytes) -> list[str]:
        """Strings of every dictionary under a name, such as ``Title`` or ``Alt``, each once."""
        listed = re.findall(rb"/" + name + rb" ?<([0-9A-F]*)>", b"\n".join(self.objects.values()))
        return list(dict.fromkeys(bytes.fromhex(one.decode()).decode("utf-16").lstrip("\ufeff") for one in listed))

    def words(self, page: int) -> list[str]:
        """The runs of letters of a page, in the order of the file; letters set one by one are joined."""
        return [text for _, text in self.lines(page)]

    def lines(self, page: int) -> list[tuple[float, str]]:
        """The runs of letters of a page with their distances from its foot, in points."""
        found: list[tuple[float, float, float, str]] = []
        for x, y, size, text in self._shown(self.pages[page]):
            last = found[-1] if found else None
            if last and abs(last[1] - y) < 0.01 and 0 < x - last[0] < 1.05 * last[2]:
                found[-1] = (x, y, size, last[3] + text)
            else:
                found.append((x, y, size, text))
        return [(y, text) for _, y, _, text in found]

    @property
    def text(self) -> str:
        """The words of all pages, one run to a line."""
        return "\n".join(run for page in range(len(self.pages)) for run in self.words(page))

    def _shown(self, page: bytes) -> Iterator[tuple[float, float, float, str]]:
        """Place, size and letters of every operator that shows text."""
        resources = re.search(rb"/Resources (\d+) 0 R", page)
        named = page if resources is None else self.objects[int(resources[1])]
        fonts = {name: self._letters(int(number)) for name, number in re.findall(rb"(/f\d+) (\d+) 0 R", named)}
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None
        matrix: Matrix = (1, 0, 0, 1, 0, 0)
        saved: list[Matrix] = []
        letters: dict[int, str] = {}
        size, held = 0.0, list[bytes]()
        for token in TOKEN.findall(self.stream(int(contents[1]))):
            if token == b"q":
                saved.append(matrix)
            elif token == b"Q":
                matrix = saved.pop()
            elif token == b"cm":
                matrix = _times(tuple(float(one) for one in held[-6:]), matrix)  # type: ignore[arg-type]
            elif token == b"Tf":
                letters, size = fonts[held[-2]], float(held[-1])
            elif token.lower() == b"tj":
                text = "".join(_decoded(one, letters) for one in held if one[:1] in b"(<")
                yield matrix[4], matrix[5], size * abs(matrix[0]), text
            if token.isalpha() or token == b"Tm":
                held = []
            else:
                held.append(token)

    def _letters(self, font: int) -> dict[int, str]:
        unicode = re.search(rb"/ToUnicode (\d+) 0 R", self.objects[font])
        assert unicode is not None
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", self.stream(int(unicode[1])))
        return {int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in pairs}


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _decoded(token: bytes, letters: dict[int, str]) -> str:
    """Letters of a string of two-byte codes."""
    if token[:1] == b"<":
        codes = bytes.fromhex(token[1:-1].decode())
    else:
        codes = re.sub(
            rb"(?s)\\([0-7]{1,3}|.)",
            lambda one: bytes([int(one[1], 8)]) if one[1].isdigit() else ESCAPES.get(one[1], one[1]),
            token[1:-1],
        )
    return "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))
