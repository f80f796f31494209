"""Printing of a test with one outcome per domain: what it is about, the method, a sentence per domain."""

from __future__ import annotations

from abc import abstractmethod
from html import escape


class PrintedTest:
    """Base of tests of tables; the classes below it have ``about``, ``method`` and ``lines``."""

    __slots__ = ()

    about: str

    @property
    @abstractmethod
    def method(self) -> str:
        """The test in words."""

    @abstractmethod
    def lines(self) -> list[str]:
        """One sentence per domain."""

    def __repr__(self) -> str:
        return "\n".join([f"<{type(self).__name__}: {self.about}>", self.method, *self.lines()])

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.lines())
        return f"<p>{escape(self.about)}</p><p>{escape(self.method)}</p><ul>{lines}</ul>"
