"""Entity resolution: rules, evidence, contradictions, clusters of records, stable profile ids."""
