// The menu "Trouble": what goes wrong at Telegram, at the bot or with a person, on purpose.

import { api, failed, h, show, toast } from "./dom.mjs";
import { loadPlaces, open, refreshSoon } from "./places.mjs";
import { act, page } from "./state.mjs";

const trouble =
  (kind, more = {}) =>
  () =>
    api("/control/trouble", { kind, ...more })
      .then(() => toast(`Set: ${kind}`))
      .catch(failed);

const pause = (is) => () => api("/playground/pause", { is_paused: is }).catch(failed);

async function migrate() {
  const chat = await act("migrate");
  if (!chat) return;
  await loadPlaces();
  open({ key: chat.key, user: page.current.user, isGroup: true });
}

// The newest inline button that asks the bot.
function newestButton() {
  for (const item of [...page.model.chat(page.current.key).items.values()].reverse()) {
    const rows = item.markup?.inline_keyboard ?? [];
    const places = rows.flatMap((row, y) => row.map((button, x) => [button, y, x]));
    const found = !item.isDeleted && places.find(([button]) => button.callback_data);
    if (found) return { message_id: item.id, button: found.slice(1) };
  }
  return null;
}

function pressTwice() {
  const { user, key: chat } = page.current;
  const found = newestButton();
  if (!found) return toast("No message here has an inline button that asks the bot", "bad");
  return api("/playground/press_twice", { user, chat, ...found }).catch(failed);
}

function setRole(status) {
  return () => act("set_role", { member: `@${page.bot.username}`, status }).then(refreshSoon);
}

async function showUnsimulated() {
  const methods = await api("/control/unsimulated").catch(failed);
  if (!methods) return;
  const names = (Array.isArray(methods) ? methods : Object.keys(methods)).join(", ");
  const about = names
    ? "These methods of the Bot API are checked, and have no effect:"
    : "Every method has its effect.";
  show("What is not simulated", h("p", {}, about), h("p", { class: "methods" }, names));
}

const passAnHour = () =>
  api("/control/clock", { seconds: 3600 })
    .then(() => toast("An hour later"))
    .catch(failed);

const endTrouble = () =>
  api("/control/trouble", undefined, "DELETE")
    .then(() => toast("All is well"))
    .catch(failed);

export function troubles() {
  const { model, current, bot } = page;
  const isBlocked = model.users.get(current.user)?.blocked?.includes(bot.id);
  const block = isBlocked
    ? ["Unblock the bot", () => act("unblock").then(loadPlaces)]
    : ["Block the bot", () => act("block").then(loadPlaces), "as a user who stops it"];
  const stop = model.isPaused
    ? ["Start the bot", pause(false), "it gets what waits for it"]
    : ["Stop the bot", pause(true), "updates wait until it starts"];
  const ofGroup = [
    ["Become a supergroup", migrate, "a basic group gets a new id"],
    ["Bot: administrator", setRole("administrator"), "it sees all messages"],
    ["Bot: member", setRole("member"), "privacy mode"],
  ];
  return [
    ["Next call: 429", trouble("429", { seconds: 3 }), "too many requests, retry after 3 s"],
    ["Next call: 403", trouble("403"), "the user has blocked the bot"],
    ["Next call: 400", trouble("400"), "refused"],
    ["Next call: 500", trouble("500"), "a fault of the server"],
    ["Next call: connection lost", trouble("lost"), "the call is run, the answer is lost"],
    ["Next call: slow", trouble("slow", { seconds: 3 }), "the answer comes after 3 s"],
    ["Next update: twice", trouble("duplicate"), "as Telegram does when an answer got lost"],
    ...(page.info.is_traced ? [stop] : []),
    ["Two presses at once", pressTwice, "of the newest inline button"],
    block,
    ...(current.isGroup ? ofGroup : []),
    ["An hour passes", passAnHour],
    ["No more trouble", endTrouble],
    ["What is not simulated", showUnsimulated],
  ];
}
