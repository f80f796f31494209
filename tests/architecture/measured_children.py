"""A plugin for a run with coverage: children that read files live long enough to write down what they ran.

A parent ends its child as soon as it has the answer, and the child's work at its start counts as reading; coverage writes at
the end of a process and works at its start. ``pytest -p tests.architecture.measured_children``; ``make coverage`` has it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress

_LONGEST = 1.0


def pytest_collection_finish() -> None:
    """Change the guard of this process; it is imported here, since coverage must have started before."""
    from survey.ingest import forked_reader as guard

    bury = guard._bury

    def bury_later(child: int) -> None:
        """Wait until the child has ended by itself."""
        until = time.monotonic() + _LONGEST
        with suppress(ChildProcessError):
            while os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None and time.monotonic() < until:
                time.sleep(0.001)
        bury(child)

    guard._bury = bury_later
    guard._SOME_WORK = 1.0
