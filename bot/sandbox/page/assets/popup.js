// Things that open above the page at another thing: lists, menus, calendars. In the top layer, so nothing cuts them.
import { useEffect, useLayoutEffect, useRef } from "./html.js";

const GAP = 6;
const TALLEST = 340;

/**
 * Refs for the anchor and for the popup (an element with popover="manual"). `close` is called when somebody presses
 * or moves the focus elsewhere.
 */
export function usePopup(isOpen, close, { fitsWidth = false, above = false } = {}) {
  const anchor = useRef(null);
  const popup = useRef(null);
  useLayoutEffect(() => {
    if (!isOpen || !popup.current) return undefined;
    const shown = popup.current;
    shown.showPopover();
    const place = () => anchor.current && put(shown, anchor.current.getBoundingClientRect(), { fitsWidth, above });
    place();
    const watched = new ResizeObserver(place);
    watched.observe(shown);
    addEventListener("scroll", place, true);
    addEventListener("resize", place);
    return () => {
      watched.disconnect();
      removeEventListener("scroll", place, true);
      removeEventListener("resize", place);
      if (shown.isConnected && shown.matches(":popover-open")) shown.hidePopover();
    };
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const elsewhere = ({ target }) => {
      if (!anchor.current?.contains(target) && !popup.current?.contains(target)) close();
    };
    addEventListener("pointerdown", elsewhere, true);
    addEventListener("focusin", elsewhere, true);
    return () => {
      removeEventListener("pointerdown", elsewhere, true);
      removeEventListener("focusin", elsewhere, true);
    };
  }, [isOpen, close]);
  return { anchor, popup };
}

/** Below the anchor, or above it where there is more room. What it would like to be counts, not what it was squeezed to. */
function put(shown, at, { fitsWidth, above }) {
  if (fitsWidth) shown.style.minWidth = `${at.width}px`;
  const below = innerHeight - at.bottom - GAP;
  const goesUp = above || (below < Math.min(shown.scrollHeight, TALLEST) && at.top > below);
  shown.style.setProperty("--room", `${goesUp ? at.top - 2 * GAP : below}px`);
  const { offsetWidth: width, offsetHeight: height } = shown;
  const top = goesUp ? Math.max(GAP, at.top - height - GAP) : at.bottom + GAP;
  shown.style.top = `${top}px`;
  shown.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
}
