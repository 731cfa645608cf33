import { describe, expect, it } from "vitest";
import { go, goInstead, parseRoute, route } from "./route.svelte";

describe("routes", () => {
  it.each([
    ["", "dashboard", [], null],
    ["#/", "dashboard", [], null],
    ["#/leads", "leads", [], null],
    ["#/leads/123", "leads", ["123"], 123],
    ["#leads/123/", "leads", ["123"], 123],
    ["#/leads/new", "leads", ["new"], null],
    ["#/leads/0", "leads", ["0"], null],
    ["#/leads/12x", "leads", ["12x"], null],
    ["#/leads/99999999999999999999", "leads", ["99999999999999999999"], null],
    ["#/a%20b/%E0%A4%A", "a b", ["%E0%A4%A"], null],
  ])("%s", (hash, page, rest, id) => {
    expect(parseRoute(hash)).toEqual({ page, rest, id });
  });

  it("goes to a place at once", () => {
    go("/leads/5");
    expect([route.page, route.id]).toEqual(["leads", 5]);
    expect(location.hash).toBe("#/leads/5");
    const before = history.length;
    goInstead("/leads");
    expect([route.page, route.id, history.length]).toEqual(["leads", null, before]);
  });
});
