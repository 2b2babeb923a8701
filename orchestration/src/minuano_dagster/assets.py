"""Whose days a plant has."""

from .shape import Shape
from .source import SourceResource


def assets_of(shape: Shape, source: SourceResource) -> list[str]:
    return [shape.asset]
