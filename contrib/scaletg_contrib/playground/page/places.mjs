// Bots, people and chats, and what the page knows of the chat that is open.

import { drawChat, drawPinned } from "./chat.mjs";
import { drawReply } from "./composer.mjs";
import { $, api, ask, failed, h, hue, person, toast } from "./dom.mjs";
import { forgetSelection } from "./inspector.mjs";
import { drawKeyboard } from "./keyboard.mjs";
import { page, privateKey } from "./state.mjs";
import { drawWelcome } from "./welcome.mjs";

const { model, chats } = page;

export async function loadPlaces() {
  const state = await api("/control/state");
  for (const bot of state.bots) model.bots.set(bot.id, { ...model.bots.get(bot.id), ...bot });
  for (const user of state.users) model.users.set(user.id, user);
  for (const id of [...model.users.keys()]) {
    if (!state.users.some((one) => one.id === id)) model.users.delete(id);
  }
  chats.clear();
  page.known = new Set(state.chats.map((chat) => chat.key));
  for (const chat of state.chats) {
    if (chat.type !== "private") chats.set(chat.key, chat);
  }
  drawBots();
  drawPlaces();
  return state;
}

/* Bots */

function drawBots() {
  const bots = [...model.bots.values()];
  $("bot-choice").hidden = bots.length < 2;
  const option = (one) =>
    h("option", { value: one.id, selected: one.id === page.bot?.id }, `${one.first_name} @${one.username}`);
  $("bot-choice").replaceChildren(...bots.map(option));
  if (page.bot) page.bot = model.bots.get(page.bot.id) ?? bots[0];
  const name = page.bot?.first_name ?? "Playground";
  $("bot-name").textContent = name;
  $("bot-name").hidden = bots.length > 1;
  $("bot-name").title = name;
  document.title = `${name} · ScaleTG playground`;
}

// Shows the chats of another bot: that of the same person, unless the group is there for both.
export function chooseBot(id) {
  page.bot = model.bots.get(id);
  sessionStorage.setItem("bot", id);
  drawBots();
  forgetSelection();
  const { current } = page;
  if (current?.isGroup) return open(current);
  const user = current?.user ?? [...model.users.keys()][0];
  return user === undefined ? drawWelcome() : open({ key: privateKey(user), user, isGroup: false });
}

/* People and chats */

function entry(key, title, about, onclick) {
  const isOpen = page.current?.key === key;
  const unread = isOpen ? 0 : model.chats.get(key)?.unread;
  const attributes = {
    class: `place ${isOpen ? "selected" : ""}`,
    "aria-current": isOpen ? "true" : null,
    onclick,
    title,
  };
  const face = h("span", { class: "avatar", "data-hue": hue(title), "aria-hidden": "true" }, [...title][0]);
  const text = h("span", { class: "place-text" }, h("b", { class: "cut" }, title), h("small", { class: "cut" }, about));
  const count = unread ? h("span", { class: "unread", title: "new messages" }, unread) : "";
  return h("li", {}, h("button", attributes, face, text, count));
}

function aboutPerson(user) {
  if (user.blocked?.includes(page.bot?.id)) return "has blocked the bot";
  return user.username ? `@${user.username}` : `id ${user.id}`;
}

export function drawPlaces() {
  const people = [...model.users.values()].map((user) => {
    const key = privateKey(user.id);
    return entry(key, person(user), aboutPerson(user), () => open({ key, user: user.id, isGroup: false }));
  });
  const groups = [...chats.values()].map((chat) => {
    const about = model.migrated.has(chat.key) ? "became a supergroup" : chat.type;
    return entry(chat.key, chat.title, about, () => open({ key: chat.key, user: someone(), isGroup: true }));
  });
  $("people").replaceChildren(...people);
  $("groups").replaceChildren(...groups);
}

const someone = () => page.current?.user ?? [...model.users.keys()][0];

export async function open(place) {
  if (!page.bot) return drawWelcome();
  page.current = place;
  page.replyTo = null;
  page.editing = null;
  sessionStorage.setItem("place", JSON.stringify(place));
  openPlaces(false);
  model.chat(place.key).unread = 0;
  document.body.classList.remove("is-empty");
  drawPlaces();
  drawChat(true);
  drawReply();
  await refresh();
  $("input").focus();
}

export async function refresh() {
  if (!page.current) return;
  const { key, user } = page.current;
  const isThere = page.known.has(key) || model.chat(key).items.size > 0; // it begins with its first message
  const path = `/control/chats/${encodeURIComponent(key)}?user=${user}`;
  const details = isThere ? await api(path).catch(() => ({})) : {};
  if (page.current.key !== key) return;
  page.details = details;
  drawHead();
  drawKeyboard();
  drawPinned();
  drawChat();
}

function drawHead() {
  const { current, details, bot } = page;
  const members = (details.members ?? []).filter((one) => !["left", "kicked"].includes(one.status));
  const people = members.filter((one) => !one.user.is_bot);
  const me = members.find((one) => one.user.id === bot.id);
  drawSpeaker(people);
  const who = model.users.get(current.user)?.first_name;
  const title = current.isGroup ? (details.title ?? "") : bot.first_name;
  const about = current.isGroup ? aboutGroup(people, me) : `@${bot.username} with ${who}`;
  $("chat-title").textContent = title;
  $("chat-title").title = title;
  $("chat-about").textContent = about;
  $("chat-about").title = about;
}

function aboutGroup(people, me) {
  const names = people.map((one) => one.user.first_name).join(", ");
  const role = me?.status === "administrator" ? "administrator, sees all" : "member, privacy mode on";
  return `${names} · bot: ${me ? role : "not here"}`;
}

function drawSpeaker(people) {
  const { current } = page;
  $("speaker").hidden = !current.isGroup;
  if (!current.isGroup) return;
  if (!people.some((one) => one.user.id === current.user) && people.length) current.user = people[0].user.id;
  const option = (one) =>
    h("option", { value: one.user.id, selected: one.user.id === current.user }, one.user.first_name);
  $("speaker").replaceChildren(...people.map(option));
}

let refreshing;
export function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 60);
}
page.refreshSoon = refreshSoon;

// In a narrow window the people and chats lie over the chat.
export function openPlaces(are) {
  const was = document.body.classList.contains("places-open");
  document.body.classList.toggle("places-open", are);
  $("places-button").setAttribute("aria-expanded", String(are));
  if (are) $("places").querySelector("button")?.focus();
  else if (was) $("places-button").focus();
}

async function addPerson() {
  const fields = [
    ["first_name", "Name", ""],
    ["username", "Username (may stay empty)", ""],
    ["language_code", "Language", "en"],
  ];
  const answer = await ask("New person", fields, "Add");
  if (!answer?.first_name) return;
  const user = await api("/control/do/add_user", answer).catch(failed);
  if (!user) return;
  await loadPlaces();
  open({ key: privateKey(user.id), user: user.id, isGroup: false });
}

async function addGroup() {
  const fields = [
    ["title", "Title", "Friends"],
    ["type", "Kind", "", ["supergroup", "group", "channel"]],
  ];
  if (!page.bot) return toast("There is no bot yet", "bad");
  const answer = await ask("New group", fields, "Create");
  if (!answer?.title) return;
  const [owner, ...members] = model.users.keys();
  const about = { user: owner, members, bot: page.bot.id, ...answer };
  const chat = await api("/control/do/create_group", about).catch(failed);
  if (!chat) return;
  await loadPlaces();
  open({ key: chat.key, user: owner, isGroup: true });
}

function isOutside(target) {
  return !$("places").contains(target) && !$("places-button").contains(target) && !$("dialog").open;
}

export function wirePlaces() {
  $("places-button").addEventListener("click", () => openPlaces(!document.body.classList.contains("places-open")));
  addEventListener("click", (event) => {
    if (isOutside(event.target)) openPlaces(false);
  });
  addEventListener("keydown", (event) => {
    const isOpen = document.body.classList.contains("places-open");
    if (event.key === "Escape" && isOpen && !$("dialog").open) {
      event.stopImmediatePropagation();
      openPlaces(false);
    }
  });
  $("add-person").addEventListener("click", addPerson);
  $("add-group").addEventListener("click", addGroup);
  $("bot-choice").addEventListener("change", (event) => chooseBot(Number(event.target.value)));
}
