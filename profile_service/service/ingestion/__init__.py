"""Loading: batches, change detection, load runs, rejected rows, full exports."""
