// Opens the window of the person whom the address names.
import { App } from "./app.js";
import { html, render } from "./html.js";
import { openChannel } from "./places.js";
import { get, set } from "./store.js";
import { listen, refresh } from "./stream.js";

const place = document.getElementById("app");
place.replaceChildren();
render(html`<${App} />`, place);

try {
  await refresh();
  const asked = new URLSearchParams(location.search);
  const { channels } = get();
  const open = channels.find(({ id }) => id === asked.get("in")) ?? channels.find(({ kind }) => kind === "im");
  openChannel(open.id, asked.get("tab") === "home" && open.kind === "im" ? "home" : "messages");
  listen();
} catch (failure) {
  set({ failure: failure.message });
}
