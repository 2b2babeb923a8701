"""One bin of the Target, and what pandas makes of the Source's samples of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from .assets import Asset, Assets
from .days import Days
from .shape import Shape
from .source import SourceResource
from .target import TargetResource

BIN = """
with chosen as (
  select data."timestamp" as start
  from data join signal on signal.id = data.signal_id
  where data."timestamp" >= :start and data."timestamp" < :end
    and signal.asset = :asset and signal.period_seconds = :period_seconds
    and signal.variable = any(:variables) and signal.statistic = 'mean'
  order by random() limit 1
)
select chosen.start, signal.name, signal.variable, signal.statistic, data.value
from chosen
join data on data."timestamp" = chosen.start
join signal on signal.id = data.signal_id
where signal.asset = :asset and signal.period_seconds = :period_seconds
  and signal.variable = any(:variables)
order by signal.id"""


# Of thousands of signals one bin by chance would have all of them sorted.
LOADED = """
select asset from load
where day between cast(:first as date) and cast(:last as date) and target_rows > 0
  and asset = any(:assets) and period_seconds = :period_seconds and variable = any(:variables)
order by random() limit 1"""


@dataclass(frozen=True)
class SampledBin:
    asset: Asset
    start: datetime
    values: pd.DataFrame
    """A row a signal: name, variable, statistic, value."""


def choose_asset(
    target: TargetResource, shape: Shape, assets: Assets, partitions: Sequence[str]
) -> Asset | None:
    """The one, or of a farm one of those that have days and no settings for themselves."""
    if not assets.are_of_a_farm:
        return assets.all[0]
    alike = {asset.name: asset for asset in assets.all if not asset.has_settings}
    asked = {"assets": list(alike), "first": partitions[0], "last": partitions[-1]}
    found = target.query(LOADED, {**shape.parameters(), **asked})
    return None if found.empty else alike[found["asset"].iloc[0]]


def choose_bin(
    target: TargetResource, shape: Shape, asset: Asset, days: Days, partitions: Sequence[str]
) -> SampledBin | None:
    """Of scalars alone, made of their samples: pandas has no angles, no states, no counters."""
    start, end = days.window_of(partitions[0], partitions[-1])
    chosen = {**shape.parameters(), "asset": asset.name, "variables": shape.scalars_of_samples}
    values = target.query(BIN, {**chosen, "start": start, "end": end})
    if values.empty:
        return None
    return SampledBin(asset, values["start"].iloc[0].tz_convert(days.zone).to_pydatetime(), values)


def compare_bin(source: SourceResource, shape: Shape, sampled: SampledBin) -> pd.DataFrame:
    """A row a signal: its value in the Target, the one by pandas, and whether they are equal."""
    variables = list(dict.fromkeys(sampled.values["variable"]))
    shift = timedelta(microseconds=1 if shape.samples_are_stamped_at_end else 0)
    end = sampled.start + timedelta(seconds=shape.period_seconds)
    samples = source.fetch(sampled.start + shift, end + shift, variables, sampled.asset.in_source)
    for name in variables:
        least, most = shape.ranges.get(name, (-np.inf, np.inf))
        samples[name] = samples[name].where(samples[name].between(least, most))
    columns = {name: samples[name] for name in variables}
    if not shape.every_row_is_a_sample:
        columns = {name: _without_repeats(column) for name, column in columns.items()}
    rows = [
        (row.name, row.value, float(columns[row.variable].agg(row.statistic)))
        for row in sampled.values.itertuples(index=False)
    ]
    compared = pd.DataFrame(rows, columns=["signal", "target", "source"])
    compared["equal"] = np.isclose(compared["target"], compared["source"], rtol=1e-9, atol=1e-9)
    return compared


def _without_repeats(samples: pd.Series) -> pd.Series:
    """Equal values of one time once."""
    there = samples.dropna()
    return there[~there.reset_index().duplicated().to_numpy()]
