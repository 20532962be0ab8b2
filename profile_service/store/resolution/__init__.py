"""The identity graph: claims, memberships, judgements, contested identifiers, changes."""
