// The thread beside the conversation.
import { Composer } from "./composer.js";
import { html, useEffect, useRef } from "./html.js";
import { Messages } from "./messages.js";
import { channelName, channelOf } from "./names.js";
import { closeThread } from "./places.js";
import { useStore } from "./store.js";

export function Thread() {
  const { channel, ts, messages } = useStore((state) => state.thread);
  const panel = useRef(null);
  useEffect(() => panel.current.querySelector("textarea")?.focus(), [ts]);
  const close = () => {
    closeThread();
    document.querySelector(`.channel [data-ts="${ts}"] .tools button, #composer`)?.focus();
  };
  const escaped = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  };
  return html`<section class="thread" aria-label="Thread" ref=${panel} onKeyDown=${escaped}>
    <header class="channel-head">
      <h2>Thread <small>${channelName(channelOf(channel))}</small></h2>
      <button type="button" class="quiet" aria-label="Close the thread" onClick=${close}>✕</button>
    </header>
    <${Messages} key=${ts} label="Thread" messages=${messages} inThread=${true} />
    <${Composer} key=${`${channel} ${ts}`} id="thread-composer" channel=${channel} thread=${ts} label="Reply" />
  </section>`;
}
