"""A reader of the HTML report who knows nothing of how it was made: all numbers that it shows, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MONTHS = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
DATE = re.compile(rf"\d{{1,2}}[\u00a0 ](?:{'|'.join(MONTHS)})|(?<![\d,\u00a0])(?:19|20)\d\d(?![\d,])", re.IGNORECASE)
NUMBER = re.compile(
    r"(?<![\w.,-])[+\u2212]?\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:,\d+)?|(?<![\w.,])[+\u2212]?\d+(?:[.,]\d+)*"
)
_NUMBER = r"[+\u2212]?[\d\u00a0\u202f ]+(?:,\d+)?"
BARE = re.compile(rf"{_NUMBER}(?:(?:\u2013| \u2026 ){_NUMBER})?(?:[\u00a0 ]?%)?\*?")
VOID = {"meta", "link", "br", "img", "use", "path", "rect", "circle", "line", "col", "hr", "input"}
NAMES = {
    "style",
    "script",
    "title",
    "code",
    "blockquote",
    "nav",
    "h1",
    "h2",
    "h3",
    "dt",
    "caption",
    "figcaption",
    "ul.rows",
    "p.answers",
    "p.serves",
    "p.kicker",
    "p.period",
    "p.caption",
    "p.legend",
    "div.narrow",
    "li.name",
}
"""Elements that name something: titles, headings, questions, digests. Their numbers are no results.

A narrow drawing is shown in place of the broad one before it and has the same numbers.
"""


@dataclass
class Shown:
    """A text of the page: the ids of the elements around it, and what it says."""

    table: str
    row: str
    text: str


@dataclass
class ReportReader(HTMLParser):
    """Collects the texts of a page that may hold results."""

    shown: list[Shown] = field(default_factory=list)
    open: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "aria-label" in given and given.get("role") == "img":
            self.shown.append(Shown("", "", given["aria-label"]))
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing inside."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not data.strip() or any(self._is_name(tag, given) for tag, given in self.open):
            return
        if any(tag == "svg" for tag, _ in self.open) and not BARE.fullmatch(data.strip()):
            return
        table = next((given["id"] for _, given in self.open if given.get("id", "").startswith("table-")), "")
        row = next((given["data-row"] for _, given in self.open if "data-row" in given), "")
        self.shown.append(Shown(table.removeprefix("table-"), row, data))

    @staticmethod
    def _is_name(tag: str, given: dict[str, str]) -> bool:
        if tag == "th":
            return given.get("scope") != "rowgroup"
        return tag in NAMES or any(f"{tag}.{one}" in NAMES for one in given.get("class", "").split())


def read_report(page: str) -> list[Shown]:
    """The texts of a page that may hold results."""
    reader = ReportReader()
    reader.feed(page)
    return reader.shown


def numbers_in(text: str) -> Iterator[str]:
    """Numbers of a text as they are written, without dates and plus signs."""
    for match in NUMBER.finditer(DATE.sub("—", text)):
        if re.fullmatch(r"[+\u2212]?[\d\u00a0\u202f ]+(?:,\d+)?", match[0]):
            yield re.sub(r"\s", "\u00a0", match[0]).removeprefix("+")
