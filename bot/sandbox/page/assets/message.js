// One message: who, when, what; for whom; and what can be done with it.
import { act } from "./api.js";
import { Blocks, Words } from "./blocks.js";
import { clockTime, fullMoment, momentOf } from "./clock.js";
import { classes, html, useId } from "./html.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { Avatar, nameOf } from "./names.js";
import { openThread } from "./places.js";
import { useStore } from "./store.js";

export function Message({ message, follows, inThread }) {
  const id = useId();
  const isOpen = useStore((state) => state.thread?.ts === message.ts);
  const kind = classes("message", { follows, ephemeral: message.ephemeral, "is-open": isOpen && !inThread });
  return html`<article class=${kind} aria-labelledby=${id} data-ts=${message.ts}>
    ${message.ephemeral && html`<p class="only-you"><${Icon} name="eye" /> Only visible to you</p>`}
    <div class="side"><${Avatar} user=${message.user} /></div>
    <div class="body">
      <${Byline} id=${id} message=${message} />
      <${Content} message=${message} />
      ${!inThread && message.reply_count > 0 && html`<${Replies} message=${message} />`}
    </div>
    ${!message.ephemeral && html`<${Tools} message=${message} inThread=${inThread} />`}
  </article>`;
}

function Byline({ id, message }) {
  const moment = momentOf(message.ts);
  return html`<p class="byline" id=${id}>
    <b>${nameOf(message.user)}</b>
    ${message.is_bot && html`<span class="app">App</span>`}
    <time datetime=${new Date(moment).toISOString()} title=${fullMoment(moment)}>${clockTime(moment)}</time>
    ${message.edited && html`<span class="edited">(edited)</span>`}
  </p>`;
}

/** Blocks are what people see; the text stands for them elsewhere, as it does in Slack. */
function Content({ message }) {
  if (!message.blocks?.length) return html`<${Words} text=${message.text} />`;
  const { channel, ts } = message;
  return html`<${Blocks} blocks=${message.blocks} surface=${{ key: `${channel} ${ts}`, where: { channel, ts } }} />`;
}

function Replies({ message }) {
  const { channel, ts, reply_count: count } = message;
  return html`<button type="button" class="replies" onClick=${() => openThread(channel, ts)}>
    ${count} ${count === 1 ? "reply" : "replies"}
  </button>`;
}

function Tools({ message, inThread }) {
  const { channel, ts } = message;
  const shortcuts = useStore((state) => state.shortcuts).filter(({ type }) => type === "message");
  const items = shortcuts.map((shortcut) => ({
    key: shortcut.callback_id,
    label: shortcut.name,
    hint: shortcut.description,
    choose: () => act("shortcut", { callback_id: shortcut.callback_id, channel, ts }),
  }));
  if (inThread && !items.length) return null;
  return html`<div class="tools">
    ${!inThread &&
    html`<button type="button" class="quiet" aria-label="Reply in thread" title="Reply in thread" onClick=${() => openThread(channel, message.thread_ts ?? ts)}><${Icon} name="speech" /></button>`}
    ${items.length > 0 && html`<${Menu} label="More actions" face="⋮" items=${items} />`}
  </div>`;
}
