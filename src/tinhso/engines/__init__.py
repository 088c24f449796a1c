"""General machines; each reads its own section of the pack."""
