"""A meeting that nobody ticked left `kith today` with its day and stood open for good, unasked."""

from datetime import date

from kithkeeper import Network


def test_a_passed_meeting_is_asked_about_until_it_is_settled(tmp_path):
    """From the day after for two weeks; done, skipped or archived ones are not asked about."""

    def asked(day):
        with Network.open(tmp_path / "kith.db", clock=date.fromisoformat(day), environ={}) as net:
            return [(each.on, each.names) for each in net.today().unsettled]

    with Network.open(tmp_path / "kith.db", clock=date(2026, 1, 5), environ={}) as net:
        people = [net.contacts.add(name) for name in ("Ada Low", "Ben High", "Cy Mid")]
        lunch, coffee, _ = (net.touchpoints.meet(each, on=date(2026, 1, 8)) for each in people)
    assert asked("2026-01-08") == []
    assert asked("2026-01-09") == [
        ("2026-01-08", "Ada Low"), ("2026-01-08", "Ben High"), ("2026-01-08", "Cy Mid")
    ]  # fmt: skip
    with Network.open(tmp_path / "kith.db", clock=date(2026, 1, 9), environ={}) as net:
        net.touchpoints.done(lunch.id, on=date(2026, 1, 8))
        net.contacts.archive(people[2])
    assert asked("2026-01-22") == [("2026-01-08", "Ben High")]
    assert asked("2026-01-23") == []
    with Network.open(tmp_path / "kith.db", clock=date(2026, 1, 10), environ={}) as net:
        net.touchpoints.skip(coffee.id)
    assert asked("2026-01-10") == []
