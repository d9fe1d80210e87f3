// Telegraf talks to the simulator whose address is given.

import { createRequire } from "node:module";
import { Control, TOKEN } from "./common.mjs";
import { scenario } from "./scenario.mjs";

const require = createRequire(`${process.env.CLIENTS_MODULES}/index.js`);
const { Telegraf } = require("telegraf");
const url = process.argv[2];
const bot = new Telegraf(TOKEN, { telegram: { apiRoot: url } });

const download = async (path) =>
  Buffer.from(await (await fetch(await bot.telegram.getFileLink({ file_path: path }))).arrayBuffer());
await scenario(
  new Control(url),
  (method, parameters) => bot.telegram.callApi(method, parameters ?? {}),
  (content, name) => ({ source: content, filename: name }),
  download,
);
