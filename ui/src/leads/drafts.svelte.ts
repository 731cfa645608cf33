// Keeps what was typed about a lead until it is saved or discarded: closing a form or leaving the page costs nothing.
import type { Texts, Unsaved } from "./fields";

class Draft implements Unsaved {
  typed: Texts = $state({});
  seen: Texts = $state({});

  /** Has nothing been typed that is not saved? */
  get isEmpty(): boolean {
    return Object.keys(this.typed).length === 0;
  }

  /** Notes a typed text; `held` is what the lead holds in this field now. */
  type(field: string, text: string, held: string) {
    if (text === held) return this.drop(field);
    this.seen[field] ??= held;
    this.typed[field] = text;
  }

  /** Forgets one field: the form shows what the lead holds. */
  drop(field: string) {
    delete this.typed[field];
    delete this.seen[field];
  }

  /** Keeps the typed text although the lead holds `held` by now: saving it is meant. */
  insist(field: string, held: string) {
    this.seen[field] = held;
  }

  clear() {
    this.typed = {};
    this.seen = {};
  }
}

export type { Draft };

const drafts = new Map<string, Draft>();

/** The draft that an account keeps of a lead, or of the lead it is about to add. One draft each, however often it is asked for. */
export function draftOf(account: number, lead: number | "new"): Draft {
  const key = `${account}/${lead}`;
  const kept = drafts.get(key);
  if (kept) return kept;
  const draft = new Draft();
  drafts.set(key, draft);
  return draft;
}
