"""The kinds of content of messages, and the permissions for them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

#: The kinds of content of a message, and the permission to send each.
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
#: The fields of a message that are copied.
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
#: The service messages that bots get even if they caused them.
OWN_SERVICE = {"new_chat_title", "new_chat_photo", "delete_chat_photo", "pinned_message", "left_chat_member"}
#: The kinds of content of an album, and which of them cannot be mixed with others.
IN_ALBUMS = {"photo", "video", "live_photo", "document", "audio"}
ALONE_IN_ALBUMS = {"document", "audio"}
