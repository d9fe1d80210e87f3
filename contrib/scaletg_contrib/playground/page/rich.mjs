// Rich messages as elements: blocks, and texts in texts. What is not known here is shown as its type and its text.

import { h } from "./dom.mjs";
import { link } from "./text.mjs";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  marked: "mark",
  subscript: "sub",
  superscript: "sup",
};

export function richMessage(rich) {
  return h("div", { class: "text rich" }, blocks(rich.blocks));
}

const blocks = (several) => (several ?? []).map(block);

function block(one) {
  switch (one.type) {
    case "paragraph":
      return h("p", {}, text(one.text));
    case "heading":
      return h("p", { class: `heading size-${one.size}`, role: "heading", "aria-level": one.size }, text(one.text));
    case "pre":
      return h(
        "pre",
        {},
        one.language && h("span", { class: "language" }, one.language),
        h("code", {}, text(one.text)),
      );
    case "divider":
      return h("hr");
    case "blockquote":
      return h("blockquote", {}, blocks(one.blocks));
    case "list":
      return h(one.items.some((item) => item.type) ? "ol" : "ul", {}, one.items.map(item));
    case "table":
      return h(
        "table",
        {},
        one.cells.map((row) => h("tr", {}, row.map(cell))),
      );
    default:
      return h("p", {}, h("em", {}, one.type), " ", one.text && text(one.text), blocks(one.blocks));
  }
}

function item(one) {
  const box =
    one.has_checkbox &&
    h("input", {
      type: "checkbox",
      disabled: true,
      checked: Boolean(one.is_checked),
      "aria-label": one.is_checked ? "done" : "open",
    });
  return h("li", { value: one.type ? one.value : null }, box, blocks(one.blocks));
}

function cell(one) {
  return h(
    one.is_header ? "th" : "td",
    { class: one.align, colspan: one.colspan, rowspan: one.rowspan },
    text(one.text ?? ""),
  );
}

function text(one) {
  if (typeof one === "string") return one;
  if (Array.isArray(one)) return one.map(text);
  const children = text(one.text ?? one.expression ?? one.alternative_text ?? "");
  if (one.type === "url") return link(one.url, children);
  return h(TAGS[one.type] ?? "span", { class: one.type }, children);
}
