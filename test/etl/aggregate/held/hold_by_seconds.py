"""Statistics of values that hold until the next, by pandas: each second has the last value, if it is not too old."""
import json
import sys

import pandas as pd


def statistics(series):
    rows = pd.Series(
        [value for _, value in series["rows"]],
        index=[second for second, _ in series["rows"]],
        dtype="float64",
    ).dropna()
    start, end = series["start"], series["end"]
    seconds = range(min([start, *rows.index]), end)
    hold = series["hold"]
    limit = None if hold is None else hold - 1
    held = rows.reindex(seconds)
    # pandas takes no limit of 0.
    held = held if limit == 0 else held.ffill(limit=limit)
    held = held.loc[start:]
    held.index = pd.to_datetime(held.index, unit="s", utc=True)
    bins = held.resample(f"{series['width']}s", origin="epoch")
    found = pd.DataFrame(
        {
            "mean": bins.mean(),
            "min": bins.min(),
            "max": bins.max(),
            "std": bins.std(ddof=0),
            "seconds": bins.count().astype("float64"),
        }
    )
    return json.loads(found.to_json(orient="values", double_precision=15))


print(json.dumps([statistics(series) for series in json.load(sys.stdin)]))
