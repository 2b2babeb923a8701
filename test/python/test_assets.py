"""Rows of assets as Python's usual readers take them from /data, with no option of ours.

The table holds six minutes of each of ASSETS, whose power is 100 times the asset's place, and the minute.
CONNECTOR_URL and CONNECTOR_API_KEY say where.
"""

import io
import os
import unittest

import httpx
import pandas as pd
import polars as pl
import pyarrow as pa

# In the order of the table's collation, "C".
ASSETS = ["T01", 'a, "b"', "line\nbreak", "t01", "Ærø 風車"]


def get(format, **params):
    headers = {"Authorization": f"Bearer {os.environ['CONNECTOR_API_KEY']}"}
    params = {"start": "2025-01-03", "end": "2025-01-04", "format": format, **params}
    url = os.environ["CONNECTOR_URL"]
    return httpx.get(f"{url}/data", params=params, headers=headers).raise_for_status()


class Assets(unittest.TestCase):
    def check(self, frame, assets=ASSETS):
        self.assertEqual(list(frame.columns), ["timestamp", "asset", "power"])
        self.assertEqual(list(frame["asset"]), [name for name in assets for _ in range(6)])
        self.assertEqual(
            list(frame["power"]), [100 * ASSETS.index(name) + i for name in assets for i in range(6)]
        )
        times = pd.date_range("2025-01-03", periods=6, freq="min", tz="UTC")
        self.assertEqual(list(pd.to_datetime(frame["timestamp"])), list(times) * len(assets))

    def test_text_by_pandas(self):
        self.check(pd.DataFrame(get("json").json()))
        self.check(pd.read_json(io.BytesIO(get("ndjson").content), lines=True))
        self.check(pd.read_csv(io.BytesIO(get("csv").content)))

    def test_arrow_by_pyarrow(self):
        table = pa.ipc.open_stream(get("arrow").content).read_all()
        table.validate(full=True)
        self.assertTrue(pa.types.is_dictionary(table.schema.field("asset").type))
        self.assertEqual(table.schema.field("asset").type.value_type, pa.string())
        self.check(table.to_pandas())
        grouped = table.unify_dictionaries().group_by("asset").aggregate([("power", "count")])
        self.assertEqual(grouped["power_count"].to_pylist(), [6] * len(ASSETS))

    def test_arrow_by_pyarrow_batch_by_batch(self):
        for batch in pa.ipc.open_stream(get("arrow").content):
            self.assertEqual(batch["asset"].dictionary.to_pylist(), ASSETS)
            # The last one has no rows.
            self.assertLessEqual(len(set(batch["asset"].to_pylist())), 1)

    def test_arrow_by_polars(self):
        frame = pl.read_ipc_stream(get("arrow").content)
        self.assertEqual(frame.schema["asset"], pl.Categorical)
        self.check(frame.to_pandas())
        means = frame.group_by("asset", maintain_order=True).agg(pl.col("power").mean())
        self.assertEqual(means["power"].to_list(), [100 * i + 2.5 for i in range(len(ASSETS))])

    def test_some_of_them(self):
        for format, read in {
            "json": lambda answer: pd.DataFrame(answer.json()),
            "arrow": lambda answer: pl.read_ipc_stream(answer.content).to_pandas(),
        }.items():
            self.check(read(get(format, assets=["t01", 'a, "b"'])), ['a, "b"', "t01"])

    def test_none_in_the_interval(self):
        empty = {"start": "1999-01-01", "end": "1999-01-02"}
        table = pa.ipc.open_stream(get("arrow", **empty).content).read_all()
        self.assertEqual((table.num_rows, table.column_names), (0, ["timestamp", "asset", "power"]))
        self.assertEqual(pl.read_ipc_stream(get("arrow", **empty).content).shape, (0, 3))


if __name__ == "__main__":
    unittest.main()
