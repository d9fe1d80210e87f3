"""Tie roles to a bot: the gate of a closed bot, the commands of owners, invitations, the administrators of chats."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

import scaletg
from scaletg_contrib.auth.permissions import Permissions, allowed, is_own_message
from scaletg_contrib.auth.roles import OWNER, Roles, union_of
from scaletg_contrib.feature import Feature
from scaletg_contrib.migration import FollowsGroups, move_records
from scaletg_contrib.refusals import plain_refusal_for
from scaletg_contrib.stores import Conflict, Store
from scaletg_contrib.texts import PLAIN, Texts, Translation

__all__ = ["Auth"]

GATE = scaletg.Order.GATES  # the order of gates; the commands of owners come directly after it
INVITATION = re.compile(r"/start(?:@\w+)? (invite_[\w-]{22})\s*", re.ASCII)
ROLE = re.compile(r"[a-z][a-z0-9_-]{0,31}")
ID = re.compile(r"-?\d{1,18}", re.ASCII)


class Auth(Feature, FollowsGroups):
    """Stores roles, and refuses people who have none.

    *store*: a URL, an open store, or None for the bot's store. *owners*: ids of people who are owners whatever the
    store says. *roles*: those that can be granted, besides "owner". *closed*: refuse people without a role, who get
    the text `refusal`, in which {id} is their id.
    *invite_seconds*: how long an invitation is valid. *admin_seconds*: how long the administrators of a chat are
    remembered. *name*: of the module that apps name. *namespace*: the third part of the keys (default: the name).
    *texts*: replaces or translates `TEXTS` (see `scaletg_contrib.texts`).
    """

    feature = "auth"
    TEXTS: ClassVar[dict[str, str]] = {
        "refusal": "This bot is not open to everybody. Your id is {id}: its owner can let you in.",
        "welcome": "Welcome, you are {role} now.",
        "used": "This invitation was used already or is too old. Ask for a new one.",
        "has_now": "{id} now has: {roles}.",
        "no_role": "no role",
        "list": "{lines}\n\nRoles: {roles}",
        "private_only": "Ask me in our private chat: here everybody could take the invitation.",
        "invitation": "The first person who opens this within {hours} hours is {role}: {link}",
        "name_a_role": "Give the role, too, for example /grant 12345678 admin, or /invite member.",
        "no_username": "Telegram does not give bots the ids of usernames. Reply to a message of theirs or use /invite.",
        "one_role": "Give an id and one role, for example 12345678 admin, or reply to their message with the role.",
        "whose": "Give an id and a role, for example 12345678 admin, or reply to their message with the role.",
        "hidden_author": "This message does not say which person wrote it. Give the id, or use /invite.",
    }

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        owners: Iterable[int] = (),
        roles: Sequence[str] = ("admin", "member"),
        closed: bool = False,
        invite_seconds: float = 24 * 3600.0,
        admin_seconds: float = 300.0,
        name: str = "permissions",
        namespace: str | None = None,
        texts: Translation | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.owners, self.roles = frozenset(owners), (OWNER, *(role for role in roles if role != OWNER))
        self.invite_seconds, self.admin_seconds = invite_seconds, admin_seconds
        self.texts = Texts("Auth", self.TEXTS, texts)
        if isinstance(roles, str) or not all(ROLE.fullmatch(role) for role in self.roles):
            raise scaletg.ConfigError(
                f"Auth(roles={roles!r}): write a list of names of up to 32 of the characters a-z 0-9 _ -."
            )
        if not all(type(owner) is int and owner > 0 for owner in self.owners):
            raise scaletg.ConfigError(f"Auth(owners={owners!r}): write a list of the ids of people, which are numbers.")
        self.give = scaletg.module(name)(self._make_permissions())
        if closed:
            gate_name = "gate" if name == "permissions" else f"{name}_gate"
            self.gate = scaletg.module(gate_name, autouse=True)(self._make_gate())

    # What programs read and change; *bot* is needed if several bots have loaded this object

    def roles_for(self, bot: Any) -> Roles:
        """Return the roles that a bot gives, with functions to change them."""
        bot = self.bot_or(bot)
        return Roles(
            self.store_of(bot),
            lambda *parts: self.key(bot, *parts),
            self.roles,
            self.owners,
            invite_seconds=self.invite_seconds,
        )

    def roles_of(self, id: int, *, bot: Any = None) -> frozenset[str]:
        """Return the roles of a person, group or channel."""
        return self.roles_for(bot).of(id)

    def grant(self, id: int, role: str, *, by: int | None = None, bot: Any = None) -> None:
        """Give a person, or everybody in a group, a role; *by* is the owner who did it, for the log."""
        self.roles_for(bot).grant(id, role, by=by)

    def revoke(self, id: int, role: str | None = None, *, by: int | None = None, bot: Any = None) -> None:
        """Take a role, or all roles, from a person or group."""
        self.roles_for(bot).revoke(id, role, by=by)

    def everybody(self, *, bot: Any = None) -> dict[int, frozenset[str]]:
        """Return all ids that have a role, with their roles."""
        return self.roles_for(bot).everybody()

    def invite(self, role: str, *, by: int | None = None, bot: Any = None) -> str:
        """Return the payload of an invitation link, which gives the first person who opens it a role."""
        return self.roles_for(bot).invite(role, by=by)

    def redeem(self, payload: str, id: int, *, bot: Any = None) -> str | None:
        """Give a person the role of an invitation and return it; `None` if it is used, too old or withdrawn."""
        return self.roles_for(bot).redeem(payload, id)

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the roles and invitations of a person; return how many records."""
        return self.roles_for(bot).forget(user_id)

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Give a supergroup the roles of the group that it was; return how many records were moved."""
        bot = self.bot_or(bot)
        store = self.store_of(bot)
        store.delete(self.key(bot, "admins", old_chat))
        return move_records(store, self.key(bot, "role"), old_chat, new_chat, union_of)

    def chat_admins(self, chat_id: int, bot: Any) -> dict[str, Any]:
        """Return the administrators of a group or channel by their ids, from the store or from Telegram."""
        store, key = self.store_of(bot), self.key(bot, "admins", chat_id)
        record = store.get(key)
        if record and record.value is not None:
            return dict(record.value)
        found = {str(admin.user.id): _about_admin(admin) for admin in bot.api.get_chat_administrators(chat_id)}
        with contextlib.suppress(Conflict):  # it changed meanwhile: the next one asks again
            store.put(key, found, version=record.version if record else 0, ttl=self.admin_seconds)
        return found

    # The gate, and what apps get

    def _make_permissions(self) -> Callable[..., Permissions]:
        def permissions(update: Any, bot: Any) -> Permissions:
            """Give apps what the person may do: `permissions.has("admin")`."""
            return Permissions(self, update, bot)

        return permissions

    def _make_gate(self) -> Callable[..., None]:
        def gate(update: Any, bot: Any) -> None:
            """Refuse people who have no role."""
            permissions = Permissions(self, update, bot)
            if _is_by_telegram(update) or (permissions.id is None and permissions.chat is None):
                return  # it does not come from a person, for example the end of a poll
            self._take_invitation(update, bot)
            if update.kind in ("chat_member", "my_chat_member"):
                self.forget_admins(permissions.chat, bot)
            if not permissions.roles:
                text = self.texts.say("refusal", update.user, id=permissions.id)
                raise scaletg.Stop(plain_refusal_for(update, text) if text else "")

        return gate

    @scaletg.app(on=("chat_member", "my_chat_member"), order=GATE - 1, name="forget_admins")
    def forget_admins(self, chat: Any, bot: Any) -> None:
        """Ask Telegram for the administrators again when one changed."""
        key = self.key(bot, "admins", chat.id)
        self.store_of(bot).put(key, None, ttl=self.admin_seconds)  # drops an answer that is on its way

    @scaletg.app(on="message:text", order=GATE - 1, name="redeem")
    def redeem_link(self, update: Any, bot: Any) -> None:
        """Answer a person who opens an invitation link."""
        self._take_invitation(update, bot)

    def _take_invitation(self, update: Any, bot: Any) -> None:
        """Give a person the role of the invitation that is opened in a private chat; the gate does this first."""
        message: Any = update.message if update.kind == "message" else None
        text = getattr(message, "text", None)
        found = INVITATION.fullmatch(text) if isinstance(text, str) else None
        if found is None or message.chat.type != "private" or not is_own_message(update):
            return
        user = message.from_user
        role = self.redeem(found[1], user.id, bot=bot)
        text = self.texts.say("welcome", user, role=role) if role else self.texts.say("used", user)
        raise scaletg.Stop(message.answer(text, **PLAIN))

    # Commands of owners

    @scaletg.app("/grant <what:rest>", when=allowed(OWNER), order=GATE + 1, name="grant")
    def grant_command(self, message: Any, user: Any, bot: Any, what: str = "") -> Any:
        """Give somebody a role: /grant 12345678 admin, or /grant admin as a reply to a message of theirs."""

        def change(id: int, role: str | None) -> None:
            self.grant(id, self._require_role(role, user), by=user.id, bot=bot)

        return self._change_roles(message, user, bot, what, change)

    @scaletg.app("/revoke <what:rest>", when=allowed(OWNER), order=GATE + 1, name="revoke")
    def revoke_command(self, message: Any, user: Any, bot: Any, what: str = "") -> Any:
        """Take a role, or all roles, from somebody: /revoke 12345678 admin, or as a reply to a message of theirs."""

        def change(id: int, role: str | None) -> None:
            self.revoke(id, role, by=user.id, bot=bot)

        return self._change_roles(message, user, bot, what, change)

    @scaletg.app("/roles", when=allowed(OWNER), order=GATE + 1, name="roles")
    def list_command(self, message: Any, user: Any, bot: Any) -> Any:
        """List who has which role."""
        lines = [f"{id}: {', '.join(sorted(roles))}" for id, roles in self.everybody(bot=bot).items()]
        text = self.texts.say("list", user, lines="\n".join(lines), roles=", ".join(self.roles))
        raise scaletg.Stop([message.answer(part, **PLAIN) for part in scaletg.split_text(text)])

    @scaletg.app("/invite <role>", when=allowed(OWNER), order=GATE + 1, name="invite")
    def invite_command(self, message: Any, chat: Any, user: Any, bot: Any, role: str = "") -> Any:
        """Create a link that gives a role to the first person who opens it: /invite member."""
        text = self.texts.say("private_only", user)
        if chat.type == "private":
            try:
                link = bot.deep_link(self.invite(self._require_role(role, user), by=user.id, bot=bot))
                hours = f"{self.invite_seconds / 3600:g}"
                text = self.texts.say("invitation", user, hours=hours, role=role, link=link)
            except ValueError as error:
                text = str(error)
        raise scaletg.Stop(message.answer(text, **PLAIN))

    def _change_roles(
        self, message: Any, user: Any, bot: Any, what: str, change: Callable[[int, str | None], None]
    ) -> Any:
        """Change the roles of the person or chat that a command names, and show the new roles."""
        try:
            id, role = self._target(message, user, what.split())
            change(id, role)
            roles = ", ".join(sorted(self.roles_of(id, bot=bot))) or self.texts.say("no_role", user)
            text = self.texts.say("has_now", user, id=id, roles=roles)
        except ValueError as error:
            text = str(error)
        raise scaletg.Stop(message.answer(text, **PLAIN))

    def _require_role(self, role: str | None, user: Any) -> str:
        if not role:
            raise ValueError(self.texts.say("name_a_role", user))
        return role

    def _target(self, message: Any, user: Any, words: list[str]) -> tuple[int, str | None]:
        """Return the id and the role that a command names; without an id, of the author of the quoted message."""
        if words and ID.fullmatch(words[0]):
            id, words = int(words[0]), words[1:]
        elif words and words[0].startswith("@"):
            raise ValueError(self.texts.say("no_username", user))
        else:
            id = self._author_of(message.reply_to_message, user)
        if len(words) > 1 or id == 0:
            raise ValueError(self.texts.say("one_role", user))
        return id, words[0] if words else None

    def _author_of(self, message: Any, user: Any) -> int:
        """Return the id of the author of a message; if it was forwarded, of its original author."""
        if message is None:
            raise ValueError(self.texts.say("whose", user))
        origin = message.forward_origin
        author = message.from_user if origin is None else getattr(origin, "sender_user", None)
        if author is None or author.is_bot or message.sender_chat is not None:
            raise ValueError(self.texts.say("hidden_author", user))
        return int(author.id)


def _is_by_telegram(update: Any) -> bool:
    """Return whether this is the notice that a group has become a supergroup, which all must get that move records."""
    event = update.event
    if update.kind != "message":
        return False
    return any(getattr(event, name, None) for name in ("migrate_to_chat_id", "migrate_from_chat_id"))


def _about_admin(member: Any) -> dict[str, Any]:
    raw = member.to_dict()
    rights = [name for name, value in raw.items() if name.startswith("can_") and value is True]
    return {"owner": raw["status"] == "creator", "rights": rights, "anonymous": bool(raw.get("is_anonymous"))}
