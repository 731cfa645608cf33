// What a lead is called, for a page that knows it by its number only.
import { number } from "./format";
import { Live } from "./live.svelte";
import { office } from "./office.svelte";

/** Make it while a component is set up. Whoever may not see the lead is told its number. */
export class LeadName {
  #asked: Live<"lead">;
  #lead: () => number | null;

  constructor(lead: () => number | null) {
    this.#lead = lead;
    this.#asked = new Live("lead", () => {
      const id = lead();
      return id !== null && office.can("leads.view") ? { id } : null;
    });
  }

  get text(): string {
    const id = this.#lead();
    const known = this.#asked.value;
    return id !== null && known?.id === id ? known.name : `lead ${number(id ?? 0)}`;
  }
}
