"""Reading profiles: their context, explanations, and the change feed."""
