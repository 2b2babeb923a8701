"""What is said of samples: without a value, doubted by the Source, frozen, left out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def list_reasons(counts: Mapping[str, int]) -> str:
    """`12 bad-quality, 3 no-number`: the greatest count first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{count:,} {name}" for name, count in ordered)


def describe_reasons(reports: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Metadata of samples by variable, summed over the reports; none where nothing is said."""
    by_variable = list(reports)
    said = {
        "no_value_because": _sum_up(by_variable, "reasons"),
        "kept_though": _sum_up(by_variable, "keptReasons"),
        "frozen": _count(by_variable, "frozen"),
        "left_out": _sum_up(by_variable, "leftOut"),
    }
    return {name: text for name, text in said.items() if text}


def _count(reports: Iterable[Mapping[str, Mapping[str, Any]]], member: str) -> str:
    counts: Counter[str] = Counter()
    for report in reports:
        for variable, facts in report.items():
            if member in facts:
                counts[variable] += facts[member]
    return "; ".join(f"{variable}: {count:,}" for variable, count in counts.items())


def _sum_up(reports: Iterable[Mapping[str, Mapping[str, Any]]], member: str) -> str:
    sums: dict[str, Counter[str]] = {}
    for report in reports:
        for variable, facts in report.items():
            if member in facts:
                sums.setdefault(variable, Counter()).update(facts[member])
    return "; ".join(f"{variable}: {list_reasons(counts)}" for variable, counts in sums.items())
