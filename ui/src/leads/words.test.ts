import { describe, expect, it } from "vitest";
import type { Lead } from "../bindings";
import { addressLines, noLeadsYet, searchedFor, since } from "./words";

const ruth = { created_at: "2026-10-03T15:00:00.000Z", source: "Event", event_name: "Spring Health Fair", word_of_mouth_type: "", other_source_type: "", street: "", city: "Philadelphia", state: "PA", zip_code: "19124" } as Lead;

describe("a lead in words", () => {
  it("names the event rather than its kind of source", () => {
    expect(since(ruth)).toBe("Lead since Oct 3, 2026, from Spring Health Fair");
    expect(since({ ...ruth, event_name: "" })).toBe("Lead since Oct 3, 2026, from Event");
    expect(since({ ...ruth, event_name: "", source: "" })).toBe("Lead since Oct 3, 2026");
  });

  it("has an address without empty lines", () => {
    expect(addressLines(ruth)).toEqual(["Philadelphia, PA 19124"]);
    expect(addressLines({ ...ruth, street: "12 Elm Street", state: "", zip_code: "" })).toEqual(["12 Elm Street", "Philadelphia"]);
    expect(addressLines({ ...ruth, city: "", state: "", zip_code: "" })).toEqual([]);
  });

  it("tells who sees no lead yet only what they may do about it", () => {
    expect(noLeadsYet(() => true)).toContain("import a list");
    expect(noLeadsYet((permission) => permission === "leads.create")).toBe("Add the first one while you are on the phone.");
    expect(noLeadsYet(() => false)).not.toContain("Add");
  });
});

describe("what a list was searched for", () => {
  it("is told in a few words, however much was chosen", () => {
    expect(searchedFor({ text: "abel", stages: ["Contacted", "No answer"] })).toBe("“abel”, status Contacted or No answer");
    expect(searchedFor({ sources: ["A", "B", "C", "D", "E"] })).toBe("source A or B or C or 2 more");
  });
});
