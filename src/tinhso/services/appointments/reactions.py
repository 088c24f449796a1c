"""What follows when a dossier was filed at a counter: it belongs to the ticket that was being served."""
