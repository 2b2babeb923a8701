"""What Minuano reported of one day: one outcome, or of a farm one for each asset."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Report = Mapping[str, Any]
"""A day's outcome, with the names of Minuano's JSON; of a farm with the `asset`."""

# A message names so many assets, and of each what can be read at a glance.
MOST_NAMED = 5
MOST_LETTERS = 300


@dataclass(frozen=True)
class ReportedDay:
    day: str
    reports: Sequence[Report]

    @property
    def is_of_a_farm(self) -> bool:
        return any("asset" in report for report in self.reports)

    @property
    def failed(self) -> Sequence[Report]:
        return [report for report in self.reports if report["status"] == "failed"]

    @property
    def is_loaded(self) -> bool:
        """The day can be called done: no asset of it has failed, and one was loaded at least."""
        return not self.failed and any(report["status"] == "loaded" for report in self.reports)

    def describe_failure(self) -> str:
        """The day with the reason; of a farm with the assets that failed, some of them by name."""
        if not self.is_of_a_farm:
            return f"{self.day}: {self.failed[0]['message']}"
        named = [
            f"{report['asset']}: {shorten(report['message'])}"
            for report in self.failed[:MOST_NAMED]
        ]
        left_out = len(self.failed) - len(named)
        more = [f"and {left_out} more"] if left_out > 0 else []
        count = f"{len(self.failed)} of {len(self.reports)} assets failed"
        return f"{self.day}: {count}: {'; '.join([*named, *more])}"


def shorten(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def group_by_day(reports: Iterable[Report]) -> list[ReportedDay]:
    """In the order of the days."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report["day"], []).append(report)
    return [ReportedDay(day, found[day]) for day in sorted(found)]
