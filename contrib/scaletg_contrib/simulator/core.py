"""The events of the simulated Telegram: messages are posted, changed and removed, and bots get updates.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.formatting import FormatError, format_text
from scaletg_contrib.simulator.fields import read_entities
from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.pictures import picture_size
from scaletg_contrib.simulator.places import Places
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, StoredFile, User, keep_filled, leave_out
from scaletg_contrib.simulator.tables import OWN_SERVICE, SERVICE

_PLAIN = re.compile(r"[A-Za-z ,!?'\"()]*[A-Za-z,!?'\")]", re.ASCII)  # a text without markup and entities
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


#: The user that Telegram names as the author of a message from a group or channel.
ANONYMOUS: Data = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT: Data = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


class Core(Places):
    """The operations on a `World` that the bots' methods and the people's actions use."""

    def format(self, text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Data]]:
        """Return a text and its entities in the form in which Telegram would deliver them. Raises `Refused`.

        *entities* are ignored if they are not an array, or if there is a parse mode.
        """
        if not isinstance(text, str):
            raise Refused("message text is empty")
        if parse_mode.lower() == "none":
            parse_mode = ""
        entities = [] if parse_mode else read_entities(entities)
        is_marked = bool(parse_mode or entities)
        if not is_marked and len(text) < 4096 and _PLAIN.fullmatch(text):
            return text.lstrip(" "), []
        try:
            text, found = format_text(text, parse_mode, entities)
        except FormatError as error:
            raise Refused(error.description) from None
        return text, self._with_phones(text, [item for item in map(self._known_mention, found) if item])

    def _known_mention(self, entity: Data) -> Data | None:
        """Return an entity with all fields of the mentioned user; `None` if the user is unknown."""
        if entity["type"] != "text_mention":
            return entity
        user = self.world.account(entity["user"]["id"])
        if user is None:
            return None
        return {**entity, "user": user.to_telegram()}

    def _with_phones(self, text: str, entities: list[Data]) -> list[Data]:
        if "+" not in text:
            return entities
        for found in _PHONE.finditer(text):
            phone = {"type": "phone_number", "offset": _units(text[: found.start()]), "length": _units(found[0])}
            if not any(_overlaps(phone, entity) for entity in entities):
                entities.append(phone)
        return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))

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
        for item in sizes:
            self.world.files[item["file_id"]].details["sizes"] = [size["file_id"] for size in sizes]
        return sizes

    def file_data(self, file: StoredFile) -> Data:
        """Return a file as the object that a message holds."""
        ids = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
        shown = leave_out(file.details, "sizes")
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
        """Put a message into a chat, and notify the bots that may see it."""
        raw: Data = {"message_id": self.world.next_message_id(chat)}
        raw |= self._author(chat, sender)
        raw["chat"] = self.world.chat_data(chat)
        raw["date"] = self.world.clock.date()
        if thread:
            raw |= {"message_thread_id": thread}
            if thread in chat.topics:
                raw["is_topic_message"] = True
        raw |= fields
        if reply_to:
            raw |= reply_to
        if thread in chat.topics and "reply_to_message" not in raw and "external_reply" not in raw:
            raw["reply_to_message"] = self.replied(chat.messages[thread])
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
        self._notify_bots(chat, message, "channel_post" if chat.type == "channel" else "message")
        return message

    def _author(self, chat: Chat, sender: User) -> Data:
        """Return the fields that say who wrote: anonymous administrators write as their group."""
        if chat.type == "channel":
            return {"sender_chat": self.world.chat_data(chat)}
        if chat.business_owner and sender.is_bot:
            owner = self.world.users[chat.business_owner]
            return {"from": owner.to_telegram(), "sender_business_bot": sender.to_telegram()}
        member = self.member(chat, sender.id)
        if not member.is_admin or "is_anonymous" not in member.rights:
            return {"from": sender.to_telegram()}
        signed = keep_filled(author_signature=member.custom_title)
        return {"from": ANONYMOUS, "sender_chat": self.world.chat_data(chat), **signed}

    def _show_keyboard(self, chat: Chat, message: Message, markup: Data) -> None:
        """Show a reply keyboard to the people for whom it is meant."""
        if "keyboard" not in markup and "remove_keyboard" not in markup and "force_reply" not in markup:
            return
        if "inline_keyboard" in markup:
            return
        for user_id in self._viewers(chat, message, is_selective=bool(markup.get("selective"))):
            if "remove_keyboard" in markup:
                chat.keyboards.pop(user_id, None)
            else:
                chat.keyboards[user_id] = {**markup, "message_id": message.id}

    def _viewers(self, chat: Chat, message: Message, *, is_selective: bool) -> list[int]:
        """Return who sees a reply keyboard: all people in the chat, or those whom its message answers or mentions."""
        if chat.is_private:
            return [chat.id]
        people = [user_id for user_id in chat.members if user_id in self.world.users]
        if not is_selective:
            return people
        addressed = {message.raw.get("reply_to_message", {}).get("from", {}).get("id")}
        for entity in message.raw.get("entities", ()):
            if entity["type"] == "text_mention":
                addressed.add(entity["user"]["id"])
        return [user_id for user_id in people if user_id in addressed]

    def service(self, chat: Chat, sender: User, content: Data, thread: int = 0) -> Message:
        """Post a service message to a chat."""
        return self.post(chat, sender, content, thread=thread)

    def change(self, message: Message, raw: Data, *, markup: Data | None = None, edited: bool = True) -> None:
        """Replace a message by its edited form, and notify the bots if a person edited it."""
        chat = self.world.chats[message.chat]
        message.versions.append(message.raw)
        if edited:
            raw = _insert_after(raw, "date", "edit_date", self.now)
        message.raw, message.markup = raw, markup
        self.world.log("edit", chat_id=chat.id, chat=chat.key, message=raw, markup=markup)

    def edited_by_user(self, message: Message) -> None:
        """Notify the bots of an edit."""
        chat = self.world.chats[message.chat]
        self._notify_bots(chat, message, "edited_channel_post" if chat.type == "channel" else "edited_message")

    def remove(self, chat: Chat, message: Message) -> None:
        """Delete a message; the simulator keeps it as deleted."""
        message.is_deleted = True
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.world.log("delete", chat_id=chat.id, chat=chat.key, message_id=message.id)

    def replied(self, message: Message) -> Data:
        """Return a message as the `reply_to_message` of another: without its own `reply_to_message`."""
        return leave_out(message.raw, "reply_to_message")

    def _notify_bots(self, chat: Chat, message: Message, kind: str) -> None:
        if chat.business_owner:
            self._notify_business(chat, message, kind)
            return
        for bot in self.listeners(chat):
            is_own = bot.id == message.sender and OWN_SERVICE.isdisjoint(message.raw)
            if not is_own and self._may_see(bot, chat, message):
                self.update(bot, kind, message.raw, f"chat:{chat.key}")

    def _notify_business(self, chat: Chat, message: Message, kind: str) -> None:
        """Notify the bot that is connected to the account, unless it has sent the message itself."""
        connection = self.world.connection_of(chat.business_owner)
        if connection is None or not connection["is_enabled"] or message.sender == connection["bot_id"]:
            return
        bot = self.world.bots[connection["bot_id"]]
        name = "edited_business_message" if kind.startswith("edited") else "business_message"
        self.update(bot, name, {**message.raw, "business_connection_id": connection["id"]}, f"chat:{chat.key}")

    def listeners(self, chat: Chat) -> list[BotAccount]:
        """Return the bots that are in a chat; that of two people has none."""
        if chat.business_owner:
            return []
        if chat.is_private:
            return [self.world.bots[chat.bot_id]]
        if chat.channel_key:
            bots = self.world.bots.values()
            return [bot for bot in bots if self.member(chat, bot.id).has_right("can_manage_direct_messages")]
        return [bot for bot in self.world.bots.values() if self.member(chat, bot.id).is_here]

    def _may_see(self, bot: BotAccount, chat: Chat, message: Message) -> bool:
        """Return whether a bot gets a message: in groups with privacy mode, only messages that are meant for it."""
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
                bots = [message.sender for message in chat.messages.values() if message.sender in self.world.bots]
                return not bots or bots[-1] == bot.id
        return False


def _overlaps(one: Data, other: Data) -> bool:
    """Return whether two entities have characters in common."""
    if one["offset"] >= other["offset"] + other["length"]:
        return False
    return bool(other["offset"] < one["offset"] + one["length"])


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _slice(text: str, offset: int, length: int) -> str:
    if text.isascii():
        return text[offset : offset + length]
    data = text.encode("utf-16-le", "surrogatepass")
    return data[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def _insert_after(raw: Data, key: str, name: str, value: Any) -> Data:
    """Return *raw* with a field directly after another one, in the order of Telegram."""
    changed: Data = {}
    for field, old in raw.items():
        if field != name:
            changed[field] = old
        if field == key:
            changed[name] = value
    return changed
