"""Printing of a test with one outcome per domain: wordings of its names, the method, a sentence per domain."""

from __future__ import annotations

from abc import abstractmethod

from survey.estimation.legend import Legend
from survey.estimation.shown_result import Shown, ShownResult, name_lines
from survey.text import Language


class PrintedTest(ShownResult):
    """Base of tests; the classes below it have ``about``, ``method``, ``names``, ``meanings`` and ``lines``."""

    __slots__ = ()

    about: str

    @property
    @abstractmethod
    def method(self) -> str:
        """The test in words."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the variables and of the classifications of the domains."""

    @property
    @abstractmethod
    def meanings(self) -> Legend:
        """Wordings of the names."""

    @abstractmethod
    def lines(self, language: Language | None = None) -> list[str]:
        """One sentence per domain, which is named by code, or by its wording in a language."""

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The test for people, with the wordings of its names and domains: see :meth:`Estimates.show`."""
        said = None if codes else self.meanings.language(language)
        named = dict.fromkeys(line for name in self.names for line in name_lines(self.meanings, [name], said))
        return Shown(type(self).__name__, self.about, tuple(named), after=(self.method, *self.lines(said)))
