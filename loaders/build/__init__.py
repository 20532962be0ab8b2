"""The parts that every source is built from: items and records from rows, amounts, consents, and the loader itself."""
