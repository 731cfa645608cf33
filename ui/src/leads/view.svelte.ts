// What a person has set the list of leads to: its filter, its order and the place in it, found again after another page.
import type { LeadFilter, LeadSort } from "../bindings";
import { search } from "../shared/search.svelte";

/** The parts of the filter that are chosen from a list. */
export type Chosen = "stages" | "sources" | "staff" | "contact_statuses";

/** Where in the list the person is: the place in pixels, and the row of the cursor (0 before it was moved). */
type Spot = { question: string; place: number; cursor: number };

const NEWEST_FIRST: LeadSort = { column: "created_at", descending: true };

export class View {
  sort = $state.raw<LeadSort>(NEWEST_FIRST);
  #chosen = $state.raw<Partial<Record<Chosen, string[]>>>({});
  #spot = $state.raw<Spot>({ question: "", place: 0, cursor: 0 });

  /** What is asked of the core: the chosen values with the text of the top bar. */
  get filter(): LeadFilter {
    const text = search.text.trim();
    return text === "" ? this.#chosen : { ...this.#chosen, text };
  }
  get isFiltered(): boolean {
    return Object.keys(this.filter).length > 0;
  }

  /** Tells one list from another: a place in the one means nothing in the other. */
  get question(): string {
    return JSON.stringify([this.filter, this.sort]);
  }

  get place(): number {
    return this.#here.place;
  }
  set place(place: number) {
    this.#spot = { ...this.#here, place };
  }

  get cursor(): number {
    return this.#here.cursor;
  }
  set cursor(cursor: number) {
    this.#spot = { ...this.#here, cursor };
  }

  get #here(): Spot {
    const question = this.question;
    return this.#spot.question === question ? this.#spot : { question, place: 0, cursor: 0 };
  }

  chosen(part: Chosen): string[] {
    return this.#chosen[part] ?? [];
  }

  choose(part: Chosen, values: string[]): void {
    const { [part]: _, ...others } = this.#chosen;
    this.#chosen = values.length > 0 ? { ...others, [part]: values } : others;
  }

  /** Orders by a column; a second time, the other way round. Times begin with the newest. */
  sortBy(column: string): void {
    const again = this.sort.column === column;
    this.sort = { column, descending: again ? !this.sort.descending : isTime(column) };
  }

  clear(): void {
    this.#chosen = {};
    search.clear();
  }
}

function isTime(column: string): boolean {
  return column.endsWith("_at") || column.startsWith("last_contact");
}

const views = new Map<number, View>();

/** The list as an account left it. */
export function viewOf(account: number): View {
  const kept = views.get(account);
  if (kept) return kept;
  const view = new View();
  views.set(account, view);
  return view;
}
