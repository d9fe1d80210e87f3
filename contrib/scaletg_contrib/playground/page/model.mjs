// What the page knows, made from the events of the simulator alone: loading the page again replays them.

import { comesAgain } from "./endings.mjs";
import { summary } from "./summary.mjs";

export class Model {
  constructor() {
    this.isTraced = false; // whether the bot runs in this process, and tells how it came to its answers
    this.isPaused = false; // whether updates wait, because the bot was stopped
    this.bots = new Map();
    this.users = new Map();
    this.listeners = [];
    this.reset();
  }

  // Forget what the events have told, to read them again.
  reset() {
    this.chats = new Map(); // by key: {items: Map, ...}
    this.traffic = [];
    this.mistake = null; // the note that tells why changed code does not run
    this.updates = new Map(); // by "bot:update": its deliveries, each {update, trace, calls, item}
    this.owners = new Map(); // "chat:message" of a person's message -> by bot, its update
    this.makers = new Map(); // "chat:message" of a bot's message -> the item of its call
    this.migrated = new Set(); // the keys of groups that became supergroups
    this.presses = new Map(); // "chat:message" of a bot's message -> the delivery of the last press of its buttons
    this.queries = new Map();
    this.waiting = new Map(); // query id -> {chat, message_id, data}
    this.latest = new Map(); // by bot: the delivery that a call without a number probably belongs to
  }

  chat(key) {
    if (!this.chats.has(key)) {
      const chat = { key, items: new Map(), action: null, draft: null, pinned: [], unread: 0, last: 0 };
      this.chats.set(key, chat);
    }
    return this.chats.get(key);
  }

  key(chat, bot) {
    return chat.id > 0 ? `${bot}:${chat.id}` : String(chat.id);
  }

  // Takes an event in; returns the keys of the chats that look different now.
  take(event) {
    const take = this[`on_${event.type}`];
    const changed = take?.call(this, event);
    return changed ?? (event.chat ? [String(event.chat)] : []);
  }

  on_user(event) {
    this.users.set(event.user.id, event.user);
  }

  on_bot(event) {
    this.bots.set(event.bot.id, { ...this.bots.get(event.bot.id), ...event.bot });
  }

  on_message(event) {
    const chat = this.chat(event.chat);
    const item = {
      id: event.message.message_id,
      chat: event.chat,
      seq: event.seq,
      message: event.message,
      markup: event.markup,
      sender: event.sender,
      isBots: this.bots.has(event.sender),
      versions: [],
      reactions: {},
      votes: {},
      isDeleted: false,
    };
    chat.items.set(item.id, item);
    if (event.message.migrate_to_chat_id) this.migrated.add(event.chat);
    chat.last = event.seq;
    if (item.isBots) {
      chat.action = null;
      chat.draft = null;
      chat.unread++;
    }
  }

  item(event) {
    return this.chat(event.chat).items.get(event.message_id ?? event.message?.message_id);
  }

  on_edit(event) {
    const item = this.item(event);
    if (!item) return;
    item.versions.push(item.message);
    item.message = event.message;
    item.markup = event.markup;
  }

  on_delete(event) {
    const item = this.item(event);
    if (item) item.isDeleted = true;
  }

  on_poll(event) {
    const item = this.item(event);
    if (item) item.message = { ...item.message, poll: event.poll };
  }

  on_vote(event) {
    const item = this.item(event);
    if (item) item.votes[event.user_id] = event.option_ids;
  }

  on_reaction(event) {
    const item = this.item(event);
    if (item) item.reactions[event.actor] = event.reactions;
  }

  on_pin(event) {
    const chat = this.chat(event.chat);
    chat.pinned = [...chat.pinned.filter((one) => one !== event.message_id), event.message_id];
  }

  on_unpin(event) {
    const chat = this.chat(event.chat);
    chat.pinned = event.message_id ? chat.pinned.filter((one) => one !== event.message_id) : [];
  }

  on_action(event) {
    const isOver = event.action === "cancel";
    this.chat(event.chat).action = isOver ? null : { name: event.action, until: event.time + 5 };
  }

  on_draft(event) {
    const chat = this.chat(event.chat);
    if (event.draft) chat.draft = { ...event.draft, id: event.draft_id };
    else if (chat.draft?.id === event.draft_id) chat.draft = null;
  }

  on_cleared(event) {
    const chat = this.chat(event.chat);
    chat.items.clear();
    chat.pinned = [];
  }

  on_press(event) {
    this.waiting.set(event.query_id, event);
  }

  on_callback_answer(event) {
    this.waiting.delete(event.query_id);
    this.queries.set(event.query_id, event);
  }

  on_inline_answer(event) {
    this.queries.set(event.query_id, event.answer);
    return [];
  }

  on_paused(event) {
    this.isPaused = event.is_paused;
    this.add({ kind: "trouble", event, name: event.is_paused ? "bot stopped" : "bot started" });
    return [];
  }

  on_note(event) {
    const item = this.add({ kind: "note", event, name: event.level, text: event.text });
    if (event.is_mistake) this.mistake = item;
    return [];
  }

  on_restart(event) {
    this.isPaused = false;
    this.mistake = null;
    for (const chat of this.chats.values()) {
      const id = `restart ${event.seq}`;
      chat.items.set(id, { id, note: "bot restarted", seq: event.seq, chat: chat.key });
    }
    this.add({ kind: "restart", event, name: "bot restarted" });
    return [...this.chats.keys()];
  }

  // The delivery of an update that is under way: traces and calls come in the order of the deliveries.
  record(bot, update_id) {
    const all = this.updates.get(`${bot}:${update_id}`) ?? [];
    return all.find((one) => !one.trace || comesAgain(one.trace)) ?? all.at(-1) ?? this.deliver(bot, update_id);
  }

  deliver(bot, update_id) {
    const record = { bot, update_id, calls: [], deliveries: [], isTraced: this.isTraced };
    const key = `${bot}:${update_id}`;
    this.updates.set(key, [...(this.updates.get(key) ?? []), record]);
    return record;
  }

  deliveries(bot, update_id) {
    return this.updates.get(`${bot}:${update_id}`) ?? [];
  }

  add(item) {
    this.traffic.push(item);
    return item;
  }

  on_update(event) {
    const { update, bot_id: bot } = event;
    const isAgain = this.updates.has(`${bot}:${update.update_id}`);
    const record = this.deliver(bot, update.update_id);
    record.update = update;
    const kind = Object.keys(update).find((one) => one !== "update_id");
    const payload = update[kind];
    record.item = this.add({ kind: "update", bot, event, record, name: kind, isAgain, text: summary(payload) });
    const message = ["message", "edited_message", "channel_post"].includes(kind) ? payload : null;
    if (message?.chat) {
      const place = `${this.key(message.chat, bot)}:${message.message_id}`;
      this.owners.set(place, { ...this.owners.get(place), [bot]: update.update_id });
      return [this.key(message.chat, bot)];
    }
    const pressed = kind === "callback_query" && !isAgain && payload.message;
    if (pressed) this.presses.set(`${this.key(pressed.chat, bot)}:${pressed.message_id}`, record);
    return [];
  }

  // What the bot has sent to itself.
  on_job(event) {
    const bot = [...this.bots.keys()][0];
    const record = this.deliver(bot, event.update.update_id);
    record.update = event.update;
    record.isJob = true;
    record.item = this.add({ kind: "update", bot, event, record, name: "job", text: event.update.job.name });
    return [];
  }

  on_delivery(event) {
    if (this.isTraced) return [];
    const changed = [];
    for (const id of event.update_ids) {
      const record = this.record(event.bot_id, id);
      record.deliveries.push(event);
      this.latest.set(event.bot_id, record);
      changed.push(...this.placeOf(record));
    }
    return changed;
  }

  on_trace(event) {
    const record = this.record(event.bot_id ?? [...this.bots.keys()][0], event.update_id);
    record.trace = event;
    return this.placeOf(record);
  }

  placeOf(record) {
    const payload = Object.entries(record.update ?? {}).find(([name]) => name !== "update_id")?.[1];
    const chat = payload?.chat ?? payload?.message?.chat;
    return chat ? [this.key(chat, record.bot)] : [];
  }

  on_call(event) {
    const bot = event.bot_id;
    if (event.method === "getUpdates" && event.answer.ok) return [];
    const record = event.update_id ? this.record(bot, event.update_id) : this.probableCause(event);
    const item = this.add({ kind: "call", bot, event, record, name: event.method, text: summary(event.parameters) });
    record?.calls.push(item);
    for (const result of [event.answer.result].flat()) {
      if (result?.message_id && result.chat) {
        this.makers.set(`${this.key(result.chat, bot)}:${result.message_id}`, item);
      }
    }
    return record ? this.placeOf(record) : [];
  }

  // A bot elsewhere does not say which update a call answers: it is the last one of the same chat or query.
  probableCause({ bot_id, parameters }) {
    const record = this.isTraced ? null : this.latest.get(bot_id);
    if (!record) return null;
    const payload = Object.entries(record.update ?? {}).find(([name]) => name !== "update_id")?.[1] ?? {};
    const chat = payload.chat ?? payload.message?.chat ?? payload.from;
    const isOfChat = !parameters.chat_id || String(chat?.id) === String(parameters.chat_id);
    return isOfChat ? record : null;
  }

  on_trouble(event) {
    this.add({ kind: "trouble", event, name: `trouble: ${event.trouble.kind}` });
    return [];
  }

  on_unsimulated(event) {
    this.add({ kind: "note", bot: event.bot_id, event, name: "not simulated", text: event.error ?? event.method });
    return [];
  }

  on_travel(event) {
    this.add({ kind: "restart", event, name: "went back", text: "the world is as it was before" });
    return [...this.chats.keys()];
  }
}

// Without the events that were undone by going back to an earlier point.
export function withoutUndone(events) {
  let kept = [];
  for (const event of events) {
    if (event.type === "travel") kept = kept.filter((one) => one.seq <= event.to);
    kept.push(event);
  }
  return kept;
}
