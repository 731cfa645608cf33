import { describe, expect, it } from "vitest";
import { missing, stepOf, suggestedUserName, type Draft } from "./first_run";
import { codeGroups, groupToAsk, passwordErrors, secondsToWait, strengthWords, whileWaiting } from "./password";
import { shortNames } from "./people";

const code = "7KQ2M-9XWPT-4HVNA-0T1K";

describe("recovery code", () => {
  it("is shown in groups", () => {
    expect(codeGroups(code)).toEqual(["7KQ2M", "9XWPT", "4HVNA", "0T1K"]);
    expect(codeGroups("ABCDEFGHIJKL")).toEqual(["ABCD", "EFGH", "IJKL"]);
  });

  it("is proved by a whole group, never by the check sign", () => {
    const groups = ["7KQ2", "9XWP", "*"];
    const drawn = new Set(Array.from({ length: 200 }, () => groupToAsk(groups)));
    expect([...drawn].sort()).toEqual([0, 1]);
  });
});

describe("password", () => {
  it("wants fifteen characters, counted as a person counts", () => {
    expect(passwordErrors("", "").password).toBeDefined();
    expect(passwordErrors("fourteen chars", "fourteen chars").password).toContain("14");
    expect(passwordErrors("🏡🏡🏡🏡🏡🏡🏡🏡", "").password).toContain("8 characters");
    expect(passwordErrors("porch light is on", "porch light is on")).toEqual({});
  });

  it("wants it twice the same", () => {
    expect(passwordErrors("porch light is on", "").repeated).toContain("second time");
    expect(passwordErrors("porch light is on", "porch light is off").repeated).toContain("differ");
  });

  it("names every score and reads a delay", () => {
    expect([-1, 0, 4, 9].map(strengthWords)).toEqual(["Very easy to guess", "Very easy to guess", "Very strong", "Very strong"]);
    expect(secondsToWait("Not right. Wait 30 seconds, then try again.")).toBe(30);
    expect(secondsToWait("Wait 1 second.")).toBe(1);
    expect(secondsToWait("Wait 5 minutes and try again.")).toBe(300);
    expect(secondsToWait("Not right. Try again.")).toBe(0);
  });
});

it("lets the seconds of a delay run down in its sentence", () => {
  const sentence = "The password is not right. Wait 5 minutes and try again.";
  expect(whileWaiting(sentence, 299)).toBe(sentence);
  expect(whileWaiting(sentence, 1)).toBe("The password is not right. Wait 1 second and try again.");
  expect(whileWaiting(sentence, 0)).toBe("You can try again now.");
  expect(whileWaiting("Type your password.", 0)).toBe("Type your password.");
});

describe("first run", () => {
  const draft: Draft = { officeName: "Safelife", ownerName: "Dana", userName: "dana", email: "dana@example.org", password: "porch light is on", repeated: "porch light is on", pipeline: "care" };

  it("says what is missing in each step", () => {
    expect([0, 1, 2].map((step) => missing(step, draft))).toEqual([{}, {}, {}]);
    expect(Object.keys(missing(0, { ...draft, officeName: "  " }))).toEqual(["office_name"]);
    expect(Object.keys(missing(1, { ...draft, ownerName: "", email: "" }))).toEqual(["owner_name", "email"]);
  });

  it("finds the step of a field of the core", () => {
    expect(stepOf("office_name")?.step).toBe(0);
    expect(stepOf("password")?.step).toBe(1);
    expect(stepOf("folder")).toBeNull();
    expect(stepOf(null)).toBeNull();
  });

  it("suggests a user name", () => {
    expect(["Dana Whitfield", " Tomás Herrera", "O'Neil", ""].map(suggestedUserName)).toEqual(["dana", "tomas", "oneil", ""]);
  });
});

it("tells people with one first name apart", () => {
  expect(shortNames(["Dana Whitfield", "Luis Ortega", "Luis Paz", "Ruth"])).toEqual(["Dana", "Luis O.", "Luis P.", "Ruth"]);
});
