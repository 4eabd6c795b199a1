// Sandbox time, and times in words. A moment is a number of milliseconds.
import { get } from "./store.js";

export function now() {
  const { at, told, rate } = get().time;
  return at + (Date.now() - told) * rate;
}

/** What the sandbox says of its clock, as this page keeps it. */
export function timeTold({ now: moment, rate }) {
  return { at: Date.parse(moment), told: Date.now(), rate };
}

/** Slack's time stamps are seconds with microseconds behind the dot. */
export function momentOf(ts) {
  return Number(ts) * 1000;
}

const formats = new Map();

function formatted(moment, options) {
  const zone = get().zone ?? undefined;
  const key = JSON.stringify([zone, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key).format(moment);
}

export const clockTime = (moment) => formatted(moment, { hour: "2-digit", minute: "2-digit" });
export const withSeconds = (moment) => formatted(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const weekday = (moment) => formatted(moment, { weekday: "short", day: "numeric", month: "short" });
export const fullMoment = (moment) => formatted(moment, { dateStyle: "full", timeStyle: "short" });
export const longDate = (moment) => formatted(moment, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** YYYY-MM-DD in the person's zone. */
export function isoDay(moment) {
  const parts = formatted(moment, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/");
  return parts.reverse().join("-");
}

export function dayName(moment) {
  return pretty(moment) ?? formatted(moment, { weekday: "long", day: "numeric", month: "long" });
}

function pretty(moment) {
  const days = { Today: 0, Yesterday: -1, Tomorrow: 1 };
  return Object.keys(days).find((word) => isoDay(now() + days[word] * 86_400_000) === isoDay(moment));
}

/** How long ago, in the words of the floor. */
export function since(iso) {
  const minutes = Math.max(0, Math.floor((now() - Date.parse(iso)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(minutes / 1440)} days`;
}

function ago(moment) {
  const minutes = Math.round((moment - now()) / 60_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 36 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

const DATES = {
  date_num: (moment) => isoDay(moment),
  date_slash: (moment) => isoDay(moment).replaceAll("-", "/"),
  date: (moment) => formatted(moment, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (moment) => formatted(moment, { day: "numeric", month: "short", year: "numeric" }),
  date_long: longDate,
  date_long_full: longDate,
  time: clockTime,
  time_secs: withSeconds,
  ago,
  day_divider_pretty: dayName,
};

/** Slack's {date_short_pretty} and its like, in the reader's zone. A token it does not know stays as it is. */
export function slackDate(moment, format) {
  return format.replace(/\{(\w+)\}/g, (token, name) => {
    const plain = name.replace(/_pretty$/, "");
    if (name !== plain && DATES[plain]) return pretty(moment)?.toLowerCase() ?? DATES[plain](moment);
    return DATES[name] ? DATES[name](moment) : token;
  });
}

/** The moment at which the person's wall shows this date and time; in a gap, the moment after it. */
export function momentAt(day, time) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const shownAt = (moment) => Date.parse(`${isoDay(moment)}T${withSeconds(moment)}Z`);
  const first = wanted - (shownAt(wanted) - wanted);
  return first - (shownAt(first) - wanted);
}
