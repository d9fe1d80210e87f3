// Telegram's formatted text as elements. Offsets of entities count UTF-16 units, as strings of JavaScript do.

import { h } from "./dom.mjs";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

export function formatted(text, entities, act = {}) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, 0, text.length, sorted, act);
}

function part(text, start, end, entities, act) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < stop) next++;
    if (entity.offset >= at && stop > entity.offset) {
      if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
      nodes.push(
        wrap(
          entity,
          text.slice(entity.offset, stop),
          part(text, entity.offset, stop, entities.slice(index + 1, next), act),
          act,
        ),
      );
      at = stop;
    }
    index = next;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, text, children, act) {
  const type = entity.type;
  if (type === "pre") {
    return h("pre", {}, entity.language && h("span", { class: "language" }, entity.language), h("code", {}, children));
  }
  if (TAGS[type]) return h(TAGS[type], { class: type }, children);
  if (type === "spoiler") {
    const open = (event) => {
      event.stopPropagation();
      event.currentTarget.classList.add("open");
    };
    return h(
      "span",
      {
        class: "spoiler",
        role: "button",
        tabindex: 0,
        title: "Hidden text: press to show",
        onclick: open,
        onkeydown: (event) => {
          if (event.key === "Enter" || event.key === " ") open(event);
        },
      },
      children,
    );
  }
  if (type === "bot_command") {
    return h(
      "button",
      {
        class: "link",
        onclick: (event) => {
          event.stopPropagation();
          act.command?.(text);
        },
      },
      children,
    );
  }
  if (type === "url" || type === "text_link") return link(type === "url" ? text : entity.url, children);
  if (type === "email") return link(`mailto:${text}`, children);
  return h("span", { class: `entity ${type}` }, children);
}

// Only addresses of the web and of mail become links; anything else stays text.
export function link(address, children) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  if (!/^(https?|mailto):/i.test(full)) return h("span", { class: "entity", title: address }, children);
  return h("a", { href: full, target: "_blank", rel: "noopener noreferrer", title: full }, children);
}
