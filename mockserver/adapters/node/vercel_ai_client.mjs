// Asks with Vercel's AI SDK, by its provider for OpenAI-compatible servers.
// https://ai-sdk.dev/providers/openai-compatible-providers
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";
import { READ_TIMEOUT, REQUEST, tell } from "./answer.mjs";

async function ask(answer) {
  const { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey } = process.env;
  const provider = createOpenAICompatible({ name: "mock", baseURL, apiKey, includeUsage: true });
  const { messages } = REQUEST;
  const model = provider.chatModel(REQUEST.model);
  const timeout = { chunkMs: READ_TIMEOUT };
  const result = streamText({ model, messages, timeout, onError: () => {} });
  for await (const part of result.fullStream) {
    if (part.type === "text-delta") answer.text += part.text;
    else if (part.type === "reasoning-delta") answer.reasoning += part.text;
    else if (part.type === "tool-call") answer.addCall(part.toolCallId, part.toolName, part.input);
    else if (part.type === "error") throw part.error;
    else if (part.type === "abort") throw new Error(`aborted: ${part.reason ?? "nothing came for too long"}`);
    else if (part.type === "finish-step") {
      answer.finish.set(0, part.rawFinishReason ?? null);
      const { inputTokens, outputTokens } = part.usage;
      if (inputTokens != null) answer.usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens };
    }
  }
}

await tell(ask, "ai", "refusal");
