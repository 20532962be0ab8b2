"""The orders of a customer: their course, what payments and returns make of them, and who orders again."""
