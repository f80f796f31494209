"""YAML files whose every value knows its place, read strictly: the files of the instrument and the workspace.

A file is composed into nodes (``yaml_nodes``), wrapped as items (``document_item``) and checked against a schema
(``schema_check``). Mistakes are collected, not raised one by one: a reader walks the whole document, then calls
:meth:`Document.finish`, which raises every complaint at once.
"""

from survey.documents.document import Document
from survey.documents.document_item import DocumentItem
from survey.documents.document_text import finish

__all__ = ["Document", "DocumentItem", "finish"]
