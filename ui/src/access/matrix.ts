// What a role may do as the matrix shows it and as its panel changes it.
import type { RoleMatrix, RoleShown, StageChoice } from "../bindings";
import { number } from "../shared/format";

/** A permission as a line begins with it: 'See leads'. */
export function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** A role while it is being changed. */
export type RoleDraft = { label: string; reach: string; masked: boolean; permissions: ReadonlySet<string>; /** null: every stage, those added later too. */ stages: ReadonlySet<number> | null };

export function draftOf(role: RoleShown): RoleDraft {
  return { label: role.label, reach: role.reach, masked: role.masked, permissions: new Set(role.permissions), stages: role.stages === null ? null : new Set(role.stages) };
}

/** What is sent to the core; the order is the matrix's own, so that the same choice is always the same text. */
export function saved(role: string, draft: RoleDraft, matrix: RoleMatrix): Omit<RoleShown, "built_in" | "accounts"> {
  const permissions = matrix.permissions.flatMap((group) => group.permissions.map((each) => each.permission)).filter((each) => draft.permissions.has(each));
  const stages = draft.stages === null ? null : matrix.stages.map((each) => each.stage).filter((each) => draft.stages?.has(each));
  return { role, label: draft.label.trim(), reach: draft.reach, masked: draft.masked, permissions, stages };
}

export function isChanged(role: RoleShown, draft: RoleDraft, matrix: RoleMatrix): boolean {
  return JSON.stringify(saved(role.role, draft, matrix)) !== JSON.stringify(saved(role.role, draftOf(role), matrix));
}

/** The set with this in it, or without. */
export function toggled<Item>(set: ReadonlySet<Item>, item: Item, on: boolean): ReadonlySet<Item> {
  const next = new Set(set);
  if (on) next.add(item);
  else next.delete(item);
  return next;
}

/** Which stages a role may set, in a word: 'All', 'None', '3 of 9'. */
export function stagesInShort(role: RoleShown, stages: ReadonlyArray<StageChoice>): string {
  if (!role.permissions.includes("leads.stage")) return "None";
  if (role.stages === null) return "All";
  return role.stages.length === 0 ? "None" : `${number(role.stages.length)} of ${number(stages.length)}`;
}

/** The names of the stages that a role may set, for the hover. */
export function stageNames(role: RoleShown, stages: ReadonlyArray<StageChoice>): string {
  if (!role.permissions.includes("leads.stage")) return "This role does not change the status of a lead.";
  if (role.stages === null) return "Every stage";
  return stages.filter((each) => role.stages?.includes(each.stage)).map((each) => each.label).join(", ") || "No stage";
}
