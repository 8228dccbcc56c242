"""control.db: who may come in, which shows there are, and what was done about either."""
