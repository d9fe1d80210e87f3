// The scenario of the JavaScript client libraries: `call(method, parameters)` is the library's, `file(content, name)`
// makes what it takes as an upload.

import { ALL, picture, Steps } from "./common.mjs";

export async function scenario(control, call, file, download) {
  const steps = new Steps();
  const check = (name, fact) => steps.check(name, fact);
  let offset = 0;

  async function updates(count = 1) {
    const found = [];
    while (found.length < count) {
      const fresh = await call("getUpdates", { offset, timeout: 5, allowed_updates: ALL });
      if (!fresh.length) break;
      found.push(...fresh);
      offset = fresh.at(-1).update_id + 1;
    }
    return found;
  }

  async function forget() {
    for (;;) {
      const fresh = await call("getUpdates", { offset, timeout: 0, allowed_updates: ALL });
      if (!fresh.length) return;
      offset = fresh.at(-1).update_id + 1;
    }
  }

  const me = await call("getMe");
  check("getMe", me.is_bot && me.id === 1000000001);
  await call("getUpdates", { offset: 0, timeout: 0, allowed_updates: ALL });
  const ada = (await control.act("add_user", { first_name: "Ada", username: "ada" })).id;
  check("setMyCommands", await call("setMyCommands", { commands: [{ command: "go", description: "Go" }] }));
  check("getMyCommands", (await call("getMyCommands", {}))[0].command === "go");
  await steps.refused("bad command", 400, "BOT_COMMAND_INVALID", () =>
    call("setMyCommands", { commands: [{ command: "Go!", description: "x" }] }),
  );
  await steps.refused("unknown chat", 400, "chat not found", () => call("sendMessage", { chat_id: ada, text: "x" }));
  await control.act("start", { user: ada, payload: "p" });
  const [start] = await updates();
  check("start", start.message.text === "/start p" && start.message.entities[0].length === 6);
  const say = (text, more = {}) => call("sendMessage", { chat_id: ada, text, ...more });
  check("sendMessage", (await say("Hi")).text === "Hi");
  check("HTML", (await say("<s>a</s>", { parse_mode: "HTML" })).entities[0].type === "strikethrough");
  check("MarkdownV2", (await say("__a__", { parse_mode: "MarkdownV2" })).entities[0].type === "underline");
  check(
    "entities",
    (await say("abc", { entities: [{ type: "code", offset: 0, length: 2 }] })).entities[0].length === 2,
  );
  check("automatic", (await say("#tag $USD @somebody a@b.com")).entities.length === 4);
  check("4096 emoji", (await say("😀".repeat(4096))).text.length === 8192);
  await steps.refused("markup", 400, "can't parse entities", () => say("<b>", { parse_mode: "HTML" }));
  await steps.refused("empty", 400, "message text is empty", () => say(""));
  await steps.refused("entity", 400, "entity begins after the end of the text", () =>
    say("a", { entities: [{ type: "bold", offset: 9, length: 1 }] }),
  );

  const keyboard = { inline_keyboard: [[{ text: "A", callback_data: "a" }], [{ text: "B", callback_data: "b" }]] };
  const sent = await say("Choose", { reply_markup: keyboard });
  check("keyboard", sent.reply_markup.inline_keyboard.length === 2);
  const pressed = (await control.act("press", { user: ada, button: [1, 0] })).callback_query_id;
  const query = (await updates())[0].callback_query;
  check("callback", query.data === "b" && query.message.message_id === sent.message_id && query.id === pressed);
  check("answer", await call("answerCallbackQuery", { callback_query_id: query.id, text: "ok" }));
  check("toast", (await control.query(pressed)).text === "ok");
  await steps.refused("late", 400, "query is too old", () =>
    call("answerCallbackQuery", { callback_query_id: query.id }),
  );
  const place = { chat_id: ada, message_id: sent.message_id };
  check("edit", (await call("editMessageText", { ...place, text: "B" })).text === "B");
  await steps.refused("same", 400, "message is not modified", () => call("editMessageText", { ...place, text: "B" }));
  check("markup", (await call("editMessageReplyMarkup", { ...place, reply_markup: keyboard })).reply_markup);
  await steps.refused("rows", 400, "must be an Array of Arrays", () =>
    say("x", { reply_markup: { inline_keyboard: [{ text: "x" }] } }),
  );
  check("keys", !(await say("Keys", { reply_markup: { keyboard: [["One"]] } })).reply_markup);
  await control.act("tap", { user: ada, key: "One" });
  check("tap", (await updates())[0].message.text === "One");

  const photo = await call("sendPhoto", { chat_id: ada, photo: file(picture(), "p.png"), caption: "c" });
  check("sendPhoto", photo.photo.at(-1).width === 300 && photo.caption === "c");
  const got = await call("getFile", { file_id: photo.photo.at(-1).file_id });
  check("download", Buffer.compare(await download(got.file_path), picture()) === 0);
  check("file_id", (await call("sendPhoto", { chat_id: ada, photo: photo.photo[0].file_id })).photo);
  await steps.refused("wrong id", 400, "wrong file identifier", () => call("sendPhoto", { chat_id: ada, photo: "x" }));
  check(
    "caption",
    (await call("editMessageCaption", { chat_id: ada, message_id: photo.message_id, caption: "d" })).caption === "d",
  );
  const media = { type: "photo", media: file(picture(60, 60), "n.png") };
  check(
    "media",
    (await call("editMessageMedia", { chat_id: ada, message_id: photo.message_id, media })).photo.at(-1).width === 60,
  );
  for (const kind of ["document", "video", "audio", "voice", "animation", "sticker", "video_note"]) {
    const method = `send_${kind}`.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
    check(method, (await call(method, { chat_id: ada, [kind]: file(Buffer.from("content"), "a.bin") }))[kind].file_id);
  }
  const item = () => ({ type: "photo", media: file(picture(), "p.png") });
  const album = await call("sendMediaGroup", { chat_id: ada, media: [item(), item()] });
  check("album", album.length === 2 && album[0].media_group_id === album[1].media_group_id);
  await steps.refused("long album", 400, "too many messages", () =>
    call("sendMediaGroup", { chat_id: ada, media: Array.from({ length: 11 }, item) }),
  );
  check("location", (await call("sendLocation", { chat_id: ada, latitude: 1, longitude: 2 })).location.latitude === 1);
  check(
    "venue",
    (await call("sendVenue", { chat_id: ada, latitude: 1, longitude: 2, title: "T", address: "A" })).venue,
  );
  check("contact", (await call("sendContact", { chat_id: ada, phone_number: "1", first_name: "B" })).contact);
  check("dice", (await call("sendDice", { chat_id: ada, emoji: "🏀" })).dice.value <= 5);
  const poll = await call("sendPoll", {
    chat_id: ada,
    question: "Q",
    options: [{ text: "a" }, { text: "b" }],
    is_anonymous: false,
  });
  await control.act("vote", { user: ada, options: "a" });
  const voted = await updates(2);
  check("vote", voted[0].poll_answer.option_ids[0] === 0 && voted[1].poll.options[0].voter_count === 1);
  check("stopPoll", (await call("stopPoll", { chat_id: ada, message_id: poll.message_id })).is_closed);
  await updates();
  check("action", await call("sendChatAction", { chat_id: ada, action: "typing" }));
  check(
    "forward",
    (await call("forwardMessage", { chat_id: ada, from_chat_id: ada, message_id: sent.message_id })).forward_origin,
  );
  check(
    "copy",
    (await call("copyMessage", { chat_id: ada, from_chat_id: ada, message_id: sent.message_id })).message_id,
  );
  check("reply", (await say("re", { reply_parameters: { message_id: sent.message_id } })).reply_to_message);
  check("reaction", await call("setMessageReaction", { ...place, reaction: [{ type: "emoji", emoji: "👍" }] }));
  check("pin", await call("pinChatMessage", place));
  check("delete", await call("deleteMessage", place));
  await steps.refused("deleted", 400, "message to delete not found", () => call("deleteMessage", place));
  check("pinned", (await updates())[0].message.pinned_message.message_id === sent.message_id);
  check("getChat", (await call("getChat", { chat_id: ada })).accepted_gift_types);
  for (const kind of ["photo", "document", "voice"]) {
    await control.act("send_file", { user: ada, kind });
    check(`a user's ${kind}`, (await updates())[0].message[kind]);
  }
  await control.act("send", { user: ada, text: "one" });
  await control.act("edit", { user: ada, text: "two" });
  check("edited", (await updates(2))[1].edited_message.text === "two");

  const bob = (await control.act("add_user", { first_name: "Bob" })).id;
  const chat = (
    await control.act("create_group", { user: ada, title: "Team", members: [bob], bot: true, is_forum: true })
  ).id;
  check("added", (await updates(2))[0].my_chat_member.new_chat_member.status === "member");
  await control.act("set_role", { user: ada, chat, member: me.id, status: "administrator" });
  check("admins", (await call("getChatAdministrators", { chat_id: chat })).length === 2);
  check("member", (await call("getChatMember", { chat_id: chat, user_id: bob })).status === "member");
  check("ban", await call("banChatMember", { chat_id: chat, user_id: bob }));
  check("unban", await call("unbanChatMember", { chat_id: chat, user_id: bob }));
  const link = await call("createChatInviteLink", { chat_id: chat, creates_join_request: true });
  await forget();
  await control.act("join", { user: bob, chat, invite_link: link.invite_link });
  check("request", (await updates())[0].chat_join_request.from.id === bob);
  check("approve", await call("approveChatJoinRequest", { chat_id: chat, user_id: bob }));
  const topic = (await call("createForumTopic", { chat_id: chat, name: "T" })).message_thread_id;
  check("topic", (await call("sendMessage", { chat_id: chat, text: "x", message_thread_id: topic })).is_topic_message);
  check("edit topic", await call("editForumTopic", { chat_id: chat, message_thread_id: topic, name: "U" }));
  check("title", await call("setChatTitle", { chat_id: chat, title: "New" }));
  await forget();

  await call("sendInvoice", {
    chat_id: ada,
    title: "T",
    description: "D",
    payload: "p",
    currency: "XTR",
    prices: [{ label: "x", amount: 2 }],
  });
  await control.act("pay", { user: ada });
  const checkout = (await updates())[0].pre_checkout_query;
  check("pre-checkout", await call("answerPreCheckoutQuery", { pre_checkout_query_id: checkout.id, ok: true }));
  check("payment", (await updates())[0].message.successful_payment.total_amount === 2);
  const asked = await control.act("inline_query", { user: ada, query: "q" });
  const results = [{ type: "article", id: "1", title: "t", input_message_content: { message_text: "m" } }];
  await updates();
  check("inline", await call("answerInlineQuery", { inline_query_id: asked, results }));
  check("results", (await control.query(asked)).results.length === 1);
  await control.act("choose", { user: ada, query_id: asked });
  check(
    "chosen",
    (await updates(2)).some((one) => one.chosen_inline_result?.result_id === "1"),
  );
  await control.trouble("429", { seconds: 4 });
  await steps.refused("flood", 429, "retry after 4", () => call("getMe"));
  await control.act("block", { user: ada });
  await steps.refused("blocked", 403, "bot was blocked by the user", () => say("x"));
  check("setWebhook", await call("setWebhook", { url: "https://example.com/hook", secret_token: "abc" }));
  check("info", (await call("getWebhookInfo")).url === "https://example.com/hook");
  await steps.refused("conflict", 409, "webhook is active", () => call("getUpdates", {}));
  check("deleteWebhook", await call("deleteWebhook", {}));
  await steps.refused("unknown method", 404, "Not Found", () => call("getNonsense", {}));
  steps.end();
}
