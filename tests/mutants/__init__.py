"""What becomes of the tests of the domain where the domain is changed: docs/decisions/mutation.md."""
