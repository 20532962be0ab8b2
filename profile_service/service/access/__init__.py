"""Who asks: API keys, bearer tokens, users and their sessions."""
