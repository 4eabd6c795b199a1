// A list of messages: days between them, the newest in view, new ones read out.
import { dayName, isoDay, momentOf } from "./clock.js";
import { html, useLayoutEffect, useRef, useState } from "./html.js";
import { Message } from "./message.js";

const TOGETHER_MS = 5 * 60_000;
const NEAR_PX = 80;

export function Messages({ label, messages, inThread = false, children }) {
  const { list, isAway, scrolled, toNewest } = useNewestInView(messages);
  return html`<div class="message-list">
    <div class="scroller" role="log" aria-live="polite" aria-label=${label} tabindex="0" ref=${list} onScroll=${scrolled}>
      <div class="filler"></div>
      ${children}
      ${messages.map((message, index) => html`<${Row} key=${message.ts} message=${message} before=${messages[index - 1]} inThread=${inThread} />`)}
    </div>
    ${isAway && html`<button type="button" class="newest" onClick=${toNewest}>Newest ↓</button>`}
  </div>`;
}

function Row({ message, before, inThread }) {
  const moment = momentOf(message.ts);
  const isNewDay = !before || isoDay(momentOf(before.ts)) !== isoDay(moment);
  const follows =
    !isNewDay &&
    before.user === message.user &&
    !before.ephemeral &&
    !message.ephemeral &&
    !before.reply_count &&
    moment - momentOf(before.ts) < TOGETHER_MS;
  return html`${isNewDay && html`<div class="day-line" role="separator"><span>${dayName(moment)}</span></div>`}
    <${Message} message=${message} follows=${follows} inThread=${inThread} />`;
}

/** Stays at the newest message while one reads there; leaves whoever scrolled up where they are. */
function useNewestInView(messages) {
  const list = useRef(null);
  const isAtEnd = useRef(true);
  const [isAway, setAway] = useState(false);
  const toNewest = () => {
    isAtEnd.current = true;
    setAway(false);
    list.current.scrollTop = list.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isAtEnd.current) toNewest();
  }, [messages]);
  useLayoutEffect(() => {
    // Also when the list grows smaller, or a message in it grows.
    const watched = new ResizeObserver(() => isAtEnd.current && toNewest());
    watched.observe(list.current);
    return () => watched.disconnect();
  }, []);
  const width = useRef(0);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight, clientWidth } = list.current;
    const isReflow = width.current !== clientWidth; // the browser moved it, because the column has another width
    width.current = clientWidth;
    if (isReflow) return;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    setAway(!isAtEnd.current);
  };
  return { list, isAway, scrolled, toNewest };
}
