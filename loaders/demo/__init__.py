"""The demo's data: real purchases of some households, and exports about the same households from a fixed seed."""

from loaders.demo.write import DemoFile, write_demo

__all__ = ["DemoFile", "write_demo"]
