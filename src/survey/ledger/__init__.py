"""Archive of runs: what every published number was made from, and what changed between two runs of a wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.ledger.archive import Archive
    from survey.ledger.revision import Revision
    from survey.ledger.run import Run, RunFile, RunInput

__all__ = ["Archive", "Revision", "Run", "RunFile", "RunInput"]

__getattr__ = lazy_names(
    __name__,
    {
        "archive": "Archive",
        "revision": "Revision",
        "run": "Run RunFile RunInput",
    },
)
