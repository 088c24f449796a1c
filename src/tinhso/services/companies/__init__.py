"""Companies as accounts: asked for, approved, represented."""
