// The sentences of the dashboard: the greeting by the clock, and the figures in words.
import type { Dashboard } from "../bindings";
import { counted, number } from "../shared/format";

const monthName = new Intl.DateTimeFormat("en-US", { month: "long" });

/** 'Good morning, Dana'. */
export function greeting(name: string, now: Date): string {
  const hour = now.getHours();
  const part = hour < 5 || hour >= 18 ? "evening" : hour < 12 ? "morning" : "afternoon";
  const first = name.trim().split(/\s+/)[0];
  return first ? `Good ${part}, ${first}` : `Good ${part}`;
}

/** What the person should know before anything else. */
export function summary(figures: Dashboard): string {
  const fresh = figures.new_this_month === 0 ? "No new lead this month yet." : `${counted(figures.new_this_month, "new lead")} this month.`;
  if (figures.not_assigned === 0) return `${fresh} Every lead has somebody who looks after it.`;
  return `${fresh} ${counted(figures.not_assigned, "lead")} ${figures.not_assigned === 1 ? "is" : "are"} waiting for someone.`;
}

export type Trend = { text: string; tone: "up" | "down" | "same" };

/** This month beside the last one: '+14 on October'. */
export function trend(figures: Dashboard, now: Date): Trend {
  const before = monthName.format(new Date(now.getFullYear(), now.getMonth() - 1, 1));
  const difference = figures.new_this_month - figures.new_last_month;
  if (difference === 0) return { text: `as many as in ${before}`, tone: "same" };
  return difference > 0 ? { text: `+${number(difference)} on ${before}`, tone: "up" } : { text: `${number(difference)} on ${before}`, tone: "down" };
}
