// An update or a call as Python and as a line for curl.

const snake = (name) => name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);

function literal(value) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const items = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`);
  return `{${items.join(", ")}}`;
}

export function asPython({ kind, event, record }) {
  if (kind !== "call") return `outcome = bot.process(${literal(record.update)}, trace=True)\nprint(outcome.trace)`;
  const values = Object.entries(event.parameters).map(([key, value]) => `${key}=${literal(value)}`);
  const call = `bot.api.call(${[JSON.stringify(event.method), ...values].join(", ")})`;
  return `${call}  # or bot.api.${snake(event.method)}(...)`;
}

export function asCurl({ kind, event, record }, bot) {
  const quoted = (data) => `'${JSON.stringify(data).replaceAll("'", "'\\''")}'`;
  const send = (path, data) =>
    `curl "${location.origin}${path}" -H 'Content-Type: application/json' -d ${quoted(data)}`;
  if (kind === "call") return `TOKEN=${bot.token}\n${send(`/bot$TOKEN/${event.method}`, event.parameters)}`;
  return send("/playground/deliver", { update: record.update, bot: bot.id });
}
