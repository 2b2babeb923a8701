"""Coverage, monthly means and turbulence intensity by brightwind, of one turbine that Minuano exported:

    ./minuano export --out files
    python examples/brightwind_report.py files T01

Prints one JSON object. The turbulence is that of the nacelle's wind speed, and of the samples as they are: where these
are averages themselves, as of a minute, it is lower than that of an anemometer read every second.
"""

import json
import sys
import warnings

import matplotlib

matplotlib.use("Agg")

import brightwind as bw
import pandas as pd

warnings.filterwarnings("ignore", category=FutureWarning)


def read_bins(folder: str, asset: str) -> pd.DataFrame:
    """Bins by their start, `timestamp_is_end_of_period` is false; UTC, whose zone brightwind takes off."""
    bins = pd.read_parquet(folder, filters=[("asset", "==", asset)])
    return bins.set_index(bins["timestamp"].dt.tz_localize(None)).sort_index()


def by_month(series: pd.Series) -> dict[str, float]:
    return {month.strftime("%Y-%m"): value for month, value in series.items()}


bins = read_bins(*sys.argv[1:3])
wind = bins[["wind_speed_mean"]]
_, means = bw.monthly_means(wind, return_data=True)
_, turbulence = bw.TI.by_speed(bins["wind_speed_mean"], bins["wind_speed_std"], return_data=True)
print(
    json.dumps(
        {
            "coverage": by_month(bw.coverage(wind, period="1M")["wind_speed_mean_Coverage"]),
            "mean_wind_speed": by_month(means["wind_speed_mean"]),
            "turbulence_intensity": {
                str(speed): {"mean": row["Mean_TI"], "count": row["TI_Count"], "p90": row["Rep_TI"]}
                for speed, row in turbulence.iterrows()
            },
        }
    )
)
