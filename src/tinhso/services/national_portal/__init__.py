"""The national portal: dossiers filed there come in, every change of a dossier goes out, what is out of step is shown."""
