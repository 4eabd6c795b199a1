// The sandbox's clock: what it shows, how far it can be moved, and how fast it runs. For everybody at once.
import { act } from "./api.js";
import { clockTime, isoDay, momentAt, now, timeTold, weekday, withSeconds } from "./clock.js";
import { html, useEffect, useState } from "./html.js";
import { get, set, useStore } from "./store.js";

const DAY_MS = 86_400_000;
const MORNING = "08:50"; // before most people's first reminder
const SPEEDS = [1, 60, 600];

const STEPS = [
  { label: "+1 min", name: "Move the sandbox clock +1 min", order: () => ({ by_s: 60 }) },
  { label: "+1 h", name: "Move the sandbox clock +1 h", order: () => ({ by_s: 3600 }) },
  { label: `→ ${MORNING}`, name: `Move the sandbox clock to tomorrow ${MORNING}`, order: () => ({ to: tomorrow() }) },
];

/** Tomorrow on the person's own wall. */
function tomorrow() {
  const noon = momentAt(isoDay(now()), "12:00");
  return new Date(momentAt(isoDay(noon + DAY_MS), MORNING)).toISOString();
}

async function turn(order) {
  const told = await act("clock", order);
  if (told) set({ time: timeTold(told) });
}

export function ClockBar() {
  const { rate } = useStore((state) => state.time);
  return html`<div class="clock" role="group" aria-label="Sandbox time">
    <${Face} rate=${rate} />
    <span class="joined">
      ${STEPS.map(
        ({ label, name, order }) =>
          html`<button key=${label} type="button" class="small" aria-label=${name} title=${name} onClick=${() => turn(order())}>${label}</button>`,
      )}
    </span>
    <span class="joined" role="group" aria-label="How fast the sandbox clock runs">
      ${SPEEDS.map((speed) => html`<${Speed} key=${speed} speed=${speed} rate=${rate} />`)}
    </span>
  </div>`;
}

function Speed({ speed, rate }) {
  const name = speed === 1 ? "Clock at normal speed" : `Clock ${speed} times as fast`;
  return html`<button type="button" class="small" aria-label=${name} title=${name} aria-pressed=${rate === speed} onClick=${() => turn({ rate: speed })}>×${speed}</button>`;
}

/** Fast, the seconds are what shows that it runs. */
function Face({ rate }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => tick((count) => count + 1), rate > 1 ? 200 : 1000);
    return () => clearInterval(ticking);
  }, [rate]);
  return html`<span class="face" title=${`Sandbox time, ${get().zone ?? "your own zone"}`}>
    <span class="day">${weekday(now())}</span> <time>${rate > 1 ? withSeconds(now()) : clockTime(now())}</time>
  </span>`;
}
