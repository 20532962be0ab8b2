"""What the service notes of its own work: requests, durations, spans; never what a caller wrote."""
