"""Every format of the Connector's /data as Python's usual readers take it, with no option of ours.

On 2025-01-05 wind_speed is 1.5 but for NULL, NaN and infinity in its first three minutes, and power
has no value before 01:00. CONNECTOR_URL and CONNECTOR_API_KEY say where.
"""

import io
import math
import os
import unittest

import httpx
import pandas as pd
import polars as pl
import pyarrow as pa

FIRST = pd.Timestamp("2025-01-05T00:00:00Z")


def get(format=None, accept=None, hours=24, **params):
    headers = {"Authorization": f"Bearer {os.environ['CONNECTOR_API_KEY']}"}
    if accept:
        headers["Accept"] = accept
    if format:
        params["format"] = format
    params = {
        "start": FIRST.isoformat(),
        "end": (FIRST + pd.Timedelta(hours=hours)).isoformat(),
        **params,
    }
    url = os.environ["CONNECTOR_URL"]
    return httpx.get(f"{url}/data", params=params, headers=headers).raise_for_status()


class Formats(unittest.TestCase):
    def check(self, frame, rows=1440):
        """The day, whatever it came through."""
        self.assertEqual(
            {name: str(kind) for name, kind in frame.dtypes.items()},
            {
                "timestamp": "datetime64[us, UTC]",
                "wind_speed": "float64",
                "power": "float64",
                "ambient_temperature": "float64",
            },
        )
        times = pd.date_range(FIRST, periods=rows, freq="min", unit="us")
        self.assertTrue((frame["timestamp"] == times).all())
        wind = list(frame["wind_speed"])
        self.assertTrue(all(math.isnan(value) for value in wind[:3]), wind[:3])
        self.assertEqual(set(wind[3:]), {1.5})
        self.assertTrue(frame["power"][:60].isna().all())
        self.assertEqual(frame["power"].count(), rows - 60)

    def test_json_by_read_json(self):
        self.check(pd.read_json(io.BytesIO(get("json").content)))

    def test_json_by_accept_and_data_frame(self):
        frame = pd.DataFrame(get(accept="application/json").json())
        self.check(frame.astype({"timestamp": "datetime64[us, UTC]"}))

    def test_ndjson(self):
        self.check(pd.read_json(io.BytesIO(get("ndjson").content), lines=True))

    def test_csv(self):
        frame = pd.read_csv(io.BytesIO(get("csv").content), parse_dates=["timestamp"])
        self.check(frame)

    def test_arrow_by_pyarrow(self):
        table = pa.ipc.open_stream(get("arrow").content).read_all()
        table.validate(full=True)
        self.assertEqual(table.schema.field("timestamp").type, pa.timestamp("us", tz="UTC"))
        self.assertEqual(table.schema.field("wind_speed").type, pa.float64())
        self.assertEqual(table["wind_speed"].null_count, 3)
        self.check(table.to_pandas())

    def test_arrow_by_polars(self):
        frame = pl.read_ipc_stream(get("arrow").content)
        self.assertEqual(
            frame.schema,
            {
                "timestamp": pl.Datetime("us", "UTC"),
                "wind_speed": pl.Float64,
                "power": pl.Float64,
                "ambient_temperature": pl.Float64,
            },
        )
        self.assertEqual(frame["wind_speed"].null_count(), 3)
        self.assertEqual(frame["wind_speed"].mean(), 1.5)
        self.check(frame.to_pandas())

    def test_text_by_polars(self):
        for format, read in {"csv": pl.read_csv, "ndjson": pl.read_ndjson}.items():
            frame = read(get(format).content)
            self.assertEqual(frame["wind_speed"].null_count(), 3, format)
            self.assertEqual(frame["wind_speed"].dtype, pl.Float64, format)
            self.assertEqual(frame.height, 1440, format)

    def test_a_variable_without_any_value(self):
        frames = {
            "csv": pd.read_csv(io.BytesIO(get("csv", hours=1, variables="power").content)),
            "json": pd.read_json(io.BytesIO(get("json", hours=1, variables="power").content)),
            "arrow": pa.ipc.open_stream(get("arrow", hours=1, variables="power").content)
            .read_all()
            .to_pandas(),
        }
        for format, frame in frames.items():
            self.assertEqual(str(frame["power"].dtype), "float64", format)
            self.assertEqual((len(frame), frame["power"].count()), (60, 0), format)

    def test_an_interval_without_rows(self):
        empty = {"start": "1999-01-01", "end": "1999-01-02"}
        self.assertEqual(get("json", **empty).json(), [])
        table = pa.ipc.open_stream(get("arrow", **empty).content).read_all()
        self.assertEqual((table.num_rows, table.num_columns), (0, 4))
        self.assertEqual(pl.read_ipc_stream(get("arrow", **empty).content).shape, (0, 4))
        self.assertEqual(pd.read_csv(io.BytesIO(get("csv", **empty).content)).shape, (0, 4))


if __name__ == "__main__":
    unittest.main()
