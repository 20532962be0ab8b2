"""Answers that are kept for as long as what they show stays as it is (docs/decisions/kept-answers.md)."""
