"""The base class of objects that a bot loads from contrib: their store, and their keys in it.

    class Counters(Feature):
        feature = "counters"                        # the second part of its keys

        def __init__(self, store=None, *, name="counters", namespace=None):
            super().__init__(store, name=name, namespace=namespace)

    counters.store_of(bot).put(counters.key(bot, "clicks", 7), 1)   # bot id/counters/counters/clicks/7

Without a store of its own an object uses the bot's.
"""

from __future__ import annotations

import inspect
import weakref
from typing import Any, ClassVar, TypeVar

import scaletg
from scaletg_contrib.stores import Store, key, open_store

__all__ = [
    "Feature", "as_list", "features_of", "lend_store", "loaded_objects", "owners_of_processors", "take_back_store",
]  # fmt: skip

T = TypeVar("T")

# While a bot is tested: what stands for the stores that its objects name by URLs. The last one counts.
_lent: weakref.WeakKeyDictionary[Any, list[Store]] = weakref.WeakKeyDictionary()


def lend_store(bot: Any, store: Store) -> None:
    """Let what *bot* has loaded use *store* where it names a store of its own by a URL; an open store stays."""
    _lent.setdefault(bot, []).append(store)


def take_back_store(bot: Any, store: Store) -> None:
    """End what `lend_store` began, in any order."""
    _lent[bot].remove(store)


class Feature:
    """The base of an object that a bot loads: *store* is a URL, an open store, or None for the bot's store.

    *name* is the word that apps name, *namespace* the third part of the keys.
    """

    feature: ClassVar[str] = ""

    def __init__(self, store: str | Store | None, *, name: str, namespace: str | None) -> None:
        self._has_url = False
        if isinstance(store, str):
            self._has_url = not store.startswith("memory:")
            store = open_store(store)
        self._store = store
        self.name, self.namespace = name, namespace or name
        self._bot: Any = None

    def setup(self, bot: Any) -> None:
        """Remember the bot that loads this object; `bot.load` calls it."""
        if self._bot is None:
            self._bot = bot

    @property
    def bot(self) -> Any:
        """The first bot that has loaded this object; None before that."""
        return self._bot

    def bot_or(self, bot: Any) -> Any:
        """Return *bot*, or if that is None the first bot that has loaded this object."""
        if bot is not None:
            return bot
        if self._bot is None:
            raise scaletg.RegistrationError(
                f"this {type(self).__name__} does not know its bot yet: call bot.load(...) with it first, or give bot=."
            )
        return self._bot

    @property
    def store(self) -> Any:
        """The store of this object, or of its bot; None if it has neither."""
        if self._store is None and self._bot is None:
            return None
        return self.store_of(self._bot)

    def store_of(self, bot: Any) -> Any:
        """Return the store with the records of a bot."""
        if self._has_url and bot is not None and _lent.get(bot):
            return _lent[bot][-1]
        if self._store is not None:
            return self._store
        if bot is None:
            raise scaletg.RegistrationError(
                f"this {type(self).__name__} has no store: give it store=..., or call bot.load(...) with it first."
            )
        return bot.store

    def key(self, bot: Any, *parts: Any) -> str:
        """Return the key of a record: the bot's id, the feature, the namespace, and *parts*."""
        return str(key(bot, self.feature, self.namespace, *parts))


def loaded_objects(bot: Any) -> list[Any]:
    """Return the objects that a bot has loaded, such as its sessions, without Python modules, classes and functions.

    An object that was made from a class, because it was loaded by its name, is the owner of its processors.
    """
    owners = [processor.owner for processor in bot.registry]
    objects: dict[int, Any] = {}
    for source in [*bot.registry.loaded.values(), *owners]:
        if source is not None and not _is_code(source):
            objects[id(source)] = source
    return list(objects.values())


def features_of(bot: Any, feature: str) -> list[Any]:
    """Return what a bot has loaded of a feature, such as "broadcast"; nothing is imported that the bot does not use."""
    return [owner for owner in loaded_objects(bot) if isinstance(owner, Feature) and owner.feature == feature]


def owners_of_processors(bot: Any, kind: type[T]) -> list[T]:
    """Return the objects of a class that have processors of a bot as their methods, each once.

    Other than `loaded_objects` this finds an object that belongs to another one, such as the jobs of a feature.
    """
    found: dict[int, T] = {}
    for processor in bot.registry:
        owner = getattr(processor.function, "__self__", None)
        if owner is not None and isinstance(owner, kind):
            found[id(owner)] = owner
    return list(found.values())


def _is_code(source: Any) -> bool:
    return inspect.ismodule(source) or inspect.isclass(source) or inspect.isroutine(source)


def as_list(when: Any) -> list[Any]:
    """Return the conditions of an option `when=`, which is a function or a sequence of functions."""
    if callable(when):
        return [when]
    return list(when)
