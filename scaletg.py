"""ScaleTG is a declarative decorator-routing microframework for Telegram bots.

    import scaletg

    bot = scaletg.Bot()  # the token: TELEGRAM_BOT_TOKEN, or the config file

    @bot.app("/start <name>")
    def start(message, name="stranger"):
        return f"Hello, {name}!"

    if __name__ == "__main__":
        bot.run()  # development; in production: gunicorn bot:bot

A bot is an ordered registry of processors: apps answer, modules give apps something. The parameters of a processor
say what it gets, and the first answer that is not `None` goes back to Telegram as the response of the webhook.
Depends on bottle, attrs and requests. Documentation: docs/, the Bot API: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import atexit
import bisect
import contextlib
import copyreg
import functools
import hashlib
import heapq
import hmac
import inspect
import io
import itertools
import json
import keyword
import logging
import operator
import os
import re
import sys
import threading
import time
import types
import typing
import warnings
from collections import UserDict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import GeneratorType
from typing import IO, TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    import bottle  # type: ignore[import-untyped, unused-ignore]  # it has no types, unless a stub is installed

__version__ = "0.1.0"
__all__ = (
    "API_VERSION Api ApiError BadRequest Bot ChatMigrated Claim ConfigError Conflict Forbidden InputFile "
    "Intake InvalidData KINDS_ON_REQUEST Kept Method Network NetworkError NotFound Object Order Outcome ProcessDied "
    "Processor RUNNING RegistrationError Retry Rule ScaleTGError Seen SeenUpdates ServerError Stop Timeout "
    "TooManyRequests Trace Transport Unauthorized UnsentMethod app author_files bot_of check_init_data check_login "
    "decode_payload describe_failure encode_payload error escape_html escape_markdown host inline_keyboard "
    "is_author_file is_failure kind_of module read_signed_data reply_keyboard schema split_text"
).split()

log = logging.getLogger("scaletg")

#: Any function that a decorator takes and returns unchanged.
F = TypeVar("F", bound=Callable[..., Any])


###############################################################################
# Errors ######################################################################
###############################################################################


class ScaleTGError(Exception):
    """The base class of all exceptions of ScaleTG, except `Stop` and `Retry`. The data is in attributes."""

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.__dict__.update(data)

    def __reduce__(self) -> tuple[Any, ...]:  # the data is not an argument of the constructor
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]  # pickle's own


class RegistrationError(ScaleTGError):
    """A mistake of the bot's author, found at registration or at the start."""


class ConfigError(ScaleTGError):
    """A setting that is missing, unknown or wrong."""


class InvalidData(ScaleTGError):
    """Data from outside that fails its check: Web App and login data, callback data, payloads of links."""


class NetworkError(ScaleTGError):
    """Telegram could not be reached or did not answer. Attributes: *method*, *parameters*, *sent*, *repeatable*."""

    method: str
    parameters: dict[str, Any]
    #: Whether the whole request was sent: then Telegram may have executed it.
    sent: bool

    @property
    def repeatable(self) -> bool:
        """Return whether the call can be repeated without having an effect twice."""
        return not self.sent or _only_reads(self.method)


class Timeout(NetworkError):
    """Telegram did not answer in time."""


class ApiError(ScaleTGError):
    """Telegram refused a call. Attributes: *method*, *parameters*, *code* and Telegram's *description*.

    https://core.telegram.org/bots/api#making-requests
    """

    method: str
    parameters: dict[str, Any]
    code: int
    description: str
    #: Whether the same call can succeed later: Telegram has not executed it, and refused it only for some time.
    repeatable: bool = False


class BadRequest(ApiError):
    """400: a parameter is wrong, or names something that does not exist."""


class ChatMigrated(BadRequest):
    """400: the group became a supergroup, whose id is *new_chat_id*."""

    new_chat_id: int


class Unauthorized(ApiError):
    """401: the token is wrong or was revoked."""


class Forbidden(ApiError):
    """403: the bot may not do this: it was blocked or removed, or the user has never written to it."""


class NotFound(ApiError):
    """404: unknown method or malformed token."""


class Conflict(ApiError):
    """409: another instance polls, or a webhook is set."""


class TooManyRequests(ApiError):
    """429: wait *retry_after* seconds."""

    retry_after: int
    repeatable = True


class ServerError(ApiError):
    """5xx: Telegram's server failed."""

    repeatable = True


class ProcessDied(ScaleTGError):
    """Too many processes died while they handled an update: it is given up."""


class Stop(Exception):
    """Raise it in an app or module to end the dispatch with *reply* (`None`: with the answer so far)."""

    def __init__(self, reply: Any = None) -> None:
        super().__init__("the dispatch was stopped")
        self.reply = reply


class Retry(Exception):
    """Raise it when a store is down: Telegram delivers the update again after *seconds* (at most 3600).

    With 0 seconds the bot itself processes the update again at once, for example because another process changed what
    it had read.
    """

    def __init__(self, seconds: float = 5) -> None:
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < float("inf"):
            raise TypeError(f"Retry takes a number of seconds of 0 or more, for example Retry(5), not {seconds!r}")
        super().__init__(f"process the update again in {seconds} s")
        self.seconds = min(seconds, 3600)

    def __reduce__(self) -> tuple[Any, ...]:  # the seconds are pickled, not the text with them
        return type(self), (self.seconds,), self.__dict__


class UnsentMethod(RuntimeWarning):
    """In development: a method object was created, but neither returned nor sent."""


def _only_reads(method: str) -> bool:
    """Return whether a method only reads, so that it can always be repeated."""
    return method.startswith("get") or method == "download"


def _text_of(error: object) -> str:
    """Return the text of an exception; the `__str__` of other code may raise."""
    try:
        return str(error)
    except Exception as failure:
        return f"(its text cannot be shown: {type(failure).__name__})"


def _suggest(word: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?", or "" if none of *names* is similar."""
    import difflib  # only needed for mistakes

    near = difflib.get_close_matches(word, [name for name in names if not name.startswith("_")], n=1)
    if not near:
        return ""
    return f" Did you mean {near[0]!r}?"


###############################################################################
# Schema ######################################################################
###############################################################################

# The whole Bot API, one row a type or a method, in the order of https://core.telegram.org/bots/api; a row goes on in
# indented lines. `Type field field` is a type, `Type = A B` a union, `method -> Result field field` a method.
# In a field `?` means optional, `^` takes a file as attach://, `*` is something that a message can be about; after the
# colon stands its type (`str` if there is none), `[X]` is a list, `A|B` are alternatives, `date0` is a date whose 0 is
# not 1970, `=x` is the only value of the field, and `{a,b}` are the values that are known so far.
# tools/refresh_schema.py writes these rows; do not edit them.
API_VERSION = "10.3"
KINDS_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_SCHEMA = """\
Update update_id:int message?:Message edited_message?:Message channel_post?:Message edited_channel_post?:Message
  business_connection?:BusinessConnection business_message?:Message edited_business_message?:Message
  deleted_business_messages?:BusinessMessagesDeleted guest_message?:Message message_reaction?:MessageReactionUpdated
  message_reaction_count?:MessageReactionCountUpdated inline_query?:InlineQuery
  chosen_inline_result?:ChosenInlineResult callback_query?:CallbackQuery shipping_query?:ShippingQuery
  pre_checkout_query?:PreCheckoutQuery purchased_paid_media?:PaidMediaPurchased poll?:Poll poll_answer?:PollAnswer
  my_chat_member?:ChatMemberUpdated chat_member?:ChatMemberUpdated chat_join_request?:ChatJoinRequest
  chat_boost?:ChatBoostUpdated removed_chat_boost?:ChatBoostRemoved managed_bot?:ManagedBotUpdated
  subscription?:BotSubscriptionUpdated stopped_message_generation?:MessageGenerationStopped
WebhookInfo url has_custom_certificate:bool pending_update_count:int ip_address? last_error_date?:date
  last_error_message? last_synchronization_error_date?:date max_connections?:int allowed_updates?:[str]
User id:int is_bot:bool first_name last_name? username? language_code? is_premium?:True added_to_attachment_menu?:True
  can_join_groups?:bool can_read_all_group_messages?:bool supports_guest_queries?:bool supports_inline_queries?:bool
  can_connect_to_business?:bool has_main_web_app?:bool has_topics_enabled?:bool allows_users_to_create_topics?:bool
  can_manage_bots?:bool supports_join_request_queries?:bool
Chat id:int type{private,group,supergroup,channel} title? username? first_name? last_name? is_forum?:True
  is_direct_messages?:True
ChatFullInfo id:int type{private,group,supergroup,channel} title? username? first_name? last_name? is_forum?:True
  is_direct_messages?:True accent_color_id:int max_reaction_count:int photo?:ChatPhoto active_usernames?:[str]
  birthdate?:Birthdate business_intro?:BusinessIntro business_location?:BusinessLocation
  business_opening_hours?:BusinessOpeningHours personal_chat?:Chat parent_chat?:Chat
  available_reactions?:[ReactionType] background_custom_emoji_id? profile_accent_color_id?:int
  profile_background_custom_emoji_id? emoji_status_custom_emoji_id? emoji_status_expiration_date?:date bio?
  has_private_forwards?:True has_restricted_voice_and_video_messages?:True join_to_send_messages?:True
  join_by_request?:True description? invite_link? pinned_message?:Message permissions?:ChatPermissions
  accepted_gift_types:AcceptedGiftTypes can_send_paid_media?:True slow_mode_delay?:int unrestrict_boost_count?:int
  message_auto_delete_time?:int has_aggressive_anti_spam_enabled?:True has_hidden_members?:True
  has_protected_content?:True has_visible_history?:True sticker_set_name? can_set_sticker_set?:True
  custom_emoji_sticker_set_name? linked_chat_id?:int location?:ChatLocation rating?:UserRating
  first_profile_audio?:Audio unique_gift_colors?:UniqueGiftColors paid_message_star_count?:int guard_bot?:User
  community?:Community
Message message_id:int message_thread_id?:int direct_messages_topic?:DirectMessagesTopic from?:User sender_chat?:Chat
  sender_boost_count?:int sender_business_bot?:User sender_tag? receiver_user?:User ephemeral_message_id?:int
  date:date guest_query_id? business_connection_id? chat:Chat forward_origin?:MessageOrigin is_topic_message?:True
  is_automatic_forward?:True reply_to_message?:Message external_reply?:ExternalReplyInfo quote?:TextQuote
  reply_to_story?:Story reply_to_checklist_task_id?:int reply_to_poll_option_id? via_bot?:User
  guest_bot_caller_user?:User guest_bot_caller_chat?:Chat edit_date?:date has_protected_content?:True
  is_from_offline?:True is_paid_post?:True media_group_id? author_signature? paid_star_count?:int text?*
  entities?:[MessageEntity] link_preview_options?:LinkPreviewOptions suggested_post_info?:SuggestedPostInfo effect_id?
  rich_message?*:RichMessage animation?*:Animation audio?*:Audio document?*:Document live_photo?*:LivePhoto
  paid_media?*:PaidMediaInfo photo?*:[PhotoSize] sticker?*:Sticker story?*:Story video?*:Video video_note?*:VideoNote
  voice?*:Voice caption? caption_entities?:[MessageEntity] show_caption_above_media?:True has_media_spoiler?:True
  checklist?*:Checklist contact?*:Contact dice?*:Dice game?*:Game poll?*:Poll venue?*:Venue location?*:Location
  new_chat_members?*:[User] left_chat_member?*:User chat_owner_left?*:ChatOwnerLeft
  chat_owner_changed?*:ChatOwnerChanged new_chat_title?* new_chat_photo?*:[PhotoSize] delete_chat_photo?*:True
  group_chat_created?*:True supergroup_chat_created?*:True channel_chat_created?*:True
  message_auto_delete_timer_changed?*:MessageAutoDeleteTimerChanged migrate_to_chat_id?*:int
  migrate_from_chat_id?*:int pinned_message?*:MaybeInaccessibleMessage invoice?*:Invoice
  successful_payment?*:SuccessfulPayment refunded_payment?*:RefundedPayment users_shared?*:UsersShared
  chat_shared?*:ChatShared gift?*:GiftInfo unique_gift?*:UniqueGiftInfo gift_upgrade_sent?*:GiftInfo
  connected_website?* write_access_allowed?*:WriteAccessAllowed passport_data?*:PassportData
  proximity_alert_triggered?*:ProximityAlertTriggered boost_added?*:ChatBoostAdded
  chat_background_set?*:ChatBackground checklist_tasks_done?*:ChecklistTasksDone
  checklist_tasks_added?*:ChecklistTasksAdded community_chat_added?*:CommunityChatAdded
  community_chat_joined?*:CommunityChatJoined community_chat_removed?*:CommunityChatRemoved
  direct_message_price_changed?*:DirectMessagePriceChanged forum_topic_created?*:ForumTopicCreated
  forum_topic_edited?*:ForumTopicEdited forum_topic_closed?*:ForumTopicClosed
  forum_topic_reopened?*:ForumTopicReopened general_forum_topic_hidden?*:GeneralForumTopicHidden
  general_forum_topic_unhidden?*:GeneralForumTopicUnhidden giveaway_created?*:GiveawayCreated giveaway?*:Giveaway
  giveaway_winners?*:GiveawayWinners giveaway_completed?*:GiveawayCompleted managed_bot_created?*:ManagedBotCreated
  paid_message_price_changed?*:PaidMessagePriceChanged poll_option_added?*:PollOptionAdded
  poll_option_deleted?*:PollOptionDeleted suggested_post_approved?*:SuggestedPostApproved
  suggested_post_approval_failed?*:SuggestedPostApprovalFailed suggested_post_declined?*:SuggestedPostDeclined
  suggested_post_paid?*:SuggestedPostPaid suggested_post_refunded?*:SuggestedPostRefunded
  video_chat_scheduled?*:VideoChatScheduled video_chat_started?*:VideoChatStarted video_chat_ended?*:VideoChatEnded
  video_chat_participants_invited?*:VideoChatParticipantsInvited web_app_data?*:WebAppData
  reply_markup?:InlineKeyboardMarkup
MessageId message_id:int
InaccessibleMessage chat:Chat message_id:int date=0
MaybeInaccessibleMessage = Message InaccessibleMessage
MessageEntity
  type{mention,hashtag,cashtag,bot_command,url,email,phone_number,bold,italic,underline,strikethrough,spoiler,blockquote,expandable_blockquote,code,pre,text_link,text_mention,custom_emoji,date_time}
  offset:int length:int url? user?:User language? custom_emoji_id? unix_time?:date date_time_format?
TextQuote text entities?:[MessageEntity] position:int is_manual?:True
ExternalReplyInfo origin:MessageOrigin chat?:Chat message_id?:int link_preview_options?:LinkPreviewOptions
  animation?:Animation audio?:Audio document?:Document live_photo?:LivePhoto paid_media?:PaidMediaInfo
  photo?:[PhotoSize] sticker?:Sticker story?:Story video?:Video video_note?:VideoNote voice?:Voice
  has_media_spoiler?:True checklist?:Checklist contact?:Contact dice?:Dice game?:Game giveaway?:Giveaway
  giveaway_winners?:GiveawayWinners invoice?:Invoice location?:Location poll?:Poll venue?:Venue
ReplyParameters message_id?:int chat_id?:int|str ephemeral_message_id?:int allow_sending_without_reply?:bool quote?
  quote_parse_mode?{HTML,MarkdownV2,Markdown} quote_entities?:[MessageEntity] quote_position?:int
  checklist_task_id?:int poll_option_id?
EphemeralMessageParameters receiver_user_id:int callback_query_id? replace_callback_query_message?:bool
MessageOrigin = MessageOriginUser MessageOriginHiddenUser MessageOriginChat MessageOriginChannel
MessageOriginUser type=user date:date sender_user:User
MessageOriginHiddenUser type=hidden_user date:date sender_user_name
MessageOriginChat type=chat date:date sender_chat:Chat author_signature?
MessageOriginChannel type=channel date:date chat:Chat message_id:int author_signature?
PhotoSize file_id file_unique_id width:int height:int file_size?:int
Animation file_id file_unique_id width:int height:int duration:int thumbnail?:PhotoSize file_name? mime_type?
  file_size?:int
Audio file_id file_unique_id duration:int performer? title? file_name? mime_type? file_size?:int thumbnail?:PhotoSize
Document file_id file_unique_id thumbnail?:PhotoSize file_name? mime_type? file_size?:int
LivePhoto photo?:[PhotoSize] file_id file_unique_id width:int height:int duration:int mime_type? file_size?:int
Story chat:Chat id:int
VideoQuality file_id file_unique_id width:int height:int codec{h264,h265,av01} file_size?:int
Video file_id file_unique_id width:int height:int duration:int thumbnail?:PhotoSize cover?:[PhotoSize]
  start_timestamp?:int qualities?:[VideoQuality] file_name? mime_type? file_size?:int
VideoNote file_id file_unique_id length:int duration:int thumbnail?:PhotoSize file_size?:int
Voice file_id file_unique_id duration:int mime_type? file_size?:int
PaidMediaInfo star_count:int paid_media:[PaidMedia]
PaidMedia = PaidMediaLivePhoto PaidMediaPhoto PaidMediaPreview PaidMediaVideo
PaidMediaLivePhoto type=live_photo live_photo:LivePhoto
PaidMediaPhoto type=photo photo:[PhotoSize]
PaidMediaPreview type=preview width?:int height?:int duration?:int
PaidMediaVideo type=video video:Video
Contact phone_number first_name last_name? user_id?:int vcard?
Dice emoji value:int
Link url
PollMedia animation?:Animation audio?:Audio document?:Document link?:Link live_photo?:LivePhoto location?:Location
  photo?:[PhotoSize] sticker?:Sticker venue?:Venue video?:Video
InputPollMedia = InputMediaAnimation InputMediaAudio InputMediaDocument InputMediaLivePhoto InputMediaLocation
  InputMediaPhoto InputMediaVenue InputMediaVideo
InputPollOptionMedia = InputMediaAnimation InputMediaLink InputMediaLivePhoto InputMediaLocation InputMediaPhoto
  InputMediaSticker InputMediaVenue InputMediaVideo
PollOption persistent_id text text_entities?:[MessageEntity] media?:PollMedia voter_count:int added_by_user?:User
  added_by_chat?:Chat addition_date?:date
InputPollOption text text_parse_mode?{HTML,MarkdownV2,Markdown} text_entities?:[MessageEntity]
  media?:InputPollOptionMedia
PollAnswer poll_id voter_chat?:Chat user?:User option_ids:[int] option_persistent_ids:[str]
Poll id question question_entities?:[MessageEntity] options:[PollOption] total_voter_count:int is_closed:bool
  is_anonymous:bool type{regular,quiz} allows_multiple_answers:bool allows_revoting:bool members_only:bool
  country_codes?:[str] correct_option_ids?:[int] explanation? explanation_entities?:[MessageEntity]
  explanation_media?:PollMedia open_period?:int close_date?:date description? description_entities?:[MessageEntity]
  media?:PollMedia
ChecklistTask id:int text text_entities?:[MessageEntity] completed_by_user?:User completed_by_chat?:Chat
  completion_date?:date0
Checklist title title_entities?:[MessageEntity] tasks:[ChecklistTask] others_can_add_tasks?:True
  others_can_mark_tasks_as_done?:True
InputChecklistTask id:int text parse_mode?{HTML,MarkdownV2,Markdown} text_entities?:[MessageEntity]
InputChecklist title parse_mode?{HTML,MarkdownV2,Markdown} title_entities?:[MessageEntity] tasks:[InputChecklistTask]
  others_can_add_tasks?:bool others_can_mark_tasks_as_done?:bool
Location latitude:float longitude:float horizontal_accuracy?:float live_period?:int heading?:int
  proximity_alert_radius?:int
Venue location:Location title address foursquare_id? foursquare_type? google_place_id? google_place_type?
WebAppData data button_text
ProximityAlertTriggered traveler:User watcher:User distance:int
MessageAutoDeleteTimerChanged message_auto_delete_time:int
ManagedBotCreated bot:User
ManagedBotUpdated user:User bot:User
BotSubscriptionUpdated user:User invoice_payload state{canceled,active,failed}
MessageGenerationStopped chat:Chat message_thread_id?:int draft_id:int
PollOptionAdded poll_message?:MaybeInaccessibleMessage option_persistent_id option_text
  option_text_entities?:[MessageEntity]
PollOptionDeleted poll_message?:MaybeInaccessibleMessage option_persistent_id option_text
  option_text_entities?:[MessageEntity]
ChatBoostAdded boost_count:int
BackgroundFill = BackgroundFillSolid BackgroundFillGradient BackgroundFillFreeformGradient
BackgroundFillSolid type=solid color:int
BackgroundFillGradient type=gradient top_color:int bottom_color:int rotation_angle:int
BackgroundFillFreeformGradient type=freeform_gradient colors:[int]
BackgroundType = BackgroundTypeFill BackgroundTypeWallpaper BackgroundTypePattern BackgroundTypeChatTheme
BackgroundTypeFill type=fill fill:BackgroundFill dark_theme_dimming:int
BackgroundTypeWallpaper type=wallpaper document:Document dark_theme_dimming:int is_blurred?:True is_moving?:True
BackgroundTypePattern type=pattern document:Document fill:BackgroundFill intensity:int is_inverted?:True
  is_moving?:True
BackgroundTypeChatTheme type=chat_theme theme_name
ChatBackground type:BackgroundType
ChecklistTasksDone checklist_message?:Message marked_as_done_task_ids?:[int] marked_as_not_done_task_ids?:[int]
ChecklistTasksAdded checklist_message?:Message tasks:[ChecklistTask]
CommunityChatAdded community:Community
CommunityChatJoined community:Community
CommunityChatRemoved
ForumTopicCreated name icon_color:int icon_custom_emoji_id? is_name_implicit?:True
ForumTopicClosed
ForumTopicEdited name? icon_custom_emoji_id?
ForumTopicReopened
GeneralForumTopicHidden
GeneralForumTopicUnhidden
SharedUser user_id:int first_name? last_name? username? photo?:[PhotoSize]
UsersShared request_id:int users:[SharedUser]
ChatShared request_id:int chat_id:int title? username? photo?:[PhotoSize]
WriteAccessAllowed from_request?:bool web_app_name? from_attachment_menu?:bool
VideoChatScheduled start_date:date
VideoChatStarted
VideoChatEnded duration:int
VideoChatParticipantsInvited users:[User]
PaidMessagePriceChanged paid_message_star_count:int
DirectMessagePriceChanged are_direct_messages_enabled:bool direct_message_star_count?:int
SuggestedPostApproved suggested_post_message?:Message price?:SuggestedPostPrice send_date:date
SuggestedPostApprovalFailed suggested_post_message?:Message price:SuggestedPostPrice
SuggestedPostDeclined suggested_post_message?:Message comment?
SuggestedPostPaid suggested_post_message?:Message currency{XTR,TON} amount?:int star_amount?:StarAmount
SuggestedPostRefunded suggested_post_message?:Message reason{post_deleted,payment_refunded}
GiveawayCreated prize_star_count?:int
Giveaway chats:[Chat] winners_selection_date:date winner_count:int only_new_members?:True has_public_winners?:True
  prize_description? country_codes?:[str] prize_star_count?:int premium_subscription_month_count?:int
GiveawayWinners chat:Chat giveaway_message_id:int winners_selection_date:date winner_count:int winners:[User]
  additional_chat_count?:int prize_star_count?:int premium_subscription_month_count?:int unclaimed_prize_count?:int
  only_new_members?:True was_refunded?:True prize_description?
GiveawayCompleted winner_count:int unclaimed_prize_count?:int giveaway_message?:Message is_star_giveaway?:True
LinkPreviewOptions is_disabled?:bool url? prefer_small_media?:bool prefer_large_media?:bool show_above_text?:bool
SuggestedPostPrice currency{XTR,TON} amount:int
SuggestedPostInfo state{pending,approved,declined} price?:SuggestedPostPrice send_date?:date
SuggestedPostParameters price?:SuggestedPostPrice send_date?:date
DirectMessagesTopic topic_id:int user?:User
UserProfilePhotos total_count:int photos:[[PhotoSize]]
UserProfileAudios total_count:int audios:[Audio]
File file_id file_unique_id file_size?:int file_path?
WebAppInfo url
ReplyKeyboardMarkup keyboard:[[KeyboardButton]] is_persistent?:bool resize_keyboard?:bool one_time_keyboard?:bool
  input_field_placeholder? selective?:bool force_reply?:bool
KeyboardButton text icon_custom_emoji_id? style?{danger,success,primary} request_users?:KeyboardButtonRequestUsers
  request_chat?:KeyboardButtonRequestChat request_managed_bot?:KeyboardButtonRequestManagedBot request_contact?:bool
  request_location?:bool request_poll?:KeyboardButtonPollType web_app?:WebAppInfo
KeyboardButtonRequestUsers request_id:int user_is_bot?:bool user_is_premium?:bool max_quantity?:int request_name?:bool
  request_username?:bool request_photo?:bool
KeyboardButtonRequestChat request_id:int chat_is_channel:bool chat_is_forum?:bool chat_has_username?:bool
  chat_is_created?:bool user_administrator_rights?:ChatAdministratorRights
  bot_administrator_rights?:ChatAdministratorRights bot_is_member?:bool request_title?:bool request_username?:bool
  request_photo?:bool
KeyboardButtonRequestManagedBot request_id:int suggested_name? suggested_username?
KeyboardButtonPollType type?{quiz,regular}
ReplyKeyboardRemove remove_keyboard:True selective?:bool
InlineKeyboardMarkup inline_keyboard:[[InlineKeyboardButton]] force_reply?:bool
InlineKeyboardButton text icon_custom_emoji_id? style?{danger,success,primary} url? callback_data? web_app?:WebAppInfo
  login_url?:LoginUrl switch_inline_query? switch_inline_query_current_chat?
  switch_inline_query_chosen_chat?:SwitchInlineQueryChosenChat copy_text?:CopyTextButton callback_game?:CallbackGame
  pay?:bool disabled?:DisabledButton
LoginUrl url forward_text? bot_username? request_write_access?:bool
SwitchInlineQueryChosenChat query? allow_user_chats?:bool allow_bot_chats?:bool allow_group_chats?:bool
  allow_channel_chats?:bool
CopyTextButton text
DisabledButton
CallbackQuery id from:User message?:MaybeInaccessibleMessage inline_message_id? chat_instance data? game_short_name?
ForceReply force_reply:True input_field_placeholder? selective?:bool
Community id:int name
ChatPhoto small_file_id small_file_unique_id big_file_id big_file_unique_id
ChatInviteLink invite_link creator:User creates_join_request:bool is_primary:bool is_revoked:bool name?
  expire_date?:date member_limit?:int pending_join_request_count?:int subscription_period?:int subscription_price?:int
ChatAdministratorRights is_anonymous:bool can_manage_chat:bool can_delete_messages:bool can_manage_video_chats:bool
  can_restrict_members:bool can_promote_members:bool can_change_info:bool can_invite_users:bool can_post_stories:bool
  can_edit_stories:bool can_delete_stories:bool can_post_messages?:bool can_edit_messages?:bool can_pin_messages?:bool
  can_manage_topics?:bool can_manage_direct_messages?:bool can_manage_tags?:bool can_send_welcome_messages:bool
ChatMemberUpdated chat:Chat from:User date:date old_chat_member:ChatMember new_chat_member:ChatMember
  invite_link?:ChatInviteLink via_join_request?:bool via_chat_folder_invite_link?:bool
ChatMember = ChatMemberOwner ChatMemberAdministrator ChatMemberMember ChatMemberRestricted ChatMemberLeft
  ChatMemberBanned
ChatMemberOwner status=creator user:User is_anonymous:bool custom_title?
ChatMemberAdministrator status=administrator user:User can_be_edited:bool is_anonymous:bool can_manage_chat:bool
  can_delete_messages:bool can_manage_video_chats:bool can_restrict_members:bool can_promote_members:bool
  can_change_info:bool can_invite_users:bool can_post_stories:bool can_edit_stories:bool can_delete_stories:bool
  can_post_messages?:bool can_edit_messages?:bool can_pin_messages?:bool can_manage_topics?:bool
  can_manage_direct_messages?:bool can_manage_tags?:bool can_send_welcome_messages:bool custom_title?
ChatMemberMember status=member tag? user:User until_date?:date
ChatMemberRestricted status=restricted tag? user:User is_member:bool can_send_messages:bool can_send_audios:bool
  can_send_documents:bool can_send_photos:bool can_send_videos:bool can_send_video_notes:bool
  can_send_voice_notes:bool can_send_polls:bool can_send_other_messages:bool can_add_web_page_previews:bool
  can_react_to_messages:bool can_edit_tag:bool can_change_info:bool can_invite_users:bool can_pin_messages:bool
  can_manage_topics:bool until_date:date0
ChatMemberLeft status=left user:User
ChatMemberBanned status=kicked user:User until_date:date0
ChatJoinRequest chat:Chat from:User user_chat_id:int date:date bio? invite_link?:ChatInviteLink query_id?
ChatPermissions can_send_messages?:bool can_send_audios?:bool can_send_documents?:bool can_send_photos?:bool
  can_send_videos?:bool can_send_video_notes?:bool can_send_voice_notes?:bool can_send_polls?:bool
  can_send_other_messages?:bool can_add_web_page_previews?:bool can_react_to_messages?:bool can_edit_tag?:bool
  can_change_info?:bool can_invite_users?:bool can_pin_messages?:bool can_manage_topics?:bool
Birthdate day:int month:int year?:int
BusinessIntro title? message? sticker?:Sticker
BusinessLocation address location?:Location
BusinessOpeningHoursInterval opening_minute:int closing_minute:int
BusinessOpeningHours time_zone_name opening_hours:[BusinessOpeningHoursInterval]
UserRating level:int rating:int current_level_rating:int next_level_rating?:int
StoryAreaPosition x_percentage:float y_percentage:float width_percentage:float height_percentage:float
  rotation_angle:float corner_radius_percentage:float
LocationAddress country_code state? city? street?
StoryAreaType = StoryAreaTypeLocation StoryAreaTypeSuggestedReaction StoryAreaTypeLink StoryAreaTypeWeather
  StoryAreaTypeUniqueGift
StoryAreaTypeLocation type=location latitude:float longitude:float address?:LocationAddress
StoryAreaTypeSuggestedReaction type=suggested_reaction reaction_type:ReactionType is_dark?:bool is_flipped?:bool
StoryAreaTypeLink type=link url
StoryAreaTypeWeather type=weather temperature:float emoji background_color:int
StoryAreaTypeUniqueGift type=unique_gift name
StoryArea position:StoryAreaPosition type:StoryAreaType
ChatLocation location:Location address
ReactionType = ReactionTypeEmoji ReactionTypeCustomEmoji ReactionTypePaid
ReactionTypeEmoji type=emoji
  emoji{❤,👍,👎,🔥,🥰,👏,😁,🤔,🤯,😱,🤬,😢,🎉,🤩,🤮,💩,🙏,👌,🕊,🤡,🥱,🥴,😍,🐳,❤‍🔥,🌚,🌭,💯,🤣,⚡,🍌,🏆,💔,🤨,😐,🍓,🍾,💋,🖕,😈,😴,😭,🤓,👻,👨‍💻,👀,🎃,🙈,😇,😨,🤝,✍,🤗,🫡,🎅,🎄,☃,💅,🤪,🗿,🆒,💘,🙉,🦄,😘,💊,🙊,😎,👾,🤷‍♂,🤷,🤷‍♀,😡}
ReactionTypeCustomEmoji type=custom_emoji custom_emoji_id
ReactionTypePaid type=paid
ReactionCount type:ReactionType total_count:int
MessageReactionUpdated chat:Chat message_id:int user?:User actor_chat?:Chat date:date old_reaction:[ReactionType]
  new_reaction:[ReactionType]
MessageReactionCountUpdated chat:Chat message_id:int date:date reactions:[ReactionCount]
ForumTopic message_thread_id:int name icon_color:int icon_custom_emoji_id? is_name_implicit?:True
GiftBackground center_color:int edge_color:int text_color:int
Gift id sticker:Sticker star_count:int upgrade_star_count?:int is_premium?:True has_colors?:True total_count?:int
  remaining_count?:int personal_total_count?:int personal_remaining_count?:int background?:GiftBackground
  unique_gift_variant_count?:int publisher_chat?:Chat
Gifts gifts:[Gift]
UniqueGiftModel name sticker:Sticker rarity_per_mille:int rarity?{uncommon,rare,epic,legendary}
UniqueGiftSymbol name sticker:Sticker rarity_per_mille:int
UniqueGiftBackdropColors center_color:int edge_color:int symbol_color:int text_color:int
UniqueGiftBackdrop name colors:UniqueGiftBackdropColors rarity_per_mille:int
UniqueGiftColors model_custom_emoji_id symbol_custom_emoji_id light_theme_main_color:int
  light_theme_other_colors:[int] dark_theme_main_color:int dark_theme_other_colors:[int]
UniqueGift gift_id base_name name number:int model:UniqueGiftModel symbol:UniqueGiftSymbol backdrop:UniqueGiftBackdrop
  is_premium?:True is_burned?:True is_from_blockchain?:True colors?:UniqueGiftColors publisher_chat?:Chat
GiftInfo gift:Gift owned_gift_id? convert_star_count?:int prepaid_upgrade_star_count?:int is_upgrade_separate?:True
  can_be_upgraded?:True text? entities?:[MessageEntity] is_private?:True unique_gift_number?:int
UniqueGiftInfo gift:UniqueGift origin{upgrade,transfer,resale,gifted_upgrade,offer} text? entities?:[MessageEntity]
  is_private?:True last_resale_currency?{XTR,TON} last_resale_amount?:int owned_gift_id? transfer_star_count?:int
  next_transfer_date?:date
OwnedGift = OwnedGiftRegular OwnedGiftUnique
OwnedGiftRegular type=regular gift:Gift owned_gift_id? sender_user?:User send_date:date text?
  entities?:[MessageEntity] is_private?:True is_saved?:True can_be_upgraded?:True was_refunded?:True
  convert_star_count?:int prepaid_upgrade_star_count?:int is_upgrade_separate?:True unique_gift_number?:int
OwnedGiftUnique type=unique gift:UniqueGift owned_gift_id? sender_user?:User send_date:date is_saved?:True
  can_be_transferred?:True transfer_star_count?:int next_transfer_date?:date
OwnedGifts total_count:int gifts:[OwnedGift] next_offset?
BotAccessSettings is_access_restricted:bool added_users?:[User]
AcceptedGiftTypes unlimited_gifts:bool limited_gifts:bool unique_gifts:bool premium_subscription:bool
  gifts_from_channels:bool
StarAmount amount:int nanostar_amount?:int
BotCommand command description is_ephemeral?:bool
BotCommandScope = BotCommandScopeDefault BotCommandScopeAllPrivateChats BotCommandScopeAllGroupChats
  BotCommandScopeAllChatAdministrators BotCommandScopeChat BotCommandScopeChatAdministrators BotCommandScopeChatMember
BotCommandScopeDefault type=default
BotCommandScopeAllPrivateChats type=all_private_chats
BotCommandScopeAllGroupChats type=all_group_chats
BotCommandScopeAllChatAdministrators type=all_chat_administrators
BotCommandScopeChat type=chat chat_id:int|str
BotCommandScopeChatAdministrators type=chat_administrators chat_id:int|str
BotCommandScopeChatMember type=chat_member chat_id:int|str user_id:int
BotName name
BotDescription description
BotShortDescription short_description
MenuButton = MenuButtonCommands MenuButtonWebApp MenuButtonDefault
MenuButtonCommands type=commands
MenuButtonWebApp type=web_app text web_app:WebAppInfo
MenuButtonDefault type=default
ChatBoostSource = ChatBoostSourcePremium ChatBoostSourceGiftCode ChatBoostSourceGiveaway
ChatBoostSourcePremium source=premium user:User
ChatBoostSourceGiftCode source=gift_code user:User
ChatBoostSourceGiveaway source=giveaway giveaway_message_id:int user?:User prize_star_count?:int is_unclaimed?:True
ChatBoost boost_id add_date:date expiration_date:date source:ChatBoostSource
ChatBoostUpdated chat:Chat boost:ChatBoost
ChatBoostRemoved chat:Chat boost_id remove_date:date source:ChatBoostSource
ChatOwnerLeft new_owner?:User
ChatOwnerChanged new_owner:User
UserChatBoosts boosts:[ChatBoost]
BusinessBotRights can_reply?:True can_read_messages?:True can_delete_sent_messages?:True can_delete_all_messages?:True
  can_edit_name?:True can_edit_bio?:True can_edit_profile_photo?:True can_edit_username?:True
  can_change_gift_settings?:True can_view_gifts_and_stars?:True can_convert_gifts_to_stars?:True
  can_transfer_and_upgrade_gifts?:True can_transfer_stars?:True can_manage_stories?:True
BusinessConnection id user:User user_chat_id:int date:date rights?:BusinessBotRights is_enabled:bool
BusinessMessagesDeleted business_connection_id chat:Chat message_ids:[int]
SentWebAppMessage inline_message_id?
SentGuestMessage inline_message_id
PreparedInlineMessage id expiration_date:date
PreparedKeyboardButton id
ResponseParameters migrate_to_chat_id?:int retry_after?:int
InputMedia = InputMediaAnimation InputMediaAudio InputMediaDocument InputMediaLivePhoto InputMediaPhoto
  InputMediaVideo
InputMediaAnimation type=animation media^ thumbnail?^ caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool width?:int height?:int duration?:int
  has_spoiler?:bool
InputMediaAudio type=audio media^ thumbnail?^ caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] duration?:int performer? title?
InputMediaDocument type=document media^ thumbnail?^ caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] disable_content_type_detection?:bool
InputMediaLink type=link url
InputMediaLivePhoto type=live_photo media^ photo^ caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool has_spoiler?:bool
InputMediaLocation type=location latitude:float longitude:float horizontal_accuracy?:float
InputMediaPhoto type=photo media^ caption? parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity]
  show_caption_above_media?:bool has_spoiler?:bool
InputMediaSticker type=sticker media^ emoji?
InputMediaVenue type=venue latitude:float longitude:float title address foursquare_id? foursquare_type?
  google_place_id? google_place_type?
InputMediaVideo type=video media^ thumbnail?^ cover?^ start_timestamp?:int caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool width?:int
  height?:int duration?:int supports_streaming?:bool has_spoiler?:bool
InputMediaVoiceNote type=voice_note media^ caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] duration?:int
InputFile
InputPaidMedia = InputPaidMediaLivePhoto InputPaidMediaPhoto InputPaidMediaVideo
InputPaidMediaLivePhoto type=live_photo media^ photo^
InputPaidMediaPhoto type=photo media^
InputPaidMediaVideo type=video media^ thumbnail?^ cover?^ start_timestamp?:int width?:int height?:int duration?:int
  supports_streaming?:bool
InputProfilePhoto = InputProfilePhotoStatic InputProfilePhotoAnimated
InputProfilePhotoStatic type=static photo^
InputProfilePhotoAnimated type=animated animation^ main_frame_timestamp?:float
InputStoryContent = InputStoryContentPhoto InputStoryContentVideo
InputStoryContentPhoto type=photo photo^
InputStoryContentVideo type=video video^ duration?:float cover_frame_timestamp?:float is_animation?:bool
Sticker file_id file_unique_id type{regular,mask,custom_emoji} width:int height:int is_animated:bool is_video:bool
  thumbnail?:PhotoSize emoji? set_name? premium_animation?:File mask_position?:MaskPosition custom_emoji_id?
  needs_repainting?:True file_size?:int
StickerSet name title sticker_type{regular,mask,custom_emoji} stickers:[Sticker] thumbnail?:PhotoSize
MaskPosition point{forehead,eyes,mouth,chin} x_shift:float y_shift:float scale:float
InputSticker sticker^ format{static,animated,video} emoji_list:[str] mask_position?:MaskPosition keywords?:[str]
RichMessage blocks:[RichBlock] is_rtl?:bool
InputRichMessage blocks?:[InputRichBlock] html? markdown? media?:[InputRichMessageMedia] is_rtl?:bool
  skip_entity_detection?:bool
InputRichMessageMedia id
  media:InputMediaAnimation|InputMediaAudio|InputMediaDocument|InputMediaPhoto|InputMediaVideo|InputMediaVoiceNote
RichMessageButton text:RichText style?{danger,success,primary,link} url? callback_data? web_app?:WebAppInfo
  login_url?:LoginUrl switch_inline_query? switch_inline_query_current_chat?
  switch_inline_query_chosen_chat?:SwitchInlineQueryChosenChat copy_text?:CopyTextButton disabled?:DisabledButton
RichText = str [RichText] RichTextBold RichTextItalic RichTextUnderline RichTextStrikethrough RichTextSpoiler
  RichTextDateTime RichTextTextMention RichTextSubscript RichTextSuperscript RichTextMarked RichTextCode
  RichTextCustomEmoji RichTextMathematicalExpression RichTextUrl RichTextEmailAddress RichTextPhoneNumber
  RichTextBankCardNumber RichTextMention RichTextHashtag RichTextCashtag RichTextBotCommand RichTextButton
  RichTextAnchor RichTextAnchorLink RichTextReference RichTextReferenceLink
RichTextBold type=bold text:RichText
RichTextItalic type=italic text:RichText
RichTextUnderline type=underline text:RichText
RichTextStrikethrough type=strikethrough text:RichText
RichTextSpoiler type=spoiler text:RichText
RichTextDateTime type=date_time text:RichText unix_time:date date_time_format
RichTextTextMention type=text_mention text:RichText user:User
RichTextSubscript type=subscript text:RichText
RichTextSuperscript type=superscript text:RichText
RichTextMarked type=marked text:RichText
RichTextCode type=code text:RichText
RichTextCustomEmoji type=custom_emoji custom_emoji_id alternative_text
RichTextMathematicalExpression type=mathematical_expression expression
RichTextUrl type=url text:RichText url
RichTextEmailAddress type=email_address text:RichText email_address
RichTextPhoneNumber type=phone_number text:RichText phone_number
RichTextBankCardNumber type=bank_card_number text:RichText bank_card_number
RichTextMention type=mention text:RichText username
RichTextHashtag type=hashtag text:RichText hashtag
RichTextCashtag type=cashtag text:RichText cashtag
RichTextBotCommand type=bot_command text:RichText bot_command
RichTextButton type=button button:RichMessageButton
RichTextAnchor type=anchor name
RichTextAnchorLink type=anchor_link text:RichText anchor_name
RichTextReference type=reference text:RichText name
RichTextReferenceLink type=reference_link text:RichText reference_name
RichBlockCaption text:RichText credit?:RichText
RichBlockTableCell text?:RichText is_header?:True colspan?:int rowspan?:int align{left,center,right}
  valign{top,middle,bottom}
RichBlockListItem label blocks:[RichBlock] has_checkbox?:True is_checked?:True value?:int type?{a,A,i,I,1}
RichBlock = RichBlockParagraph RichBlockSectionHeading RichBlockPreformatted RichBlockFooter RichBlockDivider
  RichBlockMathematicalExpression RichBlockAnchor RichBlockList RichBlockBlockQuotation
  RichBlockExpandableBlockQuotation RichBlockPullQuotation RichBlockCollage RichBlockSlideshow RichBlockTable
  RichBlockDetails RichBlockMap RichBlockButtons RichBlockAnimation RichBlockAudio RichBlockDocument RichBlockPhoto
  RichBlockVideo RichBlockVoiceNote RichBlockThinking
RichBlockParagraph type=paragraph text:RichText
RichBlockSectionHeading type=heading text:RichText size:int
RichBlockPreformatted type=pre text:RichText language?
RichBlockFooter type=footer text:RichText
RichBlockDivider type=divider
RichBlockMathematicalExpression type=mathematical_expression expression
RichBlockAnchor type=anchor name
RichBlockList type=list items:[RichBlockListItem]
RichBlockBlockQuotation type=blockquote blocks:[RichBlock] credit?:RichText
RichBlockExpandableBlockQuotation type=expandable_blockquote text:RichText credit?:RichText
RichBlockPullQuotation type=pullquote text:RichText credit?:RichText
RichBlockCollage type=collage blocks:[RichBlock] caption?:RichBlockCaption
RichBlockSlideshow type=slideshow blocks:[RichBlock] caption?:RichBlockCaption
RichBlockTable type=table cells:[[RichBlockTableCell]] is_bordered?:True is_striped?:True is_compact?:True
  caption?:RichText
RichBlockDetails type=details summary:RichText blocks:[RichBlock] is_open?:True
RichBlockMap type=map location:Location zoom:int width:int height:int caption?:RichBlockCaption
RichBlockButtons type=buttons buttons:[RichMessageButton] align?{left,center,right}
RichBlockAnimation type=animation animation:Animation has_spoiler?:True caption?:RichBlockCaption
RichBlockAudio type=audio audio:Audio caption?:RichBlockCaption
RichBlockDocument type=document document:Document caption?:RichBlockCaption
RichBlockPhoto type=photo photo:[PhotoSize] has_spoiler?:True caption?:RichBlockCaption
RichBlockVideo type=video video:Video has_spoiler?:True caption?:RichBlockCaption
RichBlockVoiceNote type=voice_note voice_note:Voice caption?:RichBlockCaption
RichBlockThinking type=thinking text:RichText
InputRichBlockListItem blocks:[InputRichBlock] has_checkbox?:True is_checked?:True value?:int type?{a,A,i,I,1}
InputRichBlock = InputRichBlockParagraph InputRichBlockSectionHeading InputRichBlockPreformatted InputRichBlockFooter
  InputRichBlockDivider InputRichBlockMathematicalExpression InputRichBlockAnchor InputRichBlockList
  InputRichBlockBlockQuotation InputRichBlockExpandableBlockQuotation InputRichBlockPullQuotation
  InputRichBlockCollage InputRichBlockSlideshow InputRichBlockTable InputRichBlockDetails InputRichBlockMap
  InputRichBlockButtons InputRichBlockAnimation InputRichBlockAudio InputRichBlockDocument InputRichBlockPhoto
  InputRichBlockVideo InputRichBlockVoiceNote InputRichBlockThinking
InputRichBlockParagraph type=paragraph text:RichText
InputRichBlockSectionHeading type=heading text:RichText size:int
InputRichBlockPreformatted type=pre text:RichText language?
InputRichBlockFooter type=footer text:RichText
InputRichBlockDivider type=divider
InputRichBlockMathematicalExpression type=mathematical_expression expression
InputRichBlockAnchor type=anchor name
InputRichBlockList type=list items:[InputRichBlockListItem]
InputRichBlockBlockQuotation type=blockquote blocks:[InputRichBlock] credit?:RichText
InputRichBlockExpandableBlockQuotation type=expandable_blockquote text:RichText credit?:RichText
InputRichBlockPullQuotation type=pullquote text:RichText credit?:RichText
InputRichBlockCollage type=collage blocks:[InputRichBlock] caption?:RichBlockCaption
InputRichBlockSlideshow type=slideshow blocks:[InputRichBlock] caption?:RichBlockCaption
InputRichBlockTable type=table cells:[[RichBlockTableCell]] is_bordered?:True is_striped?:True is_compact?:True
  caption?:RichText
InputRichBlockDetails type=details summary:RichText blocks:[InputRichBlock] is_open?:True
InputRichBlockMap type=map location:Location zoom?:int width?:int height?:int caption?:RichBlockCaption
InputRichBlockButtons type=buttons buttons:[RichMessageButton] align?{left,center,right}
InputRichBlockAnimation type=animation animation:InputMediaAnimation caption?:RichBlockCaption
InputRichBlockAudio type=audio audio:InputMediaAudio caption?:RichBlockCaption
InputRichBlockDocument type=document document:InputMediaDocument caption?:RichBlockCaption
InputRichBlockPhoto type=photo photo:InputMediaPhoto caption?:RichBlockCaption
InputRichBlockVideo type=video video:InputMediaVideo caption?:RichBlockCaption
InputRichBlockVoiceNote type=voice_note voice_note:InputMediaVoiceNote caption?:RichBlockCaption
InputRichBlockThinking type=thinking text:RichText
InlineQuery id from:User query offset chat_type?{sender,private,group,supergroup,channel} location?:Location
InlineQueryResultsButton text web_app?:WebAppInfo start_parameter?
InlineQueryResult = InlineQueryResultCachedAudio InlineQueryResultCachedDocument InlineQueryResultCachedGif
  InlineQueryResultCachedMpeg4Gif InlineQueryResultCachedPhoto InlineQueryResultCachedSticker
  InlineQueryResultCachedVideo InlineQueryResultCachedVoice InlineQueryResultArticle InlineQueryResultAudio
  InlineQueryResultContact InlineQueryResultGame InlineQueryResultDocument InlineQueryResultGif
  InlineQueryResultLocation InlineQueryResultMpeg4Gif InlineQueryResultPhoto InlineQueryResultVenue
  InlineQueryResultVideo InlineQueryResultVoice
InlineQueryResultArticle type=article id title input_message_content:InputMessageContent
  reply_markup?:InlineKeyboardMarkup url? description? thumbnail_url? thumbnail_width?:int thumbnail_height?:int
InlineQueryResultPhoto type=photo id photo_url thumbnail_url photo_width?:int photo_height?:int title? description?
  caption? parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InlineQueryResultGif type=gif id gif_url gif_width?:int gif_height?:int gif_duration?:int thumbnail_url
  thumbnail_mime_type?{image/jpeg,image/gif,video/mp4} title? caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultMpeg4Gif type=mpeg4_gif id mpeg4_url mpeg4_width?:int mpeg4_height?:int mpeg4_duration?:int
  thumbnail_url thumbnail_mime_type?{image/jpeg,image/gif,video/mp4} title? caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InlineQueryResultVideo type=video id video_url mime_type{text/html,video/mp4} thumbnail_url title caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  video_width?:int video_height?:int video_duration?:int description? reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultAudio type=audio id audio_url title caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] performer? audio_duration?:int reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultVoice type=voice id voice_url title caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] voice_duration?:int reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultDocument type=document id title caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] document_url mime_type{application/pdf,application/zip} description?
  reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent thumbnail_url? thumbnail_width?:int
  thumbnail_height?:int
InlineQueryResultLocation type=location id latitude:float longitude:float title horizontal_accuracy?:float
  live_period?:int heading?:int proximity_alert_radius?:int reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent thumbnail_url? thumbnail_width?:int thumbnail_height?:int
InlineQueryResultVenue type=venue id latitude:float longitude:float title address foursquare_id? foursquare_type?
  google_place_id? google_place_type? reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
  thumbnail_url? thumbnail_width?:int thumbnail_height?:int
InlineQueryResultContact type=contact id phone_number first_name last_name? vcard? reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent thumbnail_url? thumbnail_width?:int thumbnail_height?:int
InlineQueryResultGame type=game id game_short_name reply_markup?:InlineKeyboardMarkup
InlineQueryResultCachedPhoto type=photo id photo_file_id title? description? caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InlineQueryResultCachedGif type=gif id gif_file_id title? caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultCachedMpeg4Gif type=mpeg4_gif id mpeg4_file_id title? caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultCachedSticker type=sticker id sticker_file_id reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultCachedDocument type=document id title document_file_id description? caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] reply_markup?:InlineKeyboardMarkup
  input_message_content?:InputMessageContent
InlineQueryResultCachedVideo type=video id video_file_id title description? caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InlineQueryResultCachedVoice type=voice id voice_file_id title caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InlineQueryResultCachedAudio type=audio id audio_file_id caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] reply_markup?:InlineKeyboardMarkup input_message_content?:InputMessageContent
InputMessageContent = InputTextMessageContent InputRichMessageContent InputLocationMessageContent
  InputVenueMessageContent InputContactMessageContent InputInvoiceMessageContent
InputTextMessageContent message_text parse_mode?{HTML,MarkdownV2,Markdown} entities?:[MessageEntity]
  link_preview_options?:LinkPreviewOptions
InputRichMessageContent rich_message:InputRichMessage
InputLocationMessageContent latitude:float longitude:float horizontal_accuracy?:float live_period?:int heading?:int
  proximity_alert_radius?:int
InputVenueMessageContent latitude:float longitude:float title address foursquare_id? foursquare_type? google_place_id?
  google_place_type?
InputContactMessageContent phone_number first_name last_name? vcard?
InputInvoiceMessageContent title description payload provider_token? currency prices:[LabeledPrice]
  max_tip_amount?:int suggested_tip_amounts?:[int] provider_data? photo_url? photo_size?:int photo_width?:int
  photo_height?:int need_name?:bool need_phone_number?:bool need_email?:bool need_shipping_address?:bool
  send_phone_number_to_provider?:bool send_email_to_provider?:bool is_flexible?:bool
ChosenInlineResult result_id from:User location?:Location inline_message_id? query
LabeledPrice label amount:int
Invoice title description start_parameter currency total_amount:int
ShippingAddress country_code state city street_line1 street_line2 post_code
OrderInfo name? phone_number? email? shipping_address?:ShippingAddress
ShippingOption id title prices:[LabeledPrice]
SuccessfulPayment currency total_amount:int invoice_payload subscription_expiration_date?:date is_recurring?:True
  is_first_recurring?:True shipping_option_id? order_info?:OrderInfo telegram_payment_charge_id
  provider_payment_charge_id
RefundedPayment currency{XTR} total_amount:int invoice_payload telegram_payment_charge_id provider_payment_charge_id?
ShippingQuery id from:User invoice_payload shipping_address:ShippingAddress
PreCheckoutQuery id from:User currency total_amount:int invoice_payload shipping_option_id? order_info?:OrderInfo
PaidMediaPurchased from:User paid_media_payload
RevenueWithdrawalState = RevenueWithdrawalStatePending RevenueWithdrawalStateSucceeded RevenueWithdrawalStateFailed
RevenueWithdrawalStatePending type=pending
RevenueWithdrawalStateSucceeded type=succeeded date:date url
RevenueWithdrawalStateFailed type=failed
AffiliateInfo affiliate_user?:User affiliate_chat?:Chat commission_per_mille:int amount:int nanostar_amount?:int
TransactionPartner = TransactionPartnerUser TransactionPartnerChat TransactionPartnerAffiliateProgram
  TransactionPartnerFragment TransactionPartnerTelegramAds TransactionPartnerTelegramApi TransactionPartnerOther
TransactionPartnerUser type=user
  transaction_type{invoice_payment,paid_media_payment,gift_purchase,premium_purchase,business_account_transfer}
  user:User affiliate?:AffiliateInfo invoice_payload? subscription_period?:int paid_media?:[PaidMedia]
  paid_media_payload? gift?:Gift premium_subscription_duration?:int
TransactionPartnerChat type=chat chat:Chat gift?:Gift
TransactionPartnerAffiliateProgram type=affiliate_program sponsor_user?:User commission_per_mille:int
TransactionPartnerFragment type=fragment withdrawal_state?:RevenueWithdrawalState
TransactionPartnerTelegramAds type=telegram_ads
TransactionPartnerTelegramApi type=telegram_api request_count:int
TransactionPartnerOther type=other
StarTransaction id amount:int nanostar_amount?:int date:date source?:TransactionPartner receiver?:TransactionPartner
StarTransactions transactions:[StarTransaction]
PassportData data:[EncryptedPassportElement] credentials:EncryptedCredentials
PassportFile file_id file_unique_id file_size:int file_date:date
EncryptedPassportElement
  type{personal_details,passport,driver_license,identity_card,internal_passport,address,utility_bill,bank_statement,rental_agreement,passport_registration,temporary_registration,phone_number,email}
  data? phone_number? email? files?:[PassportFile] front_side?:PassportFile reverse_side?:PassportFile
  selfie?:PassportFile translation?:[PassportFile] hash
EncryptedCredentials data hash secret
PassportElementError = PassportElementErrorDataField PassportElementErrorFrontSide PassportElementErrorReverseSide
  PassportElementErrorSelfie PassportElementErrorFile PassportElementErrorFiles PassportElementErrorTranslationFile
  PassportElementErrorTranslationFiles PassportElementErrorUnspecified
PassportElementErrorDataField source=data
  type{personal_details,passport,driver_license,identity_card,internal_passport,address} field_name data_hash message
PassportElementErrorFrontSide source=front_side type{passport,driver_license,identity_card,internal_passport}
  file_hash message
PassportElementErrorReverseSide source=reverse_side type{driver_license,identity_card} file_hash message
PassportElementErrorSelfie source=selfie type{passport,driver_license,identity_card,internal_passport} file_hash
  message
PassportElementErrorFile source=file
  type{utility_bill,bank_statement,rental_agreement,passport_registration,temporary_registration} file_hash message
PassportElementErrorFiles source=files
  type{utility_bill,bank_statement,rental_agreement,passport_registration,temporary_registration} file_hashes:[str]
  message
PassportElementErrorTranslationFile source=translation_file
  type{passport,driver_license,identity_card,internal_passport,utility_bill,bank_statement,rental_agreement,passport_registration,temporary_registration}
  file_hash message
PassportElementErrorTranslationFiles source=translation_files
  type{passport,driver_license,identity_card,internal_passport,utility_bill,bank_statement,rental_agreement,passport_registration,temporary_registration}
  file_hashes:[str] message
PassportElementErrorUnspecified source=unspecified type element_hash message
Game title description photo:[PhotoSize] text? text_entities?:[MessageEntity] animation?:Animation
CallbackGame
GameHighScore position:int user:User score:int
getUpdates -> [Update] offset?:int limit?:int timeout?:int allowed_updates?:[str]
setWebhook -> True url certificate?:InputFile ip_address? max_connections?:int allowed_updates?:[str]
  drop_pending_updates?:bool secret_token?
deleteWebhook -> True drop_pending_updates?:bool
getWebhookInfo -> WebhookInfo
getMe -> User
logOut -> True
close -> True
sendMessage -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters text parse_mode?{HTML,MarkdownV2,Markdown}
  entities?:[MessageEntity] link_preview_options?:LinkPreviewOptions disable_notification?:bool protect_content?:bool
  allow_paid_broadcast?:bool message_effect_id? suggested_post_parameters?:SuggestedPostParameters
  reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
forwardMessage -> Message chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int from_chat_id:int|str
  video_start_timestamp?:int disable_notification?:bool protect_content?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters message_id:int
forwardMessages -> [MessageId] chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  from_chat_id:int|str message_ids:[int] disable_notification?:bool protect_content?:bool
copyMessage -> MessageId chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int from_chat_id:int|str
  message_id:int video_start_timestamp?:int caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool disable_notification?:bool protect_content?:bool
  allow_paid_broadcast?:bool message_effect_id? suggested_post_parameters?:SuggestedPostParameters
  reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
copyMessages -> [MessageId] chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int from_chat_id:int|str
  message_ids:[int] disable_notification?:bool protect_content?:bool remove_caption?:bool
sendPhoto -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters photo:InputFile|str caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  has_spoiler?:bool disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendLivePhoto -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters live_photo:InputFile|str photo:InputFile|str caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  has_spoiler?:bool disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendAudio -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters audio:InputFile|str caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] duration?:int performer? title?
  thumbnail?:InputFile|str disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool
  message_effect_id? suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendDocument -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters document:InputFile|str thumbnail?:InputFile|str caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] disable_content_type_detection?:bool
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendVideo -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters video:InputFile|str duration?:int width?:int height?:int
  thumbnail?:InputFile|str cover?:InputFile|str start_timestamp?:int caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool has_spoiler?:bool supports_streaming?:bool
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendAnimation -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters animation:InputFile|str duration?:int width?:int
  height?:int thumbnail?:InputFile|str caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool has_spoiler?:bool disable_notification?:bool
  protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendVoice -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters voice:InputFile|str caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] duration?:int disable_notification?:bool
  protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendVideoNote -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters video_note:InputFile|str duration?:int length?:int
  thumbnail?:InputFile|str disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool
  message_effect_id? suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendPaidMedia -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  star_count:int media:[InputPaidMedia] payload? caption? parse_mode?{HTML,MarkdownV2,Markdown}
  caption_entities?:[MessageEntity] show_caption_above_media?:bool disable_notification?:bool protect_content?:bool
  allow_paid_broadcast?:bool suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendMediaGroup -> [Message] business_connection_id? chat_id:int|str message_thread_id?:int
  direct_messages_topic_id?:int
  media:[InputMediaAudio|InputMediaDocument|InputMediaLivePhoto|InputMediaPhoto|InputMediaVideo]
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  reply_parameters?:ReplyParameters
sendLocation -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters latitude:float longitude:float horizontal_accuracy?:float
  live_period?:int heading?:int proximity_alert_radius?:int disable_notification?:bool protect_content?:bool
  allow_paid_broadcast?:bool message_effect_id? suggested_post_parameters?:SuggestedPostParameters
  reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendVenue -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters latitude:float longitude:float title address foursquare_id?
  foursquare_type? google_place_id? google_place_type? disable_notification?:bool protect_content?:bool
  allow_paid_broadcast?:bool message_effect_id? suggested_post_parameters?:SuggestedPostParameters
  reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendContact -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters phone_number first_name last_name? vcard?
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendPoll -> Message business_connection_id? chat_id:int|str message_thread_id?:int question
  question_parse_mode?{HTML,MarkdownV2,Markdown} question_entities?:[MessageEntity] options:[InputPollOption]
  is_anonymous?:bool type?{quiz,regular} allows_multiple_answers?:bool allows_revoting?:bool shuffle_options?:bool
  allow_adding_options?:bool hide_results_until_closes?:bool members_only?:bool country_codes?:[str]
  correct_option_ids?:[int] explanation? explanation_parse_mode?{HTML,MarkdownV2,Markdown}
  explanation_entities?:[MessageEntity] explanation_media?:InputPollMedia open_period?:int close_date?:date
  is_closed?:bool description? description_parse_mode?{HTML,MarkdownV2,Markdown} description_entities?:[MessageEntity]
  media?:InputPollMedia disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendChecklist -> Message business_connection_id chat_id:int|str checklist:InputChecklist disable_notification?:bool
  protect_content?:bool message_effect_id? reply_parameters?:ReplyParameters reply_markup?:InlineKeyboardMarkup
sendDice -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  emoji?{🎲,🎯,🏀,⚽,🎳,🎰} disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendMessageDraft -> True chat_id:int message_thread_id?:int draft_id:int text? parse_mode?{HTML,MarkdownV2,Markdown}
  entities?:[MessageEntity] can_stop?:bool keep_on_stop?:bool
sendChatAction -> True business_connection_id? chat_id:int|str message_thread_id?:int
  action{typing,upload_photo,record_video,upload_video,record_voice,upload_voice,upload_document,choose_sticker,find_location,record_video_note,upload_video_note}
setMessageReaction -> True chat_id:int|str message_id:int reaction?:[ReactionType] is_big?:bool
getUserProfilePhotos -> UserProfilePhotos user_id:int offset?:int limit?:int
getUserProfileAudios -> UserProfileAudios user_id:int offset?:int limit?:int
setUserEmojiStatus -> True user_id:int emoji_status_custom_emoji_id? emoji_status_expiration_date?:date
getFile -> File file_id
banChatMember -> True chat_id:int|str user_id:int until_date?:date revoke_messages?:bool
unbanChatMember -> True chat_id:int|str user_id:int only_if_banned?:bool
restrictChatMember -> True chat_id:int|str user_id:int permissions:ChatPermissions
  use_independent_chat_permissions?:bool until_date?:date
promoteChatMember -> True chat_id:int|str user_id:int is_anonymous?:bool can_manage_chat?:bool
  can_delete_messages?:bool can_manage_video_chats?:bool can_restrict_members?:bool can_promote_members?:bool
  can_change_info?:bool can_invite_users?:bool can_post_stories?:bool can_edit_stories?:bool can_delete_stories?:bool
  can_post_messages?:bool can_edit_messages?:bool can_pin_messages?:bool can_manage_topics?:bool
  can_manage_direct_messages?:bool can_manage_tags?:bool can_send_welcome_messages?:bool
setChatAdministratorCustomTitle -> True chat_id:int|str user_id:int custom_title
setChatMemberTag -> True chat_id:int|str user_id:int tag?
banChatSenderChat -> True chat_id:int|str sender_chat_id:int
unbanChatSenderChat -> True chat_id:int|str sender_chat_id:int
setChatPermissions -> True chat_id:int|str permissions:ChatPermissions use_independent_chat_permissions?:bool
exportChatInviteLink -> str chat_id:int|str
createChatInviteLink -> ChatInviteLink chat_id:int|str name? expire_date?:date member_limit?:int
  creates_join_request?:bool
editChatInviteLink -> ChatInviteLink chat_id:int|str invite_link name? expire_date?:date member_limit?:int
  creates_join_request?:bool
createChatSubscriptionInviteLink -> ChatInviteLink chat_id:int|str name? subscription_period:int{2592000}
  subscription_price:int
editChatSubscriptionInviteLink -> ChatInviteLink chat_id:int|str invite_link name?
revokeChatInviteLink -> ChatInviteLink chat_id:int|str invite_link
approveChatJoinRequest -> True chat_id:int|str user_id:int
declineChatJoinRequest -> True chat_id:int|str user_id:int
answerChatJoinRequestQuery -> True chat_join_request_query_id result{approve,decline,queue}
sendChatJoinRequestWebApp -> True chat_join_request_query_id web_app_url
setChatPhoto -> True chat_id:int|str photo:InputFile
deleteChatPhoto -> True chat_id:int|str
setChatTitle -> True chat_id:int|str title
setChatDescription -> True chat_id:int|str description?
pinChatMessage -> True business_connection_id? chat_id:int|str message_id:int disable_notification?:bool
unpinChatMessage -> True business_connection_id? chat_id:int|str message_id?:int
unpinAllChatMessages -> True chat_id:int|str
leaveChat -> True chat_id:int|str
getChat -> ChatFullInfo chat_id:int|str
getChatAdministrators -> [ChatMember] chat_id:int|str return_bots?:bool
getChatMemberCount -> int chat_id:int|str
getChatMember -> ChatMember chat_id:int|str user_id:int
getUserPersonalChatMessages -> [Message] user_id:int limit:int
setChatStickerSet -> True chat_id:int|str sticker_set_name
deleteChatStickerSet -> True chat_id:int|str
getForumTopicIconStickers -> [Sticker]
createForumTopic -> ForumTopic chat_id:int|str name
  icon_color?:int{7322096,16766590,13338331,9367192,16749490,16478047} icon_custom_emoji_id?
editForumTopic -> True chat_id:int|str message_thread_id:int name? icon_custom_emoji_id?
closeForumTopic -> True chat_id:int|str message_thread_id:int
reopenForumTopic -> True chat_id:int|str message_thread_id:int
deleteForumTopic -> True chat_id:int|str message_thread_id:int
unpinAllForumTopicMessages -> True chat_id:int|str message_thread_id:int
editGeneralForumTopic -> True chat_id:int|str name
closeGeneralForumTopic -> True chat_id:int|str
reopenGeneralForumTopic -> True chat_id:int|str
hideGeneralForumTopic -> True chat_id:int|str
unhideGeneralForumTopic -> True chat_id:int|str
unpinAllGeneralForumTopicMessages -> True chat_id:int|str
answerCallbackQuery -> True callback_query_id text? show_alert?:bool url? cache_time?:int
answerGuestQuery -> SentGuestMessage guest_query_id result:InlineQueryResult
getUserChatBoosts -> UserChatBoosts chat_id:int|str user_id:int
getBusinessConnection -> BusinessConnection business_connection_id
getManagedBotToken -> str user_id:int
replaceManagedBotToken -> str user_id:int
getManagedBotAccessSettings -> BotAccessSettings user_id:int
setManagedBotAccessSettings -> True user_id:int is_access_restricted:bool added_user_ids?:[int]
setMyCommands -> True commands:[BotCommand] scope?:BotCommandScope language_code?
deleteMyCommands -> True scope?:BotCommandScope language_code?
getMyCommands -> [BotCommand] scope?:BotCommandScope language_code?
setMyName -> True name? language_code?
getMyName -> BotName language_code?
setMyDescription -> True description? language_code?
getMyDescription -> BotDescription language_code?
setMyShortDescription -> True short_description? language_code?
getMyShortDescription -> BotShortDescription language_code?
setMyProfilePhoto -> True photo:InputProfilePhoto
removeMyProfilePhoto -> True
setChatMenuButton -> True chat_id?:int menu_button?:MenuButton
getChatMenuButton -> MenuButton chat_id?:int
setMyDefaultAdministratorRights -> True rights?:ChatAdministratorRights for_channels?:bool
getMyDefaultAdministratorRights -> ChatAdministratorRights for_channels?:bool
getAvailableGifts -> Gifts
sendGift -> True user_id?:int chat_id?:int|str gift_id pay_for_upgrade?:bool text?
  text_parse_mode?{HTML,MarkdownV2,Markdown} text_entities?:[MessageEntity]
giftPremiumSubscription -> True user_id:int month_count:int{3,6,12} star_count:int text?
  text_parse_mode?{HTML,MarkdownV2,Markdown} text_entities?:[MessageEntity]
verifyUser -> True user_id:int custom_description?
verifyChat -> True chat_id:int|str custom_description?
removeUserVerification -> True user_id:int
removeChatVerification -> True chat_id:int|str
readBusinessMessage -> True business_connection_id chat_id:int message_id:int
deleteBusinessMessages -> True business_connection_id message_ids:[int]
setBusinessAccountName -> True business_connection_id first_name last_name?
setBusinessAccountUsername -> True business_connection_id username?
setBusinessAccountBio -> True business_connection_id bio?
setBusinessAccountProfilePhoto -> True business_connection_id photo:InputProfilePhoto is_public?:bool
removeBusinessAccountProfilePhoto -> True business_connection_id is_public?:bool
setBusinessAccountGiftSettings -> True business_connection_id show_gift_button:bool
  accepted_gift_types:AcceptedGiftTypes
getBusinessAccountStarBalance -> StarAmount business_connection_id
transferBusinessAccountStars -> True business_connection_id star_count:int
getBusinessAccountGifts -> OwnedGifts business_connection_id exclude_unsaved?:bool exclude_saved?:bool
  exclude_unlimited?:bool exclude_limited_upgradable?:bool exclude_limited_non_upgradable?:bool exclude_unique?:bool
  exclude_from_blockchain?:bool sort_by_price?:bool offset? limit?:int
getUserGifts -> OwnedGifts user_id:int exclude_unlimited?:bool exclude_limited_upgradable?:bool
  exclude_limited_non_upgradable?:bool exclude_from_blockchain?:bool exclude_unique?:bool sort_by_price?:bool offset?
  limit?:int
getChatGifts -> OwnedGifts chat_id:int|str exclude_unsaved?:bool exclude_saved?:bool exclude_unlimited?:bool
  exclude_limited_upgradable?:bool exclude_limited_non_upgradable?:bool exclude_from_blockchain?:bool
  exclude_unique?:bool sort_by_price?:bool offset? limit?:int
convertGiftToStars -> True business_connection_id owned_gift_id
upgradeGift -> True business_connection_id owned_gift_id keep_original_details?:bool star_count?:int
transferGift -> True business_connection_id owned_gift_id new_owner_chat_id:int star_count?:int
postStory -> Story business_connection_id content:InputStoryContent active_period:int{21600,43200,86400,172800}
  caption? parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] areas?:[StoryArea]
  post_to_chat_page?:bool protect_content?:bool
repostStory -> Story business_connection_id from_chat_id:int from_story_id:int
  active_period:int{21600,43200,86400,172800} post_to_chat_page?:bool protect_content?:bool
editStory -> Story business_connection_id story_id:int content:InputStoryContent caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] areas?:[StoryArea]
deleteStory -> True business_connection_id story_id:int
answerWebAppQuery -> SentWebAppMessage web_app_query_id result:InlineQueryResult
savePreparedInlineMessage -> PreparedInlineMessage user_id:int result:InlineQueryResult allow_user_chats?:bool
  allow_bot_chats?:bool allow_group_chats?:bool allow_channel_chats?:bool
savePreparedKeyboardButton -> PreparedKeyboardButton user_id:int button:KeyboardButton
editMessageText -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id? text?
  parse_mode?{HTML,MarkdownV2,Markdown} entities?:[MessageEntity] link_preview_options?:LinkPreviewOptions
  rich_message?:InputRichMessage reply_markup?:InlineKeyboardMarkup
editMessageCaption -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id?
  caption? parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup
editMessageMedia -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id?
  media:InputMedia reply_markup?:InlineKeyboardMarkup
editMessageLiveLocation -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id?
  latitude:float longitude:float live_period?:int horizontal_accuracy?:float heading?:int proximity_alert_radius?:int
  reply_markup?:InlineKeyboardMarkup
stopMessageLiveLocation -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id?
  reply_markup?:InlineKeyboardMarkup
editMessageChecklist -> Message business_connection_id chat_id:int|str message_id:int checklist:InputChecklist
  reply_markup?:InlineKeyboardMarkup
editMessageReplyMarkup -> Message|True business_connection_id? chat_id?:int|str message_id?:int inline_message_id?
  reply_markup?:InlineKeyboardMarkup
stopPoll -> Poll business_connection_id? chat_id:int|str message_id:int reply_markup?:InlineKeyboardMarkup
editEphemeralMessageText -> True chat_id:int|str receiver_user_id:int ephemeral_message_id:int text?
  parse_mode?{HTML,MarkdownV2,Markdown} entities?:[MessageEntity] rich_message?:InputRichMessage
  link_preview_options?:LinkPreviewOptions reply_markup?:InlineKeyboardMarkup
editEphemeralMessageMedia -> True chat_id:int|str receiver_user_id:int ephemeral_message_id:int media:InputMedia
  reply_markup?:InlineKeyboardMarkup
editEphemeralMessageCaption -> True chat_id:int|str receiver_user_id:int ephemeral_message_id:int caption?
  parse_mode?{HTML,MarkdownV2,Markdown} caption_entities?:[MessageEntity] show_caption_above_media?:bool
  reply_markup?:InlineKeyboardMarkup
editEphemeralMessageReplyMarkup -> True chat_id:int|str receiver_user_id:int ephemeral_message_id:int
  reply_markup?:InlineKeyboardMarkup
approveSuggestedPost -> True chat_id:int message_id:int send_date?:date
declineSuggestedPost -> True chat_id:int message_id:int comment?
deleteMessage -> True chat_id:int|str message_id:int
deleteMessages -> True chat_id:int|str message_ids:[int]
deleteEphemeralMessage -> True chat_id:int|str receiver_user_id:int ephemeral_message_id:int
deleteMessageReaction -> True chat_id:int|str message_id:int user_id?:int actor_chat_id?:int
deleteAllMessageReactions -> True chat_id:int|str user_id?:int actor_chat_id?:int
sendSticker -> Message business_connection_id? chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int
  ephemeral_message_parameters?:EphemeralMessageParameters sticker:InputFile|str emoji? disable_notification?:bool
  protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
getStickerSet -> StickerSet name
getCustomEmojiStickers -> [Sticker] custom_emoji_ids:[str]
uploadStickerFile -> File user_id:int sticker:InputFile sticker_format{static,animated,video}
createNewStickerSet -> True user_id:int name title stickers:[InputSticker] sticker_type?{regular,mask,custom_emoji}
  needs_repainting?:bool
addStickerToSet -> True user_id:int name sticker:InputSticker
setStickerPositionInSet -> True sticker position:int
deleteStickerFromSet -> True sticker
replaceStickerInSet -> True user_id:int name old_sticker sticker:InputSticker
setStickerEmojiList -> True sticker emoji_list:[str]
setStickerKeywords -> True sticker keywords?:[str]
setStickerMaskPosition -> True sticker mask_position?:MaskPosition
setStickerSetTitle -> True name title
setStickerSetThumbnail -> True name user_id:int thumbnail?:InputFile|str format{static,animated,video}
setCustomEmojiStickerSetThumbnail -> True name custom_emoji_id?
deleteStickerSet -> True name
sendRichMessage -> Message business_connection_id? chat_id:int|str message_thread_id?:int
  direct_messages_topic_id?:int ephemeral_message_parameters?:EphemeralMessageParameters rich_message:InputRichMessage
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
sendRichMessageDraft -> True chat_id:int message_thread_id?:int draft_id:int rich_message:InputRichMessage
  can_stop?:bool keep_on_stop?:bool
answerInlineQuery -> True inline_query_id results:[InlineQueryResult] cache_time?:int is_personal?:bool next_offset?
  button?:InlineQueryResultsButton
sendInvoice -> Message chat_id:int|str message_thread_id?:int direct_messages_topic_id?:int title description payload
  provider_token? currency prices:[LabeledPrice] max_tip_amount?:int suggested_tip_amounts?:[int] start_parameter?
  provider_data? photo_url? photo_size?:int photo_width?:int photo_height?:int need_name?:bool need_phone_number?:bool
  need_email?:bool need_shipping_address?:bool send_phone_number_to_provider?:bool send_email_to_provider?:bool
  is_flexible?:bool disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  suggested_post_parameters?:SuggestedPostParameters reply_parameters?:ReplyParameters
  reply_markup?:InlineKeyboardMarkup
createInvoiceLink -> str business_connection_id? title description payload provider_token? currency
  prices:[LabeledPrice] subscription_period?:int{2592000} max_tip_amount?:int suggested_tip_amounts?:[int]
  provider_data? photo_url? photo_size?:int photo_width?:int photo_height?:int need_name?:bool need_phone_number?:bool
  need_email?:bool need_shipping_address?:bool send_phone_number_to_provider?:bool send_email_to_provider?:bool
  is_flexible?:bool
answerShippingQuery -> True shipping_query_id ok:bool shipping_options?:[ShippingOption] error_message?
answerPreCheckoutQuery -> True pre_checkout_query_id ok:bool error_message?
getMyStarBalance -> StarAmount
getStarTransactions -> StarTransactions offset?:int limit?:int
refundStarPayment -> True user_id:int telegram_payment_charge_id
editUserStarSubscription -> True user_id:int telegram_payment_charge_id is_canceled:bool
setPassportDataErrors -> True user_id:int errors:[PassportElementError]
sendGame -> Message business_connection_id? chat_id:int|str message_thread_id?:int game_short_name
  disable_notification?:bool protect_content?:bool allow_paid_broadcast?:bool message_effect_id?
  reply_parameters?:ReplyParameters reply_markup?:InlineKeyboardMarkup
setGameScore -> Message|True user_id:int score:int force?:bool disable_edit_message?:bool chat_id?:int message_id?:int
  inline_message_id?
getGameHighScores -> [GameHighScore] user_id:int chat_id?:int message_id?:int inline_message_id?
"""  # noqa: E501 (an emoji counts as two letters)

# What a bot sends to itself, in rows of the same form; those of a type that is above add fields to it. Telegram never
# sends these kinds: the webhook refuses them, and only apps that name them get them.
_OWN_KINDS = ("job",)
_OWN_TYPES = ("Job", "JobData")
_OWN_SCHEMA = """\
Update job?:Job
Job id name due:date chat?:Chat user?:User data:JobData message_thread_id?:int is_topic_message?:True
  business_connection_id? direct_messages_topic?:DirectMessagesTopic
JobData
"""


###############################################################################
# Entries of the schema #######################################################
###############################################################################


class Field(NamedTuple):
    """A field of a type or a parameter of a method."""

    name: str  #: Telegram's name
    type: str  #: Telegram's type in Python's notation: `str`, `list[PhotoSize]`, `int | str`, `datetime`
    required: bool
    literal: str | int | None = None  #: the only value that the field has
    zero: bool = False  #: a date in which 0 is a word of its own, such as "forever"
    attach: bool = False  #: a string that also takes a file
    about: bool = False  #: what a message can be about: the values of `Message.content_type`
    values: tuple[str, ...] = ()  #: the values that are known so far; Telegram may send others

    @property
    def python_name(self) -> str:
        """Return the attribute's name: `from_user` for `from`, else Telegram's own."""
        if keyword.iskeyword(self.name):
            return self.name + "_user"
        return self.name

    @property
    def is_positional(self) -> bool:
        """Return whether a constructor takes it by position: it is required, and has more than one value."""
        return self.required and self.literal is None


class Entry(NamedTuple):
    """A type or a method of the schema; a union has *members* instead of *fields*, a method has *returns*."""

    name: str
    fields: tuple[Field, ...]
    members: tuple[str, ...] = ()
    returns: str | None = None

    @property
    def literals(self) -> dict[str, str | int]:
        """Return the fields that have one value only, with that value."""
        return {field.name: field.literal for field in self.fields if field.literal is not None}

    @property
    def required(self) -> set[str]:
        """Return the names of the required fields."""
        return {field.name for field in self.fields if field.required}

    @property
    def link(self) -> str:
        """Return the address of the official section; of a type of ours, what explains it."""
        if self.name in _OWN_TYPES:
            return "See scaletg_contrib.jobs"
        return f"https://core.telegram.org/bots/api#{self.name.lower()}"


_WORD = re.compile(
    r"(?P<name>\w+)(?P<optional>\??)(?P<attach>\^?)(?P<about>\*?)(?:=(?P<literal>\w+))?"
    r"(?::(?P<type>[^\s{]+))?(?:\{(?P<values>[^}]*)\})?"
)


def _parse_field(word: str) -> Field:
    part: Any = _WORD.fullmatch(word)
    literal, kind = part["literal"], part["type"] or "str"
    if literal and literal.isdigit():
        literal, kind = int(literal), "int"
    if kind == "True" and not part["optional"]:  # it has no other value
        literal = True
    marks = kind.endswith("date0"), bool(part["attach"]), bool(part["about"])
    values: tuple[str, ...] = ()
    if part["values"]:
        values = tuple(part["values"].split(","))
    return Field(part["name"], _python_type(kind), not part["optional"], literal, *marks, values)


@functools.cache
def _python_type(kind: str) -> str:
    return re.sub(r"\bdate0?\b", "datetime", kind).replace("[", "list[").replace("|", " | ")


@functools.cache
def _parse_entry(row: str) -> Entry:
    name, *words = row.split()
    if words[:1] == ["="]:
        return Entry(name, (), members=tuple(map(_python_type, words[1:])))
    returns = None
    if words[:1] == ["->"]:
        returns, words = _python_type(words[1]), words[2:]
    return Entry(name, tuple(map(_parse_field, words)), returns=returns)


class _Entries(UserDict[str, Any]):
    """The entries of the schema by name, parsed when they are first asked for."""

    def __getitem__(self, name: str) -> Entry:
        return _parse_entry(self.data[name])


class Schema:
    """The Bot API as data: `schema.types["Message"]` and `schema.methods["sendMessage"]` are entries with fields."""

    def __init__(self, text: str) -> None:
        types: dict[str, str] = {}
        methods: dict[str, str] = {}
        self._union_rows: dict[str, str] = {}  # what a type is a member of is found without parsing all the others
        for row in text.replace("\n ", "").splitlines():
            name, _, words = row.partition(" ")
            if name in types:
                types[name] += f" {words}"
            elif name[0].isupper():
                types[name] = row
            else:
                methods[name] = row
            if words.startswith("= "):
                self._union_rows[name] = row
        #: The types by name, in the order of the official page.
        self.types: Mapping[str, Entry] = _Entries(types)
        #: The methods by name, in the order of the official page.
        self.methods: Mapping[str, Entry] = _Entries(methods)

    @functools.cached_property
    def kinds(self) -> dict[str, str]:
        """Return the kinds of update with the type that each carries."""
        return {field.name: field.type for field in self.types["Update"].fields if field.name != "update_id"}

    @functools.cached_property
    def usual_kinds(self) -> tuple[str, ...]:
        """Return the kinds of update that Telegram sends; the others come from the bot itself."""
        return tuple(kind for kind in self.kinds if kind not in _OWN_KINDS)

    @functools.cached_property
    def unions(self) -> dict[str, list[str]]:
        """Return the unions of which each type is a member: `ChatMemberOwner` of `ChatMember`."""
        found: dict[str, list[str]] = {}
        for name in self._union_rows:
            for member in self.types[name].members:
                found.setdefault(member, []).append(name)
        return found

    @functools.cached_property
    def functions(self) -> dict[str, str]:
        """Return the Bot API's methods by the names of `bot.api`: `send_message` is `sendMessage`."""
        return {re.sub("([A-Z])", r"_\1", name).lower(): name for name in self.methods}


#: The whole Bot API of version `API_VERSION`.
schema = Schema(_SCHEMA + _OWN_SCHEMA)
del _SCHEMA  # `schema` has its rows


###############################################################################
# Objects #####################################################################
###############################################################################


def _telegram_name(name: str) -> str:
    """Return Telegram's name of one of our attributes: `from` is a Python keyword."""
    if name == "from_user":
        return "from"
    return name


class Object:
    """A Telegram dictionary as an object: every key that Telegram sent is an attribute.

    A known field that is absent is `None`; nested dictionaries are converted when they are first read; dates are
    timezone-aware datetimes in UTC, except for values that are not dates (0 for "forever", years after 9999), which
    stay numbers. A key that has the name of a verb (`reply`) or of a Python word is found in `to_dict()`.
    """

    __slots__ = ("__weakref__", "_bot", "_raw", "_read")
    _entry = Entry("Object", ())
    _names: ClassVar[dict[str, str]] = {}  # Telegram's name -> ours, for the known fields
    _places: ClassVar[list[str]] = []  # what the constructor takes by place
    _literals: ClassVar[dict[str, Any]] = {}  # the fields that have one value only
    _entity_fields: ClassVar[frozenset[str]] = frozenset()  # the entities of texts that can have a parse mode instead
    # What `_take_values` needs: how each known field takes a value, the required ones, and `_literals`.
    _form: ClassVar[tuple[dict[str, _FieldForm], Sequence[str], dict[str, Any]]] = ({}, (), {})
    __hash__ = None  # type: ignore[assignment]  # objects can change, as lists can

    def __init__(self, *values: Any, **fields: Any) -> None:
        """Take the required fields in the official order, the optional ones by name."""
        given = fields
        if values:
            given = self._name_values(values)
            for name, value in fields.items():
                if _telegram_name(name) in given:
                    raise TypeError(f"{self._entry.name} got two values for {name!r}")
                given[name] = value
        if "from_user" in given:
            if "from" in given:
                raise TypeError(f"{self._entry.name} got two values for 'from_user'")
            given["from"] = given.pop("from_user")
        self._begin(_take_values(type(self), given), None)

    def _name_values(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return the values that a constructor takes by place, with their names."""
        places = self._places
        if len(values) > len(places):
            link = self._entry.link
            order = ", ".join(self._names[place] for place in places)
            taken = f"only {order}" if places else "nothing"
            raise TypeError(f"{self._entry.name} takes {taken} by position: write the others as name=value. {link}")
        return dict(zip(places, values))

    def _begin(self, raw: dict[str, Any], bot: Bot | None) -> None:
        self._raw = raw
        self._read: dict[str, Any] = _UNREAD
        self._bot = bot

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], bot: Bot | None = None) -> Any:
        """Make an object of a dictionary in Telegram's form, which is kept and not copied. Never raises for a dict.

        Of a union, such as `ChatMember`, it is an object of the member that the dictionary is.
        """
        if not isinstance(data, dict):
            raise TypeError(f"{cls.__name__}.from_dict takes a dictionary, not {type(data).__name__}")
        if cls._entry.members:
            cls = _member(cls._entry.members, data)
        return _wrap(cls, data, bot)

    def to_dict(self) -> dict[str, Any]:
        """Return Telegram's own form: nothing that came in is lost, what is not set is left out."""
        read = self._read
        return {key: _plain(read.get(key, value)) for key, value in self._raw.items()}

    def __getattr__(self, name: str) -> Any:
        """Find what is not a known field: a key that the schema does not have, or `from`."""
        if name in Object.__slots__:  # half-made, as in unpickling
            raise AttributeError(name)
        key = _telegram_name(name)
        if key in self._raw or key in self._names:
            return self._get(key)
        raise _NoField(self, name=name)

    def _get(self, key: str) -> Any:
        """Return what Telegram's *key* holds, converted, also where a verb of ours has that name."""
        if key in self._names:
            return getattr(self, self._names[key])
        if key not in self._read:
            _keep_read(self, key, _generic(self._raw[key], self._bot))
        return self._read[key]

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._raw})

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    def __repr__(self) -> str:
        pairs = []
        for key in self._raw:
            name = key
            if key == "from":  # a Python keyword
                name = "from_user"
            pairs.append(f"{name}={self._get(key)!r}")
        return f"{type(self).__name__}({', '.join(pairs)})"

    def __copy__(self) -> Any:
        return type(self).from_dict(self.to_dict(), self._bot)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self.__copy__()

    def __replace__(self, /, **changes: Any) -> Any:  # for copy.replace of Python 3.13
        import attr

        return attr.evolve(self, **changes)  # type: ignore[misc]  # of the schema's classes, see `_OnDemand`

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_dict, (self.to_dict(),)


def bot_of(value: Object) -> Bot | None:
    """Return the bot to which an object was sent; `None` for an object that a program made."""
    return value._bot


# How a field takes the value that an author gives: its place on the official page; the function that checks a value in
# a form of ours and gives it Telegram's, if there is one; whether the field has the entities of a text that can have a
# parse mode instead. Such a text has no parse mode if they are given, even as `None`, which is kept as an empty list.
# It is a plain tuple, because one of a class takes longer to unpack.
_FieldForm = tuple[int, "Callable[[str, Any], Any] | None", bool]


def _take_values(cls: type[Object], given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a new object, given by Telegram's names, in the order of the official page.

    Raises `TypeError` for a name that the class does not have, and for a required one that is missing.
    """
    forms, required, literals = cls._form
    raw: dict[str, Any] = {}
    last, is_ordered = -1, not literals
    for name, value in given.items():
        form = forms.get(name)
        if form is None:
            hint = _suggest(name, cls._names.values())
            raise TypeError(f"{cls._entry.name} has no {name!r}.{hint} {cls._entry.link}")
        place, check, is_entities = form
        if place < last:
            is_ordered = False
        last = place
        if value is None:
            if is_entities and len(given) < len(forms):  # not in a copy by attrs.evolve, which names every field
                raw[name] = []
        elif check is None:
            raw[name] = value
        else:
            raw[name] = check(cls._names[name], value)
    for name in required:
        if name not in given:
            missing = ", ".join(cls._names[name] for name in required if name not in given)
            raise TypeError(f"{cls._entry.name} needs {missing}: {cls._entry.link}")
    if is_ordered:
        return raw
    raw = {**literals, **raw}
    return {name: raw[name] for name in forms if name in raw}


def _check_values(cls: type[Object], given: dict[str, Any]) -> None:
    """Check the values of a method's parameters, and put each in the form in which it is kept, as `_take_values` does.

    Any name is accepted, and none is required.
    """
    forms = cls._form[0]
    for name, value in given.items():
        if name not in forms:
            continue
        _, check, is_entities = forms[name]
        if value is None:
            if is_entities and len(given) < len(forms):
                given[name] = []
        elif check is not None:
            given[name] = check(cls._names[name], value)


class _NoField(AttributeError):
    """An unknown name. A near one is only looked for when the message is read: `hasattr` asks often and never does."""

    def __str__(self) -> str:
        (owner,) = self.args
        hint = _suggest(str(self.name), [*owner._raw, *dir(type(owner))])
        text = f"{type(owner).__name__} has no {self.name!r}.{hint}"
        if owner._entry.fields:
            text += f" {owner._entry.link}"
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return AttributeError, (str(self),)


_new = object.__new__
_UNREAD: dict[str, Any] = {}  # what nothing was read of yet: shared by all, so nothing is ever written to it


def _wrap(cls: type[Object], raw: dict[str, Any], bot: Bot | None) -> Any:
    self = _new(cls)
    self._raw = raw
    self._read = _UNREAD
    self._bot = bot
    return self


def _keep_read(owner: Object, key: str, value: Any) -> None:
    """Keep what a field was converted to, so that the next read gives the same object."""
    if owner._read is _UNREAD:
        owner._read = {key: value}
    else:
        owner._read[key] = value


_PLAIN = frozenset({str, int, float, bool, type(None)})  # looked for first, because most values are of these


def _plain(value: Any) -> Any:
    """Return *value* in Telegram's form: objects become dictionaries, dates become seconds."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Object):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        _check_zone("a date", value)
        return int(value.timestamp())  # type: ignore[attr-defined]  # it is a datetime, or the line before raised
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value


def _check_zone(name: str, value: Any) -> None:
    """Raise an error for a date that is not a moment: a day, or a time without a zone."""
    if not isinstance(value, datetime):
        if isinstance(value, date):
            example = f"datetime({value.year}, {value.month}, {value.day}, tzinfo=UTC)"
            raise TypeError(f"{name}: {value!r} is a whole day: write the time and its zone, for example {example}")
    elif value.utcoffset() is None:
        zone = "value.replace(tzinfo=ZoneInfo('Europe/Berlin')), or value.astimezone() for the zone of this machine"
        raise ValueError(f"{name}: {value!r} has no time zone: add the zone that you mean, {zone}")


def _check_date(name: str, value: Any) -> Any:
    """Return the moment that an author gave: a duration counts from now."""
    if isinstance(value, timedelta):
        return int(time.time() + value.total_seconds())
    _check_zone(name, value)
    return value


def _check_markup_kinds(kinds: tuple[str, ...]) -> Callable[[str, Any], Any]:
    """Return the check of a field that takes these *kinds* of keyboard."""

    def check(name: str, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            rows = ""
            if "ReplyKeyboardMarkup" in kinds:
                if value and all(map(_is_row_of_strings, value)):
                    return reply_keyboard(*value)
                rows = "rows of strings, for a reply keyboard, or "
            raise TypeError(f"{name} takes {rows}what inline_keyboard(...) returns, not {value!r}")
        is_of_schema = isinstance(value, Object) and type(value) is not Object
        if is_of_schema and value._entry.name not in kinds:
            raise TypeError(f"{name} takes {' or '.join(kinds)}, not {type(value).__name__}")
        if not isinstance(value, Object) and not _is_raw_keyboard(value, kinds):
            raise TypeError(f"{name} takes what inline_keyboard(...) or reply_keyboard(...) returns, not {value!r}")
        return value

    return check


def _is_raw_keyboard(value: Any, kinds: tuple[str, ...]) -> bool:
    """Return whether a value can be one of these *kinds* of keyboard as Telegram writes it: a dictionary, or JSON."""
    if isinstance(value, dict):
        return not value or any(_entry_of(kind).fields[0].name in value for kind in kinds)
    return value is None or isinstance(value, str)  # what is not JSON is refused by Telegram, with a reason


def _is_row_of_strings(row: Any) -> bool:
    return isinstance(row, (list, tuple)) and all(map(_is_text, row))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _check_rows(kind: str) -> Callable[[str, Any], Any]:
    """Return the check of a field that takes rows of buttons of a *kind*."""

    def check(name: str, value: Any) -> Any:
        rows = []
        if _is_list(value) and all(map(_is_list, value)):
            for row in value:
                rows.append([_button(part, kind) for part in row])
            return rows
        helper = "reply_keyboard"
        if kind == "InlineKeyboardButton":
            helper = "inline_keyboard"
        raise TypeError(f"{name} takes a list of rows, and a row is a list of buttons: see {helper}(...)")

    return check


def _number_as_text(name: str, value: Any) -> Any:
    if type(value) is int:
        return str(value)
    return value


def _check_of(field: Field) -> Callable[[str, Any], Any] | None:
    """Return the check of what an author gives for a field, `None` if anything is taken as it is."""
    if field.type == "datetime":
        return _check_date
    if field.name == "reply_markup":
        return _check_markup_kinds(tuple(field.type.split(" | ")))
    if field.type in ("list[list[InlineKeyboardButton]]", "list[list[KeyboardButton]]"):
        return _check_rows(field.type[10:-2])
    if field.name == "callback_data":
        return _number_as_text
    return None


###############################################################################
# Fields of objects ###########################################################
###############################################################################


# A converter takes a value of Telegram's and the bot, and returns what the attribute holds. What has not the form that
# the schema promises is converted like what the schema does not know: nothing that Telegram may send makes it raise.


def _generic(value: Any, bot: Bot | None) -> Any:
    """Convert what the schema does not know."""
    if isinstance(value, dict):
        return _wrap(Object, value, bot)
    if isinstance(value, list):
        return [_generic(item, bot) for item in value]
    return value


def _date(value: Any, bot: Bot | None) -> Any:
    """Convert Unix time; what is outside of the years 1 to 9999 stays a number."""
    if type(value) is not int:
        return _generic(value, bot)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return value


class _Candidate(NamedTuple):
    """A member of a union that a value may be: it is, if the value has what the member requires."""

    name: str
    required: frozenset[str]


class _Union:
    """The members of a union by what distinguishes them: `by_mark["type"]["photo"]`; *unmarked* are the others."""

    def __init__(self) -> None:
        self.by_mark: dict[str, dict[Any, list[_Candidate]]] = {}
        self.unmarked: list[_Candidate] = []
        #: The pairs of `by_mark`, which are read more often than it is written.
        self.marks: tuple[tuple[str, dict[Any, list[_Candidate]]], ...] = ()


@functools.cache
def _union(members: tuple[str, ...]) -> _Union:
    union = _Union()
    for name in members:
        if name not in schema.types or name == "InputFile":
            continue
        entry = schema.types[name]
        found = union.unmarked
        for field, value in entry.literals.items():  # no type has more than one
            found = union.by_mark.setdefault(field, {}).setdefault(value, [])
        found.append(_Candidate(name, frozenset(entry.required)))
        found.sort(key=lambda candidate: -len(candidate.required))
    union.marks = tuple(union.by_mark.items())
    return union


def _member(members: tuple[str, ...], value: dict[str, Any]) -> type[Object]:
    """Return the class of the union's member that *value* is, by its constant value, then by its required fields.

    A value of no known member is a plain `Object`.
    """
    return _member_of_union(_union(members), value)


def _member_of_union(union: _Union, value: dict[str, Any]) -> type[Object]:
    candidates = union.unmarked
    for field, by_value in union.marks:
        mark = value.get(field)
        if type(mark) in _PLAIN and mark in by_value:
            candidates = by_value[mark]
            break
    if len(candidates) == 1:
        return _class(candidates[0].name)
    for candidate in candidates:
        if candidate.required <= value.keys():
            return _class(candidate.name)
    return Object


def _date_or_zero(value: Any, bot: Bot | None) -> Any:
    """Convert Unix time in a field where 0 has a meaning of its own, such as "forever"."""
    if value == 0:
        return value
    return _date(value, bot)


def _rich_text(value: Any, bot: Bot | None) -> Any:
    """Convert a RichText: a string, a list of RichText, or an object of one of its kinds."""
    if isinstance(value, dict):
        return _wrap(_member(schema.types["RichText"].members, value), value, bot)
    if isinstance(value, (list, tuple)):
        return [_rich_text(part, bot) for part in value]
    return value


def _object_converter(name: str) -> _Converter:
    def convert_object(value: Any, bot: Bot | None) -> Any:
        if isinstance(value, dict):
            return _wrap(_class(name), value, bot)
        return _generic(value, bot)

    return convert_object


def _union_converter(members: tuple[str, ...]) -> _Converter:
    def convert_member(value: Any, bot: Bot | None) -> Any:
        if isinstance(value, dict):
            return _wrap(_member(members, value), value, bot)
        return _generic(value, bot)

    return convert_member


def _members_converter(members: tuple[str, ...]) -> _Converter:
    if len(members) == 1:
        return _object_converter(members[0])
    return _union_converter(members)


def _list_converter(convert: _Converter) -> _Converter:
    def convert_list(value: Any, bot: Bot | None) -> Any:
        if isinstance(value, (list, tuple)):
            return [convert(item, bot) for item in value]
        return _generic(value, bot)

    return convert_list


_Converter = Callable[[Any, "Bot | None"], Any]


@functools.cache
def _converter(kind: str) -> _Converter | None:
    """Return the converter of a type in Python's notation, or `None` where the value stays as it is."""
    if kind == "datetime":
        return _date
    if kind == "RichText":
        return _rich_text
    if kind.startswith("list["):
        convert = _converter(kind[5:-1])
        if convert is None:
            return None
        return _list_converter(convert)
    if _is_class(kind):
        return _object_converter(kind)
    members = tuple(kind.split(" | "))
    if kind in schema.types:
        members = schema.types[kind].members
    if kind == "InputFile" or schema.types.keys().isdisjoint(members):
        return None
    return _union_converter(members)


def _is_class(kind: str) -> bool:
    """Return whether values of this type are objects of one class."""
    return kind in schema.types and kind not in schema._union_rows and kind != "InputFile"


# Each shape of a field has a reader of its own. What it converts is kept, so that two reads give one object; what stays
# as it is is not kept, so that a change of the dictionary is seen.
_Reader = Callable[["Object"], Any]


# The classes of values that stay as they are: to compare them takes half the time of a look-up among all.
_CLASSES: dict[str, type] = {"str": str, "int": int, "bool": bool, "float": float}


def _plain_reader(key: str, kind: str) -> _Reader:
    """Return the reader of a field whose value stays as it is: a string, a number, a truth value, a list of these."""
    usual = _CLASSES.get(kind)

    def read_plain(self: Object) -> Any:
        value = self._raw.get(key)
        if type(value) is usual or value is None or type(value) in _PLAIN:
            return value
        return _read_converted(self, key, value, _generic)

    return read_plain


def _object_reader(key: str, members: tuple[str, ...]) -> _Reader:
    """Return the reader of a field that holds an object of one class, or of one of several, built at the first read."""
    union: Any = None
    only: type[Object] | None = None

    def read_object(self: Object) -> Any:
        nonlocal union, only
        read = self._read
        if key in read:
            return read[key]
        value = self._raw.get(key)
        if type(value) is dict:
            if only is None and union is None:
                if len(members) == 1:
                    only = _class(members[0])
                else:
                    union = _union(members)
            made = _new(only or _member_of_union(union, value))  # as _wrap does
            made._raw = value
            made._read = _UNREAD
            made._bot = self._bot
            if read is _UNREAD:
                self._read = {key: made}
            else:
                read[key] = made
            return made
        if value is None:
            return None
        return _read_converted(self, key, value, _members_converter(members))

    return read_object


def _list_reader(key: str, name: str) -> _Reader:
    """Return the reader of a field that holds a list of objects of one class."""
    convert = _list_converter(_object_converter(name))

    def read_list(self: Object) -> Any:
        read = self._read
        if key in read:
            return read[key]
        value = self._raw.get(key)
        if type(value) is list:
            made = _wrap_list(_class(name), value, self._bot)
            _keep_read(self, key, made)
            return made
        if value is None:
            return None
        return _read_converted(self, key, value, convert)

    return read_list


def _wrap_list(cls: type[Object], values: list[Any], bot: Bot | None) -> list[Any]:
    found = []
    for value in values:
        if isinstance(value, dict):
            made = _new(cls)  # as _wrap does
            made._raw = value
            made._read = _UNREAD
            made._bot = bot
            found.append(made)
        else:
            found.append(_generic(value, bot))
    return found


def _converted_reader(key: str, convert: _Converter) -> _Reader:
    """Return the reader of a field that holds anything else: a date, a list of lists, a rich text."""

    def read_converted(self: Object) -> Any:
        if key in self._read:
            return self._read[key]
        value = self._raw.get(key)
        if value is None:
            return None
        return _read_converted(self, key, value, convert)

    return read_converted


def _read_converted(self: Object, key: str, value: Any, convert: _Converter) -> Any:
    """Return what *value* converts to, the same object at each read."""
    if key in self._read:
        return self._read[key]
    converted = convert(value, self._bot)
    if converted is not value:
        _keep_read(self, key, converted)
    return converted


def _property(field: Field) -> property:
    """Return the property of a field: it converts when it is first read, and `None` takes the field away."""
    return property(_reader(field), _writer(field), doc=_describe_field(field))


def _reader(field: Field) -> _Reader:
    kind, item = field.type, field.type.removeprefix("list[").removesuffix("]")
    if _is_class(kind):
        return _object_reader(field.name, (kind,))
    if kind == f"list[{item}]" and _is_class(item):
        return _list_reader(field.name, item)
    if kind in schema._union_rows and kind != "RichText":
        return _object_reader(field.name, schema.types[kind].members)
    if field.zero:
        return _converted_reader(field.name, _date_or_zero)
    convert = _converter(kind)
    if convert is None:
        return _plain_reader(field.name, kind)
    return _converted_reader(field.name, convert)


def _describe_field(field: Field) -> str:
    if field.required:
        return field.type
    return f"{field.type}, optional"


def _writer(field: Field) -> Callable[[Object, Any], None]:
    key, name, check = field.name, field.python_name, _check_of(field)

    def write(self: Object, value: Any) -> None:
        self._read.pop(key, None)
        if value is not None:
            if check is not None:
                value = check(name, value)
            self._raw[key] = value
        elif key in self._entity_fields:  # see _FieldForm
            self._raw[key] = []
        else:
            self._raw.pop(key, None)

    return write


_METHODS = {name[0].upper() + name[1:]: name for name in schema.methods}  # by the names of their classes


###############################################################################
# Classes of types and methods ################################################
###############################################################################


class _Results(dict[str, Any]):
    """The results of a function of one string."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, name: str) -> Any:
        result = self[name] = self._function(name)
        return result


_T = TypeVar("_T")


def _remembered(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """Remember the results of a function of one string, as `functools.cache` does, in half the time of a call."""
    return _Results(function).__getitem__


def _entry_of(name: str) -> Entry:
    """Return the entry of a type, or of the method with this class."""
    if name in _METHODS:
        return schema.methods[_METHODS[name]]
    return schema.types[name]


_BUILDING = threading.RLock()  # two threads must never get two classes of one name


class _OnDemand:
    """An attribute of one class of the schema that is made when somebody first asks for it, which few programs do."""

    def __init__(self, make: Callable[[type[Object]], Any]) -> None:
        self.make = make
        self.value: Any = None

    def __set_name__(self, owner: type[Object], name: str) -> None:
        self.owner = owner

    def __get__(self, instance: Object | None, owner: type[Object]) -> Any:
        with _BUILDING:
            if self.value is None:
                self.value = self.make(self.owner)
            return self.value


@_remembered  # only the first look-up takes the lock
def _class(name: str) -> type[Object]:
    """Return the class of a type or a method (`SendMessage`), made on first use; raise `KeyError` for another name."""
    with _BUILDING:
        return _build(name)


@functools.cache
def _build(name: str) -> type[Object]:
    entry = _entry_of(name)
    base = _SHORTCUTS.get(name, Object)
    if name in _METHODS:
        base = Method
    properties: dict[str, Any] = {}
    names = {}
    places = []
    forms = {}
    entity_fields = frozenset(text.entities for text in _texts_of(name))
    for place, field in enumerate(entry.fields):
        properties[field.python_name] = _property(field)
        names[field.name] = field.python_name
        if field.is_positional:
            places.append(field.name)
        forms[field.name] = place, _check_of(field), field.name in entity_fields
    body = {
        "__slots__": (),
        "__module__": __name__,
        "__doc__": _OnDemand(_describe_class),
        "__signature__": _OnDemand(_signature_of_class),
        "__attrs_attrs__": _OnDemand(_describe_to_attrs),
        "__match_args__": tuple(names[place] for place in places),
        "_entry": entry,
        "_names": names,
        "_places": places,
        "_form": (forms, places, entry.literals),
        "_literals": entry.literals,
        "_entity_fields": entity_fields,
        **properties,
    }
    if name == "InaccessibleMessage":  # so that nobody needs to ask which of the two a message is
        for field in schema.types["Message"].fields:
            body.setdefault(field.python_name, _property(field))
    bases = tuple(map(_class, schema.unions.get(name, ())))
    if not bases or base is not Object:
        bases = (base, *bases)
    return type(name, bases, body)


def _describe_class(cls: type[Object]) -> str:
    """Return the docstring of a class: what it is, its link, and its fields."""
    entry = cls._entry
    if entry.members:
        return f"One of {', '.join(entry.members)}. {entry.link}"
    summary = f"Telegram's {entry.name}."
    if entry.returns:
        summary = f"The method {entry.name}, which returns {entry.returns}."
    lines = [summary, "", entry.link, ""]
    for field in entry.fields:
        lines.append(f"    {field.python_name}: {_describe_field(field)}")
    return "\n".join(lines)


def _signature_of_class(cls: type[Object]) -> inspect.Signature:
    return inspect.Signature(sorted(map(_parameter, cls._entry.fields), key=operator.attrgetter("kind")))


def _parameter(field: Field) -> inspect.Parameter:
    parameter = inspect.Parameter
    if field.is_positional:
        return parameter(field.python_name, parameter.POSITIONAL_OR_KEYWORD, annotation=field.type)
    return parameter(field.python_name, parameter.KEYWORD_ONLY, default=field.literal, annotation=field.type)


def _describe_to_attrs(cls: type[Object]) -> Any:
    """Return what attrs knows of a class, for attrs.has, attrs.fields and what builds on them.

    attrs only describes the class: the verbs are those of `Object`.
    """
    import attr

    attributes = {}
    for field in cls._entry.fields:
        default: Any = field.literal
        if field.is_positional:
            default = attr.NOTHING
        metadata = {"name": field.name, "required": field.required}
        attributes[field.python_name] = attr.ib(
            default=default, kw_only=not field.is_positional, type=field.type, metadata=metadata
        )
    attr.s(these=attributes, init=False, repr=False, eq=False, order=False)(cls)
    return vars(cls)["__attrs_attrs__"]


class Method(Object):
    """A call of the Bot API that is not sent yet: return it from an app, `send()` it, or give it to `bot.api`."""

    __slots__ = ("_unsent",)

    def _begin(self, raw: dict[str, Any], bot: Bot | None) -> None:
        super()._begin(raw, bot)
        self._unsent: _Unsent | None = None
        if _is_watched(bot):
            self._watch()

    def _watch(self) -> None:
        """Warn, with the line of the author's code that makes it, if it is neither sent nor returned."""
        if self._unsent is None:
            self._unsent = _Unsent(type(self).__name__, *_caller())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], bot: Bot | None = None) -> Any:
        """Make a method object of its parameters; a key `method`, as in a webhook's answer, is left out."""
        given = {key: value for key, value in data.items() if key != "method"}
        _check_values(cls, given)
        made = super().from_dict(given, bot)
        made._unsent = None
        return made

    def to_dict(self) -> dict[str, Any]:
        """Return the form of a webhook's answer: `method` and the parameters."""
        return {"method": self._entry.name, **super().to_dict()}

    def discard(self) -> None:
        """Drop it: in development there is no warning that it was not sent."""
        if self._unsent is not None:
            self._unsent.name = ""
            self._unsent = None

    def send(self, *, request_timeout: float | None = None) -> Any:
        """Send it now and return Telegram's result as an object.

        Raises `ApiError` and `NetworkError`, and `TypeError` if no bot made it: then call `bot.api(method)`.
        """
        if self._bot is None:
            raise TypeError(f"{type(self).__name__} does not belong to a bot: send it with bot.api(...)")
        return self._bot.api(self, request_timeout=request_timeout)


class _Unsent:
    """What a method object has in development until it is sent: if both are forgotten, this warns."""

    def __init__(self, name: str, file: str, line: int) -> None:
        self.name = name
        self.file = file
        self.line = line

    def __del__(self) -> None:
        if self.name:
            text = f"{self.name} was made here, but neither returned nor sent: return it, or call .send()"
            warnings.warn_explicit(text, UnsentMethod, self.file, self.line)


# The threads that run an app of a bot in development, whose forgotten methods are reported.
_watched_threads: set[int] = set()


def _is_watched(bot: Bot | None) -> bool:
    """Return whether a method of a bot is reported if it is forgotten."""
    if bot is not None and (bot._options or bot.options).development:
        return True
    return bool(_watched_threads) and threading.get_ident() in _watched_threads


def _caller() -> tuple[str, int]:
    """Return file and line of the innermost frame outside of this file."""
    frame = sys._getframe(1)
    while frame.f_globals is globals() and frame.f_back:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def __getattr__(name: str) -> Any:
    """Find the classes of the schema: `scaletg.Message`, `scaletg.SendMessage` (PEP 562)."""
    if name.startswith("__"):  # Python asks for these, as for `__path__` in every `from scaletg import ...`
        raise AttributeError(name)
    if name in schema.types or name in _METHODS:
        return _class(name)
    hint = _suggest(name, [*schema.types, *_METHODS, *__all__])
    raise AttributeError(f"module {__name__!r} has no {name!r}.{hint}", name=name)


def __dir__() -> list[str]:
    return sorted({*globals(), *schema.types, *_METHODS})


###############################################################################
# Defaults and files ##########################################################
###############################################################################


class _TextFields(NamedTuple):
    """The names of the three fields that are one text: what it says, and its parse mode or else its entities."""

    text: str
    parse_mode: str
    entities: str


@functools.cache
def _texts_of(name: str) -> tuple[_TextFields, ...]:
    """Return the texts of a type or of a method's class that can have a parse mode."""
    names = [field.name for field in _entry_of(name).fields]
    found = []
    for mode in names:
        if mode == "parse_mode":
            text = next(field for field in ("text", "caption", "message_text", "title") if field in names)
            entities = next(field for field in names if field.endswith("entities"))
            found.append(_TextFields(text, mode, entities))
        elif mode.endswith("_parse_mode"):
            part = mode.removesuffix("_parse_mode")
            found.append(_TextFields(part, mode, f"{part}_entities"))
    return tuple(found)


@functools.cache
def _can_hold_text(kind: str) -> bool:
    """Return whether something in a value of this type can have a parse mode."""
    seen, waiting = set(), re.findall(r"\w+", kind)
    while waiting:
        name = waiting.pop()
        if name in seen or name not in schema.types:
            continue
        if _texts_of(name):
            return True
        seen.add(name)
        waiting += schema.types[name].members
        for field in schema.types[name].fields:
            waiting += re.findall(r"\w+", field.type)
    return False


@functools.cache
def _fields_with_texts(name: str) -> tuple[Field, ...]:
    """Return the fields of a type or of a method's class in which something can have a parse mode."""
    return tuple(field for field in _entry_of(name).fields if _can_hold_text(field.type))


#: Which of a bot's defaults also reach what is inside of a method: the media of an album, a result of an inline query.
_DEFAULTS_INSIDE = ("parse_mode", "link_preview_options", "show_caption_above_media")


def _fill_defaults(name: str, given: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Return the values *given* for a type or a method's class, with the *defaults* for what they leave open.

    A text whose entities are given has no parse mode: the server would prefer it to the entities.
    """
    filled, texts = dict(given), _texts_of(name)
    modes = [text.parse_mode for text in texts]
    for field in _entry_of(name).fields:
        if field.name in defaults and field.name not in modes:
            filled.setdefault(field.name, defaults[field.name])
    for text in texts:
        mode = defaults.get(text.parse_mode, defaults.get("parse_mode"))
        if mode is None or filled.get(text.text) is None:
            continue
        if text.entities not in filled:
            filled.setdefault(text.parse_mode, mode)
    inside = {name: defaults[name] for name in _DEFAULTS_INSIDE if name in defaults}
    if not inside:
        return filled
    for field in _fields_with_texts(name):
        if field.name in filled:
            filled[field.name] = _fill_inside(field.type, filled[field.name], inside)
    return filled


def _fill_inside(kind: str, value: Any, defaults: dict[str, Any]) -> Any:
    """Return a value of this type, in Python's notation, with the *defaults* for the texts in it; change nothing."""
    if isinstance(value, (list, tuple)) and kind.startswith("list["):
        return [_fill_inside(kind[5:-1], item, defaults) for item in value]
    name, given = _type_of(kind, value)
    if not name:
        return value
    return _fill_defaults(name, given, defaults)


def _type_of(kind: str, value: Any) -> tuple[str, dict[str, Any]]:
    """Return which type a value in a field of this *kind* is, and its fields; `""` for what has none."""
    if isinstance(value, Object):
        cls, given = type(value), {**value._raw, **value._read}
    elif isinstance(value, dict):
        cls, given = _class_of(kind, value), value
    else:
        return "", {}
    if cls is Object:
        return "", given
    return cls.__name__, given


def _class_of(kind: str, value: dict[str, Any]) -> type[Object]:
    """Return the class of a dictionary in a field of this *kind*: a type, a union, or several types."""
    members = tuple(kind.split(" | "))
    if len(members) == 1:
        members = schema.types[kind].members
    if members:
        return _member(members, value)
    return _class(kind)


def _marked_texts(name: str, given: dict[str, Any], where: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the place, the text and the parse mode of each text in the values of a type or of a method's class."""
    for text in _texts_of(name):
        if given.get(text.parse_mode) and isinstance(given.get(text.text), str):
            yield where + text.text, given[text.text], given[text.parse_mode]
    for field in _fields_with_texts(name):
        value = given.get(field.name)
        if value is not None:
            yield from _marked_inside(field.type, value, where + field.name)


def _marked_inside(kind: str, value: Any, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, (list, tuple)) and kind.startswith("list["):
        for place, item in enumerate(value):
            yield from _marked_inside(kind[5:-1], item, f"{where}[{place}]")
        return
    name, given = _type_of(kind, value)
    if name:
        yield from _marked_texts(name, given, f"{where}.")


class InputFile:
    """A file to upload: a path, bytes, or an open binary file, with the name that the receiver sees.

    If no other name is needed, give the path, bytes or file itself: `reply_photo(Path("a"))`.
    A string is never a path: it is a file_id or an address. https://core.telegram.org/bots/api#sending-files
    """

    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()  # as every type of the Bot API it is a class of attrs

    def __init__(
        self, source: str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes], filename: str | None = None
    ) -> None:
        self.source: Path | bytes | IO[bytes]
        if isinstance(source, (str, os.PathLike)):
            from pathlib import Path

            self.source = Path(source)
        elif isinstance(source, (bytearray, memoryview)):
            self.source = bytes(source)
        else:
            self.source = source
        if not filename:
            path = getattr(self.source, "name", None)
            filename = "file"
            if isinstance(path, str):
                filename = os.path.basename(path)
        self.filename: str = filename

    def __repr__(self) -> str:
        return f"InputFile({self.filename!r})"


###############################################################################
# Text, keyboards and signed data #############################################
###############################################################################


def escape_html(text: Any) -> str:
    """Escape the characters that parse_mode="HTML" would read as markup. https://core.telegram.org/bots/api#html-style"""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def escape_markdown(text: Any) -> str:
    """Escape the characters that parse_mode="MarkdownV2" would read as markup.

    https://core.telegram.org/bots/api#markdownv2-style
    """
    return re.sub(r"([_*\[\]()~`>#+\-=|{}.!\\])", r"\\\1", str(text))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _units(text: str) -> int:
    """Return the length in UTF-16 code units, in which the Bot API counts."""
    if text.isascii():
        return len(text)
    return len(_utf16(text)) // 2


def _cut(data: bytes, first: int, last: int) -> str:
    """Return a part of a text in UTF-16, from one code unit to before another."""
    return data[2 * max(first, 0) : 2 * max(last, 0)].decode("utf-16-le", "replace")


def split_text(text: str, limit: int = 4096, entities: Sequence[Any] | None = None) -> list[Any]:
    """Split *text* into parts that Telegram accepts, preferring the ends of paragraphs, then of lines, then of words.

    *limit* and all offsets count UTF-16 code units, as the Bot API does. Parts join back to *text*. With *entities*
    each part is a pair of text and its share of the entities, so that no formatting is lost.

        >>> split_text("one two", limit=4)
        ['one ', 'two']

    Raises `ValueError` if *limit* is below 2: one emoji takes two units.
    https://core.telegram.org/bots/api#sendmessage
    """
    if limit < 2:
        raise ValueError(f"limit={limit} is too small: give 2 or more, because one emoji takes two units")
    parts, begin, last_letter = [], 0, len(text.rstrip()) - 1
    while _units(text[begin : begin + limit + 1]) > limit:
        end = begin + _best_size(text[begin : begin + limit], limit, last_letter - begin)
        parts.append(text[begin:end])
        begin = end
    parts.append(text[begin:])
    if entities is None:
        return parts
    return _with_entities(parts, entities)


def _best_size(text: str, limit: int, last_letter: int) -> int:
    """Return the length of the first part of *text*: at most *limit* units, up to a good place before *last_letter*."""
    head = _utf16(text)[: 2 * limit].decode("utf-16-le", "ignore") or text[:1]
    for mark in ("\n\n", "\n", " "):
        place = head.rfind(mark)
        end = place + len(mark)
        if place < 0 or end > last_letter:
            continue
        if head[:end].strip():
            return end
    if len(head) <= last_letter:
        return len(head)
    # Telegram refuses a text of blanks, so blanks stay with a letter if possible.
    last_letter_of_head = len(head.rstrip()) - 1
    if last_letter_of_head > 0:
        return last_letter_of_head
    return len(head)


def _with_entities(parts: list[str], entities: Sequence[Any]) -> list[Any]:
    """Return pairs of a part and its share of the entities, in their order."""
    make = _class("MessageEntity").from_dict
    ends = list(itertools.accumulate(map(_units, parts)))
    begins = [0, *ends]
    shares: list[list[Any]] = [[] for _ in parts]
    for entity in map(_plain, entities):
        first, last = max(entity["offset"], 0), entity["offset"] + entity["length"]
        place = bisect.bisect_right(ends, first)
        while first < last and place < len(parts):
            begin, end = begins[place], min(last, ends[place])
            shares[place].append(make({**entity, "offset": first - begin, "length": end - first}))
            first, place = end, place + 1
    return list(zip(parts, shares))


def _is_entity(raw: Any) -> bool:
    if not isinstance(raw, dict):
        return False
    return isinstance(raw.get("type"), str) and type(raw.get("offset")) is int and type(raw.get("length")) is int


@functools.cache
def _formatting() -> Any:
    """Return the module of contrib that reads and writes parse modes, `None` if it is not installed."""
    import importlib

    try:
        return importlib.import_module("scaletg_contrib.formatting")
    except ModuleNotFoundError as error:
        if error.name not in ("scaletg_contrib", "scaletg_contrib.formatting"):
            raise
    return None


def inline_keyboard(*rows: Any, columns: int | None = None) -> Any:
    """Return an inline keyboard. A row is a dictionary of texts and actions, or a list of buttons.

    An action is a string or a whole number: the callback data, or the address that the button opens if it starts with
    `https://`, `http://` or `tg://`. For anything else write the button: `InlineKeyboardButton("Pay", pay=True)`. With
    *columns*, all buttons are arranged in rows of so many. A single list of rows is accepted as well.

        inline_keyboard({"Yes": "vote:1", "No": "vote:0"}, {"Help": "https://example.com"})

    Raises `TypeError` for a value that cannot be a button, and `ValueError` for callback data of more than 64 bytes.
    https://core.telegram.org/bots/api#inlinekeyboardmarkup
    """
    return _class("InlineKeyboardMarkup")(_buttons_in_rows(rows, columns, "InlineKeyboardButton"))


def reply_keyboard(*rows: Any, columns: int | None = None, resize: bool = True, **options: Any) -> Any:
    """Return a reply keyboard. A row is a list of strings or of `KeyboardButton`s.

        reply_keyboard(["Small", "Large"], ["Cancel"], one_time_keyboard=True)

    The *options* are the fields of ReplyKeyboardMarkup. With *columns*, all buttons are arranged in rows of so many. A
    single list of rows is accepted as well. Raises `TypeError` for a value that cannot be a button.
    https://core.telegram.org/bots/api#replykeyboardmarkup
    """
    buttons = _buttons_in_rows(rows, columns, "KeyboardButton")
    return _class("ReplyKeyboardMarkup")(buttons, resize_keyboard=resize, **options)


def _buttons_in_rows(rows: Sequence[Any], columns: int | None, kind: str) -> list[list[Any]]:
    """Return rows of buttons of a *kind*, each created from its short form, in so many *columns*."""
    if len(rows) == 1 and _is_list_of_rows(rows[0], kind):
        rows = rows[0]
    made = []
    for row in rows:
        made.append([_button(part, kind) for part in _parts_of_row(row, kind)])
    if columns is None:
        return made
    buttons = list(itertools.chain(*made))
    return [buttons[place : place + columns] for place in range(0, len(buttons), columns)]


def _is_list_of_rows(value: Any, kind: str) -> bool:
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return all(_is_list_or_dict(part) and not _is_button(part, kind) for part in value)


def _is_list_or_dict(value: Any) -> bool:
    return isinstance(value, (list, tuple, dict))


def _is_button(value: Any, kind: str) -> bool:
    """Return whether a tuple or dictionary is one button, and not a row of them."""
    if isinstance(value, tuple):  # a text and an action; the buttons of a reply keyboard have no action
        if kind != "InlineKeyboardButton" or not value:
            return False
        return not isinstance(value[0], (Object, dict, list, tuple))
    if not isinstance(value, dict) or "text" not in value:
        return False
    if kind == "KeyboardButton":
        return True
    if not all(map(_is_text, value.values())):  # a row can have a button with the text "text", and a simple action
        return True
    fields = value.keys() - {"text"}
    return not fields.isdisjoint(_class(kind)._names)


def _is_text(value: Any) -> bool:
    """Return whether a value can be a text or callback data: a string or a number."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _parts_of_row(row: Any, kind: str) -> list[Any]:
    """Return the short form of each button of a row."""
    if not isinstance(row, (list, tuple, dict)) or _is_button(row, kind):
        return [row]
    if isinstance(row, dict):
        return list(row.items())
    parts: list[Any] = []
    for part in row:
        if isinstance(part, dict) and not _is_button(part, kind):
            parts += part.items()
        else:
            parts.append(part)
    return parts


def _button(part: Any, kind: str) -> Any:
    """Return the button for the short form *part*; raise `TypeError` if it is not valid."""
    if isinstance(part, Object):
        if type(part) in (Object, _class(kind)):
            return part
    elif isinstance(part, dict):
        if "text" in part:
            return part
    elif kind == "KeyboardButton":
        if _is_text(part):
            return _class(kind)(str(part))
    elif isinstance(part, tuple) and len(part) == 2 and all(map(_is_text, part)):
        return _inline_button(str(part[0]), str(part[1]))
    example = "a string, or KeyboardButton(text, ...)"
    if kind == "InlineKeyboardButton":
        example = "a pair of its text and what it does, such as ('Yes', 'vote:1'), or InlineKeyboardButton(text, ...)"
    raise TypeError(f"{part!r} is not a valid {kind}: write {example}")


def _inline_button(text: str, action: str) -> Any:
    if re.match(r"(https?|tg)://", action):
        return _class("InlineKeyboardButton")(text, url=action)
    _check_callback_data(action)
    return _class("InlineKeyboardButton")(text, callback_data=action)


def _check_callback_data(data: str) -> None:
    size = len(data.encode("utf-8", "surrogatepass"))
    if not 1 <= size <= 64:
        raise ValueError(f"callback data must have 1 to 64 bytes, {data!r} has {size}: keep the rest in a store")


def encode_payload(data: str) -> str:
    """Return any short text as the payload of a deep link, which takes only 64 of `A-Z a-z 0-9 _ -`.

    Raises `ValueError` for a text of more than 48 bytes. https://core.telegram.org/bots/features#deep-linking
    """
    import base64

    payload = base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")
    if len(payload) > 64:
        raise ValueError(f"{data!r} has more than the 48 bytes that fit into a deep link: keep the rest in a store")
    return payload


def decode_payload(payload: str) -> str:
    """Return the text that `encode_payload` has encoded. Raises `InvalidData` for any other payload."""
    import base64

    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise InvalidData(f"{payload!r} is not a payload that encode_payload made: {error}") from None


def check_init_data(init_data: str, token: str, *, max_age_seconds: float = 86400, now: float | None = None) -> Object:
    """Check the `initData` of a Web App and return it as an object (`.user.id`, `.auth_date`, ...).

    The signature is the one made with the bot's *token*. Code that must not know it uses `scaletg_contrib.web_apps`.
    Raises `InvalidData` if the data is forged, damaged or older than *max_age_seconds*.
    https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
    """
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    check = functools.partial(_check_hash, secret=secret)
    return read_signed_data(init_data, check, max_age_seconds=max_age_seconds, now=now)


def check_login(
    data: str | Mapping[str, Any], token: str, *, max_age_seconds: float = 86400, now: float | None = None
) -> Object:
    """Check what the Login Widget sent, as a query string or dictionary, and return it as an object.

    Raises `InvalidData` if it is forged, damaged or older than *max_age_seconds*.
    https://core.telegram.org/widgets/login#checking-authorization
    """
    check = functools.partial(_check_hash, secret=hashlib.sha256(token.encode()).digest())
    login = read_signed_data(data, check, max_age_seconds=max_age_seconds, now=now)
    user_id = login._raw.get("id", "")
    if re.fullmatch(r"[0-9]{1,19}", user_id):
        login._raw["id"] = int(user_id)
    return login


def read_signed_data(
    data: str | Mapping[str, Any],
    check: Callable[[dict[str, str]], None],
    *,
    max_age_seconds: float = 86400,
    now: float | None = None,
) -> Object:
    """Return signed data, a query string or a dictionary, as an object if its signature is valid and it is fresh.

    *check* gets the fields as strings and raises `InvalidData` if they do not have the expected signature.
    Also raises `InvalidData` if the data is damaged or older than *max_age_seconds*.
    """
    if isinstance(data, str):
        fields = _parse_signed(data)
    else:
        fields = {name: str(value) for name, value in data.items()}
    check(fields)
    return _read_fresh_data(fields, max_age_seconds, now)


def _parse_signed(data: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    try:
        pairs = parse_qsl(data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise InvalidData(f"the signed data is not a query string: {error}") from None
    if len(dict(pairs)) != len(pairs):
        raise InvalidData("the signed data names a field twice")
    return dict(pairs)


def _check_hash(fields: dict[str, str], *, secret: bytes) -> None:
    lines = sorted(f"{name}={value}" for name, value in fields.items() if name != "hash")
    text = "\n".join(lines).encode("utf-8", "surrogatepass")  # repeated fields, which are never signed, but can be sent
    expected = hmac.new(secret, text, "sha256").hexdigest()
    given = fields.get("hash", "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, expected.encode()):
        raise InvalidData("the signed data does not have this bot's signature: it was forged, or made for another bot")


def _read_fresh_data(fields: dict[str, str], max_age_seconds: float, now: float | None) -> Object:
    """Return signed fields as an object, with the JSON in them decoded."""
    stamp = fields.get("auth_date", "")
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        raise InvalidData("the signed data has no auth_date")
    if now is None:
        now = time.time()
    age = now - int(stamp)
    if age > max_age_seconds:
        raise InvalidData(f"the signed data is {age:.0f} s old, more than max_age_seconds={max_age_seconds:.0f}")
    if age < -300:  # the seconds that Telegram's clock may be ahead
        raise InvalidData(f"the signed data is {-age:.0f} s ahead of this machine's time: is the clock right?")
    values: dict[str, Any] = {**fields, "auth_date": int(stamp)}
    for name, value in fields.items():
        if value.startswith(("{", "[")):
            with contextlib.suppress(ValueError, RecursionError):
                values[name] = json.loads(value)
    if isinstance(values.get("user"), dict):
        values["user"] = _class("User").from_dict(values["user"])
    return _wrap(Object, values, None)  # type: ignore[no-any-return]  # it makes any class


###############################################################################
# Updates, and how shortcuts are made #########################################
###############################################################################

# The schema defines the fields of a type, these classes its functions. Such a function returns a method object, which
# is sent if an app returns it, by its send(), or by bot.api(it). Other parameters of the Bot API are passed by name.


class UpdateShortcuts(Object):
    """The attributes of every update besides its fields."""

    __slots__ = ()

    @property
    def kind(self) -> str | None:
        """Return the name of the filled field: `message`, `callback_query`, ..., also if the schema lacks it."""
        return kind_of(self._raw)

    @property
    def event(self) -> Any:
        """Return the filled field itself: a `Message`, a `CallbackQuery`, ..."""
        kind = kind_of(self._raw)
        if kind is None:
            return None
        return self._get(kind)

    @property
    def message_any(self) -> Any:
        """Return the message, of any kind, including that of a callback query; `None` if the update has none."""
        return _message_of_event(self.event)

    @property
    def chat(self) -> Any:
        """Return the chat of the update; `None` if there is none, for example for an inline query."""
        return _first_object(self.event, _CHAT_PATHS)

    @property
    def user(self) -> Any:
        """Return the user who caused the update; `None` if Telegram does not say, for example for a channel post."""
        return _first_object(self.event, _USER_PATHS)

    @property
    def person_id(self) -> int | None:
        """Return the id of the user who caused the update, or of the chat in whose name the user did it.

        For all channels and anonymous administrators Telegram sends the same user.
        """
        done_by = _first_object(self.event, _SENDER_CHAT_PATHS) or self.user
        if done_by is None:
            return None
        return int(done_by.id)

    @property
    def key(self) -> int:
        """Return the queue of the update: updates with the same key are processed one after the other.

        It is the id of the chat, else that of the user, else that of the update. A press of Stop waits for nobody:
        it is about an answer that is still being made.
        """
        if "stopped_message_generation" in self._raw:
            return self._raw.get("update_id", 0)  # type: ignore[no-any-return]  # as Telegram sends it
        for place in (self.chat, self.user):
            if place is not None and type(place._raw.get("id")) is int:
                return place._raw["id"]  # type: ignore[no-any-return]  # guaranteed by the line before
        return self._raw.get("update_id", 0)  # type: ignore[no-any-return]  # as Telegram sends it


def kind_of(update: Mapping[str, Any]) -> str | None:
    """Return the kind of an update in Telegram's form: `message`, `callback_query`, ..., `None` if it has none.

    Its event is `update[kind]`. A kind that the schema knows comes before a key that it does not know.
    https://core.telegram.org/bots/api#update
    """
    kinds = schema.kinds
    for name in update:
        if name in kinds:
            return name
    for name in update:
        if name != "update_id":
            return name
    return None


# Where in an event the chat, the person and the message are, in Telegram's names.
_CHAT_PATHS = (("chat",), ("message", "chat"))
_USER_PATHS = (("from",), ("user",), ("boost", "source", "user"), ("source", "user"))
_SENDER_CHAT_PATHS = (("sender_chat",), ("actor_chat",), ("voter_chat",))
_MESSAGE_PATHS = (("message",),)


def _message_of_event(event: Any) -> Any:
    if isinstance(event, MessageShortcuts):
        return event
    return _first_object(event, _MESSAGE_PATHS)


def _first_object(event: Any, paths: tuple[tuple[str, ...], ...]) -> Any:
    """Return the object at the first of *paths* that exists."""
    for path in paths:
        found = event
        for key in path:
            if not isinstance(found, Object) or key not in found._raw:
                found = None
                break
            found = found._get(key)
        if isinstance(found, Object):
            return found
    return None


def _follow_path(root: Any, path: str) -> Any:
    """Return the value at a path such as `chat.id` in objects and dictionaries; `None` if a part is missing."""
    for name in path.split("."):
        if isinstance(root, dict):
            root = root.get(name)
        else:
            root = getattr(root, name, None)
    return root


# Some methods that send something cannot send it to a topic.
_TOPICS = ("message_thread_id", "direct_messages_topic_id")


_SENDING = frozenset(name for name in _METHODS if name.startswith("Send"))


def _make_method(self: Object, method: str, own: dict[str, Any], given: dict[str, Any]) -> Any:
    """Return a method object that belongs to the bot of *self*, with *self*'s *own* parameters and those *given*.

    A method that sends something may have another place; any other parameter that is given twice is a `TypeError`.
    """
    cls: Any = _class(method)
    if method in _SENDING:
        for topic in _TOPICS:
            if topic in own and topic not in cls._names:
                del own[topic]
        parameters = {**own, **given}
    else:
        parameters = {**own, **given}
        if len(parameters) < len(own) + len(given):
            twice = next(name for name in own if name in given)
            raise TypeError(f"{method} got multiple values for keyword argument {twice!r}")
    made = _new(cls)  # as Method._begin does, in a fifth of the time
    made._raw = _take_values(cls, parameters)
    made._read = _UNREAD
    made._bot = bot = self._bot
    made._unsent = None
    if _is_watched(bot):
        made._watch()
    return made


# The parameters that an object adds to a call: a function of its dictionary, which may contain objects.
_OwnParameters = Callable[[dict[str, Any]], dict[str, Any]]


def _add_shortcut(
    owner: type[Object], signature: str, method: str, own: _OwnParameters, summary: str, **fixed: str
) -> None:
    """Add a function to the class *owner* that returns a *method* with the object's own and with *fixed* parameters.

    The *signature*, such as `edit_caption(caption=None)`, has its name and its positional parameters; all other
    parameters of the method are passed by name.
    """
    name, _, words = signature.rstrip(")").partition("(")
    places = re.findall(r"\w+", words.replace("=None", ""))

    def shortcut(self: Object, *values: Any, **given: Any) -> Any:
        if len(values) > len(places):
            order = ", ".join(places)
            taken = f"only {order}" if places else "nothing"
            raise TypeError(f"{name} takes {taken} by position: write the other values as name=value")
        named = {**fixed, **dict(zip(places, values))}
        if not named.keys().isdisjoint(given):
            twice = next(place for place in named if place in given)
            raise TypeError(f"{name} got multiple values for keyword argument {twice!r}")
        return _make_method(self, method, own(self._raw), {**named, **given})

    section = method
    if fixed:
        section = f"{fixed['parse_mode']}-style"
    shortcut.__name__, shortcut.__qualname__ = name, f"{owner.__name__}.{name}"
    shortcut.__doc__ = f"{summary} https://core.telegram.org/bots/api#{section.lower()}"
    shortcut.__signature__ = _shortcut_signature(words)  # type: ignore[attr-defined]  # help() shows it
    setattr(owner, name, shortcut)


@functools.cache
def _shortcut_signature(words: str) -> inspect.Signature:
    parameter = inspect.Parameter
    shown = [parameter("self", parameter.POSITIONAL_OR_KEYWORD)]
    for name, default in re.findall(r"(\w+)(=None)?", words):
        shown.append(parameter(name, parameter.POSITIONAL_OR_KEYWORD))
        if default:
            shown[-1] = shown[-1].replace(default=None)
    return inspect.Signature([*shown, parameter("more", parameter.VAR_KEYWORD)])


def _chat_of(raw: dict[str, Any], target: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return *target* with the parameters that send something to the place of a message: chat, topic, connection."""
    if target is None:
        target = {}
    chat = raw["chat"]
    if isinstance(chat, dict):
        target["chat_id"] = chat["id"]
    else:
        target["chat_id"] = chat.id
    if "message_thread_id" in raw and raw.get("is_topic_message"):
        target["message_thread_id"] = raw["message_thread_id"]
    if "business_connection_id" in raw:
        target["business_connection_id"] = raw["business_connection_id"]
    if "direct_messages_topic" in raw:
        target["direct_messages_topic_id"] = _plain(raw["direct_messages_topic"])["topic_id"]
    return target


def _quote_of(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that send something as a reply to a message."""
    quoted = {"message_id": raw["message_id"]}
    if raw.get("date") == 0:  # an inaccessible message, which may have been deleted
        quoted["allow_sending_without_reply"] = True
    return _chat_of(raw, {"reply_parameters": quoted})


def _message_of(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that name a message in a call: this one, or the one whose button was pressed."""
    message: Any = raw
    if "message_id" not in raw:
        message = raw.get("message")
    if message:
        own = {"chat_id": _follow_path(message, "chat.id"), "message_id": _follow_path(message, "message_id")}
        connection = _follow_path(message, "business_connection_id")
        if connection:
            own["business_connection_id"] = connection
        return own
    if "inline_message_id" not in raw:
        raise ValueError("the callback query has neither a message nor an inline_message_id: it cannot be edited")
    return {"inline_message_id": raw["inline_message_id"]}


def _paths(**paths: str) -> _OwnParameters:
    """Return a function that finds each parameter by its path."""

    def find_parameters(raw: dict[str, Any]) -> dict[str, Any]:
        return {name: _follow_path(raw, path) for name, path in paths.items()}

    return find_parameters


###############################################################################
# Shortcuts of messages, chats and others #####################################
###############################################################################


class EditShortcuts(Object):
    """Functions of a message that the bot has sent."""

    __slots__ = ()

    def edit_text(self, text: str, **options: Any) -> Any:
        """Replace the text. https://core.telegram.org/bots/api#editmessagetext"""
        return _make_method(self, "EditMessageText", _message_of(self._raw), {"text": text, **options})


_add_shortcut(
    EditShortcuts, "edit_caption(caption=None)", "EditMessageCaption", _message_of, "Replace or remove the caption."
)
_add_shortcut(EditShortcuts, "edit_media(media)", "EditMessageMedia", _message_of, "Replace the photo, video, ...")
_add_shortcut(
    EditShortcuts,
    "edit_reply_markup(reply_markup=None)",
    "EditMessageReplyMarkup",
    _message_of,
    "Replace or remove the buttons.",
)


class MessageShortcuts(EditShortcuts):
    """Functions of a message: `answer...` sends to its chat, `reply...` also quotes it."""

    __slots__ = ()

    def delete(self) -> Any:
        """Delete the message. https://core.telegram.org/bots/api#deletemessage"""
        own = _message_of(self._raw)
        if "business_connection_id" not in own:
            return _make_method(self, "DeleteMessage", own, {})
        own["message_ids"] = [own.pop("message_id")]
        del own["chat_id"]
        return _make_method(self, "DeleteBusinessMessages", own, {})

    def react(self, *emoji: Any, **options: Any) -> Any:
        """React with an emoji, or remove the reaction. https://core.telegram.org/bots/api#setmessagereaction"""
        own = _message_of(self._raw)
        own.pop("business_connection_id", None)
        reaction = []
        for given in emoji:
            items = given
            if not isinstance(given, (list, tuple)):
                items = [given]
            for item in items:
                if isinstance(item, (Object, dict)):
                    reaction.append(item)
                elif item is not None:
                    reaction.append(_class("ReactionTypeEmoji")(item))
        return _make_method(self, "SetMessageReaction", {**own, "reaction": reaction}, options)

    @property
    def link(self) -> str | None:
        """Return the address of the message; `None` in private chats and basic groups, which have none."""
        chat, number = _plain(self._raw.get("chat")), self._raw.get("message_id")
        if not isinstance(chat, dict) or chat.get("type") in ("private", "group"):
            return None
        if chat.get("username"):
            return f"https://t.me/{chat['username']}/{number}"
        if type(chat.get("id")) is not int:
            return None
        place = -(10**12) - chat["id"]
        if place <= 0:  # the id of a basic group
            return None
        return f"https://t.me/c/{place}/{number}"

    def typing(self, action: str = "typing") -> Any:
        """Show "typing..." in the chat while the block runs: `with message.typing(): work()`."""
        return _show_action(self, _chat_of(self._raw), action)

    def stream(self, chunks: Iterable[str | None], **options: Any) -> Any:
        """Show a text in the chat while it is made, and return its last messages for the app to return.

            return message.stream(model(message.text))

        *chunks* are the pieces of a text in Markdown, as a language model gives them. See docs/streaming.md.
        """
        where = {"target": _chat_of(self._raw), "number": self._raw["message_id"]}
        if "guest_query_id" in self._raw:
            where["guest_query_id"] = self._raw["guest_query_id"]
        return _stream(self, self.chat, chunks, {**where, **options})

    @property
    def content_type(self) -> str | None:
        """Return the kind of content: `text`, `photo`, `new_chat_members`, ...; `None` if unknown."""
        for field in self._entry.fields:
            if field.about and field.name in self._raw:
                return field.name
        return None

    @property
    def command(self) -> str | None:
        """Return the command at the start, in lower case and without `/` and `@bot`; `None` if there is none."""
        found = self._match_command()
        if found is None:
            return None
        return found["name"].lower()

    @property
    def args(self) -> str:
        """Return the text after the command, or an empty string."""
        found = self._match_command()
        if found is None:
            return ""
        return found["args"].strip()

    def _match_command(self) -> re.Match[str] | None:
        return _COMMAND.match(self._text_and_entities()[0] or "")

    @property
    def text_html(self) -> str | None:
        """Return the text (or caption) with its formatting as HTML."""
        text, entities = self._text_and_entities()
        if text is None:
            return None
        html: str = _import_contrib("formatting", "message.text_html").to_html(text, entities)
        return html

    @property
    def text_markdown_v2(self) -> str | None:
        """Return the text (or caption) with its formatting as MarkdownV2."""
        text, entities = self._text_and_entities()
        if text is None:
            return None
        markdown: str = _import_contrib("formatting", "message.text_markdown_v2").to_markdown(text, entities)
        return markdown

    def _text_and_entities(self) -> tuple[str | None, list[Any]]:
        text, entities = self._raw.get("text"), self.entities
        if text is None:
            text, entities = self._raw.get("caption"), self.caption_entities
        if not isinstance(text, str):
            text = None
        if not isinstance(entities, list):
            entities = []
        return text, entities

    def parse_entities(self, *types: str) -> list[tuple[Any, str]]:
        """Return the entities of the text (or caption) with the text that each covers, all or those of *types*."""
        text, entities = self._text_and_entities()
        found = []
        for entity in entities:
            if _is_entity(_plain(entity)) and (not types or entity.type in types):
                found.append((entity, entity.text_in(text or "")))
        return found

    @property
    def file(self) -> Any:
        """Return the file of the message: the largest photo, the document, ...; `None` if there is none."""
        for name in _FILES:
            file = getattr(self, name)
            if file and isinstance(file, list):
                file = file[-1]  # the largest of a photo
            if isinstance(file, Object):
                return file
        return None

    def download(self, to: Any = None, **options: Any) -> Any:
        """Download the file of the message: `bot.api.download(message.file, to, ...)`."""
        if self.file is None:
            raise ValueError(f"the message does not have a file: it is a {self.content_type}")
        return _api_of(self).download(self.file, to, **options)


_source = _paths(from_chat_id="chat.id", message_id="message_id")
_add_shortcut(MessageShortcuts, "forward(chat_id)", "ForwardMessage", _source, "Forward it to another chat.")
_add_shortcut(MessageShortcuts, "copy(chat_id)", "CopyMessage", _source, "Send a copy without a link to it.")
_add_shortcut(MessageShortcuts, "pin()", "PinChatMessage", _message_of, "Pin it.")
_add_shortcut(MessageShortcuts, "unpin()", "UnpinChatMessage", _message_of, "Unpin it.")
_add_shortcut(MessageShortcuts, "stop_poll()", "StopPoll", _message_of, "Close the poll in it.")
_guest = _paths(guest_query_id="guest_query_id")
_add_shortcut(MessageShortcuts, "answer_guest_query(result)", "AnswerGuestQuery", _guest, "Answer the guest.")
for _verb, _target, _end in (("answer", _chat_of, "to the chat."), ("reply", _quote_of, "that quotes this message.")):
    for _name, _content, _fixed in (
        (_verb, "text", {}),
        (f"{_verb}_text", "text", {}),
        (f"{_verb}_html", "text with HTML markup", {"parse_mode": "HTML"}),
        (f"{_verb}_markdown", "text with MarkdownV2 markup", {"parse_mode": "MarkdownV2"}),
        (f"{_verb}_markdown_v2", "text with MarkdownV2 markup", {"parse_mode": "MarkdownV2"}),
    ):
        _add_shortcut(MessageShortcuts, f"{_name}(text)", "SendMessage", _target, f"Send a {_content} {_end}", **_fixed)
del _verb, _target, _end, _name, _content, _fixed


class InaccessibleMessageShortcuts(MessageShortcuts):
    """Functions of a message of which Telegram sends only the chat and the id; all its other fields are `None`."""

    __slots__ = ()


# The fields that can contain a message's file; a video comes before its cover, an animation before its `document` twin.
_FILES = "animation audio video video_note voice sticker live_photo document photo new_chat_photo".split()
_COMMAND = re.compile(r"/(?P<name>\w{1,64})(?:@\w+)?(?!\S)(?P<args>.*)", re.DOTALL)


def _api_of(self: Object) -> Api:
    if self._bot is None:
        raise TypeError(f"{type(self).__name__} does not belong to a bot: make it with from_dict(data, bot)")
    return self._bot.api


def _stream(self: Object, chat: Any, chunks: Iterable[str | None], options: dict[str, Any]) -> Any:
    bot = _api_of(self)._bot
    return _import_contrib("streaming", f"{type(self).__name__}.stream").stream(bot, chat, chunks, **options)


@contextlib.contextmanager
def _show_action(self: Object, target: dict[str, Any], action: str) -> Iterator[None]:
    """Send a chat action now and every 4.5 s, because it is shown for 5 s; a failure never stops the work."""
    api, done = _api_of(self), threading.Event()
    target = {name: value for name, value in target.items() if name != "direct_messages_topic_id"}

    def show() -> None:
        try:
            while True:
                api.send_chat_action(action=action, **target)
                if done.wait(4.5):
                    return
        except ScaleTGError as error:
            log.info("the chat action %r was not shown: %s", action, error)

    shower = threading.Thread(target=show, name="scaletg-action", daemon=True)
    shower.start()
    try:
        yield
    finally:
        done.set()
        shower.join(1)  # so that the answer comes after it, without waiting for a slow network


class ChatShortcuts(Object):
    """Functions of a chat."""

    __slots__ = ()

    def typing(self, action: str = "typing") -> Any:
        """Show "typing..." while the block runs: `with chat.typing(): work()`."""
        return _show_action(self, {"chat_id": self._raw["id"]}, action)

    def stream(self, chunks: Iterable[str | None], **options: Any) -> Any:
        """Show a text in the chat while it is made, and return its last messages: see `message.stream`."""
        return _stream(self, self, chunks, options)

    @property
    def full_name(self) -> str:
        """Return the title, or the person's name."""
        return self._raw.get("title") or _person(self._raw)

    @property
    def link(self) -> str | None:
        """Return the public address, `None` if the chat has no username."""
        if not self._raw.get("username"):
            return None
        return f"https://t.me/{self._raw['username']}"


def _person(raw: dict[str, Any]) -> str:
    names = (raw.get("first_name"), raw.get("last_name"))
    return " ".join(name for name in names if name and isinstance(name, str))


_chat = _paths(chat_id="id")
_add_shortcut(ChatShortcuts, "send_message(text)", "SendMessage", _chat, "Send a text.")
_add_shortcut(ChatShortcuts, "ban(user_id)", "BanChatMember", _chat, "Ban a user.")
_add_shortcut(ChatShortcuts, "unban(user_id)", "UnbanChatMember", _chat, "Lift a ban.")
_add_shortcut(ChatShortcuts, "restrict(user_id, permissions)", "RestrictChatMember", _chat, "Restrict a user.")
_add_shortcut(ChatShortcuts, "promote(user_id)", "PromoteChatMember", _chat, "Make a user an administrator.")
_add_shortcut(
    ChatShortcuts, "get_member(user_id)", "GetChatMember", _chat, "Get a member: `chat.get_member(5).send()`."
)
_add_shortcut(ChatShortcuts, "get_member_count()", "GetChatMemberCount", _chat, "Get the number of members.")
_add_shortcut(ChatShortcuts, "get_administrators()", "GetChatAdministrators", _chat, "Get the administrators.")
_add_shortcut(ChatShortcuts, "leave()", "LeaveChat", _chat, "Leave the chat.")
_add_shortcut(ChatShortcuts, "unpin_all()", "UnpinAllChatMessages", _chat, "Unpin all messages.")
_add_shortcut(ChatShortcuts, "create_invite_link()", "CreateChatInviteLink", _chat, "Make a further invite link.")

# The content that can be sent as `message.reply_photo`, `message.answer_photo` and `chat.send_photo`; the parameters
# that the schema requires besides the chat are positional.
for _name in (
    "photo live_photo audio document video animation voice video_note paid_media media_group location venue contact "
    "poll checklist dice sticker invoice game rich_message"
).split():
    _method = "Send" + _name.title().replace("_", "")
    _required = [field.name for field in schema.methods["s" + _method[1:]].fields if field.required]
    _places = ", ".join(place for place in _required if place not in ("chat_id", "business_connection_id"))
    _summary = f"Send a {_name.replace('_', ' ')}: {_method}'s parameters."
    _add_shortcut(MessageShortcuts, f"answer_{_name}({_places})", _method, _chat_of, _summary)
    _add_shortcut(MessageShortcuts, f"reply_{_name}({_places})", _method, _quote_of, _summary)
    _add_shortcut(ChatShortcuts, f"send_{_name}({_places})", _method, _chat, _summary)
del _name, _method, _required, _places, _summary


class UserShortcuts(Object):
    """Functions of a user."""

    __slots__ = ()

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return _person(self._raw)

    @property
    def link(self) -> str:
        """Return the public address, or one that only Telegram's own apps open."""
        username = self._raw.get("username")
        if username:
            return f"https://t.me/{username}"
        return f"tg://user?id={self._raw['id']}"

    def mention_html(self, name: str | None = None) -> str:
        """Return a mention for HTML that works without a username."""
        return f'<a href="tg://user?id={self._raw["id"]}">{escape_html(_mentioned(self._raw, name))}</a>'

    def mention_markdown(self, name: str | None = None) -> str:
        """Return a mention for MarkdownV2 that works without a username."""
        return f"[{escape_markdown(_mentioned(self._raw, name))}](tg://user?id={self._raw['id']})"


def _mentioned(raw: dict[str, Any], name: str | None) -> str:
    """Return the text of a mention, which must not be empty: a deleted account has no name."""
    text = name or _person(raw)
    if not text.strip():
        return "Deleted Account"
    return text


class CallbackQueryShortcuts(EditShortcuts):
    """Functions of the press of a button: answer the query, edit the message with the button."""

    __slots__ = ()

    def answer(self, text: str | None = None, **options: Any) -> Any:
        """Answer the query, also with a note or alert. https://core.telegram.org/bots/api#answercallbackquery"""
        own = {"callback_query_id": self._raw.get("id")}
        return _make_method(self, "AnswerCallbackQuery", own, {"text": text, **options})


class InlineQueryShortcuts(Object):
    """Functions of an inline query."""

    __slots__ = ()

    def answer(self, results: Sequence[Any], **options: Any) -> Any:
        """Answer with at most 50 results. https://core.telegram.org/bots/api#answerinlinequery"""
        own = {"inline_query_id": self._raw["id"]}
        return _make_method(self, "AnswerInlineQuery", own, {"results": list(results), **options})


class ShippingQueryShortcuts(Object):
    """Functions of a shipping query."""

    __slots__ = ()


_query = _paths(shipping_query_id="id")
_add_shortcut(ShippingQueryShortcuts, "answer(ok)", "AnswerShippingQuery", _query, "Give the options, or say why not.")


class PreCheckoutQueryShortcuts(Object):
    """Functions of a query before a payment, which must be answered within 10 seconds."""

    __slots__ = ()

    def answer(self, ok: bool = True, error_message: str | None = None) -> Any:
        """Accept the payment, or refuse it with a message. https://core.telegram.org/bots/api#answerprecheckoutquery"""
        own = {"pre_checkout_query_id": self._raw["id"]}
        return _make_method(self, "AnswerPreCheckoutQuery", own, {"ok": ok, "error_message": error_message})


class ChatJoinRequestShortcuts(Object):
    """Functions of a request to join."""

    __slots__ = ()


_applicant = _paths(chat_id="chat.id", user_id="from.id")
_add_shortcut(ChatJoinRequestShortcuts, "approve()", "ApproveChatJoinRequest", _applicant, "Let the user in.")
_add_shortcut(ChatJoinRequestShortcuts, "decline()", "DeclineChatJoinRequest", _applicant, "Refuse the user.")


class FileShortcuts(Object):
    """Functions of every object with a file_id."""

    __slots__ = ()

    def download(self, to: Any = None, **options: Any) -> Any:
        """Download the file: `bot.api.download(file, to, ...)`."""
        return _api_of(self).download(self, to, **options)


class JobShortcuts(Object):
    """What a job has besides its fields: see `scaletg_contrib.jobs`."""

    __slots__ = ()

    def keep(self, **data: Any) -> None:
        """Store the place of a long job, so that it goes on there if its process dies: *data* becomes part of `data`.

        From the first call on, the chat does not wait for the end of the job. It raises `Stop` if the job was cancelled
        and `Retry` if the process is to end: the job then goes on in the next one.
        """
        self._raw.setdefault("data", {}).update(data)
        self._read.pop("data", None)
        if self._bot is not None and self._bot.has_jobs:
            self._bot.jobs.keep(self, data)


class JobDataShortcuts(Object):
    """The data of a job: `job.data.text` and `job.data["text"]` are the same."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """Find the data of this name: every name may be there, which type checkers must know."""
        return super().__getattr__(name)

    def __getitem__(self, key: str) -> Any:
        return self._raw[key]

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def keys(self) -> Iterable[str]:
        """Return the names of the data, which lets `**job.data` and `dict(job.data)` work."""
        return self._raw.keys()

    def get(self, key: str, default: Any = None) -> Any:
        """Return what has this name, or *default*."""
        return self._raw.get(key, default)


class MessageEntityShortcuts(Object):
    """Functions of an entity."""

    __slots__ = ()

    def text_in(self, text: str) -> str:
        """Return the part of *text*, the message's text or caption, that the entity covers."""
        return _cut(_utf16(text), self._raw["offset"], self._raw["offset"] + self._raw["length"])


# The shortcuts of a type: those of the class with its name, unless the type is listed here.
_SHORTCUTS: dict[str, type[Object]] = dict.fromkeys(
    "PhotoSize Audio Document Video Animation Voice VideoNote Sticker LivePhoto VideoQuality PassportFile".split(),
    FileShortcuts,
)
_SHORTCUTS["ChatFullInfo"] = ChatShortcuts
_SHORTCUTS |= {name: globals()[f"{name}Shortcuts"] for name in schema.types if f"{name}Shortcuts" in globals()}


###############################################################################
# Transports ##################################################################
###############################################################################

# The exception for each of Telegram's error codes, and a hint for the reader.
_REFUSALS = {400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 429: TooManyRequests}
_HINTS = {
    401: "The token is wrong or was revoked: ask @BotFather for it.",
    403: "The user blocked the bot or never wrote to it, or the bot is not a member or lacks a right.",
    404: "The method does not exist, or the token is malformed.",
    409: "A second instance of the bot is polling, or a webhook is set: stop one, or run `scaletg webhook delete`.",
}
_GONE_HINT = "The path of a file is valid for an hour: download the file by its file_id."
_LOCAL_HINT = "The Bot API server runs with --local and its files are not visible here: give the bot the same folder."
_SIZE_HINT = "A photo may have 10 MiB, any other file 50 MB; with your own Bot API server up to 2000 MB."
_PATH_HINT = "A string is a file_id or an address. To upload a file write Path({!r}), with pathlib's Path."
_CHUNK = 64 * 1024

Progress = Callable[[int, "int | None"], Any]


class Transport(Protocol):
    """The object that answers the calls of a bot: `bot.api.transport`. By default a `Network`, which calls Telegram.

    A wrapper gets every attempt of a call: it can slow calls down, record them, or answer from a cache.

        class Counter:
            def __init__(self, inner):
                self.inner, self.calls = inner, 0

            def call(self, name, parameters, files):
                self.calls += 1
                return self.inner.call(name, parameters, files)

            def download(self, path):
                return self.inner.download(path)

            def sleep(self, seconds):
                self.inner.sleep(seconds)

        bot.api.transport = Counter(bot.api.transport)

    Many threads use it at the same time. It calls the inner one in the thread in which it is called: `request_timeout`
    and `progress` of a call reach the network that way. A wrapper keeps the transport that it wraps as *inner*: without
    that it counts as one that answers itself, as in a test, where nobody waits.
    """

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, InputFile], /) -> Mapping[str, Any]:
        """Return Telegram's answer to a call: `{"ok": True, "result": ...}`, or `{"ok": False, "error_code": ...}`.

        *parameters* are in Telegram's form; for a file they contain `attach://NAME`, and *files* has this name.
        Raises `NetworkError` if no answer arrives.
        """

    def download(self, path: str, /) -> bytes | Iterable[bytes]:
        """Return the content of the file at a `file_path`, whole or in pieces. Raises `FileNotFoundError`.

        An iterable may have *size*, the number of bytes in all, and *close*, a function.
        """

    def sleep(self, seconds: float, /) -> None:
        """Wait before a call is repeated."""


def _reaches_network(transport: Any) -> bool:
    """Return whether a transport is the network, or wraps it."""
    while not isinstance(transport, Network) and hasattr(transport, "inner"):
        transport = transport.inner
    return isinstance(transport, Network)


class _CurrentCall(threading.local):
    """The options of the call that this thread is making, for the transport that sends it."""

    #: Seconds that this attempt may take; `None`: the bot's `timeout`.
    timeout: float | None = None
    progress: Progress | None = None
    #: The time limit of the connections of this thread.
    limit: _Limit | None = None


_current_call = _CurrentCall()


class _Limit:
    """The time limit of the connections of one call: a deadline, or a limit for each wait."""

    def __init__(self, seconds: float, *, is_deadline: bool) -> None:
        self.seconds = seconds
        self._end: float | None = None
        if is_deadline:
            self._end = time.monotonic() + seconds

    def seconds_left(self) -> float:
        """Return how long the next step may wait. Raises `TimeoutError` if the time is over."""
        if self._end is None:
            return self.seconds
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{self.seconds:g} s are over")
        return left


def _api_error(bot: Bot, name: str, parameters: dict[str, Any], answer: Mapping[str, Any]) -> ApiError:
    """Return the exception for an answer that is not a success."""
    code: Any = answer.get("error_code")
    if not isinstance(code, int):
        code = 0
    description = bot.redact(str(answer.get("description") or "no description"))
    data = {"method": name, "parameters": parameters, "code": code, "description": description}
    kind = _REFUSALS.get(code, ApiError)
    if code >= 500:
        kind = ServerError
    extra: Any = answer.get("parameters")
    if not isinstance(extra, dict):
        extra = {}
    if kind is BadRequest and isinstance(extra.get("migrate_to_chat_id"), int):
        kind, data["new_chat_id"] = ChatMigrated, extra["migrate_to_chat_id"]
    if kind is TooManyRequests:
        data["retry_after"] = _seconds_to_wait(extra.get("retry_after"))
    where = ""
    if "chat_id" in parameters:
        where = f" (chat_id={parameters['chat_id']!r})"
    hint = _refusal_hint(name, parameters, code, description)
    text = f"{name}{where}: {code} {description}. {hint}".rstrip()
    return kind(bot.redact(text), **data)


def _seconds_to_wait(value: Any) -> int:
    """Return `retry_after` of an answer, or one second if it is not a number of seconds."""
    if isinstance(value, int) and value >= 0:
        return value
    return 1


_UNKNOWN_FILE = re.compile("wrong (remote )?file|invalid file|wrong padding|failed to get HTTP URL", re.IGNORECASE)
_TOO_LARGE = re.compile("too (big|large)", re.IGNORECASE)


def _refusal_hint(name: str, parameters: dict[str, Any], code: int, description: str) -> str:
    """Return a sentence that explains a refusal."""
    if name == "download" and code == 404:
        if os.path.isabs(parameters["file_path"]):
            return _LOCAL_HINT
        return _GONE_HINT
    if code == 413:
        return _SIZE_HINT
    if code == 400 and _TOO_LARGE.search(description) and name != "getFile":
        return _SIZE_HINT
    if code == 400 and _UNKNOWN_FILE.search(description):
        for value in parameters.values():
            if isinstance(value, str) and _looks_like_path(value):
                return _PATH_HINT.format(value)
    return _HINTS.get(code, "")


def _looks_like_path(text: str) -> bool:
    """Return whether a string is probably the name of a file, and not a file_id or an address."""
    return "://" not in text and re.fullmatch(r"[^\n]*\.\w{2,5}", text) is not None


def _without_token(bot: Bot, value: Any) -> Any:
    """Return a value for an exception: the same value, or a copy without the token if it contains the token."""
    if isinstance(value, str):
        return bot.redact(value)
    if isinstance(value, dict):
        return {key: _without_token(bot, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_token(bot, item) for item in value]
    if isinstance(value, bytes):
        text = value.decode("latin-1")
    elif isinstance(value, os.PathLike):
        text = os.fsdecode(value)
    elif isinstance(value, Object):
        text = json.dumps(value.to_dict(), default=str)
    elif isinstance(value, InputFile):
        source = _without_token(bot, value.source)
        filename = bot.redact(value.filename)
        if source is value.source and filename == value.filename:
            return value
        return InputFile(source, filename)
    else:
        return value
    hidden = bot.redact(text)
    if hidden == text:
        return value
    if isinstance(value, bytes):
        return hidden.encode("latin-1")
    return hidden


###############################################################################
# Bodies of calls #############################################################
###############################################################################


def _split_files(parameters: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, InputFile]]:
    """Return parameters in Telegram's form, with `attach://NAME` for each file, and the files by their names.

    Raises `OSError` for a path that cannot be read, `TypeError` and `ValueError` for a file that cannot be sent.
    """
    files: dict[str, InputFile] = {}
    plain = {}
    for name, value in parameters.items():
        if type(value) in _PLAIN:
            if value is not None:
                plain[name] = value
        else:
            plain[name] = _take_files(value, name, files)
    return plain, files


def _take_files(value: Any, name: str, files: dict[str, InputFile], inside: bool = False) -> Any:
    """Return the value of the parameter *name* in Telegram's form, and add its files to *files*."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, (bytes, bytearray, memoryview, os.PathLike)) or hasattr(value, "read"):
        value = InputFile(value)
    if isinstance(value, InputFile):
        part = f"file{len(files)}" if inside else name
        files[part] = _sendable_file(value, name)
        return f"attach://{part}"
    if isinstance(value, Object):
        value = {**value._raw, **value._read}
    if isinstance(value, dict):
        return {key: _take_files(item, name, files, True) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_take_files(item, name, files, True) for item in value]
    return _plain(value)


def _sendable_file(file: InputFile, parameter: str) -> InputFile:
    """Return a file that can be read again for each attempt, if possible."""
    source: Any = file.source  # regardless of its type
    if isinstance(source, (bytes, _FileView, _Stream)):
        return file
    if isinstance(source, os.PathLike):
        open(source, "rb").close()
        return file
    if isinstance(source, io.TextIOBase):
        raise TypeError(f"{parameter}: the file {file.filename!r} is open as text: open it with mode 'rb'")
    readable: Any = _view_of(source) or _Stream(source)
    if readable.size == 0 and readable.start > 0:
        raise ValueError(
            f"{parameter}: the file {file.filename!r} is at its end, so nothing would be sent: call its seek(0)"
        )
    return InputFile(readable, file.filename)


class _FileView:
    """An open file, read from a separate position, even if others read it: the position of the file does not change."""

    def __init__(self, source: Any, start: int, size: int) -> None:
        self.start = start
        self.size = size
        self._source = source
        self._done = 0

    def again(self) -> _FileView:
        """Return a new view with the same beginning."""
        return _FileView(self._source, self.start, self.size)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes: at most *size*, or all that existed when the view was created."""
        count = self.size - self._done
        if size >= 0:
            count = min(size, count)
        with _lock_of(self._source):
            before = self._source.tell()
            try:
                self._source.seek(self.start + self._done)
                content: bytes = self._source.read(count)
            finally:
                self._source.seek(before)
        self._done += len(content)
        return content


def _view_of(source: Any) -> _FileView | None:
    """Return a view of an open file from its current position, or `None` if the file is not seekable."""
    with contextlib.suppress(AttributeError, OSError):
        if source.seekable():
            with _lock_of(source):
                start = source.tell()
                end = source.seek(0, os.SEEK_END)
                source.seek(start)
            return _FileView(source, start, max(end - start, 0))
    return None


# Only one thread at a time may move the position of an open file. Each file has one of these locks, shared with others.
_FILE_LOCKS = tuple(threading.Lock() for _ in range(64))


def _lock_of(source: Any) -> threading.Lock:
    return _FILE_LOCKS[id(source) // 64 % len(_FILE_LOCKS)]


def _is_used_up(files: Mapping[str, InputFile]) -> bool:
    """Return whether one of the files cannot be read again."""
    return any(isinstance(file.source, _Stream) and file.source.started for file in files.values())


def _file_from_its_start(file: InputFile) -> InputFile:
    """Return a file for one attempt, which is read from its original position."""
    source: Any = file.source
    if isinstance(source, _FileView):
        source = source.again()
        return InputFile(source, file.filename)
    return file


class _Stream:
    """An open file that is not seekable, such as a pipe: it can be sent once, and its length is unknown."""

    size = None

    def __init__(self, source: Any) -> None:
        self._source = source
        #: Whether something was read: then it can no longer be sent from its beginning.
        self.started = False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most *size*."""
        self.started = True
        content: bytes = self._source.read(size)
        return content


class _Body:
    """The body of a call: JSON, or multipart if it has files, which are read while they are sent.

    It can be iterated several times, also at the same time. *parameters* and *files* are those of `_split_files`.
    """

    def __init__(
        self, parameters: dict[str, Any], files: Mapping[str, InputFile], progress: Progress | None = None
    ) -> None:
        #: Whether it was sent to its end.
        self.sent = False
        #: The parameters in Telegram's form, and the files that they name.
        self.plain = parameters
        self.files = files
        self.content_type = "application/json"
        self._progress = progress
        self._pieces: list[bytes | _Content] = [_compact(parameters)]
        if files:
            boundary = os.urandom(16).hex()
            self.content_type = f"multipart/form-data; boundary={boundary}"
            self._pieces = list(_multipart(parameters, files, boundary))
        sizes = [piece.size if isinstance(piece, _Content) else len(piece) for piece in self._pieces]
        #: The length, or `None` if that of a file is unknown: then the body is sent in chunks.
        self.size = None if None in sizes else sum(filter(None, sizes))

    def __len__(self) -> int:  # servers read the Content-Length of the part
        return self.size or 0

    def __iter__(self) -> Generator[bytes, None, None]:
        done = 0
        for piece in self._pieces:
            for chunk in [piece] if isinstance(piece, bytes) else piece:
                yield chunk
                done += len(chunk)
                if self._progress and self.files:
                    self._progress(done, self.size)
        self.sent = True  # when the next piece is requested, the last one was sent

    def rewind(self) -> bool:
        """Return whether the body can be sent from its beginning, which is impossible after a pipe was read."""
        return not _is_used_up(self.files)


def _multipart(parameters: dict[str, Any], files: Mapping[str, InputFile], boundary: str) -> Iterator[bytes | _Content]:
    """Yield the parts of a form: first the parameters, then the files."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="'
    for name, value in parameters.items():
        if name not in files:
            if isinstance(value, str):
                content = value.encode("utf-8", "replace")
            else:
                content = _compact(value)
            yield f'{head}{name}"\r\n\r\n'.encode() + content + b"\r\n"
    for name, file in files.items():
        filename = re.sub(r'[\r\n"\\]', "_", file.filename)
        end = "Content-Type: application/octet-stream\r\n\r\n"
        yield f'{head}{name}"; filename="{filename}"\r\n{end}'.encode("utf-8", "replace")
        yield _Content(file)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _json_encoder() -> Callable[[Any], str]:
    """Return the half of json.dumps that does the work; what stands around it costs as much again."""
    plain = json.JSONEncoder(separators=(",", ":"))
    make: Any = getattr(json.encoder, "c_make_encoder", None)  # not documented
    if make is None:
        return plain.encode
    encode = make(None, plain.default, _quote_json, None, ":", ",", False, False, True)
    return lambda value: "".join(encode(value, 0))


_quote_json = json.encoder.encode_basestring_ascii
_encode_json = _json_encoder()


def _compact(value: Any) -> bytes:
    return _encode_json(value).encode()


def _write_json(reply: dict[str, Any]) -> bytes:
    """Return a reply as JSON. Most are a text to a chat, and no more: these take a third of the time."""
    if len(reply) == 3 and reply["method"] == "sendMessage":
        chat_id, text = reply["chat_id"], reply["text"]
        if type(chat_id) is int and type(text) is str:
            return f'{{"method":"sendMessage","chat_id":{chat_id},"text":{_quote_json(text)}}}'.encode()
    return _compact(reply)


def _write_flat_method(start: str, keys: dict[str, str], raw: dict[str, Any]) -> bytes | None:
    """Return a method with nothing but strings, numbers and truth values as JSON; `None` if it has more.

    *start* is `{"method":"sendMessage"`, and *keys* has `,"text":` for text. This takes a third of the time of
    `_compact`, because the names of the schema need no quoting.
    """
    text = start
    for name, value in raw.items():
        kind = type(value)
        if name not in keys:
            return None
        if kind is str:
            text += keys[name] + _quote_json(value)
        elif kind is int:
            text += f"{keys[name]}{value}"
        elif kind is bool:
            text += keys[name] + _encode_json(value)
        else:
            return None
    return f"{text}}}".encode()


class _Content:
    """The content of a file of `_split_files`; each iteration starts at the beginning."""

    def __init__(self, file: InputFile) -> None:
        self._file = file
        #: The number of bytes; `None` if it is unknown.
        self.size: int | None = None
        source: Any = file.source
        if isinstance(source, bytes):
            self.size = len(source)
        elif isinstance(source, os.PathLike):
            self.size = _size_of_path(source)
        else:
            self.size = source.size

    def __iter__(self) -> Iterator[bytes]:
        """Yield exactly the announced number of bytes, even if the file grows in the meantime."""
        left = sys.maxsize
        if self.size is not None:
            left = self.size
        with _open_source(self._file.source) as stream:
            while left > 0:
                chunk = stream.read(min(_CHUNK, left))
                if not chunk:
                    break
                yield chunk
                left -= len(chunk)
        if left and self.size is not None:
            raise ScaleTGError(f"the file {self._file.filename!r} lost {left} bytes of its content while it was sent")


def _size_of_path(path: os.PathLike[str]) -> int | None:
    """Return the length of a file, or `None` if it is not seekable, such as a named pipe."""
    with open(path, "rb") as stream:
        if not stream.seekable():
            return None
        return stream.seek(0, os.SEEK_END)


def _open_source(source: Any) -> contextlib.AbstractContextManager[Any]:
    """Return a reader that begins at the start of *source* and belongs to the caller."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if isinstance(source, os.PathLike):
        return open(source, "rb")
    if isinstance(source, _FileView):
        source = source.again()
    return contextlib.nullcontext(source)


###############################################################################
# Connections #################################################################
###############################################################################


class Network:
    """The transport that calls Telegram's servers, or your own: the default of `bot.api.transport`.

    All threads of a process share its connections. The proxies and certificates of the environment are read
    at the first call, and again after `bot.close()` or a fork.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._connections: dict[Any, _Connections] = {}

    def __repr__(self) -> str:
        return f"<Network of {self._bot!r}>"

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, InputFile], /) -> dict[str, Any]:
        """Send a call and return the answer in Telegram's form. Raises `NetworkError`."""
        seconds = self._seconds()
        if name == "getUpdates" and isinstance(parameters.get("timeout"), (int, float)):
            seconds += parameters["timeout"]
        body = _Body(parameters, files, _current_call.progress)
        limit = _Limit(seconds, is_deadline=not files)
        return _read_answer(self._exchange(name, parameters, body, limit))

    def download(self, path: str, /) -> _Download:
        """Return the content of a file in pieces. Raises `NetworkError`, and `ApiError` if there is no such file."""
        if os.path.isabs(path) and os.path.exists(path):  # your own server with --local shares its disk
            return self._open_local(path)
        parameters = {"file_path": path}
        limit = _Limit(self._seconds(), is_deadline=False)
        response = self._exchange("download", parameters, None, limit)
        if response.status_code != 200:
            raise _api_error(self._bot, "download", parameters, _read_answer(response))
        size = None
        length = response.headers.get("Content-Length", "")
        if length.isdigit():
            size = int(length)
        return _Download(response, size, self._read_pieces(response, parameters))

    def sleep(self, seconds: float, /) -> None:
        """Wait."""
        time.sleep(seconds)

    def share_connections(self, other: Network) -> None:
        """Use the connections of another bot's network: bots with one registry call the same server."""
        self._connections = other._connections

    def close(self) -> None:
        """Close the connections that no thread uses; the next call opens new ones."""
        while self._connections:
            _, connections = self._connections.popitem()
            connections.close()

    def _seconds(self) -> float:
        """Return the time that this attempt may take."""
        timeout = _current_call.timeout
        if timeout is None:
            return float(self._bot.timeout)
        return timeout

    def _open_local(self, path: str) -> _Download:
        try:
            source = open(path, "rb")  # noqa: SIM115  # the reader of the download closes it
        except OSError as error:
            text = self._bot.redact(f"download: the file of the Bot API server cannot be read: {error}")
        else:
            pieces = iter(functools.partial(source.read, _CHUNK), b"")
            return _Download(source, os.fstat(source.fileno()).st_size, pieces)
        raise ConfigError(f"{text}. The bot's user needs the right to read the folder of the server.")

    def _read_pieces(self, response: Any, parameters: dict[str, Any]) -> Iterator[bytes]:
        try:
            yield from response.iter_content(_CHUNK)
            return
        except OSError as error:  # includes all exceptions of requests
            failure = self._failure("download", parameters, error, is_sent=True)
        raise failure

    def _exchange(self, name: str, parameters: dict[str, Any], body: _Body | None, limit: _Limit) -> Any:
        """Send one request and return the response; without a *body* it is a download, whose content is read later.

        A network error is raised as a new exception, because its own text would show the address. The address
        is in no variable here, so that tools which print the variables of a traceback do not show it either.
        """
        import requests
        from urllib3.exceptions import HTTPError

        before, _current_call.limit = _current_call.limit, limit
        try:
            response = self._own_connections().send(self._bot, name, parameters, body, limit.seconds)
            response.raw.enforce_content_length = True
            if body is not None:
                response.content  # noqa: B018  # read the answer here, within the limit
            return response
        except (requests.RequestException, HTTPError, OSError) as error:
            failure = self._failure(name, parameters, error, is_sent=body is not None and body.sent)
        finally:
            _current_call.limit = before
        raise failure

    def _own_connections(self) -> _Connections:
        """Return the connections of this process to the bot's server: a fork must not share them.

        There is no lock, because a fork could leave it locked: of two threads, one may create
        connections that are dropped.
        """
        bot = self._bot
        made_for = os.getpid(), bot.base_url, tuple((bot.proxies or {}).items())
        connections = self._connections.get(made_for)
        if connections is None:
            made = _Connections(bot.base_url, bot.proxies)
            for outdated in set(self._connections) - {made_for}:
                self._connections.pop(outdated, None)
            connections = self._connections.setdefault(made_for, made)
        return connections

    def _failure(self, name: str, parameters: dict[str, Any], error: Exception, is_sent: bool) -> ScaleTGError:
        """Return our exception for one of the HTTP library."""
        import requests
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        cause = _innermost_error(error)
        is_from_library = isinstance(error, (requests.RequestException, HTTPError))
        if isinstance(error, ValueError) or not is_from_library:  # an unusable address or file
            text = f"{name} cannot be sent: {_text_of(cause)}. Look at base_url, proxies and REQUESTS_CA_BUNDLE."
            return ConfigError(self._bot.redact(text))
        kind = NetworkError
        trouble = "could not be reached"
        if is_sent:
            trouble = "did not finish its answer"
        if isinstance(error, requests.exceptions.Timeout) or isinstance(cause, (TimeoutError, ReadTimeoutError)):
            kind = Timeout
            trouble = "did not answer in time"
        text = f"{name}: Telegram {trouble}: {type(cause).__name__}: {_text_of(cause)}."
        if is_sent and not _only_reads(name):
            text += " It may have been executed, so it was not repeated."
        parameters = _without_token(self._bot, parameters)
        return kind(self._bot.redact(text), method=name, parameters=parameters, sent=is_sent)


def _innermost_error(error: Exception) -> Exception:
    """Return the innermost exception, which says what happened."""
    inner = getattr(error, "reason", None)
    if inner is None and error.args:
        inner = error.args[-1]
    if isinstance(inner, Exception):
        return _innermost_error(inner)
    return error


class _Download:
    """The content of a file, in pieces that are read when needed."""

    def __init__(self, source: Any, size: int | None, pieces: Iterator[bytes]) -> None:
        self.size = size
        self._source = source
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Close the file, or return the connection to the pool."""
        self._source.close()


def _read_answer(response: Any) -> dict[str, Any]:
    """Return Telegram's answer; for that of another server, such as the page of a proxy, an error that says so."""
    text = f"{response.reason or ''} (not JSON: base_url or a proxy may be wrong)".strip()
    answer: Any = None
    with contextlib.suppress(ValueError, OSError):  # the answer to a download is only read now, and may break off
        answer = json.loads(response.content)
    if not isinstance(answer, dict):
        return {"ok": False, "error_code": response.status_code, "description": text}
    answer.setdefault("description", response.reason)
    if not isinstance(answer.get("error_code"), int):
        answer["error_code"] = response.status_code
    return answer


# A connection that was idle for longer is not used again: a router on the way may have dropped it, and a request on it
# would be lost. Keep-alive packets make this less likely.
_IDLE_SECONDS = 60.0
_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPALIVE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
# Additional connections are closed after their use.
_KEPT_CONNECTIONS = 100


class _Connections:
    """The connections of one process to one server: the pool of urllib3, as an adapter of requests creates it."""

    def __init__(self, base_url: str, proxies: dict[str, str] | None) -> None:
        import requests

        for name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry"):
            logging.getLogger(name).addFilter(_hide_tokens)
        request = requests.Request("POST", base_url).prepare()  # raises an error if the address is invalid
        self._root = str(request.url).rstrip("/")
        self._proxies = {**_environment_proxies(self._root), **(proxies or {})}
        self._certificates = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self._adapter = _adapter_class()(pool_maxsize=_KEPT_CONNECTIONS)

    def send(self, bot: Bot, name: str, parameters: dict[str, Any], body: _Body | None, seconds: float) -> Any:
        """Send a request and return the response, whose content is not read yet."""
        from urllib.parse import quote

        import requests

        test = ""
        if bot.test_environment:
            test = "test/"
        request = requests.PreparedRequest()
        request.headers = requests.structures.CaseInsensitiveDict({"User-Agent": f"ScaleTG/{__version__}"})
        if body is None:
            request.method = "GET"
            request.url = f"{self._root}/file/bot{bot._required_token}/{test}{quote(parameters['file_path'])}"
            request.headers["Accept-Encoding"] = "identity"  # otherwise the length would not be that of the file
        else:
            request.method = "POST"
            request.url = f"{self._root}/bot{bot._required_token}/{test}{quote(name)}"
            request.headers["Content-Type"] = body.content_type
            request.headers["Accept-Encoding"] = "gzip, deflate"
            if body.size is None:
                request.headers["Transfer-Encoding"] = "chunked"
            else:
                request.headers["Content-Length"] = str(body.size)
            request.body = body
        options: dict[str, Any] = {"stream": True, "verify": self._certificates, "cert": None}
        return self._adapter.send(request, timeout=seconds, proxies=self._proxies, **options)

    def close(self) -> None:
        self._adapter.close()


def _environment_proxies(url: str) -> dict[str, str]:
    """Return the proxies of the environment for an address; none for a server on this machine."""
    import ipaddress
    from urllib.parse import urlsplit

    import requests

    host = urlsplit(url).hostname or ""
    is_here = host == "localhost" or host.endswith(".localhost")
    with contextlib.suppress(ValueError):  # a name
        is_here = ipaddress.ip_address(host).is_loopback
    if is_here:
        return {}
    return dict(requests.utils.get_environ_proxies(url))


@functools.cache
def _adapter_class() -> Any:
    """Return an adapter of requests whose connections observe the time limit of their call."""
    import socket

    import requests.adapters
    from urllib3.connection import HTTPConnection

    options = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):  # some exist only on some systems
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))

    class Adapter(requests.adapters.HTTPAdapter):
        _pool: Any = None

        def get_connection_with_tls_context(
            self, request: Any, verify: Any, proxies: Any = None, cert: Any = None
        ) -> Any:
            """Return the pool. It is looked up once: all requests of `_Connections` go to one server, in one way."""
            pool = self._pool
            if pool is None:
                pool = self._pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            return pool

        def request_url(self, request: Any, proxies: Any) -> Any:
            """Return the path, with a proxy perhaps more."""
            if proxies:
                return super().request_url(request, proxies)
            return request.path_url

        def close(self) -> None:
            self._pool = None  # a thread that has a request to send gets another one
            super().close()

        def init_poolmanager(self, *values: Any, **more: Any) -> None:
            super().init_poolmanager(*values, socket_options=options, **more)
            self.poolmanager.pool_classes_by_scheme = _limited_pools(self.poolmanager)

        def proxy_manager_for(self, proxy: Any, **more: Any) -> Any:
            manager = super().proxy_manager_for(proxy, socket_options=options, **more)
            manager.pool_classes_by_scheme = _limited_pools(manager)
            return manager

    return Adapter


def _limited_pools(manager: Any) -> dict[str, Any]:
    return {scheme: _limited_pool(kind) for scheme, kind in manager.pool_classes_by_scheme.items()}


@functools.cache
def _limited_pool(kind: Any) -> Any:
    """Return a pool class of urllib3 with our time limits, and without a lock that a fork could leave locked."""
    if issubclass(kind.QueueCls, _Idle):
        return kind

    class Pool(kind):  # type: ignore[misc]  # one of several classes
        QueueCls = _Idle
        ConnectionCls = _limited_connection(kind.ConnectionCls)

        def _get_conn(self, timeout: float | None = None) -> Any:
            connection = super()._get_conn(timeout)
            if connection.sock is not None and time.monotonic() - connection.used_at > _IDLE_SECONDS:
                connection.close()  # it is opened again automatically
            return connection

    return Pool


class _Idle:
    """The idle connections, the last one first: a replacement for a queue with locks."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._connections: deque[Any] = deque()

    def get(self, block: bool = False, timeout: float | None = None) -> Any:
        """Return a connection, or `None` to create one."""
        import queue

        try:
            return self._connections.pop()
        except IndexError:
            raise queue.Empty from None

    def put(self, connection: Any, block: bool = False) -> None:
        """Keep a connection; close it if there are enough."""
        if connection is not None:  # urllib3 first fills its queue with None
            self._connections.append(connection)
        if len(self._connections) > self._size:
            self._connections.popleft().close()


@functools.cache
def _limited_connection(kind: Any) -> Any:
    """Return a connection class of urllib3 that observes the time limit of the current call."""
    import http.client

    class Connection(kind):  # type: ignore[misc]  # one of several classes
        used_at = 0.0
        timeout: Any
        _dns_host: str

        def _new_conn(self) -> Any:
            if hasattr(self, "_socks_options"):
                sock = super()._new_conn()
            else:
                sock = self._connect_to_any()
            sock.settimeout(_seconds_left(self.timeout))
            return sock

        def _connect_to_any(self) -> Any:
            """Connect to the first address of the host that accepts; all of them share the time limit."""
            *addresses, last = _addresses_of(self, self._dns_host, self.port)
            end = time.monotonic() + _seconds_left(self.timeout)
            for number, address in enumerate(addresses):
                share = (end - time.monotonic()) / (len(addresses) + 1 - number)
                with contextlib.suppress(Exception):
                    return self._connect_to(address, share)
            return self._connect_to(last, end - time.monotonic())

        def _connect_to(self, address: str, seconds: float) -> Any:
            before = self._dns_host, self.timeout
            self._dns_host, self.timeout = address, max(seconds, 0.001)
            try:
                return super()._new_conn()
            finally:
                self._dns_host, self.timeout = before

        def send(self, data: Any) -> None:
            if self.sock is not None:
                self.sock.settimeout(_seconds_left(self.timeout))
            super().send(data)

        def response_class(self, sock: Any, *values: Any, **options: Any) -> Any:
            self.used_at = time.monotonic()
            limited: Any = _LimitedSocket(sock, _current_call.limit)
            return http.client.HTTPResponse(limited, *values, **options)

    return Connection


def _seconds_left(default: Any) -> Any:
    limit = _current_call.limit
    if limit is None:
        return default
    return limit.seconds_left()


def _addresses_of(connection: Any, host: str, port: int) -> list[str]:
    """Return the addresses of a host as strings. Raises the exception of urllib3 if there is none."""
    import socket

    from urllib3.exceptions import LocationParseError, NewConnectionError
    from urllib3.util.connection import allowed_gai_family

    try:
        found = socket.getaddrinfo(host.strip("[]"), port, allowed_gai_family(), socket.SOCK_STREAM)
    except UnicodeError:
        raise LocationParseError(f"{host!r} is not a host name") from None
    except OSError as error:
        raise NewConnectionError(connection, f"Failed to resolve {host!r}: {error}") from error
    hosts = [str(address[0]) for *_, address in found]
    return list(dict.fromkeys(hosts))


class _LimitedSocket:
    """The part of a socket that a response needs: reading observes a time limit."""

    def __init__(self, sock: Any, limit: _Limit | None) -> None:
        self._sock = sock
        self._limit = limit

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the file that the response reads."""
        file = self._sock.makefile(mode, buffering=0)
        if self._limit is not None:
            file = _LimitedFile(self._sock, file, self._limit)
        return io.BufferedReader(file)


class _LimitedFile(io.RawIOBase):
    def __init__(self, sock: Any, file: Any, limit: _Limit) -> None:
        self._sock = sock
        self._file = file
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._limit.seconds_left())
        count: int | None = self._file.readinto(buffer)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


_TOKEN = re.compile(r"(bot)[0-9]+(?::|%3[Aa])[\w-]+|\b[0-9]+(?::|%3[Aa])[\w-]{30,}")


def _hide_tokens(record: logging.LogRecord) -> bool:
    """Remove bot tokens from the log lines of the HTTP library, which contain addresses at level DEBUG."""
    record.msg = _TOKEN.sub(_hide_token, record.getMessage())
    record.args = None
    return True


def _hide_token(found: re.Match[str]) -> str:
    return f"{found[1] or ''}<token>"


###############################################################################
# API client ##################################################################
###############################################################################


class Api:
    """Calls of the Bot API: `bot.api.send_message(chat_id, "Hello")`, `bot.api(method)`, `bot.api.call("newMethod")`.

    The functions take the required parameters in the official order, the optional ones by name, and two more:
    *request_timeout* (seconds) and *progress*, a function of the bytes done and the bytes in all (`None`: unknown).
    Results are objects. A call that did not reach Telegram, or was refused only for some time (429 and 5xx), is
    repeated as long as `Bot(retry_budget=...)` and *request_timeout* allow, after the time that Telegram names. A call
    that may have been executed raises `NetworkError`, unless its method only reads: see `error.repeatable`.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._network = Network(bot)
        #: The transport of the calls: the network, unless it is wrapped, or replaced in a test.
        self.transport: Transport = self._network
        # The callback queries in progress, and whether they have been answered.
        self._open_queries: dict[str, bool] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in schema.functions:
            hint = _suggest(name, schema.functions)
            raise AttributeError(f"the Bot API has no {name!r}.{hint} For a new method: bot.api.call(...)", name=name)
        make: Any = _class(name.title().replace("_", ""))

        def call(
            *values: Any, request_timeout: float | None = None, progress: Progress | None = None, **parameters: Any
        ) -> Any:
            return self(make(*values, **parameters), request_timeout=request_timeout, progress=progress)

        call.__name__ = call.__qualname__ = name
        call.__doc__ = make.__doc__
        parameters = list(inspect.signature(make).parameters.values())
        for parameter in inspect.signature(call).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY:
                parameters.append(parameter)
        call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # a function can have this attribute
        self.__dict__[name] = call  # the next look-up finds it there
        return call

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *schema.functions})

    def __repr__(self) -> str:
        return f"<Api of {self._bot!r}>"

    def __call__(
        self, method: Method, *, request_timeout: float | None = None, progress: Progress | None = None
    ) -> Any:
        """Send a method object and return Telegram's result as an object."""
        if not isinstance(method, Method):
            raise TypeError(f"bot.api(...) takes a method object, not {type(method).__name__}: see bot.api.call(name)")
        method.discard()
        parameters = {name: method._read.get(name, value) for name, value in method._raw.items()}
        return self.call(method._entry.name, request_timeout=request_timeout, progress=progress, **parameters)

    def call(
        self, name: str, /, *, request_timeout: float | None = None, progress: Progress | None = None, **parameters: Any
    ) -> Any:
        """Call any method by Telegram's name, including methods that the schema does not know.

        Raises a subclass of `ApiError` if Telegram refuses, `NetworkError` if it cannot be reached or does not answer.
        """
        if name == "answerCallbackQuery" and parameters.get("callback_query_id") in self._open_queries:
            self._open_queries[parameters["callback_query_id"]] = True
        parameters = self._bot._with_defaults(name, parameters)
        call = _Call(self, name, parameters, *_split_files(parameters))
        result = call.repeat(call.send, request_timeout, progress)
        entry = schema.methods.get(name)
        convert: _Converter | None = _generic
        if entry is not None and entry.returns:
            convert = _converter(entry.returns)
        if convert is None:
            return result
        return convert(result, self._bot)

    def download(
        self, file: Any, to: Any = None, *, request_timeout: float | None = None, progress: Progress | None = None
    ) -> Any:
        """Download a file, given by its file_id or by any object that has one, and return *to*.

        It is written *to* a path (which appears when it is complete) or an open binary file; without *to* the content
        is returned as bytes. https://core.telegram.org/bots/api#getfile
        """
        if isinstance(to, (str, os.PathLike)) and os.path.isdir(to):
            raise IsADirectoryError(f"download: {os.fspath(to)!r} is a folder: give the path of a file in it")
        path = getattr(file, "file_path", None)
        if not path:
            file_id = file
            if not isinstance(file, str):
                file_id = file.file_id
            path = self.get_file(file_id, request_timeout=request_timeout).file_path
            if not path:
                raise ScaleTGError(f"Telegram gave no path for the file {file_id!r}: try the download again later")
        fetch = functools.partial(self._fetch, path, request_timeout, progress)
        if to is None:
            return fetch(io.BytesIO()).getvalue()
        if not isinstance(to, (str, os.PathLike)):
            return fetch(to)
        from pathlib import Path

        part = Path(to).with_name(f".scaletg-{os.urandom(8).hex()}.part")
        try:
            with part.open("xb") as target:  # "x": no existing file is overwritten, and no link followed
                fetch(target)
            part.replace(to)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return to

    def _disconnect(self) -> None:  # `close` is a method of the Bot API
        """Close the connections of this process."""
        self._network.close()

    def _fetch(self, path: str, timeout: float | None, progress: Progress | None, target: Any) -> Any:
        """Write the content of a file into *target*, and return *target*."""
        call = _Call(self, "download", {"file_path": path}, {"file_path": path}, {})
        content = call.repeat(call.download, timeout, None)
        pieces, size = content, getattr(content, "size", None)
        if isinstance(content, bytes):  # from a transport other than `Network`
            pieces, size = [content], len(content)
        done = 0
        try:
            for chunk in pieces:
                target.write(chunk)
                done += len(chunk)
                if progress:
                    progress(done, size)
        finally:
            if hasattr(content, "close"):
                content.close()
        return target


class _Call:
    """One call of the Bot API, which may take several attempts."""

    def __init__(
        self, api: Api, name: str, parameters: dict[str, Any], plain: dict[str, Any], files: dict[str, InputFile]
    ) -> None:
        self.bot = api._bot
        self.transport = api.transport
        self.name = name
        self.parameters = parameters
        self.plain = plain  # the parameters in Telegram's form
        self.files = files

    def repeat(self, attempt: Callable[[], Any], timeout: float | None, progress: Progress | None) -> Any:
        """Make attempts until one is answered or refused for good, or may not be repeated.

        With a *timeout*, all attempts of a call without files share it; each has at least one second.
        """
        budget = self.bot.retry_budget
        if timeout is not None:
            budget = min(timeout, budget)
        start = time.monotonic()
        slept = 0.0
        left = timeout
        next_pause = 0.5
        while True:
            try:
                return self._attempt(attempt, left, progress)
            except (NetworkError, ApiError) as error:
                error.parameters = _without_token(self.bot, self.parameters)
                failure: NetworkError | ApiError = error
            pause, next_pause = next_pause, min(next_pause * 2, 8.0)
            if isinstance(failure, TooManyRequests):
                pause = float(failure.retry_after)
            passed = max(time.monotonic() - start, slept) + pause
            if passed > budget or not self._is_repeatable(failure):
                raise failure
            log.info("%s is repeated in %.1f s: %s", self.name, pause, failure)
            self.transport.sleep(pause)
            slept += pause
            if timeout is not None and not self.files and self.name != "download":
                left = min(timeout, max(timeout - passed, 1.0))

    def _attempt(self, attempt: Callable[[], Any], timeout: float | None, progress: Progress | None) -> Any:
        before = _current_call.timeout, _current_call.progress
        _current_call.timeout, _current_call.progress = timeout, progress
        try:
            return attempt()
        finally:
            _current_call.timeout, _current_call.progress = before

    def _is_repeatable(self, failure: NetworkError | ApiError) -> bool:
        if self.name == "getUpdates" and not isinstance(failure, TooManyRequests):
            return False  # polling repeats it, and logs why
        return failure.repeatable and not _is_used_up(self.files)

    def send(self) -> Any:
        """Make one attempt and return Telegram's result."""
        files = {name: _file_from_its_start(file) for name, file in self.files.items()}
        answer = self.transport.call(self.name, dict(self.plain), files)
        if answer.get("ok") is True:
            return answer.get("result")
        raise _api_error(self.bot, self.name, self.parameters, answer)

    def download(self) -> bytes | Iterable[bytes]:
        """Make one attempt to get a file and return its content."""
        try:
            return self.transport.download(self.parameters["file_path"])
        except FileNotFoundError:
            answer = {"error_code": 404, "description": "Not Found"}
        raise _api_error(self.bot, self.name, self.parameters, answer)


###############################################################################
# Rules and queries ###########################################################
###############################################################################

# The field that a rule is matched with, by kind; for every other kind the text or the caption.
_SUBJECTS = {
    "inline_query": "query",
    "chosen_inline_result": "query",
    "callback_query": "data",
    "shipping_query": "invoice_payload",
    "pre_checkout_query": "invoice_payload",
    "purchased_paid_media": "paid_media_payload",
    "subscription": "invoice_payload",
    "job": "name",
}
# Messages that carry data instead of text: the field of the message, and the data in it that a rule is matched with.
_PAYLOADS = {"successful_payment": "invoice_payload", "refunded_payment": "invoice_payload", "web_app_data": "data"}
# Programs write data: it is matched exactly, and a plain wildcard ends at a colon. People type text: letter case and
# the amount of white space do not matter, and a plain wildcard is a word.
_DATA_KINDS = frozenset(_SUBJECTS) - {"inline_query", "chosen_inline_result"}

_WILDCARD = re.compile(
    r"\\(?P<escaped>[<>\\])"
    r"|<(?P<name>[A-Za-z_]\w*)(?::(?P<filter>[a-z]+)(?::(?P<pattern>(?:\\.|[^\\>])+))?)?>"
    r"|(?P<stray>[<>])"
)
# filter: pattern and class; the number of digits is bounded, because int() is slow on very many
_NUMBERS: dict[str, tuple[str, type[int] | type[float]]] = {
    "int": (r"-?[0-9]{1,40}", int),
    "float": (r"-?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", float),
}
_RESTS = ("rest", "path")  # the second is Bottle's name for it
_FILTERS = ("re", *_NUMBERS, *_RESTS)
_LONGEST_GLUED = 256  # the longest plain wildcard after a rest within the same word
_MOST_RESTS = 2  # with a third, the time would grow with the square of the length of a text
_BARE_COMMAND = re.compile(r"/[^\s@]+")
_MENTION = re.compile(r"(/\S*)@(\w+)(?!\S)")  # at the end of a command
_BLANKS = r"(?<!\s)\s+"  # a whole run of blanks: to begin inside a run would take quadratic time for a hostile text
_LEADING_WORD = re.compile(r"\w*")


class Rule:
    r"""A pattern in Bottle's wildcard syntax that matches text or data, and can also build it.

    A wildcard is `<name>`, `<name:int>`, `<name:float>`, `<name:re:[a-z]+>` or `<name:rest>` (all that follows, also
    called `path`); `\<` is a plain `<`. In text that people type, `<name>` is a word, and letter case and the amount of
    white space do not count; a command, which starts with `/`, may also end with `@` and the bot's name. The data of a
    button or an invoice is matched exactly, and `<name>` ends at a colon.

        >>> vote = Rule("vote:<poll:int>:<choice>", on="callback_query")
        >>> vote.build(poll=7, choice="yes")
        'vote:7:yes'
        >>> vote.match("vote:7:yes")
        {'poll': 7, 'choice': 'yes'}

    *on* is the kind of update that it is for, or `message:successful_payment`, `message:refunded_payment` or
    `message:web_app_data` for the data of such messages; *optional* are the wildcards at its end that may be missing.
    A pattern after `re:` is the author's: ScaleTG does not limit how long it takes on a hostile text.
    Raises `ValueError` for a rule that cannot be read.
    """

    # Slots, because thousands of rules do not fit into the cache of a CPU: without a dictionary each is smaller.
    __slots__ = (
        *("is_bare", "is_command", "is_data", "names", "on", "optional", "text"),
        *("_compiled", "_head", "_last", "_literals", "_numbers", "_plain", "_wilds"),
    )

    def __init__(self, text: str, on: str = "message", optional: Iterable[str] = ()) -> None:
        self.text = text
        self.on = on
        self.optional: frozenset[str] = frozenset(optional)
        self.is_data = self._is_for_data()
        if self.is_data:
            literals, wilds = _parse_rule(text)
        else:
            literals, wilds = _parse_rule(text.strip())
        self.is_command = not self.is_data and literals[0].startswith("/")
        #: Whether it is a bare command, which also accepts any text after it: see `match_command`.
        self.is_bare: bool = self.is_command and not wilds and _BARE_COMMAND.fullmatch(literals[0]) is not None
        #: The names of the wildcards, in order.
        self.names: list[str] = [name for name, _, _ in wilds]
        self._check(literals, wilds)
        # The literal texts, each in two parts: the second is missing together with the wildcard that follows.
        self._literals = [(literal, "") for literal in literals]
        for place, name in enumerate(self.names):
            if name in self.optional:
                self._literals[place] = _split_gap(literals[place])
        self._wilds = wilds
        self._compiled: re.Pattern[str] | None = None
        for name, _, pattern in wilds:
            if pattern is not None or not name.isidentifier():
                self._pattern  # noqa: B018  # what the author wrote may be wrong, which is to be said here
        self._numbers = {name: _NUMBERS[kind][1] for name, kind, _ in wilds if kind in _NUMBERS}
        # Two shapes need no regular expression, see `match`: a rule without wildcards, and one with a plain wildcard
        # at its end, which is split into the text before it and its name.
        self._plain = None
        self._head = self._last = ""
        if not wilds:
            self._plain = literals[0]
        elif len(wilds) == 1 and wilds[0][1] is None and not literals[1]:
            self._head, self._last = literals[0], self.names[0]

    def __repr__(self) -> str:
        return f"Rule({self.text!r}, on={self.on!r})"

    @property
    def _pattern(self) -> re.Pattern[str]:
        """Return the regular expression, which is compiled at its first use: that takes longer than all else here."""
        if self._compiled is None:
            self._compiled = _compile(self._regex(self._wilds), f"the rule {self.text!r} cannot be read")
        return self._compiled

    def match(self, text: str, username: str | None = None) -> dict[str, Any] | None:
        """Return the values of the wildcards; `None` if *text* does not match, or names another bot than *username*.

        Nearly all texts are matched without the regular expression. `/help` is compared as a whole. For
        `/start <ref>` and the text `/start abc`, the head `/start ` is taken off, and `abc` is the value of `ref`,
        since it consists of letters and digits: no sign in it could be a blank, a colon or a mention.
        """
        if text == self._plain:
            return {}
        value = text.removeprefix(self._head)
        if len(value) < len(text) and value.isalnum():
            return {self._last: value}
        if not self.is_data:
            text = text.strip()
        found = None
        if self.is_command and "@" in text:
            mention = _MENTION.match(text)
            if mention:
                found = self._pattern.match(mention[1] + text[mention.end() :])
                if found and username and mention[2].lower() != username.lower():
                    return None
        if found is None:
            found = self._pattern.match(text)
        if found is None:
            return None
        values: dict[str, Any] = {}
        for name, matched in found.groupdict().items():
            if name in self._numbers and matched is not None:
                values[name] = self._numbers[name](matched)
            elif matched is not None:
                values[name] = matched
        return values

    def match_command(self, text: str, username: str | None = None) -> bool:
        """Return whether *text* begins with this command, whatever follows.

        >>> Rule("/start").match_command("/start abc"), Rule("/start").match_command("/started")
        (True, False)
        """
        if not self.is_bare:
            return False
        words = text.split(None, 1)
        return bool(words) and self.match(words[0], username) is not None

    def build(self, **values: Any) -> str:
        """Return the text that matches with *values*.

        Raises `ValueError` if a value is missing or would not be read back, or for callback data of over 64 bytes.
        """
        text = ""
        for (head, gap), name in zip(self._literals, [*self.names, None]):
            text += head
            if name not in values:  # the end, or a tail that may be missing
                break
            text += gap + str(values[name])
        if self.match(text) != values:
            raise ValueError(
                f"the rule {self.text!r} cannot be built from {values!r}: {text!r} would be read differently"
            )
        if self.on == "callback_query":
            _check_callback_data(text)
        return text

    @property
    def key(self) -> tuple[str, bool]:
        """Return the start of the first word of a text that matches, and whether it is the whole word."""
        head, gap = self._literals[0]
        word = _first_word(head, self.is_data)
        return word, not self.names or word == _first_word(f"{head}{gap}x", self.is_data)

    def _is_for_data(self) -> bool:
        """Return whether the kind of the rule has data; raise an error if it has neither data nor text."""
        kind, _, field = self.on.partition(":")
        if kind not in schema.kinds:
            raise ValueError(f"on={self.on!r} is not a kind of update.{_suggest(kind, schema.kinds)}")
        if field:
            if field not in _PAYLOADS or _field_of(kind, field) is None:
                fields = ", ".join(_PAYLOADS)
                hint = f"write a kind of update such as 'message', or 'message:' with one of {fields}"
                raise ValueError(f"on={self.on!r} cannot have the rule {self.text!r}: {hint}")
            return True
        if kind not in _SUBJECTS and _field_of(kind, "text") is None:
            raise ValueError(f"the rule {self.text!r} is for {kind}, which has no text: leave the rule out")
        return kind in _DATA_KINDS

    def _check(self, literals: list[str], wilds: list[_Wild]) -> None:
        if not self.text.strip():
            raise ValueError("the rule is empty: leave it out and use on=... to match everything of a kind")
        twice = {name for name in self.names if self.names.count(name) > 1}
        if twice:
            raise ValueError(f"the rule {self.text!r} has two wildcards {twice.pop()!r}: give them different names")
        if "" in literals[1:-1]:
            raise ValueError(f"the rule {self.text!r} has two adjacent wildcards: put a character between them")
        rests = [name for name, kind, _ in wilds if kind in _RESTS]
        if len(rests) > _MOST_RESTS:
            raise ValueError(
                f"the rule {self.text!r} has more than two <...:rest>, which would take too long on long texts: "
                f"<{rests[_MOST_RESTS]}> is one too many. Take the rest of the text once, and split it in the app"
            )
        required = [name for name in self.names if name not in self.optional]
        is_tail = self.names[: len(required)] == required
        if not is_tail or (self.optional and literals[-1]):
            hint = "move the wildcard to the end, or remove the default"
            raise ValueError(f"only wildcards at the end of the rule {self.text!r} can have a default: {hint}")

    def _regex(self, wilds: list[_Wild]) -> str:
        """Return the regular expression: `/go <a> to <b:int>` becomes `/go +(?P<a>[^ ]+) +to +(?P<b>-?[0-9]+)`.

        An optional wildcard and everything after it are in an optional group. What is between two rests is
        matched once, at its first place (an atomic group): no later place could help the second rest, and to try them
        all would take a time that grows with the square of the text's length.
        """
        pattern = closing = ""
        in_command, follows_rest = self.is_command, False
        first, second = self._rests_to_bind(wilds)
        for place, wild in enumerate(wilds):
            head, gap = self._literals[place]
            after = "".join(self._literals[place + 1])
            pattern += self._escape(head)
            if wild[0] in self.optional:
                pattern += "(?:"
                closing += ")?"
            pattern += self._escape(gap)
            if place == first:
                pattern += "(?>"
            if place == second and self.is_data:
                pattern += ")"
            elif place == second:
                pattern += r"(?=\S))"
            if self._separates_words(head + gap):
                in_command = follows_rest = False
            pattern += f"(?P<{wild[0]}>{self._wild_pattern(wild, after, in_command, follows_rest)})"
            follows_rest = follows_rest or wild[1] in _RESTS
        return pattern + self._escape(self._literals[-1][0]) + closing + r"\Z"

    def _separates_words(self, literal: str) -> bool:
        if self.is_data:
            return ":" in literal
        return re.search(r"\s", literal) is not None

    def _rests_to_bind(self, wilds: list[_Wild]) -> tuple[int, int]:
        """Return the places of two rests between which everything can be matched once; `(-1, -1)` if there are none."""
        rests = [place for place, (_, kind, _) in enumerate(wilds) if kind in _RESTS]
        has_own_patterns = any(pattern is not None for _, _, pattern in wilds)
        if len(rests) < 2 or has_own_patterns:
            return -1, -1
        first, second = rests
        if wilds[second][0] in self.optional:
            return -1, -1
        return first, second

    def _escape(self, literal: str) -> str:
        """Return the pattern of literal text: typed text is matched in any letter case and with any white space."""
        if self.is_data:
            return re.escape(literal)
        words = []
        for word in re.split(r"\s+", literal):
            words.append(_in_any_case(re.escape(word), word))
        return _BLANKS.join(words)

    def _wild_pattern(self, wild: _Wild, after: str, in_command: bool, follows_rest: bool) -> str:
        """Return the pattern of a wildcard; a plain one ends where the text *after* it begins.

        One that *follows_rest* within the same word could begin at each character: then its length has a limit.
        """
        _, kind, pattern = wild
        if pattern is not None:
            return pattern
        if kind in _NUMBERS:
            return _NUMBERS[kind][0]
        if kind in _RESTS:
            pattern = ".+"
            if after:
                pattern = ".+?"
            if self.is_data:
                return pattern
            return r"(?=\S)" + pattern
        end = re.escape(after[:1])
        length = "+"
        if follows_rest:
            length = f"{{1,{_LONGEST_GLUED}}}"
        excluded = r"\s" + end
        if self.is_data:
            excluded = ":" + end
        elif in_command:
            excluded = r"\s@" + end
        signs = f"[^{excluded}]{length}+"  # the second plus prevents backtracking
        if self.is_data:
            return signs
        return _in_any_case(signs, end)


def _in_any_case(pattern: str, literal: str) -> str:
    """Return a pattern that ignores letter case, if the *literal* text in it has letters at all."""
    if literal.lower() == literal.upper():
        return pattern
    return f"(?i:{pattern})"


# A wildcard: its name, its filter and the pattern of that.
_Wild = tuple[str, "str | None", "str | None"]


def _parse_rule(text: str) -> tuple[list[str], list[_Wild]]:
    """Return the literal texts of a rule and the wildcards between them: one more of the former."""
    literals, wilds = [""], []
    place = 0
    for found in _WILDCARD.finditer(text):
        literals[-1] += text[place : found.start()]
        place = found.end()
        stray = found["stray"]
        if stray:
            raise ValueError(f"{stray!r} in the rule {text!r} is not part of a wildcard: write \\{stray}")
        if found["escaped"]:
            literals[-1] += found["escaped"]
            continue
        name, kind, pattern = found.group("name", "filter", "pattern")
        if kind not in (None, *_FILTERS):
            types = ", ".join(_FILTERS)
            raise ValueError(f"the rule {text!r} has a wildcard of the unknown type {kind!r}: the types are {types}")
        if (kind == "re") != (pattern is not None):
            raise ValueError(f"in the rule {text!r}, <{name}> needs the form <{name}:re:pattern>")
        _compile(pattern or "", f"in the rule {text!r}, the pattern of <{name}> is wrong")
        wilds.append((name, kind, pattern))
        literals.append("")
    literals[-1] += text[place:]
    return literals, wilds


def _wildcards_of(rule: str) -> list[str]:
    """Return the names of a rule's wildcards, also of an invalid rule, whose error is reported elsewhere."""
    return [found["name"] for found in _WILDCARD.finditer(rule) if found["name"]]


def _compile(pattern: str, fault: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.DOTALL)
    except re.error as error:
        raise ValueError(f"{fault}: {error}") from None


def _split_gap(literal: str) -> tuple[str, str]:
    """Split off the characters and blanks at the end: they are optional together with the wildcard after them."""
    head = re.sub(r"\W+\Z", "", literal)
    return head, literal[len(head) :]


def _first_word(text: str, is_data: bool) -> str:
    """Return the first word, by which candidates are found: of typed text without letter case and `@bot`."""
    if is_data:
        return _LEADING_WORD.match(text)[0]  # type: ignore[index]  # it matches every string
    words = text.split(None, 1)
    if not words:
        return ""
    word = words[0]
    if word.startswith("/"):
        word = word.partition("@")[0]
    return _fold(word)


def _fold(word: str) -> str:
    """Return the same string for all words that are equal to a pattern without letter case."""
    if word.isascii():
        return word.lower()
    return word.replace("İ", "i").replace("ı", "i").casefold()


class Query:
    """The value of `on=`: `message`, `message:photo`, `:document`, ...

    `kind:field` matches if the field is filled; a third part names a field of that field, or its `type`:
    `message:entities:url`. Without a kind it matches every kind that has the field.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        kind, *path = text.split(":")
        self.path: tuple[str, ...] = tuple(path)
        if len(path) > 2 or "" in path or not text:
            raise ValueError(f"on={text!r} does not have the form 'kind', 'kind:field', ':field' or 'kind:field:value'")
        if kind and kind not in schema.kinds:
            hint = _suggest(kind, schema.kinds)
            raise ValueError(f"on={text!r}, which is not a kind of update.{hint} Known: {', '.join(schema.kinds)}")
        #: The kinds of update that it can match.
        self.kinds: tuple[str, ...] = schema.usual_kinds
        if kind:
            self.kinds = (kind,)
        if path:
            self.kinds = self._find_kinds_with_field(kind, path[0])
        if len(path) > 1:
            self._check_value(path[1])

    def _find_kinds_with_field(self, kind: str, name: str) -> tuple[str, ...]:
        found = tuple(asked for asked in self.kinds if _field_of(asked, name))
        if found:
            return found
        words = []
        for asked in self.kinds:
            words += [field.python_name for field in schema.types[schema.kinds[asked]].fields]
        if kind:
            raise self._make_error(f"{kind!r} has no field", name, words, schema.kinds[kind])
        raise self._make_error("no kind of update has the field", name, words, "Update")

    def _check_value(self, word: str) -> None:
        for kind in self.kinds:
            field: Any = _field_of(kind, self.path[0])
            words = []
            name = re.sub(r"^(list\[)+|\]+$", "", field.type)
            if name in schema.types:
                words = _words_of_type(schema.types[name])
            if word not in words:
                raise self._make_error(f"{field.name!r} has no", word, words, schema.kinds[kind])

    def _make_error(self, fault: str, word: str, words: Iterable[str], type_name: str) -> ValueError:
        link = schema.types[type_name].link
        return ValueError(f"on={self.text!r}, but {fault} {word!r}.{_suggest(word, words)} See {link}")

    def subject_of(self, kind: str) -> str:
        """Return the subject of a rule with this query: `message`, or `message:successful_payment`."""
        if not self.path:
            return kind
        field = _telegram_name(self.path[0])
        if field in _PAYLOADS:
            return f"{kind}:{field}"
        if field in _fields_without_text(schema.kinds[kind]):
            raise ValueError(f"on={self.text!r} has a rule, but {field!r} comes without a text: leave the rule out")
        return kind

    def match(self, event: dict[str, Any]) -> bool:
        """Return whether the event of an update matches the query."""
        if not self.path:
            return True
        value = event.get(_telegram_name(self.path[0]))
        return _is_there(value) and (len(self.path) < 2 or _is_about(value, self.path[1]))


def _field_of(kind: str, name: str) -> Field | None:
    name = _telegram_name(name)
    for field in schema.types[schema.kinds[kind]].fields:
        if field.name == name:
            return field
    return None


@functools.cache
def _fields_without_text(type_name: str) -> frozenset[str]:
    """Return the fields of a type that it never has together with a text for rules."""
    if type_name == "CallbackQuery":
        return frozenset(["game_short_name"])  # it replaces `data`
    if type_name != "Message":
        return frozenset()
    # The schema first lists the fields that occur with a text or caption, then other content and service messages.
    names = [field.name for field in schema.types[type_name].fields]
    service = names[names.index(_LAST_WITH_TEXT) + 1 :]
    return frozenset([*_NEVER_WITH_TEXT, *service]) - {"reply_markup"}


_LAST_WITH_TEXT = "has_media_spoiler"
_NEVER_WITH_TEXT = ("sticker", "story", "video_note")


def _subject_of(kind: str, event: dict[str, Any]) -> str:
    """Return the subject of the rules for an event: its kind, or its payload."""
    for field in _PAYLOADS:
        if field in event:
            return f"{kind}:{field}"
    return kind


def _words_of_type(entry: Entry) -> list[str]:
    """Return the fields and the values of `type` of a type, or of all members of a union."""
    words = []
    for field in entry.fields:
        words.append(field.python_name)
        if field.name in _TYPE_FIELDS:
            words += field.values
            if field.literal is not None:
                words.append(str(field.literal))
    for name in entry.members:
        if name in schema.types:
            words += _words_of_type(schema.types[name])
    return words


_TYPE_FIELDS = ("type", "status", "source")


def _is_about(value: Any, word: str) -> bool:
    """Return whether a word is the type of *value*, or a filled field of it; for a list, of any item."""
    if isinstance(value, (list, tuple)):
        return any(_is_about(item, word) for item in value)
    if not isinstance(value, dict):
        return False
    for name in _TYPE_FIELDS:
        if value.get(name) == word:
            return True
    return _is_there(value.get(_telegram_name(word)))


def _is_there(value: Any) -> bool:
    return value is not None and value is not False and value != []


###############################################################################
# Processors ##################################################################
###############################################################################


class Mark(NamedTuple):
    """The mark that a decorator of this module leaves on a function, so that `bot.load` creates a processor."""

    kind: type[Processor]
    values: tuple[Any, ...]  #: the positional arguments of the decorator
    options: dict[str, Any]

    def make(self, function: Any, owner: Any = None, when: Sequence[Callable[..., Any]] = ()) -> Processor:
        """Return the processor; *when* are predicates that are evaluated before those of an app."""
        _check_options(self.kind, function, self.options)
        options = self.options
        if when and self.kind is App:
            options = {**options, "when": [*when, *_as_list(options.get("when", ()))]}
        processor = self.kind(function, *self.values, **options)
        if owner is not None:
            processor.owner = owner
        return processor


def _check_options(kind: type[Processor], function: Any, options: dict[str, Any]) -> None:
    """Raise an error that names the function for an option that the decorator does not have."""
    allowed = _options_of(kind)  # type: ignore[arg-type]  # a class has a hash
    for name in options:
        if name in allowed:
            continue
        hint = "It takes exception classes only"
        if allowed:
            hint = f"The options are {', '.join(allowed)}"
        place = f"{kind.role} {_name_of(function)!r} ({_place_of(function)})"
        raise RegistrationError(f"{place} has no option {name!r}.{_suggest(name, allowed)} {hint}")


@functools.cache
def _options_of(kind: Any) -> tuple[str, ...]:
    parameters = list(inspect.signature(kind).parameters.values())[1:]  # without the function
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return tuple(parameter.name for parameter in parameters if parameter.kind not in several)


def _is_bare(values: tuple[Any, ...]) -> bool:
    """Return whether a decorator is written without parentheses: then its argument is the function."""
    if len(values) != 1 or not callable(values[0]):
        return False
    return not (isinstance(values[0], type) and issubclass(values[0], BaseException))  # as in @bot.error(ValueError)


def app(*rules: Any, **options: Any) -> Any:
    """Mark a function or method as an app, for `bot.load`; the parameters are those of `Bot.app`."""
    if _is_bare(rules):
        return _mark(rules[0], Mark(App, (), options))

    def mark_function(function: F) -> F:
        return _mark(function, Mark(App, rules, options))

    return mark_function


def module(*name: Any, **options: Any) -> Any:
    """Mark a function or method as a module, for `bot.load`; the parameters are those of `Bot.module`."""
    if _is_bare(name):
        return _mark(name[0], Mark(Module, (), options))

    def mark_function(function: F) -> F:
        return _mark(function, Mark(Module, name, options))

    return mark_function


def error(*kinds: Any, **options: Any) -> Any:
    """Mark a function or method as an error handler, for `bot.load`; the parameters are those of `Bot.error`."""
    if _is_bare(kinds):
        return _mark(kinds[0], Mark(ErrorHandler, (), options))

    def mark_function(function: F) -> F:
        return _mark(function, Mark(ErrorHandler, kinds, options))

    return mark_function


def _mark(function: F, mark: Mark) -> F:
    """Add a mark to a function."""
    _check_options(mark.kind, function, mark.options)
    if isinstance(function, type) and mark.kind is not Module:
        place = f"{mark.kind.role} {function.__name__!r} ({_place_of(function)})"
        raise RegistrationError(f"{place} {_fault_of_class(function)}")
    try:
        function.__scaletg__ = [*_marks_of(function), mark]  # type: ignore[attr-defined]  # a function can have this attribute
    except AttributeError:
        place = f"{_name_of(function)!r} ({_place_of(function)}) cannot be marked"
        hint = f"mark methods in their class and load the object, or use @bot.{mark.kind.decorator}"
        raise RegistrationError(f"{place}, because it is of the type {type(function).__name__}: {hint}") from None
    return function


def _marks_of(value: Any) -> list[Mark]:
    """Return the marks of a function or of another callable."""
    try:
        return list(getattr(value, "__dict__", {}).get("__scaletg__", ()))
    except Exception:  # a proxy, for example of a request outside of a request
        return []


def _fault_of_class(found: type) -> str:
    load = f"bot.load({found.__name__}())"
    return f"is a class: mark its methods with @scaletg.app, and load an object of it with {load}"


def _name_of(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


class Order:
    """Named positions for `order=`: apps with a lower number are called earlier. Numbers between them are allowed.

    >>> @scaletg.app("/ban <who>", order=Order.GATES + 1)  # doctest: +SKIP
    """

    #: Apps that keep records and never answer, such as moving records when a group becomes a supergroup.
    RECORDS = -1_000_000
    #: Apps that refuse people, and apps that must still work for them, such as redeeming an invitation.
    GATES = -1_000
    #: Apps that take answers to questions of the bot: conversations.
    ANSWERS = -900
    #: Apps without `order=`.
    APPS = 0
    #: Apps for updates that no app has answered, such as old buttons of menus.
    LEFTOVERS = 1_000
    #: Apps that answer only if no other app did, such as the reminder that a question is open.
    LAST = 100_000


class Processor:
    """An app, a module or an error handler in the registry: the function, its needs and its place."""

    role = "processor"
    #: The name of the decorator that registers it.
    decorator = ""
    #: The parameters whose values come from a rule, not from the registry.
    wildcards: frozenset[str] = frozenset()
    #: The predicates.
    when: Sequence[Predicate] = ()
    #: What must not be `None` for it to be asked: found out when the registry is compiled.
    needs: tuple[str, ...] = ()
    #: The additional names that it can use.
    _extra: tuple[str, ...] = ()
    _hint_of_star = "if a decorator added it, use functools.wraps in the decorator"

    def __init__(
        self, function: Callable[..., Any], name: str | None = None, like: Callable[..., Any] | None = None
    ) -> None:
        self.function = function
        described = function
        if like is not None:
            described = like
        self.name: str = name or _name_of(described)
        #: `file:line` of the function.
        self.place = _place_of(described)
        #: The object that it came from: the object of a method, or the loaded object; `None` for a function.
        self.owner: Any = getattr(function, "__self__", None)
        self.parameters = self._read_parameters(function)
        if like is not None:
            self._check_like(like)
            self.parameters = {**self._read_parameters(like), **self.parameters}
        #: What must not be `None` for it to be called: found out when the registry is compiled.
        self.needs: tuple[str, ...] = ()
        #: Its name in logs and traces: `name`, or `module.name` if another app has the same name.
        self.label = self.name
        self._asked: tuple[str, ...] = ()  # what the registry gives it, found out then, too
        self._only: str | None = None  # that, if it is one value, and nothing else is given

    def __repr__(self) -> str:
        return f"<{self.title}>"

    @property
    def title(self) -> str:
        """Return its name for errors: `app 'start' (bot.py:12)`."""
        return f"{self.role} {self.name!r} ({self.place})"

    def _fail(self, fault: str, **data: Any) -> RegistrationError:
        names = {"processor": self.name, self.role: self.name}  # only an app sets `error.app`
        return RegistrationError(f"{self.title} {fault}", **names, place=self.place, **data)

    def _check_like(self, like: Any) -> None:
        if not callable(like):
            raise self._fail(f"has like={like!r}: it takes a function, whose parameters it gets")
        kinds = [parameter.kind for parameter in inspect.signature(self.function).parameters.values()]
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            raise self._fail("has like=..., so it must take **values, which get what that function names")

    def _read_parameters(self, function: Any) -> dict[str, inspect.Parameter]:
        kind = inspect.Parameter
        if not callable(function):
            raise RegistrationError(f"{self.role} {function!r} is not callable: register a function")
        if isinstance(function, type) and not isinstance(self, Module):
            raise self._fail(_fault_of_class(function))
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            raise self._fail("is a coroutine: ScaleTG calls plain functions, so write `def`")
        try:
            parameters = inspect.signature(function).parameters
        except ValueError:
            raise self._fail("has no signature that Python can read: wrap it in a function of your own") from None
        for name, parameter in parameters.items():
            if parameter.kind is kind.POSITIONAL_ONLY:
                raise self._fail(f"takes {name!r} by position only, but values are given by name: remove the /")
            if parameter.kind is kind.VAR_POSITIONAL:
                raise self._fail(f"takes *{name}, but values are given by name; {self._hint_of_star.format(self.name)}")
        return {name: parameter for name, parameter in parameters.items() if parameter.kind is not kind.VAR_KEYWORD}

    def check_annotation(self, name: str, given: Sequence[_Given], source: str, *, or_less: bool = False) -> None:
        """Raise an error if the annotation of a parameter does not fit its value."""
        parameter = self.parameters.get(name)
        if parameter is None or parameter.annotation is parameter.empty:
            return
        allowed = _kinds_of(parameter.annotation, self.function)
        if not allowed or not given:
            return
        for given_kind, allowed_kind in itertools.product(given, allowed):
            if _is_allowed(given_kind, allowed_kind, or_less=or_less):
                return
        raise self._fail(
            f"has the parameter {name!r} annotated {_show_kinds(allowed)}, but {source} gives {_show_kinds(given)}",
            parameter=name,
        )

    def _check_order(self, order: Any) -> None:
        if isinstance(order, bool) or not isinstance(order, (int, float)):
            raise self._fail(f"has order={order!r}: it takes a number")

    def needed_names(self) -> list[str]:
        """Return the names of the values that the registry must provide: not the wildcards."""
        return [name for name in self.parameters if name not in self.wildcards]

    def _is_required(self, name: str) -> bool:
        return name in self.parameters and self.parameters[name].default is inspect.Parameter.empty

    def call(self, run: _Run | _BotScope, wildcards: dict[str, Any]) -> Any:
        """Call the function with the values of its parameters."""
        made = run.values
        if self._only in made:  # one positional value: half the cost of keywords
            return self.function(made[self._only])
        values = wildcards.copy()
        for name in self._asked:
            if name in made:
                values[name] = made[name]
            else:
                values[name] = run.value(name)
        return self.function(**values)


def _parameters_by_place(function: Any) -> tuple[str, ...]:
    """Return the parameters of a function if all of them are positional, else nothing."""
    code = getattr(function, "__code__", None)
    if code is None or not isinstance(function, (types.FunctionType, types.MethodType)):
        return ()
    if code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return ()
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount]
    if isinstance(function, types.MethodType):
        return names[1:]
    return names


def _module_of(function: Any) -> str:
    return getattr(function, "__module__", None) or "?"


def _place_of(function: Callable[..., Any]) -> str:
    function = inspect.unwrap(function)
    function = getattr(function, "func", function)
    caller = getattr(type(function), "__call__", None)  # noqa: B004 (its code is wanted)
    code = getattr(function, "__code__", None) or getattr(caller, "__code__", None)
    if code is None:
        return getattr(function, "__module__", None) or "?"
    path = code.co_filename
    with contextlib.suppress(ValueError):
        relative = os.path.relpath(path)
        if not relative.startswith(".."):
            path = relative
    return f"{path}:{code.co_firstlineno}"


# The type of the value of a parameter, to compare it with the annotation: a class, or the name of a type of the schema,
# whose class does not have to be created for that.
_Given = type | str


def _kinds_of(annotation: Any, function: Any) -> list[_Given]:
    """Return the classes that an annotation allows; nothing if they are unknown or cannot be compared."""
    if isinstance(annotation, str):
        last = annotation.rpartition(".")[2]
        if re.fullmatch(r"[\w.]+", annotation) and last in schema.types:
            return [last]
        try:
            names = getattr(inspect.unwrap(function), "__globals__", {})
            annotation = eval(annotation, names)  # as Python itself does with such annotations
        except Exception:
            return []  # for example a name that only exists for type checkers
    parts: tuple[Any, ...] = (annotation,)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        parts = typing.get_args(annotation)
    found: list[_Given] = []
    for part in parts:
        if part is type(None):
            continue
        if part in (Any, object):
            return []
        if isinstance(part, str) and part in schema.types:
            found.append(part)
        elif not _can_be_compared(part):
            return []
        elif issubclass(part, Object) and part.__name__ in schema.types:
            found.append(part.__name__)
        else:
            found.append(part)
    return found


def _can_be_compared(part: Any) -> bool:
    """Return whether a part of an annotation is a class, and neither `list[int]` nor a protocol."""
    if not isinstance(part, type) or typing.get_origin(part) is not None:
        return False
    return not getattr(part, "_is_protocol", False)


def _is_allowed(given: _Given, allowed: _Given, *, or_less: bool = False) -> bool:
    """Return whether a value of the type *given* fits an annotation; *or_less*: or is of a base class of it."""
    if isinstance(allowed, str):
        if isinstance(given, str):
            return given == allowed or given in schema.types[allowed].members
        return issubclass(Object, given)
    if isinstance(given, str):
        return issubclass(Object, allowed) or issubclass(allowed, Object)
    if given is int and allowed in (float, complex):
        return True
    try:
        return issubclass(given, allowed) or (or_less and issubclass(allowed, given))
    except TypeError:
        return True


def _show_kinds(kinds: Iterable[_Given]) -> str:
    names = [getattr(kind, "__name__", str(kind)) for kind in kinds]
    return " or ".join(names)


class Predicate(Processor):
    """A condition of an app, given with `when=`."""

    role = "predicate"
    _hint_of_star = "did you mean when={}(...)?"  # as for allowed("admin"), which returns one

    def __init__(self, function: Callable[..., Any], wildcards: frozenset[str]) -> None:
        super().__init__(function)
        self.wildcards = wildcards


# The menus of an app's commands, with Telegram's names; "admins" are administrators of groups.
_MENU_SCOPES = {
    "private": "all_private_chats",
    "groups": "all_group_chats",
    "admins": "all_chat_administrators",
}


###############################################################################
# Apps, modules and error handlers ############################################
###############################################################################


class App(Processor):
    """An app: it may answer the updates that match its rules, queries, parameters and predicates."""

    role = decorator = "app"

    def __init__(
        self,
        function: Callable[..., Any],
        *rules: str | Rule,
        on: str | Sequence[str] | None = None,
        when: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
        order: float = 0,
        fallback: bool = False,
        name: str | None = None,
        menu: Literal[False, "private", "groups", "admins"] | None = None,
        like: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(function, name, like)
        texts = []
        for rule in rules:
            if isinstance(rule, Rule):
                texts.append(rule.text)
            elif isinstance(rule, str):
                texts.append(rule)
            else:
                raise self._fail(f"has the rule {rule!r}: a rule is a string or a Rule")
        self._check_order(order)
        predicates = _as_list(when)
        if not all(map(callable, predicates)):
            raise self._fail(f"has when={when!r}: it takes a function, or several")
        self.order = order
        self.fallback = fallback
        #: The rules as written.
        self.rules: tuple[str, ...] = tuple(texts)
        wildcards = [name for rule in self.rules for name in _wildcards_of(rule)]
        self.wildcards: frozenset[str] = frozenset(wildcards)
        kinds_of_rules = {rule.on for rule in rules if isinstance(rule, Rule)}
        if on is None and len(kinds_of_rules) == 1:
            (on,) = kinds_of_rules
        self.queries = self._parse_queries(on)
        named = [name for name in self.needed_names() if name in schema.kinds and self._is_required(name)]
        self.kinds = self._find_kinds(named)
        #: Whether nothing limits the kinds: then it also gets updates of unknown kinds.
        self.takes_all = not rules and on is None and not named
        self._rules = self._parse_rules()
        # Nearly all apps have a single rule for a single kind.
        self._rule = None
        if len(self.rules) == len(self._rules) == 1:
            ((self._rule,),) = self._rules.values()
        #: The text, if its rule matches only one: most updates need only this comparison.
        self.whole_text: str | None = None
        if self._rule is not None:
            self.whole_text = self._rule._plain
        #: Whether a rule is a command, which may contain the name of a bot.
        all_rules = itertools.chain.from_iterable(self._rules.values())
        self.has_commands = any(rule.is_command for rule in all_rules)
        self.when = [Predicate(predicate, self.wildcards) for predicate in predicates]
        #: The other apps of its `order=` whose rules begin with one of its bare commands: found out then, too.
        self.rivals: dict[str, list[App]] = {}
        docstring = inspect.getdoc(function) or ""
        if like is not None:
            docstring = inspect.getdoc(like) or ""
        #: The first line of the docstring.
        self.description: str = docstring.split("\n")[0].strip()
        self._check_annotations()
        #: The menu of its commands: `None` means all menus, `False` none.
        self.menu = menu
        self._check_menu()
        #: Whether a query asks for more than the kind.
        self.has_path = any(query.path for query in self.queries)
        #: The only field that its queries ask for, if they ask for no more.
        self.field: str | None = None
        if len(self.queries) == 1 and len(self.queries[0].path) == 1:
            self.field = _telegram_name(self.queries[0].path[0])
        #: Whether nothing but its rules and the order decide if it is called; found out then, too.
        self.is_plain = False
        #: Whether it takes nothing but the event, by place, and nothing but its `field` and its `whole_text` decides
        #: whether it is called; found out then, too.
        self.takes_only_event = False
        #: The function, if that is so, and it has neither of the two.
        self.plain_function: Callable[[Any], Any] | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the subjects of its rules: kinds of update, or payloads such as `message:successful_payment`."""
        return tuple(self._rules)

    @property
    def commands(self) -> list[str]:
        """Return the commands that its rules name: `start` for `/start <ref>`."""
        found = []
        for rule in itertools.chain.from_iterable(self._rules.values()):
            word, is_whole = rule.key
            if rule.is_command and is_whole and len(word) > 1:
                found.append(word[1:])
        return list(dict.fromkeys(found))

    @property
    def bare_words(self) -> list[str]:
        """Return the rules that look like commands without their slash: they match a single word."""
        looks_like_command = self.description or self.name in self.rules
        usual = ("start", "help", "settings", "cancel")
        words = [rule for rule in self.rules if re.fullmatch(r"[a-z_]+", rule) and "message" in self._rules]
        return [word for word in words if word in usual or looks_like_command]

    def _check_annotations(self) -> None:
        """Raise an error if the annotation of a parameter does not fit its wildcard or the update."""
        given: dict[str, list[_Given]] = {}
        for text in self.rules:
            for name, kind, _ in _parse_rule(text)[1]:
                kinds_given = given.setdefault(name, [])
                if kind in _NUMBERS:
                    kinds_given.append(_NUMBERS[kind][1])
                else:
                    kinds_given.append(str)
        for processor in (self, *self.when):
            for name, kinds in given.items():
                processor.check_annotation(name, kinds, f"the wildcard <{name}>")

    def _check_menu(self) -> None:
        if self.menu not in (None, False, *_MENU_SCOPES):
            scopes = ", ".join(map(repr, _MENU_SCOPES))
            raise self._fail(f"has menu={self.menu!r}: it takes False, {scopes}")
        if self.menu and not self.commands:
            raise self._fail(f"has menu={self.menu!r}, but none of its rules is a command such as /start")
        if self.menu and not self.description:
            raise self._fail(f"has menu={self.menu!r}, but no docstring: its first line describes it in the menu")

    def find_shortest_way(self) -> None:
        """Find out how little must be checked before a call, when the registry is compiled."""
        has_queries = self.has_path and self.field is None
        has_patterns = bool(self.rules) and self.whole_text is None
        has_more = has_queries or has_patterns or self.fallback or self.needs or self.when or self.rivals
        self.is_plain = not (self.has_path or self.needs or self.when or self.rivals)
        self.takes_only_event = not has_more and self.kinds == (self._only,)
        if self.takes_only_event and not self.rules and not self.has_path:
            self.plain_function = self.function

    def _parse_queries(self, on: str | Sequence[str] | None) -> list[Query]:
        if on is None:
            return []
        texts = _as_list(on)
        if not texts or not all(isinstance(text, str) for text in texts):
            raise self._fail(f"has on={on!r}: it takes a query, or several")
        try:
            return [Query(text) for text in texts]
        except ValueError as error:
            raise self._fail(f"asks for {error}", query=on) from None

    def _find_kinds(self, named: list[str]) -> tuple[str, ...]:
        """Return the kinds of update that the app is called for."""
        if len(named) > 1:
            several = " and ".join(named)
            hint = "name `event`, or give the others a default"
            raise self._fail(f"asks for {several}, but an update has one kind only: {hint}")
        kinds = [kind for query in self.queries for kind in query.kinds]
        asked = list(dict.fromkeys(kinds))
        if named:
            if asked and named[0] not in asked:
                hint = f"name `event` or {asked[0]!r}"
                raise self._fail(f"takes {named[0]!r}, but on={', '.join(asked)} never gives one: {hint}")
            return tuple(named)
        if asked:
            return tuple(asked)
        if self.rules:
            return ("message",)
        return schema.usual_kinds

    def _parse_rules(self) -> dict[str, list[Rule]]:
        """Return the rules by their subjects."""
        rules: dict[str, list[Rule]] = {}
        for text in self.rules:
            names = _wildcards_of(text)
            for name in names:
                if name not in self.parameters:
                    raise self._fail(f"has the wildcard <{name}> in {text!r}, but no parameter of that name: add one")
                if name in _PROVIDERS or name in self.kinds:
                    raise self._fail(
                        f"has the wildcard <{name}> in {text!r}, a name that ScaleTG uses itself: rename it"
                    )
            for name in self.wildcards.difference(names):
                if self._is_required(name):
                    raise self._fail(f"takes {name!r}, but the rule {text!r} does not provide it: give it a default")
            try:
                for subject in self._find_subjects():
                    rules.setdefault(subject, []).append(Rule(text, subject, self._find_optional(text)))
            except ValueError as error:
                raise self._fail(f"has a wrong rule: {error}", rule=text) from None
        return rules

    def _find_subjects(self) -> list[str]:
        """Return the subjects of the rules: see `Query.subject_of`."""
        if not self.queries:
            return list(self.kinds)
        found = []
        for query in self.queries:
            for kind in query.kinds:
                if kind in self.kinds:
                    found.append(query.subject_of(kind))
        return list(dict.fromkeys(found))

    def _find_optional(self, text: str) -> list[str]:
        """Return the optional wildcards of a rule: those with defaults.

        A default of a wildcard that not all rules have may be there for the others: then it counts at the end only.
        """
        names = _wildcards_of(text)
        optional = [name for name in names if not self._is_required(name)]
        if all(set(optional).issubset(_wildcards_of(other)) for other in self.rules):
            return optional
        if not text.rstrip().endswith(">"):
            return []
        last: list[str] = []
        for name in reversed(names):
            if name not in optional:
                break
            last.append(name)
        return last

    def match_rules(
        self, text: str, kind: str, event: dict[str, Any], username: str | None = None
    ) -> dict[str, Any] | None:
        """Return the values of the wildcards of the first rule that matches, `None` if none does."""
        rule = self._rule
        if rule is not None:
            values = rule.match(text, username)
            if values is None and rule.is_bare and rule.match_command(text, username):
                return {}
            return values
        rules = self._rules_for(kind, event)
        for rule in rules:
            values = rule.match(text, username)
            if values is not None:
                return values
        for rule in rules:
            if rule.match_command(text, username):
                return {}
        return None

    def wildcards_for(self, predicate: Predicate, found: dict[str, Any]) -> dict[str, Any]:
        """Return the wildcards that a predicate names; a missing one has the default of the app."""
        values = {}
        for name in self.wildcards.intersection(predicate.parameters):
            if name in found:
                values[name] = found[name]
            elif predicate._is_required(name):
                values[name] = self.parameters[name].default
        return values

    def _rules_for(self, kind: str, event: dict[str, Any]) -> list[Rule]:
        subject = _subject_of(kind, event)
        if subject not in self._rules:
            subject = kind
        return self._rules.get(subject, [])

    def gives_way(self, text: str, kind: str, event: dict[str, Any], answered: Sequence[Processor]) -> bool:
        """Return whether it matches only as a bare command, and another app with the same command has answered."""
        rules = self._rules_for(kind, event)
        if any(rule.match(text) is not None for rule in rules):
            return False
        word = _first_word(text, False)
        return any(rival in answered for rival in self.rivals.get(word, ()))

    def explain_rules(self, text: str, kind: str, event: dict[str, Any], username: str | None) -> str | None:
        """Return why its rules do not match; `None` if one does."""
        if self.match_rules(text, kind, event, username) is not None:
            return None
        rules = self._rules_for(kind, event)
        if not rules:
            return f"its rule {self.rules[0]!r} is not for this {kind}"
        shown = text
        if len(text) > 60:
            shown = text[:57] + "..."
        reason = f"its {len(rules)} rules do not match {shown!r}"
        if len(rules) == 1:
            reason = f"its rule {rules[0].text!r} does not match {shown!r}"
        if self.match_rules(text, kind, event) is not None:
            return f"{reason}: the command is for another bot than {username!r}"
        for rule in rules:
            if rule.is_command and _first_word(text, False) == rule.key[0]:
                return f"{reason}: the command is right, what follows it is not"
            if rule.is_command and text.strip().lower().startswith(rule.key[0][1:]):
                return f"{reason}: the slash is missing"
        return reason

    def match_queries(self, kind: str, event: dict[str, Any]) -> bool:
        """Return whether the event matches one of the queries."""
        return any(kind in query.kinds and query.match(event) for query in self.queries)


_NOTHING: dict[str, Any] = {}


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


class Module(Processor):
    """A module: it provides a value for apps and other modules."""

    role = decorator = "module"

    def __init__(
        self,
        function: Callable[..., Any],
        name: str | None = None,
        *,
        scope: Literal["update", "bot"] = "update",
        autouse: bool = False,
        order: float = 0,
        last: bool = False,
    ) -> None:
        super().__init__(function, name)
        self._check_order(order)
        self.scope = scope
        self.autouse = autouse
        #: Its place among the modules with `autouse`: lower runs earlier.
        self.order = order
        #: Whether it ends after all others.
        self.last = last
        #: The type of its value, as far as its annotations show.
        self.gives = self._read_return()
        #: Whether it has code to run at the end, as far as its function shows.
        self.has_end: bool = inspect.isgeneratorfunction(inspect.unwrap(function))
        if scope not in ("update", "bot"):
            raise self._fail(f"has scope={scope!r}: it takes 'update' or 'bot'")
        if self.name in (*_PROVIDERS, *schema.kinds, *ErrorHandler._extra):
            raise self._fail("has a name that ScaleTG uses itself: give it another with name=...")

    def _read_return(self) -> list[_Given]:
        function = inspect.unwrap(self.function)
        if isinstance(function, type):
            return _kinds_of(function, function)
        annotation = getattr(function, "__annotations__", {}).get("return")
        if annotation is None or not inspect.isgeneratorfunction(function):
            return _kinds_of(annotation, function)
        if isinstance(annotation, str):  # Iterator[X] or Generator[X, ...]
            inner = re.fullmatch(r"[\w.]*(?:Iterator|Iterable|Generator)\[([\w.]+)[],].*", annotation)
            if inner is None:
                return []
            return _kinds_of(inner[1], function)
        arguments = typing.get_args(annotation)
        if not arguments:
            return _kinds_of(None, function)
        return _kinds_of(arguments[0], function)


class ErrorHandler(Processor):
    """An error handler: it is called for exceptions of apps and modules, and may answer instead of them."""

    role = "error handler"
    decorator = "error"
    _extra = ("error", "app")

    def __init__(self, function: Callable[..., Any], *kinds: type[BaseException]) -> None:
        super().__init__(function)
        for kind in kinds:
            if not (isinstance(kind, type) and issubclass(kind, BaseException)):
                raise self._fail(f"is registered for {kind!r}: it takes exception classes, or nothing for all of them")
        self.kinds: tuple[type[BaseException], ...] = kinds or (Exception,)


# The types of the schema that these are.
_TYPES_GIVEN: dict[str, list[_Given]] = {
    "update": ["Update"],
    "chat": ["Chat"],
    "user": ["User"],
    "message_any": ["Message", "InaccessibleMessage"],
}
# Names that a processor can use, besides kinds, wildcards and modules, and that not every update provides.
_MAY_LACK = ("chat", "user", "message_any")


def _provide_update(run: _Run) -> Any:
    return run.make_update()


def _provide_bot(run: _Run) -> Any:
    return run.bot


def _provide_outcome(run: _Run) -> Any:
    run.outcome._run = run
    return run.outcome


def _provide_event(run: _Run) -> Any:
    return run.make_event()


def _provide_chat(run: _Run) -> Any:
    return _first_object(run.make_event(), _CHAT_PATHS)


def _provide_user(run: _Run) -> Any:
    return _first_object(run.make_event(), _USER_PATHS)


def _provide_message_any(run: _Run) -> Any:
    return _message_of_event(run.make_event())


@_remembered
def _class_of_event(kind: str) -> type[Object]:
    """Return the class of what an update of a *kind* of the schema carries."""
    return _class(schema.kinds[kind])


# The functions that provide the values of names other than kinds, wildcards and modules.
_PROVIDERS: dict[str, Callable[[_Run], Any]] = {
    "update": _provide_update,
    "bot": _provide_bot,
    "outcome": _provide_outcome,
    "event": _provide_event,
    "chat": _provide_chat,
    "user": _provide_user,
    "message_any": _provide_message_any,
}


def _provider_of_kind(kind: str) -> Callable[[_Run], Any]:
    def provide_kind(run: _Run) -> Any:
        return getattr(run.value("update"), kind)

    return provide_kind


def _generator_of(value: Any) -> Generator[Any, Any, None] | None:
    """Return the generator of a module, also of one with `contextlib.contextmanager`; `None` for other values."""
    if isinstance(value, contextlib.ContextDecorator):
        value = getattr(value, "gen", None)
    if isinstance(value, GeneratorType) and value.gi_code.co_name != "<genexpr>":
        return value
    return None


def _provider_of_module(module: Module) -> Callable[[_Run], Any]:
    def provide_module(run: _Run) -> Any:
        return run.make_module(module)

    def provide_bot_module(run: _Run) -> Any:
        values = run.bot._bot_modules.values
        if module.name in values:
            return values[module.name]
        return run.make_module(module)

    if module.scope == "bot":
        return provide_bot_module
    return provide_module


# The fields that can contain `chat`, `user` and `message_any`, see `UpdateShortcuts`.
_FOUND_IN = {
    "chat": {"chat", "message"},
    "user": {"from", "user", "boost", "source"},
    "message_any": {"message_id", "message"},
}


def _may_have(kind: str, name: str) -> bool:
    """Return whether an update of a kind may have the value of a name."""
    if name in schema.kinds:
        return kind == name
    fields = {field.name for field in schema.types[schema.kinds[kind]].fields}
    return bool(fields & _FOUND_IN[name])


###############################################################################
# Registry ####################################################################
###############################################################################


class _Place(NamedTuple):
    """The position of an app for a word: that of the app itself, or of its bare command after another app."""

    after: int  #: the place among the apps
    is_loose: bool  #: whether a bare command matches here if text follows it
    app: int  #: the place of the app itself


class _KindIndex:
    """The apps for one kind of update, or for one payload, found by the first word of its text.

    With the apps `/start` (0), `/start <ref:int>` (1) and `/help` (2), the text `/start` concerns 0 and 1, in this
    order; `/start 5` concerns 1, then 0: behind the last app with the same command it accepts what follows.
    """

    def __init__(self, subject: str, apps: list[App]) -> None:
        kind, _, self._payload = subject.partition(":")
        self.kind = kind
        self.subject = _SUBJECTS.get(kind, "text")
        self.is_data = kind in _DATA_KINDS or bool(self._payload)
        #: For messages that carry data instead of text: the index for them.
        self.payloads: dict[str, _KindIndex] = {}
        self.apps = []
        for app in apps:
            concerns = app.takes_all
            if kind:
                concerns = kind in app.kinds and (not app.rules or subject in app.subjects)
            if concerns:
                self.apps.append(app)
        self._rules = [app._rules.get(subject, []) for app in self.apps]
        self.has_rules = any(self._rules)
        self._words: dict[str, set[_Place]] = {}  # by the first word, which rules name as a whole
        self._words_with_more: dict[str, set[_Place]] = {}  # the same, for texts in which something follows it
        self._starts: dict[str, set[_Place]] = {}  # by the beginning of the first word, which is empty without a rule
        self._add_places()
        self._sizes = {len(start) for start in self._starts}
        self._for_any_word = [self.apps[place.app] for place in sorted(self._starts.get("", ()))]
        # A cache of results, only for words as they are in rules, because people can write them in any number of ways.
        self._found: dict[str, list[App]] = {}
        self._texts = {rule._plain for rules in self._rules for rule in rules}
        self._found_for_texts: dict[str, list[App]] = {}  # for texts that are a rule, as most are
        self._found_with_more: dict[str, list[App]] = {}

    def _add_places(self) -> None:
        bare: dict[str, list[int]] = {}
        for place, rules in enumerate(self._rules):
            own = _Place(place, False, place)
            if not rules:
                self._starts.setdefault("", set()).add(own)
            for rule in rules:
                word, is_whole = rule.key
                if not is_whole:
                    self._starts.setdefault(word, set()).add(own)
                    continue
                self._words.setdefault(word, set()).add(own)
                with_more = self._words_with_more.setdefault(word, set())
                if rule.is_bare:
                    bare.setdefault(word, []).append(place)
                else:
                    with_more.add(own)
        for word, places in bare.items():
            for place in places:
                self._words_with_more[word].add(self._find_loose_place(word, place))

    def _find_loose_place(self, word: str, place: int) -> _Place:
        """Return where a bare command accepts any text after it: behind all apps of its order with the same command."""
        app = self.apps[place]
        last = place
        for other in self._words[word]:
            rival = self.apps[other.app]
            if other.app != place and rival.order == app.order:
                app.rivals.setdefault(word, []).append(rival)
                last = max(last, other.app)
        return _Place(last, True, place)

    def text(self, event: dict[str, Any]) -> str:
        """Return the text that rules are matched with."""
        if self._payload:
            holder = event.get(self._payload)
            text = None
            if isinstance(holder, dict):
                text = holder.get(_PAYLOADS[self._payload])
        else:
            text = event.get(self.subject)
            if text is None and self.subject == "text":
                text = event.get("caption")
        if not isinstance(text, str):
            return ""
        if self.is_data:
            return text
        return text.strip()

    def candidates(self, text: str) -> list[App]:
        """Return the apps that may match *text*, in order; the results for words of rules are cached."""
        found = self._found_for_texts.get(text)
        if found is None:
            found = self._find_by_word(text)
            if text in self._texts:
                self._found_for_texts[text] = found
        return found

    def _find_by_word(self, text: str) -> list[App]:
        if self.is_data:
            found = self._found.get(text.partition(":")[0])
        else:
            word, blank, _ = text.partition(" ")
            if blank:
                found = self._found_with_more.get(word)
            else:
                found = self._found.get(word)
        if found is None:
            return self._find_candidates(text)
        return found

    def _find_candidates(self, text: str) -> list[App]:
        word = _first_word(text, self.is_data)
        has_more = not self.is_data and len(text.split(None, 1)) > 1
        words, kept = self._words, self._found
        if has_more:
            words, kept = self._words_with_more, self._found_with_more
        is_fixed = word in words
        if not is_fixed and self._sizes <= {0}:
            return self._for_any_word
        if word in kept:  # written in another way, such as `/Start` or `/start@bot`
            return kept[word]
        places = set(words.get(word, ()))
        for size in self._sizes:
            places.update(self._starts.get(word[:size], ()))
        loose = {place.app for place in places if place.is_loose}
        whole = {place.app for place in places if not place.is_loose}
        for app in loose & whole:  # one of several rules may match the whole text, else the bare command accepts it
            is_fixed = False
            is_whole = any(rule.match(text) is not None for rule in self._rules[app])
            places = {place for place in places if place.app != app or place.is_loose != is_whole}
        found = [self.apps[place.app] for place in sorted(places)]
        if is_fixed:
            kept[word] = found
        return found


# What apps name, and the class of scaletg_contrib that gives it: people forget to load it.
_FEATURES = {
    "_": "i18n.Languages",
    "broadcast": "broadcast.Broadcast",
    "jobs": "jobs.Jobs",
    "limits": "limits.Limits",
    "pace": "limits.Pace",
    "payments": "payments.Payments",
    "people": "people.People",
    "session": "sessions.Sessions",
}


def _suggest_feature(name: str) -> str:
    """Return how to load the feature that gives a parameter, or "" if none does."""
    if name not in _FEATURES:
        return ""
    file, class_name = _FEATURES[name].split(".")
    return f" Write `from scaletg_contrib.{file} import {class_name}` and bot.load({class_name}())."


class Intake(Protocol):
    """What keeps updates until workers process them: see `Bot.set_intake`."""

    def take_in(self, bot: Bot, update: dict[str, Any], body: bytes, /) -> None:
        """Keep an update durably, unless it was taken in before; raise `Retry` if that is not possible now."""

    def start(self, bot: Bot, threads: int, /) -> None:
        """Start a worker in this process, which processes the updates of the bot in so many threads."""

    def stop(self, bot: Bot, /) -> None:
        """End that worker, if there is one, after the updates that it has in hand."""


class Registry:
    """The ordered processors of a bot, checked and indexed at its first update; then nothing can be added."""

    def __init__(self) -> None:
        self._apps: list[App] = []
        #: The modules by name.
        self.modules: dict[str, Module] = {}
        self.error_handlers: list[ErrorHandler] = []
        self.compiled = False
        self.indexes: dict[str, _KindIndex] = {}
        self.providers: dict[str, Callable[[_Run], Any]] = {}
        self.autouse: list[Module] = []
        #: Warnings about likely mistakes, which are logged at the start.
        self.hints: list[str] = []
        #: Functions that are called with every outcome, besides the option `watch`.
        self.watches: list[Callable[[Outcome], Any]] = []
        #: Functions that translate the descriptions of commands for Telegram's menus, by language.
        self.menu_languages: dict[str, Callable[[str], str]] = {}
        #: The checks of `GET /ready`, by name.
        self.ready_checks: dict[str, Callable[[], Any]] = {}
        #: What keeps updates until workers process them: see `Bot.set_intake`.
        self.intake: Intake | None = None
        #: The loaded sources, by identity or name: each is loaded once.
        self.loaded: dict[int | str, Any] = {}
        #: The required modules by name, with a function that creates the object to load if none exists at the start.
        self.required: dict[str, Callable[[], Any]] = {}
        self._lock = threading.RLock()  # held for moments, never while other code runs
        self._thread = threading.local()

    @property
    def apps(self) -> list[App]:
        """Return the apps in the order of the calls: by `order=`, fallbacks last, then by registration."""
        return sorted(self._apps, key=operator.attrgetter("order", "fallback"))

    def __iter__(self) -> Iterator[Processor]:
        yield from self.modules.values()
        yield from self.apps
        yield from self.error_handlers

    def add(self, *processors: Processor, source: Any = None) -> None:
        """Add processors, all or none of them; those of an already loaded *source* are left out.

        Raises `RegistrationError` after the first update, or for a second module of one name.
        """
        with self._lock:
            if source is not None and id(source) in self.loaded:
                return
            modules = dict(self.modules)
            for processor in processors:
                if self.compiled:
                    hint = "register everything before the bot starts"
                    raise processor._fail(f"is registered after the first update: {hint}")
                if isinstance(processor, Module):
                    other = modules.setdefault(processor.name, processor)
                    if other is not processor:
                        hint = "give one of them name=..., or load it only once"
                        raise processor._fail(f"has the name of {other.title}: {hint}")
            self.modules = modules
            self._apps += [processor for processor in processors if isinstance(processor, App)]
            self.error_handlers += [processor for processor in processors if isinstance(processor, ErrorHandler)]
            self._note_added(processors)
            if source is not None:
                self._note_loaded(id(source), source)

    def _note_loaded(self, key: int | str, source: Any) -> None:
        """Remember a loaded source by its name or identity."""
        with self._lock:
            self.loaded[key] = source
            self._note_added(keys=[key])

    def _note_added(self, processors: Sequence[Processor] = (), keys: Sequence[int | str] = ()) -> None:
        added = getattr(self._thread, "added", None)
        if added is not None:
            added.append((processors, keys))

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[list[Any]]:
        """Collect the processors that this thread adds in the block, and remove them if the block fails."""
        outer = getattr(self._thread, "added", None)
        mine: list[tuple[Sequence[Processor], Sequence[int | str]]] = []
        self._thread.added = mine
        try:
            yield mine
        except BaseException:
            self._remove(mine)
            raise
        else:
            if outer is not None:
                outer += mine
        finally:
            self._thread.added = outer

    def _remove(self, added: list[tuple[Sequence[Processor], Sequence[int | str]]]) -> None:
        with self._lock:
            gone = {id(processor) for processors, _ in added for processor in processors}
            self._apps = [app for app in self._apps if id(app) not in gone]
            self.modules = {name: module for name, module in self.modules.items() if id(module) not in gone}
            self.error_handlers = [handler for handler in self.error_handlers if id(handler) not in gone]
            for _, keys in added:
                for key in keys:
                    self.loaded.pop(key, None)

    def compile(self) -> None:
        """Check that every parameter is provided, and build the indexes; done once, at the first update."""
        with self._lock:
            if self.compiled:
                return
            apps = self.apps
            self.providers = {kind: _provider_of_kind(kind) for kind in schema.kinds}
            self.providers |= _PROVIDERS
            self.providers |= {name: _provider_of_module(module) for name, module in self.modules.items()}
            for processor in self:
                self._bind(processor)
                for predicate in processor.when:
                    self._bind(predicate)
            for module in self.modules.values():
                self._check_module(module, ())
            for app in apps:
                self._check_wildcards(app)
            for processor in self:
                processor.needs = self._needs_of(processor)
            self._label_apps(apps)
            autouse = [module for module in self.modules.values() if module.autouse]
            self.autouse = sorted(autouse, key=operator.attrgetter("order"))
            self._build_indexes(apps)
            self.hints = self._find_hints(apps)
            self.compiled = True
        for hint in self.hints:
            log.warning("%s", hint)

    def require_apps(self) -> None:
        """Raise `ConfigError` for a bot that would never answer."""
        if self._apps:
            return
        hint = "write @bot.app before a function, or name Python modules with @scaletg.app in enabled_apps"
        for value in vars(sys.modules["__main__"]).values():
            if hasattr(value, "__scaletg__"):
                hint = "what is marked with @scaletg.app is registered with bot.load(__name__)"
        raise ConfigError(f"the bot has no apps, so it would never answer: {hint}")

    def _build_indexes(self, apps: list[App]) -> None:
        for app in apps:
            app.rivals = {}
        self.indexes = {kind: _KindIndex(kind, apps) for kind in schema.kinds}
        for subject in set(itertools.chain.from_iterable(app.subjects for app in apps)):
            kind, _, payload = subject.partition(":")
            if payload:
                self.indexes[kind].payloads[subject] = _KindIndex(subject, apps)
        self.other_kinds = _KindIndex("", apps)
        for app in apps:
            app.find_shortest_way()

    def _find_hints(self, apps: list[App]) -> list[str]:
        hints = []
        if not apps:
            hints.append("the bot has no apps, so it answers nobody: register functions with @bot.app, or load them")
        if not self.loaded:
            hints += _find_forgotten_marks(self)
        same: dict[tuple[Any, ...], App] = {}
        for app in apps:
            hints += [f"{app.title} matches the text {text!r}; as a command it is '/{text}'" for text in app.bare_words]
            other = same.setdefault((app.label, app.rules, app.kinds), app)
            if app.rules and other is not app and other.function is not app.function:
                hints.append(
                    f"{app.title} and {other.title} have the same name and the same rules: is one an old copy?"
                )
        return hints

    def _label_apps(self, apps: list[App]) -> None:
        """Label apps with the same name in several Python modules, which is common in larger bots, `module.name`."""
        modules: dict[str, set[str]] = {}
        for app in apps:
            modules.setdefault(app.name, set()).add(_module_of(app.function))
        for app in apps:
            app.label = app.name
            if len(modules[app.name]) > 1:
                app.label = f"{_module_of(app.function)}.{app.name}"

    def find_apps(self, kind: str, event: dict[str, Any]) -> tuple[list[App], str]:
        """Return the apps that an update may match, in order, and the text that their rules are matched with."""
        index = self.indexes.get(kind, self.other_kinds)
        if index.payloads:
            index = self.find_index(kind, event)
        if not index.has_rules:
            return index.apps, ""
        text = index.text(event)
        return index.candidates(text), text

    def find_index(self, kind: str, event: dict[str, Any]) -> _KindIndex:
        """Return the index of the apps that an update may match."""
        index = self.indexes.get(kind, self.other_kinds)
        if index.payloads:
            return index.payloads.get(_subject_of(kind, event), index)
        return index

    def _bind(self, processor: Processor) -> None:
        """Set the needs of a processor; a parameter that nothing provides keeps its default, or is an error."""
        needed = processor.needed_names()
        provided = []
        for name in needed:
            if name in self.providers or name in processor._extra:
                provided.append(name)
            elif processor._is_required(name):
                names = [*_PROVIDERS, *self.modules, *processor._extra, *sorted(processor.wildcards)]
                hint = _suggest_feature(name) or _suggest(name, [*names, *schema.kinds])
                fault = f"has a parameter {name!r} that no module, wildcard or update field provides"
                there_are = f"Known names are {', '.join(names)}, and the kinds of update"
                raise processor._fail(f"{fault}.{hint} {there_are}", parameter=name)
        processor._asked = tuple(provided)
        if len(provided) == 1 and processor._asked == _parameters_by_place(processor.function):
            processor._only = provided[0]
        for name in needed:
            self._check_given(processor, name)

    def _check_wildcards(self, app: App) -> None:
        for name in sorted(app.wildcards & self.modules.keys()):
            hint = f"but {self.modules[name].title} has that name: rename one of them"
            raise app._fail(f"has the wildcard <{name}>, {hint}", parameter=name)

    def _check_given(self, processor: Processor, name: str) -> None:
        """Raise an error if the annotation of a parameter does not fit the update or the module."""
        module = self.modules.get(name)
        if module is not None:
            processor.check_annotation(name, module.gives, module.title, or_less=True)
        elif name in schema.kinds:
            processor.check_annotation(name, [schema.kinds[name]], "the update")
        elif name in _TYPES_GIVEN:
            processor.check_annotation(name, _TYPES_GIVEN[name], "the update")
        elif name == "app" and isinstance(processor, ErrorHandler):
            processor.check_annotation(name, [str], "the failure")
        elif name == "error" and isinstance(processor, ErrorHandler):
            processor.check_annotation(name, processor.kinds, "the failure", or_less=True)

    def _check_module(self, module: Module, above: tuple[str, ...]) -> None:
        """Raise an error for a module that needs itself, or that lives longer than something it needs."""
        if module.name in above:
            circle = " -> ".join([*above[above.index(module.name) :], module.name])
            raise module._fail(f"depends on itself: {circle}. Move what they share into another module")
        for name in module.needed_names():
            other = self.modules.get(name)
            lives_longer = name == "bot" or (other is not None and other.scope == "bot")
            if module.scope == "bot" and not lives_longer:
                hint = "remove that parameter, or scope='bot'"
                raise module._fail(f"has scope='bot', but asks for {name!r}, which belongs to one update: {hint}")
            if other is None:
                continue
            ends_before = other.has_end and not other.last
            if module.last and ends_before and not lives_longer:
                raise module._fail(
                    f"ends after all others, but asks for {name!r}, which ends before: give that module last=True, too"
                )
            self._check_module(other, (*above, module.name))

    def _needs_of(self, processor: Processor) -> tuple[str, ...]:
        """Return the needs of a processor, its predicates and their modules that not every update has."""
        needs: list[str] = []
        asking: list[Processor] = [processor, *processor.when]
        for asker in asking:  # the list grows
            for name in filter(asker._is_required, asker.needed_names()):
                module = self.modules.get(name)
                if module is None:
                    needs.append(name)
                elif module.scope == "update" and module not in asking:
                    asking.append(module)
        may_lack = {*_MAY_LACK, *schema.kinds}
        if isinstance(processor, App) and len(processor.kinds) == 1:
            may_lack -= set(processor.kinds)
        return tuple(name for name in dict.fromkeys(needs) if name in may_lack)

    # What a complete registry says about its apps and modules

    def asked_kinds(self) -> list[str]:
        """Return the kinds of update that the apps ask for."""
        asked: set[str] = set()
        for app in self.apps:
            if app.takes_all:
                asked |= set(schema.usual_kinds) - KINDS_ON_REQUEST
            else:
                asked.update(app.kinds)
        return [kind for kind in schema.usual_kinds if kind in asked]

    def menus(self) -> dict[str, dict[str, str]]:
        """Return Telegram's menus of commands: see `Bot.commands`."""
        menus = {"default": self._menu_of("default")}
        for scope in _MENU_SCOPES:
            if any(app.menu == scope and app.description for app in self.apps):
                menus[scope] = self._menu_of(scope)
        return menus

    def _menu_of(self, scope: str) -> dict[str, str]:
        """Return the commands that people of this scope see, with their descriptions."""
        shown = [None, scope]
        if scope == "admins":
            shown.append("groups")
        menu: dict[str, str] = {}
        for app in self.apps:
            if not app.description or app.menu not in shown:
                continue
            for command in app.commands:
                if re.fullmatch(r"[a-z0-9_]{1,32}", command):
                    menu.setdefault(command, app.description[:256])
        return menu

    def table(self) -> str:
        """Return the processors as a table: see `Bot.table`."""
        rows = [("", "NAME", "FOR", "TAKES", "PLACE")]
        for module in self.modules.values():
            takes = ", ".join(module.parameters)
            rows.append((module.role, module.name, self._use_of_module(module), takes, module.place))
        for app in self.apps:
            takes = ", ".join(app.parameters)
            rows.append((app.role, app.label, _use_of_app(app), takes, app.place))
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = []
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)

    def _use_of_module(self, module: Module) -> str:
        """Return when a module is evaluated; for a gate, the kinds of update that it does not check."""
        if module.scope == "bot":
            return "the start" if module.autouse else "once a bot"
        if not module.autouse:
            return "once an update"
        unchecked = []
        for kind in self.asked_kinds():
            if not all(_may_have(kind, name) for name in module.needs):
                unchecked.append(kind)
        if not unchecked:
            return "every update"
        return f"every update except {', '.join(unchecked)}"


def _use_of_app(app: App) -> str:
    """Return what an app is for: its rules, else its queries, else its kinds."""
    use = ", ".join(app.kinds)
    if app.takes_all:
        use = "everything"
    elif app.rules:
        use = ", ".join(app.rules)
    elif app.queries:
        use = ", ".join(query.text for query in app.queries)
    if app.fallback:
        return f"{use} (fallback)"
    return use


###############################################################################
# Updates seen and at work ####################################################
###############################################################################


class _UpdateState(NamedTuple):
    """A state of an update in the memory of updates (`Bot(seen=...)`)."""

    meaning: str
    #: The states that can follow.
    leads_to: tuple[str, ...]
    further_delivery: str


# docs/exactly_once.md shows this table, and tests go through it.
_UPDATE_STATES = {
    "claimed": _UpdateState(
        "a process works on it",
        ("claimed", "failed", "released", "made", "done"),
        "503; after the death of that process it is claimed again, with one death more",
    ),
    "failed": _UpdateState("an app failed, and the update is to come again", ("claimed",), "it is processed again"),
    "released": _UpdateState(
        "`Retry` was raised, or the store could not keep the replies", ("claimed",), "it is processed again"
    ),
    "made": _UpdateState(
        "its replies are made, checked and kept; they have not all left",
        ("made", "done"),
        "the rest of the replies; no app runs",
    ),
    "done": _UpdateState("all replies have left", ("done",), "the same outcome, and nothing is sent"),
}


class Claim:
    """The right to process one update; `Bot(seen=...)` gives it. *fence* grows with every claim of the same update.

    *failures* and *deaths* count the results of earlier claims. *replies* are those that were made and not all sent
    (`None`: the update must be processed), and *sent* is how many of them were sent. *pauses* are the seconds after
    each failure until the update is repeated, whatever `on_error` says; after the last it is given up. *since* is a
    time at which nobody else had the update (`time.time()`; `None`: now).
    """

    __slots__ = ("__weakref__", "deaths", "failures", "fence", "key", "pauses", "replies", "sent", "since", "state")

    def __init__(
        self,
        key: str,
        fence: int = 1,
        *,
        failures: int = 0,
        deaths: int = 0,
        replies: list[Any] | None = None,
        sent: int = 0,
        pauses: Sequence[float] | None = None,
        since: float | None = None,
    ) -> None:
        self.key = key
        self.since = time.time() if since is None else since
        self.pauses = pauses
        self.fence = fence
        self.failures = failures
        self.deaths = deaths
        self.replies = replies
        self.sent = sent
        #: `held`, `free` (it can be claimed again) or `done`: for the object that gave the claim.
        self.state = "held"


class Kept(NamedTuple):
    """The record of an update that is done: its *replies*, which were all sent; `None` if no app answered."""

    replies: list[Any] | None


#: What `Seen.claim` returns while another worker processes the update.
RUNNING = type("Running", (), {"__repr__": lambda self: "scaletg.RUNNING", "__slots__": ()})()


class Seen(Protocol):
    """The memory of updates, so that an update that is delivered twice is processed once: `Bot(seen=...)`.

    *key* is `<bot id>/<update id>`. Every function may raise `Retry` when its store cannot be reached. Replies are
    lists of dictionaries in Telegram's form (`{"method": ..., ...}`); with *keeps_files* any objects, by reference.
    """

    keeps_files: bool

    def claim(self, key: str, takeover: bool = False) -> Claim | Kept | Any:
        """Return a claim, `RUNNING` if a living process holds one, or the record of an update that is done.

        If the holder died (the claim was not renewed, or *takeover* is true), the next one gets it with one more death.
        """

    def made(self, claim: Claim, replies: list[Any] | None, hold: bool) -> bool:
        """Keep the replies before any of them is sent; return False if another process has taken over the update.

        Without *hold* the claim is released: the next one gets these replies, and does not process the update.
        `None` keeps nothing, and the claim is held: the replies have files, and are sent under it.
        """

    def sent(self, claim: Claim, count: int) -> bool:
        """Remember that so many replies were sent; return False if another process has taken over the update."""

    def done(self, claim: Claim, replies: list[Any] | None) -> None:
        """Remember that the update is finished, with its replies."""

    def failed(self, claim: Claim, died: bool = False) -> None:
        """Release the claim, and count an exception, or with *died* a death of the process."""

    def release(self, claim: Claim, after: float) -> None:
        """Release the claim without counting anything; the update is repeated in *after* seconds."""

    def forget(self, key: str) -> None:
        """Forget an update, so that it is processed again."""


class SeenUpdates:
    """Remembers recent updates in memory, for one process.

    At least the last *limit* updates that are finished are remembered, and at most twice as many; an update in progress
    is never forgotten. It cannot count the deaths of its process: that takes a store
    (`scaletg_contrib.stores.SeenUpdates`).
    """

    keeps_files = True

    def __init__(self, limit: int = 5_000) -> None:
        self.limit = limit
        # A claim, and in its place later what is smaller: the only reply of the webhook, or that there was none.
        # Bytes are not tracked by the garbage collector, which would go through thousands of kept replies else.
        self._claims: dict[str, Claim | bytes | Kept] = {}
        self._with_files: deque[Claim] = deque()  # these may be large
        self._lock = threading.Lock()

    def claim(self, key: str, takeover: bool = False) -> Any:
        """See `Seen.claim`."""
        mine = _new(Claim)  # in half the time of Claim(key)
        mine.key, mine.fence = key, 1
        mine.failures = mine.deaths = 0
        mine.replies = mine.pauses = None
        mine.sent, mine.state = 0, "held"
        found = self._claims.setdefault(key, mine)  # atomic for all threads, and half the cost of a lock
        if found is mine:
            if len(self._claims) > 2 * self.limit:
                self._forget_oldest()
            return mine
        with self._lock:
            found = self._claims.get(key, found)  # another thread may have claimed it in the meantime
            if isinstance(found, Kept):
                return found
            if isinstance(found, bytes):
                claim = Claim(key, 2, replies=[found])
            elif found.state == "done":
                return Kept(found.replies)
            elif found.state == "held" and not takeover:
                return RUNNING
            else:
                claim = self._claim_again(found)
            self._claims[key] = claim
            return claim

    def _claim_again(self, found: Claim) -> Claim:
        deaths = found.deaths
        if found.state == "held":
            deaths += 1
        return Claim(
            found.key,
            found.fence + 1,
            failures=found.failures,
            deaths=deaths,
            replies=found.replies,
            sent=found.sent,
        )

    def made(self, claim: Claim, replies: list[Any] | None, hold: bool) -> bool:
        """See `Seen.made`."""
        if self._claims.get(claim.key) is not claim:
            return False
        if not hold and claim.fence == 1 and replies and len(replies) == 1 and type(replies[0]) is bytes:
            self._claims[claim.key] = replies[0]  # the ordinary case
            return True
        claim.replies = replies
        if not hold:
            claim.state = "free"
        for part in replies or ():
            if type(part) is _Part:  # it may have files
                self._keep_few_files(claim)
                break
        return True

    def _keep_few_files(self, claim: Claim) -> None:
        """Forget older replies with files, because each may have megabytes."""
        self._with_files.append(claim)
        if len(self._with_files) > _KEPT_FILES:
            key = self._with_files.popleft().key
            oldest = self._claims.get(key)  # another object, if the update came again
            if isinstance(oldest, Claim) and oldest.state != "held":
                oldest.state, oldest.replies = "done", []

    def sent(self, claim: Claim, count: int) -> bool:
        """See `Seen.sent`."""
        claim.sent = count
        return self._claims.get(claim.key, claim) is claim

    def done(self, claim: Claim, replies: list[Any] | None) -> None:
        """See `Seen.done`."""
        if replies is None and self._claims.get(claim.key) is claim:
            self._claims[claim.key] = _KEPT_NOTHING
        claim.replies = replies
        claim.state = "done"

    def failed(self, claim: Claim, died: bool = False) -> None:
        """See `Seen.failed`."""
        if died:
            claim.deaths += 1
        else:
            claim.failures += 1
        claim.state = "free"

    def release(self, claim: Claim, after: float) -> None:
        """See `Seen.release`."""
        claim.state = "free"

    def forget(self, key: str) -> None:
        """See `Seen.forget`."""
        self._claims.pop(key, None)

    def _forget_oldest(self) -> None:
        with self._lock:
            finished = []
            for key, found in list(self._claims.items()):
                if not isinstance(found, Claim) or found.state == "done" or found.replies:
                    finished.append(key)
            for key in finished[: -self.limit]:
                found = self._claims[key]
                if not isinstance(found, Claim) or found.state != "held":
                    del self._claims[key]


_KEPT_NOTHING = Kept(None)
_KEPT_FILES = 100  # the replies with files that are kept


class _Unseen(SeenUpdates):
    """Remembers nothing: for updates without an id, such as those of tests."""

    def made(self, claim: Claim, replies: list[Any] | None, hold: bool) -> bool:
        return True

    def sent(self, claim: Claim, count: int) -> bool:
        return True


_UNSEEN = _Unseen()


class _Crowd:
    """The updates in progress in this process; an update that has killed processes is processed alone."""

    def __init__(self) -> None:
        #: The claims of the updates in progress.
        self.working: set[Claim] = set()
        #: Whether a thread waits for others to end, so that `notify_waiting` has to notify it.
        self.is_watched = False
        self._alone: Claim | None = None
        self._changed = threading.Condition()

    def wait_for_turn(self, claim: Claim, alone: bool) -> None:
        """Wait until all others have ended, if *alone*; otherwise until the lone one has ended."""
        with self._changed:
            self.working.discard(claim)  # otherwise two that must run alone would wait for each other
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._alone is None, _ALONE_SECONDS)
            if alone:
                self._alone, self.is_watched = claim, True
                self._changed.wait_for(lambda: not self.working, _ALONE_SECONDS)
            self.working.add(claim)

    def notify_waiting(self, claim: Claim) -> None:
        """Notify the waiting threads that an update has ended."""
        with self._changed:
            if self._alone is claim:
                self._alone = None
                self.is_watched = False
            self._changed.notify_all()

    def wait_until_empty(self, seconds: float) -> bool:
        """Wait until no update is in progress; return whether this succeeded."""
        with self._changed:
            self.is_watched = True
            return self._changed.wait_for(lambda: not self.working, seconds)


_ALONE_SECONDS = 60.0  # how long updates wait for one that runs alone, and vice versa


###############################################################################
# Outcomes and traces #########################################################
###############################################################################


class TraceStep(NamedTuple):
    """One processor in a trace."""

    role: str  #: `app`, `module` or `error handler`
    name: str
    place: str
    #: `evaluated`, `answered`, `passed` (it returned `None`), `raised`, `stopped`, `retry`, or `not called`
    status: str
    #: Why it was not called, in one word: `kind`, `query`, `rule`, `value`, `predicate`, `answered` or `ended`
    miss: str
    reason: str  #: why it was not called, or what went wrong
    result: Any  #: what it returned
    duration_ms: float


class Trace:
    """The way of one update through the registry: `bot.process(update, trace=True).trace`."""

    def __init__(self) -> None:
        self._steps: list[TraceStep] = []
        self._run: _Run | None = None  # of a finished dispatch, until the steps are read
        #: The name of the app whose answer is the reply.
        self.winner: str | None = None
        #: The names of the other apps that answered.
        self.discarded: list[str] = []
        #: Why no app was called, for example for an update that was delivered twice, or why it ended early.
        self.note = ""
        self.duration_ms = 0.0
        self._started = time.perf_counter()
        self._shown: set[Processor] = set()

    @property
    def steps(self) -> list[TraceStep]:
        """Return the steps in order; the reasons why apps were not called are computed at the first use."""
        run, self._run = self._run, None
        if run is not None:
            for app in run.bot._registry.apps:
                if app not in self._shown:
                    miss, reason = _why_not(app, run) or ("ended", self.note)
                    self.add(app, "not called", miss=miss, error=reason)
        return self._steps

    def add(
        self,
        processor: Processor,
        status: str,
        started: float | None = None,
        *,
        miss: str = "",
        result: Any = None,
        error: Any = None,
    ) -> None:
        """Add a step; *started* is a value of `time.perf_counter`. Only the first step of a module is kept."""
        if isinstance(processor, Module) and processor in self._shown:
            return
        duration = 0.0
        if started is not None:
            duration = (time.perf_counter() - started) * 1000
        reason = error or ""
        if isinstance(error, BaseException):
            reason = _describe(error)
        step = TraceStep(
            processor.role, processor.label, processor.place, status, miss, reason, result, round(duration, 3)
        )
        self._steps.append(step)
        self._shown.add(processor)

    def _end(self, run: _Run) -> None:
        self._run, self.winner = run, run.outcome.app
        self.duration_ms = round((time.perf_counter() - self._started) * 1000, 3)

    def __repr__(self) -> str:
        return f"<Trace of {len(self.steps)} steps, the reply is from {self.winner!r}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as data for JSON; results are shown as text."""
        steps = [{**step._asdict(), "result": _show(step.result)} for step in self.steps]
        names = {"winner": self.winner, "discarded": self.discarded, "note": self.note}
        return {"steps": steps, **names, "duration_ms": self.duration_ms}

    def __str__(self) -> str:
        lines = []
        for step in self.steps:
            line = f"{step.role} {step.name} ({step.place}) {step.status}"
            if step.reason:
                line += f": {step.reason}"
            if step.result is not None:
                line += f" -> {_show(step.result)}"
            line += f" {step.duration_ms} ms"
            if step.status == "answered" and step.name == self.winner:
                line += "  <- the reply"
            lines.append(line)
        if self.note:
            lines.append(self.note)
        return "\n".join(lines) or "no processor is registered"


def _show(value: Any) -> str | None:
    if value is None:
        return None
    try:
        text = repr(value)
    except Exception as error:
        text = f"<a {type(value).__name__} whose repr() raised {type(error).__name__}>"
    if len(text) > 500:
        return text[:497] + "..."
    return text


def _describe(error: BaseException) -> str:
    """Return the class and the text of an exception, even if its `str()` raises."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return f"{type(error).__name__} (its str() raised an exception)"


def _log_fields(raw: Mapping[str, Any], app: str | None) -> dict[str, Any]:
    """Return the fields of log records about an update: `update_id`, `app` and `chat`."""
    event = raw.get(kind_of(raw) or "")
    chat = _follow_path(event, "chat.id") or _follow_path(event, "message.chat.id")
    return {"update_id": raw.get("update_id"), "app": app, "chat": chat}


class Outcome:
    """The result of an update: `bot.process(update)` returns it, and a processor that names `outcome` gets it.

    While the update is processed, it contains what is known so far: after a module's `yield`, whether an app failed,
    and the reply.
    """

    __slots__ = (
        *("app", "delivery_error", "duplicate", "error", "given_up", "kind", "retry_after", "trace", "update_id"),
        *("_bot", "_calls", "_claim", "_gate", "_parts", "_raw", "_run", "_seen", "_sent"),
    )
    _gate: Module  # set if it raised `Stop`
    _run: _Run  # set for a processor that names `outcome`

    def __init__(self, bot: Bot, raw: dict[str, Any], kind: str, trace: Trace | None) -> None:
        self.update_id: int | None = raw.get("update_id")
        #: Which field of the update is filled: `message`, `callback_query`, ...; "" if it has none.
        self.kind = kind
        #: The name of the app that answered.
        self.app: str | None = None
        #: Whether the update was processed before; the reply is then the first one.
        self.duplicate = False
        #: The first exception that no error handler answered.
        self.error: Exception | None = None
        #: The error because of which a reply did not reach the person, or may not have; `None` if there was none.
        self.delivery_error: Exception | None = None
        #: Whether the update was given up, because of too many failures or deaths.
        self.given_up = False
        #: Seconds after which the update must be processed again; the reply is then `None`.
        self.retry_after: float | None = None
        self.trace = trace
        self._bot: Bot = bot
        self._raw = raw
        self._claim: Claim | None = None
        self._seen: Any = None  # the memory of this update, if it is not the bot's
        self._parts: list[Any] | None = None  # what is sent, in order, see `_Part`; None: no app answered
        self._sent = 0  # how many of them were sent
        self._calls = 0  # how many of them are sent by calls; the response of the webhook takes the last

    @property
    def bot(self) -> Bot:
        """Return the bot that has processed the update."""
        return self._bot

    @property
    def update(self) -> Any:
        """Return the update."""
        return _class("Update").from_dict(self._raw, self._bot)

    @property
    def replies(self) -> list[Method]:
        """Return the sent method objects in order: the parts of a list, and the automatic answer of a button."""
        return [_method_of_part(part, self._bot) for part in self._parts or ()]

    @property
    def reply(self) -> Method | str | None:
        """Return the method object that is the reply, `""` if an app acted on its own, `None` if none answered.

        For a list it is the last one. The automatic answer of a button does not count.
        """
        if self._parts is None:
            return None
        for part in reversed(self._parts):
            if not _is_notice(part):
                return _method_of_part(part, self._bot)
        return ""

    @property
    def reply_in_response(self) -> Method | None:
        """Return the reply that leaves in the webhook's response; `None` if calls have sent all of them.

        It is known when the others have left: for a function that watches, see `Bot.add_watch`.
        """
        if not self._parts or self.retry_after is not None or self._sent >= len(self._parts):
            return None
        return _method_of_part(self._parts[-1], self._bot)

    @property
    def stopped_by(self) -> Module | None:
        """Return the gate that ended the update by `Stop`, so that no app was called; `None` if none did."""
        return getattr(self, "_gate", None)

    def value(self, name: str) -> Any:
        """Return what a processor of this update gets that names *name*, for example the value of a module.

        It is for features whose functions name what apps name, but are called by an app of the feature.
        """
        run = getattr(self, "_run", None)
        if run is None:
            raise RuntimeError(f"outcome.value({name!r}): only a processor that names `outcome` can ask for values")
        if name not in run.bot._registry.providers:
            raise LookupError(f"outcome.value({name!r}): no module and no kind of update has this name")
        return run.value(name)

    def __repr__(self) -> str:
        return f"<Outcome of update {self.update_id}: {_show(self.reply)}>"

    def _note(self, text: str) -> None:
        """Record in the trace, if there is one, what ended the dispatch."""
        if self.trace is not None:
            self.trace.note = text


###############################################################################
# Code of the author, and modules #############################################
###############################################################################


class _Failure(Exception):
    """An exception of the author's code, with its processor."""

    def __init__(self, processor: Processor | None, error: Exception) -> None:
        super().__init__(processor, error)
        self.processor: Any = processor  # None: a function that the options name
        self.error = error
        self.is_reported = False


def _run_author_code(processor: Processor | None, function: Callable[..., Any], *values: Any) -> Any:
    """Call a function of the bot's author; every exception becomes a `_Failure` of *processor*.

    `Stop` and `Retry` pass, and so does what ends the process itself (see `is_failure`).
    """
    try:
        return function(*values)
    except (Stop, Retry, _Failure):
        raise
    except BaseException as error:
        raise _failure_of(processor, error) from None


def _failure_of(processor: Processor | None, error: BaseException) -> BaseException:
    """Return an exception as a failure, or the exception itself if it is the end of the process."""
    if isinstance(error, Exception):
        return _Failure(processor, error)
    if not is_failure(error):
        return error
    text = _describe(error)
    if isinstance(error, SystemExit):
        text = f"sys.exit({error.code!r}) was called"
    failure = RuntimeError(text)
    failure.__cause__ = error
    return _Failure(processor, failure)


def is_failure(error: BaseException) -> bool:
    """Return whether an exception is a failure of the code that raised it, and not the end of the process.

    The end is Ctrl-C, gevent's exit, and a `SystemExit` that an installed signal handler raised: in this way gunicorn
    ends a worker that takes too long. `sys.exit()` in an app is a failure: its traceback has no such frame.
    """
    if isinstance(error, KeyboardInterrupt):
        return False
    greenlet: Any = sys.modules.get("greenlet")
    if greenlet is not None and isinstance(error, greenlet.GreenletExit):
        return False
    if not isinstance(error, SystemExit):
        return True
    import signal

    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    codes = {getattr(handler, "__code__", None) for handler in handlers} - {None}
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code in codes:
            return False
        step = step.tb_next
    return True


class _Run:
    """One run of an update through the registry: the values of processors, and what is open until it ends."""

    __slots__ = (
        *("answer", "answered_by", "answerers", "bot", "event", "failures", "first_error", "is_ended", "kind"),
        *("open_modules", "options", "outcome", "raw", "retry", "values"),
    )

    def __init__(self, outcome: Outcome, raw: dict[str, Any]) -> None:
        self.bot = bot = outcome._bot
        self.options = bot._options or bot.options
        self.outcome = outcome
        self.raw = raw
        self.answer: Any = None  # the first that is not None, as the app returned it
        self.answered_by: Processor | None = None
        self.answerers: tuple[Processor, ...] = ()  # all apps that answered, including discarded answers
        self.first_error: BaseException | None = None
        self.is_ended = False  # by Stop, or by a gate that failed
        self.retry: Retry | None = None
        self.failures: dict[str, _Failure] | None = None  # of modules
        self.open_modules: list[tuple[Module, Generator[Any, Any, None]]] = []
        self.values: dict[str, Any] = {}
        self.event = _NOTHING  # the event of the update
        self.kind = kind = outcome.kind
        event = raw.get(kind)
        if isinstance(event, dict):
            self.event = event
            if kind in schema.kinds:  # nearly every app names it
                made = _new(_class_of_event(kind))  # as _wrap does
                made._raw = event
                made._read = _UNREAD
                made._bot = bot
                self.values[kind] = made

    def value(self, name: str) -> Any:
        """Return the value of a name; a module is evaluated at its first use."""
        values = self.values
        if name not in values:
            values[name] = self.bot._registry.providers[name](self)
        return values[name]

    def make_update(self) -> Any:
        """Return the update as an object."""
        update = _wrap(_class("Update"), self.raw, self.bot)
        if self.has_typed_event:
            update._read = {self.kind: self.values[self.kind]}
        return update

    def make_event(self) -> Any:
        """Return what the update carries, as an object where it can be one."""
        if self.has_typed_event:
            return self.values[self.kind]
        return self.value("update").event

    @property
    def has_typed_event(self) -> bool:
        """Return whether `values` has the event; under a kind that the schema lacks it may have a module."""
        return self.event is not _NOTHING and self.kind in schema.kinds

    def make_module(self, module: Module) -> Any:
        """Evaluate a module; a failed module is not tried again for this update."""
        if self.failures and module.name in self.failures:
            raise self.failures[module.name]
        trace = self.outcome.trace
        started = time.perf_counter()
        try:
            if module.scope == "bot":
                value = self.bot._bot_modules.make(module, trace)
            else:
                value = _evaluate_module(module, self)
        except _Failure as failure:
            self.failures = {**(self.failures or {}), module.name: failure}
            if trace is not None:
                trace.add(module, "raised", started, error=failure.error)
            raise
        except Retry as retry:
            if trace is not None:
                trace.add(module, "retry", started, error=retry)
            raise
        except Stop:
            if trace is not None:
                trace.add(module, "stopped", started)
            raise
        if trace is not None:
            trace.add(module, "evaluated", started, result=value)
        return value


def _evaluate_module(module: Module, scope: _Run | _BotScope) -> Any:
    """Call a module; its generator continues when the update, or the life of the bot, ends."""
    value = _run_author_code(module, module.call, scope, _NOTHING)
    generator = _generator_of(value)
    if generator is None:
        return value
    is_over, first = _advance(module, generator.send, None)
    if is_over:
        fault = "is a generator that never yields: it needs one `yield value`"
        raise _Failure(module, RegistrationError(f"{module.title} {fault}", module=module.name))
    scope.open_modules.append((module, generator))
    return first


def _advance(processor: Processor, step: Callable[[Any], Any], value: Any) -> tuple[bool, Any]:
    """Advance a generator by one step; return whether it has ended, and what it yielded or returned."""

    def go_one_step() -> tuple[bool, Any]:
        try:
            return False, step(value)
        except StopIteration as end:
            return True, end.value

    pair: tuple[bool, Any] = _run_author_code(processor, go_one_step)
    return pair


def _end_module(module: Module, generator: Generator[Any, Any, None], error: BaseException | None) -> None:
    """Run the code after a module's `yield`, which gives it the first error of the update, or `None`."""
    is_over, _ = _advance(module, generator.send, error)
    if not is_over:
        generator.close()
        log.error("%s yields twice: a module must yield once", module.title)


class _BotScope:
    """The values for modules of scope "bot": the bot, and other modules of this scope."""

    def __init__(self, modules: _BotModules, trace: Trace | None) -> None:
        self.values = modules.values
        self.open_modules = modules.open_modules
        self._modules = modules
        self._trace = trace

    def value(self, name: str) -> Any:
        """Return the bot, or another module of the bot."""
        if name in self.values:
            return self.values[name]
        return self._modules.make(self._modules.bot._registry.modules[name], self._trace)


class _BotModules:
    """The modules of scope "bot": each is evaluated once, under its own lock."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.values: dict[str, Any] = {"bot": bot}
        self.open_modules: list[tuple[Module, Generator[Any, Any, None]]] = []
        self._locks: dict[str, threading.RLock] = {}

    def make(self, module: Module, trace: Trace | None = None) -> Any:
        """Evaluate a module, or wait for the thread that does; a failed module is tried again at its next use."""
        if module.name not in self.values:
            with self._locks.setdefault(module.name, threading.RLock()):
                if module.name not in self.values:
                    started = time.perf_counter()
                    value = _evaluate_module(module, _BotScope(self, trace))
                    self.values[module.name] = value
                    if trace is not None:
                        trace.add(module, "evaluated", started, result=value)
        return self.values[module.name]

    def close(self) -> None:
        """End the modules, the last one first; failures are logged."""
        while self.open_modules:
            module, generator = self.open_modules.pop()
            self.values.pop(module.name, None)
            try:
                _end_module(module, generator, None)
            except (_Failure, Stop, Retry) as failure:
                error = failure.error if isinstance(failure, _Failure) else failure
                log.error("%s failed when the bot was closed: %s", module.title, _describe(error), exc_info=error)
        for name in list(self.values):
            if name != "bot":
                del self.values[name]


###############################################################################
# Dispatch ####################################################################
###############################################################################


def _process_update(
    bot: Bot, raw: dict[str, Any], kind: str, trace: bool, takeover: bool, door: str, seen: Any = None
) -> Outcome:
    """Take one update through its life until its replies are made and kept; `_deliver` sends them.

    *door* says who sends them, so that nothing else does meanwhile: `webhook` sends all but the last by calls,
    `call` all of them, and `process` leaves it to the author.
    """
    outcome = Outcome(bot, raw, kind, Trace() if trace else None)
    outcome._seen = seen
    if seen is None:
        seen = bot._seen  # nearly always known already
        if outcome.update_id is None:
            seen = _UNSEEN
        elif seen is None:
            seen = bot.seen
    if not _claim_update(outcome, seen, takeover, door):
        return outcome
    claim: Any = outcome._claim
    is_settled = False
    try:
        if claim.deaths and claim.deaths >= bot.options.max_deaths:
            _give_up(outcome, raw, ProcessDied(f"{claim.deaths} processes died while they held the update"))
            seen.done(claim, [])
            outcome._claim = None
        else:
            crowd = bot._crowd
            crowd.working.add(claim)
            try:
                if crowd.is_watched or claim.deaths >= _DEATHS_BEFORE_ALONE:
                    crowd.wait_for_turn(claim, alone=claim.deaths >= _DEATHS_BEFORE_ALONE)
                run = _run_until_answered(outcome, raw)
            finally:
                crowd.working.discard(claim)
                if crowd.is_watched:
                    crowd.notify_waiting(claim)
            if run.retry is None and outcome.error is None:
                _keep_replies(run, seen, claim, door)
            else:
                _settle_failure(run, seen, claim, door)
        is_settled = True
    except Retry as retry:  # the store cannot be reached; if this lasts, the claim expires by itself
        outcome.retry_after = retry.seconds
        outcome.app = outcome._parts = outcome._claim = None
        is_settled = True
        with contextlib.suppress(Retry):
            seen.release(claim, retry.seconds)
    finally:
        if not is_settled:
            seen.failed(claim, died=True)
    return outcome


_DEATHS_BEFORE_ALONE = 2  # from then on, no other update dies together with this one
_RERUNS = 100  # how often one delivery is processed at most if processors raise Retry(0)


def _claim_update(outcome: Outcome, seen: Seen, takeover: bool, door: str) -> bool:
    """Claim the update, and return whether it must be processed now; if not, the outcome says why."""
    if outcome.update_id is None:
        outcome._claim = Claim("")
        return True
    try:
        identity = outcome._bot._identity or outcome._bot.identity
        found = seen.claim(f"{identity.key_start}{outcome.update_id}", takeover)
    except Retry as retry:
        outcome.retry_after = retry.seconds
        return False
    if type(found) is Claim and found.replies is None:
        outcome._claim = found
        return True
    if found is RUNNING:
        outcome.retry_after = 1
        outcome._note(f"update {outcome.update_id} is being processed already: no app was called")
        return False
    outcome.duplicate = True
    outcome._note(f"update {outcome.update_id} was delivered before: no app was called")
    if isinstance(found, Claim):  # its replies were made, and not all sent
        outcome._claim, outcome._parts, outcome._sent = found, found.replies, found.sent
        if not _is_held(outcome, door):
            seen.release(found, 0)
    else:
        outcome._parts = found.replies
        outcome._sent = len(found.replies or ())
    return False


def _run_until_answered(outcome: Outcome, raw: dict[str, Any]) -> _Run:
    """Run an update through the registry, and repeat this as long as `Retry(0)` is raised."""
    options = outcome._bot._options or outcome._bot.options
    run_once = _run_once
    if options.record and not outcome._bot._is_recorded_before(raw):
        _record(options.record, raw)
    if "callback_query" in raw:
        run_once = _run_button
    elif options.development:
        run_once = _run_watched
    run = run_once(outcome, raw)
    if run.retry is None:
        return run
    import random

    for attempt in range(1, _RERUNS + 1):
        if run.retry is None or run.retry.seconds != 0:
            return run
        time.sleep(random.uniform(0, min(0.001 * attempt, 0.05)))
        outcome.error = outcome.app = None
        if outcome.trace is not None:
            outcome.trace = Trace()
        run = run_once(outcome, raw)
    if run.retry is not None and run.retry.seconds == 0:
        run.retry = Retry(1)
    return run


def _run_button(outcome: Outcome, raw: dict[str, Any]) -> _Run:
    """Run a callback query, and answer the query itself if no app does."""
    options = outcome._bot._options or outcome._bot.options
    run_once = _run_once
    if options.development:
        run_once = _run_watched
    query = raw["callback_query"]
    query_id = query.get("id") if isinstance(query, dict) else None
    if not isinstance(query_id, str) or not options.answer_buttons:
        return run_once(outcome, raw)
    open_queries = outcome._bot.api._open_queries
    open_queries[query_id] = False
    try:
        run = run_once(outcome, raw)
        if outcome._parts is not None and not open_queries.get(query_id):
            _add_notice(outcome._parts, query_id)
    finally:
        open_queries.pop(query_id, None)
    return run


def _run_watched(outcome: Outcome, raw: dict[str, Any]) -> _Run:
    """Run an update in development: unsent methods are reported with their line."""
    thread = threading.get_ident()
    if thread in _watched_threads:
        return _run_once(outcome, raw)
    _watched_threads.add(thread)
    try:
        return _run_once(outcome, raw)
    finally:
        _watched_threads.discard(thread)


def _run_once(outcome: Outcome, raw: dict[str, Any]) -> _Run:
    """Find the first answer, make and check its replies, and end the modules, without keeping or sending anything.

    Only a generator app sends what it yields, while the modules are open.
    """
    run = _Run(outcome, raw)
    try:
        _find_answer(run)
        _make_replies(run)
    except Retry as retry:
        run.retry = retry
        outcome._note(f"Retry was raised: the update is processed again after {retry.seconds} s")
    except BaseException as error:  # the end of the process: the modules still get it
        run.first_error = run.first_error or error
        raise
    finally:
        if run.open_modules:
            try:
                _check_fence(run)
            finally:
                _end_modules(run)
        if run.retry is not None:
            _discard(run.answer)
            outcome.app = outcome._parts = None
        if outcome.trace is not None:
            outcome.trace._end(run)
    return run


def _find_answer(run: _Run) -> None:
    """Evaluate the gates, then call the apps in order; the run keeps the first answer that is not `None`."""
    registry = run.bot._registry
    for module in registry.autouse:
        _ask_gate(run, module)
        if run.is_ended:
            return
    event = run.event
    if event is _NOTHING:
        return
    apps, text = registry.find_apps(run.kind, event)
    _ask_apps(run, apps, text)


def _ask_gate(run: _Run, module: Module) -> None:
    """Evaluate an `autouse` module. One of scope "update" is a gate: if it fails, the update ends."""
    try:
        for name in module.needs:
            if run.value(name) is None:
                return
        run.value(module.name)
    except Stop as stop:
        run.outcome._gate = module
        _end_by_stop(run, module, stop)
    except _Failure as failure:
        if module.scope == "bot":  # only processors that name it fail
            _log_failure(run, failure)
            return
        run.is_ended = True
        run.outcome._note(f"the gate {module.name!r} failed: no app was called")
        _keep_first_answer(run, module, _report_failure(run, failure))


def _ask_apps(run: _Run, apps: list[App], text: str) -> None:
    """Call the apps that match, and keep the first answer.

    A bot with many apps spends its time here: for an app that only depends on the kind, nothing is called but the
    function itself.
    """
    trace, source = run.outcome.trace, run.event
    event = run.values.get(run.kind)
    may_skip_checks = trace is None
    for app in apps:
        started = None
        try:
            function = app.plain_function
            if not may_skip_checks:
                if trace is not None:
                    started = time.perf_counter()
                answer = _ask_app(run, app, text, started)
            elif function is not None:
                answer = function(event)
            elif app.field is not None and not _is_there(source.get(app.field)):
                continue
            elif app.takes_only_event and (app.whole_text is None or app.whole_text == text):
                answer = app.function(event)
            else:
                answer = _ask_app(run, app, text, started)
            if answer is None:
                continue
            if type(answer) is not str:
                _check_answer(app, answer)
        except BaseException as error:
            answer = _answer_of_error(run, app, error, started)
        _keep_first_answer(run, app, answer)
        if run.is_ended:
            return
        may_skip_checks = trace is None and run.options.dispatch == "all"


def _ask_app(run: _Run, app: App, text: str, started: float | None) -> Any:
    """Call an app if it matches, and return its answer; `None` also if it does not match."""
    trace = run.outcome.trace
    wildcards: Any = _match(app, run, text)
    if type(wildcards) is not dict:
        if wildcards is not None and trace is not None:
            trace.add(app, "not called", miss=wildcards[0], error=wildcards[1])
        return None
    answer = app.call(run, wildcards)
    if trace is not None:
        _check_answer(app, answer)
        trace.add(app, "passed" if answer is None else "answered", started, result=answer)
    return answer


def _match(app: App, run: _Run, text: str) -> dict[str, Any] | tuple[str, str] | None:
    """Return the values of the wildcards if the app matches, else the reason why not, in a word.

    `None` leaves the reason to `_why_not`, which is only used for a trace.
    """
    if text == app.whole_text and app.is_plain and run.answered_by is None:  # nearly every command
        return _NOTHING
    if run.answered_by is not None and (app.fallback or run.options.dispatch == "first"):
        why = "it is a fallback" if app.fallback else "dispatch is 'first'"
        return "answered", f"{run.outcome.app!r} answered before it, and {why}"
    wildcards: dict[str, Any] | None = _NOTHING
    if app.rules and text != app.whole_text:
        username = run.bot.identity.find_username(run.bot.api) if app.has_commands and "@" in text else None
        wildcards = app.match_rules(text, run.kind, run.event, username)
    if wildcards is None or app.is_plain:
        return wildcards
    if app.rivals and run.answerers and app.gives_way(text, run.kind, run.event, run.answerers):
        return "answered", "an app whose rule begins with the same command answered"
    if app.has_path and not app.match_queries(run.kind, run.event):
        return None
    for name in app.needs:
        if run.value(name) is None:
            return "value", f"the update has no {name}"
    for predicate in app.when:
        own = app.wildcards_for(predicate, wildcards)
        said = _run_author_code(predicate, predicate.call, run, own)
        if not said:
            return "predicate", f"its predicate {predicate.name!r} said no"
        if inspect.isroutine(said):  # which would let everybody in
            fault = f"{app.title}: its predicate returned a function: write when={predicate.name}(...)"
            raise _Failure(predicate, TypeError(fault))
    return wildcards


def _keep_first_answer(run: _Run, processor: Processor, answer: Any) -> None:
    """Keep the first answer; a later one is discarded: never sent, its generator never started."""
    if answer is None:
        return
    outcome = run.outcome
    run.answerers += (processor,)
    if run.answered_by is None:
        run.answered_by, run.answer = processor, answer
        outcome.app = processor.label
        return
    _discard(answer)
    if outcome.trace is not None:
        outcome.trace.discarded.append(processor.label)
    if run.options.development:
        names = outcome.app, processor.label, outcome.update_id
        fields = _log_fields(run.raw, outcome.app)
        log.warning("apps %r and %r both answered update %s: the first one counts", *names, extra=fields)


def _check_answer(processor: Processor, answer: Any) -> None:
    """Raise an error for an answer that is not a reply, while its app is known."""
    if answer is None or isinstance(answer, (Method, str, Iterator, GeneratorType)):
        return
    if isinstance(answer, (list, tuple)):
        for part in answer:
            if isinstance(part, GeneratorType) and part.gi_code.co_name != "<genexpr>":
                fault = "returned a list with a generator in it: write `yield from` in a generator app"
                raise _Failure(processor, TypeError(f"{processor.title} {fault}"))
            _check_answer(processor, part)
        return
    if isinstance(answer, dict) and "method" in answer:
        return
    hint = 'return None for `not mine`, "" for `done`, a str, a method object, or a list of these'
    if isinstance(answer, Object):
        hint = f'a {type(answer).__name__} is a result of Telegram\'s: if the app has sent its answer, return ""'
    raise _Failure(processor, TypeError(f"{processor.title} returned {_show(answer)}, which is not a reply: {hint}"))


def _make_replies(run: _Run) -> None:
    """Make the parts of the first answer, and check them all; if this fails, those of an error handler's answer.

    Nothing is sent yet, except what a generator app yields.
    """
    answer = run.answer
    if answer is None:
        return
    outcome, owner = run.outcome, run.answered_by
    assert owner is not None  # the processor that answered
    try:
        outcome._parts = _parts_of(run, owner, answer)
    except _Failure as failure:
        run.answer = run.answered_by = outcome.app = None
        if outcome.trace is not None:
            outcome.trace.add(owner, "raised", error=failure.error)
        second = _report_failure(run, failure, owner)
        if second is None:
            return
        try:
            outcome._parts = _parts_of(run, owner, second)
            run.answer, run.answered_by, outcome.app = second, owner, owner.name
        except _Failure as further:
            update_id, text = outcome.update_id, _describe(further.error)
            fields = _log_fields(run.raw, owner.label)
            log.error("an error handler did not return a reply on update %s: %s", update_id, text, extra=fields)
            outcome.error = outcome.error or failure.error


def _parts_of(run: _Run, owner: Processor, answer: Any) -> list[Any]:
    """Return the parts of an answer, see `_Part`."""
    try:
        if type(answer) is str and answer:  # the ordinary cases
            return [_text_reply(run, answer)]
        if isinstance(answer, Method):
            return [_part_of(run.bot, answer)]
    except (Stop, Retry, _Failure):
        raise
    except BaseException as error:  # files are read by code of the author
        raise _failure_of(owner, error) from None
    if isinstance(answer, GeneratorType) and answer.gi_code.co_name != "<genexpr>":
        return _run_generator_app(run, owner, answer)
    parts: list[Any] = []
    _run_author_code(owner, _add_parts, run, answer, parts)
    return parts


def _text_reply(run: _Run, text: str) -> Any:
    """Return the reply of an app that returned a str: a message to the chat of the update."""
    bot, source = run.bot, run.event
    if "guest_query_id" in source:  # the bot is not in this chat: the answer is a result, as for an inline query
        taken = {name: value for name, value in bot.defaults.items() if name in ("parse_mode", "link_preview_options")}
        content = {"message_text": text, **taken}
        result = {"type": "article", "id": "1", "title": text[:64], "input_message_content": content}
        query_id = source["guest_query_id"]
        return _part_of(bot, {"method": "answerGuestQuery", "guest_query_id": query_id, "result": result})
    if "chat" not in source:
        source = source.get("message") or {}
        if "chat" not in source:
            hint = "return a method object, for example callback_query.answer(...)"
            raise ValueError(f"the app returned a str, but the update has no chat to send it to: {hint}")
    reply = _chat_of(source, {"method": "sendMessage"})
    reply["text"] = text
    if run.options.defaults or len(text) > 4096 or text.isspace():
        return _part_of(bot, reply)
    return _write_json(reply)


_SURE_SECONDS = 1.0  # no engine or lease takes a process for dead that was silent for less


def _check_fence(run: _Run) -> None:
    """Drop what the apps did, before modules keep it, if another process has taken over the update.

    A session that changed since it was read is not saved. But a process that stood still between its claim and that
    read finds what others have saved since, and would do an update again that the session no longer remembers.
    """
    outcome = run.outcome
    bot, claim = outcome._bot, outcome._claim
    seen = outcome._seen or bot.seen
    if seen.keeps_files or claim is None or outcome.update_id is None:  # nobody but this process can have it
        return
    now = time.time()
    is_sure = 0 <= now - claim.since < _SURE_SECONDS
    if is_sure or run.retry is not None or run.first_error is not None:  # with these, nothing is kept
        return
    try:
        if not seen.made(claim, None, hold=True):
            _lose_update(outcome)
            run.retry = Retry(1)
    except Retry as retry:
        run.retry = retry
    except BaseException as error:  # the end of the process: the modules still get it
        run.first_error = error
        raise
    claim.since = now


def _lose_update(outcome: Outcome) -> None:
    """Drop the reply of an update that another process has taken over."""
    fields = _log_fields(outcome._raw, outcome.app)
    text = "update %s was taken over by another process: its reply is dropped here"
    log.warning(text, outcome.update_id, extra=fields)
    outcome.app = outcome._parts = outcome._claim = None


def _end_modules(run: _Run) -> None:
    """Run the code of the modules after their `yield`, the last module first; each gets the first error.

    Nothing has been sent yet: a module that fails here drops the reply, which an error handler may replace. One that
    cannot keep what was done may raise `Retry`: then the others get that, and the update is processed again.
    """
    if any(module.last for module, _ in run.open_modules):
        run.open_modules.sort(key=lambda pair: not pair[0].last)
    error = run.first_error or run.retry
    failure = None
    while run.open_modules:
        module, generator = run.open_modules.pop()
        try:
            _end_module(module, generator, error)
        except Retry as retry:
            error = error or retry
            if run.retry is None:
                run.retry = retry
                run.outcome._note(f"module {module.name!r} raised Retry at its end")
        except Stop as stop:
            fault = f"{module.title} raised Stop after its `yield`, when the apps are already done: raise it before"
            failure = failure or _Failure(module, RuntimeError(fault))
            error = error or stop
        except _Failure as raised:
            failure = failure or raised
            error = error or raised.error
            if raised is not failure:
                _log_failure(run, raised)
    if failure is not None:
        _replace_dropped_reply(run, failure)


def _keep_replies(run: _Run, seen: Seen, claim: Claim, door: str) -> None:
    """Keep the replies before any of them is sent; if another process has taken over the update, they are dropped."""
    outcome, options = run.outcome, run.options
    parts = outcome._parts
    if not parts:
        seen.done(claim, parts)
        outcome._claim = None
        return
    kept: list[Any] | None
    only = _only_answer(parts)
    if only is not None and seen.keeps_files and door == "webhook" and options.webhook_reply:
        kept, hold = [only], False  # the ordinary case, see `SeenUpdates.made`
    else:
        hold = _is_held(outcome, door)
        kept = _parts_to_keep(parts, seen)
        if kept is None:  # then all of them are sent by calls, under the claim
            hold, outcome._calls = True, len(parts)
    if not seen.made(claim, kept, hold):
        _lose_update(outcome)
        outcome.retry_after = 1


def _only_answer(parts: list[Any]) -> bytes | None:
    """Return the body of the only reply, if it is JSON that the response of the webhook can take."""
    if len(parts) != 1:
        return None
    part = parts[0]
    if type(part) is bytes:
        return part
    if type(part) is _Part and part.form.fits_response and type(part.body) is bytes:
        return part.body
    return None


def _parts_to_keep(parts: list[Any], seen: Seen) -> list[Any] | None:
    """Return the parts in Telegram's form; `None` if there are files, which are not kept, but sent under the claim.

    What keeps any object gets the bytes of those that the response of the webhook can take.
    """
    kept: list[Any] = []
    for part in parts:
        has_files = type(part) is _Part and not isinstance(part.body, bytes)
        if not seen.keeps_files:
            if has_files:
                return None
            kept.append(_dictionary_of_part(part))
        elif type(part) is not _Part or has_files:
            kept.append(part)
        elif part.form.fits_response:
            kept.append(part.body)
        else:
            kept.append(_dictionary_of_part(part))
    return kept


def _is_held(outcome: Outcome, door: str) -> bool:
    """Return whether the claim is held until the replies are sent, so that nothing else sends them."""
    if door == "webhook":
        outcome._calls = _count_of_calls(outcome)
        return outcome._calls > outcome._sent
    return door == "call"


###############################################################################
# Failures ####################################################################
###############################################################################


def _answer_of_error(run: _Run, app: App, error: BaseException, started: float | None) -> Any:
    """Return the answer of an error handler for an app that raised; raise what ends the run or the process."""
    trace = run.outcome.trace
    if isinstance(error, Stop):
        if trace is not None:
            trace.add(app, "stopped", started, result=error.reply)
        _end_by_stop(run, app, error)
        return None
    if isinstance(error, Retry):
        if trace is not None:
            trace.add(app, "retry", started, error=error)
        raise error
    failure = error
    if not isinstance(error, _Failure):  # otherwise it is of a module or a predicate
        failure = _failure_of(app, error)
    if not isinstance(failure, _Failure):
        raise failure
    if trace is not None:
        trace.add(app, "raised", started, error=failure.error)
    return _report_failure(run, failure, app)


def _end_by_stop(run: _Run, processor: Processor, stop: Stop) -> None:
    run.is_ended = True
    run.outcome._note(f"{processor.role} {processor.label!r} raised Stop")
    answer = stop.reply
    try:
        _check_answer(processor, answer)
    except _Failure as failure:
        answer = _report_failure(run, failure)
    _keep_first_answer(run, processor, answer)


def _discard(answer: Any) -> None:
    """Drop an answer that is not sent."""
    if isinstance(answer, Method):
        answer.discard()
    elif isinstance(answer, (list, tuple)):
        for part in answer:
            _discard(part)
    elif isinstance(answer, Generator):
        answer.close()


def _replace_dropped_reply(run: _Run, failure: _Failure) -> None:
    """Drop the reply, because a module failed at its end, and call the error handlers with newly evaluated modules."""
    outcome = run.outcome
    _discard(run.answer)
    run.answer = run.answered_by = outcome.app = outcome._parts = None
    if run.retry is not None:
        _log_failure(run, failure)
        return
    second = _Run(outcome, run.raw)
    try:
        answer = _report_failure(second, failure)
        if answer is not None:
            _keep_first_answer(second, failure.processor, answer)
            _make_replies(second)
    except Retry as retry:
        run.retry = retry
    error = second.first_error
    while second.open_modules:
        module, generator = second.open_modules.pop()
        try:
            _end_module(module, generator, error)
        except (_Failure, Stop) as raised:
            error = raised.error if isinstance(raised, _Failure) else raised
            log.error(
                "%s failed again after an error handler: %s", module.title, _describe(error),
                exc_info=error, extra=_log_fields(run.raw, module.name),
            )  # fmt: skip
            outcome.app = outcome._parts = None
            outcome.error = outcome.error or failure.error
        except Retry as retry:
            run.retry = run.retry or retry


def _name_of_update(raw: dict[str, Any]) -> str:
    """Return what log lines call an update: its id, and of a job the name, since nobody knows its id."""
    job = raw.get("job")
    if isinstance(job, dict):
        return f"update {raw.get('update_id')} (the job {job.get('name')!r})"
    return f"update {raw.get('update_id')}"


def _log_failure(run: _Run, failure: _Failure) -> None:
    """Log a failure once, with its traceback, and show it in the trace."""
    if failure.is_reported:
        return
    failure.is_reported = True
    processor, error = failure.processor, failure.error
    log.error(
        "%s failed on %s: %s", processor.title, _name_of_update(run.raw), _describe(error),
        exc_info=error, extra=_log_fields(run.raw, processor.label),
    )  # fmt: skip


def _report_failure(run: _Run, failure: _Failure, app: Processor | None = None) -> Any:
    """Log a failure, call the error handlers, and return the first answer.

    If other apps ask for the same failed module, it is not reported again.
    """
    error, outcome = failure.error, run.outcome
    run.first_error = run.first_error or error
    if failure.is_reported:
        outcome.error = outcome.error or error
        return None
    _log_failure(run, failure)
    run.values.update(error=error, app=(app or failure.processor).label)
    for handler in run.bot._registry.error_handlers:
        if isinstance(error, handler.kinds):
            answer = _ask_error_handler(run, handler)
            if answer is not None or run.is_ended:
                return answer
    outcome.error = outcome.error or error
    return None


def _ask_error_handler(run: _Run, handler: ErrorHandler) -> Any:
    """Return the answer of an error handler; `None` if it fails, or names something that this update lacks."""
    trace = run.outcome.trace
    started = None if trace is None else time.perf_counter()
    try:
        for name in handler.needs:
            if run.value(name) is None:
                return None
        answer = _run_author_code(handler, handler.call, run, _NOTHING)
        _check_answer(handler, answer)
    except Stop as stop:
        run.is_ended = True
        run.outcome._note("an error handler raised Stop")
        return stop.reply
    except _Failure as failure:
        _log_failure(run, failure)
        if trace is not None:
            trace.add(handler, "raised", started, error=failure.error)
        return None
    if trace is not None:
        trace.add(handler, "passed" if answer is None else "answered", started, result=answer)
    return answer


def _settle_failure(run: _Run, seen: Seen, claim: Claim, door: str) -> None:
    """Decide what happens to an update that failed or must be repeated: repeat it later, or give it up."""
    outcome = run.outcome
    if run.retry is not None:
        outcome.retry_after = run.retry.seconds
        if outcome._claim is not None:  # otherwise another process has the update
            seen.release(claim, run.retry.seconds)
        return
    if outcome.error is not None:
        pause = _pause_after_failure(outcome, claim)
        if pause is not None:
            outcome.retry_after = pause
            outcome.app = outcome._parts = None
            seen.failed(claim)
            return
        _give_up(outcome, run.raw, outcome.error)
    _keep_replies(run, seen, claim, door)


def _pause_after_failure(outcome: Outcome, claim: Claim) -> float | None:
    """Return the seconds until a failed update is repeated; `None` if it is given up."""
    failures, options = claim.failures, outcome._bot.options
    if claim.pauses is not None:
        return claim.pauses[failures] if failures < len(claim.pauses) else None
    if options.on_error == "retry" and outcome.update_id is not None and failures + 1 < options.max_attempts:
        return min(2.0 ** (failures + 1), 60.0)
    return None


def _give_up(outcome: Outcome, raw: dict[str, Any], error: Exception) -> None:
    """Pass an update that cannot be processed to `dead_letter`, and log it."""
    outcome.given_up = True
    outcome.error = error
    bot, fields = outcome._bot, _log_fields(raw, outcome.app)
    if isinstance(error, ProcessDied):
        log.error("%s is given up: %s", _name_of_update(raw), error, extra=fields)
    has_store = bot.options.store is not None or bot.has_jobs  # which are in the default store, if no other is set
    keep_dead = getattr(outcome._seen, "keep_dead", None)
    if keep_dead is not None:  # of a worker, whose queue keeps the update
        keep_dead(error)
    elif has_store and outcome.update_id is not None:
        now = time.time()
        record = f"{bot.id or 0}/dead/updates/{int(now * 1000):013d}/{outcome.update_id}"
        try:
            bot.store.put(record, {"update": raw, "error": _describe(error), "time": now})
        except Exception as refusal:  # the update is finished, even if the store raises
            text = _describe(refusal)
            log.error("update %s is given up, and could not be kept: %s", outcome.update_id, text, extra=fields)
    if bot.dead_letter is None:
        return
    try:
        _run_author_code(None, bot.dead_letter, _class("Update").from_dict(raw, bot), error)
    except (_Failure, Stop, Retry) as raised:
        fault = raised.error if isinstance(raised, _Failure) else raised
        log.error(
            "dead_letter failed on update %s: %s", outcome.update_id, _describe(fault), exc_info=fault, extra=fields
        )


def _why_not(app: App, run: _Run) -> tuple[str, str] | None:
    """Return why the update does not match the declaration of the app, in a word and in a sentence."""
    kind = run.kind or "of no kind"
    if kind not in app.kinds:
        kinds = ", ".join(app.kinds[:3])
        if len(app.kinds) > 3:
            kinds += ", ..."
        return "kind", f"it asks for {kinds}; the update is {kind}"
    if app.has_path and not app.match_queries(kind, run.event):
        return "query", f"the {kind} does not have what on={', '.join(query.text for query in app.queries)} asks for"
    if not app.rules:
        return None
    text = run.bot._registry.find_index(kind, run.event).text(run.event)
    username = None
    if app.has_commands and "@" in text:
        username = run.bot.identity.find_username(run.bot.api)
    reason = app.explain_rules(text, kind, run.event, username)
    if reason is None:
        return None
    return "rule", reason


###############################################################################
# Replies #####################################################################
###############################################################################


class _Part:
    """A reply that an app has made as an object, with its body: JSON, or multipart for files.

    The other parts of an outcome are the bytes of a text, or of a kept reply that the response of the webhook can take,
    and dictionaries in Telegram's form, which a store gave.
    """

    __slots__ = ("body", "form", "method")

    def __init__(self, method: Method, form: _MethodForm, body: bytes | _Body) -> None:
        self.method = method
        self.form = form
        self.body = body


def _method_of_part(part: Any, bot: Bot) -> Method:
    if type(part) is _Part:
        return part.method
    return _method_of(_dictionary_of_part(part), bot)


def _name_of_part(part: Any) -> str:
    if type(part) is _Part:
        return str(part.form.name)
    return str(_dictionary_of_part(part)["method"])


def _dictionary_of_part(part: Any) -> dict[str, Any]:
    """Return a part without files in Telegram's form."""
    if type(part) is _Part:
        part = part.body
    if type(part) is bytes:
        part = json.loads(part)
    return part  # type: ignore[no-any-return]  # it is a dictionary now


def _is_notice(part: Any) -> bool:
    """Return whether a part is the automatic answer of a button: no text, no alert."""
    return type(part) is _Notice


class _Notice(dict[str, Any]):
    """The automatic `answerCallbackQuery`."""


def _method_of(data: dict[str, Any], bot: Bot) -> Method:
    """Return the method object of a dictionary with `method`, which may be one that the schema does not know."""
    name: Any = data.get("method")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z]\w*", name):
        raise TypeError(f"a dictionary is a reply if its key 'method' names a method of the Bot API, not {name!r}")
    kind: Any = name[0].upper() + name[1:]
    if name in schema.methods:
        kind = _class(kind)
    else:
        body = {"__slots__": (), "__module__": __name__, "_entry": Entry(name, (), returns="")}
        kind = type(kind, (Method,), body)
    made: Method = kind.from_dict(data, bot)
    return made


def _add_parts(run: _Run, answer: Any, parts: list[Any]) -> None:
    """Add the parts of an answer to *parts*; a list or another iterator is read to its end."""
    if answer is None:
        return
    if isinstance(answer, str):
        if answer:
            parts.append(_text_reply(run, str(answer)))
        return
    if isinstance(answer, (Method, dict)):
        parts.append(_part_of(run.bot, answer))
        return
    if isinstance(answer, GeneratorType) and answer.gi_code.co_name != "<genexpr>":
        raise TypeError("a generator is not a part of a list: yield its replies in a generator app")
    if not isinstance(answer, Iterable):
        raise TypeError(f"{_show(answer)} is not a reply")
    for part in answer:
        _add_parts(run, part, parts)


def _part_of(bot: Bot, reply: Method | dict[str, Any]) -> _Part:
    """Return the part that a method becomes: filled in with the defaults of the bot, checked, and written."""
    method: Any = reply
    if isinstance(reply, dict):
        method = _method_of(reply, bot)
    if method._unsent is not None:
        method.discard()
    if (bot._options or bot.options).defaults:
        _fill_method(method, bot)
    method._bot = method._bot or bot
    form = _form_of_method(method._entry.name)
    raw, read = method._raw, method._read
    _check_method(method, form, raw)
    body: bytes | _Body | None = None
    if not read:
        body = _write_flat_method(form.start, form.keys, raw)
    if body is None:
        body = _body_of({"method": form.name, **raw, **read})
    return _Part(method, form, body)


def _body_of(reply: dict[str, Any]) -> bytes | _Body:
    plain, files = _split_files(reply)
    if files:
        return _Body(plain, files)
    return _write_json(plain)


def _fill_method(method: Method, bot: Bot) -> None:
    """Fill in the defaults of the bot."""
    given = {**method._raw, **method._read}
    for name, value in bot._with_defaults(method._entry.name, given).items():
        if value is not given.get(name):  # also inside a value, such as the media of an album
            method._raw[name] = value
            method._read.pop(name, None)


def _run_generator_app(run: _Run, owner: Processor, generator: Any) -> list[Any]:
    """Run a generator app: each reply is sent when it is yielded, and its result is passed back to the generator.

    A failed call raises there, except that of an `answerCallbackQuery`, which gives `False`. What the
    generator returns is its last reply.
    """
    step, value = generator.send, None
    try:
        while True:
            try:
                is_over, given = _advance(owner, step, value)
            except Stop as stop:
                is_over, given = True, stop.reply
            if is_over:
                return [] if given is None else _parts_of_last_reply(run, owner, given)
            try:
                step, value = generator.send, _send_yielded(run, given)
            except Exception as error:
                step, value = generator.throw, error
    finally:
        generator.close()


def _parts_of_last_reply(run: _Run, owner: Processor, reply: Any) -> list[Any]:
    _check_answer(owner, reply)
    parts: list[Any] = []
    _run_author_code(owner, _add_parts, run, reply, parts)
    return parts


def _send_yielded(run: _Run, reply: Any) -> Any:
    """Send what a generator app yields, and return the result; for a list, that of the last part."""
    parts: list[Any] = []
    _add_parts(run, reply, parts)
    result = None
    for part in parts:
        try:
            result = run.bot.api(_method_of_part(part, run.bot))
        except ApiError as error:
            if error.method != "answerCallbackQuery":
                raise
            result = False
            fields = _log_fields(run.raw, run.outcome.app)
            log.info("the callback query of update %s was not answered: %s", fields["update_id"], error, extra=fields)
    return result


def _add_notice(parts: list[Any], query_id: str) -> None:
    """Answer a button's query automatically, if an app answered the update and the query is still open."""
    for part in parts:
        if _name_of_part(part) == "answerCallbackQuery":
            return
    parts.append(_Notice(method="answerCallbackQuery", callback_query_id=query_id))


# The methods that Telegram does not execute in the response of a webhook.
_NOT_IN_ANSWER = frozenset({"setWebhook", "deleteWebhook", "close", "logOut"})


def _fits_response(name: str) -> bool:
    """Return whether Telegram executes a method in the response of a webhook."""
    return name not in _NOT_IN_ANSWER and not name.startswith("get")


def _count_of_calls(outcome: Outcome) -> int:
    """Return how many parts are sent by calls: all but the last, which the webhook's response takes if possible."""
    parts = outcome._parts
    if not parts:
        return 0
    options = outcome._bot._options or outcome._bot.options
    if not options.webhook_reply:
        return len(parts)
    last = parts[-1]
    if type(last) is _Part:
        fits_response = last.form.fits_response
    else:
        fits_response = type(last) is bytes or _fits_response(last["method"])
    return len(parts) - fits_response


def _deliver(outcome: Outcome, count: int) -> None:
    """Send those of the first *count* replies by calls that were not sent yet; the outcome has the result.

    A reply that did not reach Telegram, or met 429 or 5xx, stays kept, and `retry_after` is set: the update comes again
    and its replies go on where they were. What may have been executed is not repeated: it is logged. A reply that
    Telegram refuses ends the list; the answer of a button's query never does.
    """
    bot, parts = outcome._bot, outcome._parts or []
    claim: Any = outcome._claim
    seen = outcome._seen or bot.seen
    if outcome.update_id is None or claim is None:
        seen = _UNSEEN
    while outcome._sent < min(count, len(parts)):
        part = parts[outcome._sent]
        try:
            bot.api(_method_of_part(part, bot))
        except Exception as error:  # of the network, of Telegram, or of a deleted file
            if getattr(error, "repeatable", False):
                outcome.retry_after = max(1.0, float(getattr(error, "retry_after", _RESEND_SECONDS)))
                _log_unsent(outcome, error, "it will be sent again")
                if claim is not None:
                    seen.release(claim, outcome.retry_after)
                return
            if _name_of_part(part) == "answerCallbackQuery":
                fields = _log_fields(outcome._raw, outcome.app)
                text = "the callback query of update %s was not answered: %s"
                log.info(text, fields["update_id"], error, extra=fields)
            else:
                _log_unsent(outcome, error, "it will not be sent again")
                outcome.delivery_error = outcome.delivery_error or error
                outcome.error = outcome.error or error
                if not isinstance(error, NetworkError):  # Telegram may have executed it: then the list continues
                    del parts[outcome._sent + 1 :]
        outcome._sent += 1
        if outcome._sent < len(parts) and claim is not None and seen.sent(claim, outcome._sent) is False:
            fields = _log_fields(outcome._raw, outcome.app)
            text = "update %s was taken over by another process, which sends the rest"
            log.warning(text, outcome.update_id, extra=fields)
            outcome._claim = None
            outcome.retry_after = 1
            return
    if claim is None:
        return
    if outcome._sent < len(parts):  # the response of the webhook has the last one, now and at further deliveries
        seen.release(claim, 0)
    else:
        seen.done(claim, _parts_to_keep(parts, seen) or [])
        outcome._claim = None


_RESEND_SECONDS = 5.0


def _log_unsent(outcome: Outcome, error: Exception, consequence: str) -> None:
    fields = _log_fields(outcome._raw, outcome.app)
    owner = f"app {outcome.app!r}" if outcome.app is not None else "an earlier delivery"
    log.error(
        "the reply of %s to %s was not sent: %s (%s)", owner, _name_of_update(outcome._raw), error, consequence,
        extra=fields,
    )  # fmt: skip


# The longest texts that Telegram accepts, in characters without markup; other methods are not checked.
_LONGEST = {"sendMessage": 4096, "editMessageText": 4096, "answerCallbackQuery": 200}
_NOT_COUNTED = re.compile("[\x00-\x09\x0b-\x1f\u030a\u0333\u033f\u2028-\u202e]")  # Telegram may remove them


def _check_method(method: Method, form: _MethodForm, raw: dict[str, Any]) -> None:
    """Raise `ValueError` for a reply that Telegram would refuse: for the webhook's response it would not report that.

    Required parameters, lengths, callback data and the markup of a parse mode are checked. A reply that Telegram
    accepts always passes; some that it refuses pass as well.
    """
    for field in form.required:
        if raw.get(field) is None:
            missing = sorted(field for field in form.required if raw.get(field) is None)
            raise ValueError(f"{form.name} lacks {', '.join(missing)}: {method._entry.link}")
    for field, limit in form.texts:
        text = raw.get(field)
        if isinstance(text, str):
            _check_text(form.name, field, limit, text, raw.get("parse_mode"))
    if form.has_texts_inside:
        _check_texts_inside(method)
    for field in form.file_fields:
        _check_files(field, method._read.get(field, raw.get(field)))
    if "reply_markup" in raw:
        _check_markup(_plain(raw["reply_markup"]))


class _MethodForm:
    """What is to be known of a method before it leaves. Of one that the schema does not know it is hardly anything."""

    __slots__ = ("file_fields", "fits_response", "has_texts_inside", "keys", "name", "required", "start", "texts")

    def __init__(self, name: str) -> None:
        self.name = name
        #: Whether Telegram executes it in the response of a webhook.
        self.fits_response = _fits_response(name)
        self.required: Sequence[str] = ()
        #: The texts, each with the number of characters that Telegram accepts; `None`: any number.
        self.texts: list[tuple[str, int | None]] = [("text", None), ("caption", 1024)]
        self.file_fields: tuple[str, ...] = ()
        self.has_texts_inside = False
        #: For `_write_flat_method`.
        self.start = f'{{"method":"{name}"'
        self.keys: dict[str, str] = {}
        if name in schema.methods:
            self._read_entry(schema.methods[name])

    def _read_entry(self, entry: Entry) -> None:
        class_name = entry.name[0].upper() + entry.name[1:]
        self.required = tuple(entry.required)
        self.file_fields = _file_fields(class_name)
        self.has_texts_inside = bool(_fields_with_texts(class_name))
        self.texts = []
        for field in entry.fields:
            self.keys[field.name] = f',"{field.name}":'
            if entry.name.endswith("Story"):
                continue
            if field.name == "text":
                self.texts.append(("text", _LONGEST.get(entry.name)))
            elif field.name == "caption":
                self.texts.append(("caption", 1024))


_form_of_method = _remembered(_MethodForm)


# A string that is neither a file_id nor an address: a path with a folder, or the name of a media file. Telegram
# reads `example.com/a.jpg` as an address, so the first part of a path has no dot inside.
_LOCAL_PATH = re.compile(
    r"(?:\.{0,2}|~|[A-Za-z]:)[/\\].*|[^/\\.:]+[/\\].*"
    r"|[^/\\:?#]+\.(?:jpe?g|png|gif|webp|svg|mp[34]|m4a|og[ag]|wav|webm|tgs|pdf|txt|csv|json|xlsx?|docx?)",
    re.IGNORECASE | re.DOTALL,
)


@functools.cache
def _file_fields(name: str) -> tuple[str, ...]:
    """Return the fields of a type or of a method's class that take a file_id, an address or a file."""
    entry = schema.methods[_METHODS[name]] if name in _METHODS else schema.types[name]
    return tuple(field.name for field in entry.fields if re.search("InputFile|InputMedia|InputPaidMedia", field.type))


def _check_files(name: str, value: Any) -> None:
    """Raise `ValueError` for a string that is a path, because the author wants to upload a file."""
    if isinstance(value, str) and _LOCAL_PATH.fullmatch(value):
        raise ValueError(f"{name}: {value!r} is neither a file_id nor an address. {_PATH_HINT.format(value)}")
    if isinstance(value, (list, tuple)):
        for item in value:
            _check_files(name, item)
    elif isinstance(value, (Object, dict)):
        _check_files(name, _follow_path(value, "media"))


# The longest text with its markup that is read, in bytes.
_MOST_BYTES = 1 << 15
_MARKUP_HINTS = {
    "html": "Write &lt; for a plain '<', and use escape_html for what you did not write yourself.",
    "markdownv2": "Use escape_markdown for what you did not write yourself.",
    "markdown": "Write a backslash before a mark that is not formatting, or use MarkdownV2 or HTML.",
}


def _check_text(method: str, name: str, limit: int | None, text: str, parse_mode: str | None) -> None:
    if parse_mode:
        if _formatting() is None:
            return  # it cannot be read here, which is logged at the start
        text = _read_markup(method, name, text, parse_mode)
    if name == "text" and limit == 4096 and not text.strip(" \n\r\t"):
        raise ValueError(f"{method} has an empty text: Telegram refuses that")
    if limit is not None and len(text) > limit and len(_NOT_COUNTED.sub("", text).strip()) > limit:
        raise ValueError(f"{method} has a {name} of {len(text)} characters, {limit} are allowed: see split_text")


def _check_texts_inside(method: Method) -> None:
    """Check the markup of other texts than text and caption: of a poll, of media, of inline results."""
    if _formatting() is None:
        return
    for where, text, parse_mode in _marked_texts(type(method).__name__, {**method._raw, **method._read}):
        if where not in ("text", "caption"):
            _read_markup(method._entry.name, where, text, parse_mode)


def _read_markup(method: str, name: str, text: str, parse_mode: str) -> str:
    """Return the plain text of a text with markup; raise `ValueError` if Telegram cannot read it."""
    formatting = _formatting()
    if len(text.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        raise ValueError(f"{method} has a {name} of more than {_MOST_BYTES} bytes with its markup: see split_text")
    try:
        plain: str = formatting.parse(text, parse_mode)[0]
    except formatting.FormatError as error:
        hint = _MARKUP_HINTS.get(parse_mode.lower(), "The parse modes are HTML, MarkdownV2 and Markdown.")
        fault = f"{method} has a {name} that parse_mode={parse_mode!r} cannot read: {error}. {hint}"
        raise ValueError(fault.rstrip()) from None
    return plain


def _check_markup(markup: Any) -> None:
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            data = button.get("callback_data") if isinstance(button, dict) else None
            if isinstance(data, str) and (data or len(button) == 2):  # an empty one is ignored beside another action
                _check_callback_data(data)


###############################################################################
# Webhook #####################################################################
###############################################################################

#: The largest body that the webhook accepts, in bytes; Telegram's updates are much smaller.
MAX_BODY = 1024 * 1024
#: How deep the lists and dictionaries of an update may nest.
MAX_DEPTH = 128
_JSON = "application/json"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
Answer = tuple[int, dict[str, str], Any]


class _Refused(Exception):
    """A refused request: the status and the reason."""


class _Unsafe(Exception):
    """A request to a webhook that is open to everybody: the bot has neither a token nor a secret."""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


# The part of json.loads that does the work; the rest of it costs as much again.
_scan_json = json.JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]  # not documented


def _read_json(body: bytes) -> Any:
    try:
        text = body.strip().decode()
        value, end = _scan_json(text, 0)
    except UnicodeDecodeError:
        raise _Refused(400, "the body is not UTF-8") from None
    except (ValueError, RecursionError, StopIteration):
        raise _Refused(400, "the body is not JSON, or its numbers or its nesting exceed the limits") from None
    if end < len(text):
        raise _Refused(400, "the body continues after its JSON")
    return value


@functools.cache
def _json_reader() -> Callable[[bytes], Any]:
    """Return what reads bodies: orjson, where it is installed, in a third of the time; it is imported at first use.

    Both give the same: what orjson refuses, such as a lone surrogate, is left to `_read_json`. So is what may have an
    integer of more than 64 bits, of which orjson would make a float.
    """
    try:
        import orjson
    except ImportError:
        return _read_json

    def read_json_quickly(body: bytes) -> Any:
        if _LONG_NUMBER in body.translate(_SIGNS_OF_NUMBERS, b"-"):
            return _read_json(body)
        try:
            return orjson.loads(body)
        except ValueError:
            return _read_json(body)

    return read_json_quickly


# A number that begins outside of a string and has 19 digits, in a body without `-` whose digits are all 0, and in which
# all that can stand before a number is a colon.
_LONG_NUMBER = b":" + b"0" * 19
_SIGNS_OF_NUMBERS = bytes.maketrans(b"123456789,[ \t\r\n", b"000000000::::::")


def _parse_update(body: bytes) -> tuple[dict[str, Any], str]:
    """Return an update and its kind. Raises `_Refused` for a body that Telegram would not send."""
    if len(body) > MAX_BODY:
        raise _Refused(413, f"the body has more than {MAX_BODY} bytes")
    raw: Any = _json_reader()(body)
    if len(body) > 4 * MAX_DEPTH and _count_openings(body) > MAX_DEPTH and _is_deep(raw):
        raise _Refused(400, f"the body is nested more than {MAX_DEPTH} levels deep")
    if type(raw) is not dict:
        raise _Refused(400, "an update must be a JSON object")
    update_id = raw.get("update_id")
    if type(update_id) is not int or not -(2**63) <= update_id < 2**63:
        raise _Refused(400, "the update has no update_id, or it is not an integer")
    kinds, kind = schema.kinds, ""
    for name in raw:
        if name in kinds:
            if type(raw[name]) is not dict:
                raise _Refused(400, f"the field {name} is not a JSON object")
            if name in _OWN_KINDS:
                raise _Refused(400, f"the field {name} never comes from Telegram: a bot sends it to itself")
            kind = kind or name
    return raw, kind or kind_of(raw) or ""


def _count_openings(body: bytes) -> int:
    """Return how many brackets are opened in a body, also in its strings, in a fifth of the time of `bytes.count`."""
    return 2 * len(body) - len(body.replace(b"{", b"")) - len(body.replace(b"[", b""))


def _is_deep(value: Any) -> bool:
    """Return whether lists and dictionaries nest more than `MAX_DEPTH` levels deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inside: list[Any] = []
        for item in level:
            if type(item) is dict:
                inside.extend(item.values())
            elif type(item) is list:
                inside.extend(item)
        level = inside
    return any(isinstance(item, (list, dict)) for item in level)


def _refusal(status: int, reason: str, **headers: str) -> Answer:
    return status, {"Content-Type": _JSON, **headers}, json.dumps({"error": reason}).encode()


def _later(seconds: float) -> Answer:
    """Ask Telegram to deliver the update again after *seconds*."""
    return _refusal(503, "try again later", **{"Retry-After": str(max(1, min(round(seconds), 3600)))})


def _read_body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or ""
    if length and not (length.isascii() and length.isdigit() and len(length) < 20):
        raise _Refused(400, "the Content-Length is not a number")
    if not length and not environ.get("wsgi.input_terminated"):  # otherwise reading would wait for more
        raise _Refused(400, "the request has no Content-Length")
    size = int(length or MAX_BODY + 1)
    if length and size > MAX_BODY:
        raise _Refused(413, f"the body has more than {MAX_BODY} bytes")
    try:
        body: bytes = environ["wsgi.input"].read(size)
    except Exception as error:  # a server may raise any exception for a broken connection or bad chunks
        log.info("the body of a webhook request could not be read: %s", error)
        raise _Refused(400, "the body could not be read") from None
    if length and len(body) < size:
        raise _Refused(400, "the body is shorter than its Content-Length")
    return body


def _drain_body(environ: dict[str, Any]) -> None:
    """Read the body of a refused request, because uWSGI does not, and nginx would then lose the answer."""
    if "uwsgi.version" not in environ:
        return
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit() and len(length) < 20):
        return
    left = min(int(length), MAX_BODY)
    try:
        while left > 0:
            piece = environ["wsgi.input"].read(min(left, _CHUNK))
            if not piece:
                return
            left -= len(piece)
    except Exception as error:  # a server may raise any exception for a broken connection
        log.info("the body of a refused request could not be read: %s", error)


def _is_secret(bot: Bot, given: Any, source: Any) -> bool:
    """Return whether a request has the secret. A webhook without token and secret is open to this machine only."""
    expected = (bot._identity or bot.identity).secret_token
    if expected is None:
        if not _is_local(source):
            raise _Unsafe
        return True
    if not expected:  # secret_token="": open on purpose
        return True
    return type(given) is str and given.isascii() and hmac.compare_digest(given, expected)


_UNSAFE = (
    "the webhook refuses updates: the bot has no token, so anybody could write to it. Set "
    'TELEGRAM_BOT_TOKEN on this server; for a webhook without a token set secret_token=..., or "" to open it on purpose'
)


def _is_local(source: Any) -> bool:
    """Return whether a request of WSGI comes from this machine, and not through a proxy on it."""
    if not isinstance(source, dict):
        return False
    if any(name in source for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return False
    address = source.get("REMOTE_ADDR", "")
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")


def _respond(outcome: Outcome) -> Answer:
    """Return the answer to a webhook request: the last reply, unless it was sent by a call."""
    if outcome.retry_after is not None:
        return _later(outcome.retry_after)
    parts = outcome._parts
    if not parts or outcome._sent >= len(parts):
        return 200, {"Content-Type": _JSON}, b""
    part = parts[-1]
    if type(part) is bytes:
        return 200, {"Content-Type": _JSON}, part
    if type(part) is not _Part:
        return 200, {"Content-Type": _JSON}, _write_json(part)
    body = part.body
    if isinstance(body, bytes):
        return 200, {"Content-Type": _JSON}, body
    if body.rewind():
        return 200, {"Content-Type": body.content_type}, body if body.size is not None else b"".join(body)
    fields = _log_fields(outcome._raw, outcome.app)
    text = "the file of the reply to update %s cannot be read again: it was not sent again"
    log.error(text, outcome.update_id, extra=fields)
    return 200, {"Content-Type": _JSON}, b""


def _answer_request(bot: Bot, secret: Any, content_type: Any, source: bytes | dict[str, Any]) -> Answer:
    """Answer one request; *source* is its body, or the WSGI environment with the body."""
    try:
        if not _is_secret(bot, secret, source):
            raise _Refused(403, f"the header {_SECRET_HEADER} is missing or wrong")
        if content_type != _JSON and str(content_type).partition(";")[0].strip().lower() != _JSON:
            raise _Refused(415, f"the Content-Type must be {_JSON}")
        body = _read_body(source) if isinstance(source, dict) else source
        raw, kind = _parse_update(body)
        if not bot._registry.compiled:
            bot.registry  # noqa: B018  # raises the mistakes of the bot's author
        if bot._registry.intake is not None:
            return _answer_taken_in(bot, raw, body)
        outcome = _process_update(bot, raw, kind, False, False, "webhook")
        if outcome._calls > outcome._sent and outcome.retry_after is None:
            bot._send_replies(outcome, outcome._calls)
        answer = _respond(outcome)
        if bot._registry.watches or (bot._options or bot.options).watch is not None:
            bot._notify_watches(outcome)
        return answer
    except _Refused as refused:
        if isinstance(source, dict):
            _drain_body(source)
        return _refusal(*refused.args)
    except _Unsafe:
        log.critical(_UNSAFE)
        return _later(60)
    except (RegistrationError, ConfigError) as error:
        log.critical("the bot cannot start: %s", error)
        return _later(60)
    except Exception:
        log.exception("an update could not be processed")
        return _later(30)


def _answer_taken_in(bot: Bot, raw: dict[str, Any], body: bytes) -> Answer:
    """Answer 200 once the intake has kept an update, and else 503, so that Telegram keeps it."""
    try:
        bot.take_in(raw, body)
    except Retry as retry:
        return _later(retry.seconds)
    return 200, {"Content-Type": _JSON}, b""


def _receive(bot: Bot, environ: dict[str, Any]) -> Answer:
    """Answer one POST of a WSGI server; the body is read after the secret is checked."""
    secret, kind = environ.get("HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN", ""), environ.get("CONTENT_TYPE", "")
    return _answer_request(bot, secret, kind, environ)


###############################################################################
# WSGI applications ###########################################################
###############################################################################


@functools.cache
def _status_line(status: int) -> str:
    from http import HTTPStatus

    return f"{status} {HTTPStatus(status).phrase}"


def _send(answer: Answer, start_response: Any) -> Any:
    """Pass an answer to a WSGI server."""
    status, headers, body = answer
    start_response(_status_line(status), [*headers.items(), ("Content-Length", str(len(body)))])
    return [body] if type(body) is bytes else iter(body)  # each delivery has a new body, with a close()


@functools.cache
def _host_class() -> Any:
    """Return the class of the WSGI applications. Bottle is imported at the first use, because many bots need none."""
    import bottle

    class Host(bottle.Bottle):  # type: ignore[misc, unused-ignore]  # Bottle has no types, unless a stub is installed
        """The WSGI application of one or more bots: a Bottle application whose webhooks do not go through its routes.

        Everything else (further routes, plugins, mounting, error pages) is Bottle's.
        """

        def __init__(self, bots: Sequence[Bot], found: _FoundBots | None = None) -> None:
            super().__init__()
            self._bots = _bots_by_path(bots)
            self._found = found
            #: Whether it serves bots whose tokens are looked up.
            self.has_tokens = found is not None
            self.get("/health", callback=functools.partial(self._tell_state, _check_start))
            self.get("/ready", callback=functools.partial(self._tell_state, _check_readiness))
            for bot in bots:
                rule = _literal_rule(bot.webhook_path, bottle.Router.rule_syntax)
                self.post(rule, callback=functools.partial(self._answer_route, bot))
                atexit.register(bot.close)  # a server does not notify its applications when it ends
            if found is not None:
                rule = "/telegram/<bot_id:re:[1-9][0-9]{0,18}>/<mark:re:[0-9a-f]{32}>"
                self.post(rule, callback=self._answer_found_route)
                atexit.register(found.close)

        def start(self) -> None:
            """Start the bots in this process, so that jobs and time-outs run in time, even before the first request."""
            for bot in self._bots.values():
                bot.start()

        def bot(self, bot_id: int) -> Bot | None:
            """Return the bot of an id, whose token is looked up; `None` if there is none."""
            return None if self._found is None else self._found.get(bot_id)

        def drop(self, bot_id: int) -> None:
            """Forget the bot of an id: its token is looked up again when it is next needed."""
            if self._found is not None:
                self._found.drop(bot_id)

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            path = environ.get("PATH_INFO", "")
            bot = self._bots.get(path)
            if environ["REQUEST_METHOD"] != "POST":
                return self.wsgi(environ, start_response)
            if bot is not None:
                return _send(_receive(bot, environ), start_response)
            place = _FOUND_PATH.fullmatch(path)
            if self._found is None or place is None:
                return self.wsgi(environ, start_response)
            return _send(self._found.receive(environ, int(place[1]), place[2]), start_response)

        def _tell_state(self, check: Callable[[Iterable[Any]], _State]) -> dict[str, Any]:
            found = [] if self._found is None else [self._found]
            bottle.response.status, answer = check([*self._bots.values(), *found])
            return answer

        def _answer_route(self, bot: Bot, **_: str) -> Any:
            """Answer as a route of Bottle, if another Bottle application has mounted this one."""
            return self._response(_receive(bot, bottle.request.environ))

        def _answer_found_route(self, bot_id: str, mark: str) -> Any:
            """Answer for a bot whose token is looked up."""
            assert self._found is not None  # else there is no such route
            return self._response(self._found.receive(bottle.request.environ, int(bot_id), mark))

        def _response(self, answer: Answer) -> Any:
            status, headers, body = answer
            content = body if type(body) is bytes else iter(body)
            headers = {**headers, "Content-Length": str(len(body))}
            return bottle.HTTPResponse(content, status=status, headers=headers)

    return Host


class _FoundBots:
    """The bots of tokens that are looked up when an update comes: they share a registry.

    The path of each is `/telegram/<bot id>/<mark>`, and the mark follows from its token. A bot that does not exist gets
    the same answer as a wrong mark, after the same comparison.
    """

    def __init__(self, origin: Bot, find_token: Callable[[int], str | None], most_bots: int) -> None:
        self._origin = origin
        self._find_token = find_token
        self._most = most_bots
        self._bots: dict[int, Bot] = {}  # the one that was used last is the last
        self._busy: dict[Bot, int] = {}  # how many requests each bot answers now
        self._retired: set[Bot] = set()  # busy ones that are closed when they are not busy any more
        self._lock = threading.Lock()

    def receive(self, environ: dict[str, Any], bot_id: int, mark: str) -> Answer:
        """Answer one POST of a WSGI server."""
        try:
            bot = self._claim(bot_id, mark)
        except Exception:  # of the author's function, such as a database that is away
            log.exception("the token of bot %s could not be looked up", bot_id)
            return _later(30)
        if bot is None:
            _drain_body(environ)
            return _refusal(404, "there is no such bot")
        try:
            return _receive(bot, environ)
        finally:
            self._release(bot)

    def get(self, bot_id: int) -> Bot | None:
        """Return the bot of an id, `None` if it has no token."""
        with self._lock:
            bot = self._bots.get(bot_id)
        return bot or self._bot_of(bot_id, self._find_token(bot_id))

    def drop(self, bot_id: int) -> None:
        """Close the bot of an id, if there is one, and look up its token when it is next needed."""
        with self._lock:
            bot = self._bots.pop(bot_id, None)
        if bot is not None:
            self._retire(bot)

    def close(self) -> None:
        """Close all bots."""
        for bot_id in list(self._bots):
            self.drop(bot_id)

    def start(self) -> None:
        """Do nothing: each bot starts when its token is looked up."""

    @property
    def registry(self) -> Registry:
        """Return the registry, which is that of the first bot."""
        return self._origin.registry

    def _failed_checks(self) -> list[str]:
        return self._origin._failed_checks()

    def _claim(self, bot_id: int, mark: str) -> Bot | None:
        """Return the bot with a mark, which nobody closes before it is released; `None` if there is none."""
        with self._lock:
            bot = self._bots.get(bot_id)
        if bot is None or not hmac.compare_digest(bot.webhook_path[-_MARK_LENGTH:], mark):
            token = self._find_token(bot_id)  # which may be a new one
            if not _is_mark_of(token, mark):
                return None
            bot = self._bot_of(bot_id, token)
        if bot is None:
            return None
        with self._lock:
            self._busy[bot] = self._busy.get(bot, 0) + 1
            if self._bots.get(bot_id) is bot:
                self._bots[bot_id] = self._bots.pop(bot_id)
        return bot

    def _release(self, bot: Bot) -> None:
        with self._lock:
            self._busy[bot] -= 1
            is_idle = not self._busy[bot]
            if is_idle:
                del self._busy[bot]
            is_retired = is_idle and bot in self._retired
            if is_retired:
                self._retired.remove(bot)
        if is_retired:
            bot.close()

    def _retire(self, bot: Bot) -> None:
        """Close a bot as soon as it answers no request."""
        with self._lock:
            is_busy = bot in self._busy
            if is_busy:
                self._retired.add(bot)
        if not is_busy:
            bot.close()

    def _bot_of(self, bot_id: int, token: str | None) -> Bot | None:
        """Return the bot of an id and its token; one with the token that it had before is retired."""
        if token is None:
            self.drop(bot_id)
            return None
        made = self._origin.with_token(token)
        if made.id != bot_id:
            raise ConfigError(f"tokens={self._find_token!r} returned the token of bot {made.id} for bot {bot_id}")
        made.webhook_path = f"/telegram/{bot_id}/{_mark_of(token)}"
        with self._lock:
            bot = self._bots.get(bot_id)
            if bot is not None and bot.token == token:
                return bot
            outdated = [] if bot is None else [bot]
            self._bots[bot_id] = made
            outdated += self._take_least_used()
        for bot in outdated:
            self._retire(bot)
        made.start()
        return made

    def _take_least_used(self) -> list[Bot]:
        """Take out and return the idle bots for which there is no place, those that were used first."""
        surplus = len(self._bots) - self._most
        if surplus <= 0:
            return []
        idle = (bot_id for bot_id, bot in self._bots.items() if bot not in self._busy)
        return [self._bots.pop(bot_id) for bot_id in list(itertools.islice(idle, surplus))]


_FOUND_PATH = re.compile("/telegram/([1-9][0-9]{0,18})/([0-9a-f]{32})")


_MARK_LENGTH = 32


def _mark_of(token: str) -> str:
    return _derive_secret(token, "path")[:_MARK_LENGTH]


def _is_mark_of(token: str | None, mark: str) -> bool:
    """Return whether a mark follows from a token; without a token the answer takes as long."""
    is_right = hmac.compare_digest(_mark_of(token or "nobody"), mark)
    return is_right and token is not None


def _bots_by_path(bots: Sequence[Bot]) -> dict[str, Bot]:
    """Return the bots by the paths of their webhooks, as WSGI gives them."""
    found: dict[str, Bot] = {}
    for bot in bots:
        path = bot.webhook_path.encode().decode("latin-1")
        if path in found:
            raise ConfigError(f"{bot!r} and {found[path]!r} have the same webhook_path: change one of them")
        found[path] = bot
    return found


_State = tuple[int, dict[str, Any]]  # the status and the answer of a health check


def _check_start(bots: Iterable[Bot]) -> _State:
    """Return whether the bots can start, which a mistake in a registry prevents."""
    try:
        for bot in bots:
            bot.start()
            bot.registry.require_apps()
    except (RegistrationError, ConfigError) as error:
        log.critical("the bot cannot start: %s", error)
        return 503, {"status": "the bot cannot start: see its log"}
    return 200, {"status": "ok"}


def _check_readiness(bots: Iterable[Bot]) -> _State:
    """Return whether the bots can work now: no check raises or returns False."""
    state = _check_start(bots)
    if state[0] != 200:
        return state
    failed = [name for bot in bots for name in bot._failed_checks()]
    if failed:
        return 503, {"status": "not ready", "failed": failed}
    return state


def _literal_rule(path: str, syntax: re.Pattern[str]) -> str:
    """Return a rule for Bottle, whose rules have this *syntax*, that matches exactly *path*."""
    if not syntax.search(path):
        return path
    return f"/<_:re:{re.escape(path[1:]).replace('>', chr(92) + '>')}>"


def host(
    *bots: Bot,
    tokens: Callable[[int], str | None] | Mapping[int, str] | None = None,
    most_bots: int = 10_000,
) -> bottle.Bottle:
    """Return one WSGI application for several bots, each at its own `webhook_path`.

    *tokens*: a function of a bot's id that returns its token, or `None` if there is no such bot, or a dictionary of
    ids and tokens. The registry of the first of *bots* serves them all: see docs/many_bots.md. `application.bot(id)`
    is the bot of an id, on which you set the webhook. *most_bots* stay in memory, those that were used last.

    Raises `ConfigError` if two bots have the same path.
    """
    if tokens is None:
        return _host_class()(bots)
    if not bots:
        raise ConfigError(
            "scaletg.host(tokens=...) needs a bot whose apps serve the tokens: scaletg.host(bot, tokens=...)"
        )
    if most_bots < 1:
        raise ConfigError(f"scaletg.host(most_bots={most_bots!r}) must be 1 or more")
    find_token = tokens.get if isinstance(tokens, Mapping) else tokens
    # Without a token of its own the first bot is only a registry.
    served = [bot for place, bot in enumerate(bots) if place or bot.token]
    return _host_class()(served, _FoundBots(bots[0], find_token, most_bots))


###############################################################################
# Long polling and serving ####################################################
###############################################################################


# The numbers of polling, in seconds unless they say otherwise.
_PARK_SECONDS = 3.0  # an update that is unfinished for longer is parked, so that fetching continues
_PARK_DEPTH = 5  # and so is an update with more updates of its chat before it
_HANG_SECONDS = 30.0  # an update that is processed for longer is logged
_FETCH_PAUSE = 0.25  # while updates are unfinished, Telegram answers at once with the same ones
_WINDOW = 100  # updates that one call fetches
_TICK = 0.1


# The function that lets the chat of some work continue before the work is done.
_Leave = Callable[[], None]


class _Pending:
    """An update that was fetched and is not finished, or other work that is done in the order of its chat."""

    __slots__ = ("is_finished", "is_named", "is_parked", "key", "raw", "record", "since", "tries", "update_id", "work")

    def __init__(
        self, raw: dict[str, Any], key: Any, since: float, work: Callable[[_Leave], Any] | None = None
    ) -> None:
        self.raw = raw
        self.update_id: int = raw["update_id"]
        self.work = work  # the work instead of an update: see `Bot.in_turn`
        self.key = key
        self.since = since  # when it was fetched, later when its processing began
        self.tries = 0  # how many failures were not those of an app
        self.is_parked = False
        self.record: str | None = None  # its key in the store, once it is parked there
        self.is_finished = False
        self.is_named = False  # it was logged that it hangs


class _Poller:
    """Fetches updates and processes them in threads: in order within a chat, and different chats at the same time.

    An update is confirmed to Telegram (by a higher offset) when it is finished, so that one that a killed process left
    unfinished comes again. What takes long is *parked* instead: kept in the bot's store, confirmed, and finished in the
    order of its chat, by the next process if necessary. Without a store it is parked in memory.
    """

    def __init__(self, bot: Bot, poll_seconds: int) -> None:
        self.bot = bot
        self.poll_seconds = poll_seconds
        self.interrupted = False
        self.stopping = threading.Event()
        self._changed = threading.Condition()
        self._parking = threading.Lock()  # held while parking, so that records are in the order of their chats
        self._chats: dict[Any, deque[_Pending]] = {}  # unfinished updates
        self._ready: deque[Any] = deque()  # chats whose first update a worker can take
        self._due: list[tuple[float, int, Any]] = []  # chats whose first update waits for a time: a heap
        self._turns = itertools.count()
        self._running: set[_Pending] = set()
        self._unconfirmed: set[int] = set()
        self._newest: int | None = None
        self._threads = 0
        self._workers = 0
        self._skipped = 0.0  # how far the clock of a test is ahead
        self._is_jumping = False  # whether a worker lets it jump now
        self._failure: Exception | None = None

    # Life

    def run(self, threads: int) -> None:
        """Poll until a signal, then finish and confirm fetched updates. Raises an error that makes polling useless."""
        self._threads = threads
        # A call that waits for updates is abandoned at the end: its updates are not confirmed, and are delivered again.
        poll = threading.Thread(target=self._poll, name="scaletg-poll", daemon=True)
        with _signals(self._interrupt):
            self._wait_for_store()
            for _ in range(threads):
                self._add_worker()
            poll.start()
            while not self.interrupted and not self.stopping.wait(_TICK):
                self._look_after()
            self._stop()
            self._finish()
        if self._failure:
            raise self._failure

    def _add_worker(self) -> None:
        self._workers += 1
        threading.Thread(target=self._work, name=f"scaletg-{next(self._turns)}", daemon=True).start()

    def _stop(self, failure: Exception | None = None) -> None:
        """End the polling and, when the last update is finished, the workers."""
        self._failure = self._failure or failure
        self.stopping.set()
        with self._changed:
            self._changed.notify_all()

    def _interrupt(self, signal_number: int, frame: Any) -> None:
        """Handle a signal, in which no lock may be taken: the first asks for the end, a second Ctrl-C ends at once."""
        import signal

        if self.interrupted and signal_number == signal.SIGINT:
            raise KeyboardInterrupt
        self.interrupted = True

    def _finish(self) -> None:
        """Wait for the workers, for a bounded time; log what was given up, and confirm what is finished."""
        deadline = time.monotonic() + self.bot.options.stop_seconds
        while self._workers and time.monotonic() < deadline:
            self._look_after()
            time.sleep(_TICK / 10)
        with self._changed:
            left = [pending for chat in self._chats.values() for pending in chat]
            hanging = set(self._running)
        for pending in left:
            if self._store is not None and not pending.is_parked:
                self._park([pending])
            self._name_given_up(pending, "still running" if pending in hanging else "waiting")
        offset = self._offset()
        if offset is not None:
            with contextlib.suppress(ScaleTGError):
                self.bot.api.get_updates(offset=offset, timeout=0, limit=1, request_timeout=5)

    def _name_given_up(self, pending: _Pending, state: str) -> None:
        if pending.work is not None:  # its owner knows its state
            return
        level, hint = logging.WARNING, "Telegram delivers it again"
        if pending.record is not None:
            hint = "the store keeps it"
        elif pending.is_parked:
            level, hint = logging.ERROR, "it is lost, because the bot has no store (set store=)"
        text = "update %s was %s when the bot stopped: %s"
        log.log(level, text, pending.update_id, state, hint, extra=_log_fields(pending.raw, None))

    def _look_after(self) -> None:
        """Park slow updates, log hanging ones, and replace blocked workers."""
        now = self._now()
        slow, held_up = [], 0
        with self._changed:
            is_full = len(self._unconfirmed) >= _WINDOW
            for chat in self._chats.values():
                for pending in chat:
                    age = now - pending.since
                    if not pending.is_parked and (age > _PARK_SECONDS or (is_full and age > _FETCH_PAUSE)):
                        slow.append(pending)
            for pending in self._running:
                age = now - pending.since
                held_up += age > _PARK_SECONDS
                if age > _HANG_SECONDS and not pending.is_named and pending.work is None:
                    pending.is_named = True
                    text = "update %s has been processed for %.0f s and is not finished"
                    log.warning(text, pending.update_id, age, extra=_log_fields(pending.raw, None))
            wanted = self._threads + min(held_up, 3 * self._threads)
            for _ in range(wanted - self._workers):
                self._add_worker()
        self._park(slow)

    # Fetching

    def _now(self) -> float:
        return time.monotonic() + self._skipped

    def _pause(self, seconds: float) -> None:
        """Wait until the end at most. A test does not wait: its clock jumps ahead."""
        transport = self.bot.api.transport
        if _reaches_network(transport):
            self.stopping.wait(seconds)
        else:
            transport.sleep(seconds)
            self._skipped += seconds

    def _poll(self) -> None:
        pause = 1.0
        while not self.stopping.is_set():
            try:
                self._fetch()
                pause = 1.0
            except Exception as error:
                if not isinstance(error, (NetworkError, ApiError)) or isinstance(error, (Unauthorized, NotFound)):
                    self._stop(error)
                elif not self.stopping.is_set():  # otherwise the last call ended this one
                    log.warning("%s Next try in %.0f s", error, pause)
                    self._pause(pause)
                    pause = min(pause * 2, 30.0)

    def _fetch(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._unconfirmed or self.stopping.is_set(), timeout=_FETCH_PAUSE)
            options = {"offset": self._offset(), "timeout": 0 if self._unconfirmed else self.poll_seconds}
        updates = self.bot.api.get_updates(**options, allowed_updates=self.bot.allowed_updates, limit=_WINDOW)
        if self.stopping.is_set():
            return
        if not isinstance(updates, list):
            updates = [updates]
        fetched = [update for update in updates if self._is_update(update)]
        if self.bot.intake is not None:
            self._take_in(fetched)
            return
        deep = []
        with self._changed:
            for update in fetched:
                pending = self._add(update)
                if pending is not None:
                    deep.append(pending)
        self._park(deep)
        if len(fetched) < len(updates):
            self._pause(1.0)

    def _take_in(self, fetched: list[Any]) -> None:
        """Let the intake keep updates, which confirms them; those that it does not take are fetched again."""
        for update in fetched:
            raw = update.to_dict()
            try:
                self.bot.take_in(raw)
            except Retry as retry:
                text = "update %s stays with Telegram: %s Next try in %.0f s"
                log.warning(text, raw["update_id"], retry, retry.seconds)
                self._pause(retry.seconds)
                return
            self._newest = raw["update_id"]

    def _is_update(self, update: Any) -> bool:
        if isinstance(update, Object) and type(update._raw.get("update_id")) is int:
            return True
        log.error("getUpdates returned something that is not an update: %s", _show(update))
        return False

    def _add(self, update: Any) -> _Pending | None:
        """Queue an update that is new; return it if there are too many of its chat before it."""
        raw = update.to_dict()
        update_id = raw["update_id"]
        if self._newest is not None and -10_000 < update_id - self._newest <= 0:
            return None  # in progress, or done and not confirmed yet
        self._newest = update_id
        self._unconfirmed.add(update_id)
        pending = _Pending(raw, update.key, self._now())
        return pending if self._queue(pending) > _PARK_DEPTH else None

    def _queue(self, pending: _Pending) -> int:
        """Add an update to the queue of its chat, and return the length of the queue."""
        chat = self._chats.get(pending.key)
        if chat is None:
            chat = self._chats[pending.key] = deque()
            self._ready.append(pending.key)
        chat.append(pending)
        self._changed.notify_all()
        return len(chat)

    def add_work(self, key: Any, work: Callable[[_Leave], Any]) -> None:
        """Add work that is not an update to the queue of a chat."""
        with self._changed:
            pending = _Pending({"update_id": 0}, key, self._now(), work)
            pending.is_parked = True
            self._queue(pending)

    def _offset(self) -> int | None:
        """Return the offset that confirms only finished and parked updates."""
        if self._unconfirmed:
            return min(self._unconfirmed)
        return None if self._newest is None else self._newest + 1

    # Parking

    @property
    def _store(self) -> Any:
        return None if self.bot.options.store is None else self.bot.store

    def _records(self) -> str:
        return f"{self.bot.id or 0}/parked/polling/"

    def _wait_for_store(self) -> None:
        """Load what is parked before anything is fetched; wait for a store that cannot be reached yet."""
        while self._store is not None and not self.interrupted and not self.stopping.is_set():
            try:
                self._load_parked()
            except Retry as retry:
                log.warning("%s Next try in %.0f s", retry, retry.seconds)
                self._pause(retry.seconds)
            else:
                return

    def _load_parked(self) -> None:
        """Queue the updates that an earlier process has parked and not finished, in their order."""
        low, high = self._records(), self._records()[:-1] + "0"  # "0" follows "/"
        records: list[Any] = []
        while True:
            page = self._store.first(low, high, 1000)
            records.extend(page)
            if len(page) < 1000:
                break
            low = page[-1].key + "\0"
        for record in records:
            raw = record.value["update"]
            if self.bot.intake is not None:
                self.bot.take_in(raw)
                self._store.delete(record.key)
                continue
            pending = _Pending(raw, _class("Update").from_dict(raw, self.bot).key, self._now())
            pending.is_parked, pending.record = True, record.key
            with self._changed:
                self._queue(pending)
        if records:
            log.info("%d updates that an earlier process has parked are finished first", len(records))

    def _park(self, updates: list[_Pending]) -> None:
        """Keep updates outside Telegram's queue, so that they can be confirmed before they are finished."""
        with self._parking:
            for pending in self._with_earlier(updates):
                if not self._park_one(pending):
                    return

    def _with_earlier(self, updates: list[_Pending]) -> list[_Pending]:
        """Return the updates to park: with a store, also those before them in the same chat.

        The next process finishes parked updates first, so they must not overtake updates that Telegram still has.
        """
        if self._store is None:
            return [pending for pending in updates if not pending.is_parked]
        found: dict[_Pending, None] = {}  # in order, each once
        with self._changed:
            for pending in updates:
                for earlier in self._chats.get(pending.key, ()):
                    if not earlier.is_parked:
                        found[earlier] = None
                    if earlier is pending:
                        break
        return list(found)

    def _park_one(self, pending: _Pending) -> bool:
        """Park an update; return False if the store fails."""
        store = self._store
        if store is not None:
            record = f"{self._records()}{int(time.time() * 1000):013d}/{pending.update_id:019d}"
            try:
                store.put(record, {"update": pending.raw})
            except (Retry, ScaleTGError) as error:
                fields = _log_fields(pending.raw, None)
                log.warning("update %s could not be parked: %s", pending.update_id, _describe(error), extra=fields)
                return False
            pending.record = record
        else:
            text = "update %s takes long and is kept only in memory: it is lost if the process is killed (set store=)"
            log.info(text, pending.update_id, extra=_log_fields(pending.raw, None))
        with self._changed:
            pending.is_parked = True
            self._unconfirmed.discard(pending.update_id)
            self._changed.notify_all()
        if pending.is_finished:  # meanwhile
            self._unpark(pending)
        return True

    def _unpark(self, pending: _Pending) -> None:
        record, pending.record = pending.record, None
        if record is None:
            return
        try:
            self._store.delete(record)
        except (Retry, ScaleTGError) as error:  # when it is loaded again, it is already done
            fields = _log_fields(pending.raw, None)
            text = "the record of update %s could not be deleted: %s"
            log.warning(text, pending.update_id, _describe(error), extra=fields)

    # Working

    def _work(self) -> None:
        try:
            while True:
                pending = self._take()
                if pending is None:
                    return
                self._settle(pending, self._complete(pending))
        finally:
            with self._changed:
                self._workers -= 1
                self._changed.notify_all()

    def _take(self) -> _Pending | None:
        """Wait for an update that can be processed; return `None` when this worker must end."""
        while True:
            with self._changed:
                now = self._now()
                while self._due and self._due[0][0] <= now:
                    self._ready.append(heapq.heappop(self._due)[2])
                if self._ready:
                    pending = self._chats[self._ready.popleft()][0]
                    pending.since = now
                    self._running.add(pending)
                    return pending
                if self.stopping.is_set():
                    return None
                wait = self._due[0][0] - now if self._due else None
                jumps = wait is not None and not self._running and not _reaches_network(self.bot.api.transport)
                if not jumps or self._is_jumping:
                    self._changed.wait(wait)
                    continue
                self._is_jumping = True
            self._pause(wait or 0.0)
            self._is_jumping = False

    def _complete(self, pending: _Pending) -> float | None:
        """Process an update; return the seconds after which it must be processed again, or `None`."""
        try:
            if pending.work is not None:
                pending.work(functools.partial(self._leave_chat, pending))
                return None
            return self.bot.complete(pending.raw).retry_after
        except (RegistrationError, ConfigError) as error:
            self._stop(error)
            return _RESEND_SECONDS
        except BaseException:  # a worker never ends because of an update
            fields = _log_fields(pending.raw, None)
            log.exception("update %s could not be processed", pending.update_id, extra=fields)
            pending.tries += 1
            return _RESEND_SECONDS if pending.tries < 3 else None

    def _settle(self, pending: _Pending, retry_after: float | None) -> None:
        """Remove a finished update, or let its chat wait."""
        with self._changed:
            self._running.discard(pending)
            if retry_after is not None:
                heapq.heappush(self._due, (self._now() + retry_after, next(self._turns), pending.key))
            else:
                self._leave_chat(pending)
            self._changed.notify_all()
        if pending.is_finished:
            self._unpark(pending)

    def _leave_chat(self, pending: _Pending) -> None:
        """Continue with the next update of the chat, unless this one was removed before."""
        with self._changed:
            if pending.is_finished:
                return
            pending.is_finished = True
            chat = self._chats[pending.key]
            chat.popleft()
            if chat:
                self._ready.append(pending.key)
            else:
                del self._chats[pending.key]
            self._unconfirmed.discard(pending.update_id)
            self._changed.notify_all()


@contextlib.contextmanager
def _signals(handler: Callable[[int, Any], Any]) -> Iterator[None]:
    """Handle Ctrl-C and SIGTERM in the block, if this thread gets signals."""
    import signal

    numbers = (signal.SIGINT, signal.SIGTERM) if _gets_signals() else ()
    previous = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous_handler in previous.items():
            signal.signal(number, previous_handler)


def _gets_signals() -> bool:
    return threading.current_thread() is threading.main_thread()


def _join(thread: threading.Thread) -> None:
    """Wait for the end of a thread, in steps, because a signal just before a wait is handled after it."""
    while thread.is_alive():
        thread.join(0.2)


def _server_classes(stop_seconds: float) -> dict[str, type]:
    """Return the server of the standard library and its request handler, for Bottle's adapter.

    Each connection has its own thread, so that a silent one does not block others. At the end the requests that
    are being answered are finished, for at most *stop_seconds*.
    """
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    busy: set[WSGIRequestHandler] = set()

    class Handler(WSGIRequestHandler):
        timeout = 30  # seconds of silence until a connection is closed

        def parse_request(self) -> bool:  # the first line of a request has arrived
            busy.add(self)
            return super().parse_request()

        def finish(self) -> None:
            try:
                super().finish()
            finally:
                busy.discard(self)

        def address_string(self) -> str:
            return str(self.client_address[0])  # without looking up its name

        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            """Write no line for each update."""

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True
        request_queue_size = 128

        def serve_forever(self, poll_interval: float = 0.1) -> None:
            # In a thread, so that a signal ends the server between two requests and is not lost.
            thread = threading.Thread(target=super().serve_forever, args=(poll_interval,), daemon=True)
            try:
                thread.start()
                _join(thread)
            finally:
                self.shutdown()
                _join(thread)
                _wait_until_idle(busy, stop_seconds)

        def handle_error(self, request: Any, client_address: Any) -> None:
            log.info("the connection to %s broke: %s", client_address[0], sys.exc_info()[1])

    return {"server_class": Server, "handler_class": Handler}


def _wait_until_idle(busy: set[Any], seconds: float) -> None:
    end = time.monotonic() + seconds
    while busy and time.monotonic() < end:
        time.sleep(0.05)
    if busy:
        log.warning("%d requests were not finished within %s s: Telegram delivers them again", len(busy), seconds)


###############################################################################
# Configuration ###############################################################
###############################################################################


class _Kind(NamedTuple):
    """The values that options of one kind accept, and how to read them from the environment (`None`: not at all)."""

    name: str
    types: tuple[type, ...]
    parse: Callable[[str], Any] | None


def _parse_flag(text: str) -> bool:
    word = text.strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"{text!r} is neither true nor false")


def _parse_names(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


_TEXT = _Kind("str", (str,), str)
_INTEGER = _Kind("int", (int,), int)
_NUMBER = _Kind("int or float", (int, float), float)
_FLAG = _Kind("bool", (bool,), _parse_flag)
_NAMES = _Kind("list or tuple", (list, tuple), _parse_names)
_TABLE = _Kind("dict", (dict,), json.loads)
_PATH = _Kind("str or PathLike", (str, os.PathLike), str)
_URL = _Kind("a URL or an object", (object,), str)
_FUNCTION = _Kind("a function", (object,), None)

# Returns the error in the value of an option whose kind is right, or `None`.
_Check = Callable[[Any], "str | None"]


def _at_least(least: float) -> _Check:
    def check(value: float) -> str | None:
        if least <= value < float("inf"):
            return None
        return f"must be {least} or more"

    return check


def _one_of(*choices: str) -> _Check:
    def check(value: str) -> str | None:
        if value in choices:
            return None
        return f"must be {' or '.join(map(repr, choices))}"

    return check


def _matches(pattern: str, fault: str) -> _Check:
    def check(value: str) -> str | None:
        if re.fullmatch(pattern, value):
            return None
        return fault

    return check


def _url_or_functions(*names: str, of: str = "a store, such as sqlite:///bot.db") -> _Check:
    """Check that a value is a URL, or an object that has the named functions."""

    def check(value: Any) -> str | None:
        if isinstance(value, str):
            if re.match(r"[a-z+]+:", value):
                return None
            return f"must be the URL of {of}"
        for name in names:
            if not hasattr(value, name):
                return f"has no function {name!r}: it needs {', '.join(names)}"
        return None

    return check


def _check_function(value: Any) -> str | None:
    if callable(value):
        return None
    return "must be a function"


def _check_defaults(value: dict[str, Any]) -> str | None:
    for name in value:
        if name not in _parameters_of_methods():
            return f"names {name!r}, which no method takes.{_suggest(str(name), _parameters_of_methods())}"
    return None


def _parameters_of_methods() -> set[str]:
    return {field.name for method in schema.methods.values() for field in method.fields}


def _check_contrib(value: dict[str, Any]) -> str | None:
    for name, options in value.items():
        if not isinstance(options, dict):
            return f'must have a table of options for {name!r}, such as [contrib.sessions] with key = "chat" below it'
    return None


class _Option(NamedTuple):
    """One option of a bot: a row of the table below."""

    name: str
    kind: _Kind
    default: Any = None
    check: _Check | None = None


_OPTIONS = {
    row.name: row
    for row in (
        _Option("token", _TEXT, None, _matches(r"(?a:\s*[\w:-]*\s*)", "has characters that a token never has")),
        _Option("enabled_apps", _NAMES, ()),
        _Option("enabled_modules", _NAMES, ()),
        _Option("contrib", _TABLE, {}, _check_contrib),
        _Option("store", _URL, None, _url_or_functions("get", "put", "delete", "change")),
        _Option("seen", _URL, None, _url_or_functions("claim", "done", "release")),
        _Option("queue", _URL, None, _url_or_functions("enqueue", "work", of="a queue, such as sqlite:///updates.db")),
        _Option("dispatch", _TEXT, "all", _one_of("all", "first")),
        _Option("on_error", _TEXT, "ack", _one_of("ack", "retry")),
        _Option("max_attempts", _INTEGER, 3, _at_least(1)),
        _Option("max_deaths", _INTEGER, 5, _at_least(1)),
        _Option("dead_letter", _FUNCTION, None, _check_function),
        _Option("watch", _FUNCTION, None, _check_function),
        _Option("webhook_reply", _FLAG, True),
        _Option("answer_buttons", _FLAG, True),
        _Option("defaults", _TABLE, {}, _check_defaults),
        _Option("webhook_path", _TEXT, None, _matches("/.*", "must start with a slash")),
        _Option("secret_token", _TEXT, None, _matches("[A-Za-z0-9_-]{0,256}", "must be 1 to 256 of A-Z a-z 0-9 _ -")),
        _Option("base_url", _TEXT, "https://api.telegram.org", _matches("https?://[^/].*", "must start with https://")),
        _Option("test_environment", _FLAG, False),
        _Option("proxies", _TABLE),
        _Option("timeout", _NUMBER, 30.0, _at_least(0.001)),
        _Option("retry_budget", _NUMBER, 30.0, _at_least(0)),
        _Option("stop_seconds", _NUMBER, 25.0, _at_least(0)),
        _Option("username", _TEXT),
        _Option("development", _FLAG),
        _Option("record", _PATH),
    )
}
_SECRETS = ("token", "secret_token")  # the options that no error shows
_DEFAULT_STORE = "sqlite:///bot.db"


class Options:
    """The options of one bot as attributes: `bot.options.timeout`. New values are checked.

    A bot reads its options once, when it first needs one: see `Bot`.
    """

    __slots__ = (*_OPTIONS, "sources")
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return an option. This function exists only for type checkers: the slots have the names of the table."""

    def __init__(self) -> None:
        #: Where each option comes from: "argument", "environment", the path of a file, or "default".
        self.sources: dict[str, str] = {}
        for row in _OPTIONS.values():
            setattr(self, row.name, row.default)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OPTIONS:
            value = _checked_option(name, value)
        object.__setattr__(self, name, value)

    @staticmethod
    def names() -> list[str]:
        """Return the names of all options."""
        return list(_OPTIONS)

    def set_from(self, source: str, values: Mapping[str, Any]) -> None:
        """Set every option that has a value in *values*. Raises `ConfigError` with the *source* of a wrong value."""
        for name, value in values.items():
            if value is None:
                continue
            try:
                setattr(self, name, value)
            except ConfigError as error:
                if source == "argument":
                    raise
                raise ConfigError(f"{source}: {error}") from None
            self.sources[name] = source


def _checked_option(name: str, value: Any) -> Any:
    """Return the value of an option in its standard form. Raises `ConfigError` if it is wrong."""
    row = _OPTIONS[name]
    if value is None:
        return row.default
    is_right = isinstance(value, row.kind.types)
    if isinstance(value, bool) and bool not in row.kind.types[:1]:  # a bool is also an int in Python
        is_right = False
    if not is_right:
        raise ConfigError(f"the option {name} must be {row.kind.name}, not {type(value).__name__}")
    if row.check is not None:
        fault = row.check(value)
        if fault and name in _SECRETS:
            raise ConfigError(f"the {name} {fault}")
        if fault:
            raise ConfigError(f"{name}={value!r} {fault}")
    return _tidy_option(name, value)


def _tidy_option(name: str, value: Any) -> Any:
    """Remove characters that people copy together with a value."""
    if name == "token":
        return value.strip() or None
    if name == "base_url":
        return value.rstrip("/")
    if name == "username":
        return value.removeprefix("@") or None
    return value


def _read_options(given: dict[str, Any], config: str | os.PathLike[str] | None) -> Options:
    """Return the options of a bot: from its arguments, else the environment, else the config file."""
    options = Options()
    path = _find_config(config)
    if path is not None:
        options.set_from(str(path), _read_config(path))
    for name, (variable, value) in _read_environment().items():
        options.set_from(f"the environment variable {variable}", {name: value})
    options.set_from("argument", given)
    return options


# Variables that Kubernetes and Docker set for a service or a container whose name starts with "scaletg".
_OF_THE_PLATFORM = re.compile(
    r"SCALETG_(\w+_)?(SERVICE_(HOST|PORT)\w*|PORT_\d+_(TCP|UDP|SCTP)\w*|ENV_\w+)|SCALETG_\w+_NAME"
)


def _is_of_the_platform(variable: str, value: str) -> bool:
    if variable.endswith("PORT") and "://" in value:  # SCALETG_PORT=tcp://10.0.0.1:80
        return True
    return bool(_OF_THE_PLATFORM.fullmatch(variable)) or (variable == "SCALETG_NAME" and value.startswith("/"))


def _read_environment() -> dict[str, tuple[str, Any]]:
    """Return the options in the environment by name, each with its variable."""
    found: dict[str, tuple[str, Any]] = {}
    token = _read_token()
    if token:
        found["token"] = token
    variables = ["SCALETG_CONFIG"]
    for row in _OPTIONS.values():
        if row.name == "token":
            continue
        variable = f"SCALETG_{row.name.upper()}"
        variables.append(variable)
        text = os.environ.get(variable)
        if not text:
            continue
        if row.kind.parse is None:
            raise ConfigError(f"the environment variable {variable} cannot be read: {row.name} takes {row.kind.name}")
        try:
            found[row.name] = variable, row.kind.parse(text)
        except ValueError as error:
            raise ConfigError(f"the environment variable {variable} cannot be read: {error}") from None
    _check_variables(variables)
    return found


def _check_variables(allowed: list[str]) -> None:
    """Raise `ConfigError` for a variable that looks like an option but is not one: it is probably misspelt."""
    for variable, value in os.environ.items():
        if not variable.startswith("SCALETG_") or variable in allowed or _is_of_the_platform(variable, value):
            continue
        if variable in ("SCALETG_TOKEN", "SCALETG_TOKEN_FILE"):
            right = variable.replace("SCALETG", "TELEGRAM_BOT")
            raise ConfigError(f"the environment variable {variable} is not read: the token is in {right}")
        raise ConfigError(f"the environment variable {variable} is not an option.{_suggest(variable, allowed)}")


def _read_token() -> tuple[str, str] | None:
    """Return the variable with the token, and the token: it is in TELEGRAM_BOT_TOKEN, or in a file named beside it."""
    variable, file_variable = "TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"
    token, file = os.environ.get(variable, ""), os.environ.get(file_variable, "")
    if token.strip() and file:
        raise ConfigError(f"{variable} and {file_variable} are both set: set one of them")
    if not file:
        if not token.strip():
            return None
        return variable, token
    from pathlib import Path

    try:
        return file_variable, Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text file"
        raise ConfigError(f"{file_variable} names {file!r}, which cannot be read: {reason}") from None


def _find_config(config: str | os.PathLike[str] | None) -> Path | None:
    """Return the config file: the named one, else the usual one, if it is there."""
    named = config or os.environ.get("SCALETG_CONFIG") or _usual_config()
    if named is None:
        return None
    from pathlib import Path

    path = Path(named)
    if not path.is_file():
        raise ConfigError(f"there is no config file {os.fspath(named)!r}: correct config=, or SCALETG_CONFIG")
    if path.suffix not in (".toml", ".py"):
        raise ConfigError(f"the config file {os.fspath(named)!r} must be a TOML or a Python file (.toml or .py)")
    return path


def _usual_config() -> str | None:
    """Return `scaletg.toml`, or else a `pyproject.toml` with our table."""
    if os.path.isfile("scaletg.toml"):
        return "scaletg.toml"
    if os.path.isfile("pyproject.toml"):
        with open("pyproject.toml", "rb") as file:
            if b"[tool.scaletg" in file.read():
                return "pyproject.toml"
    return None


def _read_config(path: Path) -> dict[str, Any]:
    """Return the options of a config file. The modules that it names may be in the same folder."""
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    if path.suffix == ".toml":
        values = _read_toml(path)
    else:
        values = _run_config(path)
    for name in values:
        if name not in _OPTIONS:
            near = _suggest(name.lower(), _OPTIONS)
            raise ConfigError(f"{path}: there is no option {name!r}.{near} Options: {', '.join(_OPTIONS)}")
    return values


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors on Windows may write a byte order mark
    except (OSError, ValueError) as error:
        raise ConfigError(f"the config file {path} cannot be read: {error}") from error
    if path.name == "pyproject.toml":
        values = values.get("tool", {}).get("scaletg", {})
    return dict(values)


def _run_config(path: Path) -> dict[str, Any]:
    """Run a config file in Python and return the names that are options, or are likely misspelt options."""
    import runpy

    try:
        values = runpy.run_path(str(path))
    except Exception as error:
        raise ConfigError(f"the config file {path} cannot be run: {describe_failure(error)}") from error
    return {name: value for name, value in values.items() if name in _OPTIONS or _looks_like_option(name, value)}


def _looks_like_option(name: str, value: Any) -> bool:
    """Return whether a name in a Python file is probably a misspelt option, and not a name for another purpose."""
    if name.startswith("_"):
        return False
    if name.lower() in _OPTIONS:
        return True
    is_plain = isinstance(value, (str, int, float, list, tuple, dict, type(None)))
    return is_plain and name.islower() and bool(_suggest(name, _OPTIONS))


def _check_option_name(name: str) -> None:
    """Raise `TypeError` for an argument of `Bot` that is not an option."""
    if name in _OPTIONS:
        return
    if name in _parameters_of_methods():
        raise TypeError(f"Bot has no option {name!r}, a parameter of methods: write Bot(defaults={{{name!r}: ...}})")
    raise TypeError(f"Bot has no option {name!r}.{_suggest(name, _OPTIONS)} Options: {', '.join(_OPTIONS)}")


def _import_contrib(name: str, needed_by: str) -> Any:
    """Import a part of contrib. Raises `ConfigError` with the reason why it is needed if it is not installed."""
    import importlib

    full = f"scaletg_contrib.{name}"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if not f"{full}.".startswith(f"{error.name}."):  # something that the part needs is missing
            raise
    raise ConfigError(
        f"{needed_by} needs {full}, which is missing: install scaletg with pip, or copy the folder scaletg_contrib "
        f"beside {__file__}"
    )


def _open_store(store: Any) -> Any:
    """Return the store of a URL; a store object is returned as it is."""
    if not isinstance(store, str):
        return store
    return _import_contrib("stores", f"the store {_hide_password(store)!r}").open_store(store)


def _hide_password(url: str) -> str:
    return re.sub(r"(://[^/@]*:)[^/@]*@", r"\1...@", url)


def _option_property(name: str) -> property:
    """Return a property of a bot that reads and writes one of its options."""

    def read(bot: Bot) -> Any:
        options = bot._options
        if options is None:
            options = bot.options
        return getattr(options, name)

    def write(bot: Bot, value: Any) -> None:
        bot._set_option(name, value)

    return property(read, write, doc=f"The option {name}: see `Bot`.")


###############################################################################
# Identity and loading ########################################################
###############################################################################


class Identity:
    """The identity of a bot: its token, and all that follows from it. The other half of a bot is its registry."""

    def __init__(self, options: Options) -> None:
        token = options.token
        self.token: str | None = token
        #: The bot's id, the first part of its token; `None` without a token.
        self.id: int | None = _id_of_token(token)
        #: How the keys of the updates seen begin.
        self.key_start = f"{self.id or 0}/"
        #: The bot's username as far as it is known.
        self.username: str | None = options.username
        self.webhook_path: str = options.webhook_path or "/webhook"
        self.secret_token: str | None = options.secret_token
        if token and options.webhook_path is None:
            self.webhook_path = f"/telegram/{_mark_of(token)}"
        if token and options.secret_token is None:
            self.secret_token = _derive_secret(token, "secret")
        self._asking = threading.Lock()
        self._next_question = 0.0  # by the clock of time.monotonic

    def ask_username(self, api: Api, seconds: float | None = None) -> str:
        """Return the username; Telegram is asked if it is unknown. Raises the exceptions of a call."""
        if self.username is None:
            self.username = api.get_me(request_timeout=seconds).username or ""
        return self.username

    def find_username(self, api: Api) -> str | None:
        """Return the username, or `None` while it is unknown: then every mention counts as one of this bot.

        One thread asks for it, for a few seconds and at most once a minute; the others do not wait.
        """
        if self.username is None and self._may_ask(api):
            try:
                self.ask_username(api, _USERNAME_SECONDS)
            except ScaleTGError as error:
                text = "the bot's username is not known, so commands for other bots are accepted, too: %s"
                log.warning(text, _text_of(error))
        return self.username

    def _may_ask(self, api: Api) -> bool:
        """Return whether this thread is the one to ask now."""
        if not self.token and _reaches_network(api.transport):
            return False
        with self._asking:
            now = time.monotonic()
            if now < self._next_question:
                return False
            self._next_question = now + 60
            return True

    def username_for_log(self, api: Api) -> str:
        """Return the username, or "?" if it is not available at once. Raises for a wrong token."""
        try:
            return self.ask_username(api, _LOG_SECONDS)
        except (Unauthorized, NotFound):
            raise
        except ScaleTGError:
            return "?"

    def redact(self, text: str) -> str:
        """Return *text* without the token: see `Bot.redact`."""
        if not self.token:
            return text
        number, _, secret = self.token.partition(":")
        if (secret or number) not in text:
            return text
        pattern = re.escape(number)
        if secret:
            pattern += r"(?::|%(?:25)*3[Aa])" + re.escape(secret)
        return re.sub(pattern, "<token>", text)


_USERNAME_SECONDS = 5.0  # how long an update waits for the bot's username
_LOG_SECONDS = 2.0  # how long the start waits for it, which only shows it in the log


def _id_of_token(token: str | None) -> int | None:
    number = (token or "").strip().partition(":")[0]
    if re.fullmatch("[0-9]{1,19}", number):
        return int(number)
    return None


def describe_failure(error: Exception) -> str:
    """Describe an error during the import of other code, with its place."""
    import traceback

    skipped = (__file__, os.path.dirname(os.__file__), "<")
    text = f"{type(error).__name__}: {error}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith(skipped):
            return f"{text} ({os.path.relpath(frame.filename)}:{frame.lineno})"
    return text


# Folders of installed packages, and of what comes with ScaleTG.
_PACKAGE_FOLDERS = frozenset({"site-packages", "dist-packages", "scaletg_contrib"})


def is_author_file(path: str) -> bool:
    """Return whether a source file belongs to the bot's author: not to Python, an installed package or ScaleTG."""
    if path == __file__ or path.startswith(("<", os.path.dirname(os.__file__) + os.sep)):
        return False
    return _PACKAGE_FOLDERS.isdisjoint(os.path.normpath(path).split(os.sep))


def author_files() -> set[str]:
    """Return the source files of the imported Python modules that belong to the bot's author: see `is_author_file`."""
    modules = [getattr(module, "__dict__", {}) for module in list(sys.modules.values())]
    paths = [module.get("__file__") or "" for module in modules]
    return {path for path in paths if path.endswith(".py") and is_author_file(path)}


def _raw_update(update: Any) -> dict[str, Any]:
    """Return the dictionary of an update that is an object, or another mapping."""
    if isinstance(update, (Object, dict)):
        return _plain(update)  # type: ignore[no-any-return]  # it converts both to a dictionary
    raise TypeError(f"process takes an Update or its dictionary, not {type(update).__name__}")


def _open_private(path: str, flags: int) -> int:
    """Open a file; if it is created, only its owner can read it."""
    return os.open(path, flags, 0o600)


def _record(path: str | os.PathLike[str], raw: dict[str, Any]) -> None:
    """Add an update to a file that only its owner can read, in one write, because several processes may share it."""
    try:
        with open(path, "ab", buffering=0, opener=_open_private) as file:
            file.write(_compact(raw) + b"\n")
    except OSError as error:
        log.error("update %s was not recorded: %s", raw.get("update_id"), error)


def _derive_secret(token: str, purpose: str) -> str:
    """Return a secret that only those who know the token can compute, the same in every process."""
    return hmac.new(token.encode(), f"scaletg webhook {purpose}".encode(), "sha256").hexdigest()


def _import_source(name: str) -> Any:
    """Return a Python module, an object in it (named after a colon), or the entry point with this name."""
    import importlib

    module_name, _, attribute = name.partition(":")
    try:
        try:
            found = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            from importlib.metadata import entry_points

            if module_name.split(".")[0] != error.name:
                raise
            for entry in entry_points(group="scaletg.apps"):
                if entry.name == name:
                    return entry.load()
            raise
        if attribute:
            return getattr(found, attribute)
        return found
    except Exception as error:
        raise RegistrationError(
            f"the app {name!r} cannot be imported: {describe_failure(error)}", source=name
        ) from error


def _with_modules(source: Any) -> list[Any]:
    """Return the sources to load for *source*: a package and its modules, or *source* itself."""
    import pkgutil

    if not inspect.ismodule(source) or not hasattr(source, "__path__"):
        return [source]
    names = sorted(part.name for part in pkgutil.iter_modules(source.__path__))
    found = [source]
    for name in dict.fromkeys([*_modules_imported_by(source), *names]):
        if name in names and not name.startswith("_"):
            found += _with_modules(_import_source(f"{source.__name__}.{name}"))
    return found


def _modules_imported_by(package: Any) -> list[str]:
    """Return the modules of a package that its `__init__` imports, in this order."""
    import ast

    try:
        tree = ast.parse(inspect.getsource(package))
    except (OSError, TypeError, SyntaxError):  # no source, or an empty one
        return []
    prefix = f"{package.__name__}."
    names = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                names.append(alias.name)
        elif isinstance(node, ast.ImportFrom):
            path = node.module or ""
            if node.level:
                path = prefix + path
            names.append(path)
            for alias in node.names:
                names.append(f"{path.rstrip('.')}.{alias.name}")
    found = []
    for name in names:
        if name.startswith(prefix) and name != prefix:
            found.append(name.removeprefix(prefix).split(".")[0])
    return found


def _sources_in(module: Any) -> list[Any]:
    """Return the loadable objects that a Python module defines, in the order of definition."""
    found = []
    for name, value in vars(module).items():
        kind = type(value)  # not value.__class__, which may run code of a proxy
        if issubclass(kind, types.ModuleType):
            continue
        if issubclass(kind, (type, types.FunctionType, types.BuiltinFunctionType)):
            if value.__module__ != module.__name__:
                continue  # imported from another module, where it is loaded
            if _marks_of(value) or _is_process_or_class(name, value):
                found.append(value)
        elif _marks_of(value) or any(map(_defines_marked_methods, kind.__mro__)):
            found.append(value)
    return found


def _is_process_or_class(name: str, value: Any) -> bool:
    """Return whether a function is an app by its name, or whether a class was probably meant to be loaded."""
    if isinstance(value, type):
        return not name.startswith("_") and any(map(_defines_marked_methods, value.__mro__))
    return name == "process" and _is_plain_process(value)


def _defines_marked_methods(kind: type) -> bool:
    """Return whether a class itself has marked methods; inherited ones do not count."""
    return any(map(_is_marked, vars(kind).values()))


def _is_marked(value: Any) -> bool:
    """Return whether a function, a method or a static method is marked."""
    return bool(_marks_of(getattr(value, "__func__", value)))


def _is_plain_process(function: Any) -> bool:
    """Return whether a function `process` is an app: it takes an update."""
    if not inspect.isroutine(function) or _marks_of(function):
        return False
    try:
        return "update" in inspect.signature(function).parameters
    except ValueError:
        return False


def _find_forgotten_marks(registry: Registry) -> list[str]:
    """Return hints about marked functions beside a bot that loads nothing."""
    registered = [inspect.unwrap(processor.function) for processor in registry]
    names = {"__main__"}
    for function in registered:
        names.add(_module_of(function))
    if not registered:  # where is the bot?
        names.update(_modules_with_bot_of(registry))
    hints = []
    for name in sorted(names & sys.modules.keys()):
        for value in list(vars(sys.modules[name]).values()):
            is_defined_here = type(value) is types.FunctionType and value.__module__ == name
            if is_defined_here and value not in registered and _marks_of(value):
                role = _marks_of(value)[0].kind.decorator
                hint = f"write @bot.{role}, or load its module with bot.load({name!r})"
                place = f"{value.__name__!r} ({_place_of(value)})"
                hints.append(f"{place} is marked with @scaletg.{role}, but the bot loads nothing: {hint}")
    return hints


def _modules_with_bot_of(registry: Registry) -> list[str]:
    """Return the Python modules that contain a bot with this registry."""
    found = []
    for name, module in list(sys.modules.items()):
        for value in list(getattr(module, "__dict__", {}).values()):
            if issubclass(type(value), Bot) and value._registry is registry:
                found.append(name)
    return found


def _processors_of(source: Any, when: Sequence[Callable[..., Any]]) -> list[Processor]:
    """Return the processors of a marked function, of a function, or of an object."""
    marks = _marks_of(source)
    if not marks and inspect.isroutine(source):
        options = {}
        if source.__name__ == "process":
            options["name"] = source.__module__.rpartition(".")[2]
        marks = [Mark(App, (), options)]
    if marks:
        return [mark.make(source, when=when) for mark in marks]
    processors = []
    for name, method_marks in _marks_by_name(source).items():
        for mark in method_marks:
            processors.append(mark.make(getattr(source, name), source, when))
    return processors


def _marks_by_name(source: Any) -> dict[str, list[Mark]]:
    """Return the marks of an object's methods; a method that overrides a marked one without a mark has none."""
    found: dict[str, list[Mark]] = {}
    for kind in reversed(type(source).__mro__):
        for name, value in vars(kind).items():
            function = getattr(value, "__func__", value)  # a static method wraps its function
            found[name] = _marks_of(function)
            if name == "process" and not found[name] and _is_plain_process(function):
                found[name] = [Mark(App, (), {"name": type(source).__name__})]
    for name, value in getattr(source, "__dict__", {}).items():
        if inspect.isfunction(value) and _marks_of(value):
            found[name] = _marks_of(value)  # created for this object
    return found


def _make_object(kind: type, options: dict[str, Any]) -> Any:
    """Create an object of a class that is loaded by name, with its options in the configuration."""
    try:
        return kind(**options)
    except TypeError as error:
        way = "by its name alone"
        if options:
            way = f"with the options {', '.join(options)}"
        raise RegistrationError(f"{kind.__name__} cannot be loaded {way}: {error}") from None


def _load(bot: Bot, source: Any, when: Sequence[Callable[..., Any]]) -> None:
    """Register all of *source*, or nothing: see `Bot.load`."""
    feature = ""  # the name under which the configuration has options
    if isinstance(source, str):
        feature = source.partition(":")[0].rpartition(".")[2]
    with bot._registry._all_or_nothing() as added:
        found = source
        if isinstance(source, str):
            found = _import_source(source)
        has_marks = [_load_source(bot, part, feature, when) for part in _with_modules(found)]
        has_registered = any(processors for processors, _ in added)  # @bot.app registers at import
        if not any(has_marks) and not has_registered:
            hint = "mark functions with @scaletg.app or @scaletg.module, or define process(update)"
            raise RegistrationError(f"{found!r} has nothing to register: {hint}")
        if isinstance(source, str):
            bot._registry._note_loaded(source, found)


def _load_source(bot: Bot, source: Any, feature: str, when: Sequence[Callable[..., Any]]) -> bool:
    """Register what is marked in a Python module, a class, an object or a function; return whether anything is."""
    if inspect.ismodule(source):
        has_marks = [_load_source(bot, part, feature, when) for part in _sources_in(source)]
        return any(has_marks)
    if id(source) in bot._registry.loaded:
        return True
    made = source
    if inspect.isclass(source) and not _marks_of(source):
        options = {}
        if feature:
            options = bot.options.contrib.get(feature, {})
        made = _make_object(source, options)
    setup = getattr(made, "setup", None)
    if not inspect.isroutine(made) and callable(setup) and not _is_marked(setup):
        setup(bot)
    processors = _processors_of(made, when)
    if processors:
        bot._registry.add(*processors, source=source)
    return bool(processors)


def _make_queue(bot: Bot) -> Any:
    """Return the object that is loaded for the option `queue`: one for all threads."""
    if "queue" not in bot._opened:
        queue = bot.options.queue
        label = _hide_password(queue) if isinstance(queue, str) else queue
        bot._opened.setdefault("queue", _import_contrib("queues", f"queue={label!r}").Queue(queue))
    return bot._opened["queue"]


def _load_required(bot: Bot) -> None:
    """Load what `Bot.require` asks for; what is loaded may ask for more."""
    while True:
        missing = [name for name in bot._registry.required if name not in bot._registry.modules]
        if not missing:
            return
        name = missing[0]
        made = bot._opened.setdefault(f"required {name}", bot._registry.required[name]())
        bot.load(made)
        if name not in bot._registry.modules:
            raise RegistrationError(f"bot.require({name!r}, ...) has made {made!r}, which has no module {name!r}")


def _log_unread_parse_mode(bot: Bot) -> None:
    modes = [name for name in bot.defaults if name.endswith("parse_mode")]
    if modes and _formatting() is None:
        log.warning(
            "the bot has a default %s, but scaletg_contrib.formatting is missing: texts with markup are not "
            "checked before they leave. Install scaletg with pip, or copy the folder scaletg_contrib beside %s",
            modes[0],
            __file__,
        )


###############################################################################
# Running #####################################################################
###############################################################################


# Programs that import a bot.
_IMPORTERS = ("_pytest", "pytest", "scaletg_contrib", "gunicorn", "waitress", "uvicorn", "flask", "celery")


def _refuse_at_import() -> None:
    """Raise `ConfigError` if a tool imports the file that calls `run`, because the import would never end."""
    frame = sys._getframe(2)
    importing = ""
    while frame.f_back is not None:
        name = frame.f_globals.get("__name__", "")
        if frame.f_code.co_name == "<module>" and name != "__main__":
            importing = importing or name
        elif importing and name.partition(".")[0] in _IMPORTERS:
            raise ConfigError(
                f"bot.run() is called while the module {importing!r} is imported, which would never end: "
                'write it below if __name__ == "__main__":'
            )
        frame = frame.f_back


def _address_of_server(host: str | None, port: int | None, serves: bool) -> tuple[str, int]:
    """Return host and port. Platforms that set PORT require a server on all addresses, as gunicorn offers it."""
    text = os.environ.get("PORT")
    if port is None and serves and text:
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
            raise ConfigError(f"the environment variable PORT must be the number of a port, not {text!r}")
        return host or "0.0.0.0", int(text)
    if port is None:
        port = 8080
    return host or "127.0.0.1", port


def _current_folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return None


# The folder where the program was started, because it may change its folder before a restart.
_START_FOLDER = _current_folder()


def _make_reloader(bot: Bot, reload: bool | None, serves: bool) -> Any:
    """Return the reloader, or `None` if reloading is not wanted or not possible."""
    is_on = reload
    if reload is None:
        is_on = not serves
    if not is_on or not _gets_signals():
        return None
    try:
        module = _import_contrib("cli.reload", "starting again after a change")
    except ConfigError as error:
        if reload:
            raise
        log.info("%s", error)
        return None
    if not module.is_possible():
        return None
    return module.Reloader(bot.config_path, _START_FOLDER)


def _poll(bot: Bot, threads: int, poll_seconds: int, options: dict[str, Any]) -> None:
    for name in options:
        hint = "name a server with server="
        if name == "workers":
            hint = "set its number of threads with threads="
        raise ConfigError(f"bot.run(...) has no option {name!r} for polling: {hint}")
    try:
        log.info("%r (@%s) is polling; stop it with Ctrl-C", bot, bot.identity.username_for_log(bot.api))
        bot._poller = _Poller(bot, poll_seconds)
        bot._poller.run(threads)
    finally:
        bot._poller = None
        bot._has_waited = True


def _start_with_worker(bot: Bot, threads: int | None) -> None:
    """Start the bot, and with a queue a worker in this process."""
    bot.start()
    if bot.intake is not None:
        bot.intake.start(bot, threads or _THREADS)


def _serve(bot: Bot, webhook: str | None, server: Any, host: str, port: int, options: dict[str, Any]) -> None:
    import bottle

    if server in (None, "wsgiref"):
        server = "wsgiref"
        for name in options:
            raise ConfigError(
                f"the server of the standard library has no option {name!r}: "
                f'name another server that has it, for example bot.run(server="gunicorn", {name}=...)'
            )
        options = _server_classes(bot.stop_seconds)
    if server == "gunicorn":
        options = {"post_worker_init": lambda worker: _start_with_worker(bot, None), **options}
    if webhook is not None:
        bot.set_webhook(webhook)
    log.info("%r starts at http://%s:%s%s", bot, host, port, bot.webhook_path)
    try:
        bottle.run(app=bot.wsgi, server=server, host=host, port=port, quiet=True, **options)
        bot._has_waited = server == "wsgiref"
    except ImportError as error:
        names = ", ".join(sorted(bottle.server_names))
        raise ConfigError(f"the server {server!r} cannot be used: {error}. Bottle knows {names}") from error
    except OSError as error:
        if error.filename is not None:  # for example a missing certificate, an option of some adapters
            raise
        reason = f"{error.strerror or error}. Choose another port=, or --port"
        raise ConfigError(f"nothing can listen at {host}:{port}: {reason}") from error
    except (TypeError, ValueError, AttributeError, RuntimeError) as error:
        if not _is_of_the_server(error, options):
            raise
        raise ConfigError(f"the server {server!r} cannot be used: {error}") from error


def _is_of_the_server(error: Exception, options: dict[str, Any]) -> bool:
    """Return whether an exception is a server's refusal of its arguments, and not an error inside it."""
    text = str(error)
    if "monkey" in text:  # gevent and eventlet ask for monkey patching
        return True
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in options)


def _play(bot: Bot, host: str, port: int, options: dict[str, Any]) -> None:
    """Run without a token: in the playground if it is installed, else as a server on this machine."""
    try:
        playground = _import_contrib("playground", "a bot without a token")
    except ConfigError:  # it is missing
        bot.start()
        _serve_without_token(bot, host, port)
    else:
        bot._registry.intake = None  # the page processes each update where it arrives, and shows what became of it
        playground.run(bot, host=host, port=port, **options)


def _serve_without_token(bot: Bot, host: str, port: int) -> None:
    update = '{"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/start", '
    update += '"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": false, "first_name": "Ada"}}}'
    print(
        "No token, so the bot cannot talk to Telegram: set TELEGRAM_BOT_TOKEN for that.\n"
        f"It answers here, at http://{host}:{port}. Send it an update and see the reply; Ctrl-C ends it:\n\n"
        f"  curl http://{host}:{port}{bot.webhook_path} -H 'Content-Type: application/json' \\\n"
        f"    -d '{update}'\n",
        flush=True,
    )
    _serve(bot, None, None, host, port, {})


###############################################################################
# Bot #########################################################################
###############################################################################


_THREADS = 8  # how many process the updates of polling, or of a queue
_CLOSE_SECONDS = 10.0  # how long `close` waits for updates in progress


class _Elsewhere:
    """A name that bots of other libraries have: reading it raises an error with the equivalent here."""

    def __init__(self, name: str, hint: str) -> None:
        self.name = name
        self.hint = hint

    def __get__(self, bot: Any, owner: type) -> Any:
        raise AttributeError(f"a Bot has no attribute {self.name!r}: write {self.hint}")


_ELSEWHERE = {
    "send_message": "bot.api.send_message(chat_id, text), or return the text from an app",
    "send_photo": "bot.api.send_photo(chat_id, photo), or return message.reply_photo(photo) from an app",
    "send_document": "bot.api.send_document(chat_id, document)",
    "edit_message_text": "bot.api.edit_message_text(...), or return callback_query.edit_text(text) from an app",
    "answer_callback_query": "bot.api.answer_callback_query(id), or return callback_query.answer(text) from an app",
    "get_me": "bot.api.get_me(), or bot.username",
    "reply_to": "return message.reply(text) in an app, or message.reply(text).send()",
    "message_handler": '@bot.app("/start"), @bot.app(on="message:photo") or @bot.app',
    "callback_query_handler": '@bot.app("vote:<n:int>", on="callback_query")',
    "inline_handler": '@bot.app(on="inline_query")',
    "add_handler": '@bot.app("/start") before the function',
    "command": '@bot.app("/start")',
    "on_message": "@bot.app",
    "middleware": "@bot.module(autouse=True)",
    "polling": "bot.run()",
    "infinity_polling": "bot.run()",
    "start_polling": "bot.run()",
    "run_polling": "bot.run()",
    "run_webhook": 'bot.run(webhook="https://example.com")',
}

# Options that follow from the token: another bot with the same registry has its own.
_OF_THE_TOKEN = ("token", "username", "webhook_path", "secret_token")


class Bot:
    """A bot: an ordered registry of processors, and the one door through which updates go.

    Every option can also be set in the environment (`TELEGRAM_BOT_TOKEN`; `SCALETG_DISPATCH`, ...) and in the config
    file. An argument comes before the environment, the environment before the file. Each option is an attribute that
    can be set.

    *token*: from @BotFather; without one nothing can be sent, but everything runs.
    *config*: a TOML file or Python file; by default `scaletg.toml` of the current folder, else `pyproject.toml` if it
    has a table `[tool.scaletg]`.
    *enabled_apps*, *enabled_modules*: names to `load` at the start.
    *contrib*: options for the contrib objects among these, by name: `{"sessions": {"key": "chat"}}`.
    *store*: the URL of the store of all contrib objects and of the updates that were seen, or a store.
    *seen*: the memory of processed updates: the URL of a store, or an object with the functions of `Seen`.
    *queue*: the URL of a queue that keeps updates until a worker processes them: see docs/queues.md.
    *dispatch*: "all" (every matching app sees the update) or "first" (the first answer ends it).
    *on_error*: what Telegram gets when an app failed: "ack" (200) or "retry" (503, at most *max_attempts* times for
    one update; then 200). *max_deaths*: how many processes may die over one update before it is given up.
    *dead_letter*: a function `dead_letter(update, error)`, called with an update that is given up.
    *watch*: a function `watch(outcome)`, called once per delivery when everything is decided.
    *webhook_reply*: False sends every reply by a call of its own; refusals are logged.
    *answer_buttons*: with False, only the apps answer callback queries.
    *defaults*: parameters that every method gets if they are not given: `{"parse_mode": "HTML"}`.
    *webhook_path*, *secret_token*: derived from the token, unless they are set.
    *base_url*, *test_environment*, *proxies*: which server to call, and how to get there.
    *timeout*: seconds that one attempt of a call may take, or a file may be silent; *retry_budget*: seconds in which a
    call is repeated.
    *stop_seconds*: how long the end of the program waits for updates that are being processed.
    *username*: without it the bot asks Telegram for its name when it needs it.
    *record*: a file to which every update is added, one per line, for `python -m scaletg replay`.
    *development*: warn about methods that were never sent, and about two apps that both answer (default: while `run`
    polls or plays).
    """

    if TYPE_CHECKING:
        token: str | None
        development: bool | None

        def __getattr__(self, name: str) -> Any:
            """Find an option. Only type checkers see this: the options are properties, made below the class."""

    def __init__(
        self, token: str | None = None, *, config: str | os.PathLike[str] | None = None, **options: Any
    ) -> None:
        for name in options:
            _check_option_name(name)
        options["token"] = token
        self._given = {name: value for name, value in options.items() if value is not None}
        self._config = config
        self._written: dict[str, Any] = {}  # options that were set before the others were read
        self._options: Options | None = None
        self._identity: Identity | None = None
        self._opened: dict[str, Any] = {}  # values that are created once, at their first use by any thread
        self._seen: Any = None
        self._registry = Registry()
        self._origin: Bot | None = None  # whose `with_token` has made this bot
        self._lock = threading.RLock()
        self._bot_modules = _BotModules(self)
        self._crowd = _Crowd()
        self._poller: _Poller | None = None  # while `run` polls
        self._is_closing = False
        self._has_waited = False  # whether `run` has already waited for updates in progress
        #: The calls of the Bot API.
        self.api = Api(self)

    def __repr__(self) -> str:
        if self._options is None:  # a repr does not read the options, because this may run a config file
            bot_id = _id_of_token(self._given.get("token"))
            if bot_id is None:
                return "<Bot>"
            return f"<Bot {bot_id}>"
        return f"<Bot {self.id or 'without a token'}>"

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in _ELSEWHERE]

    # Options and identity

    @property
    def options(self) -> Options:
        """Return the options, which are read at the first use; each is also an attribute of the bot."""
        if self._options is None:
            self._options = self._opened.setdefault("options", self._read_options())
        return self._options

    def _read_options(self) -> Options:
        options = _read_options(self._given, self._config)
        for name, value in self._written.items():
            setattr(options, name, value)
            options.sources[name] = "argument"
        return options

    def _set_option(self, name: str, value: Any) -> None:
        """Set an option, also before the others are read. Raises `ConfigError` if the value is wrong."""
        if self._options is None:
            self._written[name] = _checked_option(name, value)
        else:
            setattr(self._options, name, value)
            self._options.sources[name] = "argument"
        if name in _OF_THE_TOKEN:
            self._identity = None
        if name in ("seen", "store"):
            self._seen = None
            self._opened.pop("seen", None)
            self._opened.pop(name, None)

    @property
    def config_path(self) -> Path | None:
        """Return the path of the config file, or `None` if there is none."""
        return _find_config(self._config)

    @property
    def identity(self) -> Identity:
        """Return the identity of the bot: its token, and everything that follows from it."""
        if self._identity is None:
            self._identity = Identity(self.options)
        return self._identity

    def with_token(self, token: str) -> Bot:
        """Return another bot: with this *token*, and with the registry and the options of this one.

        Register everything before: the registry is complete from here on. The new bot has its own username, webhook
        path and secret, its own modules of scope "bot", and its own `api`.
        """
        bot = type(self)(token, config=self._config)
        sources = {}
        for name in _OPTIONS:
            if name in _OF_THE_TOKEN:
                continue
            bot._given[name] = getattr(self.options, name)
            if name in self.options.sources:
                sources[name] = self.options.sources[name]
        bot._options = Options()
        bot._options.set_from("argument", bot._given)
        bot._options.sources |= sources
        bot._registry = self.registry
        bot._origin = self
        bot.api._network.share_connections(self.api._network)
        return bot

    @property
    def store(self) -> Any:
        """Return the bot's store, which is opened at the first use: the option *store*, else the file `bot.db`."""
        store = self._opened.get("store")
        if store is None:
            url, origin = self.options.store or _DEFAULT_STORE, self._origin
            if origin is not None and url == (origin.options.store or _DEFAULT_STORE):
                store = origin.store  # keys begin with the bot's id
            else:
                store = _open_store(url)
            store = self._opened.setdefault("store", store)
        return store

    @store.setter
    def store(self, value: Any) -> None:
        self._set_option("store", value)

    @property
    def seen(self) -> Any:
        """Return what remembers updates: the option *seen*, else the bot's store if set, else an object in memory."""
        if self._seen is None:
            self._seen = self._opened.setdefault("seen", self._make_seen())
        return self._seen

    @seen.setter
    def seen(self, value: Any) -> None:
        self._set_option("seen", value)

    def _make_seen(self) -> Any:
        seen = self.options.seen
        if isinstance(seen, str):
            stores = _import_contrib("stores", f"seen={_hide_password(seen)!r}")
            return stores.SeenUpdates(_open_store(seen))
        if seen is not None:
            return seen
        if self.options.store is None:
            return SeenUpdates()
        return _import_contrib("stores", "store=").SeenUpdates(self.store)

    @property
    def id(self) -> int | None:
        """Return the bot's id, which is the first part of its token; `None` without a token."""
        return self.identity.id

    @id.setter
    def id(self, value: int | None) -> None:
        self.identity.id = value
        self.identity.key_start = f"{value or 0}/"

    @property
    def webhook_path(self) -> str:
        """Return the path of the webhook: an option, or derived from the token."""
        return self.identity.webhook_path

    @webhook_path.setter
    def webhook_path(self, value: str | None) -> None:
        self._set_option("webhook_path", value)

    @property
    def secret_token(self) -> str | None:
        """Return the secret that Telegram sends with each update: an option, or derived from the token."""
        return self.identity.secret_token

    @secret_token.setter
    def secret_token(self, value: str | None) -> None:
        self._set_option("secret_token", value)

    @property
    def username(self) -> str:
        """Return the bot's username, asking Telegram for it once. Raises the exceptions of a call."""
        return self.identity.ask_username(self.api)

    @username.setter
    def username(self, value: str | None) -> None:
        self._set_option("username", value)

    @property
    def _required_token(self) -> str:
        if not self.token:
            raise ConfigError(
                "the bot has no token to call Telegram with: set TELEGRAM_BOT_TOKEN (@BotFather gives you one), "
                "or run the bot without one in the playground"
            )
        return str(self.token)

    def redact(self, text: str) -> str:
        """Return *text* without the token, also where it is percent-encoded."""
        return self.identity.redact(text)

    def _with_defaults(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of a method, with the bot's defaults for missing ones."""
        name = method[:1].upper() + method[1:]
        if name not in _METHODS:
            return parameters
        _check_values(_class(name), parameters)
        if not self.defaults:
            return parameters
        return _fill_defaults(name, parameters, self.defaults)

    # Registration

    def app(self, *rules: Any, **options: Any) -> Any:
        """Register an app: `@bot.app`, `@bot.app("/start <ref>", "/begin <ref>")`, `@bot.app(on="message:photo")`.

        *rules*: see `Rule`; one of them must match the text or caption of a message, or the data of the kind in *on*.
        A command without wildcards also accepts any text after it, unless an app whose rule matches the whole text
        has answered.
        *on*: one or more queries, `kind`, `kind:field`, `:field` or `kind:field:value`.
        *when*: one or more predicates, which can name the same things as an app.
        *order*: a lower number is called earlier. *fallback*: called only if no app before it answered, and after all
        others with the same order. *name*: for logs and traces; the function's name by default.

        The first line of the function's docstring describes the command in Telegram's menu. *menu*: False leaves it
        out, "private", "groups" and "admins" (of groups) show it only there. *like*: a function whose parameters, name
        and docstring the app gets.
        Raises `RegistrationError` for mistakes that can be found already.
        """
        if _is_bare(rules):
            return self._register(rules[0], Mark(App, (), options))

        def register_app(function: F) -> F:
            return self._register(function, Mark(App, rules, options))

        return register_app

    def module(self, *name: Any, **options: Any) -> Any:
        """Register a module: `@bot.module`, `@bot.module("db", scope="bot")`.

        It is evaluated when a processor first asks for it, at most once per update, or once for the life of the bot
        with *scope* "bot"; with *autouse* before all apps, even if none of them asks for it. The code after the `yield`
        of a generator module runs when the apps are done (or the bot is closed).
        """
        if _is_bare(name):
            return self._register(name[0], Mark(Module, (), options))

        def register_module(function: F) -> F:
            return self._register(function, Mark(Module, name, options))

        return register_module

    def error(self, *kinds: Any, **options: Any) -> Any:
        """Register an error handler: `@bot.error`, or `@bot.error(ValueError, KeyError)` for these exceptions only.

        It can name `error`, `app` (the name of the failed processor) and the same things as an app; its return value
        is the answer of the app that failed. It is not called for updates without something it names without default.
        """
        if _is_bare(kinds):
            return self._register(kinds[0], Mark(ErrorHandler, (), options))

        def register_handler(function: F) -> F:
            return self._register(function, Mark(ErrorHandler, kinds, options))

        return register_handler

    def _register(self, function: F, mark: Mark) -> F:
        self._registry.add(mark.make(function))
        return function

    def load(self, source: Any, *, when: Callable[..., Any] | Sequence[Callable[..., Any]] = ()) -> None:
        """Register everything that is marked in *source*, in the order of definition.

        *source* is a Python module or its name (`"apps.weather"`, `"apps.weather:Weather"`), a package, which stands
        for its modules, the name of an entry point of the group `scaletg.apps`, an object with marked methods, or a
        function. In a Python module, objects with marked methods are loaded, too, classes with marked methods are made
        without arguments, and a plain function `process(update)` of a module or of an object is an app.
        If an object has a function `setup(bot)`, it is called first.
        *when*: predicates of all apps of what is loaded, which come before their own.

        A source is loaded only once. If something fails, nothing of *source* is registered.
        Raises `RegistrationError` with the name and the cause if something cannot be imported.
        """
        predicates = _as_list(when)
        if not all(map(callable, predicates)):
            raise RegistrationError(f"bot.load({source!r}) has when={when!r}: it takes a function, or several")
        key = source
        if not isinstance(source, str):
            key = id(source)
        if key not in self._registry.loaded:
            _load(self, source, predicates)
        elif predicates:
            raise RegistrationError(f"{source!r} was loaded before: give when= where it is loaded first")

    @property
    def registry(self) -> Registry:
        """Return the registry, checked and complete: the configured names are loaded, and nothing more can be added.

        Raises `RegistrationError` for mistakes that were not found before.
        """
        if not self._registry.compiled:
            # Two threads may both do this: each source is registered once, and no lock is held while other code runs.
            if self.options.queue is not None:
                self.load(_make_queue(self))
            for source in [*self.enabled_modules, *self.enabled_apps]:
                self.load(source)
            _load_required(self)
            self._registry.compile()
            _log_unread_parse_mode(self)
        return self._registry

    @property
    def allowed_updates(self) -> list[str]:
        """Return the kinds of update that the registry asks for, for setWebhook and getUpdates."""
        return self.registry.asked_kinds()

    @property
    def commands(self) -> dict[str, dict[str, str]]:
        """Return Telegram's menus: by scope, the commands with the first lines of their docstrings.

        The scopes are `default` and, if apps have `menu=`, `private`, `groups` and `admins`. Telegram shows one list
        only, so each has the default commands, too, and administrators have those of groups. A command without a
        docstring is in no menu.
        """
        return self.registry.menus()

    def push_commands(self) -> dict[str, dict[str, str]]:
        """Send the commands to Telegram's menus and return them; menus that the bot does not have are deleted.

        With languages (`add_menu_language`) each menu is also sent in each of them.
        https://core.telegram.org/bots/api#setmycommands
        """
        menus = self.commands
        for name, scope in {"default": "default", **_MENU_SCOPES}.items():
            menu = menus.get(name, {})
            self._push_menu(menu, scope={"type": scope})
            for language, translate in self._registry.menu_languages.items():
                translated = {command: translate(text)[:256] for command, text in menu.items()}
                if translated == menu:  # people of this language see the menu without a language
                    translated = {}
                self._push_menu(translated, scope={"type": scope}, language_code=language)
        return menus

    def _push_menu(self, menu: dict[str, str], **where: Any) -> None:
        if menu:
            self.api.set_my_commands(
                [{"command": command, "description": text} for command, text in menu.items()], **where
            )
        else:
            self.api.delete_my_commands(**where)

    def add_menu_language(self, code: str, translate: Callable[[str], str]) -> None:
        """Let `push_commands` show the menus in one more language, for objects that the bot loads.

        *code*: two letters, as Telegram takes them. *translate* gets a description and returns it in that language.
        """
        if not re.fullmatch("[a-z]{2}", code):
            raise RegistrationError(
                f"{code!r} is not a language of Telegram's menus: it takes two letters, such as 'de'"
            )
        self._registry.menu_languages[code] = translate

    # Processing

    def process(self, update: Any, *, trace: bool = False) -> Outcome:
        """Process one update, an `Update` or its dictionary: the one door for webhook, polling, workers and tests.

        The replies are in the outcome, checked and kept; `deliver(outcome)` sends them. Nothing is sent, except what a
        generator app yields. With *trace* the outcome says which processors were called, and why the others were not.
        """
        outcome = self._process(update, trace, "process")
        self._notify_watches(outcome)
        return outcome

    def complete(
        self, update: Any, *, trace: bool = False, takeover: bool = False, seen: Seen | None = None
    ) -> Outcome:
        """Process an update, and send its replies by calls: for long polling, workers and whatever has no webhook.

        If `retry_after` of the outcome is a number, the update is to be completed again after so many seconds (a reply
        could not be sent, or another thread or process handles it); if it is `None`, the update is finished.
        *takeover*: the process that held the update is known to be dead. *seen*: what remembers this update, in place
        of the option *seen*: a job is remembered by its own record.
        """
        outcome = self._process(update, trace, "call", takeover, seen)
        if outcome.retry_after is None:
            self._send_replies(outcome, len(outcome._parts or ()))
        self._notify_watches(outcome)
        return outcome

    def deliver(self, outcome: Outcome) -> None:
        """Send the replies of an outcome that have not left yet, by calls; refusals are logged.

        `retry_after` of the outcome is set if they have to be sent again later.
        """
        self._send_replies(outcome, len(outcome._parts or ()))

    def _process(
        self, update: Any, trace: bool, door: str, takeover: bool = False, seen: Seen | None = None
    ) -> Outcome:
        raw = update if type(update) is dict else _raw_update(update)
        if not self._registry.compiled:
            self.registry  # noqa: B018  # raises the mistakes of the bot's author
        return _process_update(self, raw, kind_of(raw) or "", trace, takeover, door, seen)

    def _send_replies(self, outcome: Outcome, count: int) -> None:
        """Send so many replies by calls; what the store of seen updates cannot do now is done when they come again."""
        try:
            _deliver(outcome, count)
        except Retry as retry:
            outcome.retry_after = retry.seconds

    def in_turn(self, key: int, work: Callable[[_Leave], Any]) -> bool:
        """Let a thread of polling call *work* when all that it has fetched before with this *key* is finished.

        *key*: see `Update.key`. What comes after it waits for it, or until *work* calls the function that it gets.
        Returns False, and calls nothing, if the bot is not polling.
        """
        poller = self._poller
        if poller is None or self.is_stopping:
            return False
        poller.add_work(key, work)
        return True

    @property
    def is_stopping(self) -> bool:
        """Return whether the process is about to end, so that long work should stop at a suitable point."""
        poller = self._poller
        if poller is not None and (poller.interrupted or poller.stopping.is_set()):
            return True
        return self._is_closing

    def require(self, name: str, make: Callable[[], Any]) -> None:
        """Ensure that there is a module *name* at the start of the bot: if it is missing, load what *make* returns.

        For objects that the bot loads and that build on another one, for example on `Jobs`.
        """
        self._registry.required.setdefault(name, make)

    def set_intake(self, intake: Intake) -> None:
        """Let *intake* keep the updates of webhook and polling until its workers process them.

        Raises `RegistrationError` if there is one already.
        """
        if self._registry.intake not in (None, intake):
            fault = f"the bot has the queue {self._registry.intake!r}: it cannot have {intake!r}, too"
            raise RegistrationError(f"{fault}. Remove queue=, or the second one")
        self._registry.intake = intake

    @property
    def intake(self) -> Intake | None:
        """Return what keeps updates until workers process them; `None` if they are processed where they arrive."""
        return self._registry.intake

    def take_in(self, update: dict[str, Any], body: bytes | None = None) -> None:
        """Keep an update for the workers; *body* is its JSON. Raises `Retry` if that is not possible now.

        Only for a bot with an `intake`.
        """
        intake = self.registry.intake
        if intake is None:
            raise ConfigError("the bot has no queue that could take an update in: set the option queue")
        intake.take_in(self, update, _compact(update) if body is None else body)
        if self.options.record and "job" not in update:
            _record(self.options.record, update)

    def _is_recorded_before(self, raw: dict[str, Any]) -> bool:
        """Return whether an update was recorded at the door, where the intake has taken it in."""
        return self._registry.intake is not None and "job" not in raw

    @property
    def has_jobs(self) -> bool:
        """Return whether there is a module `jobs`."""
        return "jobs" in self._registry.modules

    @property
    def jobs(self) -> Any:
        """Return what makes jobs outside of an update: `bot.jobs.later(60, "remind", chat=7)`.

        Raises `ConfigError` if the bot has not loaded `scaletg_contrib.jobs.Jobs`.
        """
        module = self.registry.modules.get("jobs_of_bot")
        if module is None:
            hint = "write `from scaletg_contrib.jobs import Jobs` and bot.load(Jobs())"
            raise ConfigError(f"the bot has no jobs: {hint}")
        return self._bot_modules.make(module)

    def add_watch(self, watch: Callable[[Outcome], Any]) -> None:
        """Add a function that is called with every outcome, besides the option *watch*: for objects that bots load."""
        self._registry.watches.append(watch)

    def _notify_watches(self, outcome: Outcome) -> None:
        """Call the option `watch` and others: everything is decided, and the reply has left or is on its way."""
        for watch in (self.options.watch, *self._registry.watches):
            if watch is None:
                continue
            try:
                _run_author_code(None, watch, outcome)
            except (_Failure, Stop, Retry) as raised:
                error = raised.error if isinstance(raised, _Failure) else raised
                log.error("watch failed on update %s: %s", outcome.update_id, _describe(error), exc_info=error)

    def add_ready_check(self, name: str, function: Callable[[], Any]) -> None:
        """Add a check to `GET /ready`: if *function* raises or returns False, the answer is 503 with this *name*.

        The store of the bot is always checked, if one is set.
        """
        self._registry.ready_checks[name] = function

    def _failed_checks(self) -> list[str]:
        checks = dict(self._registry.ready_checks)
        if self.options.store is not None:
            checks["store"] = lambda: self.store.get(f"{self.id or 0}/ready/check/now")
        failed = []
        for name, function in checks.items():
            try:
                if _run_author_code(None, function) is False:
                    failed.append(name)
            except (_Failure, Stop, Retry) as raised:
                error = raised.error if isinstance(raised, _Failure) else raised
                log.error("the check %r says that the bot is not ready: %s", name, _describe(error))
                failed.append(name)
        return failed

    def start(self) -> None:
        """Evaluate the modules of scope "bot" with `autouse=True`, which may have work to do before the first update.

        `run`, `bot.wsgi.start()` and `GET /health` do it; a server that forks can do it in each worker. One that fails
        is logged, and tried again with the first update; only a mistake of the bot's author, a `RegistrationError` or
        `ConfigError`, raises.
        """
        self._is_closing = False
        text = "%s failed at the start, and is called again with the first update: %s"
        for module in self.registry.autouse:
            if module.scope != "bot":
                continue
            try:
                self._bot_modules.make(module)
            except _Failure as failure:
                error = failure.error
                if isinstance(error, (RegistrationError, ConfigError)):  # the author's mistake, which stays
                    raise error from None
                title = failure.processor.title
                log.error(text, title, _describe(error), exc_info=error)
            except (Stop, Retry) as raised:
                log.error(text, module.title, _describe(raised))

    def close(self) -> None:
        """End the modules of scope "bot" after the updates in progress, and close the connections."""
        self._is_closing = True
        if self.intake is not None:
            self.intake.stop(self)
        if not self._has_waited:
            self._crowd.wait_until_empty(min(_CLOSE_SECONDS, self.options.stop_seconds))
        self._bot_modules.close()
        if self._origin is None:  # else others use them
            self.api._disconnect()

    # Webhook

    @functools.cached_property
    def wsgi(self) -> bottle.Bottle:
        """Return the WSGI application: the webhook at `webhook_path`, `GET /health` and `GET /ready`."""
        return _host_class()([self])

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer as `wsgi` does, because servers such as gunicorn accept `bot:bot`, but no attribute of an object."""
        try:
            application = self.wsgi
        except ConfigError as error:
            log.critical("the bot cannot start: %s", error)
            return _send(_later(60), start_response)
        return application(environ, start_response)

    def handle(
        self, body: bytes | str | None, headers: Mapping[str, str] | Iterable[tuple[str, str]] | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one POST of the webhook without WSGI, as on a serverless platform: return status, headers and body."""
        if type(headers) is not dict:
            headers = dict(headers or ())
        secret, kind = headers.get(_SECRET_HEADER), headers.get("Content-Type")
        if secret is None or kind is None:  # the letter case of header names depends on the platform
            lower = {str(name).lower(): value for name, value in headers.items()}
            secret, kind = lower.get(_SECRET_HEADER.lower()) or "", lower.get("content-type") or _JSON
        if isinstance(body, str):
            body = body.encode("utf-8", "surrogatepass")
        status, sent, answer = _answer_request(self, secret, kind, body or b"")
        if type(answer) is not bytes:
            answer = b"".join(answer)
        return status, sent, answer

    # Links and signatures

    def deep_link(self, payload: str | int = "", *, kind: str = "start", encode: bool = False) -> str:
        """Return an address that opens the bot and sends it `/start payload`.

        *kind* is `start`, `startgroup` or `startapp`. A payload has up to 64 of `A-Z a-z 0-9 _ -`; with *encode* any
        text of up to 48 bytes will do, which the app gets back with `decode_payload`.
        https://core.telegram.org/bots/features#deep-linking
        """
        payload = str(payload)
        if encode:
            payload = encode_payload(payload)
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise ValueError(f"{payload!r} is not a valid payload: use up to 64 of A-Z a-z 0-9 _ -, or encode=True")
        if kind not in ("start", "startgroup", "startapp"):
            raise ValueError(f"kind={kind!r} must be start, startgroup or startapp")
        link = f"https://t.me/{self.username}"
        if not payload and kind == "start":
            return link
        return f"{link}?{kind}={payload}"

    def check_init_data(self, init_data: str, *, max_age_seconds: float = 86400) -> Object:
        """Check the `initData` of a Web App of this bot: see the function `check_init_data`."""
        return check_init_data(init_data, self._required_token, max_age_seconds=max_age_seconds)

    def check_login(self, data: str | Mapping[str, Any], *, max_age_seconds: float = 86400) -> Object:
        """Check what the Login Widget of this bot sent: see the function `check_login`."""
        return check_login(data, self._required_token, max_age_seconds=max_age_seconds)

    # Running

    def run(
        self,
        *,
        webhook: str | None = None,
        server: Any = None,
        host: str | None = None,
        port: int | None = None,
        reload: bool | None = None,
        threads: int | None = None,
        poll_seconds: int = 30,
        record: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> None:
        """Run the bot: by long polling in development, in the playground without a token, or as a web server.

        *webhook*: the public address of this server, `https://example.com`, which is set as the webhook first.
        *server*: a server adapter of Bottle's ("wsgiref", "waitress", "gunicorn", ...) to serve `bot.wsgi` at *host*
        and *port* (default: `PORT` in the environment, then at all addresses; else 127.0.0.1:8080). *options* are the
        adapter's own: `workers=4` for gunicorn.
        *reload*: restart when a source file changes (default: unless it is a web server).
        *threads*: how many threads process the updates of polling (default: 8). *record*: see `Bot`.
        Ctrl-C, SIGTERM and `stop` finish updates in progress. A wrong token ends the program with a single line.
        """
        from signal import default_int_handler

        _refuse_at_import()
        if not logging.getLogger().handlers:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        serves = webhook is not None or server is not None
        if not serves and self.development is None:
            self.development = True
        if record is not None:
            self.record = record
        if threads is not None and serves:
            options["threads"] = threads
        host, port = _address_of_server(host, port, serves)
        print(self.table(), file=sys.stderr)
        self.registry.require_apps()
        self._has_waited = False
        reloader = _make_reloader(self, reload, serves)
        with contextlib.closing(self), contextlib.suppress(KeyboardInterrupt), _signals(default_int_handler):
            if reloader:
                reloader.start()
            # Other servers may fork, and threads do not survive that; the playground starts the bot itself.
            if server in (None, "wsgiref", "waitress") and (serves or self.token):
                _start_with_worker(self, threads)
            try:
                if serves:
                    _serve(self, webhook, server, host, port, options)
                elif self.token:
                    _poll(self, threads or _THREADS, poll_seconds, options)
                else:
                    if reloader:
                        options["state"] = reloader.state
                    _play(self, host, port, options)
            except (Unauthorized, NotFound) as error:  # a wrong token, for which a traceback has no further information
                log.critical("%s", error)
                raise SystemExit(1) from None
        if reloader and reloader.has_changed:
            reloader.restart()

    def stop(self) -> None:
        """End `run`, from an app or another thread, as Ctrl-C does: updates in progress are finished."""
        import signal

        if self._poller is not None:
            self._poller.interrupted = True
        else:
            signal.raise_signal(signal.SIGINT)

    def __enter__(self) -> Bot:
        """Start the modules of scope "bot", and end them with the block."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def table(self) -> str:
        """Return the registry as a table: the processors in order, with their uses, parameters and places."""
        return self.registry.table()

    def set_webhook(self, address: str, **options: Any) -> str:
        """Ask Telegram to deliver updates to *address*; the webhook's path is added if it has none.

        Returns the full address. https://core.telegram.org/bots/api#setwebhook
        """
        from urllib.parse import urlsplit

        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ConfigError(f"{address!r} is not an address: write it in full, for example https://example.com")
        if parts.path in ("", "/"):
            address = parts._replace(path=self.webhook_path, fragment="").geturl()
        elif not parts.path.endswith(self.webhook_path):
            log.warning(
                "the address %s does not end in the path of this bot, %s: let your proxy rewrite it, or set the "
                "option webhook_path=%r",
                address,
                self.webhook_path,
                parts.path,
            )
        options = {"allowed_updates": self.allowed_updates, "secret_token": self.secret_token or None, **options}
        self.api.set_webhook(address, **options)
        return address


for _name in _OPTIONS:
    if _name not in vars(Bot):
        setattr(Bot, _name, _option_property(_name))
for _name, _hint in _ELSEWHERE.items():
    setattr(Bot, _name, _Elsewhere(_name, _hint))


###############################################################################
# Command line ################################################################
###############################################################################


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, `python -m scaletg`, and return its exit code. It is in `scaletg_contrib.cli`."""
    try:
        command_line = _import_contrib("cli", "the command line")
    except ConfigError as error:
        print(f"scaletg: {error}", file=sys.stderr)
        return 1
    return int(command_line.main(arguments))


if __name__ == "__main__":
    # The running file is `__main__`; what the bot imports is `scaletg`, and there must be one of each class.
    import scaletg

    sys.exit(scaletg.main())
