"""The Target as SQLAlchemy reflects it and pandas reads it. TARGET_DATABASE_URL says where."""

import os
import unittest

import pandas as pd
from sqlalchemy import MetaData, create_engine, inspect, select
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

STATISTICS = ["max", "mean", "min", "std"]


class Target(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = create_engine(os.environ["TARGET_DATABASE_URL"])

    @classmethod
    def tearDownClass(cls):
        cls.engine.dispose()

    def test_tables_are_reflected_with_their_keys(self):
        metadata = MetaData()
        metadata.reflect(self.engine)
        keys = {
            name: [column.name for column in metadata.tables[name].primary_key]
            for name in ["signal", "data", "load"]
        }
        self.assertEqual(
            keys,
            {
                "signal": ["id"],
                "data": ["signal_id", "timestamp"],
                "load": ["asset", "variable", "period_seconds", "day"],
            },
        )
        [foreign] = metadata.tables["data"].foreign_keys
        self.assertEqual((foreign.parent.name, str(foreign.column)), ("signal_id", "signal.id"))
        unique = {
            tuple(constraint["column_names"])
            for constraint in inspect(self.engine).get_unique_constraints("signal")
        }
        key = ("asset", "variable", "statistic", "period_seconds")
        self.assertEqual(unique, {("name",), key})

    def test_classes_are_mapped_with_their_relationship(self):
        base = automap_base()
        base.prepare(autoload_with=self.engine)
        signal, data = base.classes.signal, base.classes.data
        with Session(self.engine) as session:
            query = select(data).join(data.signal).where(signal.name == "power_mean").limit(1)
            value = session.scalars(query).one()
            self.assertEqual(value.signal.variable, "power")
            self.assertEqual(value.timestamp.utcoffset().total_seconds(), 0)
            self.assertIsInstance(value.value, float)

    def test_whole_tables_have_the_right_types(self):
        data = pd.read_sql_table("data", self.engine)
        self.assertEqual(
            [str(kind) for kind in data.dtypes], ["int64", "datetime64[us, UTC]", "float64"]
        )
        self.assertFalse(data.isna().any(axis=None))
        load = pd.read_sql_table("load", self.engine, parse_dates=["day"])
        self.assertEqual(str(load["window_start"].dtype), "datetime64[us, UTC]")
        self.assertEqual(len(load), 20)
        self.assertEqual(set(load["status"]), {"loaded"})
        self.assertEqual(load["source_rows"].sum(), 2 * 14_400)

    def test_a_join_becomes_a_table_of_columns(self):
        metadata = MetaData()
        metadata.reflect(self.engine, only=["signal", "data"])
        signal, data = metadata.tables["signal"], metadata.tables["data"]
        query = select(signal.c.name, data.c.timestamp, data.c.value).join_from(signal, data)
        values = pd.read_sql(query, self.engine)
        wide = values.pivot(index="timestamp", columns="name", values="value")
        names = [f"{name}_{kind}" for name in ["power", "wind_speed"] for kind in STATISTICS]
        self.assertEqual(list(wide.columns), names)
        self.assertEqual(wide.shape, (1440, 8))
        self.assertEqual(str(wide.index.tz), "UTC")
        self.assertEqual(wide.index[0], pd.Timestamp("2025-01-01T00:00Z"))
        self.assertEqual(set(wide.index.diff()[1:]), {pd.Timedelta(minutes=10)})
        for name in ["power", "wind_speed"]:
            self.assertTrue((wide[f"{name}_min"] <= wide[f"{name}_mean"]).all())
            self.assertTrue((wide[f"{name}_mean"] <= wide[f"{name}_max"]).all())


if __name__ == "__main__":
    unittest.main()
