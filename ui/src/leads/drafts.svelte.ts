// Keeps what was typed about a lead until it is saved or discarded: closing the form, leaving the page or a lock costs nothing.
import { KeptText } from "../shared/kept_text";
import type { Texts, Unsaved } from "./fields";

/** What is typed about one lead, or about the lead to be added (`null`). */
export class Draft implements Unsaved {
  typed: Texts = $state({});
  seen: Texts = $state({});
  /** What was kept of an earlier time has been looked up. */
  isRead = $state(false);
  #kept: KeptText;

  constructor(lead: number | null) {
    this.#kept = new KeptText("lead", lead);
  }

  /** Has nothing been typed that is not saved? */
  get isEmpty(): boolean {
    return Object.keys(this.typed).length === 0;
  }

  /** Takes up what was kept; a form whose kept text cannot be had begins empty. */
  async read(): Promise<void> {
    const { typed, seen } = unpacked(await this.#kept.read().catch(() => ""));
    this.typed = typed;
    this.seen = seen;
    this.isRead = true;
  }

  /** Notes a typed text; `held` is what the lead holds in this field now. */
  type(field: string, text: string, held: string) {
    if (text === held) return this.drop(field);
    this.seen[field] ??= held;
    this.typed[field] = text;
    this.#keep();
  }

  /** Forgets one field: the form shows what the lead holds. */
  drop(field: string) {
    delete this.typed[field];
    delete this.seen[field];
    this.#keep();
  }

  /** Keeps the typed text although the lead holds `held` by now: saving it is meant. */
  insist(field: string, held: string) {
    this.seen[field] = held;
    this.#keep();
  }

  clear() {
    this.typed = {};
    this.seen = {};
    this.#keep();
    this.write();
  }

  /** Writes at once what is not written yet. */
  write() {
    void this.#kept.write();
  }

  #keep() {
    this.#kept.keep(this.isEmpty ? "" : JSON.stringify({ typed: this.typed, seen: this.seen }));
  }
}

/** What is kept may be of another version: what does not fit is left out. */
function unpacked(content: string): Unsaved {
  try {
    const kept: unknown = JSON.parse(content);
    if (typeof kept === "object" && kept !== null && "typed" in kept && "seen" in kept) return { typed: texts(kept.typed), seen: texts(kept.seen) };
  } catch {
    // Not a draft: as if nothing was kept.
  }
  return { typed: {}, seen: {} };
}

function texts(value: unknown): Texts {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string")) as Texts;
}
