"""Submissions from the servers of ODK Central and KoboToolbox, stored as deliveries with digest and time."""

from survey.servers.delivery_store import Stored, store
from survey.servers.submission_source import Download, SubmissionSource, download

__all__ = ["Download", "Stored", "SubmissionSource", "download", "store"]
