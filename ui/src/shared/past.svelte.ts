// The newest part of a lead's history, read on towards its beginning when the person asks, and kept as the office is.
import { untrack } from "svelte";
import { reads, type Entry } from "../bindings";
import { asFailed, call, type Failed } from "./call";
import { onChange } from "./live.svelte";

/** How many entries are shown at first, and how many more each time. */
export const PART = 50;
/** How many come at once where all of them are wanted. */
const LARGE_PART = 200;

type Part = { entries: Entry[]; more: boolean };
/** The newest part of another lead; all that is shown once more; or one part on. */
type Reading = "begin" | "again" | "older";

/** Make it while a component is set up: `const past = new Past(() => lead)`; with `all` it reads on by itself to the end. */
export class Past {
  entries = $state.raw<ReadonlyArray<Entry>>([]);
  /** There are older entries than those that are shown. */
  more = $state(false);
  failure = $state.raw<Failed | null>(null);
  loading = $state(false);
  /** The newest part of the present lead is there. */
  begun = $state(false);

  #lead: () => number;
  #all: boolean;
  #underWay = false;
  #again = false;
  #gone = false;

  constructor(lead: () => number, { all = false }: { all?: boolean } = {}) {
    this.#lead = lead;
    this.#all = all;
    $effect(() => {
      void lead();
      untrack(() => {
        this.begun = false;
        void this.#read("begin");
      });
    });
    $effect(() => {
      const tables: ReadonlyArray<string> = reads.lead_history ?? [];
      const stop = onChange((change) => {
        if (change.tables.some((table) => tables.includes(table))) this.refresh();
      });
      return () => {
        this.#gone = true;
        stop();
      };
    });
  }

  /** Reads what is shown once more. */
  refresh(): void {
    void this.#read(this.begun ? "again" : "begin");
  }

  /** Shows one part more. */
  older(): void {
    if (this.begun && this.more) void this.#read("older");
  }

  async #read(reading: Reading): Promise<void> {
    if (this.#underWay) {
      this.#again = true;
      return;
    }
    this.#underWay = true;
    this.loading = true;
    const lead = untrack(() => this.#lead());
    try {
      const { entries, more } = await this.#part(lead, reading);
      if (this.#isStill(lead)) {
        this.entries = entries;
        this.more = more;
        this.failure = null;
        this.begun = true;
      }
    } catch (caught) {
      if (this.#isStill(lead)) this.failure = asFailed(caught);
    }
    this.#underWay = false;
    this.loading = false;
    if (this.#gone) return;
    if (this.#again) {
      this.#again = false;
      this.refresh();
    } else if (this.#all && !this.failure) {
      this.older();
    }
  }

  async #part(id: number, reading: Reading): Promise<Part> {
    const shown = untrack(() => this.entries);
    const [newest, oldest] = [shown[0]?.operation, shown.at(-1)?.operation];
    if (reading === "begin" || oldest === undefined) return page(id, PART);
    if (reading === "older") {
      const { entries, more } = await page(id, this.#all ? LARGE_PART : PART, oldest);
      return { entries: [...shown, ...entries], more };
    }
    const fresh = await page(id, PART);
    const reached = fresh.entries.at(-1)?.operation ?? 0;
    // Nothing new happened to the lead, so nothing of what lies further back was taken back either.
    if (fresh.entries[0]?.operation === newest) {
      const rest = shown.filter((entry) => entry.operation < reached);
      return { entries: [...fresh.entries, ...rest], more: rest.length > 0 ? untrack(() => this.more) : fresh.more };
    }
    return readTo(id, oldest, fresh);
  }

  #isStill(lead: number): boolean {
    return !this.#gone && lead === untrack(() => this.#lead());
  }
}

/** One more than is wanted is asked for: it tells whether there are more. */
async function page(id: number, count: number, before?: number): Promise<Part> {
  const found = await call("lead_history", { id, count: count + 1, ...(before === undefined ? {} : { before }) });
  return { entries: found.slice(0, count), more: found.length > count };
}

/** Reads on until the last entry that was shown is there again: what came in since stands in front of it. */
async function readTo(id: number, oldest: number, begun: Part): Promise<Part> {
  const entries = [...begun.entries];
  let more = begun.more;
  while (more && (entries.at(-1)?.operation ?? 0) > oldest) {
    const next = await page(id, LARGE_PART, entries.at(-1)?.operation);
    entries.push(...next.entries);
    more = next.more && next.entries.length > 0;
  }
  const wanted = entries.filter((entry) => entry.operation >= oldest);
  return { entries: wanted, more: more || wanted.length < entries.length };
}
