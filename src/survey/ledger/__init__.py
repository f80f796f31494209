"""Archive of runs: what every published number was made from, and what changed between two runs of a wave."""

from survey.ledger.archive import Archive
from survey.ledger.revision import Revision
from survey.ledger.run import Run, RunFile, RunInput

__all__ = ["Archive", "Revision", "Run", "RunFile", "RunInput"]
