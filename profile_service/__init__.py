"""The unified 360° customer profile service: load, resolve, serve."""

__version__ = "0.1.0"
