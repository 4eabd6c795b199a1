// The page's own JSON. Who acts is the address's `as`, in every call.
import { toast } from "./toasts.js";

export const me = new URLSearchParams(location.search).get("as") ?? "";

function address(name, query = {}) {
  return `/page/${name}?${new URLSearchParams({ as: me, ...query })}`;
}

export class Refusal extends Error {}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer.error ?? `The sandbox answered ${response.status}`);
  return answer;
}

export async function look(name, query) {
  return answerOf(await fetch(address(name, query)));
}

async function send(name, body) {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch(address(name), { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Does something as this person; null, and a toast that says why, when it cannot be done. */
export async function act(name, body = {}) {
  try {
    return await send(name, body);
  } catch (failure) {
    toast(failure instanceof Refusal ? sentence(failure.message) : "The sandbox does not answer. Nothing was sent.");
    return null;
  }
}

export function events() {
  return new EventSource(address("events"));
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
