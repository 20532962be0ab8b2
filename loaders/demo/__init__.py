"""The demo's data: real purchases of some households, and synthetic exports about their members from a fixed seed."""

from loaders.demo.write import DemoFile, write_demo

__all__ = ["DemoFile", "write_demo"]
