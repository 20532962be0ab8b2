"""Types of the audit."""
