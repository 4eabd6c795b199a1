// Answers that are not older than what the stream told while they were on their way.

const MOST_TRIES = 4; // where something is told all the time, the stream itself mends what an answer lacks

let heard = 0;

export function hear() {
  heard += 1;
}

/** Asks, and asks again if something was told meanwhile: the answer may have been made before that. */
export async function current(ask) {
  for (let tries = 1; ; tries += 1) {
    const before = heard;
    const answer = await ask();
    if (heard === before || tries === MOST_TRIES) return answer;
  }
}
