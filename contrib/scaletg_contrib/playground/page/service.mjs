// Service messages: what happened in a chat, in a sentence.

import { person } from "./dom.mjs";
import { money } from "./payments.mjs";

const SERVICE = {
  new_chat_members: (one) => `${one.map(person).join(", ")} joined`,
  left_chat_member: (one) => `${person(one)} left`,
  new_chat_title: (one) => `The title is now “${one}”`,
  new_chat_photo: () => "The chat has a new photo",
  delete_chat_photo: () => "The chat's photo was removed",
  group_chat_created: () => "The group was created",
  supergroup_chat_created: () => "The group was created",
  channel_chat_created: () => "The channel was created",
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "This was a basic group",
  pinned_message: (one) => `Pinned: ${one.text ?? "a message"}`,
  successful_payment: (one) => `Paid: ${money(one)}`,
  refunded_payment: (one) => `Paid back: ${money(one)}`,
  users_shared: (one) => (one.users.length === 1 ? "Shared a person" : `Shared ${one.users.length} people`),
  chat_shared: () => "Shared a chat",
  write_access_allowed: () => "The bot may write",
  web_app_data: (one) => `Data of a Web App: ${one.data}`,
  gift: (one) => `A gift for ${one.gift.star_count} ⭐ ${one.gift.sticker?.emoji ?? ""} ${one.text ?? ""}`,
  boost_added: (one) => `Boosted the chat${one.boost_count > 1 ? ` ${one.boost_count} times` : ""}`,
  forum_topic_created: (one) => `Topic “${one.name}”`,
  forum_topic_closed: () => "The topic was closed",
  forum_topic_reopened: () => "The topic is open again",
};

// The sentence of a service message; null for other messages.
export function service(message) {
  const field = Object.keys(SERVICE).find((one) => message[one] !== undefined);
  return field ? SERVICE[field](message[field]) : null;
}
