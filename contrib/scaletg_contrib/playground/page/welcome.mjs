// The page before a bot has connected: which line points each library here.

import { $, copy, h } from "./dom.mjs";
import { page } from "./state.mjs";

const TOKEN = "1000000001:test";

// By library: what to write where the bot is made.
const LINES = {
  "python-telegram-bot": (url) =>
    `Application.builder().token("${TOKEN}").base_url("${url}/bot").base_file_url("${url}/file/bot").build()`,
  aiogram: (url) => `Bot("${TOKEN}", session=AiohttpSession(api=TelegramAPIServer.from_base("${url}")))`,
  pyTelegramBotAPI: (url) =>
    `telebot.apihelper.API_URL = "${url}/bot{0}/{1}"\ntelebot.apihelper.FILE_URL = "${url}/file/bot{0}/{1}"`,
  grammY: (url) => `new Bot("${TOKEN}", { client: { apiRoot: "${url}" } })`,
  Telegraf: (url) => `new Telegraf("${TOKEN}", { telegram: { apiRoot: "${url}" } })`,
  "any other": (url) => `curl ${url}/bot${TOKEN}/getMe`,
};

function library(name) {
  const text = LINES[name](location.origin);
  const button = h(
    "button",
    { type: "button", class: "quiet", "aria-label": `Copy the line for ${name}`, onclick: () => copy(text) },
    "Copy",
  );
  return h(
    "div",
    { class: "library" },
    h("div", { class: "row start" }, h("h4", {}, name), button),
    h("pre", {}, text),
  );
}

export function drawWelcome() {
  document.body.classList.add("is-empty");
  const about =
    "Start a bot that uses this address in place of Telegram's, with any token of the right form. It appears here with its first call.";
  const head = h("h3", {}, "No bot has connected yet");
  $("messages").replaceChildren(
    h("div", { class: "welcome" }, head, h("p", {}, about), Object.keys(LINES).map(library)),
  );
  $("chat-title").textContent = "Waiting for a bot";
  $("chat-about").textContent = `at ${location.origin}`;
  $("keyboard").hidden = true;
  page.current = null;
}
