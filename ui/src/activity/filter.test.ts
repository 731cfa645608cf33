import { describe, expect, it } from "vitest";
import type { ActivityFilters } from "../bindings";
import { asked, choose, EVERYTHING, parts, ticked, whatOptions, type Chosen } from "./filter";
import { placeOf, View } from "./view.svelte";

const filters: ActivityFilters = {
  people: [{ account: 1, name: "Dana Whitfield" }, { account: 2, name: "Mei Chen" }],
  kinds: [{ kind: "lead", label: "Leads" }, { kind: "role", label: "Roles" }],
  actions: [
    { action: "lead.add", kind: "lead", label: "Lead added" },
    { action: "lead.edit", kind: "lead", label: "Lead edited" },
    { action: "role.save", kind: "role", label: "Role changed" },
    { action: "new.thing", kind: "other", label: "new.thing" },
  ],
};
const chosen = (part: Partial<Chosen>): Chosen => ({ ...EVERYTHING, ...part });
const whole = { kinds: ["lead"], actions: [] };

describe("the filter as it is asked", () => {
  it("says nothing where nothing is chosen", () => {
    expect(asked(EVERYTHING, null, filters)).toEqual({});
    expect(asked(chosen({ text: "   " }), null, undefined)).toEqual({});
  });

  it("says every part, and the lead of the address", () => {
    const all = chosen({ text: " abel ", people: [1], what: whole, from: "10/3/2026", to: "2026-10-31" });
    expect(asked(all, 12, filters)).toEqual({ text: "abel", people: [1], kinds: ["lead"], lead: 12, from: "10/3/2026", to: "2026-10-31" });
  });

  it("asks for the actions of both where whole kinds and single actions are chosen", () => {
    const both = chosen({ what: { kinds: ["lead"], actions: ["role.save"] } });
    expect(asked(both, null, filters)).toEqual({ actions: ["lead.add", "lead.edit", "role.save"] });
    expect(asked(chosen({ what: { kinds: [], actions: ["role.save"] } }), null, filters)).toEqual({ actions: ["role.save"] });
  });
});

describe("the menu of what was done", () => {
  it("has each kind with its actions under it, and what has no kind at its end", () => {
    expect(whatOptions(filters).map(({ label, under }) => (under ? `- ${label}` : label))).toEqual(["Leads", "- Lead added", "- Lead edited", "Roles", "- Role changed", "new.thing"]);
    expect(whatOptions(undefined)).toEqual([]);
  });

  it("ticks a kind with all its actions", () => {
    const next = choose({ kinds: [], actions: ["lead.add", "role.save"] }, ["action lead.add", "action role.save", "kind lead"], filters);
    expect(next).toEqual({ kinds: ["lead"], actions: ["role.save"] });
    expect(ticked(next, filters)).toEqual(["kind lead", "action lead.add", "action lead.edit", "action role.save"]);
  });

  it("leaves the others of a kind when one action is taken out", () => {
    const before = ticked(whole, filters);
    expect(choose(whole, before.filter((each) => each !== "action lead.add"), filters)).toEqual({ kinds: [], actions: ["lead.edit"] });
  });

  it("takes a kind out with its actions, adds and takes out single ones, and clears", () => {
    const before = ticked(whole, filters);
    expect(choose(whole, before.filter((each) => each !== "kind lead"), filters)).toEqual({ kinds: [], actions: [] });
    const one = choose(EVERYTHING.what, ["action role.save"], filters);
    expect(one).toEqual({ kinds: [], actions: ["role.save"] });
    expect(choose({ kinds: [], actions: ["role.save", "new.thing"] }, ["action role.save"], filters)).toEqual(one);
    expect(choose(whole, [], filters)).toEqual({ kinds: [], actions: [] });
  });
});

describe("the parts of the filter", () => {
  it("are named, and each can be taken away by itself", () => {
    const all = chosen({ text: "abel", people: [2, 9], what: { kinds: ["lead"], actions: ["role.save"] }, from: "2026-10-03", to: "yesterday" });
    const found = parts(all, filters);
    expect(found.map(({ label }) => label)).toEqual(["“abel”", "Mei Chen", "Account 9", "Leads", "Role changed", "From Oct 3, 2026", "To yesterday"]);
    expect(new Set(found.map(({ key }) => key)).size).toBe(7);
    for (const { without } of found) expect(parts(without, filters)).toHaveLength(6);
  });
});

describe("the page's place", () => {
  it("is read from the address", () => {
    expect(placeOf([])).toEqual({ lead: null, entry: null });
    expect(placeOf(["lead", "123"])).toEqual({ lead: 123, entry: null });
    expect(placeOf(["entry", "812"])).toEqual({ lead: null, entry: 812 });
    expect([placeOf(["lead", "x"]), placeOf(["lead"]), placeOf(["check", "3"])]).toEqual(Array(3).fill({ lead: null, entry: null }));
  });

  it("lets go of a filter for another lead, and keeps it for who comes back", () => {
    const view = new View();
    view.arrive({ lead: null, entry: null });
    view.set({ text: "import" });
    view.arrive({ lead: 123, entry: null });
    expect(view.chosen).toEqual(EVERYTHING);
    view.set({ people: [1] });
    view.arrive({ lead: 123, entry: null });
    view.arrive({ lead: null, entry: null });
    expect(view.chosen.people).toEqual([1]);
    view.arrive({ lead: null, entry: 5 });
    expect(view.chosen).toEqual(EVERYTHING);
  });
});
