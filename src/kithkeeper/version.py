"""The version of this distribution, for whoever must not import the front door for it."""

VERSION = "0.1.0"
