// The tabs of the trash: everything, then each kind of thing with how many there are.
import type { TrashKind } from "../bindings";
import type { Tab } from "../shared/kit/Tabs.svelte";

export const ALL = "all";

/** The kind that is looked at keeps its tab when the last of it is gone, or the keyboard would be nowhere. */
export function tabsOf(kinds: ReadonlyArray<TrashKind>, shown: string): Tab[] {
  const tabs = kinds.map(({ kind, label, count }) => ({ value: kind, label, count }));
  const all = { value: ALL, label: "All", count: kinds.reduce((sum, each) => sum + each.count, 0) };
  if (shown === ALL || kinds.some(({ kind }) => kind === shown)) return [all, ...tabs];
  return [all, ...tabs, { value: shown, label: capital(shown), count: 0 }];
}

export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase("en-US") + word.slice(1);
}
