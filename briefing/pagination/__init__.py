"""pagination."""
