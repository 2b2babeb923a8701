"""Whose days a plant has: the assets of its Source, or the one that its settings name."""

from collections.abc import Sequence
from dataclasses import dataclass

from .shape import Shape
from .source import SourceResource


@dataclass(frozen=True)
class Asset:
    name: str
    """In the Target."""
    in_source: str | None
    """None where the Source's rows name no asset."""
    has_settings: bool = False
    """Ranges or the like for itself, which are not those of the shape."""


@dataclass(frozen=True)
class Assets:
    all: Sequence[Asset]
    are_of_a_farm: bool

    @property
    def names(self) -> list[str]:
        return [asset.name for asset in self.all]

    @property
    def with_settings(self) -> list[str]:
        return [asset.name for asset in self.all if asset.has_settings]


def assets_of(shape: Shape, source: SourceResource) -> Assets:
    """The Connector is asked whether there are several, and which."""
    found = source.list_assets()
    if found is None:
        return Assets([Asset(shape.asset, None)], are_of_a_farm=False)
    asked = found if shape.asked_assets is None else shape.asked_assets
    own = shape.assets_with_settings
    return Assets(
        [Asset(f"{shape.asset_prefix}{name}", name, name in own) for name in asked],
        are_of_a_farm=True,
    )
