"""Import and export in the browser and in the API."""
