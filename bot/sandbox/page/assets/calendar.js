// A month to choose a day from. Days are YYYY-MM-DD; the arrow keys move by day and week, Page Up and Down by month.
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from "./html.js";

const DAY_MS = 86_400_000;
const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function Calendar({ chosen, today, choose, close, clear }) {
  const [day, setDay] = useState(chosen ?? today);
  const grid = useRef(null);
  const byHand = useRef(true); // the focus follows the day, but not while a month is turned with the mouse
  const focus = () => {
    if (byHand.current) grid.current.querySelector("[tabindex='0']")?.focus();
  };
  useLayoutEffect(focus, [day]); // at once: another month has other buttons, and keys come fast
  useEffect(focus, []); // once the calendar stands open
  const go = (next, follows = true) => {
    byHand.current = follows;
    setDay(next);
  };
  return html`<div onKeyDown=${(event) => event.key === "Escape" && left(event, close)}>
    <div class="month">
      <button type="button" class="quiet" aria-label="Previous month" onClick=${() => go(months(day, -1), false)}>‹</button>
      <b aria-live="polite">${words(day, { month: "long", year: "numeric" })}</b>
      <button type="button" class="quiet" aria-label="Next month" onClick=${() => go(months(day, 1), false)}>›</button>
    </div>
    <table role="grid" aria-label=${words(day, { month: "long", year: "numeric" })} ref=${grid} onKeyDown=${(event) => moved(event, day, go)}>
      <thead><tr>${WEEK.map((name) => html`<th scope="col" abbr=${name}>${name.slice(0, 2)}</th>`)}</tr></thead>
      <tbody>
        ${weeks(day).map(
          (week) => html`<tr key=${week[0]}>${week.map((one) => html`<${Day} key=${one} one=${one} day=${day} chosen=${chosen} today=${today} choose=${choose} />`)}</tr>`,
        )}
      </tbody>
    </table>
    <div class="dialog-foot">
      <button type="button" class="small" onClick=${() => choose(today)}>Today</button>
      ${clear && html`<button type="button" class="small" onClick=${clear}>Clear</button>`}
    </div>
  </div>`;
}

function Day({ one, day, chosen, today, choose }) {
  const kind = classes("day", { other: one.slice(0, 7) !== day.slice(0, 7), today: one === today, chosen: one === chosen });
  return html`<td role="gridcell" aria-selected=${one === chosen}>
    <button type="button" class=${kind} tabindex=${one === day ? 0 : -1} aria-current=${one === today ? "date" : undefined}
      aria-label=${words(one, { weekday: "long", day: "numeric", month: "long", year: "numeric" })} onClick=${() => choose(one)}>
      ${Number(one.slice(8))}
    </button>
  </td>`;
}

function moved(event, day, go) {
  const weekday = (new Date(day).getUTCDay() + 6) % 7;
  const next = {
    ArrowLeft: () => days(day, -1),
    ArrowRight: () => days(day, 1),
    ArrowUp: () => days(day, -7),
    ArrowDown: () => days(day, 7),
    Home: () => days(day, -weekday),
    End: () => days(day, 6 - weekday),
    PageUp: () => months(day, -1),
    PageDown: () => months(day, 1),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  go(next());
}

function left(event, close) {
  event.preventDefault();
  event.stopPropagation();
  close();
}

function days(day, count) {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of another month; its last one where it is shorter. */
function months(day, count) {
  const [year, month, number] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(number, last))).toISOString().slice(0, 10);
}

function weeks(day) {
  const first = `${day.slice(0, 8)}01`;
  const monday = days(first, -((new Date(first).getUTCDay() + 6) % 7));
  const all = Array.from({ length: 42 }, (_, index) => days(monday, index));
  const rows = Array.from({ length: 6 }, (_, index) => all.slice(index * 7, index * 7 + 7));
  return rows.filter((week) => week.some((one) => one.slice(0, 7) === day.slice(0, 7)));
}

function words(day, options) {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(Date.parse(day));
}
