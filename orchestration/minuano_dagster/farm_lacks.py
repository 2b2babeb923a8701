"""How many of a farm's assets are whole, and which are not, in a line a day."""

from collections.abc import Sequence
from itertools import groupby
from math import floor

from .lacks import NO_DATA, Lack

# Of a thousand assets a line names the worst.
MOST_NAMED = 10


def describe_farm(
    lacks: Sequence[Lack], days: Sequence[str], assets: int, variables: int
) -> tuple[list[str], list[str]]:
    """Errors and warnings, such as `2025-01-05: 98 of 100 assets whole; T17 no source data; …`.

    Days of which all assets are whole have no line. `lacks` come day by day, and asset by asset.
    """
    errors, warnings = [], []
    for day in days:
        found = [list(of) for _, of in groupby((one for one in lacks if one.day == day), _asset_of)]
        if not found:
            continue
        worst_first = sorted(found, key=_by_wholeness)
        named = [_describe(of, variables) for of in worst_first[:MOST_NAMED]]
        left_out = len(found) - len(named)
        more = [f"and {left_out} more"] if left_out > 0 else []
        line = "; ".join([f"{assets - len(found)} of {assets} assets whole", *named, *more])
        is_error = any(lack.is_error for of in found for lack in of)
        (errors if is_error else warnings).append(f"{day}: {line}")
    return errors, warnings


def _asset_of(lack: Lack) -> str:
    return lack.asset


def _by_wholeness(lacks: Sequence[Lack]) -> tuple[bool, float]:
    is_error = any(lack.is_error for lack in lacks)
    return (not is_error, min(_coverage_of(lack) for lack in lacks))


def _coverage_of(lack: Lack) -> float:
    return 0.0 if lack.coverage is None else lack.coverage


def _describe(lacks: Sequence[Lack], variables: int) -> str:
    """The asset with the worst that there is of it, and of which variable unless of all."""
    worst = min(lacks, key=lambda lack: (not lack.is_error, _coverage_of(lack)))
    if worst.coverage is not None:
        # Rounded down, as Minuano itself does: what is not whole never looks so.
        return f"{worst.asset} coverage {floor(worst.coverage * 1000 + 1e-9) / 1000:g}"
    words = "no source data" if worst.words == NO_DATA else worst.words
    of_all = [lack.words for lack in lacks] == [worst.words] * variables
    return f"{worst.asset} {words}" if of_all else f"{worst.asset} {worst.variable}: {words}"
