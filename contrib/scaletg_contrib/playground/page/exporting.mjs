// The conversation of the open chat as a test for pytest.

import { $, api, copy, failed, h, saveAs, show } from "./dom.mjs";
import { page } from "./state.mjs";

async function exportTest() {
  const text = await api(`/playground/test?chat=${encodeURIComponent(page.current.key)}`).catch(failed);
  if (!text) return;
  const attributes = {
    id: "exported",
    "aria-label": "The test",
    rows: 18,
    cols: 76,
    readonly: true,
    spellcheck: "false",
  };
  show(
    "This conversation as a test",
    h("p", {}, "Put it beside the bot as test_conversation.py, and run pytest."),
    h("textarea", attributes, text),
    h(
      "div",
      { class: "row start" },
      saveAs("test_conversation.py", text, "text/x-python"),
      h("button", { type: "button", onclick: () => copy(text) }, "Copy"),
    ),
  );
}

export function wireExport() {
  $("export-button").hidden = !page.info.is_traced;
  $("export-button").addEventListener("click", exportTest);
}
