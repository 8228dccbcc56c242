"""Pages, partials, the HTTP API and the WebSocket: everything that speaks to a browser."""
