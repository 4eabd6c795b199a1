// Pictures. The page loads nothing from elsewhere, so a foreign one is described and linked.
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { link } from "./mrkdwn.js";

export function Picture({ image, title = "", small = false }) {
  const url = image.image_url ?? "";
  const isOwn = url.startsWith("data:image/") || (URL.canParse(url) && new URL(url).origin === location.origin);
  if (small && !isOwn) return html`<span class="picture-words" title=${url}>${image.alt_text}</span>`;
  if (isOwn) {
    const shown = html`<img class=${small ? "tiny" : "large"} src=${url} alt=${image.alt_text} />`;
    return title ? html`<figure class="block"><figcaption>${title}</figcaption>${shown}</figure>` : shown;
  }
  return html`<figure class="block picture">
    ${title && html`<figcaption>${title}</figcaption>`}
    <p><${Icon} name="picture" /> ${image.alt_text} ${url && html`<small>${link(url, "Open the picture")}</small>`}</p>
  </figure>`;
}
