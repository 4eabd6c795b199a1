// rich_text: sections, lists, code and quotes made of inline elements.
import { slackDate } from "./clock.js";
import { emoji } from "./emoji.js";
import { html } from "./html.js";
import { channelMention, link, mention } from "./mrkdwn.js";

export function RichText({ elements }) {
  return html`<div class="block rich-text">${elements.map(part)}</div>`;
}

function part(element) {
  const inside = (element.elements ?? []).map(inline);
  switch (element.type) {
    case "rich_text_list":
      return list(element);
    case "rich_text_preformatted":
      return html`<pre><code>${inside}</code></pre>`;
    case "rich_text_quote":
      return html`<blockquote>${inside}</blockquote>`;
    default:
      return html`<p>${inside}</p>`;
  }
}

function list(element) {
  const items = element.elements.map((item) => html`<li>${(item.elements ?? []).map(inline)}</li>`);
  const indent = `indent-${Math.min(element.indent ?? 0, 8)}`;
  if (element.style === "ordered") return html`<ol class=${indent} start=${(element.offset ?? 0) + 1}>${items}</ol>`;
  return html`<ul class=${indent}>${items}</ul>`;
}

const INLINE = {
  text: ({ text }) => lines(text),
  link: ({ url, text }) => link(url, text || url),
  user: ({ user_id }) => mention(user_id),
  channel: ({ channel_id }) => channelMention(channel_id),
  usergroup: ({ usergroup_id }) => html`<span class="mention">@${usergroup_id}</span>`,
  broadcast: ({ range }) => html`<span class="mention">@${range}</span>`,
  emoji: ({ name }) => emoji(name) ?? `:${name}:`,
  tag: ({ text, color }) => html`<span class=${`tag ${color ?? "gray"}`}>${text}</span>`,
  date: ({ timestamp, format, fallback }) => html`<time title=${fallback}>${slackDate(timestamp * 1000, format)}</time>`,
  color: ({ value }) => value,
};

export function inline(element) {
  const shown = INLINE[element.type]?.(element) ?? "";
  const { bold, italic, strike, code } = element.style ?? {};
  let styled = code ? html`<code>${shown}</code>` : shown;
  if (strike) styled = html`<s>${styled}</s>`;
  if (italic) styled = html`<em>${styled}</em>`;
  return bold ? html`<strong>${styled}</strong>` : styled;
}

function lines(text) {
  return text.split("\n").map((line, index) => [index ? html`<br />` : null, line]);
}
