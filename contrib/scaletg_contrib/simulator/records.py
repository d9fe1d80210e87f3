"""The data of the simulated Telegram: people, bots, members, chats, messages, files.

Dictionaries in Telegram's form (`Message.raw`) are never changed, only replaced, so every reference to one stays valid.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]

SUPERGROUP = -1_001_000_000_000
BASIC_GROUP = -4_000_000_000
#: The permissions of a member, in Telegram's order.
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
#: The rights of an administrator; those of a channel and those of a group only are distinguished when they are shown.
RIGHTS = [
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_manage_direct_messages",
    "can_manage_tags",
    "can_send_welcome_messages",
    "is_anonymous",
]
GROUP_RIGHTS = {"can_pin_messages", "can_manage_topics", "can_manage_tags"}
CHANNEL_RIGHTS = {"can_post_messages", "can_edit_messages", "can_manage_direct_messages"}


@dataclass
class User:
    """A person, with the data that bots get."""

    id: int  #: the id, also of the private chat
    first_name: str  #: the first name
    last_name: str = ""  #: the last name, "" without one
    username: str = ""  #: the username without @
    language_code: str = ""  #: such as `pt`, which bots see
    is_premium: bool = False  #: whether the person has Telegram Premium
    phone_number: str = ""  #: with +, which a shared contact has
    bio: str = ""  #: the text of the profile
    is_deleted: bool = False  #: whether the account was deleted
    blocked: list[int] = field(default_factory=list)  #: ids of the bots that the person has blocked
    photos: list[list[Data]] = field(default_factory=list)  #: of the profile, the newest first, each in several sizes
    stars: int = 10_000  #: how many the person has
    verified_by: dict[int, str] = field(default_factory=dict)  #: descriptions by the id of the bot that verified them
    emoji_status: Data = field(default_factory=dict)  #: the custom emoji beside the name, and until when
    emoji_status_bots: list[int] = field(default_factory=list)  #: ids of the bots that may change it
    audios: list[Data] = field(default_factory=list)  #: of the profile
    personal_chat: str = ""  #: the key of the channel that the profile shows
    gift_settings: Data = field(default_factory=dict)  #: which gifts the person accepts
    stories: dict[int, Data] = field(default_factory=dict)  #: by their number
    passport_errors: list[Data] = field(default_factory=list)  #: what a bot said about the Passport data

    is_bot = False

    def to_telegram(self) -> Data:
        """Return the person as a User."""
        raw: Data = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            raw["last_name"] = self.last_name
        if self.username:
            raw["username"] = self.username
        if self.language_code:
            raw["language_code"] = self.language_code
        if self.is_premium:
            raw["is_premium"] = True
        return raw


@dataclass
class Pending:
    """An update that waits for delivery."""

    update: Data  #: as the bot gets it
    queue: str  #: updates of one queue are delivered one after the other
    expires: float  #: when it is dropped
    created: float  #: when it was created
    attempts: int = 0  #: how many deliveries have failed
    next_try: float = 0.0  #: when it is delivered next
    in_flight: bool = False  #: whether it is being delivered now


@dataclass
class BotAccount(User):
    """A bot, with its settings and its waiting updates."""

    token: str = ""  #: the secret of the bot
    can_join_groups: bool = True  #: whether people can add it to groups
    privacy: bool = True  #: privacy mode: in groups it sees only what is meant for it
    supports_inline_queries: bool = True  #: whether it answers inline queries
    supports_guest_queries: bool = True  #: whether it can be called as a guest
    supports_join_request_queries: bool = True  #: whether it can decide on join requests
    can_connect_to_business: bool = True  #: whether people can connect it to their account
    can_verify: bool = False  #: whether it belongs to an organization that verifies others
    can_manage_bots: bool = True  #: whether people can create bots with it
    manager: int = 0  #: the bot that manages it
    owner: int = 0  #: the person who has created it through that bot
    next_update_id: int = 0  #: the number of its next update
    pending: list[Pending] = field(default_factory=list)  #: the updates that wait for it
    allowed_updates: list[str] | None = None  #: the kinds that it asked for; `None` for the usual ones
    webhook: Data = field(default_factory=dict)  #: its webhook, empty without one
    logged_out: bool = False  #: whether it has called logOut
    commands: dict[str, list[Data]] = field(default_factory=dict)  #: by scope and language
    names: dict[str, str] = field(default_factory=dict)  #: by language
    descriptions: dict[str, str] = field(default_factory=dict)  #: by language
    short_descriptions: dict[str, str] = field(default_factory=dict)  #: by language
    menu_buttons: dict[str, Data] = field(default_factory=dict)  #: by chat id, "" for all
    default_rights: dict[str, Data] = field(default_factory=dict)  #: of groups and of channels
    star_balance: int = 0  #: how many Stars it has
    star_transactions: list[Data] = field(default_factory=list)  #: as getStarTransactions shows them
    access: list[int] | None = None  #: of a managed bot, the ids of those who may use it besides its owner; all

    is_bot = True

    def get_me(self) -> Data:
        """Return the bot as getMe does."""
        return {
            **self.to_telegram(),
            "can_join_groups": self.can_join_groups,
            "can_read_all_group_messages": not self.privacy,
            "supports_guest_queries": self.supports_guest_queries,
            "supports_inline_queries": self.supports_inline_queries,
            "can_connect_to_business": self.can_connect_to_business,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": self.can_manage_bots,
            "supports_join_request_queries": self.supports_join_request_queries,
        }


@dataclass
class Member:
    """A membership in a chat: `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`."""

    user_id: int  #: of the person or bot
    status: str = "member"  #: creator, administrator, member, restricted, left or kicked
    rights: list[str] = field(default_factory=list)  #: of an administrator
    permissions: list[str] = field(default_factory=list)  #: of a restricted member
    until_date: int = 0  #: the end of a ban or restriction, 0 for none
    custom_title: str = ""  #: of an administrator
    tag: str = ""  #: of a member
    is_member: bool = True  #: a restricted one may be gone
    promoted_by: int = 0  #: the id of whoever made it an administrator

    @property
    def is_here(self) -> bool:
        """Whether the user is a member now."""
        return self.status in ("creator", "administrator", "member") or (self.status == "restricted" and self.is_member)

    @property
    def is_admin(self) -> bool:
        """Whether the user is the owner or an administrator."""
        return self.status in ("creator", "administrator")

    def has_right(self, name: str) -> bool:
        """Return whether the user has a right of administrators."""
        return self.status == "creator" or (self.status == "administrator" and name in self.rights)


@dataclass(slots=True)
class Message:
    """One message: `raw` is the data that bots get, all other fields are known only to the simulator."""

    raw: Data  #: as bots get it
    chat: str  #: the key of its chat
    sender: int  #: the id of the user or bot that sent it
    markup: Data | None = None  #: its keyboard of any kind, also those that `raw` does not show
    is_deleted: bool = False  #: whether it was deleted
    versions: list[Data] = field(default_factory=list)  #: its versions before each edit
    reactions: dict[str, list[Data]] = field(default_factory=dict)  #: by the id of the user who reacted
    votes: dict[str, list[int]] = field(default_factory=dict)  #: of a poll, by the id of the voter
    details: Data = field(default_factory=dict)  #: the invoice's payload, the poll's hidden answer, ...

    @property
    def id(self) -> int:
        """The number of the message in its chat."""
        return int(self.raw["message_id"])


@dataclass
class Chat:
    """A chat. The key of a group or channel is its id; that of a private chat names the bot and the user."""

    key: str  #: the id as text; of a private chat `BOT:USER`, of two people `business:OWNER:CUSTOMER`
    id: int  #: as bots see it
    type: str  #: private, group, supergroup or channel
    title: str = ""  #: of a group or channel
    username: str = ""  #: without @, "" for a private group
    description: str = ""  #: of a group or channel
    is_forum: bool = False  #: whether it has topics
    bot_id: int = 0  #: of a private chat
    messages: dict[int, Message] = field(default_factory=dict)  #: by their number, also deleted ones
    members: dict[int, Member] = field(default_factory=dict)  #: by their id
    last_message_id: int = 0  #: the number of the newest message
    permissions: list[str] = field(default_factory=lambda: [*PERMISSIONS])  #: of all members
    pinned: list[int] = field(default_factory=list)  #: the numbers of pinned messages
    photo: list[Data] = field(default_factory=list)  #: in several sizes
    topics: dict[int, Data] = field(default_factory=dict)  #: by their number
    #: the topic General
    general_topic: Data = field(default_factory=lambda: {"name": "General", "is_closed": False, "is_hidden": False})
    invite_links: dict[str, Data] = field(default_factory=dict)  #: by their address
    link_uses: dict[str, int] = field(default_factory=dict)  #: how many joined by each invite link
    join_requests: dict[int, str] = field(default_factory=dict)  #: invite link by the id of the user who asks
    banned_chats: list[int] = field(default_factory=list)  #: the ids of channels that may not write here
    migrated_to: int = 0  #: the id of the supergroup that it became
    sticker_set: str = ""  #: its name
    keyboards: dict[int, Data] = field(default_factory=dict)  #: the reply keyboard that each user sees
    action: Data = field(default_factory=dict)  #: what the bot does now, and until when
    drafts: dict[int, Data] = field(default_factory=dict)  #: the texts that the bot is writing, by their number
    has_started: bool = False  #: of a private chat: whether the bot may write
    business_owner: int = 0  #: of a chat of two people: the one who has connected a bot to the account
    read_until: int = 0  #: of such a chat: the newest message that was read for the owner
    boosts: dict[str, Data] = field(default_factory=dict)  #: by their id
    guard_bot: int = 0  #: the bot that decides on join requests
    channel_key: str = ""  #: of the direct messages of a channel: the key of that channel
    direct_messages_key: str = ""  #: of a channel: the key of its direct messages
    ephemeral: dict[int, Message] = field(default_factory=dict)  #: messages that only one member sees
    verified_by: dict[int, str] = field(default_factory=dict)  #: descriptions by the id of the bot that verified it

    @property
    def is_private(self) -> bool:
        """Whether it is the chat of a bot and one person."""
        return self.type == "private"


@dataclass
class StoredFile:
    """A file, with the ids by which bots name it."""

    file_id: str  #: by which its bot names it
    unique_id: str  #: the same for all bots
    kind: str  #: photo, video, document, ...
    content: bytes  #: the bytes
    name: str = ""  #: of the file
    mime_type: str = ""  #: such as `image/jpeg`
    path: str = ""  #: by which it is downloaded
    details: Data = field(default_factory=dict)  #: width, duration and the like


def keep_filled(**fields: Any) -> Data:
    """Return the fields that have a value: Telegram leaves out those that are empty."""
    return {name: value for name, value in fields.items() if value}


def leave_out(data: Data, *names: str) -> Data:
    """Return a copy of an object without some of its fields."""
    return {name: value for name, value in data.items() if name not in names}
