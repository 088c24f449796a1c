"""Pure decisions of the scorecards room: periods, points, and how a dossier is judged."""
