// Messages as Telegram draws them.

import { clock, h } from "./dom.mjs";
import { ending, refusals } from "./model.mjs";
import { money } from "./payments.mjs";
import { richMessage } from "./rich.mjs";
import { formatted } from "./text.mjs";

const file = (id) => `/control/files/${encodeURIComponent(id)}`;
const size = (bytes) => (bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : bytes > 1e3 ? `${Math.round(bytes / 1e3)} kB` : `${bytes ?? 0} bytes`);
const person = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

// What a message has beside its text, by its field. The first that fits is drawn.
const CONTENT = {
  photo: (one) => h("img", { class: "photo", src: file(one.at(-1).file_id), alt: "Photo", loading: "lazy" }),
  sticker: (one) => h("div", { class: "sticker", title: "Sticker" },
    one.file_size > 100 ? h("img", { src: file(one.file_id), alt: one.emoji ?? "Sticker" }) : one.emoji ?? "🙂"),
  animation: (one) => card("🎞", one.file_name ?? "Animation", `${one.width} × ${one.height}`, one),
  video: (one) => h("div", {}, h("video", { "aria-label": "Video", controls: true, preload: "none", src: file(one.file_id) }), card("🎬", one.file_name ?? "Video", `${one.duration} s`, one)),
  video_note: (one) => card("⏺", "Video message", `${one.duration} s`, one),
  voice: (one) => h("div", { class: "voice" }, h("audio", { "aria-label": "Voice message", controls: true, preload: "none", src: file(one.file_id) }), h("small", {}, `Voice message, ${one.duration} s`)),
  audio: (one) => h("div", { class: "voice" }, h("audio", { "aria-label": "Audio", controls: true, preload: "none", src: file(one.file_id) }), h("small", {}, one.title ?? one.file_name ?? "Audio")),
  document: (one) => card("📄", one.file_name ?? "File", size(one.file_size), one),
  venue: (one) => place(one.location, one.title, one.address),
  location: (one) => place(one, one.live_period ? "Live location" : "Location"),
  contact: (one) => h("div", { class: "card" }, h("span", { class: "card-icon" }, "👤"), h("div", {}, h("strong", {}, person(one)), h("small", {}, one.phone_number))),
  dice: (one) => h("div", { class: "dice", title: `${one.emoji} shows ${one.value}` }, one.emoji, h("b", {}, one.value)),
  poll: (one, item, act) => poll(one, item, act),
  invoice: (one) => h("div", { class: "card" }, h("span", { class: "card-icon" }, "🧾"), h("div", {}, h("strong", {}, one.title), h("small", {}, one.description), h("b", {}, money(one)))),
  game: (one) => card("🎮", one.title, one.description, {}),
  rich_message: (one) => richMessage(one),
  checklist: (one) => h("div", {}, h("strong", {}, one.title), h("ul", {}, one.tasks?.map((task) => h("li", {}, task.text)))),
};

const SERVICE = {
  new_chat_members: (one) => `${one.map(person).join(", ")} joined`,
  left_chat_member: (one) => `${person(one)} left`,
  new_chat_title: (one) => `The title is now “${one}”`,
  new_chat_photo: () => "The chat has a new photo",
  delete_chat_photo: () => "The chat's photo was removed",
  group_chat_created: () => "The group was created",
  supergroup_chat_created: () => "The group was created",
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "This was a basic group",
  pinned_message: (one) => `Pinned: ${one.text ?? "a message"}`,
  successful_payment: (one) => `Paid: ${money(one)}`,
  refunded_payment: (one) => `Paid back: ${money(one)}`,
  users_shared: (one) => (one.users.length === 1 ? "Shared a person" : `Shared ${one.users.length} people`),
  chat_shared: () => "Shared a chat",
  web_app_data: (one) => `Data of a Web App: ${one.data}`,
  gift: (one) => `A gift for ${one.gift.star_count} ⭐ ${one.gift.sticker?.emoji ?? ""} ${one.text ?? ""}`,
  forum_topic_created: (one) => `Topic “${one.name}”`,
};

function card(icon, title, about, one) {
  return h("a", { class: "card", ...(one.file_id ? { href: file(one.file_id), download: one.file_name ?? title } : {}) },
    h("span", { class: "card-icon" }, icon), h("div", {}, h("strong", {}, title), h("small", {}, about)));
}

function place(location, title, address) {
  return h("div", { class: "card" }, h("span", { class: "card-icon" }, "📍"),
    h("div", {}, h("strong", {}, title), address && h("small", {}, address), h("small", {}, `${location.latitude}, ${location.longitude}`)));
}

function poll(one, item, act) {
  const mine = act.votes(item);
  const chosen = new Set(mine);
  const options = one.options.map((option, index) => {
    const share = one.total_voter_count ? Math.round((option.voter_count / one.total_voter_count) * 100) : 0;
    const bar = h("i", { class: "bar" });
    bar.style.width = `${share}%`;
    const right = one.correct_option_id === index || one.correct_option_ids?.includes(index);
    return h("button", { class: `option ${chosen.has(index) ? "chosen" : ""}`, disabled: one.is_closed, "aria-pressed": String(chosen.has(index)),
      onclick: (event) => { event.stopPropagation(); act.vote(item, index, one.allows_multiple_answers); } },
      bar, h("span", {}, chosen.has(index) ? "✓ " : "", option.text, right && one.type === "quiz" && mine.length ? " (right)" : ""), h("small", {}, `${share} %`));
  });
  const kind = `${one.is_anonymous ? "Anonymous " : ""}${one.type === "quiz" ? "quiz" : "poll"}${one.is_closed ? ", closed" : ""}`;
  return h("div", { class: "poll" }, h("strong", {}, formatted(one.question, one.question_entities)), h("small", {}, kind), options,
    h("small", {}, `${one.total_voter_count} ${one.total_voter_count === 1 ? "vote" : "votes"}`));
}

function body(item, message, act) {
  const field = Object.keys(CONTENT).find((one) => message[one] && !(one === "document" && message.animation) && !(one === "location" && message.venue));
  const nodes = field ? [CONTENT[field](message[field], item, act)] : [];
  const text = message.text ?? message.caption;
  if (text !== undefined) {
    const entities = message.entities ?? message.caption_entities;
    nodes.push(h("div", { class: "text" }, act.raw() ? text + (entities ? `\n${JSON.stringify(entities)}` : "") : formatted(text, entities, act)));
  }
  if (!nodes.length) nodes.push(h("em", {}, Object.keys(message).filter((one) => !["message_id", "from", "chat", "date"].includes(one)).join(", ")));
  return nodes;
}

function buttons(item, act) {
  const rows = item.markup?.inline_keyboard ?? (item.message.invoice && [[{ text: `Pay ${money(item.message.invoice)}`, pay: true, implied: true }]]);
  if (!rows) return null;
  return h("div", { class: "inline-keyboard" }, rows.map((row, y) => h("div", { class: "row" }, row.map((button, x) => {
    const waits = !item.deleted && act.waits(item, button);
    const sign = button.url ? " ↗" : button.copy_text ? " 📋" : button.web_app ? " ▣" : "";
    return h("button", { class: `inline ${button.style ?? ""}`, "aria-busy": waits ? "true" : null, disabled: "disabled" in button || item.deleted,
      title: button.url ?? button.callback_data ?? "", onclick: (event) => { event.stopPropagation(); act.press(item, button, [y, x]); } },
      button.pay && item.message.invoice ? button.text.replace(/^Pay [\d.]+.*$/, `Pay ${money(item.message.invoice)}`) : button.text, sign, waits && h("span", { class: "spinner" }));
  }))));
}

function head(message, first, act) {
  const nodes = [];
  const origin = message.forward_origin;
  if (origin) nodes.push(h("small", { class: "forwarded" }, `Forwarded from ${person(origin.sender_user ?? {}) || origin.sender_user_name || origin.chat?.title || origin.sender_chat?.title || "somebody"}`));
  if (message.via_bot) nodes.push(h("small", { class: "forwarded" }, `via @${message.via_bot.username}`));
  const answered = message.reply_to_message;
  if (answered) {
    nodes.push(h("button", { class: "answered", onclick: (event) => { event.stopPropagation(); act.jump(answered.message_id); } },
      h("b", {}, answered.from ? person(answered.from) : "Channel"), " ", message.quote?.text ?? answered.text ?? answered.caption ?? "a message"));
  }
  return nodes;
}

function foot(item, record, act) {
  const { message, versions, reactions } = item;
  const counts = new Map();
  for (const given of Object.values(reactions)) for (const one of given) counts.set(one.emoji ?? "★", (counts.get(one.emoji ?? "★") ?? 0) + 1);
  const nodes = [];
  if (counts.size) {
    nodes.push(h("span", { class: "reactions" }, [...counts].map(([emoji, count]) =>
      h("button", { class: "reaction", title: "Take back or add", onclick: (event) => { event.stopPropagation(); act.react(item, emoji); } }, `${emoji} ${count}`))));
  }
  if (versions.length) {
    nodes.push(h("details", { class: "versions", onclick: (event) => event.stopPropagation() },
      h("summary", {}, "edited"), versions.map((one) => h("div", {}, one.text ?? one.caption ?? "(no text)"))));
  }
  nodes.push(h("span", { class: "meta", title: `message_id ${message.message_id}, ${new Date(message.date * 1000).toLocaleString()}` },
    item.deleted ? "deleted · " : "", `#${message.message_id} · ${clock(message.date)}`));
  return h("div", { class: "foot" }, nodes);
}

function note(item, act) {
  const isPress = item.sender === act.bot().id;
  const record = isPress ? act.press_of(item) : act.record(item);
  if (!record && isPress) return null;
  if (!record) return act.unseen(item) ? h("p", { class: "note" }, "The bot does not see this message: in groups, privacy mode shows it only commands, replies to it and mentions of commands. ") : null;
  const [, kind] = ending(record);
  if (kind !== "none" && kind !== "bad") return null;
  const what = kind === "none" ? "The bot did nothing" : record.trace.error ? "The bot's code failed" : refusals(record).length ? "Telegram refused a call" : "The bot made a message that it did not send";
  const word = `${what}${isPress ? " when the button was pressed" : ""}.`;
  return h("p", { class: `note ${kind}` }, word, " ",
    h("button", { class: "link why", onclick: (event) => { event.stopPropagation(); act.why(item, record); } }, kind === "bad" ? "What went wrong?" : "Why did nothing happen?"));
}

// One bubble: a message, or the messages of one album.
export function draw(items, act) {
  const item = items[0];
  if (item.note) return h("div", { class: "line" }, h("span", {}, `— ${item.note} —`));
  const { message } = item;
  const service = Object.keys(SERVICE).find((one) => message[one] !== undefined);
  if (service) {
    return h("div", { class: "line", id: `m${item.id}`, "data-id": item.id }, h("button", { class: "quiet", onclick: () => act.select(item) }, SERVICE[service](message[service])));
  }
  const mine = item.sender !== act.bot().id;
  const captioned = items.find((one) => one.message.caption) ?? item;
  const content = items.length > 1
    ? [h("div", { class: "album" }, items.map((one) => body(one, { ...one.message, caption: undefined }, act))), captioned.message.caption && h("div", { class: "text" }, formatted(captioned.message.caption, captioned.message.caption_entities, act))]
    : body(item, message, act);
  const name = act.isGroup() || message.sender_chat ? h("b", { class: "sender" }, message.from ? person(message.from) : message.sender_chat?.title) : null;
  return h("div", { class: `message ${mine ? "mine" : "theirs"} ${item.deleted ? "deleted" : ""} ${act.isSelected(item) ? "selected" : ""}`, id: `m${item.id}`, "data-id": item.id },
    h("article", { class: "bubble", "aria-label": `${message.from ? person(message.from) : "Channel"} at ${clock(message.date)}`, onclick: () => act.select(item) },
      name, head(message, item, act), content, foot(item, null, act),
      h("button", { class: "tools", "aria-label": "Message menu", "aria-haspopup": "true", onclick: (event) => { event.stopPropagation(); act.tools(item, event.currentTarget); } }, "⋯")),
    buttons(item, act), note(item, act));
}
