"""The plants of the code location: one for each settings file that MINUANO_PLANTS names, or just one."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any

from .plant import OWN, Plant
from .settings import read_settings
from .shared_target import check_shared_targets

# A variable of one plant: PLANT_<NAME>_<what it is called for all>.
OF_A_PLANT = re.compile(rf"{OWN}.+_(MINUANO|SOURCE|CONNECTOR|TARGET|DAGSTER)_")

# What holds for all plants alike; the others are said in each plant's file.
FOR_ALL = ("COMMAND", "FOLDER", "PLANTS", "DATA_DIR", "POSTGRES_PORT", "CONCURRENCY")


def find_plants(env: Mapping[str, str], folder: Path) -> list[Plant]:
    """Raises `ValueError` where files or variables are such that numbers of two plants could mix."""
    pattern = env.get("MINUANO_PLANTS")
    if not pattern:
        return [Plant("", read_settings(env))]
    files = sorted(folder / name for name in glob(pattern, root_dir=folder, recursive=True))
    files = [file for file in files if file.is_file()]
    if not files:
        raise ValueError(f"MINUANO_PLANTS: no file matches {pattern} in {folder}")
    _refuse_settings_of_all(env)
    named = _name_files(files)
    own = _share_out(env, list(named))
    plants = [_read_plant(name, file, env, own[name]) for name, file in named.items()]
    check_shared_targets(plants, env)
    return plants


def _read_plant(name: str, file: Path, env: Mapping[str, str], own: Mapping[str, str]) -> Plant:
    content = _read_file(file)
    zone = content.get("timeZone")
    of_file = {"MINUANO_TIME_ZONE": zone} if isinstance(zone, str) else {}
    settings = read_settings({**env, **of_file, **own})
    return Plant(name, settings, file.absolute(), content, own)


def _read_file(file: Path) -> dict[str, Any]:
    """Two or three of its keys are needed here; whether all are right, Minuano says."""
    try:
        content = json.loads(file.read_text("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"MINUANO_PLANTS: {file} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"MINUANO_PLANTS: {file} is not a JSON object")
    return content


def _name_files(files: Sequence[Path]) -> dict[str, Path]:
    named: dict[str, Path] = {}
    # Of variables alone the letters' case is not told apart.
    taken: dict[str, Path] = {}
    for file in files:
        name = name_of(file)
        if not name:
            raise ValueError(f"MINUANO_PLANTS: {file} has no letter or digit in its name")
        other = taken.setdefault(name.upper(), file)
        if other != file:
            raise ValueError(
                f"MINUANO_PLANTS: {other} and {file} would both be the plant {name}: rename one"
            )
        named[name] = file
    return named


def name_of(file: Path) -> str:
    """The file's name as a key of Dagster's: `São José.json` is `Sao_Jose`."""
    plain = unicodedata.normalize("NFKD", file.stem)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")


def _share_out(env: Mapping[str, str], names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Each plant's own variables. Of `north` and `north_2`, PLANT_NORTH_2_… is the latter's."""
    own: dict[str, dict[str, str]] = {name: {} for name in names}
    longest_first = sorted(names, key=len, reverse=True)
    for variable, value in env.items():
        if not variable.startswith(OWN) or not value:
            continue
        for name in longest_first:
            begin = f"{OWN}{name.upper()}_"
            if variable.startswith(begin):
                own[name][variable.removeprefix(begin)] = value
                break
        else:
            if OF_A_PLANT.match(variable):
                known = ", ".join(f"{OWN}{name.upper()}_" for name in names)
                raise ValueError(f"{variable} is of no plant: there are {known}")
    return own


def _refuse_settings_of_all(env: Mapping[str, str]) -> None:
    allowed = {f"MINUANO_{name}" for name in FOR_ALL}
    for variable, value in env.items():
        if variable.startswith("MINUANO_") and value and variable not in allowed:
            raise ValueError(
                f"{variable} would hold for all plants of MINUANO_PLANTS: write it into each "
                f"plant's file, or as {OWN}<NAME>_{variable}"
            )
