"""Chats, their members and their rights, and how to find them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scaletg_contrib.simulator.actions import ActionError, names_of
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import (
    BASIC_GROUP,
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    PERMISSIONS,
    RIGHTS,
    SUPERGROUP,
    BotAccount,
    Chat,
    Data,
    Member,
    Message,
    User,
    keep_filled,
)
from scaletg_contrib.simulator.tables import CONTENT
from scaletg_contrib.simulator.updates import DAY, Updates

_CHAT_ID = re.compile(r"[+-]?\d{1,18}")


class Places(Updates):
    """The rules for chats and their members."""

    def add_bot(self, token: str, *, first_name: str = "Bot", username: str = "", **options: Any) -> BotAccount:
        """Add a bot by its token, whose first part is its id."""
        number = int(token.partition(":")[0])
        username = username or f"bot{number}_bot"
        first = self.world.random.randrange(2_000_000, 1_000_000_000)
        bot = BotAccount(number, first_name, username=username, token=token, next_update_id=first, **options)
        with self.world.changed:
            self.world.bots[bot.id] = bot
            self.world.log("bot", bot=bot.get_me())
        return bot

    def add_chat(self, title: str, type: str = "supergroup", *, id: int | None = None, **options: Any) -> Chat:
        """Add a group, supergroup or channel without members."""
        if id is None:
            if type in ("supergroup", "channel"):
                id = -self.world.new_id("large chat", -SUPERGROUP + 1)
            else:
                id = -self.world.new_id("group", -BASIC_GROUP)
        chat = Chat(str(id), id, type, title=title, **options)
        with self.world.changed:
            self.world.chats[chat.key] = chat
            self.world.log("chat", chat=self.world.chat_data(chat))
        return chat

    def member(self, chat: Chat, user_id: int) -> Member:
        """Return the membership of a user in a chat; somebody who was never there has the status `left`."""
        if chat.is_private:
            return Member(user_id, "member")
        if chat.channel_key:  # whoever manages the direct messages of a channel is its administrator
            found = self.member(self.world.chats[chat.channel_key], user_id)
            if found.is_admin:
                return found
            return Member(user_id, "member")
        return chat.members.get(user_id) or Member(user_id, "left")

    def member_data(self, chat: Chat, member: Member, viewer: int = 0) -> Data:
        """Return a member in Telegram's form, with all the flags of its status, as the bot *viewer* sees it."""
        account = self.world.account(member.user_id)
        user = account.to_telegram() if account else {"id": member.user_id}
        raw: Data = {"user": user, "status": member.status}
        if member.status == "creator":
            raw["is_anonymous"] = "is_anonymous" in member.rights
        elif member.status == "administrator":
            raw["can_be_edited"] = member.promoted_by == viewer != 0
            raw |= self.rights_data(chat, member.rights)
        elif member.status == "restricted":
            raw |= {"until_date": member.until_date, "is_member": member.is_member}
            if chat.type == "supergroup":
                raw |= {name: name in member.permissions for name in PERMISSIONS}
        elif member.status == "kicked" or (member.status == "member" and member.until_date):
            raw["until_date"] = member.until_date
        if member.custom_title and member.is_admin:
            raw["custom_title"] = member.custom_title
        if member.tag and member.status in ("member", "restricted"):
            raw["tag"] = member.tag
        return raw

    def rights_data(self, chat: Chat, rights: list[str]) -> Data:
        """Return all rights that exist in this kind of chat, and whether they are among *rights*."""
        return {name: name in rights for name in _rights_in(chat)}

    def full_rights(self, chat: Chat, rights: Iterable[str]) -> list[str]:
        """Return those of *rights* that exist in this kind of chat; each of them includes managing the chat."""
        wanted = set(rights)
        given = [name for name in _rights_in(chat) if name in wanted]
        if not given:
            return []
        return list(dict.fromkeys(["can_manage_chat", *given]))

    def set_member(self, chat: Chat, actor: User, new: Member, *, link: Data | None = None, **extra: Any) -> None:
        """Change a membership, and notify the bots: about themselves, and administrators about others."""
        old = self.member(chat, new.user_id)
        chat.members[new.user_id] = new
        self.world.log("member", chat_id=chat.id, member=self.member_data(chat, new), actor=actor.id)
        if self.member_data(chat, old) == self.member_data(chat, new):
            return
        base = {"chat": self.world.chat_data(chat), "from": actor.to_telegram(), "date": self.now}
        for bot in self.world.bots.values():
            seen = {
                "old_chat_member": self.member_data(chat, old, bot.id),
                "new_chat_member": self.member_data(chat, new, bot.id),
            }
            update = {**base, **seen, **keep_filled(invite_link=link), **extra}
            if bot.id == new.user_id:
                self.update(bot, "my_chat_member", update, f"member:{chat.key}")
            elif self.member(chat, bot.id).is_admin and not chat.is_private:
                self.update(bot, "chat_member", update, f"member:{chat.key}")

    def expire_members(self, chat: Chat) -> None:
        """End the bans and restrictions that have expired."""
        for member in chat.members.values():
            if 0 < member.until_date <= self.now and member.status in ("kicked", "restricted"):
                is_here = member.status == "restricted" and member.is_member
                member.status = "member" if is_here else "left"
                member.until_date, member.permissions = 0, []

    def find_chat(self, bot: BotAccount, p: Parameters, name: str = "chat_id") -> Chat:
        """Return the chat that a parameter names, if the bot knows it. Raises `Refused` as Telegram does.

        With a business_connection_id it is the chat of that account with another person.
        """
        if name == "chat_id" and p.has("business_connection_id"):
            return self._find_business_chat(bot, p)
        text = p.text(name).strip()
        if not text:
            p.required(name)
        if text.startswith("@"):
            return self._chat_by_username(text[1:].lower())
        if not _CHAT_ID.fullmatch(text):
            raise Refused("chat not found")
        chat = self.world.chat_of(bot, int(text))
        if chat is None:
            raise self._unknown_chat(bot, int(text))
        if chat.migrated_to:
            raise Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        self.expire_members(chat)
        return chat

    def _chat_by_username(self, name: str) -> Chat:
        for chat in self.world.chats.values():
            if chat.username.lower() == name:
                return chat
        raise Refused("chat not found")

    def find_connection(self, bot: BotAccount, p: Parameters, right: str = "") -> Data:
        """Return the business connection of a call, in which the bot needs a right. Raises `Refused`."""
        found = self.world.business_connections.get(p.text("business_connection_id"))
        if found is None or found["bot_id"] != bot.id:
            raise Refused("business connection not found")
        if not found["is_enabled"] or (right and right not in found["rights"]):
            raise Refused("BOT_ACCESS_FORBIDDEN", 403)
        return found

    def _find_business_chat(self, bot: BotAccount, p: Parameters) -> Chat:
        text = p.text("chat_id").strip()
        if not text:
            raise Refused("chat identifier is empty")
        if not _CHAT_ID.fullmatch(text):
            raise Refused("chat identifier must be a valid Integer")
        connection = self.find_connection(bot, p)
        if int(text) < 0:
            raise Refused("chat must be a private chat")
        if int(text) == connection["user_id"]:
            raise Refused("messages must not be sent to self")
        chat = self.world.chats.get(f"business:{connection['user_id']}:{text}")
        if chat is None:
            raise Refused("BUSINESS_PEER_INVALID")
        return chat

    def _check_business(self, chat: Chat) -> None:
        """Refuse to write for a person who does not permit it, or to somebody who has not written for a day."""
        connection = self.world.connection_of(chat.business_owner) or {"rights": [], "is_enabled": False}
        if not connection["is_enabled"] or "can_reply" not in connection["rights"]:
            raise Refused("BOT_ACCESS_FORBIDDEN", 403)
        written = [message.raw["date"] for message in chat.messages.values() if message.sender == chat.id]
        if not written or self.now - written[-1] > DAY:
            raise Refused("BUSINESS_PEER_USAGE_MISSING")

    def _unknown_chat(self, bot: BotAccount, chat_id: int) -> Refused:
        if chat_id == bot.id or chat_id in self.world.bots:
            return Refused("the bot can't send messages to the bot", 403)
        met = any(chat_id in chat.members and bot.id in chat.members for chat in self.world.chats.values())
        if chat_id in self.world.users and met:
            return Refused("bot can't initiate conversation with a user", 403)
        return Refused("chat not found")

    def check_access(self, bot: BotAccount, chat: Chat) -> None:
        """Refuse a bot that is not a member of the chat, or that the user has blocked."""
        if chat.business_owner:
            self._check_business(chat)
            return
        if chat.is_private:
            user = self.world.users[chat.id]
            if user.is_deleted:
                raise Refused("user is deactivated", 403)
            if bot.id in user.blocked:
                raise Refused("bot was blocked by the user", 403)
            if not chat.has_started:
                raise Refused("bot can't initiate conversation with a user", 403)
            return
        member = self.member(chat, bot.id)
        if member.status == "kicked":
            raise Refused(f"bot was kicked from the {chat.type} chat", 403)
        if not member.is_here:
            raise Refused(f"bot is not a member of the {chat.type} chat", 403)

    def check_can_send(self, bot: BotAccount, chat: Chat, content: str) -> None:
        """Refuse a message if the bot may not send this kind of message here."""
        self.check_access(bot, chat)
        if chat.is_private:
            return
        member = self.member(chat, bot.id)
        if chat.type == "channel":
            if not member.has_right("can_post_messages"):
                raise Refused("need administrator rights in the channel chat")
            return
        permission, name = CONTENT.get(content, CONTENT["text"])
        if not self.may_send(chat, member, permission):
            raise Refused(f"not enough rights to send {name} to the chat")

    def may_send(self, chat: Chat, member: Member, permission: str) -> bool:
        """Return whether a member of a group has a permission: administrators have all, others what the group gives."""
        if member.is_admin:
            return True
        if member.status == "restricted" and permission not in member.permissions:
            return False
        return permission in chat.permissions

    def check_right(self, bot: BotAccount, chat: Chat, right: str, refusal: str) -> None:
        """Refuse a bot without a right of an administrator: the chat's permissions apply to people, not to bots."""
        if not self.member(chat, bot.id).has_right(right):
            raise Refused(refusal)

    def find_message(self, chat: Chat, message_id: int, refusal: str) -> Message:
        """Return a message that is not deleted. Raises `Refused` with this error message."""
        message = chat.messages.get(message_id)
        if message is None or message.is_deleted:
            raise Refused(refusal)
        return message

    def find_user(self, p: Parameters, name: str = "user_id") -> User:
        """Return the person or bot that a parameter names."""
        number = p.number(name)
        if number <= 0:
            raise Refused("invalid user_id specified")
        account = self.world.account(number)
        if account is None:
            raise Refused("user not found")
        return account

    ############################################################################
    # Looked up by actions of people

    def find_person(self, who: Any) -> User:
        """Return a user by id, name or @username."""
        if isinstance(who, User):
            return who
        known = self.world.users
        if isinstance(who, int) and who in known:
            return known[who]
        name = str(who).lower().lstrip("@")
        for user in known.values():
            full_name = f"{user.first_name} {user.last_name}".strip().lower()
            if name and name in (str(user.id), user.username.lower(), user.first_name.lower(), full_name):
                return user
        names = names_of(user.first_name for user in known.values())
        raise ActionError(f"there is no user {who!r}: {names}, and add_user adds one")

    def find_bot(self, which: Any = None) -> BotAccount:
        """Return a bot by id or @username; the only one if *which* is open."""
        if isinstance(which, BotAccount):
            return which
        bots = list(self.world.bots.values())
        if which is None and len(bots) == 1:
            return bots[0]
        name = str(which).lower().lstrip("@")
        for bot in bots:
            if name in (str(bot.id), bot.username.lower()):
                return bot
        if which is None and not bots:
            how = "add_bot makes one, on a server its first call of the Bot API (/bot1000000001:test/getMe) or --token"
            raise ActionError(f"there is no bot yet: {how}")
        if which is None:
            raise ActionError(f"there are several bots, so give bot=...: {names_of(b.username for b in bots)}")
        raise ActionError(f"there is no bot {which!r}: {names_of(bot.username for bot in bots)}")

    def find_place(self, user: User | None = None, chat: Any = None, bot: Any = None) -> Chat:
        """Return a chat by id, title or @username; the private chat of the user and the bot if *chat* is open."""
        if isinstance(chat, Chat):
            return self._latest_chat(chat)
        if user is not None and (chat is None or str(chat) == str(user.id)):
            return self.world.private_chat(self.find_bot(bot), user)
        number, _, person = str(chat).partition(":")
        if user is not None and person == str(user.id):  # the key of a private chat names its bot
            return self.world.private_chat(self.find_bot(number), user)
        name = str(chat).lower().lstrip("@")
        for known in self.world.chats.values():
            if name and name in (known.key, known.title.lower(), known.username.lower()):
                return self._latest_chat(known)
        names = names_of(known.title for known in self.world.chats.values())
        raise ActionError(f"there is no chat {chat!r}: {names}, and create_group creates one")

    def _latest_chat(self, chat: Chat) -> Chat:
        if chat.migrated_to:
            return self.world.chats[str(chat.migrated_to)]
        return chat


def _rights_in(chat: Chat) -> list[str]:
    """Return the rights of administrators that exist in a kind of chat."""
    other = GROUP_RIGHTS if chat.type == "channel" else CHANNEL_RIGHTS
    return [name for name in RIGHTS if name not in other]
