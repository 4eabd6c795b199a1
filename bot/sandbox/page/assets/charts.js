// data_visualization: a drawing for the eye, and the same figures as a table for whoever has the page read aloud.
import { html, useId, useLayoutEffect, useRef, useState } from "./html.js";
import { Pie } from "./pie.js";
import { Plot } from "./plot.js";

const SHAPES = { pie: Pie, bar: Plot, line: Plot, area: Plot };

export function Chart({ block }) {
  const { title, chart } = block;
  const id = useId();
  const [place, width] = useWidth();
  const Shape = SHAPES[chart.type];
  return html`<figure class="block chart" aria-labelledby=${id} ref=${place}>
    <figcaption id=${id}>${title}<span class="unseen">, ${chart.type} chart</span></figcaption>
    ${width > 0 && html`<${Shape} chart=${chart} width=${width} />`}
    ${chart.series && html`<${Legend} names=${chart.series.map(({ name }) => name)} kind=${chart.type} />`}
    <${Figures} title=${title} rows=${rows(chart)} />
  </figure>`;
}

/** Drawn to the measure of its place: scaled text would be too small on phones. */
function useWidth() {
  const place = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(place.current.getBoundingClientRect().width) - 26);
    measure();
    const watched = new ResizeObserver(measure);
    watched.observe(place.current);
    return () => watched.disconnect();
  }, []);
  return [place, width];
}

function Legend({ names, kind }) {
  return html`<ul class="legend" aria-hidden="true">
    ${names.map((name, at) => html`<li key=${name}><span class=${`key ${kind} tone-${at}`}></span>${name}</li>`)}
  </ul>`;
}

function Figures({ title, rows: [head, ...rows] }) {
  return html`<table class="unseen">
    <caption>Figures of ${title}</caption>
    <thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>
      ${rows.map(([name, ...values]) => html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>`)}
    </tbody>
  </table>`;
}

function rows({ type, segments, series, axis_config: axis }) {
  if (type === "pie") return [["Segment", "Value"], ...segments.map(({ label, value }) => [label, value])];
  const head = [axis.x_label ?? "Category", ...series.map(({ name }) => (axis.y_label ? `${name}, ${axis.y_label}` : name))];
  return [head, ...axis.categories.map((category, at) => [category, ...series.map(({ data }) => data[at].value)])];
}
