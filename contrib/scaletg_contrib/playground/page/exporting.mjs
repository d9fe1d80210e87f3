// The conversation of the open chat, or of all chats, as a test for pytest or as text.

import { $, api, copy, failed, h, saveAs, show } from "./dom.mjs";
import { page } from "./state.mjs";

const TEST = { name: "test_conversation.py", type: "text/x-python" };
const TEXT = { name: "conversation.txt", type: "text/plain" };

// What can be exported: what the choice says, the address, and the file.
function choices() {
  const chat = page.current ? `?chat=${encodeURIComponent(page.current.key)}` : "";
  const tests = [
    ["This chat, as a test", `/playground/test${chat}`, TEST],
    ["All chats, as one test", "/playground/test", TEST],
  ];
  const texts = [
    ["This chat, as text", `/playground/transcript${chat}`, TEXT],
    ["All chats, as text", "/playground/transcript", TEXT],
  ];
  return page.info.is_traced ? [...tests, ...texts] : texts;
}

async function draw(path, file) {
  const text = await api(path).catch(failed);
  if (text === undefined) return;
  const attributes = { id: "exported", "aria-label": "The export", rows: 18, cols: 88, readonly: true };
  $("export-area").replaceChildren(
    h("textarea", { ...attributes, spellcheck: "false" }, text),
    h(
      "div",
      { class: "row start" },
      saveAs(file.name, text, file.type),
      h("button", { type: "button", onclick: () => copy(text) }, "Copy"),
    ),
  );
}

function showExports() {
  const offered = choices();
  const options = offered.map(([label], number) => h("option", { value: number }, label));
  const change = (event) => draw(...offered[event.target.value].slice(1));
  const about = "A test goes beside the bot as test_conversation.py, for pytest. Text is for people.";
  show(
    "Export",
    h("p", {}, page.info.is_traced ? about : "What people saw, one line for each thing."),
    h("label", {}, "What ", h("select", { id: "export-choice", onchange: change }, ...options)),
    h("div", { id: "export-area" }),
  );
  draw(...offered[0].slice(1));
}

export function wireExport() {
  $("export-button").addEventListener("click", showExports);
}
