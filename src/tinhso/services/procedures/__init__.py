"""Administrative procedures: what a citizen may ask for, and the dossier that asks for it.

See README.md and ``api``.
"""
