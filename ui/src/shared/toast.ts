// Says in the corner what a person did, with Undo where it can be taken back.
import { say } from "./say";
import { undoOf } from "./undo.svelte";

export { notice, toastFailure } from "./say";
export { undoOperation } from "./undo.svelte";

/** Says what was done; with `undo`, the operation that a click takes back. */
export function toast(sentence: string, { undo }: { undo?: number } = {}): void {
  say({ sentence, tone: "done", act: undo === undefined ? null : undoOf(undo) });
}
