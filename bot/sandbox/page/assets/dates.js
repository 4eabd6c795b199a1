// Date, time, and both together.
import { Calendar } from "./calendar.js";
import { clockTime, isoDay, momentAt, now } from "./clock.js";
import { html, useId, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { described } from "./inputs.js";
import { plain } from "./mrkdwn.js";
import { usePopup } from "./popup.js";
import { useHolding } from "./surface.js";

export function DatePicker({ block, element, field }) {
  const { value, commit } = useHolding(block, element);
  return html`<${DateButton} day=${value} choose=${commit} field=${field} placeholder=${plain(element.placeholder) || "Choose a date"} />`;
}

export function TimePicker({ block, element, field }) {
  const { value, enter, commit } = useHolding(block, element);
  return html`<${TimeField} time=${value} enter=${enter} commit=${commit} field=${field} placeholder=${plain(element.placeholder) || "Choose a time"} />`;
}

/** Holds seconds since 1970: the date and time that the person's own wall shows then. */
export function DateTimePicker({ block, element, field }) {
  const { value, commit } = useHolding(block, element);
  const moment = value === null ? null : value * 1000;
  const [day, time] = moment === null ? [null, null] : [isoDay(moment), clockTime(moment)];
  const choose = (newDay, newTime) => newDay && commit(Math.round(momentAt(newDay, newTime ?? "09:00") / 1000));
  return html`<div class="date-time" role="group" id=${field?.id} aria-labelledby=${field?.labelledby} aria-describedby=${field?.describedby} aria-label=${field ? undefined : "Date and time"}>
    <${DateButton} day=${day} choose=${(next) => choose(next, time)} placeholder="Choose a date" />
    <${TimeField} time=${time} commit=${(next) => next && choose(day ?? isoDay(now()), next)} placeholder="Time" />
  </div>`;
}

function DateButton({ day, choose, field, placeholder }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const id = useId();
  const { anchor, popup } = usePopup(isOpen, () => setOpen(false));
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const take = (next) => {
    close();
    void choose(next);
  };
  const words = day ? dayInWords(day) : placeholder;
  const { "aria-label": name, ...rest } = described(field, placeholder);
  const labelledby = field ? `${field.labelledby} ${field.id}` : undefined;
  return html`<span class="date" ref=${anchor}>
    <button ref=${button} type="button" class="button plain" ...${rest} aria-invalid=${undefined} aria-required=${undefined} data-invalid=${field?.invalid ? "" : undefined}
      aria-labelledby=${labelledby} aria-label=${name && (day ? `${name}: ${words}` : name)} aria-haspopup="dialog" aria-expanded=${isOpen} aria-controls=${id} onClick=${() => setOpen(!isOpen)}>
      <${Icon} name="calendar" /> ${words}
    </button>
    <div id=${id} ref=${popup} popover="manual" role="dialog" aria-label="Choose a date" class="popup calendar">
      ${isOpen && html`<${Calendar} chosen=${day} today=${isoDay(now())} choose=${take} close=${close} clear=${field?.optional && day ? () => take(null) : null} />`}
    </div>
  </span>`;
}

function dayInWords(day) {
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en-GB", options).format(Date.parse(day));
}

/** In messages a half-typed time is nothing to tell the bot: it is told on Enter, or when the field is left. */
function TimeField({ time, enter = () => {}, commit, field, placeholder }) {
  const settle = (event) => {
    const next = event.target.value || null;
    if (next !== time) void commit(next);
  };
  const typed = (event) => field && enter(event.target.value || null);
  return html`<input type="time" ...${described(field, placeholder)} value=${time ?? ""} onInput=${typed} onBlur=${settle}
    onKeyDown=${(event) => event.key === "Enter" && !field && settle(event)} />`;
}
