"""Languages: `scaletg_contrib.i18n`."""

from __future__ import annotations

import contextlib
import datetime
import logging
import subprocess
import sys
import zipfile

import attrs
import pytest
from backends import KINDS, unique, url_of
from hypothesis import given
from hypothesis import strategies as st
from session_workers import message

import scaletg
from programs import clean_environ
from scaletg_contrib.auth import Auth
from scaletg_contrib.conversations import Conversations, ask
from scaletg_contrib.i18n import N_, Languages
from scaletg_contrib.i18n.__main__ import main
from scaletg_contrib.i18n.catalogs import find_language, folder_of_contrib, languages_in, read_catalog
from scaletg_contrib.i18n.extracting import contrib_messages, find_messages
from scaletg_contrib.i18n.working import make_template, report_on
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.limits import Limits
from scaletg_contrib.menus import Menus
from scaletg_contrib.people import People
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import open_store
from scaletg_contrib.testkit import Telegram

GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello, {name}!"
msgstr "Hallo, {name}!"

msgid "Inbox"
msgstr "Eingang"

msgid "order <what>"
msgstr "bestelle <what>"

msgid "Say hello."
msgstr "Hallo sagen."

msgctxt "month"
msgid "May"
msgstr "Mai"

msgid "Cancelled."
msgstr "Na gut."
"""
RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=n % 10 == 1 && n % 100 != 11 ? 0 : "
"n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2;\\n"

msgid "Hello, {name}!"
msgstr "Здравствуйте, {name}!"

msgid "Inbox"
msgstr "Входящие"

msgid "{n} message"
msgid_plural "{n} messages"
msgstr[0] "{n} сообщение"
msgstr[1] "{n} сообщения"
msgstr[2] "{n} сообщений"

#, fuzzy
msgid "Say hello."
msgstr "Сказать пока."
"""


def write(folder, language, text):
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip(), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    """Return a folder with German and Russian."""
    write(tmp_path / "locales", "de", GERMAN)
    write(tmp_path / "locales", "ru", RUSSIAN)
    return tmp_path / "locales"


@pytest.fixture
def bot(folder):
    """Return a bot that speaks English, German and Russian."""
    bot = scaletg.Bot()
    languages = Languages(folder, command="/language")
    talks = Conversations(texts=languages)

    @bot.app("/start")
    def start(message, user, _):
        "Say hello."
        return _("Hello, {name}!", name=user.first_name)

    @bot.app(*languages.rules("Inbox"))
    def inbox(message, _):
        return _.ngettext("{n} message", "{n} messages", message.message_id % 1000)

    @bot.app("/count <n:int>")
    def count(message, _, n):
        return _.ngettext("{n} message", "{n} messages", n)

    @bot.app(*languages.rules("order <what>"))
    def order(message, what):
        return f"One {what}."

    @talks.conversation("/name")
    def name(message):
        _ = languages.of(message.from_user)
        who = yield ask("?")
        return _("Hello, {name}!", name=who)

    bot.load(languages)
    bot.load(talks)
    bot.languages = languages
    return bot


@pytest.fixture
def telegram(bot):
    with Telegram(bot) as telegram:
        yield telegram


# Whose language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Hallo, Ada!"),
        ("de-AT", "Hallo, Ada!"),
        ("DE", "Hallo, Ada!"),
        ("ru", "Здравствуйте, Ada!"),
        ("en", "Hello, Ada!"),
        ("en-GB", "Hello, Ada!"),
        ("fr", "Hello, Ada!"),
        (None, "Hello, Ada!"),
    ],
)
def test_it_speaks_the_language_that_telegram_names(telegram, code, text):
    assert telegram.private("Ada", language_code=code).send("/start").text == text


def test_a_person_chooses_another_language(telegram):
    ada, bob = telegram.private("Ada", language_code="de"), telegram.private("Bob", language_code="de")
    assert ada.send("/language").text == "Welche Sprache sprichst du?"
    labels = [button.text for row in ada.last.reply_markup.inline_keyboard for button in row]
    assert labels == ["Deutsch", "English", "Русский"]
    ada.press("Русский")
    assert ada.last.text == "Теперь я буду говорить с вами на этом языке: Русский."
    assert ada.send("/start").text == "Здравствуйте, Ada!"
    assert bob.send("/start").text == "Hallo, Bob!"


def test_a_choice_holds_on_every_store(folder, request, clock):
    for kind in KINDS:
        with contextlib.closing(open_store(url_of(kind, request), name=unique(), clock=clock)) as store:
            bot = scaletg.Bot("7:token", store=store)
            languages = Languages(folder)
            bot.load(languages)
            assert languages.choose(5, "de-AT") == "de"
            assert languages.of(5).language == "de"
            assert list(store.keys("")) == ["7/languages/languages/5"]
            assert languages.forget(5) == 1
            assert languages.of(5).language == "en"
            assert languages.move(-5, -100) == 0


@pytest.mark.parametrize(
    ("in_session", "chosen", "code", "expected"),
    [
        ("ru", "de", "en", "Здравствуйте, Ada!"),
        ("pt", "de", "en", "Hallo, Ada!"),  # the bot does not speak it
        (5, None, "ru", "Здравствуйте, Ada!"),
        (None, "de", "ru", "Hallo, Ada!"),
        (None, None, "fr", "Hello, Ada!"),
    ],
)
@pytest.mark.parametrize("lock", [None, 30])
def test_the_session_comes_first(folder, memory, in_session, chosen, code, expected, lock):
    languages, sessions = Languages(folder), Sessions(lock=lock)
    bot = scaletg.Bot("7:token", username="test_bot", store=memory)
    bot.load(sessions)
    bot.load(languages)
    bot.app()(lambda message, session, _: f"{_('Hello, {name}!', name='Ada')}" if session is not None else "")
    if in_session is not None:
        with sessions.of(1) as session:
            session["language"] = in_session
    if chosen is not None:
        languages.choose(1, chosen)
    update = message(1, "hello")
    update["message"]["from"]["language_code"] = code
    assert bot.process(update).reply.text == expected
    user = scaletg.User.from_dict(update["message"]["from"], bot)
    assert languages.of(user)("Hello, {name}!", name="Ada") == expected


def test_the_session_of_a_group_comes_first_in_the_group(folder, memory):
    bot = scaletg.Bot("7:token", username="test_bot", store=memory)
    bot.load(Sessions(key="chat"))
    bot.load(Languages(folder))

    @bot.app("/speak <code>")
    def speak(session, code):
        session["language"] = code
        return "ok"

    bot.app("/hello")(lambda message, _: _("Hello, {name}!", name="all"))
    bot.process(message(1, "/speak de", chat=-5))
    assert bot.process(message(2, "/hello", chat=-5)).reply.text == "Hallo, all!"
    assert bot.process(message(3, "/hello")).reply.text == "Hello, all!"


def test_sessions_can_be_left_out_or_be_objects(folder, memory):
    @attrs.define
    class Settings:
        language: str = "de"

    cases = [(Languages(folder, session=None), "Hello, !"), (Languages(folder), "Hallo, !")]
    for number, (languages, expected) in enumerate(cases):
        bot = scaletg.Bot("7:token", username="test_bot", store=memory)
        bot.load(Sessions(type=Settings))
        bot.load(languages)
        bot.app()(lambda message, _: _("Hello, {name}!", name=""))
        assert bot.process(message(number + 1, "x")).reply.text == expected


def test_a_language_that_there_is_not_cannot_be_chosen(bot):
    with pytest.raises(ValueError, match="the bot speaks de, en, ru"):
        bot.languages.choose(5, "fr")


def test_a_choice_that_is_not_offered_any_more_does_not_count(folder):
    bot = scaletg.Bot("7:token", store="memory:")
    languages = Languages(folder)
    bot.load(languages)
    languages.choose(5, "de")
    smaller = Languages(folder.parent / "none")
    bot2 = scaletg.Bot("7:token", store=bot.store)
    smaller.folder.mkdir()
    write(smaller.folder, "ru", RUSSIAN)
    bot2.load(smaller)
    assert smaller.language_of(scaletg.User(id=5, is_bot=False, first_name="Ada", language_code="ru")) == "ru"


def test_it_costs_nothing_where_nobody_translates_and_one_read_where_somebody_does(folder):
    asked = []
    bot = scaletg.Bot()
    bot.load(Languages(folder))
    bot.app("/start")(lambda message, _: _("Inbox"))
    bot.app("/order")(lambda message: "One.")
    with Telegram(bot) as telegram:
        read = bot.store._read
        bot.store._read = lambda *values: asked.append(values) or read(*values)
        ada = telegram.private("Ada")
        ada.send("/order")
        assert asked == []
        ada.send("/start")
        assert len(asked) == 1


@pytest.mark.parametrize(
    ("wanted", "available", "found"),
    [
        ("pt-br", ["pt", "pt_BR"], "pt_BR"),
        ("pt_PT", ["pt", "pt_BR"], "pt"),
        ("zh-hans-CN", ["zh_Hans", "zh_Hant"], "zh_Hans"),
        ("pt", ["pt_BR"], None),
        ("", ["de"], None),
        (None, ["de"], None),
        ("deutsch", ["de"], None),
    ],
)
def test_the_nearest_language_is_found(wanted, available, found):
    assert find_language(wanted, available) == found


@given(st.text(), st.lists(st.text()))
def test_whatever_telegram_names_the_language_is_one_that_there_is(wanted, available):
    assert find_language(wanted, available) in [None, *available]


def test_code_outside_of_an_update_speaks_the_language_of_a_person(telegram, bot):
    ada = telegram.private("Ada", language_code="ru")
    assert bot.languages.of(ada.user.id)("Inbox") == "Inbox"
    bot.languages.choose(ada.user.id, "de")
    assert bot.languages.of(ada.user.id)("Inbox") == "Eingang"
    assert bot.languages.to("ru-RU")("Inbox") == "Входящие"


# Texts


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 сообщений"),
        (1, "1 сообщение"),
        (2, "2 сообщения"),
        (4, "4 сообщения"),
        (5, "5 сообщений"),
        (11, "11 сообщений"),
        (12, "12 сообщений"),
        (21, "21 сообщение"),
        (22, "22 сообщения"),
        (111, "111 сообщений"),
        (1001, "1001 сообщение"),
    ],
)
def test_russian_has_three_plurals(telegram, n, text):
    assert telegram.private("Ada", language_code="ru").send(f"/count {n}").text == text
    english = "1 message" if n == 1 else f"{n} messages"
    assert telegram.private("Bob", language_code="de").send(f"/count {n}").text == english


def test_rules_hold_in_all_languages(telegram):
    """Whoever presses a label gets an answer, whatever language the keyboard was in."""
    ada = telegram.private("Ada", language_code="ru")
    for label in ("Inbox", "Eingang", "Входящие", "ВХОДЯЩИЕ"):
        assert "сообщ" in ada.send(label).text
    assert ada.send("Bestelle Tee").text == "One Tee."
    assert ada.send("Order tea").text == "One tea."


def test_a_conversation_cannot_name_the_module():
    def order(message, _):
        yield ask("What?")

    with pytest.raises(scaletg.RegistrationError, match=r"conversation 'order' \(.*\) names `_`.*begin with `_ = "):
        Conversations("memory:").conversation("/order")(order)


def test_a_conversation_speaks_the_language(telegram):
    ada = telegram.private("Ada", language_code="ru")
    ada.send("/name")
    assert ada.send("Ева").text == "Здравствуйте, Ева!"


def test_a_menu_draws_its_buttons_in_the_language(folder):
    bot = scaletg.Bot()
    languages = Languages(folder)
    menus = Menus(texts=languages)

    @menus.menu("/settings")
    def settings(menu, _):
        menu.button(_("Inbox"), lambda: None)
        menu.close()
        return _("Hello, {name}!", name="Ada")

    bot.load(languages)
    bot.load(menus)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada", language_code="ru")
        assert ada.send("/settings").text == "Здравствуйте, Ada!"
        labels = [button.text for row in ada.last.reply_markup.inline_keyboard for button in row]
        assert labels == ["Входящие", "Закрыть"]


def test_a_job_speaks_the_language_that_the_person_has_chosen(folder):
    bot = scaletg.Bot()
    languages = Languages(folder)
    bot.load(languages)
    bot.load(Jobs())

    @bot.app("/remind")
    def remind(message, user, jobs):
        languages.choose(user.id, "de")
        jobs.later(60, "reminder")
        return ""

    bot.app("reminder", on="job")(lambda job, _: _("Inbox"))
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada", language_code="ru")
        ada.send("/remind")
        telegram.advance(minutes=2)
        assert ada.last.text == "Eingang"


def test_a_broadcast_speaks_the_languages_of_people_that_the_bot_has_met(folder):
    bot = scaletg.Bot()
    languages, people = Languages(folder), People()
    bot.load(languages)
    bot.load(people)
    with Telegram(bot) as telegram:
        for name, code in (("Ada", "ru"), ("Bob", "de"), ("Eve", "en")):
            telegram.private(name, language_code=code).send("Hello")
        eve = telegram.private("Eve", language_code="en").user
        languages.choose(eve.id, "de")
        said = {person.user.first_name: languages.of(person)("Inbox") for person in people.of(bot).all()}
    assert said == {"Ada": "Входящие", "Bob": "Eingang", "Eve": "Eingang"}


def test_a_text_has_a_context(bot):
    assert bot.languages.to("de").pgettext("month", "May") == "Mai"
    assert bot.languages.to("de").pgettext("verb", "May") == "May"
    assert (
        bot.languages.to("de").npgettext("verb", "{n} day of {name}", "{n} days of {name}", 2, name="May")
        == "2 days of May"
    )


def test_a_marked_text_is_translated_later(bot):
    label = N_("Inbox")
    assert label == "Inbox"
    assert bot.languages.to("de")(label) == "Eingang"


def test_an_empty_text_stays_empty_and_braces_without_values_stay(bot):
    _ = bot.languages.to("de")
    assert _("") == ""
    assert _("a {brace} {") == "a {brace} {"


def test_a_text_without_a_value_says_what_is_missing(bot):
    with pytest.raises(ValueError, match="there is no value 'name'.*Give a value"):
        bot.languages.to("fr")("Hello, {name}!", nmae="Ada")


def test_a_wrong_translation_is_logged_and_the_text_of_the_code_is_said(folder, caplog):
    write(folder, "de", GERMAN.replace("Hallo, {name}!", "Hallo, {nmae}!"))
    assert Languages(folder).to("de")("Hello, {name}!", name="Ada") == "Hello, Ada!"
    assert "cannot be filled in: there is no value 'nmae'" in caplog.text


@pytest.mark.parametrize("field", ["name.__class__", "name[0]", "0", "", "name!x"])
def test_a_translation_cannot_reach_into_objects(folder, field):
    write(folder, "de", GERMAN.replace("Hallo, {name}!", f"Hallo, {{{field}}}!"))
    assert Languages(folder).to("de")("Hello, {name}!", name="Ada") == "Hello, Ada!"


def test_a_format_of_python_is_allowed(bot):
    assert bot.languages.to("de")("{part:.1f} of {all!r}", part=0.25, all="x") == "0.2 of 'x'"


def test_fuzzy_translations_do_not_count(bot):
    assert bot.languages.to("ru")("Say hello.") == "Say hello."


def test_the_code_may_be_in_another_language(folder):
    languages = Languages(folder, default="ru")
    assert languages.languages == ["de", "ru"]
    assert languages.to("fr").language == "ru"
    bot = scaletg.Bot()
    bot.load(languages)
    assert languages.translate("Yes", None) == "Да"


# Dates and numbers

MOMENT = datetime.datetime(2026, 3, 1, 21, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "date", "time", "number", "percent", "money"),
    [
        ("de", "01.03.2026", "22:30", "1.234,5", "50\xa0%", "3,50\xa0€"),
        ("ru", "1 мар. 2026\u202fг.", "22:30", "1\xa0234,5", "50\xa0%", "3,50\xa0€"),
        ("en", "Mar 1, 2026", "10:30\u202fPM", "1,234.5", "50%", "€3.50"),
    ],
)
def test_dates_and_numbers_are_those_of_the_language(bot, language, date, time, number, percent, money):
    _ = bot.languages.to(language)
    assert _.date(MOMENT).replace("\xa0", "\u202f") == date.replace("\xa0", "\u202f")
    assert _.time(MOMENT, zone="Europe/Berlin") == time
    assert _.number(1234.5) == number
    assert _.percent(0.5) == percent
    assert _.money(3.5, "EUR") == money


def test_a_date_may_be_what_telegram_sends_and_a_zone_an_object(bot):
    _ = bot.languages.to("de")
    assert _.date(MOMENT.timestamp()) == _.date(MOMENT.date()) == "01.03.2026"
    assert _.datetime(MOMENT, "short", zone=datetime.timezone(datetime.timedelta(hours=5))) == "02.03.26, 02:30"
    assert _.datetime(MOMENT, "short") == "01.03.26, 21:30"


def test_spans_of_time_have_plurals(bot):
    _ = bot.languages.to("ru")
    assert [_.duration(hours * 3600) for hours in (1, 3, 5)] == ["1 час", "3 часа", "5 часов"]
    assert _.duration(datetime.timedelta(hours=3), ago=True) == "через 3 часа"
    assert _.duration(datetime.timedelta(hours=-3), ago=True) == "3 часа назад"


def test_the_locale_is_there_for_the_rest_of_babel(bot):
    assert bot.languages.to("ru").locale.english_name == "Russian"
    assert repr(bot.languages.to("ru")) == "<Translator ru>"


# What contrib says


def test_contrib_speaks_the_language_of_the_person(telegram):
    ada = telegram.private("Ada", language_code="ru")
    ada.send("/name")
    assert ada.send("/cancel").text == "Отменено."


def test_a_sentence_of_contrib_can_be_said_in_another_way(telegram):
    ada = telegram.private("Ada", language_code="de")
    ada.send("/name")
    assert ada.send("/cancel").text == "Na gut."


def test_all_files_of_contrib_take_it(folder):
    bot = scaletg.Bot()
    languages = Languages(folder)
    bot.load(languages)
    for feature in (Limits, Menus, Auth, Conversations):
        thing = feature(texts=languages)
        key, sentence = next(iter(thing.TEXTS.items()))
        user = scaletg.User(id=5, is_bot=False, first_name="Ada", language_code="ru")
        assert thing.texts.say(key, user) != sentence
        assert thing.texts.say(key, None) == sentence


def test_each_of_several_bots_has_the_choices_of_its_own_people(folder):
    bot = scaletg.Bot("7:token", username="one_bot", store="memory:")
    languages = Languages(folder)
    talks = Conversations(texts=languages)
    talks.conversation("/name")(ask_name)
    bot.load(languages)
    bot.load(talks)
    other = bot.with_token("8:token")
    for one, language in ((bot, "de"), (other, "ru")):
        languages.choose(5, language, bot=one)
    said = []
    for one in (bot, other):
        one.process(message(1, "/name", user=5))
        said.append(one.process(message(2, "/cancel", user=5)).reply.text)
    assert said == ["Na gut.", "Отменено."]


def ask_name():
    yield ask("?")


def test_without_translations_of_its_own_a_bot_speaks_those_of_contrib(tmp_path, caplog):
    bot = scaletg.Bot()
    languages = Languages(tmp_path / "none")
    with caplog.at_level(logging.WARNING):
        bot.load(languages)
    assert languages.languages == ["de", "en", "es", "ru"]
    assert "scaletg i18n add de" in caplog.text
    assert str(tmp_path / "none") in caplog.text


def test_translations_are_read_in_a_zipped_program(tmp_path):
    folder = folder_of_contrib()
    with zipfile.ZipFile(tmp_path / "bot.zip", "w") as archive:
        for path in folder.rglob("*.po"):
            archive.write(path, path.relative_to(folder.parent))
    found = languages_in(zipfile.Path(tmp_path / "bot.zip") / "locales", "scaletg")
    assert list(found) == ["de", "es", "ru"]
    assert read_catalog(found["de"]).gettext("Yes") == "Ja"


TRANSLATED = {"auth", "broadcast", "conversations", "i18n", "limits", "menus", "payments", "people"}


@pytest.mark.parametrize("language", ["de", "es", "ru"])
def test_the_sentences_of_contrib_are_translated_without_mistakes(language):
    """Who adds a sentence translates it, or leaves its feature out of `TRANSLATED` until somebody can."""
    messages = [
        message for message in contrib_messages() if message.path.split("/")[1].removesuffix(".py") in TRANSLATED
    ]
    assert len(messages) >= 48
    state = next(
        one for one in report_on(folder_of_contrib(), "scaletg", make_template(messages)) if one.language == language
    )
    assert state.findings == []


@pytest.mark.parametrize("language", ["de", "es", "ru"])
def test_months_and_weekdays_are_as_many_in_every_language(language):
    catalog = read_catalog(languages_in(folder_of_contrib(), "scaletg")[language])
    assert len(catalog.gettext(Menus.TEXTS["months"]).split()) == 12
    assert len(catalog.gettext(Menus.TEXTS["weekdays"]).split()) == 7


def test_no_translation_of_contrib_is_left_over():
    """Who changes a sentence of contrib changes it in contrib/scaletg_contrib/i18n/locales, too."""
    known = {message.text for message in contrib_messages()}
    for path in languages_in(folder_of_contrib(), "scaletg").values():
        assert set(read_catalog(path)._catalog) - {""} <= known, f"{path} has sentences that nobody says any more"


# Telegram's menus


def test_menus_of_commands_are_in_all_languages(bot, telegram):
    bot.push_commands()
    sent = {}
    for call in telegram.calls:
        if call["method"] in ("setMyCommands", "deleteMyCommands"):
            parameters = call["parameters"]
            commands = {one["command"]: one["description"] for one in parameters.get("commands", [])}
            sent[parameters["scope"]["type"], parameters.get("language_code")] = commands
    assert sent["default", None]["start"] == "Say hello."
    assert sent["default", None]["language"] == "Choose the language."
    assert sent["default", "de"] == {"start": "Hallo sagen.", "language": "Wähle die Sprache."}
    assert sent["default", "ru"] == {"start": "Say hello.", "language": "Выбрать язык."}
    assert sent["default", "en"] == {}
    assert sent["all_private_chats", "de"] == {}


def test_a_language_of_a_country_is_that_of_its_two_letters(folder, monkeypatch):
    for language in ("pt", "pt_BR", "zh_Hans", "fil"):
        write(folder, language, RUSSIAN)
    bot = scaletg.Bot()
    bot.load(Languages(folder))
    assert sorted(bot._registry.menu_languages) == ["de", "en", "pt", "ru", "zh"]
    assert bot._registry.menu_languages["pt"].language == "pt"


# Files


def test_compiled_files_are_read_where_there_are_no_others(folder):
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = folder / "de" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="de"))
    path.write_text(path.read_text(encoding="utf-8").replace("Eingang", "Postkorb"), encoding="utf-8")
    assert Languages(folder).to("de")("Inbox") == "Postkorb"
    path.unlink()
    assert Languages(folder).to("de")("Inbox") == "Eingang"


@pytest.mark.parametrize("content", [b'msgid "\xff"\nmsgstr "a"\n', b'msgstr "a"\nx\n'])
def test_a_file_that_cannot_be_read_is_named(folder, content):
    path = write(folder, "de", "")
    path.write_bytes(content)
    with pytest.raises(scaletg.ConfigError, match=f"{path} cannot be read"):
        Languages(folder).to("de")("Inbox")


def test_without_babel_the_error_says_how_to_install_it(folder):
    code = (
        "import sys; sys.modules['babel'] = None\n"
        "from scaletg_contrib.i18n import Languages\n"
        f"Languages({str(folder)!r}).to('de')('Inbox')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environ(), capture_output=True, text=True, timeout=120, check=False
    )
    assert "pip install 'scaletg[i18n]'" in done.stderr


def test_importing_it_imports_no_babel():
    code = "import sys, scaletg_contrib.i18n; assert not [name for name in sys.modules if name.startswith('babel')]"
    subprocess.run([sys.executable, "-c", code], env=clean_environ(), timeout=120, check=True)


# Translators


CODE = '''
"""A bot."""
import scaletg
from scaletg_contrib.i18n import Languages, N_

bot = scaletg.Bot()
languages = Languages()
LABEL = N_("Inbox")


@bot.app("/start <name>")
def start(message, _, name):
    """
    Say hello.

    More for those who read the code.
    """
    # Translators: the name is a first name
    return _("Hello, {name}!", name=name)


@bot.app("/count")
def count(message, _):
    return _.ngettext("{n} message", "{n} messages", 3)


@bot.app(*languages.rules("order <what>"))
def order(message, what):
    "Not a command."
    return "Not marked"


bot.load(languages)
'''
TEXTS = {"Inbox", "Say hello.", "Hello, {name}!", "{n} message", "order <what>"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Stand in a folder with a bot that nobody has translated yet, and with files that are not of the bot."""
    (tmp_path / "bot.py").write_text(CODE, encoding="utf-8")
    for name in (".hidden", "venv", "scaletg_contrib"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "other.py").write_text('_("Not ours")', encoding="utf-8")
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_texts_are_found(project):
    messages = list(find_messages(project))
    assert {message.text for message in messages} == TEXTS
    assert next(message for message in messages if message.plural).plural == "{n} messages"
    assert {message.path for message in messages} == {"bot.py"}
    hello = next(message for message in messages if message.text.startswith("Hello"))
    assert hello.comments == ["Translators: the name is a first name"]
    assert CODE.splitlines()[hello.line - 1].strip().startswith("return _(")


def test_a_language_is_begun_translated_and_kept_up_to_date(project, capsys):
    assert main(["add", "ru"]) == 0
    path = project / "locales" / "ru" / "LC_MESSAGES" / "messages.po"
    assert "locales/ru/LC_MESSAGES/messages.po" in capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    assert "nplurals=3" in text
    assert main(["report"]) == 1
    assert "ru: 0 of 5 texts are translated" in capsys.readouterr().out
    text = text.replace('msgid "Inbox"\nmsgstr ""', 'msgid "Inbox"\nmsgstr "Входящие"')
    path.write_text(text, encoding="utf-8")
    (project / "bot.py").write_text(CODE.replace("Say hello.", "Say good-bye."), encoding="utf-8")
    assert main(["report"]) == 1
    report = capsys.readouterr().out
    assert "ru: 1 of 5 texts are translated" in report
    assert "bot.py:13  'Say good-bye.' is new: run `scaletg i18n update`" in report
    assert main(["update"]) == 0
    assert "Up to date: ru." in capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Say good-bye."' in text
    assert '#~ msgid "Say hello."' not in text or "Say hello." in text
    assert "Входящие" in text
    assert main(["update"]) == 0
    assert path.read_text(encoding="utf-8") == text


def test_what_is_translated_wholly_and_rightly_is_no_finding(project, capsys):
    write(
        project / "locales", "ru", RUSSIAN.replace("#, fuzzy\n", "") + '\nmsgid "order <what>"\nmsgstr "заказ <what>"\n'
    )
    assert main(["report"]) == 0
    assert capsys.readouterr().out == "ru: 5 of 5 texts are translated\n"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (
            '"Здравствуйте, {name}!"',
            '"Здравствуйте!"',
            "'Hello, {name}!' has different names in braces in its translation: name",
        ),
        ('"Здравствуйте, {name}!"', '"Ой, {имя} {name}!"', "has different names in braces in its translation: имя"),
        ('"{n} сообщений"', '"{m} сообщений"', "'{n} message' has different names in braces in its translation: m"),
        ('"{n} сообщений"', '""', "'{n} message' is not translated"),
        ('"заказ <what>"', '"заказ <что>"', "'order <what>' has different wildcards in its translation"),
        ("#, fuzzy\n", "#, fuzzy\n", "'Say hello.' is marked as fuzzy: check it"),
    ],
)
def test_the_report_names_each_fault(project, capsys, before, after, fault):
    text = RUSSIAN + '\nmsgid "order <what>"\nmsgstr "заказ <what>"\n'
    assert before in text
    if "fuzzy" not in before:
        text = text.replace("#, fuzzy\n", "")
    write(project / "locales", "ru", text.replace(before, after))
    assert main(["report"]) == 1
    report = capsys.readouterr().out
    assert "ru: 4 of 5 texts are translated" in report
    assert fault in report


def test_the_one_message_of_a_plural_may_leave_out_the_number(project):
    text = RUSSIAN.replace('"{n} сообщение"', '"одно сообщение"')
    write(project / "locales", "ru", text)
    state = report_on(project / "locales", "messages", make_template(find_messages(project)))[0]
    assert not any("braces" in finding.fault for finding in state.findings)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["add", "klingon!"], "'klingon!' is not a language"),
        (["add", "ru"], "exists already"),
        (["report", "--folder", "nowhere"], "begin one with `scaletg i18n add de`"),
        (["update", "--source", "nowhere"], "nowhere"),
    ],
)
def test_mistakes_are_said_in_a_sentence(project, capsys, arguments, error):
    write(project / "locales", "ru", RUSSIAN)
    assert main(arguments) == 1
    assert error in capsys.readouterr().err


def test_the_sentences_of_contrib_can_be_translated_into_another_language(project, capsys):
    assert main(["add", "fr", "--contrib"]) == 0
    text = (project / "locales" / "fr" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    assert 'msgid "Cancelled."' in text


def test_pybabel_finds_the_texts_without_options_and_commands_with_a_mapping(project):
    def extract(*options):
        command = [sys.executable, "-m", "babel.messages.frontend", "extract", *options, "-o", "texts.pot", "bot.py"]
        subprocess.run(command, env=clean_environ(), check=True, timeout=120, capture_output=True)
        return (project / "texts.pot").read_text(encoding="utf-8")

    plain = extract()
    assert 'msgid "Hello, {name}!"' in plain
    assert 'msgid_plural "{n} messages"' in plain
    assert "Say hello." not in plain
    (project / "babel.cfg").write_text("[scaletg: **.py]\n", encoding="utf-8")
    assert 'msgid "Say hello."' in extract("-F", "babel.cfg")


def test_it_is_a_command_of_the_command_line(project, capsys):
    from scaletg_contrib.cli import main as scaletg_main

    write(project / "locales", "ru", RUSSIAN)
    assert scaletg_main(["i18n", "report"]) == 1
    assert "ru: 3 of 5" in capsys.readouterr().out
