"""How each unit handles dossiers, published: figures by unit, late time by whom it is charged to, open data."""
