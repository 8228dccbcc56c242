"""A crowd on one show: how soon, how many, how dear, how soon back, and beside whom."""
