"""Text of a query as one statement: after its semicolon only comments may follow, and these are left out."""

from __future__ import annotations

import re

from survey.errors import EstimationError

_BLANK = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_QUERY = re.compile(
    _BLANK + r"""(?:\(|(?:select|with|from|values|table)(?=[\s*("'`$+\-/]))""", re.IGNORECASE | re.DOTALL
)
_PART = re.compile(
    r"""(?P<comment>--[^\n]*|/\*)
    |[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`
    |(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)""",
    re.DOTALL | re.VERBOSE,
)
_PART_OF_SPARK = re.compile(
    r"""(?P<comment>--[^\n]*|/\*)|[rR]'[^']*'|[rR]"[^"]*"|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`""",
    re.DOTALL,
)


def is_query(text: str) -> bool:
    """Whether a text is a query, and not the name of a table."""
    return _QUERY.match(text) is not None


def one_query(text: str, *, backslashes: bool = False) -> str:
    """Query without the semicolon at its end and the comments after it.

    Parameters
    ----------
    text : str
    backslashes : bool
        Whether a backslash in every text protects the next sign, as in Spark; elsewhere it does so only in ``E'…'``.

    Raises
    ------
    EstimationError
        ``E383`` when a second statement follows.

    Examples
    --------
    >>> one_query("SELECT ';' AS y FROM wave; -- all; of them")
    "SELECT ';' AS y FROM wave"
    """
    bare = _bare(text, _PART_OF_SPARK if backslashes else _PART)
    end = bare.find(";")
    if end < 0:
        return text.strip()
    further = re.search(r"[^;\s]", bare[end:])
    if further:
        start = end + further.start()
        raise EstimationError(
            "E383",
            "survey.in_database: table_or_query",
            f"A second statement follows the semicolon: {' '.join(text[start:].split())[:60]!r}.",
            "Give one query, and send the other statements with the connection before.",
        )
    return text[:end].strip()


def _bare(text: str, part: re.Pattern[str]) -> str:
    """A text of the same length, in which comments are spaces, and quoted texts and names letters."""
    found, at = [], 0
    while (match := part.search(text, at)) is not None:
        end = _end_of_comment(text, match.end()) if match[0] == "/*" else match.end()
        found += [text[at : match.start()], (" " if match["comment"] else "x") * (end - match.start())]
        at = end
    return "".join([*found, text[at:]])


def _end_of_comment(text: str, start: int) -> int:
    """Position after a comment whose opening ends at ``start``; comments may hold comments."""
    depth = 1
    for sign in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if sign[0] == "/*" else -1
        if not depth:
            return sign.end()
    return len(text)
