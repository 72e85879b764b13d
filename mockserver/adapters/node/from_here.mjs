// Has an adapter find its packages from the folder where it is run, and not from where it is kept.
// https://nodejs.org/docs/latest-v20.x/api/module.html#resolvespecifier-context-nextresolve
import { register } from "node:module";
import { pathToFileURL } from "node:url";

const here = JSON.stringify(pathToFileURL(`${process.cwd()}/adapter.mjs`).href);
const own = JSON.stringify(new URL(".", import.meta.url).href);
const hook = `export const resolve = (name, context, next) =>
  /^[@a-z]/i.test(name) && !/^[a-z]+:/i.test(name) && context.parentURL?.startsWith(${own})
    ? next(name, { ...context, parentURL: ${here} })
    : next(name, context);`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
