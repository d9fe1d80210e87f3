// The menu "Trouble": what goes wrong at Telegram, at the bot or with a person, on purpose.

import { api, failed, h, show, toast } from "./dom.mjs";

const trouble = (kind, more = {}) => () => api("/control/trouble", { kind, ...more }).then(() => toast(`Set: ${kind}`)).catch(failed);
const pause = (is) => () => api("/playground/pause", { is_paused: is }).catch(failed);

// Return the entries of the menu. *page* has what the page knows and does: model, info, current, act, loadPlaces, refreshSoon, open.
export function troubles(page) {
  const { model, info, current, act, loadPlaces, refreshSoon, open } = page;
  const migrate = async () => {
    const chat = await act("migrate");
    if (!chat) return;
    await loadPlaces();
    open({ key: chat.key, user: current.user, isGroup: true });
  };

  const isBlocked = model.users.get(current.user)?.blocked?.includes(info.bot.id);

  const twoPresses = () => {
    for (const item of [...model.chat(current.key).items.values()].reverse()) {
      const places = (item.markup?.inline_keyboard ?? []).flatMap((row, y) => row.map((button, x) => [button, y, x]));
      const found = !item.deleted && places.find(([button]) => button.callback_data);
      if (found) return api("/playground/press_twice", { user: current.user, chat: current.key, message_id: item.id, button: found.slice(1) }).catch(failed);
    }
    return toast("No message here has an inline button that asks the bot", "bad");
  };

  return [
    ["Next call: 429", trouble("429", { seconds: 3 }), "too many requests, retry after 3 s"],
    ["Next call: 403", trouble("403"), "the user has blocked the bot"],
    ["Next call: 400", trouble("400"), "refused"],
    ["Next call: 500", trouble("500"), "a fault of the server"],
    ["Next call: connection lost", trouble("lost"), "the call is run, the answer is lost"],
    ["Next call: slow", trouble("slow", { seconds: 3 }), "the answer comes after 3 s"],
    ["Next update: twice", trouble("duplicate"), "as Telegram does when an answer got lost"],
    model.paused ? ["Start the bot", pause(false), "it gets what waits for it"] : ["Stop the bot", pause(true), "updates wait until it starts"],
    ["Two presses at once", twoPresses, "of the newest inline button"],
    isBlocked ? ["Unblock the bot", () => act("unblock").then(loadPlaces)] : ["Block the bot", () => act("block").then(loadPlaces), "as a user who stops it"],
    ...(current.isGroup ? [["Become a supergroup", migrate, "a basic group gets a new id"],
      ["Bot: administrator", () => act("set_role", { member: `@${info.bot.username}`, status: "administrator" }).then(refreshSoon), "it sees all messages"],
      ["Bot: member", () => act("set_role", { member: `@${info.bot.username}`, status: "member" }).then(refreshSoon), "privacy mode"]] : []),
    ["An hour passes", () => api("/control/clock", { seconds: 3600 }).then(() => toast("An hour later")).catch(failed)],
    ["No more trouble", () => api("/control/trouble", undefined, "DELETE").then(() => toast("All is well")).catch(failed)],
    ["What is not simulated", () => show("Only checked, without an effect", h("p", {}, `${info.unsimulated.length} methods of the Bot API are checked, answered and do nothing:`), h("p", { class: "methods" }, info.unsimulated.join(", ")))],
  ];
}
