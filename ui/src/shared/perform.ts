// Carries out one command for a person at a control: says what was done, with Undo where there is one, or what went wrong.
import type { Done } from "../bindings";
import { toast, toastFailure } from "./toast";

/** Says how the command went; true when it was done. `undo: false` is for what cannot be taken back. */
export async function perform(work: Promise<Done>, { undo = true }: { undo?: boolean } = {}): Promise<boolean> {
  try {
    const done = await work;
    toast(done.sentence, undo && done.operation > 0 ? { undo: done.operation } : {});
    return true;
  } catch (caught) {
    toastFailure(caught);
    return false;
  }
}
