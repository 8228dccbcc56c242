"""The web as a whole: the real app on a real data directory, through Flask's test client."""
