"""Decide who may do what: roles for people and groups, invitation links, and the administrators of a chat.

    bot.load(Auth("sqlite:///bot.db", owners=[12345678]))     # your own id: a closed bot tells it

    @bot.app("/stop", when=allowed("admin"))                  # others are not asked by this app
    @bot.app("/wipe", when=allowed("admin", refuse="No."))    # others get an answer, and nothing behind it acts
    @bot.app("/mute", when=chat_admin("can_restrict_members"))

Owners have every role, and the commands /grant, /revoke, /roles and /invite. With `closed=True` only people with a role
are let in at all: everybody else is refused before any other app is asked. A shell can do the same as an owner:

    python -m scaletg_contrib.auth sqlite:///bot.db grant 12345678 owner

Stored: a record for every person or group with a role, for every open invitation (a hash of it), and for a while the
administrators of chats. Every question reads the store anew, so what one process grants or revokes holds at once in all
processes; administrators of a chat are remembered for `admin_seconds`, or until Telegram tells of a change.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import scaletg
from scaletg_contrib.stores import Conflict, Record, Store, open_store

__all__ = ["Auth", "Permissions", "allowed", "chat_admin"]

OWNER = "owner"
GATE = -1000  # the order of the app that keeps people out
REFUSAL = "This bot is not open to everybody. Your id is {id}: its owner can let you in."
INVITATION = re.compile(r"/start(?:@\w+)? (invite_[\w-]{22})\s*", re.ASCII)
KEEP_USED_SECONDS = 24 * 3600.0  # how long Telegram repeats an update

log = logging.getLogger("scaletg.auth")

# Predicates ##################################################################


def allowed(*roles: str, refuse: str | None = None) -> Callable[..., bool]:
    """Return a predicate for `when=`: the person, or the group, has one of *roles* (none named: any role at all).

    Without *refuse* the app is not asked, and others may answer. With it people who have no such role are told so, and
    no further app is asked.
    """

    def is_allowed(update: Any, permissions: Permissions) -> bool:
        return _decide(permissions.has(*roles), update, refuse)

    return is_allowed


def chat_admin(*rights: str, refuse: str | None = None) -> Callable[..., bool]:
    """Return a predicate for `when=`: the person is an administrator of the group, with all of *rights*.

    *rights* are Telegram's names: "can_restrict_members". In a private chat nobody is an administrator.
    *refuse* is as in `allowed`. Raises `RegistrationError` for a right that Telegram does not know.
    """
    known = [field.name for field in scaletg.schema.types["ChatMemberAdministrator"].fields]
    for right in rights:
        if not right.startswith("can_") or right not in known:
            names = ", ".join(name for name in known if name.startswith("can_"))
            raise scaletg.RegistrationError(f"chat_admin({right!r}): there is no such right. Use one of {names}.")

    def is_chat_admin(update: Any, permissions: Permissions) -> bool:
        return _decide(permissions.is_chat_admin(*rights), update, refuse)

    return is_chat_admin


def _decide(answer: bool, update: Any, refuse: str | None) -> bool:
    if not answer and refuse is not None:
        raise scaletg.Stop(_refusal(update, refuse))
    return answer


def _refusal(update: Any, text: str) -> Any:
    """Return a reply that says no in the way of the update's kind; "" where nobody waits for one."""
    kind, event = update.kind, update.event
    if kind == "message":
        return event.answer(text) if _is_addressed(event) else ""
    if kind == "callback_query":
        return event.answer(text[:200], show_alert=True)
    if kind == "inline_query":
        return event.answer([], cache_time=0, is_personal=True)
    if kind in ("pre_checkout_query", "shipping_query"):
        return event.answer(False, error_message=text)
    return ""


def _is_addressed(message: Any) -> bool:
    """Return whether somebody waits for an answer: in a group only who gives a command."""
    return message.chat.type == "private" or (message.text or message.caption or "").startswith("/")


# Who asks ####################################################################


class Permissions:
    """What the person who caused an update may do; apps get it by naming `permissions`."""

    def __init__(self, auth: Auth, update: Any, bot: Any) -> None:
        self._auth, self._bot = auth, bot
        self._roles: frozenset[str] | None = None
        #: The chat; `None` where there is none, as for an inline query.
        self.chat = update.chat
        #: The id of the person, or of the group or channel in whose name somebody writes; `None` if nobody did it.
        self.id = update.person_id

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles of the person, and those that everybody has in this group; read once an update."""
        if self._roles is None:
            group = self.chat.id if self.chat is not None and self.chat.id < 0 else None
            places = {place for place in (self.id, group) if place is not None}
            self._roles = frozenset(role for place in places for role in self._auth.roles_of(place))
        return self._roles

    def has(self, *roles: str) -> bool:
        """Return whether the person has one of *roles*, or any role if none is named; an owner has all."""
        for role in roles:
            self._auth._check_role(role)
        return OWNER in self.roles or bool(self.roles.intersection(roles) if roles else self.roles)

    def is_chat_admin(self, *rights: str) -> bool:
        """Return whether the person is an administrator of this chat, with all of *rights*."""
        if self.id is None or self.chat is None or self.chat.type not in ("group", "supergroup", "channel"):
            return False
        admins = self._auth.chat_admins(self.chat.id, self._bot)
        if self.id == self.chat.id:  # an anonymous administrator: one of those, nobody knows which
            asked = [one for one in admins.values() if one["anonymous"]]
            return not rights or (bool(asked) and all(_has_rights(one, rights) for one in asked))
        found = admins.get(str(self.id))
        return found is not None and _has_rights(found, rights)


def _has_rights(admin: dict[str, Any], rights: Iterable[str]) -> bool:
    return admin["owner"] or set(rights) <= set(admin["rights"])


# Auth ########################################################################


class Auth:
    """Keeps roles, and keeps people out.

    *store*: a store or its URL. *owners*: ids of people who are owners whatever the store says. *roles*: those that can
    be granted, besides "owner". *closed*: let in nobody without a role, and tell others *refusal*, in which {id} is
    their id; "" tells them nothing. *invite_seconds*: how long an invitation is good. *admin_seconds*: how long the
    administrators of a chat are remembered. *name*: bots that share a store take different names.
    """

    def __init__(
        self,
        store: str | Store = "sqlite:///bot.db",
        *,
        owners: Iterable[int] = (),
        roles: Sequence[str] = ("admin", "member"),
        closed: bool = False,
        refusal: str = REFUSAL,
        invite_seconds: float = 24 * 3600.0,
        admin_seconds: float = 300.0,
        name: str = "bot",
    ) -> None:
        self.store = open_store(store) if isinstance(store, str) else store
        self.owners, self.roles = frozenset(owners), (OWNER, *(role for role in roles if role != OWNER))
        self.refusal, self.invite_seconds, self.admin_seconds, self.name = refusal, invite_seconds, admin_seconds, name
        if isinstance(roles, str) or not all(re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", role) for role in self.roles):
            raise scaletg.ConfigError(f"Auth(roles={roles!r}): write a list of names of up to 32 of a-z 0-9 _ -.")
        if not all(type(owner) is int and owner > 0 for owner in self.owners):
            raise scaletg.ConfigError(f"Auth(owners={owners!r}): write a list of the ids of people, which are numbers.")
        if closed:  # only then does the bot ask Telegram for updates of every kind
            self.gate = scaletg.app(order=GATE)(self._make_gate())

    # What programs ask and change

    def roles_of(self, id: int) -> frozenset[str]:
        """Return the roles of a person, group or channel."""
        record = self.store.get(self._key("role", id))
        return frozenset(record.value["roles"] if record else ()) | ({OWNER} if id in self.owners else frozenset())

    def grant(self, id: int, role: str, *, by: int | None = None) -> None:
        """Give a person, or everybody in a group, a role; *by* is who did it, for the log."""
        self._check_role(role)
        if role == OWNER and id <= 0:
            raise ValueError(f"{id} is a chat: only people can be owners. Grant its members another role.")
        self._change(id, lambda roles: roles | {role})
        log.info("%s has the role %r, granted by %s", id, role, by or "a program")

    def revoke(self, id: int, role: str | None = None, *, by: int | None = None) -> None:
        """Take a role, or all roles, from a person or group."""
        if role is not None:
            self._check_role(role)
        if id in self.owners and role in (None, OWNER):
            raise ValueError(f"{id} is an owner by Auth(owners=...): take the id out there.")
        self._change(id, lambda roles: roles - {role} if role else set())
        log.info("%s has lost %s, revoked by %s", id, f"the role {role!r}" if role else "all roles", by or "a program")

    def everybody(self) -> dict[int, frozenset[str]]:
        """Return all ids that have a role, with their roles."""
        start = self._key("role", "")
        ids = {int(record.key[len(start) :]) for record in self.store.scan(start)} | self.owners
        found = {id: self.roles_of(id) for id in sorted(ids)}
        return {id: roles for id, roles in found.items() if roles}

    def invite(self, role: str, *, by: int | None = None) -> str:
        """Return the payload of an invitation link, which gives the first who opens it a role."""
        self._check_role(role)
        payload = "invite_" + secrets.token_urlsafe(16)
        value = {"role": role, "by": by, "used_by": None, "done": False}
        self.store.put(self._invitation(payload), value, version=0, ttl=self.invite_seconds)
        return payload

    def redeem(self, payload: str, id: int) -> str | None:
        """Give a person the role of an invitation and return it; `None` if it is used, too old or withdrawn.

        An invitation is first reserved, then used up: if the process is killed in between, the same person can go on.
        """
        record = self.store.get(self._invitation(payload))
        if record is None or record.value["used_by"] not in (None, id) or not self._stands(record.value["by"]):
            return None
        role = str(record.value["role"])
        if record.value["done"]:  # Telegram repeated the update
            return role if role in self.roles_of(id) else None
        try:
            reserved = self._mark(record, used_by=id)
            self.grant(id, role, by=record.value["by"])
            self._mark(reserved, done=True)
        except Conflict:  # somebody was quicker
            return self.redeem(payload, id)
        return role

    def chat_admins(self, chat_id: int, bot: Any) -> dict[str, Any]:
        """Return the administrators of a group or channel by their ids, from the store or from Telegram."""
        key = self._key("admins", chat_id)
        record = self.store.get(key)
        if record and record.value is not None:
            return dict(record.value)
        found = {str(one.user.id): _about_admin(one) for one in bot.api.get_chat_administrators(chat_id)}
        with contextlib.suppress(Conflict):  # it changed meanwhile: the next one asks again
            self.store.put(key, found, version=record.version if record else 0, ttl=self.admin_seconds)
        return found

    # What apps and people ask and change

    @scaletg.module
    def permissions(self, update: Any, bot: Any) -> Permissions:
        """Give apps what the person may do: `permissions.has("admin")`."""
        return Permissions(self, update, bot)

    @scaletg.app(on=("chat_member", "my_chat_member"), order=GATE - 1, name="forget_admins")
    def _forget_admins(self, chat: Any) -> None:
        """Ask Telegram for the administrators again when one changed."""
        self.store.put(self._key("admins", chat.id), None, ttl=self.admin_seconds)  # one that is just asked for is late

    @scaletg.app(on="message:migrate_to_chat_id", order=GATE - 1, name="move_roles")
    def _move_roles(self, message: Any) -> None:
        """Keep the roles of a group that becomes a supergroup, which has another id."""
        old = message.chat.id
        for role in self.roles_of(old):
            self.grant(message.migrate_to_chat_id, role)
        self.store.delete(self._key("role", old))

    @scaletg.app(on="message:text", order=GATE - 1, name="redeem")
    def _redeem(self, message: Any, chat: Any, user: Any) -> None:
        """Answer a person who opens an invitation link, also one whom nobody else may answer."""
        found = INVITATION.fullmatch(message.text)
        if found and chat.type == "private":
            role = self.redeem(found[1], user.id)
            raise scaletg.Stop(
                f"Welcome, you are {role} now."
                if role
                else "This invitation was used already or is too old. Ask for a new one."
            )

    def _make_gate(self) -> Callable[..., None]:
        def gate(update: Any, permissions: Permissions) -> None:
            is_by_somebody = permissions.id is not None or permissions.chat is not None  # not so the end of a poll
            if is_by_somebody and not permissions.roles:
                text = self.refusal.replace("{id}", str(permissions.id))
                raise scaletg.Stop(_refusal(update, text) if text else "")

        return gate

    @scaletg.app("/grant <what:rest>", when=allowed(OWNER), order=GATE + 1, name="grant")
    def _grant(self, message: Any, user: Any, what: str = "") -> Any:
        """Give somebody a role: /grant 12345678 admin, or /grant admin as an answer to a message of theirs."""
        return self._command(message, what, lambda id, role: self.grant(id, _given(role), by=user.id))

    @scaletg.app("/revoke <what:rest>", when=allowed(OWNER), order=GATE + 1, name="revoke")
    def _revoke(self, message: Any, user: Any, what: str = "") -> Any:
        """Take a role, or all roles, from somebody: /revoke 12345678 admin, or as an answer to a message of theirs."""
        return self._command(message, what, lambda id, role: self.revoke(id, role, by=user.id))

    @scaletg.app("/roles", when=allowed(OWNER), order=GATE + 1, name="roles")
    def _roles(self, message: Any) -> Any:
        """List who has which role."""
        lines = [f"{id}: {', '.join(sorted(roles))}" for id, roles in self.everybody().items()]
        text = "\n".join([*lines, "", f"Roles: {', '.join(self.roles)}"])
        raise scaletg.Stop([message.answer(part) for part in scaletg.split_text(text)])

    @scaletg.app("/invite <role>", when=allowed(OWNER), order=GATE + 1, name="invite")
    def _invite(self, message: Any, chat: Any, user: Any, bot: Any, role: str = "") -> Any:
        """Make a link that gives the first who opens it a role: /invite member."""
        if chat.type != "private":
            raise scaletg.Stop("Ask me in our private chat: here everybody could take the invitation.")
        try:
            link = bot.deep_link(self.invite(_given(role), by=user.id))
        except ValueError as error:
            raise scaletg.Stop(str(error)) from None
        hours = f"{self.invite_seconds / 3600:g} hours"
        raise scaletg.Stop(message.answer(f"Who opens this first within {hours} is {role}: {link}", parse_mode=""))

    def _command(self, message: Any, what: str, change: Callable[[int, str | None], None]) -> Any:
        """Change the roles of the person or chat that a command names, and tell what they are then."""
        try:
            id, role = _target(message, what.split())
            change(id, role)
        except ValueError as error:
            raise scaletg.Stop(message.answer(str(error), parse_mode="")) from None
        raise scaletg.Stop(f"{id} has now: {', '.join(sorted(self.roles_of(id))) or 'no role'}.")

    # The store

    def _key(self, kind: str, id: int | str) -> str:
        return f"auth:{self.name}:{kind}:{id}"

    def _invitation(self, payload: str) -> str:
        """Return the key of an invitation: who reads the store cannot use it."""
        return self._key("invite", hashlib.sha256(payload.encode()).hexdigest())

    def _mark(self, invitation: Record, **values: Any) -> Record:
        value = {**invitation.value, **values}
        version = self.store.put(invitation.key, value, version=invitation.version, ttl=KEEP_USED_SECONDS)
        return invitation._replace(value=value, version=version)

    def _stands(self, by: int | None) -> bool:
        """Return whether who invited may still do so; a program always may."""
        return by is None or OWNER in self.roles_of(by)

    def _change(self, id: int, change: Callable[[set[str]], set[str]]) -> None:
        def write(value: Any) -> dict[str, list[str]]:
            return {"roles": sorted(change(set(value["roles"])))}

        self.store.change(self._key("role", id), write, default={"roles": []})

    def _check_role(self, role: str) -> None:
        if role not in self.roles:
            raise ValueError(f"There is no role {role!r}. There are {', '.join(self.roles)}: see Auth(roles=...).")


def _about_admin(member: Any) -> dict[str, Any]:
    raw = member.to_dict()
    rights = [name for name, value in raw.items() if name.startswith("can_") and value is True]
    return {"owner": raw["status"] == "creator", "rights": rights, "anonymous": bool(raw.get("is_anonymous"))}


def _given(role: str | None) -> str:
    if not role:
        raise ValueError("Name the role, too: /grant 12345678 admin, or /invite member.")
    return role


def _target(message: Any, words: list[str]) -> tuple[int, str | None]:
    """Return the id and the role that a command names; without an id it is about the message that it answers."""
    if words and re.fullmatch(r"-?\d{1,18}", words[0], re.ASCII):
        id, words = int(words[0]), words[1:]
    elif words and words[0].startswith("@"):
        raise ValueError("Telegram tells bots no ids of usernames. Answer a message of theirs, or use /invite.")
    else:
        id = _author(message.reply_to_message)
    if len(words) > 1 or id == 0:
        raise ValueError("Say an id and one role, as 12345678 admin; or answer a message of theirs with the role.")
    return id, words[0] if words else None


def _author(message: Any) -> int:
    """Return who wrote a message; of a forwarded one, who wrote it first."""
    if message is None:
        raise ValueError("Whose role? Say an id and a role, as 12345678 admin; or answer a message of theirs.")
    origin = message.forward_origin
    user = getattr(origin, "sender_user", None) if origin is not None else message.from_user
    if user is None or user.is_bot or message.sender_chat is not None:
        raise ValueError("This message does not tell which person wrote it. Say the id, or use /invite.")
    return int(user.id)


# Command line ################################################################


def main(arguments: Sequence[str] | None = None) -> int:
    """Change or show the roles in a store: `python -m scaletg_contrib.auth sqlite:///bot.db grant 12345678 admin`."""
    parser = argparse.ArgumentParser(prog="python -m scaletg_contrib.auth", description="Who may do what with a bot.")
    parser.add_argument("store", help="its URL, as sqlite:///bot.db")
    parser.add_argument("--name", default="bot", help="as in Auth(name=...)")
    parser.add_argument("--roles", default="admin,member", help="as in Auth(roles=...), with commas")
    actions = parser.add_subparsers(dest="action", required=True)
    for action, summary in (("grant", "give a role"), ("revoke", "take a role, or all"), ("invite", "print a link")):
        sub = actions.add_parser(action, help=summary, description=summary)
        if action == "invite":
            sub.add_argument("username", help="the bot's, as shop_bot")
        else:
            sub.add_argument("id", type=int, help="of a person, or of a group (-100...)")
        sub.add_argument("role", nargs="?" if action == "revoke" else None)
    actions.add_parser("list", help="print who has which role")
    options = parser.parse_args(arguments)
    try:
        with contextlib.closing(open_store(options.store)) as store:
            _act(Auth(store, roles=options.roles.split(","), name=options.name), options)
    except (scaletg.ScaleTGError, scaletg.Retry, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def _act(auth: Auth, options: argparse.Namespace) -> None:
    if options.action == "invite":
        print(scaletg.Bot(username=options.username.lstrip("@")).deep_link(auth.invite(options.role)))
        return
    if options.action == "grant":
        auth.grant(options.id, options.role)
    elif options.action == "revoke":
        auth.revoke(options.id, options.role)
    found = auth.everybody() if options.action == "list" else {options.id: auth.roles_of(options.id)}
    for id, roles in found.items():
        print(f"{id}: {', '.join(sorted(roles)) or 'no role'}")


if __name__ == "__main__":
    sys.exit(main())
