// What a person has set the list of looks to, found again after another page.
import { EVERYTHING, type Chosen } from "./filter";

export class View {
  chosen = $state.raw<Chosen>(EVERYTHING);
  #lead: number | null = null;

  /** Changes one part of the filter. */
  set(part: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...part };
  }

  clear(): void {
    this.chosen = EVERYTHING;
  }

  /** Whoever comes to see who looked at one lead means everybody, not what a filter of earlier leaves of them. */
  arrive(lead: number | null): void {
    if (lead !== null && lead !== this.#lead) this.clear();
    this.#lead = lead;
  }
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
