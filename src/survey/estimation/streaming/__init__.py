"""Estimates from files that need not fit into memory: read in batches and kept as sums by PSU and domain."""

from survey.estimation.streaming.streamed_sample import StreamedSample, stream

__all__ = ["StreamedSample", "stream"]
