"""Names of variables that a format allows, and the names it gets instead of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from survey.linting.name_rules import LONGEST_NAME, reserved_names

_STATA_TYPE = re.compile(r"str\d+", re.IGNORECASE)
_FORMULA = re.compile(r"\s*'*[=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class NameRule:
    """Rule of a format for names of variables.

    Parameters
    ----------
    longest : int
        In the unit of ``size``; 0 for no limit.
    size : callable
        Length of a name.
    program : str
        The program whose words no variable may have as its name; empty for none.
    is_plain : bool
        Whether a name consists of letters, digits and ``_`` only and begins with a letter.
    """

    longest: int
    size: Callable[[str], int]
    program: str = ""
    is_plain: bool = True

    def allows(self, name: str) -> bool:
        """Whether a file of this format can have a variable of this name."""
        if not self.is_plain:
            return _FORMULA.match(name) is None and name.strip() != ""
        is_word = name.casefold() in reserved_names().get(self.program, frozenset()) or (
            self.program == "Stata" and _STATA_TYPE.fullmatch(name)
        )
        fits = self.size(name) <= self.longest and name.replace("_", "a").isalnum()
        return bool(fits and name[:1].isalpha() and not is_word)

    def name(self, wanted: str) -> str:
        """The nearest allowed name.

        Examples
        --------
        >>> SPSS.name("2 жас!"), STATA.name("using"), SPSS.name("A1")
        ('v2_жас_', 'using_', 'A1')
        """
        if self.allows(wanted):
            return wanted
        if not self.is_plain:
            return f"v{wanted}"
        plain = "".join(one if one.isalnum() else "_" for one in wanted)
        plain = plain if plain[:1].isalpha() else f"v{plain}"
        plain = self._cut(plain, self.longest)
        return plain if self.allows(plain) else self._cut(plain, self.longest - 1) + "_"

    def names(self, wanted: Iterable[str]) -> list[str]:
        """An allowed name for each, in order, no two the same in capital or small letters; those allowed keep theirs.

        Examples
        --------
        >>> SPSS.names(["Age", "age", "a b", "a_b"])
        ['Age', 'age_2', 'a_b_2', 'a_b']
        """
        asked = list(wanted)
        taken: dict[str, int] = {}
        for position, name in enumerate(asked):
            if self.allows(name):
                taken.setdefault(name.casefold(), position)
        found = []
        for position, name in enumerate(asked):
            if taken.get(name.casefold()) == position and self.allows(name):
                found.append(name)
                continue
            made, number = self.name(name), 2
            while made.casefold() in taken:
                end = f"_{number}"
                made, number = self._cut(self.name(name), self.longest - len(end)) + end, number + 1
            taken[made.casefold()] = position
            found.append(made)
        return found

    def _cut(self, name: str, longest: int) -> str:
        while self.longest and self.size(name) > longest:
            name = name[:-1]
        return name


def n_bytes(text: str) -> int:
    """Length of a text in UTF-8."""
    return len(text.encode("utf-8", "replace"))


SPSS = NameRule(64, n_bytes, "SPSS")
STATA = NameRule(LONGEST_NAME, len, "Stata")
TABLE = NameRule(0, len, is_plain=False)
"""Names in CSV and Parquet: any but those that a spreadsheet takes for a formula."""
