"""Figures of the Target's view as pandas makes them of the minutes. CONNECTOR_URL and TARGET_DATABASE_URL say where."""

import os
import unittest
import urllib.request

import pandas as pd
from sqlalchemy import create_engine

FIRST, LAST = "2025-01-06", "2025-01-08"
RATED = 2000.0


class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        query = f"start={FIRST}&end=2025-01-09&variables=wind_speed,power"
        url = f"{os.environ['CONNECTOR_URL']}/data.csv?{query}"
        key = {"authorization": f"Bearer {os.environ['CONNECTOR_API_KEY']}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=key)) as answer:
            cls.minutes = pd.read_csv(answer, parse_dates=["timestamp"], index_col="timestamp")
        engine = create_engine(os.environ["TARGET_DATABASE_URL"])
        query = f"select * from daily_figures where day between '{FIRST}' and '{LAST}' order by day"
        cls.found = pd.read_sql_query(query, engine).set_index("day")
        engine.dispose()

    def compare(self, column, expected):
        expected.index = self.found.index
        pd.testing.assert_series_equal(
            self.found[column].astype(float), expected.astype(float), check_names=False, rtol=1e-9
        )

    def test_coverage_wind_energy_and_hours(self):
        minutes, means = self.minutes, self.minutes.resample("10min").mean()
        days, bins = minutes.resample("1D"), means.resample("1D")
        power, wind = means["power"], means["wind_speed"]
        self.compare("wind_coverage", days["wind_speed"].count() / 1440)
        self.compare("power_coverage", days["power"].count() / 1440)
        self.compare("mean_wind", bins["wind_speed"].mean())
        self.compare("greatest_wind", days["wind_speed"].max())
        self.compare("mean_power", bins["power"].mean())
        self.compare("power_hours", bins["power"].count() / 6)
        self.compare("exported_kwh", power.clip(lower=0).resample("1D").sum() / 6)
        self.compare("imported_kwh", (-power).clip(lower=0).resample("1D").sum() / 6)
        self.compare("capacity_factor", bins["power"].mean() / RATED)
        self.compare("hours_at_rated", (power >= 0.98 * RATED).resample("1D").sum() / 6)
        idle = (wind > 3) & (power <= 0.01 * RATED)
        self.compare("hours_no_power_in_wind", idle.resample("1D").sum() / 6)


if __name__ == "__main__":
    unittest.main()
