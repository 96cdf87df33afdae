"""`python -m kithkeeper.cli`."""

from kithkeeper.cli import main

main()
