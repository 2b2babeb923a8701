"""A PlantData of OpenOA and the turbines' power curves, from what Minuano exported:

    ./minuano export --names openoa --out files
    python examples/openoa_plant.py files

Prints one JSON object. The curves are from the nacelle's own wind speed: operational, not those of a standard.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from openoa import PlantData
from openoa.utils.power_curve import IEC

warnings.filterwarnings("ignore", category=FutureWarning)

# What the register does not say of the turbines: yours go here.
LATITUDE, LONGITUDE = -5.1, -36.0
RATED_POWER_KW, HUB_HEIGHT_M, ROTOR_M, ELEVATION_M = 2000.0, 90.0, 110.0, 12.0
BIN_WIDTH = 0.5

ASSET_COLUMNS = ["latitude", "longitude", "rated_power", "hub_height", "rotor_diameter", "type"]


def read_plant(folder: str) -> PlantData:
    # The folders' own columns are `asset` and `month`; OpenOA's are in the files.
    scada = pd.read_parquet(folder).drop(columns=["asset", "month"])
    assets = read_assets(folder, sorted(scada["asset_id"].unique()))
    metadata = {
        "latitude": assets["latitude"].mean(),
        "longitude": assets["longitude"].mean(),
        "capacity": assets["rated_power"].sum() / 1000,
        # All other names are OpenOA's own.
        "scada": {"frequency": "10min"},
    }
    return PlantData(analysis_type=[None], metadata=metadata, scada=scada, asset=assets)


def read_assets(folder: str, names: list[str]) -> pd.DataFrame:
    """What the register says of the turbines, where it says anything; the rest is what stands above."""
    assets = pd.DataFrame(
        {
            "latitude": LATITUDE,
            "longitude": [LONGITUDE + 0.01 * number for number in range(len(names))],
            "rated_power": RATED_POWER_KW,
            "hub_height": HUB_HEIGHT_M,
            "rotor_diameter": ROTOR_M,
            "elevation": ELEVATION_M,
            "type": "turbine",
        },
        index=pd.Index(names, name="asset_id"),
    )
    registered = Path(folder) / "_assets.json"
    if registered.exists():
        known = pd.read_json(registered, dtype={"asset_id": str}).set_index("asset_id")
        # Of the same columns and turbines, and what is null changes nothing.
        assets.update(known)
    return assets.reset_index()


def power_curve(plant: PlantData, turbine: str) -> dict[str, float]:
    """Mean power in kW by the wind speed at the middle of a bin of 0.5 m/s, up to the fastest wind."""
    scada = plant.scada.xs(turbine, level="asset_id").dropna(subset=["WMET_HorWdSpd", "WTUR_W"])
    wind = scada["WMET_HorWdSpd"]
    curve = IEC(wind, scada["WTUR_W"], bin_width=BIN_WIDTH, windspeed_start=0, windspeed_end=30)
    starts = np.arange(0, 30, BIN_WIDTH)
    # OpenOA fills bins without a value by their neighbours: only those that have one are shown.
    has_values = [((wind >= start) & (wind < start + BIN_WIDTH)).any() for start in starts]
    middles = (starts + BIN_WIDTH / 2)[has_values]
    return {f"{middle:.2f}": power for middle, power in zip(middles, curve(middles).tolist())}


plant = read_plant(sys.argv[1])
print(
    json.dumps(
        {
            "rows": len(plant.scada),
            "capacity_mw": plant.metadata.capacity,
            "assets": plant.asset[ASSET_COLUMNS].to_dict(orient="index"),
            "energy_kwh": plant.scada.groupby(level="asset_id")["WTUR_SupWh"].sum().to_dict(),
            "power_curve": {str(name): power_curve(plant, name) for name in plant.turbine_ids},
        }
    )
)
