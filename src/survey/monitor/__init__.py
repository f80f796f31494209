"""One quarter, start to end, in a workspace: ``monitor.yaml``, deliveries, results."""

from survey.monitor.baseline import Baseline
from survey.monitor.delivery import WaveDelivery
from survey.monitor.instrument import Instrument
from survey.monitor.run import Monitor, Wave, open_monitor
from survey.monitor.schemas import json_schema
from survey.monitor.settings import Settings, WaveFiles, read_settings

__all__ = [
    "Baseline",
    "Instrument",
    "Monitor",
    "Settings",
    "Wave",
    "WaveDelivery",
    "WaveFiles",
    "json_schema",
    "open_monitor",
    "read_settings",
]
