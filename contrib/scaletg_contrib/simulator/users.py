"""What people do in the simulated Telegram: write, press, vote, react, join, pay.

Part of `scaletg_contrib.simulator`. Each public method of `Users` that is marked is an action: it can be called in
Python, and over HTTP as `POST /control/do/<name>` with its parameters as a JSON object. People, bots and chats are
named by id, by name or by @username; where a chat is left open it is the private chat with the only bot.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from scaletg import schema
from scaletg_contrib.simulator.actions import (
    ActionError,
    Bot,
    Person,
    Place,
    action,
    check_call,
    check_values,
    did_you_mean,
    signature_of,
)
from scaletg_contrib.simulator.core import CONTENT, Core, blank_picture
from scaletg_contrib.simulator.messages import DICE, check_reaction, content_of, forward_fields, forward_origin
from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.world import PERMISSIONS, RIGHTS, BotAccount, Chat, Data, Member, Message, User

__all__ = ["Users"]

_JSON_TYPES = {"int": int, "datetime": int, "float": float, "str": str, "bool": bool, "True": bool}
Content = Annotated[bytes | str, "a text in base64"]
_MEDIA: dict[str, Data] = {
    "document": {},
    "video": {"width": 640, "height": 360, "duration": 5},
    "audio": {"duration": 60},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "voice": {"duration": 3},
    "video_note": {"length": 240, "duration": 3},
    "sticker": {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular", "emoji": "🙂"},
}


class Users(Core):
    """The people of the simulated Telegram and what they can do."""

    ############################################################################
    # Finding

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
        names = _names(user.first_name for user in known.values())
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
            raise ActionError(
                f"there are several bots, so bot=... has to say which: {_names(b.username for b in bots)}"
            )
        raise ActionError(f"there is no bot {which!r}: {_names(bot.username for bot in bots)}")

    def find_place(self, user: User | None = None, chat: Any = None, bot: Any = None) -> Chat:
        """Return a chat by id, title or @username; the private chat of the user and the bot if *chat* is open."""
        if isinstance(chat, Chat):
            return self._newest(chat)
        if user is not None and (chat is None or str(chat) == str(user.id)):
            return self.world.private_chat(self.find_bot(bot), user)
        number, _, person = str(chat).partition(":")
        if user is not None and person == str(user.id):  # the key of a private chat names its bot
            return self.world.private_chat(self.find_bot(number), user)
        name = str(chat).lower().lstrip("@")
        for known in self.world.chats.values():
            if name and name in (known.key, known.title.lower(), known.username.lower()):
                return self._newest(known)
        names = _names(one.title for one in self.world.chats.values())
        raise ActionError(f"there is no chat {chat!r}: {names}, and create_group creates one")

    def _newest(self, chat: Chat) -> Chat:
        return self.world.chats[str(chat.migrated_to)] if chat.migrated_to else chat

    def _here(self, user: User, chat: Any, bot: Any = None) -> Chat:
        """Return a chat that the user may write to."""
        place = self.find_place(user, chat, bot)
        if place.is_private:
            if place.id != user.id:
                raise ActionError(f"{user.first_name} is not in {_label(place)}: leave the chat out for their own one")
            if place.bot_id in user.blocked:
                raise ActionError(f"{user.first_name} has blocked the bot: unblock it first")
            place.has_started = True
            return place
        self.expire_members(place)
        if not self.member(place, user.id).is_here:
            raise ActionError(f"{user.first_name} is not in {place.title!r}: join it first")
        return place

    def _group(self, chat: Any) -> Chat:
        """Return a group, supergroup or channel."""
        place = self.find_place(None, chat)
        if place.is_private:
            raise ActionError(f"{chat!r} is {_label(place)}: name a group or a channel, which create_group makes")
        return place

    def _check_may_send(self, user: User, chat: Chat, permission: str, what: str) -> None:
        """Raise `ActionError` if a member of a group may not write such messages there."""
        member = self.member(chat, user.id)
        if chat.type not in ("group", "supergroup") or self.may_send(chat, member, permission):
            return
        if permission not in chat.permissions:
            why = f"only its administrators may. setChatPermissions with {permission} permits it to all"
        else:
            why = f"{user.first_name} is restricted there. restrictChatMember with {permission} permits it again"
        raise ActionError(f"{user.first_name} may not send {what} to {chat.title!r}: {why}")

    def _message(self, chat: Chat, message_id: int | None, fits: Callable[[Message], Any], what: str) -> Message:
        """Return a message by its number, else the newest that fits."""
        if message_id:
            found = chat.messages.get(int(message_id))
            if found is None or found.is_deleted:
                newest = f"its newest has the number {max(chat.messages)}" if chat.messages else "it has none yet"
                raise ActionError(f"there is no message {message_id} in {_label(chat)}: {newest}")
            return found
        for message in reversed(chat.messages.values()):
            if not message.is_deleted and fits(message):
                return message
        raise ActionError(f"there is no message {what} in {_label(chat)}: it has to be sent first")

    ############################################################################
    # People and chats

    @action
    def add_user(
        self,
        first_name: str,
        *,
        id: int | None = None,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        is_premium: bool = False,
        phone_number: str = "",
        bio: str = "",
    ) -> User:
        """Add a person. Without *id* and *phone_number* some are made up."""
        with self.world.changed:
            self._check_is_new(id, username)
            if not first_name.strip():
                raise ActionError("a person has to have a first_name, and this one is empty")
            number = id or self.world.new_id("user", 7_000_000_001)
            phone_number = phone_number or f"+1202555{number % 10000:04}"
            user = User(
                number, first_name, last_name, username, language_code, is_premium, phone_number=phone_number, bio=bio
            )
            self.world.users[user.id] = user
            self.world.log("user", user=user.to_telegram())
        return user

    def _check_is_new(self, number: int | None, username: str) -> None:
        """Raise `ActionError` if there is somebody of this id or username, so that nobody is taken for another."""
        if number is not None and not 0 < number < 2**52:
            raise ActionError(f"{number} is no id of a person: choose one from 1 to {2**52 - 1}, or leave it out")
        for one in (*self.world.users.values(), *self.world.bots.values()):
            if one.id == number:
                raise ActionError(f"there is {one.first_name} with the id {number}: choose another, or leave it out")
            if username and one.username.lower() == username.lower():
                raise ActionError(f"there is {one.first_name} with the username {username!r}: choose another")

    @action
    def create_group(
        self,
        user: Person,
        title: str,
        *,
        type: str = "supergroup",
        members: Sequence[Person] = (),
        bot: Bot | bool | None = None,
        id: int | None = None,
        username: str = "",
        is_forum: bool = False,
        description: str = "",
    ) -> Chat:
        """Create a group, supergroup or channel with the user as its owner and *members* in it.

        *bot*: a bot that is added, too; `True` for the only one.
        """
        with self.world.changed:
            owner, people = self.find_person(user), [self.find_person(one) for one in members]
            account = self.find_bot(None if bot is True else bot) if bot else None
            self._check_is_new_chat(title, type, id)
            chat = self.add_chat(title, type, id=id, username=username, is_forum=is_forum, description=description)
            chat.members |= {one.id: Member(one.id) for one in people}
            chat.members[owner.id] = Member(owner.id, "creator", rights=[])
            if account:
                self.add_members(owner, chat, [account])
        return chat

    def _check_is_new_chat(self, title: str, type: str, number: int | None) -> None:
        if type not in ("group", "supergroup", "channel"):
            raise ActionError(f"type={type!r}: group, supergroup or channel")
        if not title.strip():
            raise ActionError("a group has to have a title, and this one is empty")
        if number is not None and (number >= 0 or str(number) in self.world.chats):
            raise ActionError(f"{number} is no id of a new group: choose another one below 0, or leave it out")

    @action
    def add_members(self, user: Person, chat: Place, members: Sequence[Person]) -> None:
        """Add people or bots to a group."""
        with self.world.changed:
            actor, place = self.find_person(user), self._group(chat)
            added = [one if isinstance(one, User) else self._person_or_bot(one) for one in members]
            if not added:
                raise ActionError(f"there is nobody to add to {place.title!r}: members is empty, so name somebody")
            for one in added:
                rights = [name for name in RIGHTS if name not in ("is_anonymous", "can_promote_members")]
                status = "administrator" if place.type == "channel" and one.is_bot else "member"
                self.set_member(place, actor, Member(one.id, status, rights=rights if status != "member" else []))
            if place.type != "channel":
                self.service(place, actor, _joined(added))

    def _person_or_bot(self, who: Any) -> User:
        try:
            return self.find_bot(who)
        except ActionError:
            return self.find_person(who)

    @action
    def join(self, user: Person, chat: Place, *, invite_link: str | None = None) -> str:
        """Join a group by itself or by an invite link; returns "joined" or, where it takes approval, "requested"."""
        with self.world.changed:
            person, place = self.find_person(user), self._group(chat)
            link = self._usable_link(place, invite_link)
            self.expire_members(place)
            if self.member(place, person.id).status == "kicked":
                raise ActionError(f"{person.first_name} is banned from {place.title!r}")
            if link and link["creates_join_request"]:
                self._request_to_join(person, place, link)
                return "requested"
            self.admit(person, person, place, link)
        return "joined"

    def _usable_link(self, chat: Chat, address: str | None) -> Data | None:
        if address is None:
            return None
        link = chat.invite_links.get(address)
        if link is None or link["is_revoked"] or 0 < link.get("expire_date", 0) <= self.now:
            raise ActionError(f"the invite link {address} is not valid")
        return link

    def _request_to_join(self, person: User, chat: Chat, link: Data) -> None:
        chat.join_requests[person.id] = link["invite_link"]
        link["pending_join_request_count"] = link.get("pending_join_request_count", 0) + 1
        request = {
            "chat": self.world.chat_data(chat),
            "from": person.to_telegram(),
            "user_chat_id": person.id,
            "date": self.now,
            **({"bio": person.bio} if person.bio else {}),
            "invite_link": dict(link),
        }
        for bot in self._listeners(chat):
            if self.member(chat, bot.id).has_right("can_invite_users"):
                self.world.private_chat(bot, person).has_started = True  # the bot may write to who asks
                self.update(bot, "chat_join_request", request, f"member:{chat.key}")

    def admit(self, actor: User, person: User, chat: Chat, link: Data | None, **extra: Any) -> None:
        """Let somebody into a chat."""
        self.set_member(chat, actor, Member(person.id), link=dict(link) if link else None, **extra)
        if chat.type != "channel":
            self.service(chat, person, _joined([person]))

    @action
    def leave(self, user: Person, chat: Place) -> None:
        """Leave a group."""
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, self._group(chat))
            self.set_member(place, person, Member(person.id, "left"))
            if place.type != "channel":
                self.service(place, person, _gone(person))

    @action
    def set_role(
        self, user: Person, chat: Place, member: Person, *, status: str, rights: Sequence[str] | None = None
    ) -> None:
        """Make a member, or the bot, `administrator`, `member`, `restricted`, `kicked` or `left`.

        *rights*: those of the administrator (default: all but promoting and hiding), or a restricted one's permissions.
        """
        with self.world.changed:
            actor, place, target = self.find_person(user), self._group(chat), self._person_or_bot(member)
            usual = [name for name in RIGHTS if name not in ("is_anonymous", "can_promote_members")]
            unknown = [one for one in rights or () if one not in (*RIGHTS, *PERMISSIONS)]
            if unknown:
                known = sorted({*RIGHTS, *PERMISSIONS})
                raise ActionError(f"there is no right {unknown[0]!r}: {did_you_mean(unknown[0], known)}{_names(known)}")
            if status == "administrator":
                new = Member(target.id, status, rights=list(usual if rights is None else rights), promoted_by=actor.id)
            elif status in ("member", "kicked", "left", "restricted"):
                new = Member(target.id, status, permissions=list(rights or ()))
            else:
                raise ActionError(f"status={status!r}: administrator, member, restricted, kicked or left")
            self.set_member(place, actor, new)
            if status in ("kicked", "left") and place.type != "channel":
                self.service(place, actor, _gone(target))

    @action
    def block(self, user: Person, *, bot: Bot | None = None) -> None:
        """Block the bot, or stop it, as a user's client calls it."""
        self._set_blocked(user, bot, True)

    @action
    def unblock(self, user: Person, *, bot: Bot | None = None) -> None:
        """Unblock the bot."""
        self._set_blocked(user, bot, False)

    def _set_blocked(self, user: Any, bot: Any, blocked: bool) -> None:
        with self.world.changed:
            person, account = self.find_person(user), self.find_bot(bot)
            if (account.id in person.blocked) == blocked:
                return
            chat = self.world.private_chat(account, person)
            states = [Member(account.id, "member"), Member(account.id, "kicked")]
            old, new = states if blocked else reversed(states)
            chat.members[account.id] = new
            person.blocked = (
                [*person.blocked, account.id] if blocked else [x for x in person.blocked if x != account.id]
            )
            update = {
                "chat": self.world.chat_data(chat),
                "from": person.to_telegram(),
                "date": self.now,
                "old_chat_member": self.member_data(chat, old),
                "new_chat_member": self.member_data(chat, new),
            }
            told = {"member": update["new_chat_member"], "actor": person.id}
            self.world.log("member", chat_id=chat.id, chat=chat.key, **told)
            self.update(account, "my_chat_member", update, f"member:{chat.key}")

    @action
    def migrate(self, user: Person, chat: Place) -> Chat:
        """Turn a basic group into a supergroup, which has a new id."""
        with self.world.changed:
            person, old = self.find_person(user), self._group(chat)
            if old.type != "group":
                raise ActionError(f"{old.title!r} is a {old.type}: only a basic group becomes a supergroup")
            new = self.add_chat(old.title, "supergroup", description=old.description)
            new.members, new.permissions, new.photo = old.members, old.permissions, old.photo
            self.service(old, person, {"migrate_to_chat_id": new.id})
            old.migrated_to = new.id
            self.service(new, person, {"migrate_from_chat_id": old.id})
        return new

    ############################################################################
    # Writing

    @action
    def send(
        self,
        user: Person,
        text: str,
        *,
        chat: Place | None = None,
        bot: Bot | None = None,
        reply_to: int = 0,
        topic: int = 0,
        parse_mode: str = "",
        entities: list[Data] | None = None,
    ) -> Message:
        """Write a text. Formatting comes by *entities*, or by *parse_mode* for those who test."""
        _check_text(text)
        found, marked = self.format(text, parse_mode, entities)
        content: Data = {"text": found, **({"entities": marked} if marked else {})}
        return self._write(user, content, chat=chat, bot=bot, reply_to=reply_to, topic=topic)

    @action
    def start(self, user: Person, payload: str = "", *, bot: Bot | None = None) -> Message:
        """Press Start, or open a deep link with a payload. Unblocks the bot."""
        self.unblock(user, bot=bot)
        return self.send(user, f"/start {payload}".strip(), bot=bot)

    def _write(
        self, user: Any, content: Data, *, chat: Any, bot: Any, reply_to: int = 0, topic: int = 0, **fields: Any
    ) -> Message:
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            kind = next((one for one in content if one in CONTENT), None)
            if kind:
                self._check_may_send(person, place, *CONTENT[kind])
            answered = self._message(place, reply_to, lambda _: False, "") if reply_to else None
            if answered is not None:
                topic = topic or answered.raw.get("message_thread_id", 0)
                fields["reply_to_message"] = self.replied(answered)
            thread = topic if topic in place.topics else 0
            return self.post(place, person, content, thread=thread, **fields)

    @action
    def send_file(
        self,
        /,
        user: Person,
        kind: str = "photo",
        content: Content | None = None,
        *,
        name: str = "",
        mime_type: str = "",
        caption: str = "",
        chat: Place | None = None,
        bot: Bot | None = None,
        reply_to: int = 0,
        topic: int = 0,
        media_group_id: str | None = None,
        **details: Any,
    ) -> Message:
        """Send a file: photo, document, video, audio, animation, voice, video_note or sticker.

        *content* is bytes (base64 over HTTP); without it some file is made up. *details*: duration, width, emoji, ...
        """
        if kind not in ("photo", *_MEDIA):
            near = did_you_mean(kind, ["photo", *_MEDIA])
            raise ActionError(f"there is no kind {kind!r} of files: {near}There are photo, {', '.join(_MEDIA)}")
        check_values(details, _details_of(kind), f"send_file with the kind {kind!r}")
        data = _decoded(content) if isinstance(content, str) else content
        message: Data = self._file_content(kind, data, name, mime_type, details)
        if caption:
            text, entities = self.format(caption)
            message |= {"caption": text, **({"caption_entities": entities} if entities else {})}
        fields = {"media_group_id": media_group_id} if media_group_id else {}
        return self._write(user, message, chat=chat, bot=bot, reply_to=reply_to, topic=topic, **fields)

    def _file_content(self, kind: str, data: bytes | None, name: str, mime_type: str, details: Data) -> Data:
        if kind == "photo":
            return {"photo": self._photo(data)}
        data = f"a simulated {kind}\n".encode() if data is None else data
        file = self.store_file(kind, data, name or f"{kind}.bin", mime_type, **{**_MEDIA[kind], **details})
        shown = self.file_data(file)
        return {kind: shown, **({"document": shown} if kind == "animation" else {})}

    def _photo(self, data: bytes | None) -> list[Data]:
        try:
            return self.photo_sizes(blank_picture() if data is None else data)
        except Refused as refused:
            why = f"Telegram takes no such photo ({refused.description})"
            raise ActionError(f"{why}: send a JPEG or PNG picture, or the file as a document") from refused

    @action
    def send_album(
        self, user: Person, files: Sequence[Data], *, chat: Place | None = None, bot: Bot | None = None
    ) -> list[Message]:
        """Send two to ten files as one album; each is a dictionary of the parameters of `send_file`."""
        group = {"user": user, "chat": chat, "bot": bot, "media_group_id": self.world.long_id()}
        for number, one in enumerate(files):
            check_call(self.send_file, {**one, **group}, f"files[{number}] of send_album")
        return [self.send_file(**{**one, **group}) for one in files]

    @action
    def send_location(
        self,
        user: Person,
        latitude: float = 38.7223,
        longitude: float = -9.1393,
        *,
        title: str = "",
        address: str = "",
        live_period: int = 0,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Message:
        """Send a location, or with *title* and *address* a venue."""
        location: Data = {"latitude": latitude, "longitude": longitude}
        if live_period:
            location["live_period"] = live_period
        venue = {"venue": {"location": location, "title": title, "address": address}} if title else {}
        return self._write(user, {"location": location, **venue}, chat=chat, bot=bot)

    @action
    def send_contact(
        self, user: Person, who: Person | None = None, *, chat: Place | None = None, bot: Bot | None = None
    ) -> Message:
        """Send the contact of oneself, or of somebody else."""
        person = self.find_person(user if who is None else who)
        contact = {"phone_number": person.phone_number.lstrip("+"), "first_name": person.first_name}
        last = {"last_name": person.last_name} if person.last_name else {}
        return self._write(user, {"contact": {**contact, **last, "user_id": person.id}}, chat=chat, bot=bot)

    @action
    def send_dice(
        self,
        user: Person,
        emoji: str = "🎲",
        *,
        value: int | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Message:
        """Throw a dice; *value* decides what it shows."""
        sides = DICE.get(emoji.rstrip("\ufe0f"))
        if sides is None:
            raise ActionError(f"{emoji!r} cannot be thrown: there are {' '.join(DICE)}")
        if value is not None and not 1 <= value <= sides:
            raise ActionError(f"{emoji} never shows {value}: it has the values 1 to {sides}")
        shown = self.world.random.randint(1, sides) if value is None else value
        return self._write(user, {"dice": {"emoji": emoji, "value": shown}}, chat=chat, bot=bot)

    @action
    def send_poll(
        self,
        user: Person,
        question: str,
        options: Sequence[str],
        *,
        chat: Place | None = None,
        bot: Bot | None = None,
        anonymous: bool = True,
    ) -> Message:
        """Send a poll of one's own."""
        poll: Data = {
            "id": self.world.long_id(),
            "question": question,
            "options": [{"persistent_id": self.world.token(12), "text": one, "voter_count": 0} for one in options],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": anonymous,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        message = self._write(user, {"poll": poll}, chat=chat, bot=bot)
        self.world.polls[poll["id"]] = [message.chat, message.id]
        return message

    @action
    def forward(
        self,
        user: Person,
        message_id: int,
        *,
        source: Place | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Message:
        """Forward a message from one chat (*source*) to another."""
        with self.world.changed:
            person = self.find_person(user)
            message = self._message(self.find_place(person, source, bot), message_id, lambda _: False, "")
            fields = forward_fields(forward_origin(self, message))
            return self._write(user, content_of(message), chat=chat, bot=bot, **fields)

    @action
    def edit(
        self,
        user: Person,
        text: str,
        *,
        message_id: int | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Message:
        """Change the text or caption of a message of one's own, by default the newest."""
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            message = self._message(place, message_id, lambda one: _is_editable(one, person), "to edit")
            if not _is_editable(message, person):
                raise ActionError(f"{person.first_name} cannot edit message {message.id}: it is no text of theirs")
            _check_text(text)
            name = "text" if "text" in message.raw else "caption"
            found, entities = self.format(text)
            key = "entities" if name == "text" else "caption_entities"
            raw = {**{one: value for one, value in message.raw.items() if one != key}, name: found}
            self.change(message, {**raw, **({key: entities} if entities else {})}, markup=message.markup)
            self.edited_by_user(message)
        return message

    @action
    def delete(self, user: Person, message_id: int, *, chat: Place | None = None, bot: Bot | None = None) -> None:
        """Delete a message; bots are not told of it."""
        with self.world.changed:
            place = self.find_place(self.find_person(user), chat, bot)
            self.remove(place, self._message(place, message_id, lambda _: False, ""))

    ############################################################################
    # Buttons, polls, reactions

    @action
    def press(
        self,
        user: Person,
        button: str | Sequence[int],
        *,
        message_id: int | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Data:
        """Press an inline button, named by its text, its data or its place `[row, column]`.

        Returns what the client does then: `{"callback_query_id": ...}`, `{"url": ...}`, `{"pay": ...}`.
        """
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            if not message_id and not any(_button(one, button) for one in place.messages.values()):
                texts = [text for one in place.messages.values() for text in _button_texts(one)]
                raise ActionError(f"there is no button {button!r} in this chat: {_names(texts)}")
            message = self._message(place, message_id, lambda one: _button(one, button), f"with a button {button!r}")
            found = _button(message, button)
            if found is None:
                raise ActionError(f"message {message.id} has no button {button!r}: {_names(_button_texts(message))}")
            return self._pressed(person, place, message, found)

    def _pressed(self, person: User, chat: Chat, message: Message, button: Data) -> Data:
        if "callback_data" in button:
            return {"callback_query_id": self._callback(person, chat, message, {"data": button["callback_data"]})}
        if "callback_game" in button:
            game = {"game_short_name": message.details.get("game_short_name", "")}
            return {"callback_query_id": self._callback(person, chat, message, game)}
        if button.get("pay"):
            return {"pay": self.pay(person, message_id=message.id, chat=chat)}
        if "web_app" in button and chat.is_private:
            return {"web_app": button["web_app"], "query_id": self._open_web_app(person, chat)}
        if "disabled" in button:
            raise ActionError(f"the button {button['text']!r} is disabled")
        return {key: value for key, value in button.items() if key not in ("text", "style", "icon_custom_emoji_id")}

    def _open_web_app(self, person: User, chat: Chat) -> str:
        """Return the id with which the Web App can send one message for the person."""
        query_id = self.world.token(24)
        known = {"bot_id": chat.bot_id, "user_id": person.id, "chat": chat.key, "date": self.now, "answer": None}
        self.world.web_app_queries[query_id] = known
        return query_id

    def answer_web_app(self, bot: BotAccount, query: Data, result: Data) -> Data:
        """Send the message that a Web App has made, and return what answerWebAppQuery does."""
        query["answer"] = result
        person, chat = self.world.users[query["user_id"]], self.world.chats[query["chat"]]
        message = self._post_result(person, bot, result, chat)
        inline_id = message.details.get("inline_message_id")
        return {"inline_message_id": inline_id} if inline_id else {}

    def _callback(self, person: User, chat: Chat, message: Message, what: Data) -> str:
        query_id = self.world.long_id()
        inline_id = message.details.get("inline_message_id")
        bot = self.world.bots.get(message.raw.get("via_bot", {}).get("id", message.sender))
        if bot is None:
            raise ActionError("no bot sent this button")
        query: Data = {"id": query_id, "from": person.to_telegram()}
        query |= {"inline_message_id": inline_id} if inline_id else {"message": message.raw}
        query |= {"chat_instance": _instance(chat.key), **what}
        known: Data = {"bot_id": bot.id, "user_id": person.id, "chat": chat.key, "message_id": message.id}
        self.world.callback_queries[query_id] = {**known, "date": self.now, "answer": None}
        self.world.log("press", query_id=query_id, **known, **what)
        self.update(bot, "callback_query", query, f"callback:{person.id}")
        return query_id

    @action
    def tap(self, user: Person, key: str, *, chat: Place | None = None, bot: Bot | None = None) -> Message:
        """Tap a key of the reply keyboard: its text is sent, or the contact or location that it asks for."""
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            keyboard = place.keyboards.get(person.id, {})
            keys = [one for row in keyboard.get("keyboard", ()) for one in row]
            found = next((one for one in keys if one["text"] == key), None)
            if found is None:
                raise ActionError(f"there is no key {key!r}: {_names(one['text'] for one in keys)}")
            if keyboard.get("one_time_keyboard"):
                place.keyboards.pop(person.id, None)
            if found.get("request_contact"):
                return self.send_contact(person, chat=place)
            if found.get("request_location"):
                return self.send_location(person, chat=place)
            return self.send(person, key, chat=place)

    @action
    def share(
        self,
        user: Person,
        request_id: int,
        *,
        users: Sequence[Person] = (),
        shared_chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Message:
        """Answer a key that asks for users (`request_users`) or for a chat (`request_chat`)."""
        if shared_chat is not None:
            content: Data = {
                "chat_shared": {"request_id": request_id, "chat_id": self.find_place(None, shared_chat).id}
            }
        else:
            shared = [{"user_id": self.find_person(one).id} for one in users]
            content = {"users_shared": {"request_id": request_id, "users": shared}}
        return self._write(user, content, chat=None, bot=bot)

    @action
    def send_web_app_data(
        self, user: Person, data: str, *, button_text: str = "Open", bot: Bot | None = None
    ) -> Message:
        """Send what a Web App that a key opened gives back."""
        return self._write(user, {"web_app_data": {"data": data, "button_text": button_text}}, chat=None, bot=bot)

    @action
    def vote(
        self,
        user: Person,
        options: int | str | Sequence[int | str],
        *,
        message_id: int | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> Data:
        """Vote in a poll for options, named by number or text; an empty list takes the vote back."""
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            message = self._message(place, message_id, lambda one: "poll" in one.raw, "with a poll")
            poll = message.raw.get("poll")
            if poll is None or poll["is_closed"]:
                raise ActionError("this is no open poll")
            chosen = [_option(poll, one) for one in (options if isinstance(options, (list, tuple)) else [options])]
            if len(chosen) > 1 and not poll["allows_multiple_answers"]:
                raise ActionError("this poll takes one answer")
            if message.votes.get(str(person.id)) and not poll["allows_revoting"]:
                raise ActionError(f"{person.first_name} has voted, and this poll takes no second vote")
            return self._count_vote(person, message, poll, chosen)

    def _count_vote(self, person: User, message: Message, poll: Data, chosen: list[int]) -> Data:
        votes = {**message.votes, str(person.id): chosen}
        message.votes = {voter: one for voter, one in votes.items() if one}
        vote = {"user_id": person.id, "option_ids": chosen}
        self.world.log("vote", chat=message.chat, message_id=message.id, poll_id=poll["id"], **vote)
        counts = [sum(number in one for one in message.votes.values()) for number in range(len(poll["options"]))]
        options = [{**one, "voter_count": count} for one, count in zip(poll["options"], counts, strict=True)]
        counted = {**poll, "options": options, "total_voter_count": len(message.votes)}
        bot = self.world.bots.get(message.sender)
        if bot and not poll["is_anonymous"]:
            answer = {"poll_id": poll["id"], "user": person.to_telegram(), "option_ids": chosen}
            ids = [poll["options"][one]["persistent_id"] for one in chosen]
            self.update(bot, "poll_answer", {**answer, "option_persistent_ids": ids}, f"poll:{poll['id']}")
        self.set_poll(message, counted)
        return counted

    @action
    def react(
        self,
        user: Person,
        emoji: str | Sequence[str] = (),
        *,
        message_id: int | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
    ) -> None:
        """React to a message (by default the newest) with one or more emoji; with none the reaction is taken back."""
        emoji = [emoji] if isinstance(emoji, str) else emoji
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            message = self._message(place, message_id, lambda _: True, "")
            try:
                new = [check_reaction({"type": "emoji", "emoji": one}) for one in emoji]
            except Refused as refused:
                raise ActionError(f"Telegram has no reaction {emoji!r}") from refused
            old = message.reactions.get(str(person.id), [])
            message.reactions[str(person.id)] = new
            self.world.log(
                "reaction", chat_id=place.id, chat=place.key, message_id=message.id, actor=person.id, reactions=new
            )
            self._tell_reaction(place, message, person, old, new)

    def _tell_reaction(self, chat: Chat, message: Message, person: User, old: list[Data], new: list[Data]) -> None:
        base: Data = {"chat": self.world.chat_data(chat), "message_id": message.id, "date": self.now}
        for bot in self._listeners(chat):
            if chat.type == "channel":
                counts: dict[str, int] = {}
                for one in [one for given in message.reactions.values() for one in given]:
                    counts[one["emoji"]] = counts.get(one["emoji"], 0) + 1
                shown = [{"type": {"type": "emoji", "emoji": one}, "total_count": n} for one, n in counts.items()]
                self.update(bot, "message_reaction_count", {**base, "reactions": shown}, f"chat:{chat.key}")
            elif chat.is_private or self.member(chat, bot.id).is_admin:
                user = {"user": person.to_telegram(), "old_reaction": old, "new_reaction": new}
                self.update(bot, "message_reaction", {**base, **user}, f"chat:{chat.key}")

    @action
    def pin(self, user: Person, message_id: int, *, chat: Place | None = None, bot: Bot | None = None) -> None:
        """Pin a message."""
        with self.world.changed:
            person = self.find_person(user)
            place = self._here(person, chat, bot)
            message = self._message(place, message_id, lambda _: False, "")
            self.pin_message(place, person, message)

    def pin_message(self, chat: Chat, actor: User, message: Message) -> None:
        """Pin a message for somebody, who may be a bot."""
        chat.pinned = [one for one in chat.pinned if one != message.id] + [message.id]
        self.world.log("pin", chat_id=chat.id, chat=chat.key, message_id=message.id)
        self.service(chat, actor, {"pinned_message": self.replied(message)})

    @action
    def stop_draft(self, user: Person, draft_id: int, *, bot: Bot | None = None) -> None:
        """Stop a text that the bot is still writing."""
        with self.world.changed:
            person, account = self.find_person(user), self.find_bot(bot)
            chat = self.world.private_chat(account, person)
            drafts = list(chat.drafts)
            if chat.drafts.pop(draft_id, None) is None:
                raise ActionError(f"there is no draft {draft_id} in {_label(chat)}: {_names(drafts)}")
            stopped = {"chat": self.world.chat_data(chat), "draft_id": draft_id}
            self.update(account, "stopped_message_generation", stopped, f"chat:{chat.key}")

    ############################################################################
    # Inline mode

    @action
    def inline_query(
        self,
        user: Person,
        query: str = "",
        *,
        offset: str = "",
        chat: Place | None = None,
        bot: Bot | None = None,
        location: Data | None = None,
    ) -> str:
        """Type `@bot query` into the input field; returns the id of the query, to which the bot's answer belongs."""
        with self.world.changed:
            person, account = self.find_person(user), self.find_bot(bot)
            if not account.supports_inline_queries:
                raise ActionError(f"@{account.username} has no inline mode")
            query_id = self.world.long_id()
            place = self.find_place(person, chat, account)
            asked: Data = {"id": query_id, "from": person.to_telegram()}
            asked |= {"location": location} if location else {}
            asked |= {"chat_type": "sender" if place.is_private else place.type, "query": query, "offset": offset}
            known = {"bot_id": account.id, "user_id": person.id, "query": query, "date": self.now}
            self.world.inline_queries[query_id] = {**known, "answer": None}
            self.world.log("inline_query", query_id=query_id, **known)
            self.update(account, "inline_query", asked, f"inline:{person.id}")
        return query_id

    @action
    def choose(self, user: Person, query_id: str, result: int | str = 0, *, chat: Place | None = None) -> Message:
        """Send one of the results of an inline query, named by its number or its id."""
        with self.world.changed:
            person, query = self.find_person(user), self.world.inline_queries.get(query_id)
            if query is None:
                raise ActionError(f"there is no inline query {query_id!r}: inline_query returns the id of a new one")
            results = (query["answer"] or {}).get("results", [])
            chosen = [one for place, one in enumerate(results) if result in (place, one.get("id"))]
            if not chosen:
                raise ActionError(f"the query has no result {result!r}: {_names(one.get('id') for one in results)}")
            bot = self.world.bots[query["bot_id"]]
            place = self._here(person, chat, bot)
            self._check_may_send(person, place, "can_send_other_messages", "inline results")
            return self._send_result(person, bot, query, chosen[0], place)

    def _send_result(self, person: User, bot: BotAccount, query: Data, result: Data, chat: Chat) -> Message:
        message = self._post_result(person, bot, result, chat)
        chosen: Data = {"result_id": result["id"], "from": person.to_telegram(), "query": query["query"]}
        chosen |= message.details
        self.update(bot, "chosen_inline_result", chosen, f"inline:{person.id}")
        return message

    def _post_result(self, person: User, bot: BotAccount, result: Data, chat: Chat) -> Message:
        """Send an inline result for a person; one with a keyboard gets an id by which the bot can edit it."""
        markup = result.get("reply_markup")
        message = self.post(chat, person, self.inline_content(result), markup=markup, via_bot=bot.to_telegram())
        if markup:
            inline_id = message.details["inline_message_id"] = self.world.token(27)
            self.world.inline_messages[inline_id] = {"chat": chat.key, "message_id": message.id, "bot_id": bot.id}
        return message

    def inline_content(self, result: Data) -> Data:
        """Return what a message holds that is sent from an inline result."""
        content = result.get("input_message_content") or {}
        if "message_text" in content:
            text, entities = self.format(
                content["message_text"], content.get("parse_mode") or "", content.get("entities")
            )
            return {"text": text, **({"entities": entities} if entities else {})}
        for place in (content, result):
            if "title" in place and "address" in place and "latitude" in place:
                location = {"latitude": place["latitude"], "longitude": place["longitude"]}
                venue = {"location": location, "title": place["title"], "address": place["address"]}
                return {"location": location, "venue": venue}
            if "latitude" in place:
                return {"location": {"latitude": place["latitude"], "longitude": place["longitude"]}}
            if "phone_number" in place:
                kept = ("phone_number", "first_name", "last_name")
                return {"contact": {name: place[name] for name in kept if name in place}}
        return self._inline_file(result)

    def _inline_file(self, result: Data) -> Data:
        kind = {"gif": "animation", "mpeg4_gif": "animation"}.get(result["type"], result["type"])
        known = next(
            (self.world.files.get(str(value)) for key, value in result.items() if key.endswith("_file_id")), None
        )
        shown: Data
        if known is not None and kind == "photo":
            shown = {"photo": [self.file_data(self.world.files[one]) for one in known.details["sizes"]]}
        elif known is not None:
            shown = {str(kind): self.file_data(known)}
        else:
            shown = self._file_content(kind if kind in ("photo", *_MEDIA) else "document", None, "", "", {})
        if result.get("caption"):
            text, entities = self.format(
                result["caption"], result.get("parse_mode") or "", result.get("caption_entities")
            )
            shown |= {"caption": text, **({"caption_entities": entities} if entities else {})}
        return shown

    ############################################################################
    # Paying

    @action
    def pay(
        self,
        user: Person,
        *,
        message_id: int | None = None,
        link: str | None = None,
        chat: Place | None = None,
        bot: Bot | None = None,
        order_info: Data | None = None,
        tip: int = 0,
    ) -> str:
        """Pay an invoice, of a message or of a link: the bot is asked to confirm. Returns the id of the query."""
        with self.world.changed:
            person = self.find_person(user)
            if link is not None:
                if link not in self.world.invoices:
                    raise ActionError(f"there is no invoice {link!r}: createInvoiceLink returns the links of invoices")
                invoice, place = (
                    self.world.invoices[link],
                    self.find_place(person, None, self.world.invoices[link]["bot_id"]),
                )
            else:
                place = self._here(person, chat, bot)
                message = self._message(place, message_id, lambda one: "invoice" in one.raw, "with an invoice")
                if "invoice" not in message.raw:
                    raise ActionError(f"message {message.id} is no invoice: leave message_id out for the newest one")
                invoice = message.details["invoice"]
            return self._check_out(person, place, invoice, order_info or _order(person, invoice), tip)

    def _check_out(self, person: User, chat: Chat, invoice: Data, order: Data, tip: int) -> str:
        query_id = self.world.long_id()
        checkout: Data = {"user_id": person.id, "chat": chat.key, "invoice": invoice, "order": order, "date": self.now}
        checkout |= {"total": invoice["total_amount"] + tip, "answer": None}
        self.world.checkouts[query_id] = checkout
        bot = self.world.bots[invoice["bot_id"]]
        base = {"id": query_id, "from": person.to_telegram()}
        if invoice["is_flexible"] and invoice["need_shipping_address"]:
            if not isinstance(order.get("shipping_address"), dict):
                raise ActionError("the order_info of this invoice needs a shipping_address: an object, or leave it out")
            checkout["step"] = "shipping"
            asked = {"invoice_payload": invoice["payload"], "shipping_address": order["shipping_address"]}
            self.update(bot, "shipping_query", {**base, **asked}, f"payment:{person.id}")
        else:
            self._pre_checkout(query_id, checkout, None)
        return query_id

    def _pre_checkout(self, query_id: str, checkout: Data, option: Data | None) -> None:
        invoice, person = checkout["invoice"], self.world.users[checkout["user_id"]]
        checkout |= {"step": "checkout", "answer": None, "option": option, "date": self.now}
        if option:
            checkout["total"] += sum(int(price["amount"]) for price in option["prices"])
        query: Data = {"id": query_id, "from": person.to_telegram(), "currency": invoice["currency"]}
        query |= {"total_amount": checkout["total"], "invoice_payload": invoice["payload"]}
        query |= {"shipping_option_id": option["id"]} if option else {}
        query |= {"order_info": checkout["order"]} if checkout["order"] else {}
        bot = self.world.bots[invoice["bot_id"]]
        self.update(bot, "pre_checkout_query", query, f"payment:{person.id}")

    @action
    def choose_shipping(self, user: Person, query_id: str, option: int | str = 0) -> None:
        """Choose one of the shipping options that the bot offered, by number or id, and go on to the checkout."""
        with self.world.changed:
            person, checkout = self.find_person(user), self.world.checkouts.get(query_id)
            if checkout is None or checkout["user_id"] != person.id:
                raise ActionError(f"{person.first_name} has no payment {query_id!r}: pay returns the id of a new one")
            options = (checkout["answer"] or {}).get("shipping_options") or []
            chosen = [one for place, one in enumerate(options) if option in (place, one["id"])]
            if not chosen:
                raise ActionError(f"there is no shipping option {option!r}: {_names(one['id'] for one in options)}")
            self._pre_checkout(query_id, checkout, chosen[0])

    def finish_payment(self, checkout: Data) -> None:
        """Take the money and tell the bot."""
        person, invoice = self.world.users[checkout["user_id"]], checkout["invoice"]
        bot = self.world.bots[invoice["bot_id"]]
        charge = f"stxr{self.world.token(20)}"
        payment: Data = {"currency": invoice["currency"], "total_amount": checkout["total"]}
        payment["invoice_payload"] = invoice["payload"]
        if invoice.get("subscription_period"):
            end = self.now + invoice["subscription_period"]
            payment |= {"subscription_expiration_date": end, "is_recurring": True, "is_first_recurring": True}
        payment |= {"shipping_option_id": checkout["option"]["id"]} if checkout.get("option") else {}
        payment |= {"order_info": checkout["order"]} if checkout["order"] else {}
        payment |= {"telegram_payment_charge_id": charge, "provider_payment_charge_id": self.world.token(16)}
        if invoice["currency"] == "XTR":
            self._move_stars(bot, person, checkout["total"], invoice, charge)
        self.world.payments[charge] = {"user_id": person.id, "bot_id": bot.id, "refunded": False, **payment}
        self.post(self.world.chats[checkout["chat"]], person, {"successful_payment": payment})

    def _move_stars(self, bot: BotAccount, person: User, amount: int, invoice: Data, charge: str) -> None:
        person.stars -= amount
        bot.star_balance += amount
        source = {"type": "user", "transaction_type": "invoice_payment", "user": person.to_telegram()}
        source["invoice_payload"] = invoice["payload"]
        bot.star_transactions.append({"id": charge, "amount": amount, "date": self.now, "source": source})


###############################################################################
# Helpers #####################################################################
###############################################################################


def _names(names: Any) -> str:
    known = sorted({str(name) for name in names if name})
    return f"there are {', '.join(map(repr, known[:20]))}" if known else "there are none"


def _label(chat: Chat) -> str:
    return f"the private chat {chat.key}" if chat.is_private else repr(chat.title)


def _check_text(text: str) -> None:
    if not text.strip():
        raise ActionError(f"the text {text!r} is empty, and no client sends such a message: give it one character")


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content)
    except ValueError as error:
        raise ActionError("the content of the file is no base64: encode its bytes so, or leave it out") from error


def _details_of(kind: str) -> Data:
    """Return what may be said of a file of a kind, and of which type it is."""
    name = "PhotoSize" if kind == "photo" else kind.title().replace("_", "")
    known = {one.name: _JSON_TYPES.get(one.type, Any) for one in schema.types[name].fields}
    return {**signature_of("send_file")["parameters"], **known}


def _joined(people: Sequence[User]) -> Data:
    raw = [one.to_telegram() for one in people]
    return {"new_chat_participant": raw[0], "new_chat_member": raw[0], "new_chat_members": raw}


def _gone(person: User) -> Data:
    return {"left_chat_participant": person.to_telegram(), "left_chat_member": person.to_telegram()}


def _buttons(message: Message) -> list[list[Data]]:
    return list((message.raw.get("reply_markup") or {}).get("inline_keyboard", []))


def _button_texts(message: Message) -> list[str]:
    return [one["text"] for row in _buttons(message) for one in row]


def _button(message: Message, which: Any) -> Data | None:
    """Return the button of a message by its place, text or data."""
    rows = _buttons(message)
    if isinstance(which, (list, tuple)):
        row, column = which if len(which) == 2 else (-1, -1)
        return rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
    for key in ("text", "callback_data"):
        for one in [one for row in rows for one in row]:
            if one.get(key) == which:
                return one
    return None


def _is_editable(message: Message, person: User) -> bool:
    return message.sender == person.id and ("text" in message.raw or "caption" in message.raw)


def _option(poll: Data, which: Any) -> int:
    for number, one in enumerate(poll["options"]):
        if which == number or which == one["text"]:
            return number
    raise ActionError(f"the poll has no option {which!r}: {_names(one['text'] for one in poll['options'])}")


def _instance(key: str) -> str:
    """Return a number for a chat that stays the same."""
    number = 0
    for character in key:
        number = (number * 131 + ord(character)) % (9 * 10**18)
    return str(number + 10**18)


def _order(person: User, invoice: Data) -> Data:
    """Return what a person fills into the form of an invoice."""
    order: Data = {}
    if invoice["need_name"]:
        order["name"] = f"{person.first_name} {person.last_name}".strip()
    if invoice["need_phone_number"]:
        order["phone_number"] = person.phone_number.lstrip("+")
    if invoice["need_email"]:
        order["email"] = f"{person.first_name.lower()}@example.com"
    if invoice["need_shipping_address"]:
        street = {"street_line1": "Rua das Gaivotas 12", "street_line2": "", "post_code": "1200-000"}
        order["shipping_address"] = {"country_code": "PT", "state": "", "city": "Lisboa", **street}
    return order
