// The order of a data table's rows, as Slack makes it in the client: nobody is asked.

/** Up, then down, then as the bot gave them. */
export function nextOrder(order, column) {
  if (order?.column !== column) return { column, way: "ascending" };
  return order.way === "ascending" ? { column, way: "descending" } : null;
}

/** By number only where every cell of the column is one; else by letters, "9" after "10". */
export function ordered(rows, order) {
  if (!order) return rows;
  const { column, way } = order;
  const isNumeric = rows.every((row) => row[column].type === "raw_number");
  const compare = isNumeric ? (a, b) => a.value - b.value : (a, b) => words(a).localeCompare(words(b), "en");
  const sign = way === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => sign * compare(a[column], b[column]));
}

function words(cell) {
  if (cell.type === "action_cell") return words(cell.fallback ?? { text: cell.element.text.text });
  return cell.text ?? text(cell.elements);
}

const text = (pieces) => (pieces ?? []).map((piece) => piece.text ?? piece.user_id ?? text(piece.elements)).join("");
