"""Minuano's Dagster code location. It holds no transformation of data: that is the CLI's."""
