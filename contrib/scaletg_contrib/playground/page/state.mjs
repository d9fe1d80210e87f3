// What all parts of the page share: the bots, what is known of their chats, and what the person looks at.

import { api, failed } from "./dom.mjs";
import { Model } from "./model.mjs";

export const page = {
  info: await api("/playground/info"),
  model: new Model(),
  chats: new Map(), // what /control/state says of the groups
  known: new Set(), // the keys of all chats that the simulator has
  bot: null, // the bot whose chats are shown
  current: null, // {key, user, isGroup}: the chat that is shown, and who writes
  details: {}, // what /control/chats/KEY says: keyboard, commands, members
  replyTo: null, // the message that the next one answers
  editing: null, // the message whose text is in the input field
  isLive: false, // whether the past has been replayed
  selected: null, // "chat:message" of the message in the inspector
};

const { actions } = await api("/control");
const taking = (parameter) => new Set(actions.filter((one) => parameter in one.parameters).map((one) => one.name));
const takesBot = taking("bot");
const takesChat = taking("chat");
const OF_ONE_BOT = new Set(["inline_query", "start", "call_guest"]); // also in a group, where several bots may be

// Every act of a person goes through the control API.
export function act(name, parameters = {}) {
  const { current, bot } = page;
  const where = current.isGroup && takesChat.has(name) ? { chat: current.key } : {};
  const isOfOneBot = takesBot.has(name) && (!current.isGroup || OF_ONE_BOT.has(name));
  const which = isOfOneBot ? { bot: bot.id } : {};
  return api(`/control/do/${name}`, { user: current.user, ...where, ...which, ...parameters }).catch(failed);
}

export const keyOfItem = (item) => `${item.chat}:${item.id}`;
export const privateKey = (user) => `${page.bot?.id}:${user}`;
