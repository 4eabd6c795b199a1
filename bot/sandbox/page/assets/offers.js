// What a select offers for the typed characters: from a list at hand, or loaded from the bot.
import { useEffect, useState } from "./html.js";

const PAUSE_MS = 150;
const NOTHING = { options: [], words: "" };

/** {options, words}: words say why the list is empty, or how many there are. */
export function useOffer(source, typed, isOpen) {
  const loaded = useLoaded(source, typed, isOpen);
  if (!isOpen) return NOTHING;
  if (!source.list) return loaded;
  const wanted = typed.trim().toLowerCase();
  return counted(source.list.filter((option) => `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(wanted)));
}

function useLoaded(source, typed, isOpen) {
  const [loaded, setLoaded] = useState(NOTHING);
  useEffect(() => {
    if (!isOpen || source.list) return undefined;
    if (typed.length < source.minimum) {
      setLoaded({ options: [], words: `Type at least ${source.minimum} characters` });
      return undefined;
    }
    let isCurrent = true;
    setLoaded((before) => ({ options: before.options, words: "Loading…" }));
    const waiting = setTimeout(async () => {
      const options = await source.load(typed);
      if (isCurrent) setLoaded(counted(options));
    }, typed ? PAUSE_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(waiting);
    };
  }, [typed, isOpen]);
  return loaded;
}

function counted(options) {
  return { options, words: options.length ? "" : "Nothing found" };
}
