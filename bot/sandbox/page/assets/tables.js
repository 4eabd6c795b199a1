// table and data_table: real tables, so that a screen reader can walk them. Those with data are sorted and paged here.
import { Element } from "./elements.js";
import { classes, html, useState } from "./html.js";
import { plain } from "./mrkdwn.js";
import { RichText } from "./richtext.js";
import { nextOrder, ordered } from "./sorting.js";

const PAGE = 5; // Slack's, where the bot gives none

export function Table({ block }) {
  const [head, ...rows] = block.rows;
  if (block.type === "data_table") return html`<${DataTable} block=${block} head=${head} rows=${rows} />`;
  const name = (cell, column) => html`<th scope="col" class=${side(block, column, cell)}><${Cell} block=${block} cell=${cell} /></th>`;
  return html`<${Grid} block=${block} head=${head.map(name)} rows=${rows} />`;
}

function DataTable({ block, head, rows }) {
  const [order, setOrder] = useState(null);
  const [page, setPage] = useState(0);
  const size = block.page_size ?? PAGE;
  const last = Math.ceil(rows.length / size) - 1;
  const at = Math.min(page, last); // a newer message may hold fewer rows
  const sort = (column) => {
    setOrder(nextOrder(order, column));
    setPage(0);
  };
  const names = head.map((cell, column) => html`<${Sorter} block=${block} cell=${cell} column=${column} order=${order} sort=${sort} />`);
  const shown = ordered(rows, order).slice(at * size, (at + 1) * size);
  return html`<div class="block data-table">
    <${Grid} block=${block} head=${names} rows=${shown} />
    ${last > 0 && html`<${Pages} at=${at} last=${last} size=${size} count=${rows.length} caption=${block.caption} turn=${setPage} />`}
  </div>`;
}

function Grid({ block, head, rows }) {
  const named = block.row_header_column_index ?? (block.type === "data_table" ? 0 : -1);
  return html`<div class="block table" role="group" aria-label=${block.caption ?? "Table"} tabindex="0">
    <table>
      ${block.caption && html`<caption>${plain(block.caption)}</caption>`}
      <thead><tr>${head}</tr></thead>
      <tbody>
        ${rows.map((row) => html`<tr>${row.map((cell, column) => html`<${Place} block=${block} cell=${cell} column=${column} named=${named} />`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

const SIGNS = { ascending: "▲", descending: "▼" };

function Sorter({ block, cell, column, order, sort }) {
  const way = order?.column === column ? order.way : undefined;
  return html`<th scope="col" class=${side(block, column, cell)} aria-sort=${way}>
    <button type="button" class="sorter" onClick=${() => sort(column)}>${cell.text}<span class="way" aria-hidden="true">${SIGNS[way] ?? "↕"}</span></button>
  </th>`;
}

function Pages({ at, last, size, count, caption, turn }) {
  const [first, end] = [at * size + 1, Math.min(count, (at + 1) * size)];
  return html`<nav class="pages" aria-label=${`Pages of ${plain(caption)}`}>
    <span role="status">${first}–${end} of ${count}</span>
    <button type="button" class="small" disabled=${at === 0} onClick=${() => turn(at - 1)}>Previous</button>
    <button type="button" class="small" disabled=${at === last} onClick=${() => turn(at + 1)}>Next</button>
  </nav>`;
}

function Place({ block, cell, column, named }) {
  const inside = html`<${Cell} block=${block} cell=${cell} />`;
  const kind = side(block, column, cell);
  return column === named ? html`<th scope="row" class=${kind}>${inside}</th>` : html`<td class=${kind}>${inside}</td>`;
}

/** Where the cell's text stands, and whether it may break. A column of figures has its name above the figures. */
function side(block, column, cell) {
  const { align, is_wrapped: wrapped } = block.column_settings?.[column] ?? {};
  const isFigure = (cell?.type === "raw_number" || block.rows[1]?.[column]?.type === "raw_number") && !align;
  return classes(align ?? "", { right: isFigure, wrapped });
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
