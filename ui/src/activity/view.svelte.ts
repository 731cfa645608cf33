// What a person has set the activity log to, found again after another page; and what its address asks for.
import { EVERYTHING, type Chosen } from "./filter";

export class View {
  chosen = $state.raw<Chosen>(EVERYTHING);
  #address = "";

  /** Changes one part of the filter. */
  set(part: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...part };
  }

  clear(): void {
    this.chosen = EVERYTHING;
  }

  /**
   * The page is opened at this address. Whoever comes to see one lead or one entry means all of it, not what a
   * filter of earlier leaves of it; whoever comes back to where they were finds it as it was.
   */
  arrive(place: Place): void {
    const address = JSON.stringify(place);
    if (address !== this.#address && (place.lead !== null || place.entry !== null)) this.clear();
    this.#address = address;
  }
}

/** What the address is about. */
export type Place = { lead: number | null; entry: number | null };

/** Reads what follows '#/activity': 'lead/123', 'entry/812'. */
export function placeOf(rest: ReadonlyArray<string>): Place {
  const [word, text = ""] = rest;
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
  return { lead: word === "lead" ? id : null, entry: word === "entry" ? id : null };
}

const views = new Map<number, View>();

/** The activity log as an account left it. */
export function viewOf(account: number): View {
  const kept = views.get(account);
  if (kept) return kept;
  const view = new View();
  views.set(account, view);
  return view;
}
