// table and data_table: real tables, so that a screen reader can walk them.
import { Element } from "./elements.js";
import { classes, html } from "./html.js";
import { plain } from "./mrkdwn.js";
import { RichText } from "./richtext.js";

export function Table({ block }) {
  const [head, ...rows] = block.rows;
  const named = block.row_header_column_index ?? (block.type === "data_table" ? 0 : -1);
  const name = block.caption ?? "Table";
  return html`<div class="block table" role="group" aria-label=${name} tabindex="0">
    <table>
      ${block.caption && html`<caption>${plain(block.caption)}</caption>`}
      <thead>
        <tr>${head.map((cell, column) => html`<th scope="col" class=${side(block, column, cell)}><${Cell} block=${block} cell=${cell} /></th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<tr>${row.map((cell, column) => html`<${Place} block=${block} cell=${cell} column=${column} named=${named} />`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

function Place({ block, cell, column, named }) {
  const inside = html`<${Cell} block=${block} cell=${cell} />`;
  const kind = side(block, column, cell);
  return column === named ? html`<th scope="row" class=${kind}>${inside}</th>` : html`<td class=${kind}>${inside}</td>`;
}

function side(block, column, cell) {
  const align = block.column_settings?.[column]?.align;
  return classes(align ?? "", { right: !align && cell?.type === "raw_number" });
}

function Cell({ block, cell }) {
  switch (cell.type) {
    case "rich_text":
      return html`<${RichText} elements=${cell.elements} />`;
    case "action_cell":
      return html`<${Element} block=${block} element=${cell.element} />`;
    default:
      return cell.text;
  }
}
