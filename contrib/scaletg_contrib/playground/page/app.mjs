// The page: people and chats, the chat, what one can do in it. The simulator's events say all that happened.

import { $, api, ask, closePopup, copy, failed, h, popup, show, toast } from "./dom.mjs";
import { Inspector } from "./inspector.mjs";
import { draw } from "./messages.mjs";
import { Model } from "./model.mjs";
import "./panes.mjs";
import { showJobs } from "./jobs.mjs";
import { checkOut } from "./payments.mjs";
import { richMessage } from "./rich.mjs";
import { formatted } from "./text.mjs";
import { troubles } from "./trouble.mjs";

const info = await api("/playground/info");
const model = new Model(info.bot);
const inspector = new Inspector(model);
const chats = new Map(); // what /control/state says of the groups
const dirty = new Set();
let current = null; // {key, user, isGroup}
let details = {}; // what /control/chats/KEY says: keyboard, commands, members
let replyTo = null;
let editing = null;
let live = false; // whether the past has been replayed
const history = JSON.parse(sessionStorage.getItem("inputs") ?? "[]");
let recall = history.length;

document.title = `${info.bot.first_name} · ScaleTG playground`;
$("bot-name").textContent = info.bot.first_name;

/* Doing something: every act goes through the control API. */

function act(name, parameters = {}) {
  const here = current.isGroup ? { chat: current.key } : {};
  return api(`/control/do/${name}`, { user: current.user, ...here, ...parameters }).catch(failed);
}

/* People and chats */

async function loadPlaces() {
  const state = await api("/control/state");
  for (const user of state.users) model.users.set(user.id, user);
  chats.clear();
  for (const chat of state.chats) if (chat.type !== "private") chats.set(chat.key, chat);
  drawPlaces();
  return state;
}

function drawPlaces() {
  const entry = (key, title, about, open) => h("li", {}, h("button", { class: `place ${current?.key === key ? "selected" : ""}`, "aria-current": current?.key === key ? "true" : null, onclick: open },
    h("span", { class: "avatar", "data-hue": hue(title), "aria-hidden": "true" }, [...title][0]), h("span", {}, h("b", {}, title), h("small", {}, about)),
    current?.key !== key && model.chats.get(key)?.unread ? h("span", { class: "unread", title: "new messages" }, model.chats.get(key).unread) : ""));
  $("people").replaceChildren(...[...model.users.values()].map((user) => {
    const key = `${info.bot.id}:${user.id}`;
    return entry(key, user.first_name, user.blocked?.includes(info.bot.id) ? "has blocked the bot" : user.username ? `@${user.username}` : `id ${user.id}`, () => open({ key, user: user.id, isGroup: false }));
  }));
  $("groups").replaceChildren(...[...chats.values()].map((chat) => entry(chat.key, chat.title, model.migrated.has(chat.key) ? "became a supergroup" : chat.type, () => open({ key: chat.key, user: current?.user ?? [...model.users.keys()][0], isGroup: true }))));
}

const hue = (text) => [...text].reduce((sum, one) => sum + one.codePointAt(0), 0) % 6;

async function open(place) {
  current = place;
  replyTo = editing = null;
  sessionStorage.setItem("place", JSON.stringify(place));
  openPlaces(false);
  model.chat(place.key).unread = 0;
  drawPlaces();
  drawChat(true);
  drawReply();
  await refresh();
  $("input").focus();
}

async function refresh() {
  const { key, user } = current;
  details = await api(`/control/chats/${encodeURIComponent(key)}?user=${user}`).catch(() => ({}));
  if (current.key !== key) return;
  const members = (details.members ?? []).filter((one) => !["left", "kicked"].includes(one.status));
  const people = members.filter((one) => !one.user.is_bot);
  const me = members.find((one) => one.user.id === info.bot.id);
  const speaker = $("speaker");
  speaker.hidden = !current.isGroup;
  if (current.isGroup) {
    if (!people.some((one) => one.user.id === current.user) && people.length) current.user = people[0].user.id;
    speaker.replaceChildren(...people.map((one) => h("option", { value: one.user.id, selected: one.user.id === current.user }, one.user.first_name)));
  }
  $("chat-title").textContent = current.isGroup ? details.title ?? "" : info.bot.first_name;
  $("chat-about").textContent = current.isGroup
    ? `${people.map((one) => one.user.first_name).join(", ")} · bot: ${me ? (me.status === "administrator" ? "administrator, sees all" : "member, privacy mode on") : "not here"}`
    : `@${info.bot.username} with ${model.users.get(user)?.first_name}`;
  drawKeyboard();
  drawPinned();
}

let refreshing;
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 60);
}

/* The chat */

// The newest message stays in view, unless one has scrolled up to an older one.
let stick = true;
const toEnd = () => { if (stick) $("messages").scrollTop = $("messages").scrollHeight; };
$("messages").addEventListener("scroll", (event) => {
  const list = event.currentTarget;
  stick = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
});
$("messages").addEventListener("load", toEnd, true); // of pictures
new ResizeObserver(toEnd).observe($("messages"));

const shown = new Map(); // the elements of the current chat, by message or album

function bubbles(chat) {
  const groups = new Map();
  for (const item of chat.items.values()) {
    const album = item.message?.media_group_id;
    const key = album ? `album ${album}` : String(item.id);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

function drawChat(anew = false) {
  const list = $("messages");
  if (anew) stick = true;
  const chat = model.chat(current.key);
  if (anew) { shown.clear(); list.replaceChildren(); }
  const groups = bubbles(chat);
  for (const [key, { element }] of shown) if (!groups.has(key)) { element.remove(); shown.delete(key); }
  const fresh = [];
  for (const [key, items] of groups) {
    const print = fingerprint(items);
    const known = shown.get(key);
    if (known?.print === print) continue;
    const element = draw(items, acts);
    if (known) known.element.replaceWith(element);
    else fresh.push(element);
    shown.set(key, { element, print });
  }
  list.append(...fresh);
  drawDraft(list, chat.draft);
  if (!groups.size && !chat.draft) {
    if (!$("hello")) list.append(hello());
  } else $("hello")?.remove();
  if (stick) { toEnd(); requestAnimationFrame(toEnd); }
  drawTyping();
}

// The text that the bot is writing: one element as long as it writes, so that its button can be pressed while it grows.
function drawDraft(list, draft) {
  let element = $("draft");
  if (!draft) return element?.remove();
  if (!element) {
    const stop = h("button", { class: "stop", onclick: (event) => { event.stopPropagation(); act("stop_draft", { draft_id: Number(element.dataset.draft) }); } }, "■ Stop");
    element = h("div", { class: "message theirs", id: "draft" }, h("article", { class: "bubble draft", "aria-busy": "true" }, h("div", { class: "text" })), stop);
  }
  element.dataset.draft = draft.id;
  const shown = draft.rich_message ? richMessage(draft.rich_message) : draft.text ? formatted(draft.text, draft.entities) : h("em", {}, "Thinking…");
  element.querySelector(".text").replaceWith(draft.rich_message ? shown : h("div", { class: "text" }, shown));
  element.querySelector(".stop").hidden = !draft.can_stop || Boolean(draft.is_stopped);
  if (list.lastElementChild !== element) list.append(element);
}

// What a bubble looks like depends on this and nothing else; one that looks the same is not drawn again.
function fingerprint(items) {
  return items.map((item) => {
    const record = acts.record(item) ?? acts.press_of(item);
    const waits = [...model.waiting.values()].filter((one) => one.chat === item.chat && one.message_id === item.id).map((one) => one.data);
    return [item.id, item.versions?.length, item.deleted, JSON.stringify(item.reactions), JSON.stringify(item.message?.poll), waits,
      record ? ending2(record) : "", acts.isSelected(item), $("raw").checked, item.votes && acts.votes(item), live].join("|");
  }).join("+");
}
const ending2 = (record) => `${record.trace?.seq}${record.calls.length}`;

function hello() {
  const start = () => act("start");
  return h("div", { id: "hello" }, h("div", { class: "hello" }, h("h3", {}, info.bot.first_name),
    h("p", {}, info.file ? `This is ${info.file}, on your machine.` : "This is your bot, on your machine."),
    h("p", {}, !current.isGroup ? "Write something, or begin as in Telegram:"
      : chats.get(current.key)?.type === "channel" ? "Write a post. A bot that is an administrator of the channel sees it."
        : "Write to the group. A bot that is not an administrator sees only commands and replies to it."),
    current.isGroup ? null : h("button", { class: "primary start", onclick: start }, "START")));
}

const acts = {
  bot: () => info.bot,
  raw: () => $("raw").checked,
  isGroup: () => current.isGroup,
  record: (item) => model.updates.get(model.owners.get(`${item.chat}:${item.id}`))?.[0],
  press_of: (item) => model.presses.get(`${item.chat}:${item.id}`),
  unseen: (item) => live && current.isGroup && item.message,
  isSelected: (item) => inspector.item && selectedKey === `${item.chat}:${item.id}`,
  votes: (item) => item.votes[current.user] ?? [],
  waits: (item, button) => [...model.waiting.values()].some((one) => one.chat === item.chat && one.message_id === item.id && one.data === button.callback_data),
  command: (text) => act("send", { text }),
  jump: (id) => document.getElementById(`m${id}`)?.scrollIntoView({ block: "center", behavior: "smooth" }),
  select: (item) => { if (!$("inspector").hidden) inspect(item); else { inspect(item); } },
  why: (item, record) => inspect(item, record.trace.error || record.trace.unsent?.length ? "error" : "path", record.item),
  react: (item, emoji) => {
    const mine = (item.reactions[current.user] ?? []).some((one) => one.emoji === emoji);
    act("react", { emoji: mine ? [] : [emoji], message_id: item.id });
  },
  vote: (item, index, several) => {
    const old = acts.votes(item);
    const next = old.includes(index) ? old.filter((one) => one !== index) : several ? [...old, index] : [index];
    return act("vote", { options: next, message_id: item.id });
  },
  press: async (item, button, at) => {
    const user = current.user;
    if (button.implied) {
      const payment = await act("pay", { message_id: item.id });
      return payment && checkOut(payment, user);
    }
    const result = await act("press", { button: at, message_id: item.id });
    if (!result || result.callback_query_id) return;
    if (result.url) show("The button opens", h("p", {}, result.url), h("p", {}, "The playground does not leave this machine."));
    else if (result.copy_text) copy(result.copy_text.text);
    else if (result.switch_inline_query_current_chat !== undefined) { $("input").value = `@${info.bot.username} ${result.switch_inline_query_current_chat}`; typed(); $("input").focus(); }
    else if (result.pay) checkOut(result.pay, user);
    else show("The button does", h("pre", {}, JSON.stringify(result, null, 2)));
  },
  tools: (item, anchor) => popup(anchor, [
    ["Reply", () => { replyTo = item; editing = null; drawReply(); $("input").focus(); }],
    ["React", () => popup(anchor, ["👍", "❤", "🔥", "😁", "🎉", "👎"].map((one) => [one, () => acts.react(item, one)]))],
    ...(item.sender === current.user && (item.message.text ?? item.message.caption) !== undefined
      ? [["Edit", () => { editing = item; replyTo = null; $("input").value = item.message.text ?? item.message.caption; drawReply(); $("input").focus(); }]] : []),
    ["Forward …", () => popup(anchor, forwards(item))],
    ["Pin", () => act("pin", { message_id: item.id })],
    ["Delete", () => act("delete", { message_id: item.id })],
    ["Copy text", () => copy(item.message.text ?? item.message.caption ?? "")],
    ["Inspect", () => inspect(item, "json")],
  ]),
};

// The chats into which the speaker may forward a message; the chosen one opens, as in Telegram.
function forwards(item) {
  const user = current.user;
  const mine = { key: `${info.bot.id}:${user}`, user, isGroup: false };
  const into = (place) => async () => {
    const sent = await act("forward", { message_id: item.id, source: item.chat, chat: place.key });
    if (sent && place.key !== current.key) open(place);
  };
  return [[info.bot.first_name, into(mine), `the chat of ${model.users.get(user)?.first_name} with the bot`],
    ...[...chats.values()].filter((chat) => !model.migrated.has(chat.key)).map((chat) => [chat.title, into({ key: chat.key, user, isGroup: true }), chat.type])];
}

// In a narrow window the people and chats lie over the chat.
function openPlaces(are) {
  const was = document.body.classList.contains("places-open");
  document.body.classList.toggle("places-open", are);
  $("places-button").setAttribute("aria-expanded", String(are));
  if (are) $("places").querySelector("button")?.focus();
  else if (was) $("places-button").focus();
}

let selectedKey = null;

function inspect(item, tab, one) {
  const found = one ?? (item.sender === info.bot.id ? model.makers.get(`${item.chat}:${item.id}`) : acts.record(item)?.item);
  if (!found) return;
  selectedKey = `${item.chat}:${item.id}`;
  openInspector(true);
  inspector.select(found, tab);
  drawChat();
}

function openInspector(is) {
  $("inspector").hidden = !is;
  $("inspect-button").setAttribute("aria-pressed", String(is));
  document.body.classList.toggle("inspecting", is);
  if (is) { inspector.draw(); inspector.list(); } else { selectedKey = null; if (current) drawChat(); }
}

function drawTyping() {
  const { action } = model.chat(current.key);
  const is = action && action.until > Date.now() / 1000 && live;
  $("typing").textContent = is ? `${info.bot.first_name} is ${{ typing: "typing" }[action.name] ?? action.name.replace(/_/g, "ing a ").replace("uploading a", "sending a").replace("chooseing", "choosing")} …` : "";
  if (is) setTimeout(drawTyping, 1000);
}

function drawPinned() {
  const pinned = details.pinned?.at(-1);
  const item = pinned && model.chat(current.key).items.get(pinned);
  $("pinned").hidden = !item || item.deleted;
  if (item) $("pinned").replaceChildren(h("button", { class: "quiet", onclick: () => acts.jump(item.id) }, "📌 ", item.message.text ?? item.message.caption ?? "a message"));
}

function drawReply() {
  const item = replyTo ?? editing;
  $("reply-to").hidden = !item;
  if (!item) return;
  const cancel = () => {
    if (editing) $("input").value = "";
    if (details.keyboard?.force_reply) used.add(name(details.keyboard));
    replyTo = editing = null;
    drawReply();
    drawKeyboard();
  };
  $("reply-to").replaceChildren(h("span", {}, editing ? "Edit: " : "Reply to: ", item.message.text ?? item.message.caption ?? "a message"), h("button", { class: "icon", "aria-label": "Cancel", onclick: cancel }, "×"));
}

// Keyboards that were used once and hide, questions that were answered or put aside; by chat and message.
const used = new Set();
const name = (markup) => `${current.key} ${current.user} ${markup.message_id}`;

function drawKeyboard() {
  const markup = details.keyboard && !used.has(name(details.keyboard)) && !isAnswered(details.keyboard) ? details.keyboard : null;
  const keys = markup?.keyboard ?? [];
  $("keyboard").hidden = !keys.length;
  $("input").placeholder = markup?.input_field_placeholder || "Write a message";
  $("keyboard").replaceChildren(...keys.map((row) => h("div", { class: "row" }, row.map((key) => h("button", { type: "button", class: key.style ?? "", onclick: () => tap(key) }, key.text, key.request_contact ? " ☎" : key.request_location ? " 📍" : "")))));
  if (markup?.force_reply && !replyTo) {
    replyTo = model.chat(current.key).items.get(markup.message_id) ?? null;
    drawReply();
  }
}

function isAnswered(markup) {
  const items = [...model.chat(current.key).items.values()];
  return markup.force_reply && items.some((one) => one.sender === current.user && one.message?.reply_to_message?.message_id === markup.message_id);
}

async function tap(key) {
  const markup = details.keyboard;
  const sent = await answerKey(key);
  if (sent && markup.one_time_keyboard) used.add(name(markup));
  refreshSoon();
}

// Sends what a key asks for; first asks the person, as Telegram does.
async function answerKey(key) {
  if (key.request_users) {
    const answer = await ask(key.text, [["who", "Person", "", [...model.users.values()].map((one) => one.first_name)]], "Share");
    return answer && act("share", { request_id: key.request_users.request_id, users: [answer.who] });
  }
  if (key.request_chat) {
    const titles = [...chats.values()].map((one) => one.title);
    if (!titles.length) return toast("There is no group to share: make one first", "bad");
    const answer = await ask(key.text, [["chat", "Chat", "", titles]], "Share");
    return answer && act("share", { request_id: key.request_chat.request_id, shared_chat: answer.chat });
  }
  if (key.request_location) {
    const answer = await ask("Send your location", [["latitude", "Latitude", "38.7223"], ["longitude", "Longitude", "-9.1393"]], "Send");
    return answer && act("send_location", { latitude: Number(answer.latitude), longitude: Number(answer.longitude) });
  }
  if (key.request_contact && !(await ask("Share your phone number with the bot?", [], "Share"))) return null;
  if (key.request_poll) return newPoll();
  if (key.web_app) return show("The key opens", h("p", {}, key.web_app.url), h("p", {}, "The playground does not leave this machine."));
  return act("tap", { key: key.text });
}

async function newPoll() {
  const answer = await ask("New poll", [["question", "Question", "Tea or coffee?"], ["options", "Options, divided by commas", "Tea, Coffee"]], "Send");
  return answer && act("send_poll", { question: answer.question, options: answer.options.split(",").map((one) => one.trim()).filter(Boolean) });
}

/* The input field */

async function send() {
  const input = $("input");
  const text = input.value.trim();
  if (!text) return;
  stick = true;
  history.push(text);
  sessionStorage.setItem("inputs", JSON.stringify(history.slice(-20)));
  recall = history.length;
  input.value = "";
  typed();
  if (editing) {
    act("edit", { text, message_id: editing.id });
  } else {
    act("send", { text, ...(replyTo ? { reply_to: replyTo.id } : {}) });
  }
  replyTo = editing = null;
  drawReply();
}

let asking;
function typed() {
  const input = $("input");
  input.style.height = "auto";
  const height = input.scrollHeight + input.offsetHeight - input.clientHeight; // with its border
  input.style.height = `${Math.min(height, 160)}px`;
  input.style.overflowY = height > 160 ? "auto" : "hidden";
  clearTimeout(asking);
  const found = input.value.match(/^@(\w+)\s(.*)$/s);
  if (found && found[1].toLowerCase() === info.bot.username.toLowerCase()) asking = setTimeout(() => inline(found[2]), 250);
  else $("inline-results").hidden = true;
  if (/^\/\w*$/.test(input.value)) commands(input.value.slice(1));
  else if ($("popup").anchor === $("menu")) closePopup();
}

function commands(word) {
  const fits = (details.commands ?? []).filter((one) => one.command.startsWith(word));
  const menu = $("popup");
  closePopup();
  if (!fits.length) return;
  popup($("menu"), fits.map((one) => [`/${one.command}`, () => choose(one.command), one.description]));
  if (word || document.activeElement?.parentElement === menu) $("input").focus();
}

function choose(command) {
  $("input").value = "";
  typed();
  act("send", { text: `/${command}` });
  $("input").focus();
}

async function inline(query) {
  const id = await act("inline_query", { query });
  if (!id) return;
  const found = await api(`/control/queries/${id}?timeout=10`).catch(() => null);
  const box = $("inline-results");
  if (!$("input").value.startsWith("@")) return;
  box.hidden = false;
  const results = found?.answer?.results ?? [];
  const button = found?.answer?.button;
  box.replaceChildren(
    ...(button ? [h("button", { class: "result", onclick: () => { $("input").value = ""; typed(); if (button.start_parameter) act("start", { payload: button.start_parameter, chat: undefined }); } }, h("b", {}, button.text))] : []),
    ...results.map((one, place) => h("button", { class: "result", onclick: () => { $("input").value = ""; typed(); act("choose", { query_id: id, result: place }); } },
      h("b", {}, one.title ?? one.type), h("small", {}, one.description ?? one.caption ?? ""))),
    ...(results.length || button ? [] : [h("p", { class: "empty" }, found?.answer ? "The bot offers nothing." : "The bot does not answer.")]));
}

const readFile = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => reject(new Error(`${file.name} cannot be read`));
  reader.readAsDataURL(file);
});

function pick(kind, accept) {
  const input = $("file");
  input.accept = accept;
  input.dataset.kind = kind;
  input.value = "";
  input.click();
}

async function sendFiles(files, kind) {
  const caption = $("input").value.trim();
  $("input").value = "";
  typed();
  const ready = await Promise.all([...files].map(async (one, place) => ({
    kind: kind || (one.type.startsWith("image/") ? "photo" : "document"), content: await readFile(one), name: one.name, mime_type: one.type, caption: place ? "" : caption,
  })));
  if (ready.length === 1) await act("send_file", ready[0]);
  else if (ready.length) await act("send_album", { files: ready.slice(0, 10) });
}

const ATTACH = () => [
  ["Photo …", () => pick("photo", "image/*"), "several become an album"],
  ["File …", () => pick("document", "")],
  ["Sample photo", () => act("send_file", { kind: "photo" })],
  ["Voice message", () => act("send_file", { kind: "voice" })],
  ["Video", () => act("send_file", { kind: "video" })],
  ["Sticker", () => act("send_file", { kind: "sticker" })],
  ["Location", () => act("send_location")],
  ["Contact", () => act("send_contact")],
  ["Poll …", newPoll],
  ["Dice", () => act("send_dice")],
  ["Deep link …", async () => {
    const answer = await ask("Open a deep link", [["payload", `t.me/${info.bot.username}?start=`, ""]], "Open");
    if (answer) api("/control/do/start", { user: current.user, payload: answer.payload }).catch(failed);
  }],
];

/* Events */

let pending = false;
function take(event) {
  for (const key of model.take(event)) dirty.add(key);
  if (live) react(event);
  if (event.type === "update") inspector.follow();
  if (!pending) { pending = true; requestAnimationFrame(flush); }
}

function react(event) {
  if (event.type === "callback_answer" && event.text) {
    if (event.show_alert) show("The bot says", h("p", {}, event.text));
    else toast(event.text);
  }
  if (["user", "chat", "member"].includes(event.type)) loadPlaces().then(refreshSoon);
  if (current && event.chat === current.key && (event.markup || ["message", "delete", "pin", "unpin"].includes(event.type))) refreshSoon();
  if (event.type === "commands") refreshSoon();
  if (["paused", "restart", "note"].includes(event.type)) drawConnection();
  if (event.type === "note" && !event.is_mistake) toast(event.text, event.level === "error" ? "bad" : "");
  if (event.type === "restart") { toast("bot restarted"); refreshSoon(); }
}

function flush() {
  pending = false;
  if (!current) return;
  if (dirty.has(current.key)) { model.chat(current.key).unread = 0; drawChat(); }
  if (dirty.size) drawPlaces();
  dirty.clear();
  if (!$("inspector").hidden) {
    inspector.list();
    const record = inspector.item?.record;
    if (record && record.drawn !== record.trace?.seq) { record.drawn = record.trace?.seq; inspector.draw(); }
  }
}

let isThere = true;
function drawConnection() {
  const { mistake } = model;
  const more = () => { openInspector(true); inspector.select(mistake, "error"); };
  $("connection").replaceChildren(!isThere ? "the bot is not running: the terminal says why; waiting for it …" : mistake ? mistake.text : model.paused ? "the bot is stopped: updates wait" : "",
    ...(isThere && mistake?.event.error ? [" ", h("button", { class: "link", onclick: more }, "Show the error")] : []));
}

// A new process is there half a second after the old one: the three seconds that an EventSource waits are too long.
const RECONNECT_MS = 250;

function connect(after) {
  let last = after;
  const source = new EventSource(`/control/events?after=${after}`);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    last = Math.max(last, event.seq);
    take(event);
  };
  source.onopen = () => { isThere = true; drawConnection(); };
  source.onerror = () => {
    source.close();
    isThere = false;
    drawConnection();
    setTimeout(() => connect(last), RECONNECT_MS);
  };
}

/* Wiring */

$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("input").addEventListener("input", typed);
$("input").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); closePopup(); send(); }
  else if (event.key === "ArrowUp" && (!event.target.value || event.target.value === history[recall])) {
    if (recall > 0) { event.preventDefault(); event.target.value = history[--recall]; }
  } else if (event.key === "ArrowDown" && !$("popup").hidden) { event.preventDefault(); $("popup").firstElementChild?.focus(); }
});
$("input").addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); sendFiles(event.clipboardData.files); } });
$("chat").addEventListener("dragover", (event) => event.preventDefault());
$("chat").addEventListener("drop", (event) => { event.preventDefault(); sendFiles(event.dataTransfer.files); });
$("file").addEventListener("change", (event) => sendFiles(event.target.files, event.target.dataset.kind));
$("attach").addEventListener("click", (event) => popup(event.currentTarget, ATTACH()));
$("menu").addEventListener("click", (event) => {
  const items = (details.commands ?? []).map((one) => [`/${one.command}`, () => choose(one.command), one.description]);
  popup(event.currentTarget, items.length ? items : [["The bot has set no commands", () => {}]]);
});
$("trouble-button").addEventListener("click", (event) => popup(event.currentTarget, troubles({ model, info, current, act, loadPlaces, refreshSoon, open })));
$("inspect-button").addEventListener("click", () => openInspector($("inspector").hidden));
$("jobs-button").hidden = !info.jobs;
$("jobs-button").addEventListener("click", () => showJobs(model, (update_id) => { openInspector(true); inspector.show("path"); inspector.wait(update_id, 1); }));
$("close-inspector").addEventListener("click", () => openInspector(false));
$("places-button").addEventListener("click", () => openPlaces(!document.body.classList.contains("places-open")));
addEventListener("click", (event) => { if (!$("places").contains(event.target) && !$("places-button").contains(event.target) && !$("dialog").open) openPlaces(false); });
$("raw").addEventListener("change", () => drawChat(true));
$("clear").addEventListener("click", () => api("/playground/clear", { chat: current.key }).then(() => drawChat(true)).catch(failed));
$("speaker").addEventListener("change", (event) => { current.user = Number(event.target.value); drawChat(); refreshSoon(); });
$("export-button").addEventListener("click", async () => {
  const text = await api(`/playground/test?chat=${encodeURIComponent(current.key)}`).catch(failed);
  if (text) show("This conversation as a test", h("p", {}, "Put it beside the bot as test_conversation.py, and run pytest."), h("textarea", { id: "exported", rows: 18, cols: 76, readonly: true, spellcheck: "false" }, text),
    h("button", { type: "button", onclick: () => copy(text) }, "Copy"));
});
$("add-person").addEventListener("click", async () => {
  const answer = await ask("New person", [["first_name", "Name", ""], ["username", "Username (may stay empty)", ""], ["language_code", "Language", "en"]], "Add");
  if (!answer?.first_name) return;
  const user = await api("/control/do/add_user", answer).catch(failed);
  if (!user) return;
  await loadPlaces();
  open({ key: `${info.bot.id}:${user.id}`, user: user.id, isGroup: false });
});
$("add-group").addEventListener("click", async () => {
  const answer = await ask("New group", [["title", "Title", "Friends"], ["type", "Kind", "", ["supergroup", "group", "channel"]]], "Create");
  if (!answer?.title) return;
  const [owner, ...members] = model.users.keys();
  const chat = await api("/control/do/create_group", { user: owner, members, bot: true, ...answer }).catch(failed);
  if (!chat) return;
  await loadPlaces();
  open({ key: chat.key, user: owner, isGroup: true });
});
$("load-setup").addEventListener("click", () => { $("setup").value = ""; $("setup").click(); });
$("setup").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  try {
    await api("/playground/setup", JSON.parse(await file.text()));
    await loadPlaces();
    toast("People and groups loaded");
  } catch (error) { failed(error); }
});
$("save-setup").addEventListener("click", async () => {
  const setup = await api("/playground/setup").catch(failed);
  if (!setup) return;
  const text = JSON.stringify(setup, null, 2);
  show("People and groups as a file", h("p", {}, "Save it as playground.json beside the bot: it then lists who is there at the start. You can also load it at any time."),
    h("textarea", { id: "setup-text", "aria-label": "playground.json", rows: 14, cols: 70, readonly: true, spellcheck: "false" }, text),
    h("a", { class: "button", download: "playground.json", href: `data:application/json,${encodeURIComponent(text)}` }, "Save as playground.json"));
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("dialog").open) return;
  if (document.body.classList.contains("places-open")) openPlaces(false);
  else if (!$("inspector").hidden) openInspector(false);
});

/* The start: replay what happened, then follow it. */

const state = await loadPlaces();
const past = await api("/control/events?after=0");
for (const event of past.events) take(event);
for (const chat of model.chats.values()) chat.unread = 0;
live = true;
const kept = JSON.parse(sessionStorage.getItem("place") ?? "null");
const first = state.users[0];
const isKept = kept && (kept.isGroup ? chats.has(kept.key) : model.users.has(kept.user) && kept.key === `${info.bot.id}:${kept.user}`);
await open(isKept ? kept : { key: `${info.bot.id}:${first.id}`, user: first.id, isGroup: false });
drawConnection();
connect(past.last);
document.body.dataset.ready = "true";
