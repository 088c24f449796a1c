"""The national portal: dossiers filed there come in, changes go out, what is out of step is shown."""
