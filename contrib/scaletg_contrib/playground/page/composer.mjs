// The input field: what one writes, answers and edits, the commands after a slash, inline queries.

import { drawChat, followEnd } from "./chat.mjs";
import { inOneLine, thumbnail } from "./content.mjs";
import { $, api, h, iconButton } from "./dom.mjs";
import { drawKeyboard, putAside } from "./keyboard.mjs";
import { closePopup, popup } from "./popup.mjs";
import { act, page } from "./state.mjs";

const TALL = 160; // pixels, from which the field scrolls
const KEPT = 20; // inputs that the up arrow brings back

const history = JSON.parse(sessionStorage.getItem("inputs") ?? "[]");
let recall = history.length;

export function write(text) {
  $("input").value = text;
  typed();
  $("input").focus();
}

export function drawReply() {
  const item = page.replyTo ?? page.editing;
  $("reply-to").hidden = !item;
  if (!item) return;
  const word = page.editing ? "Edit: " : "Reply to: ";
  const text = h("span", { class: "cut" }, word, inOneLine(item.message));
  $("reply-to").replaceChildren(thumbnail(item.message) ?? "", text, iconButton("close", "Cancel", cancelReply));
}

function cancelReply() {
  if (page.editing) $("input").value = "";
  putAside();
  page.replyTo = null;
  page.editing = null;
  drawReply();
  drawKeyboard();
}

export async function send() {
  const input = $("input");
  const text = input.value.trim();
  if (!text) return;
  remember(text);
  followEnd();
  input.value = "";
  typed();
  const { editing, replyTo } = page;
  if (editing) act("edit", { text, message_id: editing.id });
  else act("send", { text, ...(replyTo ? { reply_to: replyTo.id } : {}) });
  page.replyTo = null;
  page.editing = null;
  drawReply();
}

function remember(text) {
  history.push(text);
  sessionStorage.setItem("inputs", JSON.stringify(history.slice(-KEPT)));
  recall = history.length;
}

let asking;
export function typed() {
  const input = $("input");
  input.style.height = "auto";
  const height = input.scrollHeight + input.offsetHeight - input.clientHeight; // with its border
  input.style.height = `${Math.min(height, TALL)}px`;
  input.style.overflowY = height > TALL ? "auto" : "hidden";
  clearTimeout(asking);
  const found = input.value.match(/^@(\w+)\s(.*)$/s);
  const isForBot = found && found[1].toLowerCase() === page.bot?.username.toLowerCase();
  if (isForBot) asking = setTimeout(() => inline(found[2]), 250);
  else $("inline-results").hidden = true;
  if (/^\/\w*$/.test(input.value)) offerCommands(input.value.slice(1));
  else if ($("popup").anchor === $("menu")) closePopup();
}

function offerCommands(word) {
  const fits = (page.details.commands ?? []).filter((one) => one.command.startsWith(word));
  closePopup();
  if (!fits.length) return;
  popup($("menu"), fits.map(entry));
  $("input").focus();
}

const entry = (one) => [`/${one.command}`, () => sendCommand(one.command), one.description];

function sendCommand(command) {
  act("send", { text: `/${command}` });
  write("");
}

export function showCommands(event) {
  const items = (page.details.commands ?? []).map(entry);
  const button = page.details.menu_button;
  if (button?.type === "web_app") items.unshift([button.text, () => page.openMenu(button), "the Web App of the menu"]);
  popup(event.currentTarget, items.length ? items : [["The bot has set no commands", () => {}]]);
}

async function inline(query) {
  const id = await act("inline_query", { query });
  if (!id) return;
  const found = await api(`/control/queries/${id}?timeout=10`).catch(() => null);
  if (!$("input").value.startsWith("@")) return;
  const results = found?.answer?.results ?? [];
  const button = found?.answer?.button;
  const none = h("p", { class: "empty" }, found?.answer ? "The bot offers nothing." : "The bot does not answer.");
  const parts = [button && inlineButton(button), ...results.map((one, place) => inlineResult(one, place, id))];
  const isEmpty = !results.length && !button;
  $("inline-results").replaceChildren(...(isEmpty ? [none] : parts.filter(Boolean)));
  $("inline-results").hidden = false;
}

function inlineButton(button) {
  const onclick = () => {
    write("");
    if (button.start_parameter) act("start", { payload: button.start_parameter });
  };
  return h("button", { class: "result", onclick }, h("b", {}, button.text));
}

function inlineResult(one, place, query_id) {
  const onclick = () => {
    write("");
    act("choose", { query_id, result: place });
  };
  const about = one.description ?? one.caption ?? "";
  return h("button", { class: "result", onclick }, h("b", {}, one.title ?? one.type), h("small", {}, about));
}

function pressKey(event) {
  const input = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    closePopup();
    send();
  } else if (event.key === "ArrowUp" && recall > 0 && (!input.value || input.value === history[recall])) {
    event.preventDefault();
    input.value = history[--recall];
  } else if (event.key === "ArrowDown" && !$("popup").hidden) {
    event.preventDefault();
    $("popup").firstElementChild?.focus();
  }
}

export function wireComposer() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("input").addEventListener("input", typed);
  $("input").addEventListener("keydown", pressKey);
  $("menu").addEventListener("click", showCommands);
  $("speaker").addEventListener("change", (event) => {
    page.current.user = Number(event.target.value);
    drawChat();
    page.refreshSoon();
  });
}
