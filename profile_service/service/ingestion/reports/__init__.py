"""What a load reports beside its counts: rejected rows, unknown states, payments of somebody else's orders."""
