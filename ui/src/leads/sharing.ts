// The colleagues a lead can be shared with, each by a name that no other has.
import type { Colleague } from "../bindings";

export type Named = { account: number; label: string };

/** Their names; two of the same name are told apart by their roles. */
export function namesOf(colleagues: ReadonlyArray<Colleague>): Named[] {
  return colleagues.map((each) => {
    const shared = colleagues.filter((other) => other.name === each.name).length > 1;
    return { account: each.account, label: shared ? `${each.name} (${each.role_label})` : each.name };
  });
}

/** Whose name was typed or chosen; null when it is nobody's. */
export function chosenColleague(names: ReadonlyArray<Named>, text: string): number | null {
  const wanted = text.trim().toLowerCase();
  return names.find((each) => each.label.toLowerCase() === wanted)?.account ?? null;
}
