// Block Kit: one small drawing for each kind of block.
import { Chart } from "./charts.js";
import { Element } from "./elements.js";
import { html, useContext, useId } from "./html.js";
import { Picture } from "./images.js";
import { Mrkdwn, plain, Text } from "./mrkdwn.js";
import { RichText } from "./richtext.js";
import { Surface } from "./surface.js";
import { Table } from "./tables.js";

export function Blocks({ blocks, surface }) {
  return html`<${Surface.Provider} value=${surface}>
    <div class="blocks">${blocks.map((block, index) => html`<${Block} key=${block.block_id ?? index} block=${block} />`)}</div>
  <//>`;
}

const KINDS = {
  section: Section,
  header: Header,
  context: Context,
  divider: () => html`<hr />`,
  actions: Actions,
  context_actions: Actions,
  input: Input,
  image: ({ block }) => html`<${Picture} image=${block} title=${plain(block.title)} />`,
  rich_text: ({ block }) => html`<${RichText} elements=${block.elements} />`,
  table: ({ block }) => html`<${Table} block=${block} />`,
  data_table: ({ block }) => html`<${Table} block=${block} />`,
  data_visualization: ({ block }) => html`<${Chart} block=${block} />`,
  markdown: ({ block }) => html`<p class="as-typed">${block.text}</p>`,
  alert: Alert,
  container: Container,
};

export function Block({ block }) {
  const Kind = KINDS[block.type];
  if (!Kind) return html`<p class="unknown">This page cannot draw a “${block.type.replaceAll("_", " ")}” block yet.</p>`;
  return html`<${Kind} block=${block} />`;
}

function Section({ block }) {
  return html`<div class="block section">
    <div class="said">
      ${block.text && html`<div><${Text} text=${block.text} /></div>`}
      ${block.fields && html`<div class="fields">${block.fields.map((field) => html`<div><${Text} text=${field} /></div>`)}</div>`}
    </div>
    ${block.accessory && html`<div class="accessory"><${Element} block=${block} element=${block.accessory} /></div>`}
  </div>`;
}

/** Messages stand below the page's own headings, whatever level the bot gives. */
function Header({ block }) {
  return html`<h3 class=${`block header level-${block.level ?? 1}`}>${plain(block.text)}</h3>`;
}

function Context({ block }) {
  return html`<div class="block context">
    ${block.elements.map((element) =>
      element.type === "image" ? html`<${Picture} image=${element} small=${true} />` : html`<span><${Text} text=${element} /></span>`,
    )}
  </div>`;
}

function Actions({ block }) {
  return html`<div class="block actions">
    ${block.elements.map((element) => html`<${Element} key=${element.action_id} block=${block} element=${element} />`)}
  </div>`;
}

const GROUPED = new Set(["checkboxes", "radio_buttons", "datetimepicker"]);

function Input({ block }) {
  const id = useId();
  const error = useContext(Surface).errors?.[block.block_id];
  const hint = plain(block.hint);
  const describedby = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  const field = { id, labelledby: `${id}-label`, describedby, invalid: Boolean(error), optional: Boolean(block.optional) };
  const label = html`${plain(block.label)}${block.optional && html` <small>(optional)</small>`}`;
  return html`<div class="block field">
    ${GROUPED.has(block.element.type) ? html`<span class="label" id=${field.labelledby}>${label}</span>` : html`<label class="label" id=${field.labelledby} for=${id}>${label}</label>`}
    <${Element} block=${block} element=${block.element} field=${field} />
    <p class="error" id=${`${id}-error`} role="alert" hidden=${!error}>${error}</p>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

function Alert({ block }) {
  return html`<div class=${`block alert ${block.level ?? "default"}`} role="note"><${Text} text=${block.text} /></div>`;
}

function Container({ block }) {
  const inner = block.child_blocks.map((child, index) => html`<${Block} key=${index} block=${{ block_id: block.block_id, ...child }} />`);
  const title = plain(block.title);
  if (block.is_collapsible) {
    return html`<details class="block container" open=${!block.default_collapsed}><summary>${title}</summary>${inner}</details>`;
  }
  return html`<section class="block container">${title && html`<h4>${title}</h4>`}${block.subtitle && html`<p class="hint"><${Text} text=${block.subtitle} /></p>`}${inner}</section>`;
}

/** A message without blocks. */
export function Words({ text }) {
  return html`<div class="words"><${Mrkdwn} text=${text} verbatim=${false} /></div>`;
}
