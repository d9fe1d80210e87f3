// What an update or a call is about, in a few words.

const SKIPPED = new Set(["message_id", "from", "chat", "date", "chat_id", "edit_date", "user", "id"]);

export function summary(payload) {
  if (!payload || typeof payload !== "object") return "";
  const { text, caption, data, query, question, message } = payload;
  const said = text ?? caption ?? data ?? query ?? question ?? message?.text;
  if (typeof said === "string") return said;
  const rest = Object.keys(payload).filter((one) => !SKIPPED.has(one));
  return rest.slice(0, 3).join(", ");
}
