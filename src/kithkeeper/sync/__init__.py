"""How it meets the world: ports, ingest, three-way merge, read-back, push and the guard."""
