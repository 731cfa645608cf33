import { expect, it } from "vitest";
import type { LeadColumn } from "../bindings";
import { columnsThatFit, gridOf } from "./fitting";

const column = (name: string, width: number): LeadColumn => ({ name, label: name, width });
const COLUMNS = [
  column("name", 180),
  column("phone", 130),
  column("stage", 178),
  column("source", 150),
  column("staff_name", 130),
  column("city", 120),
  column("created_at", 100),
  column("updated_at", 100),
];
const names = (width: number, sorted = "created_at") => columnsThatFit(COLUMNS, width, sorted).map(({ name }) => name);

it("shows every column where there is room, a little narrower if need be", () => {
  expect(names(1200)).toHaveLength(8);
  expect(names(1013)).toHaveLength(8);
});

it("lets the less important go first, but never the one the list is sorted by", () => {
  expect(names(1012)).not.toContain("updated_at");
  expect(names(710)).toEqual(["name", "phone", "stage", "staff_name", "created_at"]);
  expect(names(710, "city")).toContain("city");
});

it("keeps the name to the end", () => {
  expect(names(50)).toEqual(["name"]);
});

it("never cuts a phone, a stage or a date", () => {
  expect(gridOf(COLUMNS.slice(1, 3))).toBe("minmax(130px, 130fr) minmax(178px, 178fr)");
});
