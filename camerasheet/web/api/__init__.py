"""The HTTP JSON API: what a stream deck, a switcher or a script talks to."""
