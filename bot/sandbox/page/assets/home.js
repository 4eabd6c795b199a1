// The app's Home tab.
import { Blocks } from "./blocks.js";
import { html } from "./html.js";
import { useStore } from "./store.js";

export function Home() {
  const home = useStore((state) => state.home);
  if (!home) {
    return html`<div class="home" tabindex="0" role="region" aria-label="Home"><div class="welcome">
      <h3>Nothing here yet</h3>
      <p>OnQueue has not drawn its Home. The Messages tab is where you talk with it.</p>
    </div></div>`;
  }
  const surface = { key: home.id, where: { view: home.id }, values: home.state.values };
  return html`<div class="home" tabindex="0" role="region" aria-label="Home"><${Blocks} blocks=${home.blocks} surface=${surface} /></div>`;
}
