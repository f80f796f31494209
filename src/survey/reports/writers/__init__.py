"""Writers of documents: each turns the document model into one format and decides nothing about numbers."""
