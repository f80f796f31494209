"""The command ``survey``: a workspace, a wave, a check of a file, a simulated wave.

Exit codes: 0 done, 1 blocking findings, 2 cannot run (the reason and the remedy are printed, never a traceback),
130 stopped from the keyboard.
"""

from survey.cli.program import main, process

__all__ = ["main", "process"]
