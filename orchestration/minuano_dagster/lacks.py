"""What days lack in the Target: a row for each day, asset and variable that is not there whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .days import Days
from .reasons import list_reasons
from .shape import Shape
from .target import TargetResource

# A thousand assets' days that are whole stay where they are: only the others are fetched.
LACKS = """
with asked as (
  select day, asset, variable
  from unnest(cast(:days as date[])) day, unnest(cast(:assets as text[])) asset,
    unnest(cast(:variables as text[])) variable
), held as (
  select (data."timestamp" at time zone :zone)::date as day, signal.asset, signal.variable,
    count(*) as values
  from data join signal on signal.id = data.signal_id
  where data."timestamp" >= :start and data."timestamp" < :end
    and signal.asset = any(:assets) and signal.period_seconds = :period_seconds
    and signal.variable = any(:variables)
  group by 1, 2, 3
), looked_at as (
  select to_char(asked.day, 'YYYY-MM-DD') as day, asked.asset, asked.variable, load.status,
    load.error_code, load.expected, load.coverage,
    coalesce(load.missing, 0) + coalesce(load.out_of_range, 0) as lost,
    coalesce(load.conflicts, 0) as conflicts, coalesce(load.excess, 0) as excess,
    coalesce(load.ambiguous, 0) as ambiguous, load.target_rows, coalesce(held.values, 0) as held,
    load.reasons, coalesce(load.excluded, 0) as excluded
  from asked
  left join load on load.day = asked.day and load.asset = asked.asset
    and load.variable = asked.variable and load.period_seconds = :period_seconds
  left join held on held.day = asked.day and held.asset = asked.asset
    and held.variable = asked.variable
)
select * from looked_at
where status is distinct from 'loaded' or held <> target_rows
  or lost + conflicts + excess + ambiguous + excluded > 0"""

REPEATED = """
select coalesce(sum(duplicates), 0) as repeated from load
where day between cast(:first as date) and cast(:last as date) and asset = any(:assets)
  and period_seconds = :period_seconds and variable = any(:variables)"""

NO_DATA = "the Source has no data"


@dataclass(frozen=True)
class Lack:
    day: str
    asset: str
    variable: str
    words: str
    is_error: bool
    coverage: float | None
    """Where the day was loaded with fewer samples, which is all that it lacks."""


def read_lacks(
    target: TargetResource, shape: Shape, assets: Sequence[str], days: Days, names: Sequence[str]
) -> list[Lack]:
    """By day, asset and variable, in the order in which these are given."""
    start, end = days.window_of(names[0], names[-1])
    window = {"days": list(names), "zone": days.time_zone, "start": start, "end": end}
    found = target.query(LACKS, {**shape.parameters(), "assets": list(assets), **window})
    for column, order in (("day", names), ("asset", assets), ("variable", shape.variables)):
        found[column] = pd.Categorical(found[column], categories=list(order), ordered=True)
    found = found.sort_values(["day", "asset", "variable"])
    return [lack for row in found.itertuples(index=False) for lack in _lacks_of(row)]


def count_repeated(
    target: TargetResource, shape: Shape, assets: Sequence[str], names: Sequence[str]
) -> int:
    """How many rows of the Source repeat another."""
    asked = {"assets": list(assets), "first": names[0], "last": names[-1]}
    return int(target.query(REPEATED, {**shape.parameters(), **asked})["repeated"].iloc[0])


def _lacks_of(row: Any) -> list[Lack]:
    def lack(words: str, *, is_error: bool = False, coverage: float | None = None) -> Lack:
        return Lack(row.day, row.asset, row.variable, words, is_error, coverage)

    if pd.isna(row.status):
        return [lack("never loaded", is_error=True)]
    found = []
    if row.conflicts > 0:
        found.append(lack(f"{row.conflicts} values differ at one time", is_error=True))
    if row.excess > 0:
        found.append(lack(f"{row.excess} samples more than bins hold", is_error=True))
    if row.status == "no-source-data":
        found.append(lack(NO_DATA))
    elif row.status == "failed":
        found.append(lack(f"failed, {row.error_code}", is_error=True))
    elif row.held != row.target_rows:
        found.append(lack(f"{row.held} values, not {int(row.target_rows)}", is_error=True))
    elif row.status == "open":
        found.append(lack("still under way"))
    elif row.ambiguous > 0:
        words = f"{row.ambiguous} samples left out for ambiguous times"
        found.append(lack(words, coverage=row.coverage))
    elif row.lost > 0:
        why = f" ({list_reasons(row.reasons)})" if isinstance(row.reasons, dict) else ""
        words = f"{row.lost} of {int(row.expected)} samples missing or out of range{why}"
        found.append(lack(words, coverage=row.coverage))
    elif row.excluded > 0:
        found.append(lack(f"{row.excluded} samples excluded by hand", coverage=row.coverage))
    return found
