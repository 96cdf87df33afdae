"""The commands, one module a group; each is imported when one of it is run."""
