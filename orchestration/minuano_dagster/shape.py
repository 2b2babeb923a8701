"""What shapes the numbers, as Minuano itself says it: no rule of its own is known here."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .minuano_process import read_json
from .plant import Plant
from .source import SourceResource

Range = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    resolved: Mapping[str, Any]
    """The `shape` of `minuano config --json`."""
    settings: Mapping[str, Mapping[str, Any]]
    """Its `settings`: each with its `value`, as its variable would hold it."""

    @property
    def asset(self) -> str:
        return self.resolved["asset"]

    @property
    def asked_assets(self) -> list[str] | None:
        """Of a Source whose rows name their asset, those that are loaded; None: all that there are."""
        if "assets" in self.resolved:
            return self.resolved["assets"]
        # A comma that is part of a name follows a backslash.
        listed = self._setting("onlyAssets")
        parts = re.findall(r"(?:\\.|[^,\\])+", listed) if listed else None
        return parts and [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]

    @property
    def asset_prefix(self) -> str:
        """What the names of the Source's assets begin with in the Target."""
        return self._setting("assetPrefix") or ""

    @property
    def assets_with_settings(self) -> set[str]:
        """Those, by their names in the Source, that have ranges or the like for themselves."""
        return set(json.loads(self._setting("assets") or "{}"))

    def _setting(self, key: str) -> str | None:
        return self.settings.get(key, {}).get("value")

    @property
    def variables(self) -> list[str]:
        return [variable["name"] for variable in self.resolved["variables"]]

    @property
    def scalars(self) -> list[str]:
        """The variables that are averaged arithmetically; known once the Connector was asked."""
        return [
            variable["name"]
            for variable in self.resolved["variables"]
            if variable["kind"] == "scalar"
        ]

    @property
    def scalars_of_samples(self) -> list[str]:
        """Those whose statistics are made of nothing but their own samples."""
        own = [v["name"] for v in self.resolved["variables"] if "minutes" not in v]
        return [name for name in self.scalars if name in own]

    @property
    def period_seconds(self) -> int:
        return self.resolved["periodSeconds"]

    @property
    def samples_are_stamped_at_end(self) -> bool:
        return self.resolved["sampleLabel"] == "end"

    @property
    def every_row_is_a_sample(self) -> bool:
        """Also one that repeats another of its time."""
        return self.resolved["duplicates"] == "all"

    @property
    def ranges(self) -> dict[str, Range]:
        """The valid range of the samples of each variable that has one."""
        return self._ranges("range")

    @property
    def mean_ranges(self) -> dict[str, Range]:
        """Between which values a mean lies; known once the Connector was asked."""
        return self._ranges("meanRange")

    def _ranges(self, member: str) -> dict[str, Range]:
        return {
            variable["name"]: tuple(variable[member])
            for variable in self.resolved["variables"]
            if variable[member] is not None
        }

    def parameters(self) -> dict[str, Any]:
        """What, beside their assets, tells the plant's signals from others in the Target."""
        return {
            "variables": self.variables,
            "period_seconds": self.period_seconds,
        }


def read_shape(plant: Plant, source: SourceResource | None = None) -> Shape:
    """By the settings alone; given the Source, the Connector is asked for its units as well."""
    if source is None:
        said = read_json(plant, ["config"], {})
    else:
        said = read_json(plant, ["config", "--ask-connector"], source.environment())
    return Shape(said["shape"], said["settings"])
