"""Review of the portfolio of procedures: how each is used, where its time goes, what should change, what came of it."""
