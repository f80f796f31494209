"""The runner forks its children and limits their memory as Linux does; elsewhere there is nothing to collect."""

import sys

collect_ignore = [] if sys.platform.startswith("linux") else ["test_fuzz.py"]
