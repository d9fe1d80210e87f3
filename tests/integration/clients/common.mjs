// What the scenarios of the JavaScript client libraries share: people who act, and a count of the steps.

import { deflateSync } from "node:zlib";

export const TOKEN = "1000000001:AAsimulatedTokenOfTheScenario_-abcd";

export class Control {
  constructor(url) {
    this.url = url;
  }

  async request(verb, path, data) {
    const options = { method: verb };
    if (data !== undefined) options.body = JSON.stringify(data);
    const answer = await (await fetch(this.url + path, options)).json();
    if (!answer.ok) throw new Error(`${path}: ${answer.error}`);
    return answer.result;
  }

  act(action, parameters) {
    return this.request("POST", `/control/do/${action}`, parameters);
  }

  trouble(kind, parameters = {}) {
    return this.request("POST", "/control/trouble", { kind, ...parameters });
  }

  async query(id) {
    return (await this.request("GET", `/control/queries/${id}?timeout=5`)).answer;
  }
}

export class Steps {
  count = 0;

  check(name, fact) {
    this.count += 1;
    if (!fact) {
      console.log(`FAILED at step ${this.count}: ${name}`);
      process.exit(1);
    }
  }

  // Check that a call is refused with this code, and a description that holds this text.
  async refused(name, code, text, call) {
    let fault = null;
    try {
      await call();
    } catch (error) {
      fault = error;
    }
    const answer = fault?.response ?? fault ?? {};
    this.check(name, answer.error_code === code && answer.description.includes(text));
  }

  end() {
    console.log(`${this.count} steps`);
    process.exit(0);
  }
}

// A small PNG.
export function picture(width = 300, height = 200) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
    return Buffer.concat([head, body, tail]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Buffer.alloc((width + 1) * height);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export const ALL = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "inline_query",
  "chosen_inline_result",
  "callback_query",
  "shipping_query",
  "pre_checkout_query",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_member",
  "chat_join_request",
  "message_reaction",
  "message_reaction_count",
];
