// A Web App in a phone: the page of the bot's author in a frame, which talks as Telegram's clients let it talk.
//
// https://core.telegram.org/bots/webapps; telegram-web-app.js sends {eventType, eventData} to the window around it.

import { $, api, ask, failed, h, iconButton, show, toast } from "./dom.mjs";
import { icon } from "./icons.mjs";
import { checkOut } from "./payments.mjs";
import { act, page } from "./state.mjs";
import { isDark } from "./theme.mjs";

const VERSION = "9.1"; // of the Mini Apps that this understands
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const THEMES = {
  light: {
    bg_color: "#ffffff",
    secondary_bg_color: "#f1f3f7",
    text_color: "#17202c",
    hint_color: "#5c6878",
    link_color: "#2563d8",
    button_color: "#2563d8",
    button_text_color: "#ffffff",
    header_bg_color: "#ffffff",
    accent_text_color: "#2563d8",
    section_bg_color: "#ffffff",
    section_header_text_color: "#2563d8",
    subtitle_text_color: "#5c6878",
    destructive_text_color: "#b3261e",
  },
  dark: {
    bg_color: "#18202a",
    secondary_bg_color: "#0f141b",
    text_color: "#e8edf4",
    hint_color: "#9aa8b8",
    link_color: "#6ea3ff",
    button_color: "#6ea3ff",
    button_text_color: "#0b1220",
    header_bg_color: "#18202a",
    accent_text_color: "#6ea3ff",
    section_bg_color: "#18202a",
    section_header_text_color: "#6ea3ff",
    subtitle_text_color: "#9aa8b8",
    destructive_text_color: "#ff9a91",
  },
};
const theme = () => (isDark() ? THEMES.dark : THEMES.light);

let opened = null; // {app: what openWebApp got, user, frame, buttons, hasData}

// Opens a Web App: {url, title, query_id of an inline button, or key of a reply keyboard}.
export async function openWebApp(app) {
  const address = new URL(app.url);
  if (!LOOPBACK.has(address.hostname)) {
    return show(
      "The button opens a Web App",
      h("p", {}, app.url),
      h(
        "p",
        {},
        "Only Web Apps on this machine are opened here: give the button an address with localhost or 127.0.0.1.",
      ),
    );
  }
  const { current, bot } = page;
  const question = {
    user: current.user,
    bot: bot.id,
    chat: current.key,
    query_id: app.query_id ?? "",
    is_key: Boolean(app.key),
  };
  const data = await api("/playground/web_app", question).catch(failed);
  if (!data) return;
  address.hash = launch(data.init_data, app);
  drawPhone(app, address.href);
  opened.user = current.user;
}

function launch(init_data, app) {
  const parameters = {
    tgWebAppVersion: VERSION,
    tgWebAppPlatform: "weba",
    tgWebAppThemeParams: JSON.stringify(theme()),
  };
  const data = app.key ? {} : { tgWebAppData: init_data }; // an app of a key knows nothing of the person
  return new URLSearchParams({ ...data, ...parameters }).toString();
}

function drawPhone(app, href) {
  const sandbox = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups";
  const frame = h("iframe", { src: href, title: app.title, sandbox, allow: "clipboard-write" });
  const back = iconButton("back", "Back", () => send("back_button_pressed"), { id: "web-app-back", hidden: true });
  const settings = h(
    "button",
    {
      type: "button",
      id: "web-app-settings",
      class: "quiet",
      hidden: true,
      onclick: () => send("settings_button_pressed"),
    },
    "Settings",
  );
  const head = h(
    "header",
    {},
    back,
    h("h2", { class: "cut", id: "web-app-title" }, app.title),
    settings,
    iconButton("again", "Load again", () => reload(href)),
    iconButton("close", "Close the Web App", closeWebApp),
  );
  const address = h("p", { class: "address cut" }, new URL(href).origin + new URL(href).pathname);
  const buttons = h("div", { class: "web-app-buttons" });
  const browser = h("div", { class: "browser", id: "in-app-browser", hidden: true });
  $("web-app").replaceChildren(head, address, h("div", { class: "screen" }, frame, browser), buttons);
  $("web-app").hidden = false;
  document.body.classList.add("web-app-open");
  opened = { app, frame, bottom: buttons, buttons: {} };
}

function reload(href) {
  opened.frame.src = "about:blank";
  requestAnimationFrame(() => {
    opened.frame.src = href;
  });
}

export function closeWebApp() {
  $("web-app").hidden = true;
  $("web-app").replaceChildren();
  document.body.classList.remove("web-app-open");
  opened = null;
  $("input").focus();
}

function send(eventType, eventData = {}) {
  opened?.frame.contentWindow.postMessage(JSON.stringify({ eventType, eventData }), "*");
}

/* What the app asks for */

function drawButton(name, event, wish) {
  opened.buttons[name] = { ...opened.buttons[name], ...wish };
  const { is_visible, is_active, is_progress_visible, text, color, text_color } = opened.buttons[name];
  opened.bottom.querySelector(`#web-app-${name}`)?.remove();
  if (!is_visible) return;
  const attributes = {
    type: "button",
    id: `web-app-${name}`,
    disabled: is_active === false,
    onclick: () => send(event),
  };
  const button = h("button", attributes, text, is_progress_visible && h("span", { class: "spinner" }));
  button.style.background = color ?? theme().button_color;
  button.style.color = text_color ?? theme().button_text_color;
  opened.bottom[name === "main" ? "append" : "prepend"](button);
}

async function sendData({ data }) {
  const { app } = opened;
  closeWebApp();
  if (!app.key) return toast("sendData works only for a Web App that a key of the reply keyboard has opened", "bad");
  return act("send_web_app_data", { data, button_text: app.key });
}

// A link opens in a browser inside of the phone, as on a telephone; the app stays behind it.
function openLink({ url }) {
  const box = $("in-app-browser");
  const isHere = LOOPBACK.has(new URL(url).hostname);
  const close = iconButton("close", "Close the browser", () => {
    box.hidden = true;
  });
  const outside = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Open it in a tab of its own");
  const content = isHere
    ? h("iframe", { src: url, title: url, sandbox: "allow-scripts allow-same-origin allow-forms" })
    : h("p", {}, outside);
  box.replaceChildren(h("header", {}, icon("external"), h("span", { class: "cut" }, url), close), content);
  box.hidden = false;
}

async function openPopup({ title, message, buttons }) {
  const choice = await new Promise((resolve) => {
    const press = (id) => () => {
      resolve(id);
      $("dialog").close();
    };
    const words = { ok: "OK", close: "Close", cancel: "Cancel" };
    const all = buttons.map((one) =>
      h("button", { type: "button", onclick: press(one.id) }, one.text || words[one.type] || one.id),
    );
    show(title || "The Web App says", h("p", {}, message), h("div", { class: "row" }, all));
    $("dialog").onclose = () => resolve(undefined);
  });
  send("popup_closed", choice === undefined ? {} : { button_id: choice });
}

async function openInvoice({ slug }) {
  const { user } = opened;
  const link = `https://t.me/$${slug}`;
  const query = await act("pay", { link });
  send("invoice_closed", { slug, status: query ? await checkOut(query, user) : "failed" });
}

async function askPhone() {
  const answer = await ask("Share your phone number with the bot?", [], "Share");
  if (answer) await act("send_contact");
  send("phone_requested", { status: answer ? "sent" : "cancelled" });
}

const kept = new Map(); // what apps keep in Telegram's cloud, by bot and person

function customMethod({ req_id, method, params }) {
  const place = `${page.bot.id} ${opened.user}`;
  const items = kept.get(place) ?? {};
  kept.set(place, items);
  const done = { saveStorageValue, getStorageValues, deleteStorageValues, getStorageKeys }[method];
  send("custom_method_invoked", done ? { req_id, result: done(items, params) } : { req_id, error: "METHOD_INVALID" });
}

function saveStorageValue(items, { key, value }) {
  items[key] = value;
  return true;
}

const getStorageKeys = (items) => Object.keys(items);
const getStorageValues = (items, { keys }) => Object.fromEntries(keys.map((key) => [key, items[key] ?? ""]));

function deleteStorageValues(items, { keys }) {
  for (const key of keys) delete items[key];
  return true;
}

const viewport = () => {
  const { clientWidth: width, clientHeight: height } = opened.frame;
  return { width, height, is_expanded: true, is_state_stable: true };
};

const HANDLERS = {
  web_app_close: closeWebApp,
  web_app_data_send: sendData,
  web_app_open_link: openLink,
  web_app_open_tg_link: ({ path_full }) => show("The Web App opens", h("p", {}, `https://t.me${path_full}`)),
  web_app_open_invoice: openInvoice,
  web_app_open_popup: openPopup,
  web_app_request_theme: () => send("theme_changed", { theme_params: theme() }),
  web_app_request_viewport: () => send("viewport_changed", viewport()),
  web_app_request_safe_area: () => send("safe_area_changed", { top: 0, bottom: 0, left: 0, right: 0 }),
  web_app_request_content_safe_area: () => send("content_safe_area_changed", { top: 0, bottom: 0, left: 0, right: 0 }),
  web_app_request_write_access: () => send("write_access_requested", { status: "allowed" }),
  web_app_request_phone: askPhone,
  web_app_invoke_custom_method: customMethod,
  web_app_setup_main_button: (wish) => drawButton("main", "main_button_pressed", wish),
  web_app_setup_secondary_button: (wish) => drawButton("secondary", "secondary_button_pressed", wish),
  web_app_setup_back_button: ({ is_visible }) => {
    $("web-app-back").hidden = !is_visible;
  },
  web_app_setup_settings_button: ({ is_visible }) => {
    $("web-app-settings").hidden = !is_visible;
  },
};

function receive(event) {
  if (!opened || event.source !== opened.frame.contentWindow) return;
  const { eventType, eventData } = read(event.data);
  HANDLERS[eventType]?.(eventData ?? {});
}

function read(data) {
  try {
    return (typeof data === "string" ? JSON.parse(data) : data) ?? {};
  } catch {
    return {}; // not a message of a Web App
  }
}

export function wireWebApps() {
  addEventListener("message", receive);
  addEventListener("themechange", () => send("theme_changed", { theme_params: theme() }));
}
