// The filter of the activity log: what a person chose, as the core is asked and as the screen shows it.
import type { ActivityFilter, ActivityFilters } from "../bindings";
import { day, number } from "../shared/format";
import type { ChipOption } from "../shared/kit/Chip.svelte";

/** Whole kinds, and single actions of other kinds. */
export type What = { kinds: ReadonlyArray<string>; actions: ReadonlyArray<string> };

export type Chosen = {
  text: string;
  people: ReadonlyArray<number>;
  what: What;
  /** As they were typed; the core reads them. */
  from: string;
  to: string;
};

export const EVERYTHING: Chosen = { text: "", people: [], what: { kinds: [], actions: [] }, from: "", to: "" };

/** A part of the filter that can be taken away by itself. */
export type Part = { key: string; label: string; without: Chosen };

/** What is asked of the core. `filters` is needed where whole kinds and single actions are chosen together. */
export function asked(chosen: Chosen, lead: number | null, filters: ActivityFilters | undefined): ActivityFilter {
  const text = chosen.text.trim();
  return {
    ...(text === "" ? {} : { text }),
    ...(chosen.people.length === 0 ? {} : { people: [...chosen.people] }),
    ...askedWhat(chosen.what, filters),
    ...(lead === null ? {} : { lead }),
    ...(chosen.from === "" ? {} : { from: chosen.from }),
    ...(chosen.to === "" ? {} : { to: chosen.to }),
  };
}

/** Each condition of a filter narrows it further: of kinds and actions together, the actions of both are meant. */
function askedWhat({ kinds, actions }: What, filters: ActivityFilters | undefined): Pick<ActivityFilter, "kinds" | "actions"> {
  if (actions.length === 0) return kinds.length === 0 ? {} : { kinds: [...kinds] };
  const ofKinds = (filters?.actions ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ action }) => action);
  return { actions: [...new Set([...ofKinds, ...actions])] };
}

const KIND = "kind ";
const ACTION = "action ";

/** The kinds, each with its actions under it. */
export function whatOptions(filters: ActivityFilters | undefined): ChipOption[] {
  if (!filters) return [];
  const named = filters.kinds.flatMap(({ kind, label }) => [
    { value: KIND + kind, label },
    ...filters.actions.filter((each) => each.kind === kind).map(({ action, label }) => ({ value: ACTION + action, label, under: true })),
  ]);
  const others = filters.actions.filter(({ kind }) => !filters.kinds.some((each) => each.kind === kind));
  return [...named, ...others.map(({ action, label }) => ({ value: ACTION + action, label }))];
}

/** What is ticked: the kinds with all their actions, and the single actions. */
export function ticked({ kinds, actions }: What, filters: ActivityFilters | undefined): string[] {
  const ofKinds = (filters?.actions ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ action }) => action);
  return [...kinds.map((kind) => KIND + kind), ...[...new Set([...ofKinds, ...actions])].map((action) => ACTION + action)];
}

/** What is chosen after the ticks became `next`: a kind goes with its actions, and an action taken out leaves the others of its kind. */
export function choose(what: What, next: ReadonlyArray<string>, filters: ActivityFilters | undefined): What {
  const before = ticked(what, filters);
  const value = next.find((each) => !before.includes(each)) ?? before.find((each) => !next.includes(each));
  if (value === undefined || next.length === 0) return next.length === 0 ? EVERYTHING.what : what;
  const kindOf = (action: string): string | undefined => filters?.actions.find((each) => each.action === action)?.kind;
  const on = next.includes(value);
  if (value.startsWith(KIND)) {
    const kind = value.slice(KIND.length);
    return { kinds: on ? [...what.kinds, kind] : what.kinds.filter((each) => each !== kind), actions: what.actions.filter((action) => kindOf(action) !== kind) };
  }
  const action = value.slice(ACTION.length);
  if (on) return { ...what, actions: [...what.actions, action] };
  const kind = kindOf(action);
  if (kind === undefined || !what.kinds.includes(kind)) return { ...what, actions: what.actions.filter((each) => each !== action) };
  const others = (filters?.actions ?? []).filter((each) => each.kind === kind && each.action !== action).map((each) => each.action);
  return { kinds: what.kinds.filter((each) => each !== kind), actions: [...what.actions, ...others] };
}

/** Every part of the filter in words. */
export function parts(chosen: Chosen, filters: ActivityFilters | undefined): Part[] {
  const { text, people, what, from, to } = chosen;
  const { kinds, actions } = what;
  return [
    ...(text.trim() === "" ? [] : [{ key: "text", label: `“${text.trim()}”`, without: { ...chosen, text: "" } }]),
    ...people.map((account) => ({
      key: `person ${account}`,
      label: filters?.people.find((each) => each.account === account)?.name ?? `Account ${number(account)}`,
      without: { ...chosen, people: people.filter((each) => each !== account) },
    })),
    ...kinds.map((kind) => ({
      key: KIND + kind,
      label: filters?.kinds.find((each) => each.kind === kind)?.label ?? kind,
      without: { ...chosen, what: { kinds: kinds.filter((each) => each !== kind), actions } },
    })),
    ...actions.map((action) => ({
      key: ACTION + action,
      label: filters?.actions.find((each) => each.action === action)?.label ?? action,
      without: { ...chosen, what: { kinds, actions: actions.filter((each) => each !== action) } },
    })),
    ...(from === "" ? [] : [{ key: "from", label: `From ${day(from)}`, without: { ...chosen, from: "" } }]),
    ...(to === "" ? [] : [{ key: "to", label: `To ${day(to)}`, without: { ...chosen, to: "" } }]),
  ];
}
