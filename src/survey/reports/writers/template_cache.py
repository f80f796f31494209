"""Compiled templates, kept from run to run: compiling them takes longer than filling them in."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache


class TemplateCache(FileSystemBytecodeCache):
    """Compiled templates in the folder ``__pycache__`` of their folder, as Python keeps its own modules.

    A template that was changed is compiled again: Jinja keeps the digest of its source. Where Python does not keep modules
    (``PYTHONDONTWRITEBYTECODE``) or the folder cannot be written to, templates are compiled in every run.

    Parameters
    ----------
    folder : Path
        The templates.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder / "__pycache__"), f"%s.{sys.implementation.cache_tag}.jinja")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that was kept, if there is one."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
