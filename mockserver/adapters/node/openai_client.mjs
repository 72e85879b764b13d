// Asks with OpenAI's client, as its documents show; its own retries are as they are.
// https://github.com/openai/openai-node
import OpenAI from "openai";
import { READ_TIMEOUT, REQUEST, tell } from "./answer.mjs";

async function ask(answer) {
  const client = new OpenAI({ timeout: READ_TIMEOUT, logLevel: "off" });
  for await (const chunk of await client.chat.completions.create(REQUEST)) answer.add(chunk);
}

await tell(ask, "openai");
