// The corner where short sentences appear: what was done, what failed, what is quietly so; with one button at most.
import { toast as sonner } from "svelte-sonner";
import { asFailed } from "./call";
import Toast from "./kit/Toast.svelte";

const shortStay = 5_000;
/** A sentence with a button stays ten seconds, and longer while the pointer is on it. */
const actStay = 10_000;

/** Done, failed, or neither: nothing happened, and nothing is wrong. */
export type Tone = "done" | "failed" | "quiet";

/** What can be done about a sentence; doing it closes the toast. */
export type ToastAct = { label: string; run: () => void; testid: string };

export type Said = { sentence: string; tone: Tone; act?: ToastAct | null; /** In milliseconds. */ duration?: number };

/** Says a sentence in the corner. */
export function say({ sentence, tone, act = null, duration = act ? actStay : shortStay }: Said): void {
  const id = crypto.randomUUID();
  const onClose = (): void => void sonner.dismiss(id);
  const closing = act && { ...act, run: (): void => (onClose(), act.run()) };
  sonner.custom(Toast, { id, unstyled: true, duration, componentProps: { sentence, tone, act: closing, onClose } });
}

/** Says something the person must have read: it stays until they close it. */
export function notice(sentence: string): void {
  say({ sentence, tone: "failed", duration: Number.POSITIVE_INFINITY });
}

/** Says what failed. A session that ended has its own page and a cancelled job its own words: both stay silent. */
export function toastFailure(caught: unknown): void {
  const failed = asFailed(caught);
  if (failed.code === "signed_out" || failed.code === "cancelled") return;
  say({ sentence: failed.sentence, tone: "failed" });
}
