"""What the Target holds of days, read for metadata and checks."""

from collections.abc import Sequence

import pandas as pd

from .days import Days
from .shape import Shape
from .target import TargetResource

VALUES = """
select to_char(data."timestamp" at time zone :zone, 'YYYY-MM-DD') as day, signal.name,
  signal.variable, signal.statistic, signal.unit, count(*) as values,
  min(data.value) as least, avg(data.value) as average, max(data.value) as greatest
from data join signal on signal.id = data.signal_id
where data."timestamp" >= :start and data."timestamp" < :end
  and signal.asset = :asset and signal.period_seconds = :period_seconds
  and signal.variable = any(:variables)
group by 1, signal.id order by 1, signal.id"""

LEDGER = """
select to_char(day, 'YYYY-MM-DD') as day, variable, status, expected, valid, missing,
  out_of_range, coalesce(duplicates, 0) as duplicates, coalesce(conflicts, 0) as conflicts,
  coalesce(excess, 0) as excess, coalesce(ambiguous, 0) as ambiguous, coverage, target_rows, error_code
from load
where day between cast(:first as date) and cast(:last as date)
  and asset = :asset and period_seconds = :period_seconds and variable = any(:variables)
order by load.day, variable"""


def read_values(
    target: TargetResource, shape: Shape, days: Days, partitions: Sequence[str]
) -> pd.DataFrame:
    """A row a day and signal: how many values there are, the least, average and greatest."""
    start, end = days.window_of(partitions[0], partitions[-1])
    window = {"zone": days.time_zone, "start": start, "end": end}
    return target.query(VALUES, {**shape.parameters(), **window})


def read_ledger(target: TargetResource, shape: Shape, days: Sequence[str]) -> pd.DataFrame:
    """A row a day and variable, as Minuano's ledger has it."""
    return target.query(LEDGER, {**shape.parameters(), "first": days[0], "last": days[-1]})
