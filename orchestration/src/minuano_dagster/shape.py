"""What shapes the numbers, as Minuano itself says: its settings in force, from whatever place."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .minuano_process import read_json

Range = tuple[float, float]

# Those that Minuano assumes; what lies outside is no value to it.
USUAL_RANGES: dict[str, Range] = {"wind_speed": (0, 75), "ambient_temperature": (-60, 60)}

SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Shape:
    settings: dict[str, Any]
    """By the name of the environment's variable."""

    @property
    def asset(self) -> str:
        return self.settings["MINUANO_ASSET"] or ""

    @property
    def variables(self) -> list[str]:
        return self.settings["MINUANO_VARIABLES"].split(",")

    @property
    def period_seconds(self) -> int:
        text = self.settings["MINUANO_EVERY"]
        return int(text[:-1]) * SECONDS[text[-1]]

    @property
    def samples_are_stamped_at_end(self) -> bool:
        return self.settings["MINUANO_SAMPLE_LABEL"] == "end"

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """The valid range of each variable that has one."""
        ranges = dict(USUAL_RANGES)
        if rated := self.settings["MINUANO_RATED_POWER"]:
            ranges["power"] = (-0.1 * float(rated), 1.2 * float(rated))
        for entry in filter(None, (self.settings["MINUANO_RANGES"] or "").split(",")):
            name, _, text = entry.partition("=")
            if text == "off":
                ranges.pop(name, None)
            else:
                least, most = text.split("..")
                ranges[name] = (float(least), float(most))
        return ranges

    def parameters(self) -> dict[str, Any]:
        """What tells this location's signals from others in the Target."""
        return {
            "asset": self.asset,
            "variables": self.variables,
            "period_seconds": self.period_seconds,
        }


def read_shape() -> Shape:
    listed = read_json(["config"], {})["settings"].values()
    return Shape({setting["env"]: setting["value"] for setting in listed})
