// A question to the core that stays answered: asked again when its input changes or the office does.
import { untrack } from "svelte";
import { reads, type Change, type Commands } from "../bindings";
import { asFailed, call, type Failed } from "./call";
import * as host from "./host";

/** A command that only reads; the core refuses nothing else here, but an `operate` asked twice would be done twice. */
export type Question = keyof Commands;

type Listener = (change: Change) => void;
const listeners = new Set<Listener>();
const askers = new Set<() => void>();
let hears = false;

/** Begins to hear of the office's changes, for good: between a stop and a new start one could be missed. */
export function hearChanges(): void {
  if (hears) return;
  hears = true;
  host.onChanged((change) => {
    for (const each of [...listeners]) each(change);
  });
}

/** Tells of every change of the office; the answer stops telling. */
export function onChange(tell: Listener): () => void {
  hearChanges();
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** Asks every question on the screen anew, as after a sign-in. */
export function refreshAll(): void {
  for (const ask of [...askers]) ask();
}

/**
 * One question on one screen. Make it while a component is set up:
 * `const page = new Live("leads_page", () => ({ filter, sort, from: 0, count: 60 }))`.
 * An input of null asks nothing. The last answer stays while a newer one is on its way.
 * At most one call is under way; whatever comes meanwhile leads to one more call, not many.
 */
export class Live<K extends Question> {
  /** The last answer; undefined until the first one came. */
  value = $state.raw<Commands[K]["output"] | undefined>(undefined);
  /** Why the last call gave no answer; null when it did. */
  failure = $state.raw<Failed | null>(null);
  /** A call is under way. */
  loading = $state(false);

  #name: K;
  #input: () => Commands[K]["input"] | null;
  #underWay = false;
  #again = false;
  #gone = false;

  constructor(name: K, input: () => Commands[K]["input"] | null) {
    this.#name = name;
    this.#input = input;
    const asked = $derived(JSON.stringify(input()));
    $effect(() => {
      void asked;
      untrack(() => this.refresh());
    });
    $effect(() => {
      this.#gone = false;
      const tables: ReadonlyArray<string> = reads[name] ?? [];
      const refresh = (): void => this.refresh();
      const stop = onChange((change) => {
        if (change.tables.some((table) => tables.includes(table))) refresh();
      });
      askers.add(refresh);
      return () => {
        this.#gone = true;
        askers.delete(refresh);
        stop();
      };
    });
  }

  /** Asks again now, or as soon as the call under way is back. */
  refresh(): void {
    if (this.#underWay) this.#again = true;
    else void this.#ask();
  }

  async #ask(): Promise<void> {
    const input = untrack(() => this.#input());
    if (input === null) {
      this.loading = false;
      return;
    }
    this.#underWay = true;
    this.loading = true;
    const key = JSON.stringify(input);
    try {
      const answer = await call(this.#name, input);
      if (this.#isStillAsked(key)) {
        this.value = answer;
        this.failure = null;
      }
    } catch (caught) {
      if (this.#isStillAsked(key)) this.failure = asFailed(caught);
    }
    this.#underWay = false;
    if (this.#again && !this.#gone) {
      this.#again = false;
      await this.#ask();
    } else {
      this.loading = false;
    }
  }

  #isStillAsked(key: string): boolean {
    return !this.#gone && JSON.stringify(untrack(() => this.#input())) === key;
  }
}
