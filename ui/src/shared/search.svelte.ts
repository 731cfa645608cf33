// The text in the top bar's search field, shared with the list that it filters.
import { go, route } from "./route.svelte";

let text = $state("");

export const search = {
  get text(): string {
    return text;
  },
  set text(typed: string) {
    text = typed;
  },
  /** Shows the leads that the text finds. */
  show(): void {
    if (route.page !== "leads") go("/leads");
  },
  clear(): void {
    text = "";
  },
};
