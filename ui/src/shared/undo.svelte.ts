// Taking acts back and doing them again, from anywhere: says how it went, and asks where later acts stand in the way.
import type { Commands, Done } from "../bindings";
import { asFailed, call, type Failed } from "./call";
import { say, toastFailure, type ToastAct } from "./say";

/** An undo that waits for the person, because later acts stand in its way. */
export type Blocked = {
  operation: number;
  /** The core's sentence about it. */
  sentence: string;
  /** Ends the wait: with what was done in the end, or with null when it is left as it is. */
  settle: (done: Done | null) => void;
};

let blocked = $state.raw<Blocked | null>(null);
/** Steps follow one another, however fast the keys are pressed. */
let steps: Promise<unknown> = Promise.resolve();

export const waiting = {
  /** The undo that later acts stand in the way of, for the dialog that asks about it. */
  get undo(): Blocked | null {
    return blocked;
  },
};

/** The button that takes an operation back, for the toast that says it was done. */
export function undoOf(operation: number): ToastAct {
  return { label: "Undo", run: () => void undoOperation(operation), testid: "toast-undo" };
}

function doAgain(undo: number): ToastAct {
  return { label: "Do again", run: () => void undoOperation(undo, { again: true }), testid: "toast-redo" };
}

/**
 * Takes one operation back and says so; `again` where that operation is an undo itself, so that its act is done again.
 * Where later acts stand in the way, the person is asked first. Answers what was done, or null.
 */
export async function undoOperation(operation: number, { again = false }: { again?: boolean } = {}): Promise<Done | null> {
  try {
    return told(await call("undo", { operation }), again ? "again" : "undone");
  } catch (caught) {
    const failed = asFailed(caught);
    if (failed.code === "moved_on") return ask(operation, failed.sentence);
    toastFailure(failed);
    return null;
  }
}

/** Takes back the person's latest own act of this session, wherever they are. */
export function undoLatest(): Promise<void> {
  return step("undo", "undone");
}

/** Does again what they took back last. */
export function redoLatest(): Promise<void> {
  return step("redo", "again");
}

/** Says that an operation was taken back, or done again, with the way to the opposite. */
export function told(done: Done, what: "undone" | "again"): Done {
  const act = what === "undone" ? doAgain(done.operation) : undoOf(done.operation);
  say({ sentence: done.sentence, tone: "done", act: done.operation > 0 ? act : null });
  return done;
}

function step(name: "undo" | "redo", what: "undone" | "again"): Promise<void> {
  const next = steps.then(async () => {
    try {
      const input: Commands["undo"]["input"] & Commands["redo"]["input"] = {};
      told(await call(name, input), what);
    } catch (caught) {
      await stopped(name, asFailed(caught));
    }
  });
  steps = next;
  return next;
}

/** Nothing left to do is nothing wrong; and what stands in the way of an act is asked about. */
async function stopped(name: "undo" | "redo", failed: Failed): Promise<void> {
  if (failed.code === "missing") return say({ sentence: failed.sentence, tone: "quiet" });
  if (failed.code !== "moved_on") return toastFailure(failed);
  try {
    const outlook = await call("undo_outlook", name === "redo" ? { again: true } : {});
    if (outlook.obstacles.length === 0) return toastFailure(failed);
    void ask(outlook.operation, failed.sentence);
  } catch {
    toastFailure(failed);
  }
}

function ask(operation: number, sentence: string): Promise<Done | null> {
  blocked?.settle(null);
  const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  return new Promise((resolve) => {
    const own: Blocked = {
      operation,
      sentence,
      settle: (done) => {
        if (blocked === own) blocked = null;
        resolve(done);
        // Its button may be free to press again only after whoever waits has heard.
        requestAnimationFrame(() => giveBack(before));
      },
    };
    blocked = own;
  });
}

/** The keyboard goes back to where it was, unless it is somewhere already. */
function giveBack(before: HTMLElement | null): void {
  if (before?.isConnected && (document.activeElement === document.body || document.activeElement === null)) before.focus({ preventScroll: true });
}
