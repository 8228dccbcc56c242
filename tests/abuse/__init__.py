"""HTTP used as it should not be: the whole server, in processes of its own, stays up."""
