"""An event was missing from `kith today`, on its own day and where nobody had wrapped it up."""


def test_an_event_is_shown_from_its_preparation_to_its_wrap(kith):
    """Three days ahead it is to be prepared, on its day it stands there, then it is to be wrapped up."""

    def shown(day):
        found = kith("--today", day, "today")["events"]
        return [(each["on"], each["at"], each["command"].rpartition(" ")[0]) for each in found]

    kith(
        "--today", "2026-04-01", "event", "add", "Mill Fair", "--on", "2026-04-08", "--at", "18:30"
    )
    kith("--today", "2026-04-01", "event", "add", "Off", "--on", "2026-04-08")
    kith("--today", "2026-04-01", "event", "cancel", "Off")
    assert shown("2026-04-04") == []
    assert shown("2026-04-05") == [("2026-04-08", "18:30:00", "kith event prepare")]
    kith("--today", "2026-04-05", "event", "prepare", "Mill Fair")
    assert shown("2026-04-08") == [("2026-04-08", "18:30:00", "")]
    assert shown("2026-04-22") == [("2026-04-08", "18:30:00", "kith event wrap")]
    assert shown("2026-04-23") == []
    kith("--today", "2026-04-09", "event", "wrap", "Mill Fair")
    assert shown("2026-04-09") == []
