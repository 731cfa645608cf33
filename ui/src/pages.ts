// The pages of the window: one line each gives the address, the sidebar's entry, the title and who may see it.
import CircleUserRound from "@lucide/svelte/icons/circle-user-round";
import Eye from "@lucide/svelte/icons/eye";
import FileInput from "@lucide/svelte/icons/file-input";
import Grid3x3 from "@lucide/svelte/icons/grid-3x3";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import SlidersHorizontal from "@lucide/svelte/icons/sliders-horizontal";
import Trash2 from "@lucide/svelte/icons/trash-2";
import UserRoundCog from "@lucide/svelte/icons/user-round-cog";
import UsersRound from "@lucide/svelte/icons/users-round";
import type { Component } from "svelte";
import RolesPage from "./access/RolesPage.svelte";
import AccountPage from "./accounts/AccountPage.svelte";
import PeoplePage from "./accounts/PeoplePage.svelte";
import ActivityPage from "./activity/ActivityPage.svelte";
import Dashboard from "./dashboard/Dashboard.svelte";
import ImportPage from "./exchange/ImportPage.svelte";
import LeadsPage from "./leads/LeadsPage.svelte";
import LooksPage from "./looks/LooksPage.svelte";
import SettingsPage from "./settings/SettingsPage.svelte";
import type { MenuIcon } from "./shared/kit/Menu.svelte";
import TrashPage from "./trash/TrashPage.svelte";

export type Page = {
  name: string;
  label: string;
  icon: MenuIcon;
  /** The permission without which the page is neither listed nor shown; null: everybody who is signed in. */
  needs: string | null;
  group: "daily" | "office";
  /** Has no entry in the sidebar. */
  hidden?: boolean;
  /** The question whose number stands beside the entry, for those who have `badgeNeeds`. */
  badge?: "requests_waiting";
  badgeNeeds?: string;
  shows: Component;
};

export const pages: ReadonlyArray<Page> = [
  { name: "dashboard", label: "Dashboard", icon: LayoutDashboard, needs: null, group: "daily", shows: Dashboard },
  { name: "leads", label: "Leads", icon: UsersRound, needs: "leads.view", group: "daily", shows: LeadsPage },
  { name: "import", label: "Import", icon: FileInput, needs: "leads.import", group: "daily", shows: ImportPage },
  { name: "activity", label: "Activity log", icon: ScrollText, needs: "activity.view", group: "office", shows: ActivityPage },
  { name: "trash", label: "Trash", icon: Trash2, needs: "leads.view", group: "office", shows: TrashPage },
  { name: "looks", label: "Who looked", icon: Eye, needs: "activity.view", group: "office", shows: LooksPage },
  { name: "people", label: "People and roles", icon: UserRoundCog, needs: "accounts.edit", group: "office", badge: "requests_waiting", badgeNeeds: "accounts.approve", shows: PeoplePage },
  { name: "roles", label: "Roles", icon: Grid3x3, needs: null, group: "office", shows: RolesPage },
  { name: "settings", label: "Settings", icon: SlidersHorizontal, needs: "settings.edit", group: "office", shows: SettingsPage },
  { name: "account", label: "Your account", icon: CircleUserRound, needs: null, group: "office", hidden: true, shows: AccountPage },
];
