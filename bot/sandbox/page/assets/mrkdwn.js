// Slack's mrkdwn as elements: never as markup, so nobody's text can become anything but text, style or a link.
import { slackDate } from "./clock.js";
import { emoji } from "./emoji.js";
import { html } from "./html.js";
import { channelOf, nameOf } from "./names.js";
import { openChannel } from "./places.js";
import { get } from "./store.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const SPECIAL = /`[^`\n]+`|<[^<>\n]+>|:[a-z0-9_+-]+(?:::skin-tone-\d)?:|&(?:amp|lt|gt);|[*_~]/g;
const BARE = /https?:\/\/[^\s<>&]+[^\s<>&.,;:!?)]/g;

export function Mrkdwn({ text, verbatim = true }) {
  return html`<span class="mrkdwn">${fenced(text ?? "", { links: !verbatim })}</span>`;
}

/** A text object, or the element of a context: mrkdwn or plain. */
export function Text({ text }) {
  if (!text) return null;
  if (typeof text === "string") return text;
  return text.type === "mrkdwn" ? html`<${Mrkdwn} text=${text.text} verbatim=${text.verbatim} />` : plain(text);
}

/** What a text object says, without elements: for labels and places that take text alone. */
export function plain(text) {
  const said = typeof text === "string" ? text : (text?.text ?? "");
  return said.replace(/:([a-z0-9_+-]+):/g, (code, name) => emoji(name) ?? code);
}

function fenced(text, how) {
  return text.split(/```\n?([\s\S]*?)\n?```/).map((part, index) => {
    if (index % 2) return html`<pre><code>${unescaped(part)}</code></pre>`;
    return quoted(part, how);
  });
}

function quoted(text, how) {
  const parts = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const last = parts.at(-1);
    if (last && last.isQuote === Boolean(quote)) last.lines.push(quote ? quote[1] : line);
    else parts.push({ isQuote: Boolean(quote), lines: [quote ? quote[1] : line] });
  }
  return parts.map(({ isQuote, lines }) => {
    const shown = lines.map((line, index) => [index ? html`<br />` : null, inline(line, how)]);
    return isQuote ? html`<blockquote>${shown}</blockquote>` : shown;
  });
}

function inline(text, how) {
  const out = [];
  const special = new RegExp(SPECIAL);
  let at = 0;
  const plainUpTo = (end) => end > at && out.push(linked(text.slice(at, end), how));
  for (let found; (found = special.exec(text)); ) {
    const [shown, end] = piece(text, found[0], found.index, how);
    if (shown === null) continue;
    plainUpTo(found.index);
    out.push(shown);
    at = special.lastIndex = end;
  }
  plainUpTo(text.length);
  return out;
}

/** What stands for the special piece, and where it ends; null when it is only text. */
function piece(text, found, start, how) {
  const end = start + found.length;
  switch (found[0]) {
    case "`":
      return [html`<code>${unescaped(found.slice(1, -1))}</code>`, end];
    case "<":
      return [token(found.slice(1, -1), how), end];
    case ":":
      return [emoji(found.slice(1, -1)) ? html`<span class="emoji">${emoji(found.slice(1, -1))}</span>` : null, end];
    case "&":
      return [unescaped(found), end];
    default:
      return styled(text, found, start, how);
  }
}

function styled(text, mark, start, how) {
  const end = closing(text, mark, start);
  if (end < 0) return [null, start];
  return [html`<${STYLES[mark]}>${inline(text.slice(start + 1, end), how)}<//>`, end + 1];
}

/** Where the style that opens at `start` ends: both marks stand at the edge of words. -1: it is no style. */
function closing(text, mark, start) {
  const isEdge = (letter) => letter === undefined || !WORD.test(letter);
  const next = text[start + 1] ?? " ";
  if (!isEdge(text[start - 1]) || next === mark || /\s/.test(next)) return -1;
  for (let at = start + 2; at < text.length; at += 1) {
    if (text[at] === "<") at = Math.max(at, text.indexOf(">", at));
    else if (text[at] === "`") at = Math.max(at, text.indexOf("`", at + 1));
    else if (text[at] === mark && !/\s/.test(text[at - 1]) && isEdge(text[at + 1])) return at;
  }
  return -1;
}

/** What stands between angle brackets: somebody, a channel, a date, or a link. */
function token(inside, how) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return html`<span class="mention">${unescaped(label || "@group")}</span>`;
  if (target.startsWith("!")) return html`<span class="mention">@${unescaped(label || target.slice(1)).replace(/^@/, "")}</span>`;
  return link(unescaped(target), label ? inline(label, how) : null);
}

export function mention(user, label = "") {
  const name = get().people.has(user) ? nameOf(user) : unescaped(label) || user;
  return html`<span class=${user === get().me ? "mention mine" : "mention"}>@${name.replace(/^@/, "")}</span>`;
}

export function channelMention(id, label = "") {
  const channel = channelOf(id);
  if (!channel) return html`<span class="mention">#${unescaped(label) || "private channel"}</span>`;
  return html`<button type="button" class="mention" onClick=${() => openChannel(id)}>#${channel.name}</button>`;
}

export function link(url, label = null) {
  if (!/^(https?:|mailto:)/i.test(url)) return label ?? url;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${label ?? url.replace(/^mailto:/i, "")}</a>`;
}

function date(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const moment = Number(seconds) * 1000;
  if (!Number.isFinite(moment)) return unescaped(fallback);
  const shown = html`<time datetime=${new Date(moment).toISOString()}>${slackDate(moment, unescaped(format ?? ""))}</time>`;
  return url ? link(unescaped(url), shown) : shown;
}

function linked(text, { links }) {
  if (!links) return text;
  const out = [];
  let at = 0;
  for (const found of text.matchAll(BARE)) {
    out.push(text.slice(at, found.index), link(found[0]));
    at = found.index + found[0].length;
  }
  return [...out, text.slice(at)];
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
