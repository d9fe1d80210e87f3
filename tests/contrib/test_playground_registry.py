"""What the page says of the registry of the bot, and the files of the page."""

from pathlib import Path

import pytest

import scaletg
from scaletg_contrib import playground
from scaletg_contrib.playground.registry import list_registry, name_misfit, short_place
from scaletg_contrib.playground.routes import PAGE
from scaletg_contrib.sessions import Sessions

FOLDER = Path(playground.__file__).parent / "page"


@pytest.mark.parametrize(
    "rule, text, misfit",
    [
        ("/remind <minutes:int> <text:rest>", "/remind soon tea", "<minutes:int> needs a whole number, but got 'soon'"),
        ("/remind <minutes:int> <text:rest>", "/remind 5", "nothing is left for <text:rest>"),
        ("/remind <minutes:int> <text:rest>", "/remind 5 a cup of tea", ""),
        ("/at <time:float>", "/at 5.5", ""),
        ("/at <time:float>", "/at noon", "<time:float> needs a number, but got 'noon'"),
        ("/at <time>", "/at noon today", "nothing takes 'today'"),
        ("/at <time:re:[0-9]+h>", "/at noon", "<time:re:[0-9]+h> needs a word of the form [0-9]+h, but got 'noon'"),
    ],
)
def test_the_wildcard_that_did_not_take_a_word_is_named(rule, text, misfit):
    assert name_misfit(rule, text) == misfit


def test_every_file_of_the_page_is_served_and_short():
    assert sorted(PAGE) == sorted(path.name for path in FOLDER.iterdir())
    assert [name for name in PAGE if len((FOLDER / name).read_text(encoding="utf-8").splitlines()) > 400] == []


def test_places_are_relative_to_the_project_or_to_where_a_library_is_imported_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "libraries"))
    assert short_place(f"{tmp_path}/apps/shop.py:5") == "apps/shop.py:5"
    assert short_place(f"{tmp_path}/libraries/taxes/rates.py:7") == "taxes/rates.py:7"
    assert short_place("apps/shop.py:5") == "apps/shop.py:5"
    assert short_place("/somewhere/else.py:5") == "/somewhere/else.py:5"


def test_the_registry_shows_no_absolute_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bot = scaletg.Bot()
    bot.load(Sessions("memory:"))
    places = [one["place"] for one in list_registry(bot)]
    assert any(place.startswith("scaletg_contrib/sessions.py:") for place in places)
    assert not [place for place in places if place.startswith("/")]
