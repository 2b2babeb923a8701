"""Reads an export by every reader that docs/export.md promises, each as its own pages show it.

Prints, as JSON, of each reader how many rows it has found, the sum of their mean wind speeds, the first time and the
assets.
"""

import glob
import json
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds

PARQUET, CSV, ARROW = sys.argv[1:4]
WIND = "wind_speed_mean"


def summary(frame: pd.DataFrame) -> dict:
    times = pd.to_datetime(frame["timestamp"], utc=True)
    return {
        "rows": len(frame),
        "sum": float(frame[WIND].sum()),
        "first": times.min().isoformat(),
        "assets": sorted(str(asset) for asset in frame["asset"].unique()),
    }


def of_arrow() -> pd.DataFrame:
    frames = []
    for path in glob.glob(f"{ARROW}/*/*/*.arrows"):
        with open(path, "rb") as stream:
            table = pa.ipc.open_stream(stream).read_all()
        assert table.schema.metadata[b"timestamp_is_end_of_period"] == b"false"
        asset = table.schema.metadata[b"minuano.asset"].decode()
        frames.append(table.to_pandas().assign(asset=asset))
    return pd.concat(frames)


READERS = {
    "pandas.read_parquet": lambda: pd.read_parquet(PARQUET),
    "polars.scan_parquet": lambda: pl.scan_parquet(f"{PARQUET}/**/*.parquet", hive_partitioning=True)
    .collect()
    .to_pandas(),
    "duckdb": lambda: duckdb.sql(f"from '{PARQUET}/*/*/*.parquet'").df(),
    "pyarrow.dataset": lambda: ds.dataset(PARQUET, partitioning="hive").to_table().to_pandas(),
    "duckdb, CSV": lambda: duckdb.sql(f"from '{CSV}/*/*/*.csv'").df(),
    "polars.scan_csv": lambda: pl.concat(
        pl.read_csv(path, try_parse_dates=True).with_columns(asset=pl.lit(path.split("asset=")[1].split("/")[0]))
        for path in glob.glob(f"{CSV}/*/*/*.csv")
    ).to_pandas(),
    "pyarrow.ipc": of_arrow,
}

print(json.dumps({name: summary(read()) for name, read in READERS.items()}))
