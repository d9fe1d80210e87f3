// The reply keyboard, and what its keys ask a person for.

import { newPoll } from "./attach.mjs";
import { drawReply } from "./composer.mjs";
import { $, ask, h, toast } from "./dom.mjs";
import { icon } from "./icons.mjs";
import { act, page } from "./state.mjs";
import { openWebApp } from "./web_apps.mjs";

const { model, chats } = page;

// Keyboards that were used once and hide, questions that were answered or put aside; by chat and message.
const used = new Set();
const nameOf = (markup) => `${page.current.key} ${page.current.user} ${markup.message_id}`;

export function putAside() {
  const { keyboard } = page.details;
  if (keyboard?.force_reply) used.add(nameOf(keyboard));
}

export function drawKeyboard() {
  const { keyboard } = page.details;
  const markup = keyboard && !used.has(nameOf(keyboard)) && !isAnswered(keyboard) ? keyboard : null;
  const rows = markup?.keyboard ?? [];
  const drawn = rows.map((row) => h("div", { class: "row" }, row.map(drawKey)));
  $("keyboard").hidden = !rows.length;
  $("input").placeholder = markup?.input_field_placeholder || "Write a message";
  $("keyboard").replaceChildren(...drawn);
  if (!markup?.force_reply || page.replyTo) return;
  page.replyTo = model.chat(page.current.key).items.get(markup.message_id) ?? null;
  drawReply();
}

const SIGNS = { request_contact: "phone", request_location: "location", request_poll: "poll", web_app: "window" };

function drawKey(key) {
  const wish = Object.keys(SIGNS).find((one) => key[one]);
  const label = h("span", { class: "label" }, key.text);
  return h(
    "button",
    { type: "button", class: key.style ?? "", onclick: () => tap(key) },
    label,
    wish ? icon(SIGNS[wish]) : null,
  );
}

function isAnswered(markup) {
  const items = [...model.chat(page.current.key).items.values()];
  const isAnswer = (one) =>
    one.sender === page.current.user && one.message?.reply_to_message?.message_id === markup.message_id;
  return markup.force_reply && items.some(isAnswer);
}

async function tap(key) {
  const markup = page.details.keyboard;
  const sent = await answerKey(key);
  if (sent && markup.one_time_keyboard) used.add(nameOf(markup));
  page.refreshSoon();
}

// Sends what a key asks for; first asks the person, as Telegram does.
async function answerKey(key) {
  if (key.request_users) return shareUsers(key);
  if (key.request_chat) return shareChat(key);
  if (key.request_location) return shareLocation();
  if (key.request_contact && !(await ask("Share your phone number with the bot?", [], "Share"))) return null;
  if (key.request_poll) return newPoll();
  if (key.web_app) return openWebApp({ url: key.web_app.url, key: key.text, title: key.text });
  return act("tap", { key: key.text });
}

async function shareUsers(key) {
  const names = [...model.users.values()].map((one) => one.first_name);
  const answer = await ask(key.text, [["who", "Person", "", names]], "Share");
  return answer && act("share", { request_id: key.request_users.request_id, users: [answer.who] });
}

async function shareChat(key) {
  const titles = [...chats.values()].map((one) => one.title);
  if (!titles.length) return toast("There is no group to share: make one first", "bad");
  const answer = await ask(key.text, [["chat", "Chat", "", titles]], "Share");
  return answer && act("share", { request_id: key.request_chat.request_id, shared_chat: answer.chat });
}

async function shareLocation() {
  const fields = [
    ["latitude", "Latitude", "38.7223"],
    ["longitude", "Longitude", "-9.1393"],
  ];
  const answer = await ask("Send your location", fields, "Send");
  return answer && act("send_location", { latitude: Number(answer.latitude), longitude: Number(answer.longitude) });
}
