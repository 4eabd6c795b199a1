// Slack's own Node clients, told what to do by lines of JSON on standard input; each line is answered by one.
// The first argument is the folder whose node_modules are used.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.argv[2]}/`);
const { WebClient, LogLevel } = require("@slack/web-api");
const { SocketModeClient } = require("@slack/socket-mode");

const quiet = { logLevel: LogLevel.ERROR };
let slackApiUrl, appToken, web, socket;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

// Which Slack they speak to from now on.
const point = async (order) => {
  ({ slackApiUrl, appToken } = order);
  web = new WebClient(order.botToken, { slackApiUrl, ...quiet });
  return { ok: true };
};

// By the method's own name on the client, as people write it: client.chat.postMessage({...}).
const call = async ({ method, given }) => {
  const where = method.split(".");
  const holder = where.slice(0, -1).reduce((at, name) => at[name], web);
  return await holder[where.at(-1)](given);
};

const connect = async () => {
  socket = new SocketModeClient({ appToken, clientOptions: { slackApiUrl }, ...quiet });
  socket.on("connected", () => say({ event: "connected" }));
  socket.on("slash_commands", async ({ ack, body }) => {
    await ack({ text: `You typed ${body.text}.` });
    if (body.text === "form") await web.views.open({ trigger_id: body.trigger_id, view: form });
    say({ event: "command", text: body.text });
  });
  socket.on("interactive", async ({ ack, body }) => {
    await ack(answers[body.type]);
    say({ event: body.type });
  });
  socket.on("message", async ({ ack, event, body, retry_num: retry }) => {
    await ack();
    if (event.bot_id) return;
    await web.chat.postMessage({ channel: event.channel, text: `You said ${event.text}.` });
    say({ event: "message", id: body.event_id, retry });
  });
  await socket.start();
  return { ok: true };
};

const text = (words) => ({ type: "plain_text", text: words });
const form = {
  type: "modal",
  callback_id: "note",
  title: text("Note"),
  submit: text("Save"),
  blocks: [
    {
      type: "input",
      block_id: "note",
      label: text("Note"),
      element: { type: "plain_text_input", action_id: "said" },
    },
    {
      type: "actions",
      block_id: "more",
      elements: [
        { type: "button", action_id: "more", text: text("More") },
        { type: "external_select", action_id: "queue", placeholder: text("Queue…"), min_query_length: 0 },
      ],
    },
  ],
};
const answers = {
  block_actions: undefined,
  view_submission: { response_action: "errors", errors: { note: "Too short." } },
  block_suggestion: { options: [{ text: text("Billing"), value: "1" }] },
};

const deeds = { point, call, connect, disconnect: async () => (await socket.disconnect(), { ok: true }) };

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    say({ answer: await deeds[order.do](order) });
  } catch (error) {
    say({ answer: { ok: false, error: `${error.message}` } });
  }
}
process.exit(0);
