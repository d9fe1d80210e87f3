"""Where a text is shown while it is made; part of `scaletg_contrib.streaming`.

A text is a list of parts, of which each is a message. `show` makes the chat look like these parts, as far as calls can;
`finish` returns the methods that do the rest.
"""

from __future__ import annotations

from typing import Any

import scaletg

__all__ = ["DraftPlace", "GuestPlace", "MessagePlace", "Part"]

# A text with its entities, or a rich message.
Part = tuple[str, list[dict[str, Any]]] | dict[str, Any]
CALL_SECONDS = 3.0  # that a draft or an edit may take: the next one shows more
# What an edit takes of the options of a message.
EDITED = ("link_preview_options", "reply_markup")
# What only the first message of several has.
OF_FIRST = ("reply_parameters", "message_effect_id")


class MessagePlace:
    """A chat in which the newest message is edited: groups, channels, business chats."""

    #: Seconds from the beginning to the first call: what is ready by then needs no edit.
    first_seconds = 1.0
    #: Seconds after which what is shown must be shown again, or it disappears.
    keep_seconds: float | None = None

    def __init__(self, bot: Any, target: dict[str, Any], options: dict[str, Any], seconds: float) -> None:
        self.bot, self.target, self.options = bot, target, options
        self.seconds = seconds
        self._sent: list[tuple[int, Part]] = []  # the messages that are there, with what is in them
        self._is_lost = False  # whether somebody has deleted one: then nothing is edited any more

    def show(self, parts: list[Part]) -> None:
        """Send and edit messages until the chat shows the parts."""
        for number, part in enumerate(parts):
            if number == len(self._sent):
                self._send(part)
            elif self._sent[number][1] != part and not self._is_lost:
                self._edit(number, part)

    def finish(self, parts: list[Part]) -> list[Any]:
        """Return the methods after which the chat shows the parts, and nothing else of this text."""
        methods: list[Any] = []
        markup = self.options.get("reply_markup")
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            if number >= len(self._sent):
                methods.append(self._message(number, part, is_last=is_last))
            elif self._is_lost and not is_last:
                continue
            elif self._sent[number][1] != part or (is_last and markup):
                methods.append(self._changed_message(number, part, is_last=is_last))
        for message_id, _ in self._sent[len(parts) :]:
            methods.append(scaletg.DeleteMessage(self.target["chat_id"], message_id))
        return methods

    def _send(self, part: Part) -> None:
        sent = self.bot.api(self._message(len(self._sent), part, is_last=False))
        self._sent.append((sent.message_id, part))

    def _edit(self, number: int, part: Part) -> None:
        try:
            self.bot.api(self._changed_message(number, part, is_last=False), request_timeout=CALL_SECONDS)
        except scaletg.BadRequest as error:
            if "not modified" not in error.description:  # an answer to an earlier attempt that was lost
                self._is_lost = True
                raise
        self._sent[number] = (self._sent[number][0], part)

    def _message(self, number: int, part: Part, *, is_last: bool) -> Any:
        options = {name: value for name, value in self.options.items() if number == 0 or name not in OF_FIRST}
        if not is_last:
            options.pop("reply_markup", None)
        if isinstance(part, dict):
            options.pop("link_preview_options", None)
            return scaletg.SendRichMessage(**self.target, rich_message=part, **options)
        return scaletg.SendMessage(**self.target, text=part[0], entities=part[1], **options)

    def _changed_message(self, number: int, part: Part, *, is_last: bool) -> Any:
        if self._is_lost and is_last:  # what was deleted is written again, once it is complete
            return self._message(number, part, is_last=True)
        options = _options_of_edit(part, self.options)
        if not is_last:
            options.pop("reply_markup", None)
        place = {"chat_id": self.target["chat_id"], "message_id": self._sent[number][0]}
        if "business_connection_id" in self.target:
            place["business_connection_id"] = self.target["business_connection_id"]
        return scaletg.EditMessageText(**place, **_content_of(part), **options)


def _content_of(part: Part) -> dict[str, Any]:
    """Return the parameters of a method that shows a part."""
    if isinstance(part, dict):
        return {"rich_message": part}
    return {"text": part[0], "entities": part[1]}


def _options_of_edit(part: Part, options: dict[str, Any]) -> dict[str, Any]:
    taken = ("reply_markup",) if isinstance(part, dict) else EDITED
    return {name: options[name] for name in taken if name in options}


class DraftPlace(MessagePlace):
    """A private chat, in which the last part is a draft until it is complete. An empty one says "Thinking..."."""

    first_seconds = 0.0
    keep_seconds = 20.0  # a draft is shown for 30 s

    def __init__(self, *place: Any, draft_id: int, can_stop: bool) -> None:
        super().__init__(*place)
        self.draft_id = draft_id
        self._stop: dict[str, Any] = {"can_stop": True, "keep_on_stop": True} if can_stop else {}

    def show(self, parts: list[Part]) -> None:
        """Send the parts that are complete, and show the last one as a draft."""
        super().show(parts[:-1])
        shown = _content_of(parts[-1]) if len(parts) > len(self._sent) else {}
        place = {name: self.target[name] for name in ("chat_id", "message_thread_id") if name in self.target}
        make: Any = scaletg.SendRichMessageDraft if "rich_message" in shown else scaletg.SendMessageDraft
        draft = make(**place, draft_id=self.draft_id, **shown, **self._stop)
        self.bot.api(draft, request_timeout=CALL_SECONDS)


class GuestPlace(MessagePlace):
    """The one message with which a bot answers a guest, in a chat of which it is not a member."""

    def __init__(self, bot: Any, guest_query_id: str, options: dict[str, Any], seconds: float) -> None:
        super().__init__(bot, {}, options, seconds)
        self._guest_query_id = guest_query_id
        self._inline_message_id: str | None = None
        self._shown: Part | None = None

    def show(self, parts: list[Part]) -> None:
        """Answer the query with the first part, or edit the answer."""
        if not parts or parts[0] == self._shown:
            return
        if self._inline_message_id is None:
            sent = self.bot.api(self._answer(parts[0], {}))
            self._inline_message_id = sent.inline_message_id
        else:
            self.bot.api(self._changed(parts[0], {}), request_timeout=CALL_SECONDS)
        self._shown = parts[0]

    def finish(self, parts: list[Part]) -> list[Any]:
        """Return the answer, or its last edit. A guest gets one message: what is longer than it is left out."""
        markup = {name: self.options[name] for name in ("reply_markup",) if name in self.options}
        if not parts:
            return []
        part = parts[0] if len(parts) == 1 else _with_dots(parts[0])
        if self._inline_message_id is None:
            return [self._answer(part, markup)]
        if part == self._shown and not markup:
            return []
        return [self._changed(part, markup)]

    def _answer(self, part: Part, markup: dict[str, Any]) -> Any:
        content: dict[str, Any]
        title = "Answer"  # which nobody sees
        if isinstance(part, dict):
            content = {"rich_message": part}
        else:
            content, title = {"message_text": part[0], "entities": part[1]}, part[0][:64]
            if "link_preview_options" in self.options:
                content["link_preview_options"] = self.options["link_preview_options"]
        result = {"type": "article", "id": "1", "title": title, "input_message_content": content, **markup}
        return scaletg.AnswerGuestQuery(self._guest_query_id, result)

    def _changed(self, part: Part, markup: dict[str, Any]) -> Any:
        options = {**_options_of_edit(part, self.options), **markup}
        if not markup:
            options.pop("reply_markup", None)
        return scaletg.EditMessageText(inline_message_id=self._inline_message_id, **_content_of(part), **options)


def _with_dots(part: Part) -> Part:
    """Show that a text goes on; its parts have room for that."""
    return part if isinstance(part, dict) else (f"{part[0]}\n…", part[1])
