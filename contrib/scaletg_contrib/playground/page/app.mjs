// The page: its parts are wired, what happened is replayed, then it follows what happens.

import { wireActs } from "./acts.mjs";
import { wireAttach } from "./attach.mjs";
import { wireChat } from "./chat.mjs";
import { wireComposer } from "./composer.mjs";
import { $, api } from "./dom.mjs";
import { connect, drawConnection, replay } from "./events.mjs";
import { wireExport } from "./exporting.mjs";
import { drawIcons } from "./icons.mjs";
import { openInspector, showTab, waitFor, wireInspector } from "./inspector.mjs";
import { showJobs } from "./jobs.mjs";
import { wirePanes } from "./panes.mjs";
import { loadPlaces, open, wirePlaces } from "./places.mjs";
import { popup } from "./popup.mjs";
import { wireSaving } from "./saving.mjs";
import { wireSearch } from "./search.mjs";
import { page, privateKey } from "./state.mjs";
import { wireTheme } from "./theme.mjs";
import { troubles } from "./trouble.mjs";
import { openWebApp, wireWebApps } from "./web_apps.mjs";
import { drawWelcome } from "./welcome.mjs";

const { info, model } = page;
model.isTraced = info.is_traced;
for (const bot of info.bots) model.bots.set(bot.id, bot);

function inspectJob(update_id) {
  openInspector(true);
  showTab("path");
  waitFor(page.bot.id, update_id, 1);
}

function wireHead() {
  const dialog = $("dialog");
  dialog.addEventListener("close", () => dialog.open || dialog.replaceChildren());
  $("jobs-button").hidden = !info.has_jobs;
  $("jobs-button").addEventListener("click", () => showJobs(model, inspectJob));
  $("trouble-button").addEventListener("click", (event) => page.current && popup(event.currentTarget, troubles()));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("dialog").open && !$("inspector").hidden) openInspector(false);
  });
}

// The chat that was open when the page was loaded before, if it is still there.
function keptPlace(users) {
  const kept = JSON.parse(sessionStorage.getItem("place") ?? "null");
  const isThere = kept && (kept.isGroup ? page.chats.has(kept.key) : model.users.has(kept.user));
  if (isThere) return kept.isGroup ? kept : { ...kept, key: privateKey(kept.user) };
  const first = users[0];
  return first && { key: privateKey(first.id), user: first.id, isGroup: false };
}

async function begin() {
  page.openMenu = (button) => openWebApp({ url: button.web_app.url, title: button.text });
  for (const wire of [wireActs, wireAttach, wireChat, wireComposer, wireExport, wireInspector, wirePlaces, wireSaving])
    wire();
  for (const wire of [wireHead, wirePanes, wireSearch, wireTheme, wireWebApps]) wire();
  drawIcons();
  let state = await loadPlaces();
  if (!state.users.length) {
    await api("/playground/setup", info.usual_people);
    state = await loadPlaces();
  }
  const last = await replay();
  page.isLive = true;
  const kept = Number(sessionStorage.getItem("bot"));
  page.bot = model.bots.get(kept) ?? [...model.bots.values()][0] ?? null;
  await loadPlaces();
  if (page.bot) await open(keptPlace(state.users));
  else drawWelcome();
  drawConnection();
  connect(last);
  document.body.dataset.ready = "true";
}

await begin();
