// Bots of two libraries for Node.js, at the simulator whose address is given: `node bots.mjs LIBRARY ADDRESS`.

import { createRequire } from "node:module";
import { TOKEN } from "./common.mjs";

const require = createRequire(`${process.env.CLIENTS_MODULES}/index.js`);
const [library, url] = process.argv.slice(2);
const keyboard = { reply_markup: { inline_keyboard: [[{ text: "Tea", callback_data: "tea" }]] } };

const make = {
  grammy: () => new (require("grammy").Bot)(TOKEN, { client: { apiRoot: url } }),
  telegraf: () => new (require("telegraf").Telegraf)(TOKEN, { telegram: { apiRoot: url } }),
};

const bot = make[library]();
bot.command("start", (context) => context.reply(`Hello, ${context.from.first_name}!`, keyboard));
bot.on("callback_query", async (context) => {
  await (context.answerCbQuery ?? context.answerCallbackQuery).call(context, "Noted");
  await context.editMessageText("You took tea.");
});
await (library === "grammy" ? bot.start() : bot.launch());
