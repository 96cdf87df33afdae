"""What one can do with a network: use cases, one module a noun; each call is one transaction."""
