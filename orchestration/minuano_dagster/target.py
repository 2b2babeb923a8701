"""The Target: the PostgreSQL with the statistics."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import pandas as pd
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool


class TargetResource(dg.ConfigurableResource):
    """The Target's database."""

    database_url: str

    def engine(self) -> Engine:
        """Connections are closed as they are given back: what asks is short, and rare."""
        # A bare postgresql:// means another driver in each version of SQLAlchemy.
        url = make_url(self.database_url.replace("postgres://", "postgresql://", 1))
        return create_engine(url.set(drivername="postgresql+psycopg2"), poolclass=NullPool)

    def query(self, statement: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
        """A statement's rows, with `:name` parameters."""
        with self.engine().connect() as connection:
            return pd.read_sql(text(statement), connection, params=dict(parameters))

    def environment(self) -> dict[str, str]:
        """What Minuano's process needs to know of the Target."""
        return {"TARGET_DATABASE_URL": self.database_url}
