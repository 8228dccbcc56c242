"""How the tables came to be: one folder of revisions for control.db, one for the show files."""
