"""Plants that write into one Target must have assets that are told apart there."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from .plant import Plant


def check_shared_targets(plants: Sequence[Plant], env: Mapping[str, str]) -> None:
    """Raises `ValueError` where two plants could write the same signals: each would undo the other."""
    targets = {plant.name: _target_of(plant, env) for plant in plants}
    for one, other in combinations(plants, 2):
        shared = targets[one.name] is not None and targets[one.name] == targets[other.name]
        if shared and not _are_apart(one, other):
            raise ValueError(
                f"MINUANO_PLANTS: {one.file} and {other.file} write into the same Target, and "
                "their settings do not tell their assets apart: give each an assetPrefix, or "
                "list its assets, or give it a Target of its own"
            )


def _are_apart(one: Plant, other: Plant) -> bool:
    """As far as settings say it. A plant with an `asset` has a Source whose rows name none."""
    asset, other_asset = _asset_of(one), _asset_of(other)
    if asset or other_asset:
        listed = _listed_by(one) | _listed_by(other)
        return asset != other_asset and not listed & {asset, other_asset}
    if _prefix_of(one) != _prefix_of(other):
        return True
    names, others = _listed_by(one), _listed_by(other)
    # One that lists none writes all assets of its Source, whatever these are called.
    return bool(names) and bool(others) and names.isdisjoint(others)


def _target_of(plant: Plant, env: Mapping[str, str]) -> object:
    """Server and database, without user and password; None where nothing says them."""
    text = env.get(plant.variable("TARGET_DATABASE_URL"))
    if not text:
        return None
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        return None
    return (url.host, url.port or 5432, url.database, tuple(sorted(url.query.items())))


def _prefix_of(plant: Plant) -> object:
    return _setting_of(plant, "MINUANO_ASSET_PREFIX", "assetPrefix") or ""


def _asset_of(plant: Plant) -> object:
    return _setting_of(plant, "MINUANO_ASSET", "asset") or ""


def _listed_by(plant: Plant) -> set[object]:
    listed = _setting_of(plant, "MINUANO_ASSETS", "onlyAssets") or []
    names = listed.split(",") if isinstance(listed, str) else listed
    return {name.strip() if isinstance(name, str) else str(name) for name in names}


def _setting_of(plant: Plant, variable: str, key: str) -> object:
    return plant.own.get(variable) or plant.content.get(key)
