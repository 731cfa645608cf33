// Tells the core that a person is at the window, so that it does not lock while somebody works.
import { call } from "./call";
import { office } from "./office.svelte";

/** The core is told at most once in this time, in milliseconds. */
const pause = 20_000;
let told = Number.NEGATIVE_INFINITY;

/** To be called at every key, click and turn of the wheel. */
export function somebodyIsHere(): void {
  if (!office.session && !office.newCode) return;
  const now = Date.now();
  // A clock that was set back must not silence it.
  if (Math.abs(now - told) < pause) return;
  told = now;
  // A lock that came meanwhile tells of itself.
  call("touch", {}).catch(() => undefined);
}
