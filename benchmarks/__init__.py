"""How fast the whole product is, beside peers in the same run. See docs/performance.md."""
