"""How things happen in the simulated Telegram: messages are posted, changed and removed, and bots get their updates.

Part of `scaletg_contrib.simulator`. `Core` is what the Bot API's methods and the users' actions are both made of.
https://core.telegram.org/bots/api
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

from scaletg_contrib.formatting import FormatError, format_text
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.world import (
    BASIC_GROUP,
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    PERMISSIONS,
    RIGHTS,
    SUPERGROUP,
    BotAccount,
    Chat,
    Clock,
    Data,
    Member,
    Message,
    Pending,
    StoredFile,
    User,
    World,
)

__all__ = ["CONTENT", "METHODS", "Core", "blank_picture", "method", "picture_size"]

#: Kinds of update that only come to a bot that asked for them.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
#: Seconds after which an update that nobody fetched is forgotten.
LIFETIMES = {
    "callback_query": 150,
    "shipping_query": 150,
    "pre_checkout_query": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
DAY = 24 * 3600
MAX_PENDING = 100_000  #: updates that wait for one bot
#: What a message can hold, and the permission that sending it takes.
CONTENT = {
    "text": ("can_send_messages", "text messages"),
    "rich_message": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "live_photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "paid_media": ("can_send_photos", "photos"),
    "animation": ("can_send_other_messages", "animations"),
    "audio": ("can_send_audios", "audios"),
    "document": ("can_send_documents", "documents"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "sticker": ("can_send_other_messages", "stickers"),
    "contact": ("can_send_messages", "contacts"),
    "location": ("can_send_messages", "locations"),
    "venue": ("can_send_messages", "venues"),
    "dice": ("can_send_other_messages", "dice"),
    "game": ("can_send_other_messages", "games"),
    "poll": ("can_send_polls", "polls"),
    "invoice": ("can_send_messages", "invoices"),
    "checklist": ("can_send_messages", "checklists"),
}
#: The fields of a message that a copy of it has, too.
COPIED = (*CONTENT, "entities", "caption", "caption_entities", "link_preview_options", "show_caption_above_media")
COPIED += ("has_media_spoiler",)
SERVICE = {
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "web_app_data",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "write_access_allowed",
    "gift",
}
#: What bots are told of even if they did it themselves.
OWN_SERVICE = {"new_chat_title", "new_chat_photo", "delete_chat_photo", "pinned_message", "left_chat_member"}
_PLAIN = re.compile(r"[A-Za-z ,!?'\"()]*[A-Za-z,!?'\")]", re.ASCII)  # what holds neither markup nor entities
_CHAT_ID = re.compile(r"[+-]?\d{1,18}")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()-]{6,17}\d(?!\w)")
_FILE_PREFIXES = {
    "photo": "AgACAgIAAxk",
    "video": "BAACAgIAAxk",
    "document": "BQACAgIAAxk",
    "audio": "CQACAgIAAxk",
    "animation": "CgACAgIAAxk",
    "voice": "AwACAgIAAxk",
    "video_note": "DQACAgIAAxk",
    "sticker": "CAACAgIAAxk",
    "thumbnail": "AAMCAgADGQE",
}
_FOLDERS = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music", "sticker": "stickers"}
_MIME_TYPES = {
    "photo": ("image/jpeg", "jpg"),
    "video": ("video/mp4", "mp4"),
    "audio": ("audio/mpeg", "mp3"),
    "animation": ("video/mp4", "mp4"),
    "voice": ("audio/ogg", "oga"),
    "video_note": ("video/mp4", "mp4"),
    "sticker": ("image/webp", "webp"),
    "document": ("application/octet-stream", "bin"),
}


#: The Bot API's methods by name: functions of the simulator, the bot and the parameters.
METHODS: dict[str, Callable[[Any, BotAccount, Parameters], Any]] = {}


def method(function: Callable[[Any, BotAccount, Parameters], Any]) -> Callable[[Any, BotAccount, Parameters], Any]:
    """Register a function as the method of the Bot API that it is named after."""
    METHODS[re.sub("_([a-z])", lambda found: found[1].upper(), function.__name__)] = function
    return function


class Core:
    """The laws of the simulated Telegram, over one `World`."""

    def __init__(self, *, clock: Clock | None = None, seed: int | None = None) -> None:
        self.world = World(clock=clock, seed=seed)

    @property
    def now(self) -> int:
        """The time in whole seconds."""
        return self.world.clock.date()

    ############################################################################
    # Chats and members

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
            large = type in ("supergroup", "channel")
            id = (
                -self.world.new_id("large chat", -SUPERGROUP + 1)
                if large
                else -self.world.new_id("group", -BASIC_GROUP)
            )
        chat = Chat(str(id), id, type, title=title, **options)
        with self.world.changed:
            self.world.chats[chat.key] = chat
            self.world.log("chat", chat=self.world.chat_data(chat))
        return chat

    def member(self, chat: Chat, user_id: int) -> Member:
        """Return what somebody is in a chat; a stranger has left."""
        if chat.is_private:
            return Member(user_id, "member")
        return chat.members.get(user_id) or Member(user_id, "left")

    def member_data(self, chat: Chat, member: Member) -> Data:
        """Return a member in Telegram's form, with all the flags of its status."""
        account = self.world.account(member.user_id)
        raw: Data = {"user": account.to_telegram() if account else {"id": member.user_id}, "status": member.status}
        if member.status == "creator":
            raw["is_anonymous"] = "is_anonymous" in member.rights
        elif member.status == "administrator":
            raw["can_be_edited"] = False
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
        """Return all rights that there are in this kind of chat, and whether they are among *rights*."""
        other = GROUP_RIGHTS if chat.type == "channel" else CHANNEL_RIGHTS
        return {name: name in rights for name in RIGHTS if name not in other}

    def set_member(self, chat: Chat, actor: User, new: Member, *, link: Data | None = None, **extra: Any) -> None:
        """Change what somebody is in a chat, and tell the bots: about themselves, and administrators about others."""
        old = self.member(chat, new.user_id)
        chat.members[new.user_id] = new
        update = {
            "chat": self.world.chat_data(chat),
            "from": actor.to_telegram(),
            "date": self.now,
            "old_chat_member": self.member_data(chat, old),
            "new_chat_member": self.member_data(chat, new),
            **({"invite_link": link} if link else {}),
            **extra,
        }
        self.world.log("member", chat_id=chat.id, member=update["new_chat_member"], actor=actor.id)
        if update["old_chat_member"] == update["new_chat_member"]:
            return
        for bot in self.world.bots.values():
            if bot.id == new.user_id:
                self.update(bot, "my_chat_member", update, f"member:{chat.key}")
            elif self.member(chat, bot.id).is_admin and not chat.is_private:
                self.update(bot, "chat_member", update, f"member:{chat.key}")

    def expire_members(self, chat: Chat) -> None:
        """End the bans and restrictions whose time has come."""
        for member in chat.members.values():
            if 0 < member.until_date <= self.now and member.status in ("kicked", "restricted"):
                member.status = "left" if member.status == "kicked" or not member.is_member else "member"
                member.until_date, member.permissions = 0, []

    def find_chat(self, bot: BotAccount, p: Parameters, name: str = "chat_id") -> Chat:
        """Return the chat that a parameter names, if the bot knows it. Raises `Refused` as Telegram does."""
        text = p.text(name).strip()
        if not text:
            p.required(name)
        if text.startswith("@"):
            named = [chat for chat in self.world.chats.values() if chat.username.lower() == text[1:].lower()]
            if not named:
                raise Refused("chat not found")
            return named[0]
        if not _CHAT_ID.fullmatch(text):
            raise Refused("chat not found")
        chat = self.world.chat_of(bot, int(text))
        if chat is None:
            raise self._unknown_chat(bot, int(text))
        if chat.migrated_to:
            raise Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        self.expire_members(chat)
        return chat

    def _unknown_chat(self, bot: BotAccount, chat_id: int) -> Refused:
        if chat_id == bot.id or chat_id in self.world.bots:
            return Refused("the bot can't send messages to the bot", 403)
        met = any(chat_id in chat.members and bot.id in chat.members for chat in self.world.chats.values())
        if chat_id in self.world.users and met:
            return Refused("bot can't initiate conversation with a user", 403)
        return Refused("chat not found")

    def check_access(self, bot: BotAccount, chat: Chat) -> None:
        """Refuse what only a member of the chat may do, or who is not blocked by the user."""
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
            raise Refused(f"bot was kicked from the {_kind(chat)} chat", 403)
        if not member.is_here:
            raise Refused(f"bot is not a member of the {_kind(chat)} chat", 403)

    def check_can_send(self, bot: BotAccount, chat: Chat, content: str) -> None:
        """Refuse a message if the bot may not write such ones here."""
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
        is_limited = member.status == "restricted" and permission not in member.permissions
        return member.is_admin or (permission in chat.permissions and not is_limited)

    def check_right(self, bot: BotAccount, chat: Chat, right: str, refusal: str) -> None:
        """Refuse what takes a right of an administrator; members may have some by the chat's permissions."""
        member = self.member(chat, bot.id)
        by_permission = member.status == "member" and right in chat.permissions
        if not (member.has_right(right) or (by_permission and right in PERMISSIONS)):
            raise Refused(refusal)

    def find_message(self, chat: Chat, message_id: int, refusal: str) -> Message:
        """Return a message that is not deleted. Raises `Refused` with these words."""
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
    # Texts

    def format(self, text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Data]]:
        """Return a text and its entities as Telegram would send them on. Raises `Refused`.

        *entities* that are none count as absent.
        """
        if not isinstance(text, str):
            raise Refused("message text is empty")
        entities = entities if isinstance(entities, list) and all(map(_is_entity, entities)) else None
        if not parse_mode and not entities and len(text) < 4096 and _PLAIN.fullmatch(text):
            return text.lstrip(" "), []
        try:
            text, found = format_text(text, parse_mode, entities)
        except FormatError as error:
            raise Refused(error.description) from None
        return text, self._with_phones(text, [self._known_mention(entity) for entity in found])

    def _known_mention(self, entity: Data) -> Data:
        if entity["type"] != "text_mention":
            return entity
        user = self.world.account(entity["user"]["id"])
        return {**entity, "user": user.to_telegram() if user else entity["user"]}

    def _with_phones(self, text: str, entities: list[Data]) -> list[Data]:
        if "+" not in text:
            return entities
        for found in _PHONE.finditer(text):
            offset, length = _units(text[: found.start()]), _units(found[0])
            if all(one["offset"] >= offset + length or one["offset"] + one["length"] <= offset for one in entities):
                entities.append({"type": "phone_number", "offset": offset, "length": length})
        return sorted(entities, key=lambda one: (one["offset"], -one["length"]))

    ############################################################################
    # Files

    def store_file(self, kind: str, content: bytes, name: str = "", mime_type: str = "", **details: Any) -> StoredFile:
        """Keep a file and give it its ids and its path."""
        default_type, ending = _MIME_TYPES.get(kind, _MIME_TYPES["document"])
        unique = self.world.token(15)
        file_id = _FILE_PREFIXES.get(kind, "BQACAgIAAxk") + self.world.token(60)
        number = self.world.new_id("file", 0)
        if kind in ("document", "video", "audio", "animation") and "." in name:
            ending = name.rpartition(".")[2][:10]
        path = f"{_FOLDERS.get(kind, kind + 's')}/file_{number}.{re.sub('[^A-Za-z0-9]', '', ending) or 'bin'}"
        file = StoredFile(file_id, f"AgAD{unique}", kind, content, name, mime_type or default_type, path, details)
        self.world.files[file_id] = file
        self.world.paths[path] = file_id
        return file

    def photo_sizes(self, content: bytes) -> list[Data]:
        """Return the sizes of a photo, ascending; all of them are served from the one picture."""
        size = picture_size(content)
        if size is None:
            raise Refused("IMAGE_PROCESS_FAILED")
        width, height = size
        if not width or not height or width + height > 10000 or max(size) > 20 * min(size):
            raise Refused("PHOTO_INVALID_DIMENSIONS")
        scales = [scale for scale in (90, 320, 800, 1280) if scale < max(size)] + [max(size)]
        sizes = []
        for scale in scales[-4:]:
            file = self.store_file("photo", content)
            ratio = scale / max(size)
            file.details = {"width": max(1, round(width * ratio)), "height": max(1, round(height * ratio))}
            sizes.append(self.file_data(file))
        for one in sizes:
            self.world.files[one["file_id"]].details["sizes"] = [size["file_id"] for size in sizes]
        return sizes

    def file_data(self, file: StoredFile) -> Data:
        """Return a file as the object that a message holds."""
        ids = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
        shown = {name: value for name, value in file.details.items() if name != "sizes"}
        if file.kind in ("photo", "thumbnail"):
            return {**ids, **shown}
        named: Data = {}
        if file.name and file.kind in ("document", "video", "audio", "animation"):
            named["file_name"] = file.name
        if file.kind not in ("sticker", "video_note"):
            named["mime_type"] = file.mime_type
        return {**shown, **named, **ids}

    ############################################################################
    # Messages

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Data,
        *,
        markup: Data | None = None,
        reply_to: Data | None = None,
        thread: int = 0,
        details: Data | None = None,
        **fields: Any,
    ) -> Message:
        """Put a message into a chat, and tell the bots that may see it."""
        raw: Data = {"message_id": self.world.next_message_id(chat)}
        if chat.type == "channel":
            raw["sender_chat"] = self.world.chat_data(chat)
        else:
            raw["from"] = sender.to_telegram()
        raw["chat"] = self.world.chat_data(chat)
        raw["date"] = self.world.clock.date()
        if thread:
            raw |= {"message_thread_id": thread}
            if thread in chat.topics:
                raw["is_topic_message"] = True
        raw |= fields
        if reply_to:
            raw |= reply_to
        raw |= content
        if markup and "inline_keyboard" in markup:
            raw["reply_markup"] = markup
        message = Message(raw, chat.key, sender.id, markup=markup, details=details or {})
        chat.messages[message.id] = message
        if sender.is_bot:
            chat.action = {}
            chat.drafts.clear()
            if markup:
                self._show_keyboard(chat, message, markup)
        self.world.log("message", chat_id=chat.id, chat=chat.key, message=raw, markup=markup, sender=sender.id)
        self._tell(chat, message, "channel_post" if chat.type == "channel" else "message")
        return message

    def _show_keyboard(self, chat: Chat, message: Message, markup: Data) -> None:
        """Put a reply keyboard under the input field of those who are to see it."""
        if "keyboard" not in markup and "remove_keyboard" not in markup and "force_reply" not in markup:
            return
        if "inline_keyboard" in markup:
            return
        seen = [chat.id] if chat.is_private else [one for one in chat.members if one in self.world.users]
        if markup.get("selective") and not chat.is_private:
            asked = message.raw.get("reply_to_message", {}).get("from", {}).get("id")
            named = {one["user"]["id"] for one in message.raw.get("entities", ()) if one["type"] == "text_mention"}
            seen = [one for one in seen if one == asked or one in named]
        for user_id in seen:
            if "remove_keyboard" in markup:
                chat.keyboards.pop(user_id, None)
            else:
                chat.keyboards[user_id] = {**markup, "message_id": message.id}

    def service(self, chat: Chat, sender: User, content: Data, thread: int = 0) -> Message:
        """Put a line about what happened into a chat."""
        return self.post(chat, sender, content, thread=thread)

    def change(self, message: Message, raw: Data, *, markup: Data | None = None, edited: bool = True) -> None:
        """Replace a message by what an edit made of it, and tell the bots if a person edited."""
        chat = self.world.chats[message.chat]
        message.versions.append(message.raw)
        if edited:
            raw = _after(raw, "date", "edit_date", self.now)
        message.raw, message.markup = raw, markup
        self.world.log("edit", chat_id=chat.id, chat=chat.key, message=raw, markup=markup)

    def edited_by_user(self, message: Message) -> None:
        """Tell the bots of an edit."""
        chat = self.world.chats[message.chat]
        self._tell(chat, message, "edited_channel_post" if chat.type == "channel" else "edited_message")

    def remove(self, chat: Chat, message: Message) -> None:
        """Delete a message; the simulator still knows it."""
        message.is_deleted = True
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.world.log("delete", chat_id=chat.id, chat=chat.key, message_id=message.id)

    def replied(self, message: Message) -> Data:
        """Return a message as it stands in the one that answers it: one level deep."""
        return {key: value for key, value in message.raw.items() if key != "reply_to_message"}

    def _tell(self, chat: Chat, message: Message, kind: str) -> None:
        for bot in self._listeners(chat):
            is_own = bot.id == message.sender and OWN_SERVICE.isdisjoint(message.raw)
            if not is_own and self._may_see(bot, chat, message):
                self.update(bot, kind, message.raw, f"chat:{chat.key}")

    def _listeners(self, chat: Chat) -> list[BotAccount]:
        if chat.is_private:
            return [self.world.bots[chat.bot_id]]
        return [bot for bot in self.world.bots.values() if self.member(chat, bot.id).is_here]

    def _may_see(self, bot: BotAccount, chat: Chat, message: Message) -> bool:
        """Return whether a message reaches a bot: in groups with privacy mode only what is meant for it."""
        raw = message.raw
        is_service = not SERVICE.isdisjoint(raw)
        if message.sender in self.world.bots and not is_service:
            return False
        if chat.is_private or chat.type == "channel" or is_service:
            return True
        if not bot.privacy or self.member(chat, bot.id).is_admin:
            return True
        if raw.get("via_bot", {}).get("id") == bot.id:
            return True
        if raw.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
            return True
        return self._is_command_for(bot, chat, raw)

    def _is_command_for(self, bot: BotAccount, chat: Chat, raw: Data) -> bool:
        text = raw.get("text") or raw.get("caption") or ""
        for entity in raw.get("entities") or raw.get("caption_entities") or ():
            if entity["type"] != "bot_command":
                continue
            command = _slice(text, entity["offset"], entity["length"])
            _, sign, name = command.partition("@")
            if sign and name.lower() == bot.username.lower():
                return True
            if not sign and entity["offset"] == 0:
                bots = [one.sender for one in chat.messages.values() if one.sender in self.world.bots]
                return not bots or bots[-1] == bot.id
        return False

    ############################################################################
    # Updates

    def update(self, bot: BotAccount, kind: str, payload: Data, queue: str) -> Data | None:
        """Queue an update for a bot, unless it does not want that kind, or too many wait already."""
        wanted = bot.allowed_updates
        if (kind not in wanted) if wanted else (kind in ON_REQUEST):
            return None
        if bot.logged_out:
            return None
        if len(bot.pending) >= MAX_PENDING:
            self.world.log("dropped", bot_id=bot.id, kind=kind)
            return None
        update = {"update_id": bot.next_update_id, kind: payload}
        bot.next_update_id += 1
        self.queue(bot, update, queue)
        return update

    def queue(self, bot: BotAccount, update: Data, queue: str) -> None:
        """Put an update among those that wait for delivery."""
        now = self.world.clock.time()
        kind = next(key for key in update if key != "update_id")
        bot.pending.append(Pending(update, queue, now + LIFETIMES.get(kind, DAY), now, next_try=now))
        self.world.log("update", bot_id=bot.id, update=update)

    def drop_expired(self, bot: BotAccount) -> None:
        """Forget the updates that have waited too long."""
        now = self.world.clock.time()
        if bot.pending and any(one.expires <= now for one in bot.pending):
            bot.pending = [one for one in bot.pending if one.expires > now or one.in_flight]

    ############################################################################
    # The clock

    def at(self, due: int, action: str, **data: Any) -> None:
        """Let something happen at a time."""
        self.world.timers.append({"due": due, "action": action, **data})

    def tick(self) -> None:
        """Do what the clock says is due."""
        if not self.world.timers:
            return
        now = self.world.clock.time()
        due = [one for one in self.world.timers if one["due"] <= now]
        if due:
            self.world.timers = [one for one in self.world.timers if one["due"] > now]
            for one in due:
                getattr(self, f"_on_{one['action']}")(one)

    def _on_close_poll(self, timer: Data) -> None:
        place = self.world.polls.get(timer["poll_id"])
        if place:
            self.close_poll(self.world.chats[place[0]].messages[place[1]])

    def close_poll(self, message: Message) -> None:
        """Close a poll and tell the bot that sent it."""
        poll = {**message.raw["poll"], "is_closed": True}
        self.set_poll(message, poll)

    def set_poll(self, message: Message, poll: Data) -> None:
        """Replace a poll by what has become of it, and tell the bot that sent it."""
        message.raw = {**message.raw, "poll": poll}
        self.world.log("poll", chat=message.chat, message_id=message.id, poll=poll)
        bot = self.world.bots.get(message.sender)
        if bot:
            self.update(bot, "poll", poll, f"poll:{poll['id']}")


###############################################################################
# Helpers #####################################################################
###############################################################################


def _is_entity(value: Any) -> bool:
    """Return whether a value has the form of a MessageEntity."""
    if not isinstance(value, dict) or not isinstance(value.get("type", ""), str):
        return False
    texts = all(isinstance(value.get(name, ""), str) for name in ("url", "language", "custom_emoji_id"))
    numbers = all(type(value.get(name, 0)) is int for name in ("offset", "length", "unix_time"))
    user = value.get("user", {"id": 0})
    return texts and numbers and isinstance(user, dict) and type(user.get("id")) is int


def _kind(chat: Chat) -> str:
    return chat.type


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _slice(text: str, offset: int, length: int) -> str:
    if text.isascii():
        return text[offset : offset + length]
    data = text.encode("utf-16-le", "surrogatepass")
    return data[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def _after(raw: Data, key: str, name: str, value: Any) -> Data:
    """Return *raw* with a field right after another one, where Telegram writes it."""
    changed: Data = {}
    for one, old in raw.items():
        if one != name:
            changed[one] = old
        if one == key:
            changed[name] = value
    return changed


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, JPEG, GIF, WebP or BMP picture, `None` if it is none."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:2] == b"BM" and len(content) >= 26:
        width, height = struct.unpack("<ii", content[18:26])
        return width, abs(height)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp_size(content)
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X" and len(content) >= 30:
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content):
        marker, length = content[place + 1], struct.unpack(">H", content[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None


def blank_picture(width: int = 640, height: int = 480, grey: int = 200) -> bytes:
    """Return a PNG picture of one shade, for who needs just any picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
