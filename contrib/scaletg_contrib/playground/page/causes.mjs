// What is behind a refusal of Telegram's, in one line.

const CAUSES = [
  [
    /chat not found/,
    "The bot does not know a chat with this id: a person must write to the bot first, or the bot must be in the group.",
  ],
  [/not modified/, "The message has this text and these buttons already: edit it only if something changes."],
  [
    /can't parse entities/,
    "The text is not valid markup: escape what people wrote, in ScaleTG with scaletg.escape_html or scaletg.escape_markdown.",
  ],
  [/text is empty|text must be non-empty/, "There is nothing to send: the text is empty, or contains only spaces."],
  [/too long/, "It is longer than Telegram allows: split the text, in ScaleTG with scaletg.split_text."],
  [/BUTTON_DATA_INVALID/, "The callback_data of a button must have 1 to 64 bytes."],
  [/query is too old/, "A button was answered too late, or twice: answer at once, and do the work afterwards."],
  [/message to .* not found|message can't be/, "The message was deleted, is in another chat, or is not the bot's own."],
  [
    /not enough rights|administrator|CHAT_ADMIN_REQUIRED/,
    "The bot must be an administrator of the chat with this right.",
  ],
  [/^403/, "The person has blocked the bot or never wrote to it, or the bot is not in the group."],
  [/^409/, "Two instances of the bot poll at once, or a webhook is set."],
  [/^429/, "The bot sends too much at once: wait for retry_after seconds."],
  [/^5/, "It is a fault on Telegram's side: try again later."],
];

export const causeOf = (text) => CAUSES.find(([pattern]) => pattern.test(text))?.[1];
