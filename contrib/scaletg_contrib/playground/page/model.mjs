// What the page knows, made from the events of the simulator alone: loading the page again replays them.

export class Model {
  constructor(bot) {
    this.bot = bot;
    this.users = new Map();
    this.chats = new Map(); // by key: {messages: Map, notes, ...}
    this.traffic = [];
    this.paused = false; // whether updates wait, because the bot was stopped
    this.mistake = null; // the note that tells why changed code does not run
    this.updates = new Map(); // by update_id: its deliveries, each {update, trace, calls, item}
    this.owners = new Map(); // "chat:message" of a person's message -> update_id
    this.makers = new Map(); // "chat:message" of a bot's message -> the item of its call
    this.migrated = new Set(); // the keys of groups that became supergroups
    this.presses = new Map(); // "chat:message" of a bot's message -> the delivery of the last press of its buttons
    this.queries = new Map();
    this.waiting = new Map(); // query id -> {chat, message_id, data}
  }

  chat(key) {
    if (!this.chats.has(key)) {
      this.chats.set(key, { key, items: new Map(), action: null, draft: null, pinned: [], unread: 0, last: 0 });
    }
    return this.chats.get(key);
  }

  key(chat) {
    return chat.id > 0 ? `${this.bot.id}:${chat.id}` : String(chat.id);
  }

  // Takes an event in; returns the keys of the chats that look different now.
  take(event) {
    const take = this[`on_${event.type}`];
    const changed = take?.call(this, event);
    return changed ?? (event.chat ? [String(event.chat)] : []);
  }

  on_user(event) { this.users.set(event.user.id, event.user); }

  on_message(event) {
    const chat = this.chat(event.chat);
    const item = { id: event.message.message_id, message: event.message, markup: event.markup, sender: event.sender,
      versions: [], reactions: {}, votes: {}, deleted: false, chat: event.chat, seq: event.seq };
    chat.items.set(item.id, item);
    if (event.message.migrate_to_chat_id) this.migrated.add(event.chat);
    chat.last = event.seq;
    if (event.sender === this.bot.id) { chat.action = chat.draft = null; chat.unread++; }
  }

  item(event) { return this.chat(event.chat).items.get(event.message_id ?? event.message?.message_id); }

  on_edit(event) {
    const item = this.item(event);
    if (!item) return;
    item.versions.push(item.message);
    item.message = event.message;
    item.markup = event.markup;
  }

  on_delete(event) { const item = this.item(event); if (item) item.deleted = true; }
  on_poll(event) { const item = this.item(event); if (item) item.message = { ...item.message, poll: event.poll }; }
  on_vote(event) { const item = this.item(event); if (item) item.votes[event.user_id] = event.option_ids; }
  on_reaction(event) { const item = this.item(event); if (item) item.reactions[event.actor] = event.reactions; }
  on_pin(event) { const chat = this.chat(event.chat); chat.pinned = [...chat.pinned.filter((one) => one !== event.message_id), event.message_id]; }
  on_unpin(event) {
    const chat = this.chat(event.chat);
    chat.pinned = event.message_id ? chat.pinned.filter((one) => one !== event.message_id) : [];
  }
  on_action(event) { this.chat(event.chat).action = event.action === "cancel" ? null : { name: event.action, until: event.time + 5 }; }
  on_draft(event) {
    const chat = this.chat(event.chat);
    if (event.draft) chat.draft = { ...event.draft, id: event.draft_id };
    else if (chat.draft?.id === event.draft_id) chat.draft = null;
  }
  on_cleared(event) { const chat = this.chat(event.chat); chat.items.clear(); chat.pinned = []; }

  on_press(event) { this.waiting.set(event.query_id, event); }
  on_callback_answer(event) { this.waiting.delete(event.query_id); this.queries.set(event.query_id, event); }
  on_inline_answer(event) { this.queries.set(event.query_id, event.answer); return []; }

  on_paused(event) {
    this.paused = event.is_paused;
    this.add({ kind: "trouble", event, name: event.is_paused ? "bot stopped" : "bot started" });
    return [];
  }

  on_note(event) {
    const item = this.add({ kind: "note", event, name: event.level, text: event.text });
    if (event.is_mistake) this.mistake = item;
    return [];
  }

  on_restart(event) {
    this.paused = false;
    this.mistake = null;
    for (const chat of this.chats.values()) {
      chat.items.set(`restart ${event.seq}`, { id: `restart ${event.seq}`, note: "bot restarted", seq: event.seq, chat: chat.key });
    }
    this.add({ kind: "restart", event, name: "bot restarted" });
    return [...this.chats.keys()];
  }

  // The delivery of an update that is under way: traces and calls come in the order of the deliveries.
  record(update_id) {
    const all = this.updates.get(update_id) ?? [];
    return all.find((one) => !one.trace || comesAgain(one.trace)) ?? all.at(-1) ?? this.deliver(update_id);
  }

  deliver(update_id) {
    const record = { update_id, calls: [] };
    this.updates.set(update_id, [...(this.updates.get(update_id) ?? []), record]);
    return record;
  }

  add(item) { this.traffic.push(item); return item; }

  on_update(event) {
    const again = this.updates.has(event.update.update_id);
    const record = this.deliver(event.update.update_id);
    record.update = event.update;
    const kind = Object.keys(event.update).find((one) => one !== "update_id");
    const payload = event.update[kind];
    record.item = this.add({ kind: "update", event, record, name: kind, again, text: summary(payload) });
    const message = ["message", "edited_message", "channel_post"].includes(kind) ? payload : null;
    if (message?.chat) {
      this.owners.set(`${this.key(message.chat)}:${message.message_id}`, event.update.update_id);
      return [this.key(message.chat)];
    }
    const pressed = kind === "callback_query" && !again && payload.message;
    if (pressed) this.presses.set(`${this.key(pressed.chat)}:${pressed.message_id}`, record);
    return [];
  }

  // What the bot has sent to itself.
  on_job(event) {
    const record = this.deliver(event.update.update_id);
    record.update = event.update;
    record.isJob = true;
    record.item = this.add({ kind: "update", event, record, name: "job", text: event.update.job.name });
    return [];
  }

  on_trace(event) {
    const record = this.record(event.update_id);
    record.trace = event;
    const payload = Object.entries(record.update ?? {}).find(([name]) => name !== "update_id")?.[1];
    const chat = payload?.chat ?? payload?.message?.chat;
    return chat ? [this.key(chat)] : [];
  }

  on_call(event) {
    const record = event.update_id ? this.record(event.update_id) : null;
    const item = this.add({ kind: "call", event, record, name: event.method, text: summary(event.parameters) });
    record?.calls.push(item);
    for (const result of [event.answer.result].flat()) {
      if (result?.message_id && result.chat) this.makers.set(`${this.key(result.chat)}:${result.message_id}`, item);
    }
    return [];
  }

  on_trouble(event) { this.add({ kind: "trouble", event, name: `trouble: ${event.trouble.kind}` }); return []; }
}

export function summary(payload) {
  if (!payload || typeof payload !== "object") return "";
  const text = payload.text ?? payload.caption ?? payload.data ?? payload.query ?? payload.question ?? payload.message?.text;
  if (typeof text === "string") return text;
  const skipped = new Set(["message_id", "from", "chat", "date", "chat_id", "edit_date", "user", "id"]);
  const rest = Object.keys(payload).filter((one) => !skipped.has(one));
  return rest.slice(0, 3).join(", ");
}

// The calls of an update that failed for good: not those that went well when they were tried again.
export function refusals(record) {
  const same = ({ event: a }, { event: b }) => a.method === b.method && JSON.stringify(a.parameters) === JSON.stringify(b.parameters);
  return record.calls.filter((one, place) => !one.event.answer.ok && !record.calls.slice(place).some((next) => next.event.answer.ok && same(one, next)));
}

const comesAgain = (trace) => trace.retry_after !== null && trace.retry_after !== undefined;

// How an update ended, in one word and a class.
export function ending(record) {
  const trace = record?.trace;
  if (!trace) return ["waits", "wait"];
  if (trace.error) return ["raised", "bad"];
  if (trace.duplicate) return ["delivered before", "none"];
  if (comesAgain(trace)) return ["comes again", "wait"];
  if (refusals(record).length) return ["refused", "bad"];
  if (trace.unsent?.length) return ["not all sent", "bad"];
  return trace.app ? ["answered", "good"] : ["no answer", "none"];
}
