"""What the YAML files under `schema/` declare: identity rules, views, touchpoints, actions."""
