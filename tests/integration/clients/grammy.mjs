// grammY talks to the simulator whose address is given.

import { createRequire } from "node:module";
import { Control, TOKEN } from "./common.mjs";
import { scenario } from "./scenario.mjs";

const require = createRequire(`${process.env.CLIENTS_MODULES}/index.js`);
const { Bot, InputFile } = require("grammy");
const url = process.argv[2];
const bot = new Bot(TOKEN, { client: { apiRoot: url } });

const download = async (path) => Buffer.from(await (await fetch(`${url}/file/bot${TOKEN}/${path}`)).arrayBuffer());
await scenario(
  new Control(url),
  (method, parameters) => (method === "getMe" ? bot.api.getMe() : bot.api.raw[method](parameters)),
  (content, name) => new InputFile(content, name),
  download,
);
