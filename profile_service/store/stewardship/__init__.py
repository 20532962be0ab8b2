"""What stewards see and take back: the review queue, histories, undo, idempotency keys."""
