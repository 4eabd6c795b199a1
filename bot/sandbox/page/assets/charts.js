// data_visualization, drawn plainly: its figures as a table.
import { html } from "./html.js";
import { Table } from "./tables.js";

export function Chart({ block }) {
  return html`<${Table} block=${{ type: "data_table", caption: `${block.title} (${block.chart.type} chart)`, rows: rows(block.chart) }} />`;
}

function rows(chart) {
  const words = (text) => ({ type: "raw_text", text });
  const figure = (value) => ({ type: "raw_number", value, text: String(value) });
  if (chart.type === "pie") {
    return [[words("Segment"), words("Value")], ...chart.segments.map(({ label, value }) => [words(label), figure(value)])];
  }
  const { categories, x_label: unit } = chart.axis_config;
  const head = [words(unit ?? "Category"), ...chart.series.map(({ name }) => words(name))];
  return [head, ...categories.map((category, at) => [words(category), ...chart.series.map(({ data }) => figure(data[at].value))])];
}
