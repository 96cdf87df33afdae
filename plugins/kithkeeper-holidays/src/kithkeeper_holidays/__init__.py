"""Holidays of the world, on which a whole circle is greeted, for Kithkeeper."""

from kithkeeper_holidays.plugin import HolidaysPlugin

__all__ = ["HolidaysPlugin"]
