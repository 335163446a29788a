"""The settings of the scenario behind a results folder: their labels, their types, and where they stand on the map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.report.labels import title_of

HOSPITAL, DEPARTMENT, CARE_HOME = "hospital", "emergency_department", "care_home"
HOMES = ("home", "home_support")
COLUMNS = 6
"""Columns of the map of flows, from home to care home."""
_BY_TYPE = {DEPARTMENT: 2, HOSPITAL: 4, "intermediate_care": 5, CARE_HOME: 6}
_AT_HOME, _OTHER, _RESIDENCE = 3, 4, 1


@dataclass(frozen=True)
class ShownSetting:
    """A setting as reports show it: its label, its type, and its column on the map, counted from 0."""

    label: str
    type: str
    at_home: bool = False
    in_hours: bool = False
    column: int = _OTHER - 1

    @property
    def is_home(self) -> bool:
        """Tell whether days here are days at home."""
        return self.at_home or self.type in HOMES


def shown_settings(question: Mapping[str, Any]) -> dict[str, ShownSetting]:
    """Return the settings that a question names, by name; none where its description was not kept."""
    settings: Mapping[str, Mapping[str, Any]] = (question.get("description") or {}).get("settings") or {}
    return {name: _shown(name, setting) for name, setting in settings.items()}


def _shown(name: str, setting: Mapping[str, Any]) -> ShownSetting:
    kind, at_home = str(setting.get("type") or "other"), bool(setting.get("at_home"))
    usual = _RESIDENCE if setting.get("residence") and at_home else _BY_TYPE.get(kind, _AT_HOME if at_home else _OTHER)
    return ShownSetting(
        label=str(setting.get("label") or title_of(name, {})),
        type=kind,
        at_home=at_home,
        in_hours=setting.get("hours") is not None,
        column=int(setting.get("map_column") or usual) - 1,
    )


def setting_of(settings: Mapping[str, ShownSetting], name: str) -> ShownSetting:
    """Return a setting by name; one that the question does not name is of the type `other`."""
    return settings.get(name) or ShownSetting(title_of(name, {}), "other")
