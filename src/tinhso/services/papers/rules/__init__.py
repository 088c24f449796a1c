"""Pure decisions of the papers room: who gave a dossier to whom, and how that is told."""
