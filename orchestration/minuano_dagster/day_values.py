"""What the Target holds of days, read for metadata."""

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


def read_values(
    target: TargetResource, shape: Shape, days: Days, partitions: Sequence[str]
) -> pd.DataFrame:
    """A row a day and signal of the one asset: how many values there are, the least, average and greatest."""
    start, end = days.window_of(partitions[0], partitions[-1])
    window = {"zone": days.time_zone, "start": start, "end": end}
    return target.query(VALUES, {**shape.parameters(), "asset": shape.asset, **window})
