"""Loading: Python modules, packages, objects and functions; what is registered once, and what not at all."""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
import threading

import pytest

import samples
import scaletg
from scaletg import RegistrationError
from talking import answers, make_bot, say


@pytest.fixture
def bot():
    return make_bot()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder from which can be imported; `folder(name, text)` writes a file, and its modules are forgotten."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write(name, text=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import scaletg\n" + text if text is not None else "")

    yield write
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


def app_named(name):
    return f"\n@scaletg.app('/{name}')\ndef {name}(message): return {name!r}\n"


def names(bot):
    return [app.name for app in bot.registry.apps]


# Packages


def test_a_package_stands_for_its_modules_in_the_order_of_names(bot, folder):
    folder("pack/__init__.py", app_named("own"))
    for name in ("b", "a", "_hidden", "c"):
        folder(f"pack/{name}.py", app_named(name.strip("_")))
    folder("pack/helpers.py", "x = 1")
    folder("pack/deep/__init__.py")
    folder("pack/deep/d.py", app_named("d"))
    bot.load("pack")
    assert names(bot) == ["own", "a", "b", "c", "d"]


@pytest.mark.parametrize(
    "imports",
    ["from . import c, b", "from .c import c\nfrom .b import b", "from pack import c, b", "import pack.c, pack.b"],
)
def test_the_init_of_a_package_can_give_another_order(bot, folder, imports):
    folder("pack/__init__.py", imports)
    for name in ("a", "b", "c"):
        folder(f"pack/{name}.py", app_named(name))
    bot.load("pack")
    assert names(bot) == ["c", "b", "a"]


def test_what_others_have_imported_before_changes_no_order(bot, folder):
    folder("pack/__init__.py")
    for name in ("a", "b"):
        folder(f"pack/{name}.py", app_named(name))
    __import__("pack.b")
    bot.load("pack")
    assert names(bot) == ["a", "b"]


def test_a_package_of_enabled_apps_and_one_of_its_modules_are_loaded_once(folder):
    folder("pack/__init__.py")
    for name in ("a", "b"):
        folder(f"pack/{name}.py", app_named(name))
    assert names(make_bot(enabled_apps=["pack.b", "pack"])) == ["b", "a"]


def test_a_package_without_anything_to_register_is_a_mistake(bot, folder):
    folder("pack/__init__.py")
    folder("pack/helpers.py", "x = 1")
    with pytest.raises(RegistrationError, match="has nothing to register: mark functions with"):
        bot.load("pack")


# Objects


class Counter:
    def __init__(self):
        self.bots = []

    def setup(self, bot):
        self.bots.append(bot)

    @scaletg.module
    def counted(self):
        return len(self.bots)

    @scaletg.app("/count")
    def count(self, message, counted):
        return str(counted)


def test_setup_is_called_with_the_bot_before_anything_is_registered(bot):
    counter = Counter()
    bot.load(counter)
    assert counter.bots == [bot]
    assert answers(bot, "/count") == "1"


def test_an_object_is_loaded_once(bot):
    counter = Counter()
    bot.load(counter)
    bot.load(counter)
    assert (counter.bots, names(bot)) == ([bot], ["count"])


def test_a_marked_setup_is_an_app_and_not_called(bot):
    class Menu:
        @scaletg.app("/setup")
        def setup(self, message):
            return "Set up"

    bot.load(Menu())
    assert answers(bot, "/setup") == "Set up"


def test_processors_know_the_object_that_they_came_from(bot):
    counter = Counter()
    counter.made = scaletg.app("/made")(lambda message: "made")
    bot.load(counter)
    bot.app("/plain")(lambda message: "")
    assert [app.owner for app in bot.registry.apps] == [counter, counter, None]


def test_a_plain_process_of_an_object_is_an_app(bot):
    class Weather:
        def process(self, update):
            return "rain"

    class Press:
        def process(self, image):
            return "pressed"

    bot.load(Weather())
    assert (names(bot), answers(bot)) == (["Weather"], "rain")
    with pytest.raises(RegistrationError, match=r"or define process\(update\)"):
        make_bot().load(Press())


def test_a_plain_process_of_a_module_is_an_app(bot, folder):
    folder("weather.py", "def process(update): return 'rain'")
    folder("press.py", "def process(image): return 'pressed'")
    bot.load("weather")
    assert (names(bot), answers(bot)) == (["weather"], "rain")
    with pytest.raises(RegistrationError, match="nothing to register"):
        make_bot().load("press")


OBJECTS = """
from scaletg_loading_feature import Feature

class Plain:
    def process(self, update): ...

@scaletg.app("/first")
def first(message): return "first"

feature = Feature()
plain = Plain()
number = 5

@scaletg.app("/last")
def last(message): return "last"
"""
FEATURE = """
class Feature:
    asked = 0
    def setup(self, bot): self.asked += 1
    @scaletg.app("/feature")
    def answer(self, message): return str(self.asked)
"""


def test_objects_of_a_python_module_are_loaded_in_the_order_of_definition(bot, folder):
    folder("scaletg_loading_feature.py", FEATURE)
    folder("objects.py", OBJECTS)
    folder("others.py", "from objects import feature, first" + app_named("other"))
    bot.load("others")
    bot.load("objects")
    assert names(bot) == ["answer", "other", "first", "last"]  # the object once: where it is met first
    assert answers(bot, "/feature") == "1"


def test_strange_values_of_a_python_module_are_left_alone(bot, folder):
    folder(
        "strange.py",
        """
from unittest import mock
class Odd:
    def __getattr__(self, name): return [1]
odd, anything, bot = Odd(), mock.MagicMock(), scaletg.Bot()
class Broken:
    @property
    def __dict__(self): raise RuntimeError("outside of a request")
    @property
    def __class__(self): raise RuntimeError("outside of a request")
broken = Broken()
"""
        + app_named("fine"),
    )
    bot.load("strange")
    assert names(bot) == ["fine"]
    assert names(sys.modules["strange"].bot) == []  # which looks for what it could have loaded


def test_the_configuration_gives_options_to_what_is_enabled_by_name(folder):
    folder("feature.py", "class Feature:\n    def __init__(self, *, word='none'): self.word = word\n" + METHOD)
    bot = make_bot(enabled_apps=["feature"], contrib={"feature": {"word": "given"}})
    assert answers(bot, "/word") == "given"
    bot = make_bot(enabled_apps=["feature"], contrib={"feature": {"wrod": "given"}})
    with pytest.raises(RegistrationError, match="Feature cannot be loaded with the options wrod: .*'wrod'"):
        bot.registry


METHOD = "    @scaletg.app('/word')\n    def tell(self, message): return self.word\n"


# Predicates of all that is loaded


def test_when_comes_before_the_predicates_of_each_app(bot, folder):
    asked = []

    def is_open(user):
        asked.append("is_open")
        return user.id == 42

    folder(
        "closed_apps.py", "def yes(message): return True\n@scaletg.app('/a', when=yes)\ndef a(message): return 'a'\n"
    )
    bot.load("closed_apps", when=is_open)
    bot.load(Counter(), when=[is_open, lambda: False])
    assert answers(bot, "/a") == "a"
    assert answers(bot, "/count") is None
    assert asked == ["is_open", "is_open"]
    assert [predicate.name for predicate in bot.registry.apps[0].when] == ["is_open", "yes"]


def test_when_cannot_come_too_late(bot, folder):
    folder("closed_apps.py", app_named("a"))
    bot.load("closed_apps")
    with pytest.raises(RegistrationError, match="'closed_apps' was loaded before: give when= where it is loaded first"):
        bot.load("closed_apps", when=lambda: False)
    with pytest.raises(RegistrationError, match="has when=5: it takes a function, or several"):
        bot.load("closed_apps", when=5)


# All or nothing


def test_a_load_that_fails_registers_nothing(folder):
    bot = make_bot(enabled_apps=["good", "bad"])
    folder("good.py", app_named("good"))
    folder(
        "bad.py",
        app_named("a") + "@scaletg.module('taken')\ndef one(): ...\n@scaletg.module('taken')\ndef two(): ...\n",
    )
    for _ in range(3):
        with pytest.raises(RegistrationError, match="has the name of module 'taken'"):
            say(bot)
    assert [app.name for app in bot._registry.apps] == ["good"]


def test_an_import_that_fails_takes_back_what_it_registered(bot, folder):
    sys.modules["scaletg_loading_main"] = main = type(sys)("scaletg_loading_main")
    main.bot = bot
    start = "from scaletg_loading_main import bot\n@bot.app('/a')\ndef a(message): return 'a'\n"
    try:
        folder("inner.py", app_named("inner"))
        folder(
            "broken.py", start + "bot.load('inner')\nbot.error(lambda error: None)\nbot.module('m')(lambda: 1)\n1 / 0\n"
        )
        for _ in range(3):
            with pytest.raises(RegistrationError, match="the app 'broken' cannot be imported: ZeroDivisionError"):
                bot.load("broken")
        assert list(bot._registry) == []
        folder("mended.py", start + "bot.load('inner')\n")
        bot.load("mended")  # which has nothing to load any more, but registered something
    finally:
        del sys.modules["scaletg_loading_main"]
    assert names(bot) == ["a", "inner"]


# Threads


def test_two_first_updates_register_everything_once(folder):
    folder("slow.py", "import time\ntime.sleep(0.05)\n" + app_named("slow"))
    folder("made.py", "import time\nclass Made:\n    def __init__(self): time.sleep(0.05)\n" + METHOD)
    bot = make_bot(enabled_apps=["slow", "made"])
    barrier = threading.Barrier(4)

    def process():
        barrier.wait()
        bot.process(samples.update(text="/slow"))

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(bot) == ["slow", "tell"]


def test_an_import_in_another_thread_that_uses_the_bot_stops_nobody(folder):
    """The first update loads what another thread imports right now, and that import processes an update."""
    sys.modules["scaletg_loading_main"] = main = type(sys)("scaletg_loading_main")
    main.bot = bot = make_bot(enabled_apps=["meeting"])
    main.importing, main.go_on = threading.Event(), threading.Event()
    folder(
        "meeting.py",
        app_named("meeting")
        + "import scaletg_loading_main as main\nmain.importing.set()\nmain.go_on.wait(30)\nmain.bot.registry\n",
    )
    try:
        importer = threading.Thread(target=__import__, args=["meeting"], daemon=True)
        importer.start()
        assert main.importing.wait(30)
        updater = threading.Thread(target=lambda: bot.registry, daemon=True)
        updater.start()
        main.go_on.set()
        importer.join(30)
        updater.join(30)
        assert not importer.is_alive()
        assert not updater.is_alive()
    finally:
        del sys.modules["scaletg_loading_main"]
    assert names(bot) == ["meeting"]


def test_a_setup_that_waits_for_another_thread_with_the_bot_stops_nobody(bot):
    class Warm:
        def setup(self, bot):
            thread = threading.Thread(target=lambda: bot._registry.add(), daemon=True)
            thread.start()
            thread.join(30)
            assert not thread.is_alive()

        @scaletg.app
        def answer(self, message):
            return "warm"

    bot.load(Warm())
    assert answers(bot) == "warm"


# Decorators


@pytest.mark.parametrize(
    "register, why",
    [
        (
            lambda bot: bot.app("/x", oder=1),
            r"app 'start' \(.*\) has no option 'oder'. Did you mean 'order'\? The options are",
        ),
        (lambda bot: scaletg.app("/x", oder=1), r"app 'start' \(.*\) has no option 'oder'. Did you mean 'order'\?"),  # type: ignore[call-overload]
        (lambda bot: bot.module(scop="bot"), r"module 'start' .* has no option 'scop'. Did you mean 'scope'\?"),
        (lambda bot: scaletg.module(autose=True), "has no option 'autose'. Did you mean 'autouse'"),  # type: ignore[call-overload]
        (
            lambda bot: bot.error(order=1),
            "error handler 'start' .* has no option 'order'. It takes exception classes only",
        ),
        (lambda bot: bot.error("start"), "is registered for 'start': it takes exception classes, or nothing"),
        (lambda bot: bot.error(5), "is registered for 5: it takes exception classes"),
        (lambda bot: bot.app("/x", rule="/y"), "has no option 'rule'"),
    ],
)
def test_a_wrong_option_names_the_processor(bot, register, why):
    def start(message):
        return ""

    with pytest.raises(RegistrationError, match=why):
        register(bot)(start)


@pytest.mark.parametrize("decorate", [lambda bot: bot.app, lambda bot: bot.app("/x"), lambda bot: scaletg.app("/x")])
def test_a_class_is_no_app(bot, decorate):
    class Start:
        pass

    with pytest.raises(RegistrationError, match=r"app 'Start' .* is a class: mark its methods .*bot.load\(Start\(\)\)"):
        decorate(bot)(Start)


def test_a_class_can_be_a_module(bot, folder):
    folder("tables.py", "@scaletg.module\nclass table:\n    def __init__(self, user): self.name = user.first_name\n")
    bot.load("tables")
    bot.app(lambda message, table: table.name)
    assert answers(bot) == "Ada"


@pytest.mark.parametrize("mark", [scaletg.module, scaletg.app, scaletg.error])
def test_what_cannot_be_marked_says_what_to_do(mark):
    with pytest.raises(
        RegistrationError, match=r"'setup' \(.*\) cannot be marked, because it is of the type method: mark"
    ):
        mark(Counter().setup)


def test_an_app_can_have_the_signature_of_another_function(bot):
    def original(user, n, *, greeting="Hello"):
        "Say hello."

    def wrapper(message, **values):
        return f"{message.text} {sorted(values)} {values['n']}"

    bot.app("/x <n:int>", like=original)(wrapper)
    assert answers(bot, "/x 5") == "/x 5 ['n', 'user'] 5"
    app = bot.registry.apps[0]
    assert (app.name, app.description, app.place) == ("original", "Say hello.", scaletg._place_of(original))
    with pytest.raises(RegistrationError, match=r"so it must take \*\*values"):
        bot.app("/y", like=original)(lambda message: "")
    with pytest.raises(RegistrationError, match="has like=5: it takes a function"):
        bot.app("/y", like=5)(wrapper)


# Modules


def test_a_module_under_contextmanager_gives_what_it_yields(bot):
    steps = []

    @bot.module
    @contextlib.contextmanager
    def database():
        steps.append("open")
        error = yield "rows"
        steps.append(f"close {error!r}")

    bot.app(lambda message, database: database)
    assert answers(bot) == "rows"
    assert steps == ["open", "close None"]


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **values):
        return function(*args, **values)

    return wrapper


def first_of(function):
    @functools.wraps(function)
    def wrapper():
        return list(function())

    return wrapper


def test_what_a_wrapped_module_gives_decides_whether_it_is_a_generator(bot):
    steps = []

    @bot.module("passed")
    @logged
    def generator():
        yield 1
        steps.append("end")

    @bot.module("listed")
    @first_of
    def numbers():
        yield 1
        yield 2

    bot.module("lazy")(lambda: (number for number in (1, 2)))
    bot.app(lambda message, passed, listed, lazy: f"{passed} {listed} {list(lazy)}")
    assert answers(bot) == "1 [1, 2] [1, 2]"
    assert steps == ["end"]


def test_autouse_modules_run_in_their_order(bot):
    steps = []
    for name, order in (("third", 1), ("first", scaletg.Order.GATES), ("second", 0)):
        bot.module(name, autouse=True, order=order)(lambda name=name: steps.append(name))
    say(bot)
    assert steps == ["first", "second", "third"]
    with pytest.raises(RegistrationError, match="has order='early': it takes a number"):
        bot.module("x", order="early")(lambda: 1)


def test_a_module_that_ends_last_does_not_need_one_that_ends_before(bot):
    @bot.module
    def database():
        yield 1

    bot.module("session", last=True)(lambda database: database)
    with pytest.raises(RegistrationError, match="ends after all others, but asks for 'database', which ends before"):
        bot.registry


def test_the_places_for_orders_are_in_order():
    places = scaletg.Order
    assert places.RECORDS < places.GATES < places.ANSWERS < places.APPS == 0 < places.LEFTOVERS < places.LAST


def test_apps_of_one_name_are_shown_with_their_python_modules(bot, folder):
    for name in ("shop", "weather"):
        folder(f"{name}.py", "@scaletg.app(order=1)\ndef start(message): return None\n" + app_named(name))
        bot.load(name)
    assert [app.label for app in bot.registry.apps] == ["shop", "weather", "shop.start", "weather.start"]
    outcome = bot.process(samples.update(text="/x"), trace=True)
    assert [step.name for step in outcome.trace.steps if step.status == "passed"] == ["shop.start", "weather.start"]


def test_the_app_that_failed_is_told_from_another_of_its_name(bot, folder, caplog):
    folder("fine.py", "@scaletg.app\ndef start(message): return None\n")
    folder("failing.py", "@scaletg.app\ndef start(message): return 1 / 0\n")
    told = []
    bot.error(lambda error, app: told.append(app))
    bot.load("fine")
    bot.load("failing")
    bot.process(samples.update(text="/x"))
    assert told == ["failing.start"]


def test_a_predicate_gets_the_default_of_a_wildcard_that_is_missing(bot):
    bot.app("/a <n:int>", when=lambda n: n == 7)(lambda message, n=7: str(n))
    bot.app("/b <n:int>", when=lambda n=8: n == 8)(lambda message, n=7: str(n))
    assert [answers(bot, text) for text in ("/a", "/a 7", "/a 6", "/b", "/b 8")] == ["7", "7", None, "7", "8"]


def test_a_wildcard_with_the_name_of_a_module_is_a_mistake(bot):
    bot.module("thing")(lambda: "module")
    bot.app("/a <thing>", when=lambda thing: True)(lambda thing: thing)
    with pytest.raises(RegistrationError, match=r"has the wildcard <thing>, but module 'thing' \(.*\) has that name"):
        bot.registry


def test_a_module_can_have_the_name_of_an_app(bot):
    bot.module("start")(lambda: "module")
    bot.app("/start", name="start")(lambda message, start: start)
    assert answers(bot, "/start") == "module"
    assert [one.label for one in bot.registry] == ["start", "start"]


def test_error_handlers_know_what_they_need(bot):
    bot.error(lambda error, message, bot: "")
    bot.error(lambda error, user=None: "")
    bot.module("gate", autouse=True)(lambda callback_query: 1)
    needs = [(one.role, one.needs) for one in bot.registry]
    assert needs == [("module", ("callback_query",)), ("error handler", ("message",)), ("error handler", ())]


def test_a_package_with_an_empty_init_is_loaded_with_its_modules(bot, folder):
    folder("blank_shop/__init__.py", None)
    folder("blank_shop/cart.py", app_named("cart"))
    bot.load("blank_shop")
    assert names(bot) == ["cart"]


@pytest.mark.parametrize("process", [getattr, len, 5], ids=["no signature", "no update", "no function"])
def test_an_object_whose_process_cannot_be_an_app_has_nothing_to_register(bot, process):
    kind = type("Worker", (), {"process": staticmethod(process) if callable(process) else process})
    with pytest.raises(RegistrationError, match="has nothing to register"):
        bot.load(kind())


def test_files_of_the_author_are_not_those_of_packages(folder, monkeypatch, tmp_path):
    folder("helper_of_author.py")
    folder("site-packages/helper_of_a_package.py")
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    author, package = map(importlib.import_module, ("helper_of_author", "helper_of_a_package"))

    files = scaletg.author_files()
    assert author.__file__ in files
    for path in (package.__file__, scaletg.__file__, contextlib.__file__):
        assert path not in files
        assert not scaletg.is_author_file(path)
    assert not scaletg.is_author_file("<string>")
