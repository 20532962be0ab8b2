"""`profile-service identity`: rules, judgements, review, explanations."""
