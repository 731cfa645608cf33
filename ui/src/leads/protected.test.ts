import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChoiceList, Lead, LeadField, OfficeState, Session } from "../bindings";
import { answer, asked, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import { changeable, coveredFields, coveredTexts, fieldsToEdit, mayChange, stagesFor, textsOf } from "./fields";
import LeadDrawer from "./LeadDrawer.svelte";
import { chosenColleague, namesOf } from "./sharing";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const ruth = { id: 7, name: "Ruth Abel", first_name: "Ruth", phone: "2155550142", phone_shown: "(215) 555-0142", dob: "1948-••-••", age: 78, medicaid_no: "••••4321", stage: { label: "Contacted", hue: "#FFD700", kind: "open" }, stage_position: 1, stage_count: 3, active_client: false, created_at: "2026-11-01T09:00:00.000Z", updated_at: "2026-11-01T09:00:00.000Z", created_by: "", updated_by: "", deleted_at: null, email: "", street: "", city: "", state: "", zip_code: "", source: "", event_name: "", word_of_mouth_type: "", other_source_type: "", staff_name: "", referral_type: "", e_contact_name: "", e_contact_relation: "", e_contact_phone: "", last_contact_status: "", last_contact_date: "", comments: "", partner: "Senior Center", may_reveal: true, shared_with: [], stages: ["Contacted", "Assessment done"] } as Partial<Lead> as Lead;
const field = (name: string): LeadField => ({ name, label: name, kind: "text", limit: 150, list: null, group: "", first: true, only_when: null });
const FIELDS = ["first_name", "phone", "dob", "stage", "staff_name", "last_contact_status"].map(field);
const can = (...permissions: string[]) => (permission: string): boolean => permissions.includes(permission);
const names = (found: LeadField[]): string[] => found.map(({ name }) => name);
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);

let lead: Lead;

async function act(): Promise<void> {
  await settled();
  await tick();
  await settled();
}
async function open(permissions: string[]) {
  const session = { account: 1, name: "Dana Whitfield", permissions } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
  const shown = render(LeadDrawer, { id: 7, onclose: () => undefined });
  await act();
  return shown;
}
async function press(testid: string): Promise<void> {
  await fireEvent.click(screen.getByTestId(testid));
  await act();
}

beforeEach(() => {
  forget();
  lead = ruth;
  answer("lead", ({ id }: { id: number }) => ({ ...lead, id }));
  answer("lead_history", () => []);
});
afterEach(cleanup);

describe("a protected value", () => {
  it("is shown one at a time, with a word that it was noted, and is covered again for another lead", async () => {
    answer("lead_reveal", ({ field: of }: { field: string }) => ({ value: of === "dob" ? "1948-02-14" : "1234564321" }));
    const shown = await open(["leads.view"]);
    expect(screen.getByTestId("lead-dob-value").textContent).toBe("••/••/1948");
    await press("lead-medicaid-show");
    expect(screen.getByTestId("lead-medicaid-value").textContent).toBe("1234564321");
    expect(screen.getByTestId("lead-medicaid-noted").textContent).toBe("Shown; noted in the activity log");
    expect(screen.getByTestId("lead-dob-value").textContent).toBe("••/••/1948");
    await press("lead-dob-show");
    expect(screen.getByTestId("lead-dob-value").textContent).toBe("Feb 14, 1948");
    await shown.rerender({ id: 8 });
    await act();
    expect(screen.getByTestId("lead-medicaid-value").textContent).toBe("••••4321");
    expect(inputs("lead_reveal")).toEqual([{ id: 7, field: "medicaid_no" }, { id: 7, field: "dob" }]);
  });

  it("has no button for who may not", async () => {
    lead = { ...ruth, may_reveal: false };
    await open(["leads.view"]);
    expect([screen.queryByTestId("lead-medicaid-show"), screen.queryByTestId("lead-dob-show")]).toEqual([null, null]);
    expect(screen.getByTestId("lead-partner").textContent).toBe("Senior Center");
  });
});

describe("sharing a lead", () => {
  const COLLEAGUES = [{ account: 3, name: "Priya Nair", role_label: "Caller" }, { account: 4, name: "Luis Ortega", role_label: "Manager" }];

  it("takes a colleague of the list and nobody else", async () => {
    answer("colleagues", () => COLLEAGUES);
    answer("lead_share", () => ({ operation: 4, sentence: "Shared." }));
    await open(["leads.view", "leads.share"]);
    expect(inputs("colleagues")).toEqual([]);
    await press("lead-share");
    await fireEvent.input(screen.getByTestId("lead-share-with"), { target: { value: "Pri" } });
    await press("lead-share-save");
    expect(screen.getByTestId("lead-share-with-error").textContent).toContain("from the list");
    await fireEvent.input(screen.getByTestId("lead-share-with"), { target: { value: "priya nair" } });
    await press("lead-share-save");
    expect(inputs("lead_share")).toEqual([{ id: 7, account: 3 }]);
    expect(screen.queryByTestId("lead-share-with")).toBeNull();
  });

  it("ends with a click, and is only told to who may not", async () => {
    lead = { ...ruth, shared_with: [{ account: 3, name: "Priya Nair", since: "2026-11-20T09:00:00.000Z" }] };
    answer("lead_unshare", () => ({ operation: 5, sentence: "Not shared any more." }));
    await open(["leads.view", "leads.share"]);
    await press("lead-unshare");
    expect(inputs("lead_unshare")).toEqual([{ id: 7, account: 3 }]);
    cleanup();
    await open(["leads.view"]);
    expect(screen.getByTestId("lead-shared-with").textContent).toContain("Priya Nair");
    expect([screen.queryByTestId("lead-share"), screen.queryByTestId("lead-unshare")]).toEqual([null, null]);
  });

  it("tells two of the same name apart", () => {
    const found = namesOf([...COLLEAGUES, { account: 9, name: "Priya Nair", role_label: "Liaison" }]);
    expect(found.map((each) => each.label)).toEqual(["Priya Nair (Caller)", "Luis Ortega", "Priya Nair (Liaison)"]);
    expect([chosenColleague(found, " priya nair (liaison) "), chosenColleague(found, "Priya Nair")]).toEqual([9, null]);
  });
});

describe("what a role may change of a lead", () => {
  it("is what its permissions name, field by field", () => {
    expect(names(changeable(FIELDS, can("leads.edit"), ruth))).toEqual(["first_name", "phone", "dob", "last_contact_status"]);
    expect(names(changeable(FIELDS, can("leads.stage"), ruth))).toEqual(["stage"]);
    expect(names(changeable(FIELDS, can("leads.stage"), { stages: [] }))).toEqual([]);
    expect(names(changeable(FIELDS, can("leads.assign", "contacts.log"), ruth))).toEqual(["staff_name", "last_contact_status"]);
    expect(names(changeable(FIELDS, can("leads.create", "leads.stage"), null))).toEqual(["first_name", "phone", "dob", "stage", "last_contact_status"]);
    expect([mayChange(ruth, can("leads.view")), mayChange(ruth, can("contacts.log")), mayChange({ stages: [] }, can("leads.stage"))]).toEqual([false, true, false]);
  });

  it("has only the stages that the lead may be given, and its own", () => {
    const list: ChoiceList = { name: "stage", open: false, choices: ["Initial call", "Contacted", "Assessment done", "Lost"].map((label) => ({ label, hue: null, kind: null, is_default: false })) };
    expect(stagesFor(list, { ...ruth, stages: ["Lost"] }).choices.map(({ label }) => label)).toEqual(["Contacted", "Lost"]);
  });

  it("leads to no button without any of them", async () => {
    await open(["leads.view"]);
    expect([screen.queryByTestId("lead-edit"), screen.queryByTestId("lead-delete")]).toEqual([null, null]);
    cleanup();
    await open(["leads.view", "contacts.log"]);
    expect(screen.getByTestId("lead-edit")).toBeTruthy();
  });
});

describe("a covered field of the form", () => {
  it("is empty, keeps its value when nothing is typed, and sends no value as seen", () => {
    const covered = coveredFields(false);
    const held = textsOf(ruth, FIELDS, covered);
    expect([held.dob, held.phone]).toEqual(["", "2155550142"]);
    expect(coveredTexts(ruth, covered)).toEqual({ dob: "1948-••-••", medicaid_no: "••••4321" });
    expect(fieldsToEdit(7, FIELDS, held, { typed: {}, seen: {} }, covered).fields).toEqual({});
    expect(fieldsToEdit(7, FIELDS, held, { typed: { dob: "2/15/1948" }, seen: { dob: "" } }, covered)).toEqual({ id: 7, fields: { dob: "2/15/1948" }, seen: {} });
  });

  it("is each contact detail for a role that sees them masked", () => {
    expect(textsOf(ruth, FIELDS, coveredFields(true)).phone).toBe("");
  });
});
