// Where the page begins: the font, the look, and the app in its place.
import "@fontsource-variable/inter";
import "./shared/theme.css";
import { mount } from "svelte";
import App from "./App.svelte";

const place = document.getElementById("app");
if (!place) throw new Error("The page has no place for the app.");
mount(App, { target: place });
