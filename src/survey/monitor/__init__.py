"""One quarter, start to end, in a workspace: ``monitor.yaml``, deliveries, results."""

from survey.deliveries import Delivery
from survey.monitor.run import Monitor, Wave, open_monitor
from survey.monitor.schemas import json_schema
from survey.monitor.settings import Settings, WaveFiles, read_settings

__all__ = ["Delivery", "Monitor", "Settings", "Wave", "WaveFiles", "json_schema", "open_monitor", "read_settings"]
