"""The exports that describe the population, each as its system writes it, with the noise of real data."""
