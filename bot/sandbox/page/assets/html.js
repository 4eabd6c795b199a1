// The renderer, named once: templates that build elements, never markup from strings.
import { h } from "preact";
import htm from "htm";

export { createContext, render } from "preact";
export { useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export const html = htm.bind(h);

/** Class names of what is true: classes("row", {chosen: true}). */
export function classes(base, which = {}) {
  return [base, ...Object.keys(which).filter((name) => which[name])].join(" ");
}
