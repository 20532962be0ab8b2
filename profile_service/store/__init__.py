"""The graph: the only room with Cypher and the only importer of the driver."""
