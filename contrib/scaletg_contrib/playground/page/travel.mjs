// Going back in time: the world, and what the bot has stored, as they were before a message.

import { api, failed, toast } from "./dom.mjs";

export async function goBack(item) {
  const gone = await api("/playground/travel", { before: item.seq }).catch(failed);
  if (gone) toast(gone.text);
}
