"""One plant, and what Dagster knows it by."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg

from .days import Days
from .settings import Settings
from .source import SourceResource
from .target import TargetResource

# Of one plant alone: PLANT_NORTH_TARGET_DATABASE_URL is what TARGET_DATABASE_URL is to plants/north.json.
OWN = "PLANT_"

# What one plant has of these is no other's: the resources say them to Minuano's process.
GIVEN_BY_RESOURCES = ("CONNECTOR_URL", "CONNECTOR_API_KEY", "TARGET_DATABASE_URL")

# Minuano's process is given no credential of the Source, and nothing of Dagster's own.
WITHHELD = (
    "SOURCE_DATABASE_URL",
    "DAGSTER_",
    "MINUANO_COMMAND",
    "MINUANO_FOLDER",
    "MINUANO_PLANTS",
)


@dataclass(frozen=True)
class Plant:
    name: str
    """Part of every key and name; empty for the one plant of a location without MINUANO_PLANTS."""
    settings: Settings
    file: Path | None = None
    """Its settings' file; without one Minuano looks for its own."""
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is in the file."""
    own: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Variables of this plant alone, by the names that they have for all: secrets too."""

    @cached_property
    def days(self) -> Days:
        return Days(self.settings.time_zone, self.settings.first_day)

    def name_of(self, thing: str) -> str:
        """The plant's job, schedule, resource or pool."""
        return f"{self.name}_{thing}" if self.name else thing

    @property
    def key_prefix(self) -> list[str]:
        """What the keys of its assets begin with: the prefix of the location, then the plant."""
        return [*self.settings.asset_prefix, *([self.name] if self.name else [])]

    @property
    def title(self) -> str:
        return str(self.file) if self.file else "the plant"

    def variable(self, name: str) -> str:
        """The variable that holds a value for this plant: its own, where there is one."""
        own = f"{OWN}{self.name.upper()}_{name}"
        shared_is_set = bool(os.environ.get(name))
        return own if self.name and (os.environ.get(own) or not shared_is_set) else name

    @property
    def source_key(self) -> str:
        return self.name_of("source")

    @property
    def target_key(self) -> str:
        return self.name_of("target")

    def source_of(self, resources: Any) -> SourceResource:
        return getattr(resources, self.source_key)

    def target_of(self, resources: Any) -> TargetResource:
        return getattr(resources, self.target_key)

    def resources(self) -> dict[str, Any]:
        """The resources of the plant; what a variable holds is read when a run begins."""
        key = self.variable("CONNECTOR_API_KEY")
        return {
            self.source_key: SourceResource(
                url=self._connector_url(),
                api_key=dg.EnvVar(key) if os.environ.get(key) else None,
            ),
            self.target_key: TargetResource(
                database_url=dg.EnvVar(self.variable("TARGET_DATABASE_URL"))
            ),
        }

    def _connector_url(self) -> Any:
        """Of the plant alone, else of its file, else of all plants."""
        own = f"{OWN}{self.name.upper()}_CONNECTOR_URL"
        if self.name and os.environ.get(own):
            return dg.EnvVar(own)
        connector = self.content.get("connector")
        url = connector.get("url") if isinstance(connector, dict) else None
        return url if isinstance(url, str) else dg.EnvVar(self.variable("CONNECTOR_URL"))

    def environment(self) -> dict[str, str]:
        """What Minuano's process finds, beside what the resources say: nothing of another plant."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(WITHHELD)}
        # The partitions are days of this zone, so Minuano's days must be.
        zone = {"MINUANO_TIME_ZONE": self.settings.time_zone}
        if self.file is None:
            return kept | zone
        others = (OWN, *GIVEN_BY_RESOURCES)
        kept = {name: value for name, value in kept.items() if not name.startswith(others)}
        own = {
            name: value
            for name, value in self.own.items()
            if not name.startswith((*WITHHELD, *GIVEN_BY_RESOURCES))
        }
        return kept | own | {"MINUANO_CONFIG": str(self.file)} | zone
