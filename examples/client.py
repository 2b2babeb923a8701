"""Minuano from Python: a day from the Connector's API, and its statistics from the Target.

    pip install -r examples/requirements.txt
    python examples/client.py

Run beside a running `npm start`, it finds both. CONNECTOR_URL, CONNECTOR_API_KEY and
TARGET_DATABASE_URL name others.
"""

import json
import os
from pathlib import Path

import httpx
import pandas as pd
import polars as pl
from sqlalchemy import MetaData, create_engine, select

# Here a running `npm start` says where it serves and how to enter its Target.
note = Path(".minuano/running.json")
running = json.loads(note.read_text()) if note.exists() else {}
connector_url = os.environ.get("CONNECTOR_URL") or running["connectorUrl"]
connector_key = os.environ.get("CONNECTOR_API_KEY") or running.get("connectorApiKey")
target_url = os.environ.get("TARGET_DATABASE_URL") or running["targetReaderUrl"]

start = pd.Timestamp("2025-01-03", tz="UTC")
end = start + pd.Timedelta(days=1)


def get_data(format):
    """One row a minute, from start until before end."""
    return httpx.get(
        f"{connector_url}/data",
        params={
            "start": start.isoformat(),
            "end": end.isoformat(),
            "variables": "wind_speed,power",
            "format": format,
        },
        headers={"Authorization": f"Bearer {connector_key}"} if connector_key else {},
    ).raise_for_status()


# 1. The API with httpx and pandas.
minutes = pd.DataFrame(get_data("json").json()).astype({"timestamp": "datetime64[us, UTC]"})
minutes = minutes.set_index("timestamp")
print(minutes.describe(), "\n")

# 2. The same as Arrow, best for much data, with polars.
bins = (
    pl.read_ipc_stream(get_data("arrow").content)
    .group_by_dynamic("timestamp", every="10m")
    .agg(mean=pl.col("wind_speed").mean(), std=pl.col("wind_speed").std())
)
print(bins.head(3), "\n")

# 3. The Target with SQLAlchemy and pandas: what Minuano has made of the day.
engine = create_engine(target_url)
metadata = MetaData()
metadata.reflect(engine, only=["signal", "data"])
signal, data = metadata.tables["signal"], metadata.tables["data"]
query = (
    select(data.c.timestamp, signal.c.name, data.c.value)
    .join_from(data, signal)
    .where(data.c.timestamp >= start, data.c.timestamp < end)
)
values = pd.read_sql(query, engine)
statistics = values.pivot(index="timestamp", columns="name", values="value")
if "wind_speed_mean" not in statistics:
    found = ", ".join(statistics.columns) or "nothing"
    raise SystemExit(f"the Target holds no wind_speed_mean of {start:%Y-%m-%d}, but {found}")
print(statistics[["wind_speed_mean", "wind_speed_std"]].head(3), "\n")

own_mean = minutes["wind_speed"].resample("10min").mean()
difference = (statistics["wind_speed_mean"] - own_mean).abs().max()
print(f"wind_speed_mean and the mean by pandas differ by {difference:.1g} at most")
