"""Pure decisions: addresses, requests, tokens, levels, claims."""
