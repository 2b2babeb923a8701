"""The classic export: pandas' read_sql and to_parquet, a file an asset, of the month that is given."""

import os
import sys
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine, text

QUERY = text(
    """
    select "timestamp", variable || '_' || statistic as name, value
    from data join signal on id = signal_id
    where asset = :asset and "timestamp" >= :start and "timestamp" < :end
    """
)

start, end, folder = sys.argv[1:4]
engine = create_engine(os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:", 1))
with engine.connect() as connection:
    assets = connection.scalars(text("select distinct asset from signal where asset <> '' order by 1"))
    for asset in assets.all():
        parameters = {"asset": asset, "start": start, "end": end}
        rows = pd.read_sql(QUERY, connection, params=parameters)
        place = Path(folder, f"asset={asset}", f"month={start[:7]}")
        place.mkdir(parents=True)
        wide = rows.pivot(index="timestamp", columns="name", values="value")
        wide.reset_index().to_parquet(place / "data.parquet")
