"""YAML files whose every value knows its place, read strictly: the files of the instrument and the workspace.

A file is composed into nodes (``nodes``), wrapped as items (``item``) and held against a schema (``schema``). Mistakes are
collected, not raised one by one: a reader walks the whole document, then calls :meth:`Document.finish`, which raises
every complaint at once.
"""

from survey.documents.document import Document, finish
from survey.documents.document_item import DocumentItem

__all__ = ["Document", "DocumentItem", "finish"]
