"""What shapes the numbers, as Minuano itself says it: no rule of its own is known here."""

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

    @property
    def asset(self) -> str:
        return self.resolved["asset"]

    @property
    def is_of_a_farm(self) -> bool:
        return "assets" in self.resolved

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
        """What tells the plant's signals from others in the Target."""
        return {
            "asset": self.asset,
            "variables": self.variables,
            "period_seconds": self.period_seconds,
        }


def read_shape(plant: Plant, source: SourceResource | None = None) -> Shape:
    """By the settings alone; given the Source, the Connector is asked for its units as well."""
    if source is None:
        return Shape(read_json(plant, ["config"], {})["shape"])
    asked = read_json(plant, ["config", "--ask-connector"], source.environment())
    return Shape(asked["shape"])
