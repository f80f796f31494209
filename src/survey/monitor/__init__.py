"""One quarter, start to end, in a workspace: ``monitor.yaml``, deliveries, results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.monitor.instrument import Instrument
    from survey.monitor.monitor import Monitor, Wave, open_monitor
    from survey.monitor.previous_wave import Baseline
    from survey.monitor.settings import Settings, WaveFiles
    from survey.monitor.settings_file import read_settings
    from survey.monitor.wave_delivery import WaveDelivery
    from survey.monitor.workspace_schemas import json_schema

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

__getattr__ = lazy_names(
    __name__,
    {
        "instrument": "Instrument",
        "monitor": "Monitor Wave open_monitor",
        "previous_wave": "Baseline",
        "settings": "Settings WaveFiles",
        "settings_file": "read_settings",
        "wave_delivery": "WaveDelivery",
        "workspace_schemas": "json_schema",
    },
)
