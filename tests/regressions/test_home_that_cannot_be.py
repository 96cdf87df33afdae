"""A home that can't be made ended `kith init` in a traceback and no document."""


def test_a_home_in_place_of_a_file_is_an_error_with_its_path(kith, tmp_path):
    """The error names the file that is in the way."""
    place = tmp_path / "file"
    place.write_text("")
    error = kith("init", code=1, home=place)["error"]
    assert str(place) in error["message"]
    assert error["candidates"] == []
