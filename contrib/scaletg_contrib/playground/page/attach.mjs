// Files, places, polls and what else one attaches to a chat.

import { showActions } from "./actions.mjs";
import { typed } from "./composer.mjs";
import { $, ask } from "./dom.mjs";
import { popup } from "./popup.mjs";
import { act, page } from "./state.mjs";

const MOST = 10; // files of an album

export async function newPoll() {
  const fields = [
    ["question", "Question", "Tea or coffee?"],
    ["options", "Options, divided by commas", "Tea, Coffee"],
  ];
  const answer = await ask("New poll", fields, "Send");
  if (!answer) return null;
  const options = answer.options.split(",").map((one) => one.trim());
  return act("send_poll", { question: answer.question, options: options.filter(Boolean) });
}

const readFile = (file) =>
  new Promise((resolve, reject) => {
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
  const prepare = async (one, place) => ({
    kind: kind || (one.type.startsWith("image/") ? "photo" : "document"),
    content: await readFile(one),
    name: one.name,
    mime_type: one.type,
    caption: place ? "" : caption,
  });
  const ready = await Promise.all([...files].map(prepare));
  if (ready.length === 1) await act("send_file", ready[0]);
  else if (ready.length) await act("send_album", { files: ready.slice(0, MOST) });
}

async function openDeepLink() {
  const answer = await ask("Open a deep link", [["payload", `t.me/${page.bot.username}?start=`, ""]], "Open");
  if (answer) act("start", { payload: answer.payload });
}

const ATTACH = [
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
  ["Deep link …", openDeepLink],
  ["Everything else …", showActions, "boosts, business, stories, gifts, topics, Passport …"],
];

export function wireAttach() {
  $("input").addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    sendFiles(event.clipboardData.files);
  });
  $("chat").addEventListener("dragover", (event) => event.preventDefault());
  $("chat").addEventListener("drop", (event) => {
    event.preventDefault();
    sendFiles(event.dataTransfer.files);
  });
  $("file").addEventListener("change", (event) => sendFiles(event.target.files, event.target.dataset.kind));
  $("attach").addEventListener("click", (event) => popup(event.currentTarget, ATTACH));
}
