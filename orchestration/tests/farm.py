"""A farm beside the one turbine: a Source whose rows name their asset, and a Connector in front of it."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, text

from minuano_dagster.settings import REPOSITORY


def make_table(engine: Engine, assets: Sequence[str]) -> None:
    """The rows of `data`, for each of the assets."""
    fill = """create table farm as
              select asset as turbine, data.* from data, unnest(cast(:assets as text[])) asset"""
    with engine.begin() as connection:
        connection.execute(text("drop table if exists farm"))
        connection.execute(text(fill), {"assets": list(assets)})
        connection.execute(text("create index on farm (timestamp)"))
        connection.execute(text("comment on column farm.wind_speed is 'm/s'"))


@contextmanager
def connector_of_farm() -> Iterator[str]:
    """Its URL."""
    own = {
        "SOURCE_DATABASE_URL": os.environ["TEST_SOURCE_OWNER_URL"],
        "SOURCE_TABLE": "farm",
        "SOURCE_ASSET_COLUMN": "turbine",
        "CONNECTOR_PORT": "0",
    }
    process = subprocess.Popen(
        ["node", str(REPOSITORY / "dist/main.js"), "connector", "--json"],
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait(60)
