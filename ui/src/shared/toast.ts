// Says a sentence in the corner, and takes the act back when the person asks for it.
import { toast as sonner } from "svelte-sonner";
import { asFailed, call } from "./call";
import Toast from "./kit/Toast.svelte";

const shortStay = 5_000;
/** A toast with Undo stays ten seconds, and longer while the pointer is on it. */
const undoStay = 10_000;

type Say = { sentence: string; tone: "done" | "failed"; undo?: number; duration?: number };

function say({ sentence, tone, undo, duration = undo === undefined ? shortStay : undoStay }: Say): void {
  const id = crypto.randomUUID();
  const onClose = (): void => void sonner.dismiss(id);
  const onUndo = undo === undefined ? null : (): void => void (onClose(), undoOperation(undo));
  sonner.custom(Toast, {
    id,
    unstyled: true,
    duration,
    componentProps: { sentence, tone, onUndo, onClose },
  });
}

/** Says what was done; with `undo`, the operation that a click takes back. */
export function toast(sentence: string, { undo }: { undo?: number } = {}): void {
  say(undo === undefined ? { sentence, tone: "done" } : { sentence, tone: "done", undo });
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

/** Takes one operation back, or the person's own last one, and says so. */
export async function undoOperation(operation?: number): Promise<void> {
  try {
    const done = await call("undo", operation === undefined ? {} : { operation });
    toast(done.sentence);
  } catch (caught) {
    toastFailure(caught);
  }
}
