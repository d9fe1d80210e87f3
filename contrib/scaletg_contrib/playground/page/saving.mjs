// People and groups, or the whole world, as a file.

import { $, api, failed, h, saveAs, show, toast } from "./dom.mjs";
import { loadPlaces } from "./places.mjs";

async function load(file) {
  try {
    const data = JSON.parse(await file.text());
    const isWorld = "bots" in data || "result" in data;
    await api(isWorld ? "/playground/world" : "/playground/setup", data);
    await loadPlaces();
    toast(isWorld ? "The world is loaded" : "People and groups loaded");
  } catch (error) {
    failed(error);
  }
}

async function saveSetup() {
  const setup = await api("/playground/setup").catch(failed);
  if (!setup) return;
  const text = JSON.stringify(setup, null, 2);
  const about =
    "Save it as playground.json beside the bot: it then lists who is there at the start. You can also load it at any time.";
  const field = {
    id: "setup-text",
    "aria-label": "playground.json",
    rows: 14,
    cols: 70,
    readonly: true,
    spellcheck: "false",
  };
  show(
    "People and groups as a file",
    h("p", {}, about),
    h("textarea", field, text),
    h(
      "div",
      { class: "row start" },
      saveAs("playground.json", text, "application/json"),
      h("button", { type: "button", onclick: saveWorld }, "Save the whole world …"),
    ),
  );
}

// The whole world with all its messages, which "Load …" and --state read.
async function saveWorld() {
  const world = await api("/control/save").catch(failed);
  if (!world) return;
  const file = new Blob([JSON.stringify(world)], { type: "application/json" });
  const link = h("a", { download: "world.json", href: URL.createObjectURL(file) });
  link.click();
  URL.revokeObjectURL(link.href);
}

export function wireSaving() {
  $("load-setup").addEventListener("click", () => {
    $("setup").value = "";
    $("setup").click();
  });
  $("setup").addEventListener("change", (event) => event.target.files[0] && load(event.target.files[0]));
  $("save-setup").addEventListener("click", saveSetup);
}
