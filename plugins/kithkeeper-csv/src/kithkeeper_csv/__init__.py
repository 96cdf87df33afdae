"""Contacts and touches from LinkedIn, Google, Outlook and other exports for Kithkeeper."""

from kithkeeper_csv.mapping import FIELDS, mapping_key, propose_mapping
from kithkeeper_csv.plugin import CsvPlugin

__all__ = ["FIELDS", "CsvPlugin", "mapping_key", "propose_mapping"]
