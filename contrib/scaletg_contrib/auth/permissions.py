"""The permissions of the person who caused an update, and the predicates for `when=`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import scaletg
from scaletg_contrib.auth.roles import OWNER, AuthError, Roles
from scaletg_contrib.refusals import refusal_for

__all__ = ["Permissions", "allowed", "chat_admin", "is_own_message"]


def allowed(*roles: str, refuse: str | None = None, forwarded: bool = False) -> Callable[..., bool]:
    """Return a predicate for `when=`: the person, or the group, has one of *roles* (without names: any role).

    Without *refuse* the app is not called, and others may answer. With it people without such a role get this text,
    and no further app is called. A message that somebody else wrote is refused, whoever sends it: one that is
    forwarded, or made by another bot (`via_bot`); so is a command in a caption. *forwarded*: accept those as well.
    """

    def is_allowed(update: Any, permissions: Permissions) -> bool:
        is_own = forwarded or is_own_message(update)
        return _decide(is_own and permissions.has(*roles), update, refuse)

    return is_allowed


def chat_admin(*rights: str, refuse: str | None = None, forwarded: bool = False) -> Callable[..., bool]:
    """Return a predicate for `when=`: the person is an administrator of the group, with all of *rights*.

    *rights* are Telegram's names: "can_restrict_members". In a private chat nobody is an administrator.
    *refuse* and *forwarded* are as in `allowed`. Raises `RegistrationError` for a right that Telegram does not know.
    """
    fields = [field.name for field in scaletg.schema.types["ChatMemberAdministrator"].fields]
    known = [name for name in fields if name.startswith("can_")]
    for right in rights:
        if right not in known:
            names = ", ".join(known)
            raise scaletg.RegistrationError(f"chat_admin({right!r}): there is no such right. Use one of {names}.")

    def is_chat_admin(update: Any, permissions: Permissions) -> bool:
        is_own = forwarded or is_own_message(update)
        return _decide(is_own and permissions.is_chat_admin(*rights), update, refuse)

    return is_chat_admin


def is_own_message(update: Any) -> bool:
    """Return whether the person who sent a message wrote it; updates other than messages count as the person's own.

    Not so: what is forwarded, what another bot made for the person, and a command in a caption, which people forward
    and copy together with the picture.
    """
    kind, event = update.kind, update.event
    if not str(kind).endswith(("message", "channel_post")) or event is None:
        return True
    for field in ("forward_origin", "forward_date", "forward_from", "via_bot", "is_automatic_forward"):
        if getattr(event, field, None):
            return False
    caption = getattr(event, "caption", None)
    if not isinstance(caption, str):
        return True
    return not caption.startswith("/")


def _decide(answer: bool, update: Any, refuse: str | None) -> bool:
    if not answer and refuse is not None:
        raise scaletg.Stop(refusal_for(update, refuse))
    return answer


class Owner(Protocol):
    """The parts of `Auth` that permissions use."""

    def roles_for(self, bot: Any) -> Roles:
        """Return the roles that a bot gives."""

    def chat_admins(self, chat_id: int, bot: Any) -> dict[str, Any]:
        """Return the administrators of a chat by their ids."""


class Permissions:
    """The permissions of the person who caused an update; apps get them by naming `permissions`."""

    def __init__(self, auth: Owner, update: Any, bot: Any) -> None:
        self._auth, self._bot = auth, bot
        self._roles: frozenset[str] | None = None
        #: The chat; `None` for an update without a chat, for example an inline query.
        self.chat = update.chat
        #: The id of the person, or of the group or channel in whose name somebody writes; `None` if nobody did it.
        self.id = update.person_id
        for who in (update.user, self.chat):
            if who is not None and type(who.id) is not int:
                raise AuthError(
                    f"update {update.update_id} has the id {who.id!r}, but the ids of Telegram are integers: correct "
                    "the update that you have made"
                )

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles of the person, and those that everybody has in this group; they are read once per update."""
        if self._roles is None:
            self._roles = self._read_roles()
        return self._roles

    def _read_roles(self) -> frozenset[str]:
        known = self._auth.roles_for(self._bot)
        roles: set[str] = set()
        if self.id is not None:
            roles.update(known.of(self.id))
        if self.chat is not None and self.chat.id < 0:
            roles.update(known.of(self.chat.id))
        return frozenset(roles)

    def has(self, *roles: str) -> bool:
        """Return whether the person has one of *roles*, or any role if none is named; an owner has all."""
        for role in roles:
            self._auth.roles_for(self._bot).check(role)
        if OWNER in self.roles:
            return True
        if not roles:
            return bool(self.roles)
        return not self.roles.isdisjoint(roles)

    def is_chat_admin(self, *rights: str) -> bool:
        """Return whether the person is an administrator of this chat, with all of *rights*."""
        if self.id is None or self.chat is None:
            return False
        if self.chat.type not in ("group", "supergroup", "channel"):
            return False
        admins = self._auth.chat_admins(self.chat.id, self._bot)
        if self.id == self.chat.id:
            return _have_anonymous_rights(admins.values(), rights)
        found = admins.get(str(self.id))
        return found is not None and _has_rights(found, rights)


def _have_anonymous_rights(admins: Iterable[dict[str, Any]], rights: Sequence[str]) -> bool:
    """Return whether an anonymous administrator has the rights for sure: Telegram does not say which of them it is."""
    if not rights:
        return True
    anonymous = [admin for admin in admins if admin["anonymous"]]
    if not anonymous:
        return False
    return all(_has_rights(admin, rights) for admin in anonymous)


def _has_rights(admin: dict[str, Any], rights: Iterable[str]) -> bool:
    return admin["owner"] or set(rights) <= set(admin["rights"])
