// Changing what the bot has stored: a record as JSON, and the state of a conversation.

import { $, api, failed, h, show, toast } from "./dom.mjs";
import { page } from "./state.mjs";

// Lets the person edit a record; resolves when it is stored or left as it is.
export function editRecord(record) {
  return new Promise((resolve) => {
    const text = h("textarea", {
      id: "record",
      rows: 14,
      cols: 70,
      spellcheck: "false",
      "aria-label": "The record as JSON",
    });
    text.value = JSON.stringify(record.now, null, 2);
    const store = async () => {
      if (await save(record, text.value)) $("dialog").close();
    };
    show(
      "Edit what is stored",
      h("p", {}, h("code", {}, record.stored)),
      text,
      h("button", { type: "button", class: "primary store", onclick: store }, "Store"),
    );
    $("dialog").onclose = resolve;
  });
}

async function save(record, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    toast(`This is not JSON: ${error.message}`, "bad");
    return false;
  }
  const stored = await api("/playground/record", { key: record.stored, place: record.place, value }).catch(failed);
  if (!stored) return false;
  record.now = value;
  toast("Stored");
  return true;
}

// Puts the person whose chat is open into a state of the bot.
export async function jumpIntoState() {
  const items = page.info.states.map((name) => {
    const jump = async () => {
      const done = await api("/playground/state", { name, user: page.current.user, chat: page.current.key }).catch(
        failed,
      );
      $("dialog").close();
      if (done) toast(`Now in ${name}`);
    };
    return h("button", { type: "button", class: "result", onclick: jump }, h("b", {}, name));
  });
  const who = page.model.users.get(page.current.user)?.first_name;
  show(`Put ${who} into a state`, h("p", {}, "The next message goes to the apps of that state."), items);
}
